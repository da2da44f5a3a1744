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

/** The parameters of a scope: those of the choker, and what its peers may do. */
export interface Parts extends Partial<ChokerSetting> {
  /** The number of peers, up to 26. */
  readonly peers: number;
  /** The rates that a peer may have; 0 and 1 unless given. */
  readonly rates?: readonly number[];
  /** Whether newcomers are put at the end of the rotation, or anywhere. */
  readonly newcomer?: 'back' | 'any';
  readonly properties?: Properties;
  readonly says?: string;
  /** Whether only interested peers have rates, as only their rates matter (but to `text`), or all. */
  readonly rated?: 'interested' | 'all';
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
  properties,
  says,
  rated,
  ...given
}: Parts): Scope<BitTorrentChoker, Role> {
  const peers = Array.from({ length: count }, (_, at) => String.fromCharCode(97 + at));
  const setting: ChokerSetting = {
    rule: 'held',
    slots: 2,
    between: 'rounds',
    optimistic: 'counted',
    zeroRate: 'eligible',
    reports: 'changes',
    ...given,
  };
  const hasAllRates = (rated ?? (setting.rule === 'text' ? 'all' : 'interested')) === 'all';
  const drawnRates = (rotation: readonly NodeId[], interested: ReadonlySet<NodeId>) => [
    ...everyRates(hasAllRates ? rotation : rotation.filter((peer) => interested.has(peer)), rates),
  ];
  const placesFor = ({ rotation }: ChokerView) =>
    newcomer === 'back' ? [rotation.length] : Array.from({ length: rotation.length + 1 }, (_, at) => at);
  return kit.scope({
    says,
    properties,
    system: (actor) => ({
      nodes: { choker: actor('choker'), ...nodes(peers, idlePeer) },
      setting,
      network: 'set',
      inputs: (view) => (view.role === 'choker' ? inputsOf(view, peers) : []),
      draws: (view, event): readonly ChokerDraw[] => {
        if (view.role !== 'choker' || event.type === 'message') return [];
        const { rotation, interested, unchoked } = view;
        if (event.type === 'timeout') return drawnRates(rotation, interested).map((rates) => ({ rates }));
        const { input } = event;
        const places = input.type === 'connect' ? placesFor(view) : [];
        if (setting.rule !== 'front' || !isAnew(setting, input, interested, unchoked))
          return places.map((place) => ({ place }));
        const drawn = drawnRates(rotation, interestedAfter(view, input));
        if (places.length === 0) return drawn.map((rates) => ({ rates }));
        return places.flatMap((place) => drawn.map((rates) => ({ place, rates })));
      },
      symmetric: [peers],
    }),
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
  extra: scopeOf({ peers: 3, slots: 1, optimistic: 'extra', properties: property.safety }),
  'no-zero-rate': scopeOf({
    peers: 3,
    zeroRate: 'excluded',
    // A slot may be idle, for a peer with rate 0 is served only as the optimistic one.
    properties: property.safety.filter((one) => one !== property.noSlotIdle),
  }),
  recent: scopeOf({ peers: 3, rule: 'recent', properties: ofRecent }),
  'recent-once': scopeOf({ peers: 3, rule: 'recent', between: 'once', properties: ofRecent }),
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
