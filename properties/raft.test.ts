/**
 * Tests the suite of Raft: the sizes of its scopes, its verdicts, and for each property a machine that
 * violates it.
 */
import { describe, expect, it } from 'vitest';
import { assign, enqueueActions } from 'xstate';
import type { Actor, Tagged } from '../checker/actors/actor.ts';
import { isJudgedBySearch, type Property } from '../checker/property/property.ts';
import type { System } from '../checker/semantics/system.ts';
import { asymmetric } from '../checker/semantics/variants.ts';
import { fuzzAll } from '../checker/simulate/fuzz.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { propertiesOf, propertyOf, refinement } from '../checker/suite/properties.ts';
import { type Side, type Subject, systemOf } from '../checker/suite/subject.ts';
import type { Bug } from '../checker/suite/suite.ts';
import { RaftServer } from '../implementations/raft/server.ts';
import { describeProtocol } from '../integrations/vitest/index.ts';
import { canVote } from '../models/raft/election.ts';
import { raftMachine } from '../models/raft/machine.ts';
import type { RaftSetting } from '../models/raft/messages.ts';
import { countWorlds, type Granularity } from '../tests/support/raft-transcription.ts';
import { suite as raft } from './raft/index.ts';
import { server } from './raft/kit.ts';

/** The properties of elections. */
function ofElections(): readonly Property[] {
  const names = [
    'Election Safety',
    'One Leader At A Time',
    'Term Never Decreases',
    'One Vote A Term',
    'Durable Before Answering',
    'Candidate Yields',
    'Leader Elected',
    'Split Vote',
    'Later Leader',
    'Leader Still Possible',
  ];
  return names.map((name) => propertyOf(raft, name));
}

/** The model of a server with the guards and actions of another machine. */
function modelOf({ implementations }: typeof raftMachine): Actor {
  return server.modelWith(implementations) as unknown as Actor;
}

/** The verdict of one property in a scope in which a changed machine plays the servers. */
function verdictOf(machine: typeof raftMachine, property: string, scope: string) {
  const mutant = { ...raft, roles: { server: { model: modelOf(machine) } } };
  const [found] = exploreAll(systemOf(mutant, scope), [propertyOf(raft, property)]).results;
  return { verdict: found?.verdict, steps: found?.trace?.steps.length };
}

// suites.test.ts checks each known bug.
describeProtocol(raft, { paths: ['every-rule'], bugs: false, regressions: 'regressions/raft' });

describe('scope election', () => {
  const found = exploreAll(asymmetric(systemOf(raft, 'election')), ofElections());

  it('has this number of worlds, transitions and cuts', () => {
    expect(found).toMatchObject({
      worlds: 21_162,
      transitions: 97_926,
      unchanged: 62_112,
      cuts: 12_738,
      depth: 12,
    });
  });

  it('satisfies every property of elections, and reaches every goal', () => {
    expect(
      Object.fromEntries(
        found.results.map(({ property, verdict, trace }) => [property.name, trace?.steps.length ?? verdict]),
      ),
    ).toEqual({
      'Election Safety': 'holds',
      'One Leader At A Time': 'holds',
      'Term Never Decreases': 'holds',
      'One Vote A Term': 'holds',
      'Durable Before Answering': 'holds',
      'Candidate Yields': 'holds',
      'Leader Elected': 3,
      'Split Vote': 3,
      'Later Leader': 6,
      'Leader Still Possible': 'holds',
    });
  });

  it('has as many worlds below the last term as an independent transcription', () => {
    const ours: Granularity = { heartbeatsWithElection: true, crashIsOneAction: false, refusals: 'none' };
    expect(found.worlds - found.cuts).toBe(8_424);
    expect(countWorlds(3, 2, ours)).toBe(8_424);
  });

  // The table of docs/raft.md: the number of worlds under other definitions of one action.
  it.each([
    [true, true, 4_737],
    [false, false, 11_226],
    [false, true, 6_381],
  ])(
    'has another size with heartbeats in the election: %s, and a crash as one action: %s',
    (heartbeatsWithElection, crashIsOneAction, worlds) => {
      expect(countWorlds(3, 2, { heartbeatsWithElection, crashIsOneAction, refusals: 'none' })).toBe(worlds);
    },
  );
});

