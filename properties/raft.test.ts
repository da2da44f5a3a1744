/** Raft leader election: figures of its scopes, each promise broken by a mistake, each known bug with its shortest trace. */
import { describe, expect, it } from 'vitest';
import { assign, enqueueActions } from 'xstate';
import type { Actor } from '../checker/actor.ts';
import { exploreAll } from '../checker/explore.ts';
import { isJudgedBySearch, type Property } from '../checker/property.ts';
import { propertiesOf, propertyOf, refinement, type Subject, systemOf } from '../checker/subject.ts';
import type { Bug } from '../checker/suite.ts';
import { RaftServer } from '../implementations/raft/server.ts';
import { raftMachine } from '../models/raft/machine.ts';
import { countWorlds, type Granularity } from '../tests/support/raft-by-hand.ts';
import { suite as raft } from './raft/index.ts';
import { server } from './raft/kit.ts';

/** What one property comes to in a scope, played by a machine of one's own. */
function verdictOf(machine: typeof raftMachine, property: string, scope: string) {
  const mutant = { ...raft, roles: { server: { model: server(machine) as unknown as Actor } } };
  const [found] = exploreAll(systemOf(mutant, scope), [propertyOf(raft, property)]).results;
  return { verdict: found?.verdict, steps: found?.trace?.steps.length };
}

/** What a property comes to for a known bug, in the bug's own scope. */
function huntOf(subject: Subject, property?: string) {
  const { breaks, scope } = raft.bugs[subject.bug as string] as Bug;
  const [found] = exploreAll(systemOf(raft, scope, subject), [propertyOf(raft, property ?? breaks)]).results;
  return { verdict: found?.verdict, steps: found?.trace?.steps.length };
}

