/** Allocation on the heartbeat path, and the cached batch of entries. `paper.test.ts` and the exploration in lockstep check the rules. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NodeId, Outbox } from '../../checker/actors/actor.ts';
import type { Raft, RaftMessage } from '../../models/raft/messages.ts';
import { RaftServer } from './server.ts';

const dist = join(import.meta.dirname, '../../dist/implementations/raft/server.js');

/** Runs heartbeats of a leader and a follower in a new process with `--trace-gc`. Returns the number of garbage collections. */
function collectionsDuring(heartbeats: number, keeps: boolean): number {
  const script = `
    const { RaftServer } = await import(${JSON.stringify(dist)});
    const entries = { atHeartbeat: [1], atOnce: [64] };
    const setting = { refusals: 'none', entries, window: 64, timersMs: { electionTimeout: [150, 300], heartbeat: [50, 50] } };
    const nodes = ['a', 'b', 'c', 'd', 'e'];
    const kept = [];
    const nothing = () => {};
    const out = { send: ${keeps ? '(to, message) => kept.push({ to, message })' : 'nothing'}, arm: nothing, disarm: nothing, output: nothing, persist: nothing };
    const leader = new RaftServer({ self: 'a', nodes, setting });
    const follower = new RaftServer({ self: 'b', nodes, setting });
    leader.handle({ type: 'timeout', timer: 'electionTimeout' }, out);
    leader.handle({ type: 'persisted', record: { currentTerm: 1, votedFor: 'a', log: [] } }, out);
    follower.handle({ type: 'message', from: 'a', message: { type: 'RequestVote', term: 1, lastLogIndex: 0, lastLogTerm: 0 } }, out);
    follower.handle({ type: 'persisted', record: { currentTerm: 1, votedFor: 'a', log: [] } }, out);
    for (const from of ['b', 'c']) {
      leader.handle({ type: 'message', from, message: { type: 'RequestVoteReply', term: 1, voteGranted: true } }, out);
    }
    if (leader.view().role !== 'leader') throw new Error('not elected');
    const beat = { type: 'timeout', timer: 'heartbeat' };
    const heard = { type: 'message', from: 'a', message: { type: 'AppendEntries', term: 1, prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 } };
    const run = (times) => {
      for (let at = 0; at < times; at++) {
        leader.handle(beat, out);
        follower.handle(heard, out);
      }
    };
    run(20_000);
    gc();
    console.log('BEGIN');
    run(${heartbeats});
    console.log('END');`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--trace-gc', '--expose-gc', '--max-semi-space-size=1', '--input-type=module', '-e', script],
    { encoding: 'utf8' },
  );
  const [, during] = /BEGIN\n([\s\S]*)END/.exec(stdout) ?? [];
  if (during === undefined) throw new Error(stderr);
  return during.split('\n').filter((line) => line.includes('Scavenge') || line.includes('Mark-Compact'))
    .length;
}

describe('the heartbeat path', () => {
  it('allocates nothing: half a million heartbeats on either side cause no garbage collection', () => {
    expect(collectionsDuring(500_000, false)).toBe(0);
    // The measurement works: an outbox that keeps its messages causes some.
    expect(collectionsDuring(100_000, true)).toBeGreaterThan(0);
  });
});

describe('a server that leads again', () => {
  it('sends the entries of its current log, not a batch that it cached when it led before', () => {
    const sent: RaftMessage[] = [];
    const nothing = () => {};
    const out = {
      ...{ arm: nothing, disarm: nothing, output: nothing },
      send: (_to: NodeId, message: RaftMessage) => sent.push(structuredClone(message)),
      persist: () => server.handle({ type: 'persisted', record: {} as never }, out),
    } as unknown as Outbox<Raft>;
    const entries = { atHeartbeat: [1], atOnce: [1] };
    const timersMs = { electionTimeout: [150, 300], heartbeat: [50, 50] } as const;
    const server = new RaftServer({
      self: 'a',
      nodes: ['a', 'b', 'c'],
      setting: { refusals: 'none', entries, window: 0, timersMs },
    });
    const receives = (message: RaftMessage) => server.handle({ type: 'message', from: 'b', message }, out);
    const votes = (term: number) => receives({ type: 'RequestVoteReply', term, voteGranted: true });
    server.handle({ type: 'timeout', timer: 'electionTimeout' }, out);
    votes(1);
    server.handle({ type: 'input', input: { type: 'propose', value: 'lost' } }, out);
    const kept = { term: 2, value: 'kept' };
    const append = { prevLogIndex: 0, prevLogTerm: 0, entries: [kept], leaderCommit: 0 };
    receives({ type: 'AppendEntries', term: 2, ...append });
    server.handle({ type: 'timeout', timer: 'electionTimeout' }, out);
    votes(3);
    receives({ type: 'AppendEntriesReply', term: 3, success: false, hint: 1 });
    expect(sent.at(-1)).toMatchObject({ type: 'AppendEntries', term: 3, prevLogIndex: 0, entries: [kept] });
  });
});