describe('scope patient', () => {
  const properties = [propertyOf(raft, 'Patient Server Leads')];
  const exploredWith = (machine: typeof raftMachine, change: Partial<System> = {}) => {
    const mutant = { ...raft, roles: { server: { model: modelOf(machine) } } };
    return exploreAll({ ...systemOf(mutant, 'patient'), ...change }, properties, { maxWorlds: 60_000 });
  };

  it.each(['model', 'lockstep'] satisfies Side[])(
    'has a server that leads from any initial records: %s',
    (side) => {
      const found = exploreAll(systemOf(raft, 'patient', { side }), properties);
      expect(found).toMatchObject({ worlds: 139_599, transitions: 2_395_982, depth: 27 });
      expect(found.results[0]?.verdict).toBe('holds');
    },
  );

  it('has a violation if nextIndex is never decremented', () => {
    const neverDecrementsNextIndex = raftMachine.provide({ actions: { decrementNextIndex: assign({}) } });
    const [found] = exploredWith(neverDecrementsNextIndex).results;
    expect(found?.verdict).toBe('violated');
    expect(found?.trace?.loop).toBeDefined();
  });

  it('has a violation if no server refuses a request of an older term', () => {
    const { setting } = systemOf(raft, 'patient');
    const [found] = exploredWith(raftMachine, {
      setting: { ...(setting as RaftSetting), refusals: 'none' },
    }).results;
    expect(found?.verdict).toBe('violated');
  });

  it('has a property of its own, which other scopes do not have', () => {
    expect(propertiesOf(raft, { side: 'model' }, 'default')).not.toContain(properties[0]);
    expect(propertiesOf(raft, { side: 'model' }, 'patient')).toContain(properties[0]);
  });
});

describe('the default scope', () => {
  const properties = raft.properties.filter(isJudgedBySearch);
  const found = exploreAll(asymmetric(systemOf(raft, 'default')), properties);

  it('satisfies every property, and reaches every goal', () => {
    expect(found).toMatchObject({ worlds: 91_332, transitions: 545_826, cuts: 87_444, depth: 19 });
    const verdicts = new Set(found.results.map(({ verdict }) => verdict));
    expect([...verdicts].sort()).toEqual(['holds', 'reached']);
  });

  it('has a sixth of the worlds under symmetry, and the same verdicts and lengths', () => {
    const orbits = exploreAll(systemOf(raft, 'default'), properties);
    expect(orbits).toMatchObject({
      worlds: 15_243,
      transitions: 91_115,
      depth: 19,
      symmetric: [['a', 'b', 'c']],
    });
    const summary = ({ results }: typeof found) =>
      results.map(({ property, verdict, trace }) => [property.name, verdict, trace?.steps.length]);
    expect(summary(orbits)).toEqual(summary(found));
  });
});

