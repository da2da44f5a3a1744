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
import { countWorlds, type Granularity } from '../tests/support/raft-by-hand.ts';
import { suite as raft } from './raft/index.ts';
import { server } from './raft/kit.ts';

/** The promises that say something where there is no log. */
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

/** The role's model with the guards and actions of another machine. */
function playedBy({ implementations }: typeof raftMachine): Actor {
  return server.modelWith(implementations) as unknown as Actor;
}

/** What one property comes to in a scope, played by a machine of one's own. */
function verdictOf(machine: typeof raftMachine, property: string, scope: string) {
  const mutant = { ...raft, roles: { server: { model: playedBy(machine) } } };
  const [found] = exploreAll(systemOf(mutant, scope), [propertyOf(raft, property)]).results;
  return { verdict: found?.verdict, steps: found?.trace?.steps.length };
}

// suites.test.ts hunts each known bug.
describeProtocol(raft, { paths: ['every-rule'], bugs: false, regressions: 'regressions/raft' });

describe('elections alone', () => {
  const found = exploreAll(asymmetric(systemOf(raft, 'election')), ofElections());

  it('have the worlds they have always had', () => {
    expect(found).toMatchObject({
      worlds: 21_162,
      transitions: 97_926,
      unchanged: 62_112,
      cuts: 12_738,
      depth: 12,
    });
  });

  it('keep every promise, and reach what makes them worth something', () => {
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

  it('have as many worlds within their terms as a transcription by hand', () => {
    const ours: Granularity = { heartbeatsWithElection: true, crashIsOneAction: false, refusals: 'none' };
    expect(found.worlds - found.cuts).toBe(8_424);
    expect(countWorlds(3, 2, ours)).toBe(8_424);
  });

  // The table of docs/raft.md: how far the figure moves with what counts as one action.
  it.each([
    [true, true, 4_737],
    [false, false, 11_226],
    [false, true, 6_381],
  ])(
    'would have another size were heartbeats with the election %s and a crash one action %s',
    (heartbeatsWithElection, crashIsOneAction, worlds) => {
      expect(countWorlds(3, 2, { heartbeatsWithElection, crashIsOneAction, refusals: 'none' })).toBe(worlds);
    },
  );
});

describe('a patient server', () => {
  const leads = [propertyOf(raft, 'Patient Server Leads')];
  const played = (machine: typeof raftMachine, change: Partial<System> = {}) => {
    const mutant = { ...raft, roles: { server: { model: playedBy(machine) } } };
    return exploreAll({ ...systemOf(mutant, 'patient'), ...change }, leads, { maxWorlds: 60_000 });
  };

  it.each(['model', 'lockstep'] satisfies Side[])('comes to lead, whatever the records are: %s', (side) => {
    const found = exploreAll(systemOf(raft, 'patient', { side }), leads);
    expect(found).toMatchObject({ worlds: 139_599, transitions: 2_395_982, depth: 27 });
    expect(found.results[0]?.verdict).toBe('holds');
  });

  it('does not where the one that lags behind is never sent what it lacks', () => {
    const neverBacksUp = raftMachine.provide({ actions: { decrementNextIndex: assign({}) } });
    const [found] = played(neverBacksUp).results;
    expect(found?.verdict).toBe('violated');
    expect(found?.trace?.loop).toBeDefined();
  });

  it('does not where nobody tells it of a newer term', () => {
    const { setting } = systemOf(raft, 'patient');
    const [found] = played(raftMachine, {
      setting: { ...(setting as RaftSetting), refusals: 'none' },
    }).results;
    expect(found?.verdict).toBe('violated');
  });

  it('promises nothing in scopes of others', () => {
    expect(propertiesOf(raft, { side: 'model' }, 'default')).not.toContain(leads[0]);
    expect(propertiesOf(raft, { side: 'model' }, 'patient')).toContain(leads[0]);
  });
});

describe('the default scope', () => {
  const promises = raft.properties.filter(isJudgedBySearch);
  const found = exploreAll(asymmetric(systemOf(raft, 'default')), promises);

  it('keeps every promise of elections and of the log, and reaches what makes them worth something', () => {
    expect(found).toMatchObject({ worlds: 91_332, transitions: 545_826, cuts: 87_444, depth: 19 });
    const verdicts = new Set(found.results.map(({ verdict }) => verdict));
    expect([...verdicts].sort()).toEqual(['holds', 'reached']);
  });

  it('has a sixth of the worlds where it does not matter which server is which, and all else is the same', () => {
    const orbits = exploreAll(systemOf(raft, 'default'), promises);
    expect(orbits).toMatchObject({
      worlds: 15_243,
      transitions: 91_115,
      depth: 19,
      symmetric: [['a', 'b', 'c']],
    });
    const told = ({ results }: typeof found) =>
      results.map(({ property, verdict, trace }) => [property.name, verdict, trace?.steps.length]);
    expect(told(orbits)).toEqual(told(found));
  });
});

describe('each promise can be broken', () => {
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
  // What is never written would never be said either.
  const speaksAtOnce = raftMachine.provide({
    actions: {
      flushOutbox: enqueueActions(({ context, enqueue }) => {
        for (const one of context.pendingMessages) enqueue({ type: 'send', params: one });
        enqueue.assign({ pendingMessages: [] });
      }),
    },
  });
  const neverPersists = speaksAtOnce.provide({ actions: { persistState: assign({}) } });
  // Writes down votes, but not a term that was only heard of.
  const forgetsToPersistTerms = speaksAtOnce.provide({
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
  const staysInItsTerm = neverWins.provide({ actions: { startElection: assign({ votesGranted: [] }) } });

  const anyLog = raftMachine.provide({
    guards: {
      grantsVote: ({ context, event }) => event.type === 'RequestVote' && canVote(context, event),
    },
  });
  const commitsAlone = raftMachine.provide({
    actions: { commitAsLeader: assign({ commitIndex: ({ context }) => context.log.length }) },
  });
  const neverCommits = raftMachine.provide({ actions: { commitAsLeader: assign({}) } });
  const believesLeaders = raftMachine.provide({
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
    ['Commit Within The Log', believesLeaders, 'empty-heartbeats', 'violated', 8],
    ['Overwrites Uncommitted', anyLog, 'two-logs', 'violated', 13],
    ['Entry Committed', neverCommits, 'one-entry', 'inconclusive', undefined],
    ['Election Safety', votesTwice, 'one-term', 'violated', 6],
    ['Election Safety', winsAlone, 'one-term', 'violated', 2],
    ['One Leader At A Time', winsAlone, 'one-term', 'violated', 2],
    ['Term Never Decreases', adoptsAnyTerm, 'two-terms', 'violated', 4],
    ['One Vote A Term', votesTwice, 'one-term', 'violated', 3],
    ['Durable Before Answering', neverPersists, 'one-term', 'violated', 1],
    ['Durable Before Answering', forgetsToPersistTerms, 'election-newer-term', 'violated', 6],
    ['Candidate Yields', ignoresLeaders, 'one-term', 'violated', 5],
    ['Leader Elected', neverWins, 'one-term', 'inconclusive', undefined],
    ['Split Vote', neverVotes, 'one-term', 'inconclusive', undefined],
    ['Later Leader', neverWins, 'two-terms', 'inconclusive', undefined],
    ['Leader Still Possible', staysInItsTerm, 'two-terms', 'violated', 0],
  ])('%s', (property, machine, scope, verdict, steps) => {
    expect(verdictOf(machine, property, scope)).toEqual({ verdict, steps });
  });

  it('Log Settles', () => {
    const mutant = { ...raft, roles: { server: { model: playedBy(neverCommits) } } };
    const settles = propertyOf(raft, 'Log Settles');
    const { violation } = fuzzAll(systemOf(mutant, 'storm-3'), [settles], {
      runs: 300,
      actionsMax: 60,
      seed: 1,
    });
    expect(violation?.property).toBe(settles);
    // Somebody leads and is given something; the calm after that changes nothing.
    expect(violation?.faultFreePhase?.begins).toBeLessThanOrEqual(4);
  });

  it.each([
    ['R1', 'One Vote A Term'],
    ['R2', 'Term Never Decreases'],
  ])('over a restart: %s breaks %s within three steps', (bug, property) => {
    const system = systemOf(raft, (raft.bugs[bug] as Bug).scope, { side: 'model', bug });
    const [found] = exploreAll(system, [propertyOf(raft, property)]).results;
    expect([found?.verdict, found?.trace?.steps.length]).toEqual(['violated', 3]);
  });
});

describe('a slow disk', () => {
  it.each([
    ['model', 34_105],
    // It writes term and vote once where the model writes them one after the other.
    ['lockstep', 25_475],
  ] as const)('takes no promise away: %s', (side, worlds) => {
    const found = exploreAll(systemOf(raft, 'slow-disk', { side }), [
      ...ofElections(),
      ...(side === 'lockstep' ? [refinement] : []),
    ]);
    expect(found.worlds).toBe(worlds);
    expect(found.results.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'reached')).toEqual([]);
  });
});

describe('five servers of which two reach one other each', () => {
  const settles = propertyOf(raft, 'Leader Settles');
  const stormed = (scope: string, side: Side, runs: number) =>
    fuzzAll(systemOf(raft, scope, { side }), [settles], { runs, actionsMax: 20, seed: 1 });

  it.each(['model', 'implementation'] as const)(
    'never settle: whoever leads, somebody does not hear of it, and begins an election: %s',
    (side) => {
      const { violation } = stormed('omission', side, 1);
      expect(violation?.property).toBe(settles);
      const terms = violation?.trace.steps.flatMap(({ changes }) =>
        changes.flatMap((one) =>
          'field' in one && one.field === 'currentTerm' ? [one.after as number] : [],
        ),
      );
      expect(Math.max(...(terms as number[]))).toBeGreaterThan(5);
    },
  );

  it('settle where every link works', () => {
    expect(stormed('storm-5', 'implementation', 40).violation).toBeUndefined();
  });
});

describe('a liar', () => {
  it.each(['model', 'lockstep'] as const)(
    'that votes as often as it is asked breaks what is said of leaders, and nothing that is said of each server: %s',
    (side) => {
      const verdictOfOne = (property: Property) =>
        exploreAll(systemOf(raft, 'liar', { side }), [property]).results[0]?.verdict;
      const promises = [...ofElections(), ...(side === 'lockstep' ? [refinement] : [])].filter(
        ({ kind }) => kind === 'always' || kind === 'step',
      );
      expect(Object.fromEntries(promises.map((one) => [one.name, verdictOfOne(one)]))).toEqual({
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
  ])('in lockstep with its model has its worlds, and refines it: scope %s', (scope, worlds) => {
    const found = exploreAll(systemOf(raft, scope, { side: 'lockstep' }), [refinement]);
    expect(found).toMatchObject({ worlds });
    expect(found.results[0]?.verdict).toBe('holds');
  });

  it('refines the model where the disk is slow and servers crash', () => {
    const [found] = exploreAll(systemOf(raft, 'slow-disk-log', { side: 'lockstep' }), [refinement], {
      maxWorlds: 150_000,
    }).results;
    expect(found?.verdict).not.toBe('violated');
  });

  it('refuses proposals as the model does, unless it leads', () => {
    const system: System = {
      ...systemOf(raft, 'one-entry', { side: 'lockstep' }),
      inputs: () => [{ type: 'propose', value: 'v1' } as Tagged],
      bounds: { electionTimeout: 1, propose: 2 } as never,
    };
    const refused: Property = {
      name: 'Refused',
      says: 'Nobody is refused.',
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

  it.each(['newerTerm', 'all'] as const)('refines the model with refusals %s, too', (refusals) => {
    const subject: Subject = { side: 'lockstep' };
    const system = systemOf(raft, 'one-term-crash', subject);
    const setting = { ...system.setting, refusals };
    const [found] = exploreAll({ ...system, setting }, [refinement], { maxWorlds: 8_000 }).results;
    expect(found?.verdict).not.toBe('violated');
  });

  it('refuses a cluster whose votes do not fit', () => {
    const nodes = Array.from({ length: 32 }, (_, at) => `n${at}`);
    const { setting } = systemOf(raft, 'quick') as { setting: RaftSetting };
    expect(() => new RaftServer({ self: 'n0', nodes, setting })).toThrow('votes are counted for up to 31');
  });
});
