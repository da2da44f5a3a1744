/** The simplicity order: each criterion decides only if the ones before it are equal. */
import { describe, expect, it } from 'vitest';
import type { Action } from '../semantics/actions.ts';
import { isFault, isSimpler } from './simplicity.ts';

const timeout = (node: string, timer = 't'): Action => ({ type: 'timeout', node, timer });
const crash = (node: string): Action => ({ type: 'crash', node });

describe('a list of actions is simpler', () => {
  it.each<[string, readonly Action[], readonly Action[]]>([
    ['with fewer actions', [crash('b')], [timeout('a'), timeout('a')]],
    ['with fewer faults', [timeout('a'), timeout('b')], [crash('a'), timeout('a')]],
    [
      'with fewer switches between nodes',
      [timeout('a', 'long'), timeout('a', 'long'), timeout('b', 'long')],
      [timeout('a'), timeout('b'), timeout('a')],
    ],
    ['with a shorter text', [timeout('z', 't')], [timeout('a', 'tt')]],
    ['with the first text in alphabetical order', [timeout('a')], [timeout('b')]],
  ])('%s', (_, simpler, than) => {
    expect(isSimpler(simpler, than)).toBe(true);
    expect(isSimpler(than, simpler)).toBe(false);
  });

  it('but not than itself', () => {
    expect(isSimpler([timeout('a')], [timeout('a')])).toBe(false);
  });
});

describe('an action', () => {
  it('is a fault, or is not', () => {
    const types = ['drop', 'crash', 'heal', 'deliver', 'timeout'] as const;
    expect(types.map(isFault)).toEqual([true, true, true, false, false]);
  });
});
