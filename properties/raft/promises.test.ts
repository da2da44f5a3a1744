/** Promises of Raft by worlds made by hand, where no short run leads to what tells one sentence from another. */
import { describe, expect, it } from 'vitest';
import type { Standing } from '../../checker/index.ts';
import { failure, witness } from '../../checker/property/evaluate.ts';
import type { Over } from '../../checker/property/property.ts';
import type { Raft, RaftView } from '../../models/raft/messages.ts';
import { logSettles, promises } from './promises.ts';

const follower: RaftView = {
  role: 'follower',
  currentTerm: 2,
  votedFor: null,
  log: [],
  votesGranted: [],
  commitIndex: 0,
  nextIndex: {},
  matchIndex: {},
};

/** The world in which servers stand so. */
function seen(all: Readonly<Record<string, Standing<Raft>>>) {
  const views = Object.entries(all).flatMap(([node, one]) => ('up' in one ? [[node, one.up] as const] : []));
  return { views: new Map(views), all: new Map(Object.entries(all)), history: undefined } as never;
}

describe('Log Settles', () => {
  const entry = (term: number) => ({ term, value: `v${term}` });
  /** A leader of term 1 that has not heard of the one of term 2, which comes after it by name. */
  const world = (committed: number) =>
    seen({
      a: { up: { ...follower, role: 'leader', currentTerm: 1, log: [entry(1)], commitIndex: 1 } },
      b: { up: { ...follower, role: 'leader', log: [entry(1), entry(2)], commitIndex: committed } },
      c: { up: { ...follower, log: [entry(1), entry(2)], commitIndex: 1 } },
    });

  it('is about the leader of the last term, whatever the name of another', () => {
    expect(failure(logSettles.over as never, world(1))).toBeDefined();
    const one = { ...follower, log: [entry(1), entry(2)], commitIndex: 2 };
    const all = seen({ a: { up: one }, b: { up: { ...one, role: 'leader' } }, c: { up: one } });
    expect(failure(logSettles.over as never, all)).toBeUndefined();
  });
});

describe('Split Vote', () => {
  const over = promises.find(({ name }) => name === 'Split Vote')?.over as unknown as Over;
  const voted = (votedFor: string | null) => ({ currentTerm: 2, votedFor, log: [] });

  it('needs the vote of every server, up or down', () => {
    const [a, b] = [{ up: { ...follower, votedFor: 'a' } }, { up: { ...follower, votedFor: 'b' } }];
    expect(witness(over, seen({ a, b, c: { down: voted('c') } }))).toBeDefined();
    expect(witness(over, seen({ a, b, c: { down: voted(null) } }))).toBeUndefined();
    expect(witness(over, seen({ a, b, c: { down: undefined } }))).toBeUndefined();
    expect(witness(over, seen({ a, b, c: { up: { ...follower, votedFor: 'a' } } }))).toBeUndefined();
  });
});
