/**
 * The scopes of the choker's suite: one choker and a few idle peers, which may change places. In the names,
 * `once` is a scope in which a published rule chooses anew between rounds.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { nodes } from '../../../checker/suite/kit.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import { isAnew } from '../../../models/bittorrent/choker/between.ts';
import type {
  BitTorrentChoker,
  ChokerDraw,
  ChokerInput,
  ChokerSetting,
  ChokerView,
  Rates,
} from '../../../models/bittorrent/choker/messages.ts';
import { idlePeer, kit } from './kit.ts';
import * as property from './properties.ts';

type Role = 'choker';
type Properties = NonNullable<Scope<BitTorrentChoker>['properties']>;

/** The parameters of a choker where a scope gives no others. */
export const defaultSetting: ChokerSetting = {
  rule: 'held',
  slots: 2,
  between: 'rounds',
  optimistic: 'counted',
  zeroRate: 'eligible',
  snubbed: 'last',
  uninterested: 'choked',
  reports: 'changes',
};

/** The parameters of a scope: those of the choker, and what its peers may do. */
export interface Parts extends Partial<ChokerSetting> {
  /** The number of peers, up to 26. */
  readonly peers: number;
  /** The rates that a peer may have; 0 and 1 unless given. */
  readonly rates?: readonly number[];
  /** Whether newcomers are put at the end of the rotation, or anywhere. */
  readonly newcomer?: 'back' | 'any';
  /** How many of the peers are honest: they stay once connected, and interested once interested; none by default. */
  readonly honest?: number;
  readonly properties?: Properties;
  readonly says?: string;
  /**
   * The peers that have rates: the interested ones, as only their rates matter; all, where others are unchoked,
   * too; or the interested ones that are unchoked, for a seed measures what went to them.
   */
  readonly rated?: 'interested' | 'all' | 'served';
}

/** The inputs of the choker that change something. */
function inputsOf({ rotation, interested }: ChokerView, peers: readonly NodeId[]): readonly ChokerInput[] {
  return peers.flatMap((peer): ChokerInput[] =>
    rotation.includes(peer)
      ? [
          { type: 'leave', peer },
          { type: interested.has(peer) ? 'notInterested' : 'interested', peer },
        ]
      : [{ type: 'connect', peer }],
  );
}

/** Whether an honest peer does this: it connects and becomes interested, and then stays so. */
function isHonest({ type }: ChokerInput): boolean {
  return type === 'connect' || type === 'interested';
}

/** Every combination of rates of these peers. */
export function* everyRates(peers: readonly NodeId[], rates: readonly number[]): Generator<Rates> {
  const [first, ...others] = peers;
  if (first === undefined) yield new Map();
  else
    for (const rest of everyRates(others, rates))
      for (const rate of rates) yield new Map([[first, rate], ...rest]);
}

/** The interested peers after an input. */
function interestedAfter({ interested }: ChokerView, { type, peer }: ChokerInput): ReadonlySet<NodeId> {
  const after = new Set(interested);
  if (type === 'interested') after.add(peer);
  else after.delete(peer);
  return after;
}

/** The scope of a choker with these parts. */
export function scopeOf({
  peers: count,
  rates = [0, 1],
  newcomer = 'back',
  honest = 0,
  properties,
  says,
  rated,
  ...given
}: Parts): Scope<BitTorrentChoker, Role> {
  const peers = Array.from({ length: count }, (_, at) => String.fromCharCode(97 + at));
  const honestPeers = peers.slice(0, honest);
  const setting: ChokerSetting = { ...defaultSetting, ...given };
  const isRatedAll = setting.rule === 'text' || setting.uninterested !== 'choked';
  const whose = rated ?? (isRatedAll ? 'all' : 'interested');
  const drawnRates = ({ rotation, unchoked }: ChokerView, interested: ReadonlySet<NodeId>) => {
    const isRated = (peer: NodeId) =>
      whose === 'all' || (interested.has(peer) && (whose === 'interested' || unchoked.has(peer)));
    return [...everyRates(rotation.filter(isRated), rates)];
  };
  const placesFor = ({ rotation }: ChokerView) =>
    newcomer === 'back' ? [rotation.length] : Array.from({ length: rotation.length + 1 }, (_, at) => at);
  return kit.scope({
    says,
    properties,
    system: (actor) => ({
      nodes: { choker: actor('choker'), ...nodes(peers, idlePeer) },
      setting,
      network: 'set',
      inputs: (view) =>
        view.role === 'choker'
          ? inputsOf(view, peers).filter((input) => !honestPeers.includes(input.peer) || isHonest(input))
          : [],
      draws: (view, event): readonly ChokerDraw[] => {
        if (view.role !== 'choker' || event.type === 'message') return [];
        const { interested, unchoked } = view;
        if (event.type === 'timeout') return drawnRates(view, interested).map((rates) => ({ rates }));
        const { input } = event;
        const places = input.type === 'connect' ? placesFor(view) : [];
        if (setting.rule !== 'front' || !isAnew(setting, input, interested, unchoked))
          return places.map((place) => ({ place }));
        const drawn = drawnRates(view, interestedAfter(view, input));
        if (places.length === 0) return drawn.map((rates) => ({ rates }));
        return places.flatMap((place) => drawn.map((rates) => ({ place, rates })));
      },
      symmetric: [honestPeers, peers.slice(honest)].filter((group) => group.length > 1),
    }),
  });
}

/** One honest peer, and an adversary with some names that leaves and comes back as it likes, and one slot. */
function sybils(names: number): Scope<BitTorrentChoker, Role> {
  return scopeOf({
    peers: 1 + names,
    honest: 1,
    slots: 1,
    reports: 'rounds',
    properties: [property.turnInTime],
    says: `one honest peer, and ${names} names of an adversary that leaves and comes back`,
  });
}

