/**
 * Tests the scopes of swarms with trackers: their sizes and verdicts, and a peer in lockstep with its model under
 * arbitrary events, such as responses that come at any moment.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor, Birth, Core, Outbox, Received } from '../../../checker/actors/actor.ts';
import { implementationActor } from '../../../checker/actors/implementation-actor.ts';
import { type LockstepState, lockstep } from '../../../checker/actors/lockstep-actor.ts';
import type { Property } from '../../../checker/property/property.ts';
import { exploreScopeAll } from '../../../checker/suite/explore.ts';
import { propertiesOf } from '../../../checker/suite/properties.ts';
import type { RoleActors } from '../../../checker/suite/suite.ts';
import { TrackedPeer } from '../../../implementations/bittorrent/tracker/tracked-peer.ts';
import type { SwarmMessage, SwarmSetting, SwarmView } from '../../../models/bittorrent/messages.ts';
import type { AnnounceEvent, Peers, TrackedSwarm } from '../../../models/bittorrent/tracker/messages.ts';
import { settingOfAll } from '../swarm-scope.ts';
import { tracker as suite } from './index.ts';
import { kit, peer, peerBy } from './kit.ts';
import { storesFirst } from './properties.ts';

describe('the scopes', () => {
  it.each([
    ['swarm', 247],
    ['few', 15_448],
    ['left', 443],
    ['tiers', 1_098],
    ['retry', 14_132],
    ['restart', 3_144],
    ['stop', 2_457],
    ['stop-silent', 23_609],
    ['lost', 7_576],
    ['zero', 8],
    ['bare', 10],
    ['shorter', 8],
    ['names', 672],
    ['private', 60],
    ['others', 117],
    ['forgets', 1_451],
  ] as const)('%s: %i worlds, and all promises, in lockstep', (scope, worlds) => {
    const subject = { side: 'lockstep' } as const;
    const seen = exploreScopeAll(suite, scope, subject, propertiesOf(suite, subject, scope));
    const others = seen.results.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'reached');
    expect({ worlds: seen.worlds, others: others.map(({ property }) => property.name) }).toEqual({
      worlds,
      others: [],
    });
  });
});

/** A peer that stores a verified piece at the end of the step. */
class StoringLate extends TrackedPeer {
  #late: number | undefined;

  protected override store(piece: number): void {
    this.#late = piece;
  }

