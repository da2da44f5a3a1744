/**
 * Tests the implementation of a peer in lockstep with its model under arbitrary events: partners that send
 * anything at any moment, in any setting. The scopes of the suite do the same for whole swarms.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor, Birth, Received } from '../../checker/actors/actor.ts';
import { implementationActor } from '../../checker/actors/implementation-actor.ts';
import { type LockstepState, lockstep } from '../../checker/actors/lockstep-actor.ts';
import { Peer } from '../../implementations/bittorrent/peer.ts';
import { type TorrentRules, torrentRules } from '../../implementations/bittorrent/rules.ts';
import type { Swarm, SwarmMessage, SwarmSetting } from '../../models/bittorrent/messages.ts';
import { peer } from './kit.ts';
import { settingOfAll } from './swarm-scope.ts';

type Event = Received<Swarm>;

const partners = ['b', 'c', 'd'];

const settings: fc.Arbitrary<SwarmSetting> = fc
  .record({
    pieces: fc.integer({ min: 1, max: 4 }),
    blocksPerPiece: fc.integer({ min: 1, max: 3 }),
    owned: fc.constantFrom<readonly number[]>([], [], [0], [0, 1, 2, 3]),
    open: fc.subarray(partners, { minLength: 1 }).map((names) => names.map((name) => ['a', name] as const)),
    slots: fc.integer({ min: 1, max: 3 }),
    turnRounds: fc.constantFrom<1 | 3>(1, 3),
    rateMax: fc.integer({ min: 0, max: 2 }),
    seedRate: fc.constantFrom('given', 'none'),
    optimistic: fc.constantFrom('counted', 'extra', 'none'),
    zeroRate: fc.constantFrom('eligible', 'excluded'),
    pipeline: fc.integer({ min: 1, max: 3 }),
    endgameAskers: fc.integer({ min: 1, max: 3 }),
    randomFirst: fc.integer({ min: 0, max: 1 }),
    upload: fc.constantFrom('atOnce', 'paced'),
    fast: fc.boolean(),
    allowedFast: fc
      .subarray([0, 1, 2, 3])
      .map((pieces) => ({ a: [0], b: pieces.filter((piece) => piece > 1), c: pieces })),
    suggests: fc.constantFrom({}, { a: [0] }),
    addresses: fc.constantFrom({}, { c: 'b' }, { d: 'c' }),
    blame: fc.constantFrom('parole', 'sole', 'compare'),
    interest: fc.constantFrom('missing', 'missing', 'unasked'),
    notAsked: fc.constantFrom('dropped', 'kept'),
    tooLarge: fc.constantFrom('close', 'ignore'),
    have: fc.constantFrom('all', 'lacking'),
    snubs: fc.boolean(),
    reports: fc.constantFrom('none', 'links', 'checks'),
  })
  .map(
    ({ owned, allowedFast, ...setting }) =>
      ({
        ...setting,
        allowedFast: Object.fromEntries(
          Object.entries(allowedFast).map(([name, pieces]) => [
            name,
            pieces.filter((piece) => piece < setting.pieces),
          ]),
        ),
        owned: { a: owned.filter((piece) => piece < setting.pieces) },
      }) as SwarmSetting,
  );

/** What happens next, as numbers; `eventFrom` makes an event of them that can happen. */
const parts = {
  kind: fc.nat(17),
  partner: fc.nat(2),
  piece: fc.nat(3),
  begin: fc.nat(2),
  content: fc.constantFrom('good', 'good', 'bad'),
  some: fc.nat(99),
};
const chance = fc.record(parts);
type Chance = typeof chance extends fc.Arbitrary<infer T> ? T : never;

