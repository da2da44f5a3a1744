/**
 * The messages, views and settings of announcers and trackers, apart from the swarm around them. The names are
 * those of BEP 3, BEP 12 and BEP 31.
 *
 * A request to a tracker and its response are messages here. Over HTTP or UDP a response belongs to one
 * request, by its connection or its transaction id; here it repeats the event of the request. Time is counted
 * in ticks of the timer `announce`.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';

/** Why a peer announces; `regular` is an announce without an event. */
export type AnnounceEvent = 'started' | 'regular' | 'completed' | 'stopped';

/** A peer tells a tracker that it is there. Its id and its address are its name. */
export interface Announce {
  readonly type: 'Announce';
  readonly event: AnnounceEvent;
  /** Blocks that are not verified. */
  readonly left: number;
}

/** The response to an announce. */
export interface Peers {
  readonly type: 'Peers';
  /** The event of the announce. */
  readonly to: AnnounceEvent;
  /** Ticks until the next announce. */
  readonly interval: number;
  /** Ticks before which no announce without an event may come; null where the tracker gives none. */
  readonly minInterval: number | null;
  readonly peers: readonly NodeId[];
}

/** The response to an announce that the tracker refuses. */
export interface Failure {
  readonly type: 'Failure';
  readonly to: AnnounceEvent;
  /** Ticks until the next try, or never; null where the tracker says nothing (BEP 31). */
  readonly retryIn: number | 'never' | null;
}

/** A message between a peer and a tracker. */
export type TrackerMessage = Announce | Peers | Failure;

// ------------------------------------------------------------- settings

/** The parameters of announcers and trackers in a scope. */
export interface TrackingSetting {
  /** The trackers in tiers, in the order after the one shuffle (T4). */
  readonly tiers: readonly (readonly NodeId[])[];
  /** A peer dials while it has fewer connections (T3). */
  readonly connections: number;
  /** The torrent is private: peers come from its trackers alone (T5). */
  readonly isPrivate: boolean;
  /** The longest pause after failures, in ticks; also the interval where a tracker gives none. */
  readonly pauseMax: number;
  /** What a tracker asks of peers: ticks between announces, where 0 is a mistake of the tracker. */
  readonly interval: number;
  readonly minInterval: number | null;
  /** The most peers of one response. */
  readonly numWanted: number;
  /** Whether trackers forget peers that do not announce (timer `sweep`). */
  readonly forgets: boolean;
}

// ------------------------------------------------------------- announcer

/** How far an announcer is. */
export type AnnouncerState = 'off' | 'starting' | 'announcing' | 'waiting' | 'resting' | 'stopping';

/** An announce without a response. */
export interface Asked {
  readonly to: NodeId;
  readonly event: AnnounceEvent;
}

/** The view of an announcer. */
export interface AnnouncerView {
  readonly state: AnnouncerState;
  /** Blocks that are not verified. */
  readonly left: number;
  /** `completed` is to be announced. */
  readonly owesCompleted: boolean;
  /** The trackers in the order in which they are tried. */
  readonly tiers: readonly (readonly NodeId[])[];
  /** The announce whose response is awaited. */
  readonly asked: Asked | null;
  /** Trackers that may know the peer: they got an announce, and did not refuse it. */
  readonly mayKnow: ReadonlySet<NodeId>;
  /** Trackers that answered `started`. */
  readonly joined: ReadonlySet<NodeId>;
  /** Trackers that are not to be asked for so many ticks, or never again. */
  readonly barred: ReadonlyMap<NodeId, number | 'never'>;
  /** Trackers that did not answer `stopped` yet. */
  readonly leaving: ReadonlySet<NodeId>;
  /** The user started the torrent again before all trackers answered `stopped`. */
  readonly startsAgain: boolean;
  /** The root needs more peers. */
  readonly needsPeers: boolean;
  /** Ticks since the last response, or since the pause began. */
  readonly waited: number;
  readonly interval: number;
  readonly minInterval: number;
  /** The length of the pause after failures; it doubles, and is 0 after a response. */
  readonly pause: number;
}

/** What the root tells the announcer. */
export type ToAnnouncer =
  | { readonly type: 'start'; readonly left: number }
  /** A piece was verified. */
  | { readonly type: 'progress'; readonly left: number }
  | { readonly type: 'needPeers'; readonly is: boolean }
  | { readonly type: 'stop' };

/** What the announcer tells the root. */
export interface FromAnnouncer {
  readonly type: 'learnt';
  readonly peers: readonly NodeId[];
}

/** A report of an announcer: a tick of its timer; the monitor of the suite counts them. */
export interface AnnouncerOutput {
  readonly type: 'ticked';
}

/** The parts of a setting that an announcer and a tracker read. */
export interface HasTracking {
  readonly tracking?: TrackingSetting;
}

/** The shape of an announcer. */
export interface AnnouncerPart {
  message: TrackerMessage | ToAnnouncer | FromAnnouncer;
  view: AnnouncerView;
  timer: 'announce';
  output: AnnouncerOutput;
  setting: HasTracking;
}

// ------------------------------------------------------------- tracker

/** A peer that a tracker knows. */
export interface Known {
  readonly left: number;
  /** Sweeps since its last announce. */
  readonly age: number;
}

/** The view of a tracker. */
export interface TrackerView {
  readonly role: 'tracker';
  readonly known: ReadonlyMap<NodeId, Known>;
  /** The most peers of one response. */
  readonly numWanted: number;
}

/** What the environment decides at an announce. */
export interface TrackerDraw {
  /** The peers of the response, if the tracker knows more than it gives; else the first ones. */
  readonly chosen?: readonly NodeId[];
  /**
   * The tracker answers, or it refuses (with or without a time for the next try, or for ever), or is silent.
   * `lose`: it takes the announce, and its answer is lost.
   */
  readonly act?: 'fail' | 'failUntil' | 'refuse' | 'silence' | 'lose';
}

/** A report of a tracker: an interval is over, or an announce counts although its answer is lost. */
export type TrackerOutput =
  | { readonly type: 'swept' }
  | { readonly type: 'noted'; readonly peer: NodeId; readonly event: AnnounceEvent };

/** The shape of a tracker. */
export interface TrackerPart {
  message: TrackerMessage;
  view: TrackerView;
  timer: 'sweep';
  output: TrackerOutput;
  setting: HasTracking;
  draw: TrackerDraw;
}
