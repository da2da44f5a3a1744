/**
 * The scopes of the suite of trackers. S is a seed, A to C are leechers, T to V are trackers. Peers know
 * nothing but their trackers at first.
 *
 * Two premises keep the scopes small: a round and a tick of an announcer are longer than every delivery
 * (`afterQuiet`). So a response that is under way arrives before its time-out.
 */
import type { Actor, NodeId, Received } from '../../../checker/actors/actor.ts';
import { nodes } from '../../../checker/suite/kit.ts';
import type { Scope, ScopeFamily } from '../../../checker/suite/suite.ts';
import type {
  Swarm,
  SwarmDraw,
  SwarmInput,
  SwarmSetting,
  SwarmView,
} from '../../../models/bittorrent/messages.ts';
import type {
  TrackedSwarm,
  TrackerView,
  TrackingSetting,
} from '../../../models/bittorrent/tracker/messages.ts';
import { ordersAt } from '../draws.ts';
import { type Adversary, adversaries } from '../kit.ts';
import { settingOfAll } from '../swarm-scope.ts';
import { kit } from './kit.ts';
import * as property from './properties.ts';

type Role = 'peer' | 'tracker';
type Properties = NonNullable<Scope<TrackedSwarm>['properties']>;
type Act = NonNullable<SwarmDraw['act']>;

const trackingOfAll: TrackingSetting = {
  tiers: [['T']],
  connections: 2,
  isPrivate: false,
  pauseMax: 2,
  interval: 3,
  minInterval: 2,
  numWanted: 2,
  forgets: false,
};

interface TrackedScope {
  readonly peers: readonly NodeId[];
  readonly setting?: Partial<SwarmSetting>;
  readonly tracking?: Partial<TrackingSetting>;
  /** What trackers, or one of them, may do in place of an answer. */
  readonly acts?: readonly Act[];
  readonly actsOf?: NodeId;
  inputs?(view: SwarmView, node: NodeId): readonly SwarmInput[];
  readonly bounds?: { readonly stop?: number; readonly start?: number; readonly peers?: number };
  /** Nodes that follow no promise; each block that they give is bad. */
  readonly adversaries?: Readonly<Record<NodeId, Adversary>>;
  /** The one peer that may crash once, and when. */
  readonly crash?: (view: SwarmView) => boolean;
  readonly properties?: Properties;
  readonly says?: string;
}

/** All ways to choose some of several. */
function choices(of: readonly NodeId[], count: number): readonly (readonly NodeId[])[] {
  if (count === 0) return [[]];
  return of.flatMap((first, nth) => choices(of.slice(nth + 1), count - 1).map((rest) => [first, ...rest]));
}

/** What a tracker may do at an announce: each act, or an answer with any of the peers that it knows. */
function trackerDraws(
  { known, numWanted }: TrackerView,
  from: NodeId,
  acts: readonly Act[],
): readonly SwarmDraw[] {
  const others = [...known.keys()].filter((peer) => peer !== from).sort();
  const answers: readonly SwarmDraw[] =
    others.length > numWanted ? choices(others, numWanted).map((chosen) => ({ chosen })) : [{}];
  return acts.length === 0 && answers.length === 1 ? [] : [...answers, ...acts.map((act) => ({ act }))];
}

/** What a node may draw at an event. */
function drawsAt(
  view: TrackedSwarm['view'],
  event: Received<TrackedSwarm>,
  setting: SwarmSetting,
  acts: readonly Act[],
): readonly SwarmDraw[] {
  if (view.role === 'tracker') return event.type === 'message' ? trackerDraws(view, event.from, acts) : [];
  const isOfTracker = event.type === 'message' && ['Peers', 'Failure'].includes(event.message.type);
  return isOfTracker || event.type === 'persisted' ? [] : ordersAt(view, event as Received<Swarm>, setting);
}