/** An event; most are answers to what is open, so that pieces become complete. */
function eventFrom(one: Chance, setting: SwarmSetting, state: LockstepState, actor: Actor<Swarm>): Event {
  const { kind, some } = one;
  const from = partners[one.partner] as string;
  const piece = one.piece % setting.pieces;
  const begin = one.begin % setting.blocksPerPiece;
  const end = actor.view(state).connections.get(from);
  const message = (sent: SwarmMessage): Event => {
    const order = [...Array(setting.pieces).keys()].sort(
      (a, b) => ((a * 3 + some) % 5) - ((b * 3 + some) % 5),
    );
    return { type: 'message', from, message: sent, draw: { order } };
  };
  const bitfield = () =>
    message({
      type: 'Bitfield',
      pieces: new Set([...Array(setting.pieces).keys()].filter((n) => some % 2 === 0 || (some >> n) & 1)),
    });
  const owned = [...actor.view(state).pieces];
  if (kind === 16) return message({ type: some % 2 === 0 ? 'AllowedFast' : 'SuggestPiece', piece });
  if (kind === 17 && some % 3 > 0) return message({ type: 'Piece', piece, begin, content: one.content });
  // Beyond the end of its piece.
  if (kind === 17 && some % 5 === 0) return message({ type: 'Request', piece, begin: begin + 3 });
  if (end?.stage === 'open' && kind >= 13 && owned.length > 0) {
    if (!end.isInterested) return message({ type: 'Interested' });
    if (!end.amUnchoking) return { type: 'timeout', timer: 'round' };
    return message({ type: 'Request', piece: owned[some % owned.length] as number, begin });
  }
  if (end?.stage === 'open' && end.has.size === 0 && kind >= 8) return bitfield();
  if (end?.stage === 'open' && kind >= 9) {
    const asked = end.requests[some % Math.max(1, end.requests.length)];
    if (asked !== undefined) {
      const block = {
        piece: Math.floor(asked / setting.blocksPerPiece),
        begin: asked % setting.blocksPerPiece,
      };
      if (setting.fast && some % 7 === 0) return message({ type: 'Reject', ...block });
      return message({ type: 'Piece', ...block, content: one.content });
    }
    if (!end.isUnchoking) return message({ type: 'Unchoke' });
    return message({ type: 'Have', piece });
  }
  switch (kind) {
    case 0:
      return bitfield();
    case 1:
      return message({ type: some % 3 === 0 ? 'NotInterested' : 'Interested' });
    case 2:
      return message({ type: some % 2 === 0 ? 'Choke' : 'Unchoke' });
    case 3:
      return message({ type: 'Request', piece, begin });
    case 4:
      return message({ type: 'Cancel', piece, begin });
    case 5:
      return message({ type: 'Have', piece });
    case 6:
      return some % 3 > 0
        ? { type: 'input', input: { type: 'dial', peer: from } }
        : message({ type: 'Handshake' });
    case 7:
      if (some % 4 === 0) return { type: 'input', input: { type: 'disconnect', peer: from } };
      return some % 4 === 1
        ? message({ type: 'Close' })
        : message({ type: 'Piece', piece, begin, content: 'good' });
    default: {
      const timer = state.armed[some % state.armed.length] as 'round';
      return { type: 'timeout', timer };
    }
  }
}

/** The events of one run up to the first divergence, which is the result. */
function run(
  actor: Actor<Swarm>,
  setting: SwarmSetting,
  chances: readonly Chance[],
  seen?: (event: Event, view: Swarm['view']) => void,
) {
  const birth: Birth<Swarm> = { self: 'a', nodes: ['a', ...partners], setting };
  let state = actor.init(birth).state as LockstepState;
  for (const one of chances) {
    if (state.divergence !== undefined) break;
    const event = eventFrom(one, setting, state, actor);
    seen?.(event, actor.view(state));
    state = actor.step(state, event).state as LockstepState;
  }
  return state.divergence;
}

const pairOf = (rules: TorrentRules) =>
  lockstep<Swarm>(
    peer.model,
    implementationActor((birth: Birth<Swarm>) => new Peer(birth, rules)) as Actor<Swarm>,
  ) as unknown as Actor<Swarm>;

const anyLength = { minLength: 10, maxLength: 80, size: 'max' } as const;
const allOpen = partners.map((name) => ['a', name] as const);

