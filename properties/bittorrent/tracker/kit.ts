/**
 * The kit of the suite of trackers: its shape, the history of its monitor, the roles of peer and tracker, and
 * their mutants. A peer is the whole peer of a swarm (`../kit.ts`) with one part more, the announcer.
 *
 * The monitor judges announces by what is sent, not by what announcers say of themselves.
 */
import type { Actor, Birth, Core, NodeId } from '../../../checker/actors/actor.ts';
import { composite } from '../../../checker/actors/composite-actor.ts';
import { protocol } from '../../../checker/suite/kit.ts';
import { part } from '../../../checker/suite/role.ts';
import { trackerRules } from '../../../implementations/bittorrent/tracker/rules.ts';
import {
  TrackedPeer,
  type TrackedRules,
  trackedRules,
} from '../../../implementations/bittorrent/tracker/tracked-peer.ts';
import { TrackerCore } from '../../../implementations/bittorrent/tracker/tracker-core.ts';
import { connectionMachine } from '../../../models/bittorrent/connection.ts';
import { connectionView } from '../../../models/bittorrent/connection-actions.ts';
import { torrentView } from '../../../models/bittorrent/context.ts';
import type { ConnectionPart, TorrentPart } from '../../../models/bittorrent/messages.ts';
import { torrentMachine } from '../../../models/bittorrent/torrent.ts';
import { announcerMachine, announcerView } from '../../../models/bittorrent/tracker/announcer.ts';
import type {
  Announce,
  AnnounceEvent,
  AnnouncerPart,
  AnnouncerView,
  Failure,
  Peers,
  TrackedSwarm,
  TrackerPart,
} from '../../../models/bittorrent/tracker/messages.ts';
import { trackerMachine, trackerView } from '../../../models/bittorrent/tracker/tracker.ts';

// ------------------------------------------------------------- history

/** A promise that a message broke: of S18, T4, BEP 31, T2 or S10. */
export type Fault = 'started' | 'completed' | 'early' | 'barred' | 'pause' | 'forgotten' | 'unverified';

/** What a peer has announced since it came up. */
export interface Session {
  /** Trackers that may know the peer: they got an announce, refused none of it, and got no `stopped`. */
  readonly mayKnow: ReadonlySet<NodeId>;
  /** Trackers that answered `started` and got no `stopped`. */
  readonly joined: ReadonlySet<NodeId>;
  /** The last announce to each tracker: an answer to another one is one of an earlier session. */
  readonly asked: ReadonlyMap<NodeId, AnnounceEvent>;
  /** `left` of the first announce. */
  readonly leftAtFirst: number | null;
  /** Ticks since a tracker answered last, and what that tracker asked for; null where it asked for nothing. */
  readonly ticks: number;
  readonly interval: number | null;
  readonly minInterval: number;
  /** The ticks for which each tracker that refused is not to be asked (BEP 31). */
  readonly bars: ReadonlyMap<NodeId, number | 'never'>;
  /** Ticks since the last announce, and whether it is without an answer. */
  readonly rested: number;
  readonly isFailing: boolean;
  /** The ticks between the last two announces of which all trackers failed the first one (T4). */
  readonly pause: number;
}

/** What peers and trackers sent so far. */
export interface TrackedHistory {
  readonly sessions: ReadonlyMap<NodeId, Session>;
  /** Peers whose `completed` a tracker has answered, in this session or before. */
  readonly completed: ReadonlySet<NodeId>;
  /** By tracker: the sweeps since the last announce of each peer that did not stop. */
  readonly ages: ReadonlyMap<NodeId, ReadonlyMap<NodeId, number>>;
  /** The pieces that each peer reported as verified, in this session or before. */
  readonly verified: ReadonlyMap<NodeId, ReadonlySet<number>>;
  readonly faults: ReadonlySet<Fault>;
}

const begun: Session = {
  ...{ mayKnow: new Set(), joined: new Set(), asked: new Map(), leftAtFirst: null },
  ...{ ticks: 0, interval: null, minInterval: 0, bars: new Map() },
  ...{ rested: 0, isFailing: false, pause: 0 },
};

const nothing: TrackedHistory = {
  ...{ sessions: new Map(), completed: new Set(), ages: new Map(), verified: new Map() },
  faults: new Set(),
};

/** The sweeps after which a peer that did not announce must not be given any more: two whole intervals (T2). */
const sweepsMax = 2;

/** The seed of a swarm, which has its pieces from the start. */
const seed = 'S';

/** Each pause is twice as long as the last one, at least up to so many ticks: no scope has a shorter `pauseMax`. */
const pauseMaxLeast = 2;