describe('a changed machine violates', () => {
  const votesTwice = raftMachine.provide({
    guards: { grantsVote: ({ event }) => event.type === 'RequestVote' },
  });
  const winsAlone = raftMachine.provide({ guards: { isQuorum: () => true } });
  const neverWins = raftMachine.provide({ guards: { isQuorum: () => false } });
  const ignoresLeaders = raftMachine.provide({
    guards: { isFromCurrentTerm: ({ event }) => event.type !== 'AppendEntries', isConsistent: () => false },
  });
  const adoptsAnyTerm = raftMachine.provide({
    guards: {
      isFromNewerTerm: ({ context, event }) => 'term' in event && event.term !== context.currentTerm,
    },
  });
  // Messages that depend on a record would wait for ever if no record is written.
  const sendsAtOnce = raftMachine.provide({
    actions: {
      flushOutbox: enqueueActions(({ context, enqueue }) => {
        for (const one of context.pendingMessages) enqueue({ type: 'send', params: one });
        enqueue.assign({ pendingMessages: [] });
      }),
    },
  });
  const neverPersists = sendsAtOnce.provide({ actions: { persistState: assign({}) } });
  // Persists votes, but not a newer term that a message carries.
  const neverPersistsTerms = sendsAtOnce.provide({
    actions: {
      persistState: enqueueActions(({ context: { currentTerm, votedFor, log }, enqueue }) => {
        if (votedFor !== null)
          enqueue({ type: 'persist', params: { record: { currentTerm, votedFor, log } } });
      }),
    },
  });
  const neverVotes = raftMachine.provide({
    actions: { startElection: assign({ votedFor: null }), castVote: assign({}) },
  });
  const neverStartsElection = neverWins.provide({ actions: { startElection: assign({ votesGranted: [] }) } });

  const ignoresLogs = raftMachine.provide({
    guards: {
      grantsVote: ({ context, event }) => event.type === 'RequestVote' && canVote(context, event),
    },
  });
  const commitsAlone = raftMachine.provide({
    actions: { commitAsLeader: assign({ commitIndex: ({ context }) => context.log.length }) },
  });
  const neverCommits = raftMachine.provide({ actions: { commitAsLeader: assign({}) } });
  const copiesLeaderCommit = raftMachine.provide({
    actions: {
      commitAsFollower: assign({
        commitIndex: ({ context, event }) =>
          event.type === 'AppendEntries' ? event.leaderCommit : context.commitIndex,
      }),
    },
  });
  const keepsOneEntry = raftMachine.provide({
    actions: {
      appendProposal: assign({
        log: ({ context, event }) =>
          event.type === 'propose' ? [{ term: context.currentTerm, value: event.value }] : context.log,
      }),
    },
  });

  it.each([
    ['Leader Append Only', keepsOneEntry, 'two-entries', 'violated', 5],
    ['State Machine Safety', commitsAlone, 'two-logs', 'violated', 8],
    ['Commit Within The Log', copiesLeaderCommit, 'empty-heartbeats', 'violated', 8],
    ['Overwrites Uncommitted', ignoresLogs, 'two-logs', 'violated', 13],
    ['Entry Committed', neverCommits, 'one-entry', 'inconclusive', undefined],
    ['Election Safety', votesTwice, 'one-term', 'violated', 6],
    ['Election Safety', winsAlone, 'one-term', 'violated', 2],
    ['One Leader At A Time', winsAlone, 'one-term', 'violated', 2],
    ['Term Never Decreases', adoptsAnyTerm, 'two-terms', 'violated', 4],
    ['One Vote A Term', votesTwice, 'one-term', 'violated', 3],
    ['Durable Before Answering', neverPersists, 'one-term', 'violated', 1],
    ['Durable Before Answering', neverPersistsTerms, 'election-newer-term', 'violated', 6],
    ['Candidate Yields', ignoresLeaders, 'one-term', 'violated', 5],
    ['Leader Elected', neverWins, 'one-term', 'inconclusive', undefined],
    ['Split Vote', neverVotes, 'one-term', 'inconclusive', undefined],
    ['Later Leader', neverWins, 'two-terms', 'inconclusive', undefined],
    ['Leader Still Possible', neverStartsElection, 'two-terms', 'violated', 0],
  ])('%s', (property, machine, scope, verdict, steps) => {
    expect(verdictOf(machine, property, scope)).toEqual({ verdict, steps });
  });

  it('Log Settles', () => {
    const mutant = { ...raft, roles: { server: { model: modelOf(neverCommits) } } };
    const settles = propertyOf(raft, 'Log Settles');
    const { violation } = fuzzAll(systemOf(mutant, 'storm-3'), [settles], {
      runs: 300,
      actionsMax: 60,
      seed: 1,
    });
    expect(violation?.property).toBe(settles);
    // A leader gets a proposal; the fault-free phase after it changes nothing.
    expect(violation?.faultFreePhase?.begins).toBeLessThanOrEqual(4);
  });

  it.each([
    ['R1', 'One Vote A Term'],
    ['R2', 'Term Never Decreases'],
  ])('over a restart: %s violates %s within three steps', (bug, property) => {
    const system = systemOf(raft, (raft.bugs[bug] as Bug).scope, { side: 'model', bug });
    const [found] = exploreAll(system, [propertyOf(raft, property)]).results;
    expect([found?.verdict, found?.trace?.steps.length]).toEqual(['violated', 3]);
  });
});

describe('a slow disk', () => {
  it.each([
    ['model', 34_105],
    // The implementation writes term and vote in one record, the model in two.
    ['lockstep', 25_475],
  ] as const)('satisfies every property of elections: %s', (side, worlds) => {
    const found = exploreAll(systemOf(raft, 'slow-disk', { side }), [
      ...ofElections(),
      ...(side === 'lockstep' ? [refinement] : []),
    ]);
    expect(found.worlds).toBe(worlds);
    expect(found.results.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'reached')).toEqual([]);
  });
});