/** Each partner claims every piece and unchokes. */
const beginnings: readonly Chance[] = partners.flatMap((_, partner) =>
  [8, 9].map((kind) => ({ kind, partner, piece: 0, begin: 0, content: 'good' as const, some: 0 })),
);

/** The runs of a leecher that most partners answer: pieces fail, and their sources are on parole. */
const leeching = fc.tuple(
  fc
    .record({ setting: settings, blocksPerPiece: fc.integer({ min: 2, max: 3 }), snubs: fc.boolean() })
    .map(({ setting, ...changed }) => ({ ...setting, ...changed, owned: {}, open: allOpen })),
  fc
    .array(fc.record({ ...parts, kind: fc.constantFrom(2, 8, 9, 9, 10, 10, 11, 12) }), anyLength)
    .map((chances) => [...beginnings, ...chances]),
);

/** The runs of a seed that partners ask, while it chokes one after the other. */
const serving = fc.tuple(
  settings.map((setting) => ({
    ...setting,
    owned: { a: [...Array(setting.pieces).keys()] },
    open: allOpen,
    slots: 1,
    turnRounds: 1 as const,
    upload: 'paced' as const,
  })),
  fc.array(fc.record({ ...parts, kind: fc.constantFrom(8, 13, 14, 15) }), anyLength),
);

/** The runs of a leecher whose partners choke it, and allow some pieces all the same. */
const allowing = fc.tuple(
  settings.map((setting) => ({ ...setting, fast: true, owned: {}, open: allOpen })),
  fc.array(fc.record({ ...parts, kind: fc.constantFrom(2, 8, 8, 16, 16, 10) }), anyLength),
);

const runs = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(settings, fc.array(chance, anyLength)) },
  { weight: 1, arbitrary: leeching as fc.Arbitrary<[SwarmSetting, Chance[]]> },
  { weight: 1, arbitrary: serving as fc.Arbitrary<[SwarmSetting, Chance[]]> },
  { weight: 1, arbitrary: allowing as fc.Arbitrary<[SwarmSetting, Chance[]]> },
);

const samples = fc.sample(runs, { numRuns: 1_500, seed: 34 });