function withSession(history: TrackedHistory, peer: NodeId, change: Partial<Session>): TrackedHistory {
  const session = { ...(history.sessions.get(peer) ?? begun), ...change };
  return { ...history, sessions: new Map(history.sessions).set(peer, session) };
}

function withFault(history: TrackedHistory, fault: Fault, is: boolean): TrackedHistory {
  return is ? { ...history, faults: new Set([...history.faults, fault]) } : history;
}

/** After an announce of a peer to a tracker. */
function afterAnnounce(
  history: TrackedHistory,
  peer: NodeId,
  tracker: NodeId,
  { event, left }: Announce,
): TrackedHistory {
  const session = history.sessions.get(peer) ?? begun;
  const { mayKnow, joined, leftAtFirst, ticks, minInterval, bars, rested, isFailing } = session;
  const asked = new Map(session.asked).set(tracker, event);
  if (event === 'stopped')
    return withSession(history, peer, {
      mayKnow: without(mayKnow, tracker),
      joined: without(joined, tracker),
      asked,
      leftAtFirst: null,
    });
  const isAfterPause = isFailing && rested > 0;
  const isCompleted = event === 'completed';
  const mayComplete = left === 0 && leftAtFirst !== 0 && !history.completed.has(peer);
  let after = withFault(history, 'started', (event === 'started') === joined.has(tracker));
  after = withFault(after, 'completed', isCompleted && !mayComplete);
  after = withFault(after, 'early', event === 'regular' && ticks < minInterval);
  after = withFault(after, 'barred', bars.has(tracker));
  after = withFault(after, 'pause', isAfterPause && rested < Math.min(2 * session.pause, pauseMaxLeast));
  return withSession(after, peer, {
    ...{ asked, leftAtFirst: leftAtFirst ?? left, mayKnow: new Set(mayKnow).add(tracker) },
    ...{ rested: 0, isFailing: true, ...(isAfterPause && { pause: rested }) },
  });
}

function without<T>(all: ReadonlySet<T>, one: T): ReadonlySet<T> {
  return new Set([...all].filter((other) => other !== one));
}

/** After a tracker has refused a peer. */
function afterFailure(
  history: TrackedHistory,
  tracker: NodeId,
  peer: NodeId,
  { retryIn }: Failure,
): TrackedHistory {
  const { mayKnow, joined, bars } = history.sessions.get(peer) ?? begun;
  return withSession(history, peer, {
    mayKnow: joined.has(tracker) ? mayKnow : without(mayKnow, tracker),
    ...(retryIn !== null && retryIn !== 0 && { bars: new Map(bars).set(tracker, retryIn) }),
  });
}

/** After one tick of a peer. */
function afterTick(history: TrackedHistory, peer: NodeId): TrackedHistory {
  const { ticks, interval, minInterval, bars, rested } = history.sessions.get(peer) ?? begun;
  const later = [...bars].map(([tracker, left]) => [tracker, left === 'never' ? left : left - 1] as const);
  return withSession(history, peer, {
    ticks: Math.min(ticks + 1, Math.max(interval ?? 0, minInterval)),
    bars: new Map(later.filter(([, left]) => left !== 0)),
    rested: Math.min(rested + 1, pauseMaxLeast),
  });
}

/** After a peer has shown pieces: it must have verified each of them. */
function afterPieces(history: TrackedHistory, peer: NodeId, pieces: Iterable<number>): TrackedHistory {
  const verified = history.verified.get(peer);
  const isUnverified = peer !== seed && [...pieces].some((piece) => verified?.has(piece) !== true);
  return withFault(history, 'unverified', isUnverified);
}

/** After the answer of a tracker to a peer. */
function afterPeers(
  history: TrackedHistory,
  tracker: NodeId,
  peer: NodeId,
  { to, interval, minInterval, peers }: Peers,
): TrackedHistory {
  const ages = new Map(history.ages.get(tracker));
  const isForgotten = peers.some((other) => (ages.get(other) ?? sweepsMax + 1) > sweepsMax);
  if (to === 'stopped') ages.delete(peer);
  else ages.set(peer, 0);
  const after = {
    ...withFault(history, 'forgotten', isForgotten),
    ages: new Map(history.ages).set(tracker, ages),
    completed: to === 'completed' ? new Set([...history.completed, peer]) : history.completed,
  };
  const { joined, asked } = history.sessions.get(peer) ?? begun;
  if (to === 'stopped' || asked.get(tracker) !== to) return after;
  return withSession(after, peer, {
    joined: new Set([...joined, tracker]),
    ...{ ticks: 0, ...promised(interval, minInterval), isFailing: false, pause: 0 },
  });
}

