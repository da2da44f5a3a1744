/** Tests that further counterexamples of a search break the property in another way, and only at their end. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { exploreScopeAll } from '../suite/explore.ts';
import { propertyOf } from '../suite/properties.ts';
import { subjectOf, systemOf } from '../suite/subject.ts';
import { statusesAlong } from './property-status.ts';
import { replay } from './replay.ts';
import type { Trace } from './trace.ts';

const subject = subjectOf(raft, 'bug:R3');
const electionSafety = propertyOf(raft, 'election-safety');

function search(traces: number) {
  const { results } = exploreScopeAll(raft, 'one-term', subject, [electionSafety], { traces });
  return results[0] ?? expect.fail('no result');
}

/** The step in which a node grants its second vote. */
function secondVoteIn({ steps }: Trace) {
  return steps.flatMap(({ changes }) =>
    changes.flatMap((change) =>
      'field' in change && change.field === 'votedFor' && change.before !== null ? [change.node] : [],
    ),
  );
}

describe('counterexamples of other kinds', () => {
  const { trace, others = [] } = search(3);

  it('are not looked for unless more than one is asked for, and do not change the first', () => {
    expect(search(1)).not.toHaveProperty('others');
    expect(trace).toEqual(search(1).trace);
  });

  it('are as many as were asked for, by their length', () => {
    expect(others.map((one) => one.trace.steps.length)).toEqual([6, 7]);
    expect(search(2).others).toEqual(others.slice(0, 1));
  });

  it('show other mistakes: a leader votes again in one, a follower in the other', () => {
    const roleOf = (one: Trace) => {
      const [voter] = secondVoteIn(one);
      return one.steps.some(
        ({ changes }) =>
          voter !== undefined &&
          changes.some((change) => 'field' in change && change.node === voter && change.after === 'leader'),
      );
    };
    expect(roleOf(trace as Trace)).toBe(true);
    expect(roleOf((others[0] as { trace: Trace }).trace)).toBe(false);
  });

  it('violate the property at their last step alone, at the nodes that are named', () => {
    const system = systemOf(raft, 'one-term', subject);
    for (const { trace: other, at } of others) {
      const rows = statusesAlong(system, [electionSafety], other).map((row) => row.map(({ holds }) => holds));
      expect(rows.slice(0, -1).flat()).not.toContain(false);
      expect(rows.at(-1)).toEqual([false]);
      expect(replay(system, electionSafety, system.setting, other).verdict).toBe('reproduced');
      expect(statusesAlong(system, [electionSafety], other).at(-1)?.[0]?.at).toEqual([...at].sort());
    }
  });

  it('need a breadth-first search, and a number of at least one', () => {
    const how = (options: object) => () =>
      exploreScopeAll(raft, 'one-term', subject, [electionSafety], options);
    expect(how({ traces: 2, order: { name: 'depth-first' } })).toThrow(
      'several counterexamples need a breadth-first search; leave out depth-first',
    );
    expect(how({ traces: 0 })).toThrow('traces is 0; it must be 1 or more');
  });
});
