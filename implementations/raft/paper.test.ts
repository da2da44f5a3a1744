/**
 * The Raft paper as tests of one server (Ongaro & Ousterhout 2014, sections 5.1 to 5.4): each test is a sentence of the paper, given
 * directly to `RaftServer`. The tests are examples to read; the exploration in lockstep checks all states of a scope.
 */
import { describe, expect, it } from 'vitest';
import type { RaftDurable, RaftMessage } from '../../models/raft/messages.ts';
import {
  candidate,
  cluster,
  follower,
  leader,
  logOf,
  type Message,
  Server,
} from '../../tests/support/raft-server.ts';

const heartbeat = { type: 'AppendEntries', prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };

describe('section 5.1, terms', () => {
  it.each([
    ['follower', () => follower(1)],
    ['candidate', () => candidate(0)],
    ['leader', () => leader(0)],
  ])('a %s that sees a newer term adopts it and is a follower in it', (role, make) => {
    const server = make();
    server.receives('b', 'RequestVoteReply', { term: 4, voteGranted: false });
    expect(role === 'follower' || server.view.votesGranted.length === 0).toBe(true);
    expect(server.view).toMatchObject({ role: 'follower', currentTerm: 4, votedFor: null });
  });

  it('a server refuses a request for a vote with an old term, and replies with its own term', () => {
    const server = follower(3).isAsked('b', 2);
    expect(server.messages).toEqual([{ type: 'RequestVoteReply', term: 3, voteGranted: false }]);
    expect(server.view).toMatchObject({ currentTerm: 3, votedFor: null });
  });

  it('a server refuses entries with an old term, and replies with its own term', () => {
    const server = follower(3).getsEntries(2, { entries: logOf(2) });
    expect(server.messages).toEqual([{ type: 'AppendEntriesReply', term: 3, success: false, hint: 0 }]);
    expect(server.view.log).toEqual([]);
  });

  it('a leader does not count a reply with an old term', () => {
    const server = leader(1, logOf(1)).proposes('x').clear();
    server.receives('b', 'AppendEntriesReply', { term: 1, success: true, matchIndex: 2 } as never);
    expect(server.view).toMatchObject({ commitIndex: 0, matchIndex: { b: 0 } });
    expect(server.sent).toEqual([]);
  });
});