/** The properties that `recent` keeps at rounds. */
const ofRecent: Properties = [
  property.cap,
  property.onlyInterested,
  property.calm,
  property.newcomersWait,
  property.noSlotIdle,
];

/** The properties that are checked of the rules `text` and `front`: each violates some (`refuted.ts`). */
const ofText: Properties = [
  property.cap,
  property.calm,
  property.fasterUnchoked,
  property.slowestYields,
  property.bystanderUnchoked,
];
const ofFront: Properties = [
  property.cap,
  property.calm,
  property.optimisticServed,
  property.optimisticTurn,
  property.bystanderUnchoked,
];

/** What `held` keeps if it yields a slot at once: all but calm, and more than interested peers are unchoked. */
const ofYielding: Properties = [
  ...property.safety.filter((one) => one !== property.calm && one !== property.onlyInterested),
  property.slowestYields,
  property.bystanderUnchoked,
];

/** The scopes by name. */
export const scopes = {
  default: scopeOf({ peers: 3, properties: property.safety }),
  waits: scopeOf({ peers: 3, properties: [property.turnComes] }),
  four: scopeOf({ peers: 4, properties: property.safety }),
  nightly: scopeOf({ peers: 4, slots: 3, properties: property.safety }),
  'three-rates': scopeOf({ peers: 3, rates: [0, 1, 2], properties: property.safety }),
  snubs: scopeOf({
    peers: 3,
    rates: [-1, 0, 1],
    properties: property.safety,
    says: 'rate -1 is a snubbed peer',
  }),
  turns: scopeOf({ peers: 3, reports: 'rounds', properties: [property.turnInTime, property.bystandersStay] }),
  sybils: sybils(2),
  'sybils-nightly': sybils(3),
  any: scopeOf({ peers: 3, newcomer: 'any', properties: property.safety, says: 'newcomers at any place' }),
  'any-two': scopeOf({
    peers: 2,
    slots: 1,
    newcomer: 'any',
    properties: [property.cap, property.turnComes],
    says: 'newcomers at any place',
  }),
  'all-rates': scopeOf({
    peers: 3,
    rated: 'all',
    properties: [property.cap, property.calm, property.fasterUnchoked],
    says: 'peers that are not interested have rates, too',
  }),
  better: scopeOf({
    peers: 3,
    between: 'once',
    uninterested: 'better',
    properties: [...ofYielding, property.calm, property.onlyFaster, property.fasterUnchoked],
  }),
  'better-rounds': scopeOf({
    peers: 3,
    uninterested: 'better',
    properties: [property.cap, property.calm, property.onlyFaster, property.fasterUnchoked],
  }),
  'better-turns': scopeOf({
    peers: 3,
    between: 'once',
    uninterested: 'better',
    reports: 'rounds',
    properties: [property.turnInTime],
  }),
  'front-yields': scopeOf({
    peers: 3,
    between: 'once',
    uninterested: 'front',
    newcomer: 'any',
    properties: [...ofYielding, property.onlyInFront],
    says: 'newcomers at any place',
  }),
  'snubs-excluded': scopeOf({
    peers: 3,
    rates: [-1, 0, 1],
    snubbed: 'excluded',
    properties: [
      ...property.safety.filter((one) => one !== property.equalsStay),
      property.snubbedExcluded,
      property.nextSubstitutes,
    ],
    says: 'rate -1 is a snubbed peer',
  }),
  'seed-fastest': scopeOf({
    peers: 3,
    rated: 'served',
    properties: property.safety,
    says: 'a seed, whose rates are what went to each peer: a choked one has none',
  }),
  extra: scopeOf({ peers: 3, slots: 1, optimistic: 'extra', properties: property.safety }),
  'no-zero-rate': scopeOf({
    peers: 3,
    zeroRate: 'excluded',
    // A slot may be idle, for a peer with rate 0 is served only as the optimistic one.
    properties: property.safety.filter((one) => one !== property.noSlotIdle),
  }),
  recent: scopeOf({ peers: 3, rule: 'recent', properties: ofRecent }),
  'recent-once': scopeOf({ peers: 3, rule: 'recent', between: 'once', properties: ofRecent }),
  'recent-turns-two': scopeOf({
    peers: 2,
    slots: 1,
    rule: 'recent',
    reports: 'rounds',
    properties: [property.turnInTime],
  }),
  'recent-turns': scopeOf({ peers: 3, rule: 'recent', reports: 'rounds', properties: [property.turnInTime] }),
  'text-once': scopeOf({ peers: 3, rule: 'text', between: 'once', newcomer: 'any', properties: ofText }),
  text: scopeOf({ peers: 3, rule: 'text', newcomer: 'any', properties: ofText }),
  'text-once-turns': scopeOf({
    peers: 3,
    rule: 'text',
    between: 'once',
    reports: 'rounds',
    properties: [property.turnInTime, property.bystandersStay],
  }),
  'front-once': scopeOf({
    peers: 3,
    rule: 'front',
    between: 'once',
    newcomer: 'any',
    properties: ofFront,
  }),
  front: scopeOf({ peers: 3, rule: 'front', newcomer: 'any', properties: ofFront }),
  storm: scopeOf({ peers: 5, slots: 3, properties: property.safety }),
};

/** The scope of a choker with this number of nodes, for schedules. */
export function sized(nodes: number): Scope<BitTorrentChoker, Role> {
  return scopeOf({ peers: Math.max(1, nodes - 1), slots: 3, properties: property.safety });
}