describe('the default scope', () => {
  const found = exploreAll(systemOf(raft, 'default'), raft.properties.filter(isJudgedBySearch));

  it('has the worlds it has always had', () => {
    expect(found).toMatchObject({
      worlds: 21_162,
      transitions: 97_926,
      unchanged: 62_112,
      cuts: 12_738,
      depth: 12,
    });
  });

  it('keeps every promise, and reaches what makes them worth something', () => {
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

  it('has as many worlds within its terms as a transcription by hand', () => {
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

describe('known bugs', () => {
  it.each([
    ['R1', 8],
    ['R2', 8],
    ['R3', 6],
    ['R8', 6],
    ['R9', 7],
    ['R10', 8],
    ['R12', 7],
    ['R22a', 10],
  ])('%s breaks its property in %i steps, made in the model or in the implementation', (bug, steps) => {
    expect(huntOf({ side: 'model', bug })).toEqual({ verdict: 'violated', steps });
    expect(huntOf({ side: 'implementation', bug })).toEqual({ verdict: 'violated', steps });
    const { breaks, scope } = raft.bugs[bug] as Bug;
    const [right] = exploreAll(systemOf(raft, scope), [propertyOf(raft, breaks)]).results;
    expect(right?.verdict).toBe('holds');
  });

  it.each([
    ['R1', 3],
    ['R2', 3],
    ['R3', 3],
    ['R8', 3],
    ['R9', 4],
    ['R10', 4],
    ['R12', 4],
    ['R22a', 1],
  ])('%s made in the implementation leaves the model after %i steps', (bug, steps) => {
    expect(huntOf({ side: 'lockstep', bug }, 'Refinement')).toEqual({ verdict: 'violated', steps });
  });

  it('is every bug of the suite', () => {
    const ids = Object.keys(raft.bugs).filter((id) => raft.bugs[id]?.equivalent === undefined);
    expect(ids).toEqual(['R1', 'R2', 'R3', 'R8', 'R9', 'R10', 'R12', 'R22a']);
  });

  it('R12 is seen earlier by the vote than by the leaders it makes', () => {
    expect(huntOf({ side: 'model', bug: 'R12' }, 'One Vote A Term')).toEqual({
      verdict: 'violated',
      steps: 4,
    });
  });
});

describe('each promise can be broken', () => {
  const votesTwice = raftMachine.provide({
    guards: { grantsVote: ({ event }) => event.type === 'RequestVote' },
  });
  const winsAlone = raftMachine.provide({ guards: { isQuorum: () => true } });
  const neverWins = raftMachine.provide({ guards: { isQuorum: () => false } });
  const ignoresLeaders = raftMachine.provide({
    guards: { isOfThisTerm: ({ event }) => event.type !== 'AppendEntries' },
  });
  const adoptsAnyTerm = raftMachine.provide({
    guards: {
      isFromNewerTerm: ({ context, event }) => 'term' in event && event.term !== context.currentTerm,
    },
  });
  // What is never written would never be said either.
  const speaksAtOnce = raftMachine.provide({
    actions: {
      speak: enqueueActions(({ context, enqueue }) => {
        for (const saying of context.unsaid) enqueue({ type: 'send', params: saying });
        enqueue.assign({ unsaid: [] });
      }),
    },
  });
  const neverPersists = speaksAtOnce.provide({ actions: { persistTermAndVote: assign({}) } });
  // Writes down votes, but not a term that was only heard of.
  const forgetsToPersistTerms = speaksAtOnce.provide({
    actions: {
      persistTermAndVote: enqueueActions(({ context: { currentTerm, votedFor }, enqueue }) => {
        if (votedFor !== null) enqueue({ type: 'persist', params: { record: { currentTerm, votedFor } } });
      }),
    },
  });
  const neverVotes = raftMachine.provide({
    actions: { startElection: assign({ votedFor: null }), castVote: assign({}) },
  });
  const staysInItsTerm = neverWins.provide({ actions: { startElection: assign({ votesGranted: [] }) } });

  it.each([
    ['Election Safety', votesTwice, 'one-term', 'violated', 6],
    ['Election Safety', winsAlone, 'one-term', 'violated', 2],
    ['One Leader At A Time', winsAlone, 'one-term', 'violated', 2],
    ['Term Never Decreases', adoptsAnyTerm, 'two-terms', 'violated', 4],
    ['One Vote A Term', votesTwice, 'one-term', 'violated', 3],
    ['Durable Before Answering', neverPersists, 'one-term', 'violated', 1],
    ['Durable Before Answering', forgetsToPersistTerms, 'wide', 'violated', 6],
    ['Candidate Yields', ignoresLeaders, 'one-term', 'violated', 5],
    ['Leader Elected', neverWins, 'one-term', 'inconclusive', undefined],
    ['Split Vote', neverVotes, 'one-term', 'inconclusive', undefined],
    ['Later Leader', neverWins, 'two-terms', 'inconclusive', undefined],
    ['Leader Still Possible', staysInItsTerm, 'two-terms', 'violated', 0],
  ])('%s', (property, machine, scope, verdict, steps) => {
    expect(verdictOf(machine, property, scope)).toEqual({ verdict, steps });
  });

  it.each([
    ['R1', 'One Vote A Term'],
    ['R2', 'Term Never Decreases'],
  ])('over a restart: %s breaks %s within three steps', (bug, property) => {
    expect(huntOf({ side: 'model', bug }, property)).toEqual({ verdict: 'violated', steps: 3 });
  });
});

describe('a slow disk', () => {
  it.each([
    ['model', 205_033],
    // It writes term and vote once where the model writes them one after the other.
    ['lockstep', 153_451],
  ] as const)('takes no promise away: %s', (side, worlds) => {
    const found = exploreAll(
      systemOf(raft, 'slow-disk', { side }),
      propertiesOf(raft, { side }).filter(isJudgedBySearch),
    );
    expect(found.worlds).toBe(worlds);
    expect(found.results.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'reached')).toEqual([]);
  });
});

describe('a liar', () => {
  it.each(['model', 'lockstep'] as const)(
    'that votes as often as it is asked breaks what is said of leaders, and nothing that is said of each server: %s',
    (side) => {
      const verdictOfOne = (property: Property) =>
        exploreAll(systemOf(raft, 'liar', { side }), [property]).results[0]?.verdict;
      const promises = propertiesOf(raft, { side }).filter(
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
  it('in lockstep with its model is the same size, and keeps every promise and the refinement', () => {
    const subject: Subject = { side: 'lockstep' };
    const found = exploreAll(
      systemOf(raft, 'default', subject),
      propertiesOf(raft, subject).filter(isJudgedBySearch),
    );
    expect(found).toMatchObject({ worlds: 21_162, transitions: 97_926, unchanged: 62_112, cuts: 12_738 });
    expect(found.results.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'reached')).toEqual([]);
    expect(found.results.map(({ property }) => property.name)).toContain('Refinement');
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
    const setting = { refusals: 'none', timersMs: { electionTimeout: [1, 2], heartbeat: [1, 1] } } as const;
    expect(() => new RaftServer({ self: 'n0', nodes, setting })).toThrow('votes are counted for up to 31');
  });
});

describe('what only looks like a mistake', () => {
  it.each(Object.keys(raft.bugs).filter((id) => raft.bugs[id]?.equivalent !== undefined))(
    '%s breaks nothing, made in the model or in the implementation, and leaves nothing of the model undone',
    (bug) => {
      for (const side of ['model', 'implementation'] as const) {
        const system = systemOf(raft, (raft.bugs[bug] as Bug).scope, { side, bug });
        const { results } = exploreAll(system, raft.properties.filter(isJudgedBySearch));
        expect(results.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
      }
      expect(huntOf({ side: 'lockstep', bug }, 'Refinement')).toMatchObject({ verdict: 'holds' });
    },
  );
});