function tracked({
  peers,
  setting: changed = {},
  tracking: changedTracking = {},
  acts = [],
  actsOf,
  inputs,
  bounds = {},
  adversaries: hostile = {},
  crash,
  properties,
  says,
}: TrackedScope): Scope<TrackedSwarm, Role> {
  const tracking = { ...trackingOfAll, ...changedTracking };
  const setting: SwarmSetting = {
    ...settingOfAll,
    ...{ pieces: 1, owned: { S: [0] }, upload: 'atOnce', disk: crash !== undefined, tracking },
    reports: 'checks',
    ...changed,
  };
  const trackers = tracking.tiers.flat();
  const afterAll = { afterQuiet: [...peers, ...trackers] };
  return kit.scope({
    says,
    properties,
    system: (actor) => ({
      nodes: {
        ...nodes(peers, actor('peer')),
        ...nodes(trackers, actor('tracker')),
        ...Object.fromEntries(
          Object.entries(hostile).map(([node, role]) => [
            node,
            adversaries[role] as unknown as Actor<TrackedSwarm>,
          ]),
        ),
      },
      adversaries: Object.keys(hostile).length > 0 ? Object.keys(hostile) : undefined,
      setting,
      network: 'fifo',
      inputs: (view, node) => (view.role === 'peer' ? (inputs?.(view, node) ?? []) : []),
      bounds,
      crash:
        crash === undefined
          ? undefined
          : {
              ...{ inbox: 'lost', outbox: 'kept', returns: 'recovered', nodes: ['A'] },
              when: (node, all) => {
                const status = all.get(node);
                return status !== undefined && 'up' in status && crash(status.up as SwarmView);
              },
            },
      budget: crash === undefined ? undefined : { crash: 1 },
      draws: (view, event, node) =>
        hostile[node] !== undefined
          ? [{ act: 'bad' }]
          : drawsAt(view, event, setting, actsOf === undefined || actsOf === node ? acts : []),
      timerConstraints: {
        round: afterAll,
        ...(trackers.length > 0 && { 'announce@tracking': afterAll, sweep: afterAll }),
      },
      timersMs: {
        round: [10_000, 10_000],
        'announce@tracking': [60_000, 60_000],
        sweep: [1, 1].map((least) => Math.max(least, tracking.interval) * 60_000) as [number, number],
        ...Object.fromEntries(peers.map((node) => [`upload@${node}`, [1_000, 3_000]])),
        ...Object.fromEntries(peers.map((node) => [`request@${node}`, [60_000, 60_000]])),
      },
    }),
  });
}

/** The user stops a torrent that runs, and starts one that has stopped. */
function stopsAndStarts({ announcer }: SwarmView): readonly SwarmInput[] {
  return [{ type: announcer?.state === 'off' ? 'start' : 'stop' }];
}

const order: Properties = [property.triesInOrder, property.worksFirst, property.restsLast];
const finds: Properties = [property.fewDialled, property.findEachOther];
const completes: Properties = [property.completion, property.completionPossible];

