/**
 * Tests properties of Raft on worlds written by hand, where no short run tells the right property from a
 * wrong one.
 */
import { describe, expect, it } from 'vitest';
import type { Standing } from '../../checker/index.ts';
import { failure, witness } from '../../checker/property/evaluate.ts';
import type { Over } from '../../checker/property/property.ts';
import type { Raft, RaftView } from '../../models/raft/messages.ts';
import { logSettles, properties } from './properties.ts';

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

/** The arguments of a property in a world with these servers. */
function worldOf(all: Readonly<Record<string, Standing<Raft>>>) {
  const views = Object.entries(all).flatMap(([node, one]) => ('up' in one ? [[node, one.up] as const] : []));
  return { views: new Map(views), all: new Map(Object.entries(all)), history: undefined } as never;
}

describe('Log Settles', () => {
  const entry = (term: number) => ({ term, value: `v${term}` });
  /** Server a still leads term 1, and b leads term 2; a comes first by name. */
  const withTwoLeaders = (committed: number) =>
    worldOf({
      a: { up: { ...follower, role: 'leader', currentTerm: 1, log: [entry(1)], commitIndex: 1 } },
      b: { up: { ...follower, role: 'leader', log: [entry(1), entry(2)], commitIndex: committed } },
      c: { up: { ...follower, log: [entry(1), entry(2)], commitIndex: 1 } },
    });

  it('judges the leader of the last term, not the first leader by name', () => {
    expect(failure(logSettles.over as never, withTwoLeaders(1))).toBeDefined();
    const one = { ...follower, log: [entry(1), entry(2)], commitIndex: 2 };
    const all = worldOf({ a: { up: one }, b: { up: { ...one, role: 'leader' } }, c: { up: one } });
    expect(failure(logSettles.over as never, all)).toBeUndefined();
  });
});

describe('Split Vote', () => {
  const over = properties.find(({ name }) => name === 'Split Vote')?.over as unknown as Over;
  const voted = (votedFor: string | null) => ({ currentTerm: 2, votedFor, log: [] });

  it('needs a vote of every server, up or down', () => {
    const [a, b] = [{ up: { ...follower, votedFor: 'a' } }, { up: { ...follower, votedFor: 'b' } }];
    expect(witness(over, worldOf({ a, b, c: { down: voted('c') } }))).toBeDefined();
    expect(witness(over, worldOf({ a, b, c: { down: voted(null) } }))).toBeUndefined();
    expect(witness(over, worldOf({ a, b, c: { down: undefined } }))).toBeUndefined();
    expect(witness(over, worldOf({ a, b, c: { up: { ...follower, votedFor: 'a' } } }))).toBeUndefined();
  });
});
