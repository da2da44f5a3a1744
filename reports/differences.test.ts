/** Tests of differences: each changed part is listed once, and none is left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceStep } from '../checker/traces/trace.ts';
import { canonical } from '../checker/values/canonical.ts';
import { data } from '../tests/support/data.ts';
import { type Difference, differences } from './differences.ts';
import { stepText } from './trace-text.ts';

const [x, y, z] = [1, 2, 3].map((term) => ({ term, value: `v${term}` }));

describe('a changed field', () => {
  it.each([
    ['role', 'follower', 'candidate', 'role follower -> candidate'],
    ['votedFor', null, 'a', 'votedFor null -> a'],
    ['votesGranted', ['a'], ['a', 'b'], 'votesGranted [a] -> [a, b]'],
    ['nextIndex', {}, { b: 1, c: 1 }, 'nextIndex {} -> {b: 1, c: 1}'],
    ['nextIndex', { b: 1, c: 1 }, { b: 2, c: 1 }, 'nextIndex.b 1 -> 2'],
    ['nextIndex', { b: 1, c: 1 }, {}, 'nextIndex {b: 1, c: 1} -> {}'],
    ['peers', { b: 1, c: 1 }, { c: 1, d: 4 }, 'peers.b removed 1, peers.d added 4'],
    ['log', [], [x], 'log [] -> [{term: 1, value: v1}]'],
    ['log', [x], [x, y], 'log[1] added {term: 2, value: v2}'],
    ['log', [x, y, z], [x], 'log[1] removed {term: 2, value: v2}, log[2] removed {term: 3, value: v3}'],
    ['queue', [x, y, z], [y, z], 'queue[0] removed {term: 1, value: v1}'],
    ['log', [x, y], [x, z], 'log[1] {term: 2, value: v2} -> {term: 3, value: v3}'],
    [
      'log',
      [x, { ...y, deep: [y, z] }],
      [x, { ...y, deep: [y, x] }],
      'log[1].deep[1] {term: 3, value: v3} -> {term: 1, value: v1}',
    ],
    [
      'seen',
      new Set([x, y]),
      new Set([y, z]),
      'seen removed {term: 1, value: v1}, seen added {term: 3, value: v3}',
    ],
    [
      'by',
      new Map([[1, new Set(['a'])]]),
      new Map([[1, new Set(['a', 'c'])]]),
      'by[1] Set {a} -> Set {a, c}',
    ],
    [
      'by',
      new Map([
        [{ t: 1 }, 'a'],
        [{ t: 0 }, 'z'],
      ]),
      new Map([
        [{ t: 1 }, 'b'],
        [{ t: 0 }, 'z'],
        [{ t: 2 }, 'c'],
      ]),
      'by[{t: 1}] a -> b, by[{t: 2}] added c',
    ],
    ['odd', { 'two words': 1, n: 0 }, { 'two words': 2, n: 0 }, 'odd."two words" 1 -> 2'],
    ['kind', { a: 1 }, ['a'], 'kind {a: 1} -> [a]'],
    ['all', { a: 1, b: 2 }, { c: 3, d: 4 }, 'all {a: 1, b: 2} -> {c: 3, d: 4}'],
    ['minus', 0, -0, 'minus 0 -> -0'],
    ['gone', { a: 1, b: undefined }, { a: 1 }, 'gone.b removed undefined'],
  ])('%s: %j -> %j', (field, before, after, text) => {
    const step = {
      action: { type: 'timeout', node: 'a', timer: 't' },
      changes: [{ node: 'a', field, before, after }],
    };
    expect(stepText({ ...step, effects: [] } as unknown as TraceStep)).toEqual([`a: ${text}`]);
  });
});

it('shows the new part of a history, and the place of a divergence', () => {
  const history = {
    before: { elections: new Map([[1, new Set(['a'])]]), committed: new Map([[1, x]]) },
    after: { elections: new Map([[1, new Set(['a', 'c'])]]), committed: new Map([[1, x]]) },
  };
  const expected = { kept: [x, y], role: 'leader' };
  const divergence = { what: 'saved', expected, got: { ...expected, kept: [x] } };
  const step = { action: { type: 'heal' }, changes: [{ node: 'a', divergence }], effects: [], history };
  expect(stepText(step as unknown as TraceStep)).toEqual([
    'a diverges from its model: saved.kept should have {term: 2, value: v2}'.replace('kept', 'kept[1]'),
    'history: elections[1] Set {a} -> Set {a, c}',
  ]);
});

it('finds differences exactly if the values differ', () => {
  fc.assert(
    fc.property(data, data, (one, other) => {
      expect(differences(one, one)).toEqual([]);
      expect(differences(one, other).length > 0).toBe(canonical(one) !== canonical(other));
    }),
    { numRuns: 2_000 },
  );
});

it('lists every field that changed', () => {
  const inner = fc.dictionary(fc.constantFrom(...'xyz'), fc.nat(3));
  const record = fc.dictionary(fc.constantFrom(...'abcdef'), inner).map((one) => structuredClone(one));
  fc.assert(
    fc.property(record, record, (before, after) => {
      expect(mended(before, differences(before, after))).toEqual(after);
    }),
    { numRuns: 2_000 },
  );
});

/** Records in a record, with every part as it is after. */
function mended(before: Record<string, Record<string, number>>, parts: readonly Difference[]): unknown {
  const whole = { whole: structuredClone(before) } as Record<string, unknown>;
  for (const part of parts) {
    const path = ['whole', ...part.path.split('.').filter((name) => name !== '')];
    const last = path.pop() as string;
    const holder = path.reduce((at, name) => at[name] as Record<string, unknown>, whole);
    if (part.kind === 'removed') delete holder[last];
    else holder[last] = part.after;
  }
  return whole.whole;
}