describe('section 5.2, leader election', () => {
  it('a server starts as a follower and waits for an election timeout', () => {
    const server = new Server();
    expect(server.view).toMatchObject({ role: 'follower', currentTerm: 0, votedFor: null });
    expect(server.armed).toEqual(['electionTimeout']);
  });

  it('a follower restarts its election timer when it receives entries or a heartbeat from the leader', () => {
    const server = follower(1).getsEntries(1);
    expect(server.armed).toEqual(['electionTimeout']);
  });

  it('a follower restarts its election timer when it grants a vote, and not when it refuses one', () => {
    expect(follower(1).isAsked('b', 1).armed).toEqual(['electionTimeout']);
    expect(follower(1, [], 'c').isAsked('b', 1).armed).toEqual([]);
  });

  it('to begin an election, a follower increments its term, votes for itself and asks all others', () => {
    const server = follower(2).timesOut();
    expect(server.view).toMatchObject({ role: 'candidate', currentTerm: 3, votedFor: 'a' });
    expect(server.view.votesGranted).toEqual(['a']);
    expect(server.messages.map(({ type, term }) => [type, term])).toEqual([
      ['RequestVote', 3],
      ['RequestVote', 3],
    ]);
    expect(server.addressees).toEqual(['b', 'c']);
  });

  it.each([
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [7, 3],
  ])('a candidate of %i servers wins with %i votes besides its own, and not with fewer', (servers, votes) => {
    const voters = cluster(servers).slice(1, votes + 1);
    expect(candidate(0, [], servers).getsVotes(...voters.slice(1)).view.role).toBe('candidate');
    expect(candidate(0, [], servers).getsVotes(...voters).view.role).toBe('leader');
  });

  it('a candidate counts each server once', () => {
    expect(candidate(0, [], 5).getsVotes('b', 'b').view.role).toBe('candidate');
  });

  it('a candidate does not count a vote of an older term', () => {
    const server = candidate(1).receives('b', 'RequestVoteReply', { term: 1, voteGranted: true });
    expect(server.view).toMatchObject({ role: 'candidate', votesGranted: ['a'] });
  });

  it('a server votes for at most one candidate in a term, the first that asks', () => {
    const server = follower(1).isAsked('b', 2).isAsked('c', 2);
    expect(server.view.votedFor).toBe('b');
    expect(
      server.sent.map(({ to, message }) => [to, 'voteGranted' in message && message.voteGranted]),
    ).toEqual([
      ['b', true],
      ['c', false],
    ]);
  });

  it('a server votes again in a newer term', () => {
    expect(follower(1).isAsked('b', 2).isAsked('c', 3).view).toMatchObject({ currentTerm: 3, votedFor: 'c' });
  });

  it('a new leader sends heartbeats to all other servers to prevent new elections', () => {
    const server = candidate().clear().getsVotes('b');
    expect(server.addressees).toEqual(['b', 'c']);
    expect(server.messages).toEqual(Array(2).fill({ ...heartbeat, term: 1 }));
    expect(server.armed).toEqual(['heartbeat']);
  });

  it('a leader sends heartbeats periodically', () => {
    const server = leader().timesOut('heartbeat');
    expect(server.messages).toEqual(Array(2).fill({ ...heartbeat, term: 1 }));
    expect(server.armed).toEqual(['heartbeat']);
  });

  it.each([1, 2])('a candidate of term 1 follows a leader of term %i', (term) => {
    expect(candidate(0).getsEntries(term).view).toMatchObject({ role: 'follower', currentTerm: term });
  });

  it('a candidate refuses the leader of an older term and stays a candidate', () => {
    const server = candidate(1).clear().getsEntries(1);
    expect(server.view).toMatchObject({ role: 'candidate', currentTerm: 2 });
    expect(server.messages).toEqual([{ type: 'AppendEntriesReply', term: 2, success: false, hint: 0 }]);
  });

  it('after a split vote each candidate times out and begins a new election without its old votes', () => {
    const server = candidate(0, [], 5).getsVotes('b').clear().timesOut();
    expect(server.view).toMatchObject({ role: 'candidate', currentTerm: 2, votesGranted: ['a'] });
    expect(server.messages).toHaveLength(4);
  });
});

