/** Merged verdicts and coverage, in the cases that random systems do not reach. */
import { describe, expect, it } from 'vitest';
import type { Property } from '../../property/property.ts';
import { neverListed, neverOccurred, neverRecovered } from '../../property/verdict.ts';
import type { Coverage } from '../../semantics/coverage.ts';
import type { System } from '../../semantics/system.ts';
import type { Result } from '../../traces/result.ts';
import { MergedCoverage, MergedVerdict } from './merge.ts';

const property = (kind: Property['kind']) => ({ kind, name: 'p', says: '', source: '' }) as Property;
const restarts = (restart: number) => ({ actions: { restart }, never: [] }) as unknown as Coverage;

/** The merged result of members with these verdicts; a reason means inconclusive. */
function merged(
  kind: Property['kind'],
  verdicts: readonly (readonly [string, number?])[],
  { stopped, members = verdicts.length }: { stopped?: string; members?: number } = {},
): Partial<Result> {
  const one = property(kind);
  const all = new MergedVerdict(one, members);
  for (const [at, [word, restart = 0]] of verdicts.entries()) {
    const isVerdict = ['holds', 'violated', 'reached'].includes(word);
    const result = isVerdict ? { verdict: word } : { verdict: 'inconclusive', because: word };
    all.add(`f/${at}`, { property: one, ...result } as Result, restarts(restart));
  }
  const { property: _, ...result } = all.conclude(stopped);
  return result;
}

describe('a merged verdict', () => {
  it.each<[string, Property['kind'], Parameters<typeof merged>[1], Partial<Result>]>([
    ['is violated in a member', 'always', [['holds'], ['violated'], ['far away']], { verdict: 'violated' }],
    ['has a premise in one member', 'step', [['holds'], [neverOccurred]], { verdict: 'holds' }],
    ['has no premise', 'step', [[neverOccurred]], { verdict: 'inconclusive', because: neverOccurred }],
    ['lists no world', 'inductive', [[neverListed]], { verdict: 'inconclusive', because: neverListed }],
    ['lists one in one member', 'inductive', [[neverListed], ['holds']], { verdict: 'holds' }],
    [
      'has restarts without a record, and elsewhere none',
      'step',
      [[neverRecovered], ['holds', 0]],
      { verdict: 'inconclusive', because: neverRecovered },
    ],
    [
      'has restarts with a record in one member',
      'step',
      [[neverRecovered], ['holds', 7]],
      { verdict: 'holds' },
    ],
    [
      'is inconclusive in some members',
      'possible',
      [['holds'], ['it is too far'], ['it is too far']],
      { verdict: 'inconclusive', because: 'in 2 of 3 members, the first of them f/1: it is too far' },
    ],
    [
      'is inconclusive in every member',
      'possible',
      [['it is too far'], ['it is too far']],
      { verdict: 'inconclusive', because: 'it is too far' },
    ],
    [
      'is reached in no member',
      'sometimes',
      [['never reached in this scope']],
      { verdict: 'inconclusive', because: 'never reached in this scope' },
    ],
  ])('%s', (_, kind, verdicts, expected) => {
    expect(merged(kind, verdicts)).toMatchObject(expected);
  });

  it('counts the members that violate it, of those that were searched', () => {
    expect(merged('always', [['violated'], ['holds'], ['violated']], { members: 9 })).toMatchObject({
      members: { count: 2, of: 3 },
      scope: 'f/0',
    });
  });

  it('is inconclusive if members were not searched', () => {
    const stopped = 'it is late';
    const because = 'not violated so far, but it is late';
    expect(merged('always', [['holds']], { stopped, members: 2 })).toMatchObject({ because });
    expect(merged('always', [['holds'], [because]], { stopped })).toMatchObject({ because });
    // An inductive property does not depend on the limit that ended the search of the reachable worlds.
    expect(merged('inductive', [['holds'], ['holds']], { stopped })).toMatchObject({ verdict: 'holds' });
    expect(merged('sometimes', [['x']], { stopped, members: 2 })).toMatchObject({
      because: 'not reached so far, but it is late',
    });
  });
});

describe('merged coverage', () => {
  it('adds actions, and lists the rules that no member takes', () => {
    const actor = (rules: readonly string[]) => ({ nodes: { a: { rules } } }) as unknown as System;
    const coverage = new MergedCoverage();
    coverage.add(actor(['x', 'y']), { actions: { deliver: 2 }, never: ['x'] } as never);
    coverage.add(actor(['x', 'z']), { actions: { deliver: 3, drop: 1 }, never: ['x'] } as never);
    coverage.add(actor(['y']), { actions: {}, never: ['y'] } as never);
    expect(coverage.merged).toEqual({ actions: { deliver: 5, drop: 1 }, never: ['x'] });
  });
});