const small = {
  swarm: tracked({
    peers: ['S', 'A'],
    properties: [...finds, ...completes, property.completionAnnounced, property.someCompleted],
  }),
  few: tracked({
    peers: ['A', 'B', 'C'],
    setting: { owned: {} },
    tracking: { connections: 1, numWanted: 1 },
    properties: [property.fewDialled],
    says: 'one connection a peer; the tracker gives any one of the others',
  }),
  left: tracked({
    peers: ['S', 'A'],
    setting: { blocksPerPiece: 2, upload: 'paced' },
    properties: [...completes, property.someCompleted],
    says: 'blocks arrive between two announces',
  }),
  tiers: tracked({
    peers: ['A'],
    tracking: { tiers: [['T', 'U'], ['V']], connections: 1 },
    acts: ['fail', 'silence'],
    properties: [...order, property.backsOff, property.someRest],
    says: 'a tracker answers, refuses, or is silent',
  }),
  retry: tracked({
    peers: ['A'],
    tracking: { tiers: [['T', 'U']], connections: 1 },
    acts: ['failUntil', 'refuse'],
    inputs: stopsAndStarts,
    bounds: { stop: 1, start: 1 },
    properties: [...order, property.backsOff, property.heedsRetryIn, property.barsRefusing],
    says: 'a tracker answers, or says when to retry; A stops and starts once',
  }),
  restart: tracked({
    peers: ['S', 'A'],
    crash: ({ connections }) => connections.get('S')?.stage === 'open',
    setting: { pieces: 2, owned: { S: [0, 1] } },
    tracking: { connections: 1 },
    properties: [
      property.keepsPieces,
      property.showsVerified,
      property.storesFirst,
      ...completes,
      property.someCompleted,
    ],
    says: 'A crashes once while it is connected',
  }),
  stop: tracked({
    peers: ['S', 'A'],
    inputs: (view, node) =>
      node === 'A' ? [{ type: view.announcer?.state === 'off' ? 'start' : 'stop' }] : [],
    bounds: { stop: 1, start: 1 },
    properties: [
      property.stoppedLast,
      property.stoppedEverywhere,
      property.completionPossible,
      property.someCompleted,
    ],
    says: 'A stops at any moment, and starts again',
  }),
  'stop-silent': tracked({
    peers: ['A'],
    tracking: { tiers: [['T', 'U']], connections: 1 },
    acts: ['fail', 'silence'],
    inputs: ({ announcer }) => {
      if (announcer?.state === 'off') return [{ type: 'start' }];
      return announcer?.state === 'stopping' ? [{ type: 'start' }, { type: 'stop' }] : [{ type: 'stop' }];
    },
    bounds: { stop: 2, start: 1 },
    properties: [...order, property.backsOff, property.stoppedLast, property.stoppedEverywhere],
    says: 'A stops, starts and stops while trackers fail',
  }),
  lost: tracked({
    peers: ['A', 'B'],
    setting: { owned: {} },
    tracking: { connections: 0 },
    acts: ['lose'],
    inputs: (view, node) => (node === 'A' ? stopsAndStarts(view) : []),
    bounds: { stop: 1 },
    properties: [property.stoppedLast, property.stoppedEverywhere],
    says: 'an answer of the tracker may be lost; A stops once',
  }),
  zero: tracked({
    peers: ['A'],
    tracking: { connections: 1, interval: 0, minInterval: 0 },
    says: 'the tracker gives the interval 0',
  }),
  bare: tracked({
    peers: ['A'],
    tracking: { connections: 1, minInterval: null },
    says: 'the tracker gives no `min interval`',
  }),
  shorter: tracked({
    peers: ['A'],
    tracking: { connections: 1, interval: 1, minInterval: 2 },
    says: 'the tracker gives an interval below its `min interval`',
  }),
  names: tracked({
    peers: ['A'],
    setting: { open: [['A', 'P']], owned: { P: [0], Q: [0] }, addresses: { Q: 'P' } },
    tracking: { connections: 2 },
    adversaries: { P: 'poisoner', Q: 'whitewasher' },
    inputs: () => [{ type: 'peers', peers: ['Q'] }],
    bounds: { peers: 2 },
    properties: [property.bannedNotDialled, property.fewDialled],
    says: 'P gives bad blocks; another source gives Q, a second name at its address',
  }),
  private: tracked({
    peers: ['A', 'B'],
    setting: { owned: {} },
    tracking: { isPrivate: true },
    inputs: (_, node) => (node === 'A' ? [{ type: 'peers', peers: ['B'] }] : []),
    properties: [property.privateStaysPrivate, property.fewDialled],
    says: 'another source gives B to A',
  }),
  others: tracked({
    peers: ['A', 'B'],
    setting: { owned: {} },
    inputs: (_, node) => (node === 'A' ? [{ type: 'peers', peers: ['B'] }] : []),
    properties: [property.fewDialled, property.findEachOther],
    says: 'another source gives B to A',
  }),
  forgets: tracked({
    peers: ['A', 'B'],
    setting: { owned: {} },
    tracking: { connections: 0, forgets: true },
    properties: [property.someForgotten],
    says: 'an interval of the tracker may be over at any moment',
  }),
} satisfies Record<string, Scope<TrackedSwarm, Role>>;

/** A larger swarm, which a nightly run searches. */
const large = {
  triangle: tracked({
    peers: ['S', 'A', 'B'],
    properties: [...finds, ...completes, property.someCompleted],
  }),
} satisfies Record<string, Scope<TrackedSwarm, Role>>;

/** Scopes of refuted claims. */
const claimed = {
  split: tracked({
    peers: ['A', 'B'],
    setting: { owned: {} },
    tracking: { tiers: [['T'], ['U']], connections: 1 },
    acts: ['fail'],
    actsOf: 'T',
    properties: [property.findEachOther, property.triesInOrder],
    says: 'the first tracker may refuse, the backup always answers',
  }),
} satisfies Record<string, Scope<TrackedSwarm, Role>>;

/**
 * A seed and seven leechers, of which three come and go; two trackers in one tier that forget and refuse. With 4
 * connections each, 8 peers cannot fall into two groups of which one has no seed: a group has at least 5.
 */
const storm = tracked({
  peers: ['S', 'A', 'B', 'C', 'D', 'E', 'F', 'G'],
  setting: {
    ...{ pieces: 4, blocksPerPiece: 2, owned: { S: [0, 1, 2, 3] }, slots: 2, pipeline: 2 },
    ...{ upload: 'paced', snubs: true },
  },
  tracking: { tiers: [['T', 'U']], connections: 4, numWanted: 4, forgets: true, pauseMax: 4 },
  acts: ['fail'],
  inputs: (view, node) => (node < 'D' ? [{ type: view.announcer?.state === 'off' ? 'start' : 'stop' }] : []),
  properties: [property.fewDialled, property.stoppedLast, ...order, property.completion],
  says: 'A to C stop and start',
});

/** The scopes by name. */
export const scopes = {
  default: kit.family({ says: 'small swarms with trackers', members: small }),
  ...small,
  ...large,
  ...claimed,
  storm,
  nightly: kit.family({ says: 'larger swarms with trackers', members: large }),
} satisfies Record<string, Scope<TrackedSwarm, Role> | ScopeFamily<TrackedSwarm, Role>>;