  override handle(event: Received<TrackedSwarm>, out: Outbox<TrackedSwarm>): void {
    super.handle(event, out);
    if (this.#late !== undefined) super.store(this.#late);
    this.#late = undefined;
  }
}

describe('the order of a step', () => {
  // Lockstep compares effects without their order, so the implementation is searched alone.
  it.each([
    [
      'stores a piece before it announces it',
      (birth: Birth<TrackedSwarm>) => new TrackedPeer(birth),
      'holds',
    ],
    [
      'is wrong where it stores at the end',
      (birth: Birth<TrackedSwarm>) => new StoringLate(birth),
      'violated',
    ],
  ] as const)('%s', (_, make, verdict) => {
    const implementation = implementationActor(
      (birth: Birth<TrackedSwarm>) => make(birth) as unknown as Core<TrackedSwarm>,
    ) as Actor<TrackedSwarm>;
    const late = { model: peer.model, implementation } as unknown as RoleActors;
    const other = { ...suite, roles: { ...suite.roles, peer: late } };
    const { results } = exploreScopeAll(other, 'restart', { side: 'implementation' }, [
      storesFirst as unknown as Property,
    ]);
    expect(results.map((result) => result.verdict)).toEqual([verdict]);
  });
});

// ------------------------------------------------------------- arbitrary events

const partners = ['b', 'c', 'd'];
const trackers = ['t', 'u', 'v'];

const settings: fc.Arbitrary<SwarmSetting> = fc
  .record({
    tiers: fc.constantFrom([['t', 'u'], ['v']], [['t'], ['u', 'v']], [['t', 'u', 'v']]),
    connections: fc.integer({ min: 0, max: 3 }),
    isPrivate: fc.boolean(),
    pauseMax: fc.integer({ min: 1, max: 4 }),
    owned: fc.constantFrom<readonly number[]>([], [0], [0, 1]),
    addresses: fc.constantFrom<SwarmSetting['addresses']>({}, { c: 'b' }, { d: 'c' }),
    disk: fc.boolean(),
  })
  .map(({ owned, disk, addresses, ...tracking }) => ({
    ...{ ...settingOfAll, owned: { a: owned }, upload: 'atOnce', disk, addresses },
    tracking: { ...tracking, interval: 3, minInterval: 2, numWanted: 3, forgets: false },
  }));

const chance = fc.record({ kind: fc.nat(15), some: fc.nat(99), other: fc.nat(99) });
type Chance = typeof chance extends fc.Arbitrary<infer T> ? T : never;

function one<T>(list: readonly T[], some: number): T {
  return list[some % list.length] as T;
}

/** What brings a connection further that is not open. */
function handshakeOrEnd(stage: string | undefined): SwarmMessage {
  return { type: stage === 'closing' ? 'Close' : 'Handshake' };
}

/** What a partner gives over an open connection: its pieces, a turn, or a block that is asked for. */
function given({ connections }: SwarmView, from: string, some: number): SwarmMessage {
  const end = connections.get(from);
  if (end === undefined || end.has.size === 0) return { type: 'Bitfield', pieces: new Set([0, 1]) };
  const [piece] = end.requests;
  if (piece === undefined) return { type: 'Unchoke' };
  return { type: 'Piece', piece, begin: 0, content: some % 9 === 0 ? 'bad' : 'good' };
}

/** The intervals of a response, among them such as only a wrong tracker gives. */
const intervals: readonly Pick<Peers, 'interval' | 'minInterval'>[] = [
  ...[
    { interval: 3, minInterval: 2 },
    { interval: 3, minInterval: null },
    { interval: 0, minInterval: 0 },
  ],
  ...[
    { interval: 1, minInterval: 2 },
    { interval: 3, minInterval: 0 },
    { interval: 1_000, minInterval: 2 },
  ],
];

/** An event; most messages of partners and trackers are answers to what is open. */
function eventFrom({ kind, some, other }: Chance, view: SwarmView): Received<TrackedSwarm> {
  const from = one(partners, other);
  const message = (sent: SwarmMessage): Received<TrackedSwarm> => ({ type: 'message', from, message: sent });
  const asked = view.announcer?.asked;
  const stage = view.connections.get(from)?.stage;
  switch (kind) {
    case 0:
    case 1:
    case 2:
      return { type: 'timeout', timer: 'announce@tracking' };
    case 3:
      return { type: 'input', input: { type: one(['stop', 'start', 'start'] as const, some) } };
    case 4:
      return { type: 'input', input: { type: 'peers', peers: partners.slice(some % 3) } };
    case 5:
      return { type: 'input', input: { type: some % 2 === 0 ? 'dial' : 'disconnect', peer: from } };
    case 6:
      return message({ type: some % 2 === 0 ? 'Handshake' : 'Close' });
    case 7:
    case 8:
    case 9:
    case 10:
      return message(stage === 'open' ? given(view, from, some) : handshakeOrEnd(stage));
    default: {
      const isAnswer = other % 5 > 0 && asked !== undefined && asked !== null;
      const leaving = [...(view.announcer?.leaving ?? [])];
      const events: readonly AnnounceEvent[] = ['started', 'regular', 'completed', 'stopped'];
      const to = isAnswer ? asked.event : leaving.length > 0 ? 'stopped' : one(events, some);
      const tracker = isAnswer ? asked.to : one(leaving.length > 0 ? leaving : trackers, other);
      const retryIn = one([null, null, 2, 'never'] as const, some);
      return kind === 15
        ? { type: 'message', from: tracker, message: { type: 'Failure', to, retryIn } }
        : {
            ...{ type: 'message', from: tracker },
            message: { type: 'Peers', to, ...one(intervals, some), peers: partners.slice(some % 4) },
          };
    }
  }
}

type State = { readonly divergence: LockstepState['divergence'] };

/** The events of one run up to the first divergence, which is the result. */
function run(
  actor: Actor<TrackedSwarm>,
  setting: SwarmSetting,
  chances: readonly Chance[],
  seen?: (view: SwarmView) => void,
) {
  const birth: Birth<TrackedSwarm> = { self: 'a', nodes: ['a', ...partners, ...trackers], setting };
  let state = actor.init(birth).state as LockstepState;
  for (const chosen of chances) {
    if ((state as State).divergence !== undefined) break;
    const view = actor.view(state) as SwarmView;
    seen?.(view);
    state = actor.step(state, eventFrom(chosen, view)).state as LockstepState;
  }
  return state.divergence;
}

function pairOf(rules?: Parameters<typeof peerBy>[0]): Actor<TrackedSwarm> {
  return lockstep<TrackedSwarm>(
    peer.model,
    kit.implementation(peerBy(rules)),
  ) as unknown as Actor<TrackedSwarm>;
}

const runs = fc.tuple(settings, fc.array(chance, { minLength: 20, maxLength: 100, size: 'max' }));
const samples = fc.sample(runs, { numRuns: 400, seed: 34 });

describe('a peer with trackers in lockstep with its model', () => {
  const pair = pairOf();

  it('agrees with it under arbitrary events', () => {
    fc.assert(
      fc.property(runs, ([setting, chances]) => {
        expect(run(pair, setting, chances)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with it in each situation', () => {
    const reached: Record<string, number> = {};
    const note = ({ announcer, dialling, connections, pieces, banned }: SwarmView) => {
      if (announcer === undefined || dialling === undefined) return;
      const stages = [...connections.values()].map(({ stage }) => stage);
      const seen = {
        [announcer.state]: true,
        startsAgain: announcer.startsAgain,
        owes: announcer.owesCompleted,
        barred: announcer.barred.size > 0,
        candidates: dialling.candidates.length > 0,
        dialling: stages.includes('dialling'),
        closing: stages.includes('closing'),
        complete: pieces.size === 2 && announcer.joined.size > 0,
        banned: banned.size > 0,
      };
      for (const [name, is] of Object.entries(seen)) reached[name] = (reached[name] ?? 0) + (is ? 1 : 0);
    };
    for (const [setting, chances] of samples.slice(0, 200))
      expect(run(pair, setting, chances, note)).toBeUndefined();
    expect(Object.keys(reached).length).toBe(14);
    for (const [situation, times] of Object.entries(reached)) expect(times, situation).toBeGreaterThan(0);
  });

  /** One wrong answer for each decision of announcer and dialler. */
  it.each([
    ['eventFor', { eventFor: () => 'regular' }],
    ['completes', { completes: () => false }],
    ['completesAtStart', { completesAtStart: (left: number) => left === 0 }],
    ['isDue', { isDue: () => false }],
    ['intervalOf', { intervalOf: (given: number) => given }],
    ['minIntervalOf', { minIntervalOf: (given: number | undefined) => given ?? 0 }],
    ['tellsUnanswered', { tellsUnanswered: () => false }],
    ['barNext', { barNext: () => 0 }],
    ['stored', { stored: () => [] }],
    ['isEarly', { isEarly: (needsPeers: boolean) => needsPeers }],
    ['movesToFront', { movesToFront: () => false }],
    ['triesNext', { triesNext: () => false }],
    ['tellsStopped', { tellsStopped: () => false }],
    ['joinsAnew', { joinsAnew: () => false }],
    ['heedsRetryIn', { heedsRetryIn: () => false }],
    ['pauseAfter', { pauseAfter: () => 1 }],
    ['dials', { dials: () => true }],
    ['takesOthers', { takesOthers: () => true }],
    ['left', { left: () => 1 }],
  ] as const)('diverges from it where %s is wrong', (_, wrong) => {
    const mutant = pairOf(() => wrong as object);
    expect(samples.some(([setting, chances]) => run(mutant, setting, chances) !== undefined)).toBe(true);
  });
});
