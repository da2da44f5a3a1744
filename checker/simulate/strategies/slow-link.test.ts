/** The strategy `slow-link`: the links that it delays. */
import { describe, expect, it } from 'vitest';
import { cluster, mean, ofType, taken } from '../../../tests/support/gossip.ts';
import type { Action } from '../../semantics/actions.ts';
import { strategyNamed } from './index.ts';

describe('slow-link', () => {
  it('leaves some links unused', () => {
    const unused = (runs: readonly (readonly Action[])[]) =>
      mean(
        runs.map((actions) => {
          const links = actions
            .filter(ofType('deliver'))
            .map((a) => (a.type === 'deliver' ? `${a.from}>${a.to}` : ''));
          return 12 - new Set(links).size;
        }),
      );
    expect(unused(taken(strategyNamed('slow-link'), cluster, 40, 200))).toBeGreaterThan(
      unused(taken(strategyNamed('uniform'), cluster, 40, 200)),
    );
  });
});