describe('five servers of which two reach only one other server each', () => {
  const settles = propertyOf(raft, 'Leader Settles');
  const fuzzed = (scope: string, side: Side, runs: number) =>
    fuzzAll(systemOf(raft, scope, { side }), [settles], { runs, actionsMax: 20, seed: 1 });

  it.each(['model', 'implementation'] as const)(
    'never settle: with any leader a server that it does not reach starts an election: %s',
    (side) => {
      const { violation } = fuzzed('omission', side, 1);
      expect(violation?.property).toBe(settles);
      const terms = violation?.trace.steps.flatMap(({ changes }) =>
        changes.flatMap((one) =>
          'field' in one && one.field === 'currentTerm' ? [one.after as number] : [],
        ),
      );
      expect(Math.max(...(terms as number[]))).toBeGreaterThan(5);
    },
  );

  it('settle if every link works', () => {
    expect(fuzzed('storm-5', 'implementation', 40).violation).toBeUndefined();
  });
});

describe('an adversary', () => {
  it.each(['model', 'lockstep'] as const)(
    'that grants every vote violates the properties of leaders, and no property of a single server: %s',
    (side) => {
      const verdictOfOne = (property: Property) =>
        exploreAll(systemOf(raft, 'liar', { side }), [property]).results[0]?.verdict;
      const properties = [...ofElections(), ...(side === 'lockstep' ? [refinement] : [])].filter(
        ({ kind }) => kind === 'always' || kind === 'step',
      );
      expect(Object.fromEntries(properties.map((one) => [one.name, verdictOfOne(one)]))).toEqual({
        'Election Safety': 'violated',
        'One Leader At A Time': 'violated',
        'Term Never Decreases': 'holds',
        'One Vote A Term': 'holds',
        'Durable Before Answering': 'holds',
        'Candidate Yields': 'holds',
        ...(side === 'lockstep' && { Refinement: 'holds' }),
      });
    },
  );
});

describe('the implementation', () => {
  it.each([
    ['election', 3_577],
    ['quick', 1_232],
    ['batched', 14_342],
    ['two-logs', 17_140],
  ])('refines its model in lockstep: scope %s', (scope, worlds) => {
    const found = exploreAll(systemOf(raft, scope, { side: 'lockstep' }), [refinement]);
    expect(found).toMatchObject({ worlds });
    expect(found.results[0]?.verdict).toBe('holds');
  });

  it('refines the model with a slow disk and crashes', () => {
    const [found] = exploreAll(systemOf(raft, 'slow-disk-log', { side: 'lockstep' }), [refinement], {
      maxWorlds: 150_000,
    }).results;
    expect(found?.verdict).not.toBe('violated');
  });

  it('refuses proposals as the model does, except as leader', () => {
    const system: System = {
      ...systemOf(raft, 'one-entry', { side: 'lockstep' }),
      inputs: () => [{ type: 'propose', value: 'v1' } as Tagged],
      bounds: { electionTimeout: 1, propose: 2 } as never,
    };
    const refused: Property = {
      name: 'Refused',
      says: 'No proposal is refused.',
      source: 'test',
      kind: 'step',
      over: {
        holds: ({ effects, after }) =>
          effects.every(({ type }) => type !== 'output') || (after as { role: string }).role === 'leader',
      },
    };
    const { results } = exploreAll(system, [refinement, refused]);
    expect(results.map(({ verdict, trace }) => [verdict, trace?.steps.length])).toEqual([
      ['holds', undefined],
      ['violated', 1],
    ]);
  });

  it.each(['newerTerm', 'all'] as const)('refines the model with refusals %s', (refusals) => {
    const subject: Subject = { side: 'lockstep' };
    const system = systemOf(raft, 'one-term-crash', subject);
    const setting = { ...system.setting, refusals };
    const [found] = exploreAll({ ...system, setting }, [refinement], { maxWorlds: 8_000 }).results;
    expect(found?.verdict).not.toBe('violated');
  });

  it('refuses a cluster with more servers than bits for votes', () => {
    const nodes = Array.from({ length: 32 }, (_, at) => `n${at}`);
    const { setting } = systemOf(raft, 'quick') as { setting: RaftSetting };
    expect(() => new RaftServer({ self: 'n0', nodes, setting })).toThrow('votes are counted for up to 31');
  });
});
