/** The decisions of announcer, dialler and tracker as pure functions. A known bug replaces some of them. */
import type { AnnounceEvent } from '../../../models/bittorrent/tracker/messages.ts';

/** The decisions of an announcer, in ticks and blocks or any other units of time and size. */
export interface AnnouncerRules {
  /** The event of an announce, given whether the tracker answered `started`, and what is owed (T1). */
  eventFor(hasJoined: boolean, owesCompleted: boolean): AnnounceEvent;
  /** Whether `completed` is owed once so much is left, given what was left before (T1). */
  completes(left: number, before: number): boolean;
  /** Whether `completed` is owed from the start, given what is left. */
  completesAtStart(left: number): boolean;
  /** The ticks of an interval, where a tracker may give any number. */
  intervalOf(given: number, pauseMax: number): number;
  /** The ticks before which no announce without an event comes, where a tracker may give any number or none. */
  minIntervalOf(given: number | undefined, interval: number, pauseMax: number): number;
  isDue(waited: number, interval: number): boolean;
  /** Whether the tracker may be asked before the interval is over. */
  isEarly(needsPeers: boolean, waited: number, minInterval: number): boolean;
  /** Whether a tracker that answers moves to the front of its tier (T4). */
  movesToFront(): boolean;
  /** Whether the next tracker is asked after one that fails (T4). */
  triesNext(): boolean;
  /** Whether a stop is announced, and whether `started` is announced anew after it (T1). */
  tellsStopped(): boolean;
  joinsAnew(): boolean;
  /** Whether a tracker that never answered `started`, but may have got it, gets `stopped`, too (T1). */
  tellsUnanswered(): boolean;
  /** Whether a tracker that says when to retry is left alone until then (BEP 31). */
  heedsRetryIn(): boolean;
  /** The ticks for which a tracker is still left alone, one tick later. */
  barNext(ticks: number): number;
  /** The pause after all trackers failed, given the last one. */
  pauseAfter(pause: number, pauseMax: number): number;
}

/** The longest interval, in longest pauses: a day where the longest pause is an hour. */
export const intervalPausesMax = 24;

function ticksOf(given: number | undefined, otherwise: number, pauseMax: number): number {
  if (given === undefined || !(given > 0)) return otherwise;
  return Math.min(Math.ceil(given), intervalPausesMax * pauseMax);
}

/** The rules T1 and T4. */
export const announcerRules: AnnouncerRules = {
  eventFor: (hasJoined, owesCompleted) => (!hasJoined ? 'started' : owesCompleted ? 'completed' : 'regular'),
  completes: (left, before) => left === 0 && before > 0,
  completesAtStart: () => false,
  intervalOf: (given, pauseMax) => ticksOf(given, pauseMax, pauseMax),
  minIntervalOf: (given, interval, pauseMax) => ticksOf(given, interval, pauseMax),
  isDue: (waited, interval) => waited >= interval,
  isEarly: (needsPeers, waited, minInterval) => needsPeers && waited >= minInterval,
  movesToFront: () => true,
  triesNext: () => true,
  tellsStopped: () => true,
  joinsAnew: () => true,
  tellsUnanswered: () => true,
  heedsRetryIn: () => true,
  barNext: (ticks) => ticks - 1,
  pauseAfter: (pause, pauseMax) => Math.min(Math.max(1, 2 * pause), pauseMax),
};

/** The decisions of a dialler. */
export interface DiallerRules {
  /** Whether one more peer is dialled, given the connections that are open or dialled (T3). */
  dials(connected: number, connections: number): boolean;
  /** Whether peers of another source than a tracker are taken (T5). */
  takesOthers(isPrivate: boolean): boolean;
}

/** The rules T3 and T5. */
export const diallerRules: DiallerRules = {
  dials: (connected, connections) => connected < connections,
  takesOthers: (isPrivate) => !isPrivate,
};

/** The decisions of a tracker. */
export interface TrackerRules {
  /** Whether a known peer is the one that asks: it has the same id, or the same address (T2). */
  isAsker(hasItsId: boolean, hasItsAddress: boolean): boolean;
  /** Whether a peer that was silent for so many sweeps is forgotten at the next one (T2). */
  isForgotten(age: number): boolean;
  /** The most peers of a response; a negative `wanted` leaves it to the tracker. */
  most(wanted: number, numWantedMax: number): number;
  /** Whether a peer that stops is forgotten at once. */
  forgetsStopped(): boolean;
}

/** The rules T2. */
export const trackerRules: TrackerRules = {
  isAsker: (hasItsId, hasItsAddress) => hasItsId || hasItsAddress,
  isForgotten: (age) => age >= 2,
  most: (wanted, numWantedMax) => (wanted >= 0 ? Math.min(wanted, numWantedMax) : numWantedMax),
  forgetsStopped: () => true,
};