/** What a peer promises after an answer: 0 is no interval, and no announce without an event comes at once. */
function promised(given: number, least: number | null): Pick<Session, 'interval' | 'minInterval'> {
  const interval = given > 0 ? Math.max(given, least ?? 0) : null;
  return { interval, minInterval: least !== null && least > 0 ? least : (interval ?? 1) };
}

/** After an announce whose answer is lost. */
function afterNoted(
  history: TrackedHistory,
  tracker: NodeId,
  peer: NodeId,
  event: AnnounceEvent,
): TrackedHistory {
  const ages = new Map(history.ages.get(tracker));
  if (event === 'stopped') ages.delete(peer);
  else ages.set(peer, 0);
  return { ...history, ages: new Map(history.ages).set(tracker, ages) };
}

/** The kit for the shape of a swarm with trackers. */
export const kit = protocol<TrackedSwarm>().monitor<TrackedHistory>(
  nothing,
  (history, happened) => {
    const { node } = happened;
    if (happened.type === 'crash') {
      const sessions = new Map(history.sessions);
      sessions.delete(node);
      return { ...history, sessions };
    }
    // A user who starts a torrent, or stops it, ends the pause.
    if (happened.type === 'input' && ['stop', 'start'].includes(happened.input.type))
      return withSession(history, node, { isFailing: false, pause: 0 });
    if (happened.type === 'output' && happened.output.type === 'ticked') return afterTick(history, node);
    if (happened.type === 'output' && happened.output.type === 'noted')
      return afterNoted(history, node, happened.output.peer, happened.output.event);
    if (happened.type === 'output' && happened.output.type === 'verified') {
      const verified = new Set(history.verified.get(node)).add(happened.output.piece);
      return { ...history, verified: new Map(history.verified).set(node, verified) };
    }
    if (happened.type === 'output' && happened.output.type === 'swept') {
      const ages = [...(history.ages.get(node) ?? [])].map(
        ([peer, age]) => [peer, Math.min(age + 1, sweepsMax + 1)] as const,
      );
      return { ...history, ages: new Map(history.ages).set(node, new Map(ages)) };
    }
    if (happened.type !== 'send') return history;
    const { to, message } = happened;
    if (message.type === 'Announce') return afterAnnounce(history, node, to, message);
    if (message.type === 'Failure') return afterFailure(history, node, to, message);
    if (message.type === 'Have') return afterPieces(history, node, [message.piece]);
    if (message.type === 'Bitfield') return afterPieces(history, node, message.pieces);
    return message.type === 'Peers' ? afterPeers(history, node, to, message) : history;
  },
  { observesSends: true },
);

// ------------------------------------------------------------- roles and mutants

/** The rules that a mutant of a peer replaces, given the birth of the peer. */
type RulesOf = (birth: Birth<TrackedSwarm>) => Partial<TrackedRules>;

/** The implementation of a peer, with other rules. */
export function peerBy(rules: RulesOf = () => ({})) {
  return (birth: Birth<TrackedSwarm>) =>
    new TrackedPeer(birth, { ...trackedRules, ...rules(birth) }) as unknown as Core<TrackedSwarm>;
}

/** The role of a peer. */
export const peer = kit.compositeRole({
  name: 'peer',
  parts: {
    root: part<TorrentPart, typeof torrentMachine>(torrentMachine, {
      view: ({ context }) => torrentView(context),
    }),
    connection: part<ConnectionPart, typeof connectionMachine>(connectionMachine, {
      view: ({ context, value }) => connectionView(value, context),
    }),
    announcer: part<AnnouncerPart, typeof announcerMachine>(announcerMachine, {
      view: ({ context, value }) => announcerView(value, context),
    }),
  },
  actor: ({ root, connection, announcer }) =>
    composite<TrackedSwarm, TorrentPart, ConnectionPart>({
      root,
      partner: connection,
      shared: {
        tracking: {
          actor: announcer as unknown as Actor,
          serves: ({ setting }) => (setting as TrackedSwarm['setting']).tracking?.tiers.flat() ?? [],
        },
      },
      view: (view, connections, { tracking }) => ({
        ...view,
        connections,
        ...(tracking !== undefined && { announcer: tracking as AnnouncerView }),
      }),
    }) as Actor<TrackedSwarm>,
  implementation: peerBy(),
});

/** The role of a tracker. */
export const tracker = kit.role({
  name: 'tracker',
  machine: trackerMachine,
  view: ({ context }) => trackerView(context),
  implementation: (birth, rules) =>
    new TrackerCore(birth as unknown as Birth<TrackerPart>, rules) as unknown as Core<TrackedSwarm>,
  rules: trackerRules,
});