describe('a peer in lockstep with its model', () => {
  const pair = pairOf(torrentRules);

  it('agrees with it under arbitrary events', () => {
    fc.assert(
      fc.property(runs, ([setting, chances]) => {
        expect(run(pair, setting, chances)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with it in each situation', () => {
    const reached = {
      verified: 0,
      parole: 0,
      silent: 0,
      banned: 0,
      snubbed: 0,
      endgame: 0,
      optimistic: 0,
      queued: 0,
      allowed: 0,
      allowing: 0,
      suggested: 0,
      suspects: 0,
    };
    const note = (_: Event, view: Swarm['view']) => {
      const ends = [...view.connections.values()];
      const open = ends.flatMap(({ requests }) => requests);
      if (view.pieces.size > 0) reached.verified++;
      if (view.parole.size > 0) reached.parole++;
      if ([...view.snubbed].some((name) => view.parole.has(name))) reached.silent++;
      if (view.banned.size > 0) reached.banned++;
      if (view.snubbed.size > 0) reached.snubbed++;
      if (new Set(open).size < open.length) reached.endgame++;
      if (view.optimistic !== null) reached.optimistic++;
      if (ends.some(({ queue }) => queue.length > 1)) reached.queued++;
      if (ends.some((end) => !end.isUnchoking && end.allowed.size > 0 && end.requests.length > 0))
        reached.allowed++;
      if (ends.some(({ amUnchoking, queue }) => !amUnchoking && queue.length > 0)) reached.allowing++;
      if (ends.some(({ suggested }) => suggested !== null)) reached.suggested++;
      if (view.suspects.size > 0) reached.suspects++;
    };
    for (const [setting, chances] of samples.slice(0, 500))
      expect(run(pair, setting, chances, note)).toBeUndefined();
    for (const [situation, times] of Object.entries(reached)) expect(times, situation).toBeGreaterThan(0);
  });

  /** One wrong answer for each decision that the events can tell from the right one. */
  const wrong: Partial<TorrentRules> = {
    isRarestFirst: () => false,
    isEndgame: () => false,
    mayAskToo: (askers, askersMax) => askers <= askersMax,
    isDiscarded: (place) => place > 0,
    bansSole: () => false,
    bansAll: () => true,
    paroles: () => false,
    isInteresting: (missing, wasInteresting) => missing > 0 || wasInteresting,
    looksAtHave: () => false,
    isAnnounced: () => false,
    losesAtChoke: (fast) => fast,
    emptiesQueue: () => false,
    servesRequest: () => true,
    staysAtChoke: () => false,
    rejectsAtCancel: (fast) => !fast,
    countsUnasked: () => true,
    cancels: () => false,
    isVerified: () => true,
    isTurnOver: () => false,
    isBetter: (rate, _, otherRate) => rate < otherRate,
    isSilent: () => false,
    isRenewed: () => false,
  };
  it.each(Object.keys(wrong))('diverges from it where %s is wrong', (rule) => {
    const mutant = pairOf({ ...torrentRules, [rule]: wrong[rule as keyof TorrentRules] });
    expect(samples.some(([setting, chances]) => run(mutant, setting, chances) !== undefined)).toBe(true);
  });
});

describe('a block that a partner gave before its parole', () => {
  const pair = pairOf(torrentRules);
  const setting: SwarmSetting = {
    ...settingOfAll,
    ...{ blocksPerPiece: 2, open: allOpen, endgameAskers: 1, fast: true, owned: {} },
    // Another name of the source of a bad piece, which puts c on parole.
    addresses: { c: 'b' },
  };
  const from = (sender: string, message: SwarmMessage): Event => ({ type: 'message', from: sender, message });
  const gives = (sender: string, piece: number, begin: number, content: 'good' | 'bad' = 'good') =>
    from(sender, { type: 'Piece', piece, begin, content });
  const leaves: Event = { type: 'input', input: { type: 'disconnect', peer: 'c' } };

  // d is on parole, too, and has room. It gives c's piece if parole would keep that piece from every partner.
  const choke = from('c', { type: 'Choke' });
  const reject = from('c', { type: 'Reject', piece: 1, begin: 1 });
  const offer = from('d', { type: 'Have', piece: 1 });

  it.each<[how: string, meanwhile: readonly Event[], offers: readonly Event[], kept: boolean]>([
    ['is kept if it goes on', [], [offer], true],
    ['is kept if it chokes and its request is open still', [choke], [offer], true],
    ['is discarded if it chokes and rejects the rest (V3)', [choke, reject], [offer], false],
    ['is discarded if it left (V3)', [from('c', { type: 'Close' })], [offer], false],
    ['is discarded if the user left it (V3)', [leaves], [offer], false],
    ['is kept if it left and no other partner has the piece', [leaves], [], true],
  ])('%s', (_, meanwhile, offers, kept) => {
    const events: readonly Event[] = [
      ...[from('c', { type: 'Bitfield', pieces: new Set([1]) }), from('c', { type: 'Unchoke' })],
      ...[gives('c', 1, 0), ...meanwhile],
      ...['b', 'd'].flatMap((name) => [
        from(name, { type: 'Bitfield', pieces: new Set([0]) }),
        from(name, { type: 'Unchoke' }),
      ]),
      ...[gives('b', 0, 0), gives('d', 0, 1, 'bad'), ...offers],
    ];
    let state = pair.init({ self: 'a', nodes: ['a', ...partners], setting }).state as LockstepState;
    for (const event of [...events, { type: 'input', input: { type: 'dial', peer: 'c' } } as const]) {
      state = pair.step(state, event).state as LockstepState;
      expect(state.divergence).toBeUndefined();
    }
    const { parole, blocks, connections } = pair.view(state);
    expect([[...parole], [...blocks.keys()]]).toEqual([['b', 'd'], kept ? [2] : []]);
    expect(connections.get('d')?.requests).toEqual(kept ? [] : [2]);
  });
});
