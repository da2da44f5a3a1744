/**
 * Tests the suite of the exchange: the sizes of its scopes are pinned, its promises hold in each scope, and all
 * nodes of a storm complete a tree of blocks. `suites.test.ts` checks the known bugs and the refuted claims.
 */
import { describe, expect, it } from 'vitest';
import type { AnyShape } from '../../../checker/actors/actor.ts';
import type { Scope, Suite } from '../../../checker/index.ts';
import type { TimedInput } from '../../../checker/simulate/simulate.ts';
import { simulate } from '../../../checker/simulate/simulate.ts';
import { exploreScopeAll } from '../../../checker/suite/explore.ts';
import { propertiesOf, propertyOf } from '../../../checker/suite/properties.ts';
import { systemOf } from '../../../checker/suite/subject.ts';
import { drain } from '../../../checker/values/drain.ts';
import type { ExchangeView } from '../../../models/bitswap/exchange/messages.ts';
import { exchange } from './index.ts';
import { node } from './kit.ts';
import { treeOfTwenty } from './scopes.ts';

/** The size of a search of a scope, and the verdicts that are not expected. */
function found(suite: Suite, scope: string, properties = propertiesOf(suite, { side: 'model' }, scope)) {
  const { worlds, transitions, unchanged, depth, results } = exploreScopeAll(
    suite,
    scope,
    { side: 'model' },
    properties,
  );
  const others = results
    .filter(({ verdict }) => verdict !== 'holds' && verdict !== 'reached')
    .map(({ property, verdict }) => `${property.name}: ${verdict}`);
  return { size: [worlds, transitions, unchanged, depth], others };
}

// An independent checker counted the same natively.
describe('worlds, transitions, transitions that change nothing, depth, and all promises', () => {
  it.each([
    ['quick', 68, 154, 39, 11],
    ['apart', 92, 219, 55, 14],
    ['late', 417, 1_204, 241, 16],
    ['trade', 414, 1_340, 542, 16],
    ['two-blocks', 963, 2_928, 905, 18],
    ['mesh', 187, 630, 208, 15],
    ['mesh-hang', 5_539, 23_556, 5_760, 21],
    ['holders', 30, 57, 16, 8],
    ['small', 15, 23, 4, 6],
    ['impatient', 869, 2_846, 478, 16],
    ['session', 405, 1_150, 352, 14],
    ['session-queue', 905, 2_869, 841, 19],
    ['session-impatient', 3_106, 12_012, 2_772, 20],
    ['poisoner', 58, 163, 47, 10],
    ['have-liar', 45, 121, 36, 9],
  ])('of scope %s are %i, %i, %i, %i', (scope, ...size) => {
    expect(found(exchange, scope)).toEqual({ size, others: [] });
  });

  it('of scope mesh-2-blocks are 28,305, 136,044, 42,696, 28', () => {
    expect(found(exchange, 'mesh-2-blocks')).toEqual({ size: [28_305, 136_044, 42_696, 28], others: [] });
  });

  it.each([
    ['trade-queue', 72],
    ['fetch-again', 128],
    ['put-later', 867],
    ['two-sessions', 110],
    ['put-own', 21],
    ['pair-impatient', 8],
    ['pair-give-up', 40],
    ['holders-hang', 565],
    ['receipts', 60],
    ['receipts-hang', 82],
    ['split', 142],
    ['split-hang', 3_310],
    ['chain', 39],
    ['poisoner-hang', 789],
    ['identity-liar', 58],
    ['duplicator', 223],
    ['silent', 16],
    ['whitewasher', 6_528],
    ['free-loader', 1_710],
    ['flooder', 1_839],
    ['canceller', 968],
  ])('of scope %s: %i worlds', (scope, worlds) => {
    const { size, others } = found(exchange, scope);
    expect({ worlds: size[0], others }).toEqual({ worlds, others: [] });
  });
});

it('of scope have-again: 1,954 worlds, and all promises but the refuted one', () => {
  const { size, others } = found(exchange, 'have-again');
  expect({ worlds: size[0], others }).toEqual({ worlds: 1_954, others: ['Asked Once: violated'] });
});

it('another reading of C3, in which each DontHave leads to a question, has other numbers in one scope', () => {
  const model = node.modelWith({ root: { guards: { isAsked: () => true } } });
  const suite = { ...exchange, roles: { node: { model } } } as unknown as Suite;
  expect(found(suite, 'session-impatient').size).toEqual([3_116, 12_047, 2_782, 20]);
  expect(found(suite, 'session').size).toEqual([405, 1_150, 352, 14]);
});

it('a poisoner that neither dials nor hangs up has the 621 worlds of the independent checker', () => {
  const { system } = exchange.scopes['poisoner-hang'] as Scope<AnyShape>;
  const passive: Scope<AnyShape> = {
    ...(exchange.scopes['poisoner-hang'] as Scope<AnyShape>),
    system: (actor) => {
      const active = system(actor);
      const inputs: typeof active.inputs = (view, node) =>
        (active.inputs?.(view, node) ?? []).filter(({ type }) => node !== 'c' || type !== 'hangUp');
      return { ...active, inputs, timerConstraints: { 'dial@a': { nodes: ['b'] } } };
    },
  };
  const suite = { ...exchange, scopes: { ...exchange.scopes, passive } } as Suite;
  const { size } = found(suite, 'passive', [propertyOf(exchange, 'Right Content')]);
  expect(size).toEqual([621, 2_093, 435, 16]);
});

describe('a walk through a tree of twenty blocks, with lost connections and two liars', () => {
  const walkers = ['b', 'c', 'd', 'e'];
  /** A block each minute, and at some of them a connection that ends a few milliseconds after the want. */
  const inputs: readonly TimedInput[] = [...treeOfTwenty].flatMap((cid, nth) =>
    walkers.flatMap((node, at): readonly TimedInput[] => {
      const atMs = nth * 60_000 + at;
      const want = { atMs, node, input: { type: 'want', cid, session: 's' } } as TimedInput;
      const partner = nth % 2 === 0 ? 'a' : 'p';
      const hangUp = { atMs: atMs + 15, node, input: { type: 'hangUp', partner } } as TimedInput;
      return (nth + at) % 3 === 0 ? [want, hangUp] : [want];
    }),
  );

  it.each([1, 2, 3])('all honest nodes complete, with seed %i', (seed) => {
    const { ended, views, violated } = drain(
      simulate(systemOf(exchange, 'storm', { side: 'model' }), {
        seed,
        latencyMs: [5, 50],
        inputs,
        untilMs: treeOfTwenty.length * 60_000,
        properties: ['Right Content', 'Only Asked', 'One At A Time', 'Delivered Once'].map((name) =>
          propertyOf(exchange, name),
        ),
      }),
    );
    expect({ ended, violated }).toEqual({ ended: 'idle', violated: undefined });
    for (const node of walkers) {
      const { held, spoiled, strikes } = views.get(node) as ExchangeView;
      expect([...held].sort().join('')).toBe(treeOfTwenty);
      expect(spoiled.size).toBe(0);
      // The poisoner was asked, so that completing means something.
      expect([...strikes.keys()]).toEqual(['p']);
    }
  });
});