describe('section 5.3, log replication', () => {
  it('a leader appends a command as a new entry and sends it to all other servers', () => {
    const server = leader(1, logOf(1)).proposes('x');
    expect(server.view.log.at(-1)).toEqual({ term: 2, value: 'x' });
    const entries = [{ term: 2, value: 'x' }];
    const message = { ...heartbeat, term: 2, prevLogIndex: 1, prevLogTerm: 1, entries };
    expect(server.sent).toEqual([
      { to: 'b', message },
      { to: 'c', message },
    ]);
  });

  it('a follower refuses a command', () => {
    const server = follower(1).proposes('x');
    expect(server.outputs).toEqual([{ type: 'refused', value: 'x', because: 'not the leader' }]);
    expect(server.view.log).toEqual([]);
  });

  it('an entry is committed once its leader has replicated it on a majority', () => {
    const server = leader().proposes('x');
    expect(server.view.commitIndex).toBe(0);
    server.getsSuccess('b', 1);
    expect(server.view.commitIndex).toBe(1);
    expect(server.outputs).toEqual([{ type: 'committed', index: 1, term: 1, value: 'x', inTerm: 1 }]);
  });

  it('a leader sends an entry again until all servers have it, also after it is committed', () => {
    const server = leader().proposes('x').getsSuccess('b', 1).clear().timesOut('heartbeat');
    expect(
      server.sent.map(({ to, message }) => [to, 'entries' in message && message.entries.length]),
    ).toEqual([
      ['b', 0],
      ['c', 1],
    ]);
  });

  it('a commit includes all earlier entries of the log, with those of other leaders, in log order', () => {
    const server = leader(2, logOf(1, 2)).proposes('x').getsSuccess('b', 3);
    expect(server.outputs.map((output) => 'index' in output && output.index)).toEqual([1, 2, 3]);
  });

  it('a leader tells the highest committed index in its messages, heartbeats included', () => {
    const server = leader().proposes('x').getsSuccess('b', 1).clear().timesOut('heartbeat');
    expect(server.messages.map((message) => 'leaderCommit' in message && message.leaderCommit)).toEqual([
      1, 1,
    ]);
  });

  it('a follower applies entries once it learns that they are committed, in log order', () => {
    const server = follower(1).getsEntries(1, { entries: logOf(1, 1, 1), leaderCommit: 2 });
    expect(server.view.commitIndex).toBe(2);
    expect(server.outputs.map((output) => 'value' in output && output.value)).toEqual(['v1', 'v2']);
  });

  it('a follower commits no further than the last new entry', () => {
    const server = follower(2, logOf(1, 1)).getsEntries(2, {
      prevLogIndex: 1,
      prevLogTerm: 1,
      leaderCommit: 2,
    });
    expect(server.view.commitIndex).toBe(1);
  });

  it.each([
    ['has no entry at the previous index', logOf(1), 2, 1, 2],
    ['has an entry of another term there', logOf(1, 2, 2), 3, 1, 2],
  ])('a follower refuses entries if its log %s', (_, log, prevLogIndex, prevLogTerm, hint) => {
    const server = follower(3, log).getsEntries(3, { prevLogIndex, prevLogTerm, entries: logOf(3) });
    expect(server.view.log).toEqual(log);
    expect(server.messages).toEqual([{ type: 'AppendEntriesReply', term: 3, success: false, hint }]);
  });

  // Figure 7: the leader of term 8 has a log of these terms; followers lack entries, have more entries, or both.
  it.each([
    ['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
    ['b', [1, 1, 1, 4]],
    ['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
    ['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
    ['e', [1, 1, 1, 4, 4, 4, 4]],
    ['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
  ])('a leader makes the log of a follower equal to its own: Figure 7 (%s)', (_, terms) => {
    const whole = logOf(1, 1, 1, 4, 4, 5, 5, 6, 6, 6);
    const leads = leader(7, whole).proposes('x');
    const follows = follower(7, logOf(...terms));
    for (let rounds = 0; rounds < 10 && leads.sent.length > 0; rounds++) {
      const request = leads.sent.find(({ to }) => to === 'b')?.message as Message<'AppendEntries'>;
      follows.clear().receives('b', 'AppendEntries', request);
      const [reply] = follows.messages as readonly [RaftMessage];
      leads.clear().receives('b', 'AppendEntriesReply', reply as Message<'AppendEntriesReply'>);
    }
    expect(follows.view.log).toEqual([...whole, { term: 8, value: 'x' }]);
    expect(leads.view.matchIndex.b).toBe(11);
  });

  it('a follower keeps entries that do not conflict, even if they follow those of an old message', () => {
    const server = follower(1)
      .getsEntries(1, { entries: logOf(1, 1) })
      .getsEntries(1, { entries: logOf(1) });
    expect(server.view.log).toEqual(logOf(1, 1));
  });

  it('a new leader sets nextIndex of every server to the index after its last entry', () => {
    expect(leader(1, logOf(1, 1)).view).toMatchObject({
      nextIndex: { b: 3, c: 3 },
      matchIndex: { b: 0, c: 0 },
    });
  });

  it('after a refusal a leader goes back with nextIndex to the first index of the conflicting term', () => {
    const server = leader(4, logOf(1, 2, 2, 4));
    server.receives('b', 'AppendEntriesReply', { term: 5, success: false, hint: 2 } as never);
    expect(server.view.nextIndex).toEqual({ b: 2, c: 5 });
    expect(server.sent).toMatchObject([
      { to: 'b', message: { prevLogIndex: 1, prevLogTerm: 1, entries: logOf(1, 2, 2, 4).slice(1) } },
    ]);
  });

  it('a leader never overwrites or deletes its own entries', () => {
    const server = leader(1, logOf(1, 1)).proposes('x');
    server.receives('b', 'AppendEntriesReply', { term: 2, success: false, hint: 1 } as never);
    expect(server.view.log).toEqual([...logOf(1, 1), { term: 2, value: 'x' }]);
  });

  it('an old reply does not decrease matchIndex or nextIndex', () => {
    const server = leader().proposes('x').proposes('y').getsSuccess('b', 2).getsSuccess('b', 1);
    expect(server.view).toMatchObject({ matchIndex: { b: 2 }, nextIndex: { b: 3 } });
  });
});

describe('section 5.4, safety', () => {
  it('a candidate sends the index and the term of its last entry (5.4.1)', () => {
    const request = { type: 'RequestVote', term: 4, lastLogIndex: 2, lastLogTerm: 3 };
    expect(follower(3, logOf(1, 3)).timesOut().messages).toEqual([request, request]);
  });

  it.each([
    ['ends in a later term', logOf(1, 2), 1, 3, true],
    ['ends in the same term and is as long', logOf(1, 2), 2, 2, true],
    ['ends in the same term and is longer', logOf(1, 2), 3, 2, true],
    ['ends in the same term and is shorter', logOf(1, 2), 1, 2, false],
    ['ends in an earlier term, even if it is longer', logOf(1, 2), 5, 1, false],
  ])('a voter compares logs: the log of the candidate %s (5.4.1)', (_, log, index, term, voteGranted) => {
    const server = follower(3, log).isAsked('b', 4, index, term);
    expect(server.messages).toEqual([{ type: 'RequestVoteReply', term: 4, voteGranted }]);
  });

  it('a leader does not commit an entry of an earlier term by counting replicas (5.4.2, Figure 8)', () => {
    const server = leader(2, logOf(1, 2)).getsSuccess('b', 2);
    expect(server.view).toMatchObject({ commitIndex: 0, matchIndex: { b: 2 } });
    server.proposes('x').getsSuccess('b', 3);
    expect(server.view.commitIndex).toBe(3);
  });
});

describe('Figure 2, persistent state', () => {
  it('a server persists its vote before it replies', () => {
    const server = new Server({ isDiskSlow: true }).isAsked('b', 1);
    expect(server.sent).toEqual([]);
    expect(server.persists().messages).toEqual([{ type: 'RequestVoteReply', term: 1, voteGranted: true }]);
  });

  it('a server persists entries before it acknowledges them', () => {
    const server = new Server({ isDiskSlow: true }).getsEntries(1).persists().clear();
    server.getsEntries(1, { entries: logOf(1) });
    expect(server.sent).toEqual([]);
    expect(server.persists().messages).toEqual([
      { type: 'AppendEntriesReply', term: 1, success: true, matchIndex: 1 },
    ]);
  });

  it('a server that restarts has its term, its vote and its log, and commits anew', () => {
    const durable: RaftDurable = { currentTerm: 2, votedFor: 'b', log: logOf(1, 2) };
    const server = new Server({ durable });
    expect(server.view).toMatchObject({ ...durable, role: 'follower', commitIndex: 0 });
    server.clear().isAsked('c', 2, 2, 2);
    expect(server.messages).toEqual([{ type: 'RequestVoteReply', term: 2, voteGranted: false }]);
  });
});
