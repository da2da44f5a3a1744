/** Raft leader election: figures of its scopes, each promise broken by a mistake, each known bug with its shortest trace. */
import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { exploreAll } from '../checker/explore.ts';
import { type Bug, propertyOf, type Suite, systemOf } from '../checker/suite.ts';
import { raftMachine } from '../models/raft/machine.ts';
import { countWorlds, type Granularity } from '../tests/support/raft-by-hand.ts';
import { suite as raft } from './raft/index.ts';
import { server } from './raft/kit.ts';

/** What one property comes to in a scope, played by a machine of one's own. */
function verdictOf(machine: typeof raftMachine, property: string, scope: string) {
  const bug = { model: { server: server(machine) } } as unknown as Bug;
  const [found] = exploreAll(systemOf(raft, scope, bug), [propertyOf(raft, property)]).results;
  return { verdict: found?.verdict, steps: found?.trace?.steps.length };
}

describe('the default scope', () => {
  const found = exploreAll(systemOf(raft, 'default'), raft.properties);

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
  ])('%s breaks its property in %i steps, and the model without it does not', (id, steps) => {
    const { breaks, scope } = raft.bugs[id] as Bug;
    const hunt = (bug?: Bug) => exploreAll(systemOf(raft, scope, bug), [propertyOf(raft, breaks)]).results[0];
    expect(hunt(raft.bugs[id])).toMatchObject({ verdict: 'violated', trace: { steps: { length: steps } } });
    expect(hunt()).toMatchObject({ verdict: 'holds' });
  });

  it('is every bug of the suite', () => {
    expect(Object.keys(raft.bugs)).toEqual(['R1', 'R2', 'R3', 'R8', 'R9', 'R10', 'R12']);
  });

  it('R12 is seen earlier by the vote than by the leaders it makes', () => {
    const r12 = (raft as Suite).bugs.R12 as Bug;
    const [vote] = exploreAll(systemOf(raft, r12.scope, r12), [propertyOf(raft, 'One Vote A Term')]).results;
    expect(vote).toMatchObject({ verdict: 'violated', trace: { steps: { length: 4 } } });
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
  ])('over a restart: %s breaks %s within three steps', (id, property) => {
    const bug = raft.bugs[id] as Bug;
    const [found] = exploreAll(systemOf(raft, bug.scope, bug), [propertyOf(raft, property)]).results;
    expect(found).toMatchObject({ verdict: 'violated', trace: { steps: { length: 3 } } });
  });
});
