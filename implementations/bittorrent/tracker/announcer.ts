/**
 * An announcer (T1, T4): the part of a client that tells trackers of one torrent that the client is there. It
 * is a class without I/O, clocks or randomness. A tracker is a small integer, and time passes by `tick`. It
 * does what the formal model does (`models/bittorrent/tracker/announcer.ts`).
 *
 * A tick may be a second or a minute: intervals and pauses come in the same unit. While a response is awaited,
 * a tick is the end of the wait, so the caller calls it when its time-out is over.
 */
import type { AnnounceEvent, AnnouncerState } from '../../../models/bittorrent/tracker/messages.ts';
import { type AnnouncerRules, announcerRules } from './rules.ts';

/** What an announcer does. */
export interface AnnouncerPort {
  /** Sends an announce; its response comes back by `answer` or `fail` with the same event. */
  announce(tracker: number, event: AnnounceEvent, left: number): void;
  /** The next tick is due after one unit of time, or after the time-out of a request. */
  arm(): void;
  disarm(): void;
  /** One unit of time is over. */
  ticked(): void;
}

/** The announce whose response is awaited. */
export interface AskedTracker {
  readonly tracker: number;
  readonly event: AnnounceEvent;
}

/** A tracker that is never asked again. */
export const never = -1;

/** The ticks for which a tracker is barred; what is no positive number bars it for none. */
function barOf(retryIn: number): number {
  if (retryIn === never) return never;
  return retryIn > 0 ? Math.ceil(retryIn) : 0;
}

/** One announcer of one torrent. */
export class Announcer {
  state: AnnouncerState = 'off';
  /** Bytes or blocks that are not verified. */
  left = 0;
  owesCompleted = false;
  /** The trackers in the order in which they are tried. */
  tiers: readonly (readonly number[])[];
  asked: AskedTracker | null = null;
  /** By tracker: whether it may know the client, for it got an announce and did not refuse it. */
  readonly mayKnow: boolean[];
  /** By tracker: whether it answered `started`, and whether its answer to `stopped` is awaited. */
  readonly joined: boolean[];
  readonly leaving: boolean[];
  /** By tracker: the ticks for which it is not asked; 0 where it may be. */
  readonly barred: number[];
  startsAgain = false;
  needsPeers = false;
  waited = 0;
  interval = 0;
  minInterval = 0;
  pause = 0;
  readonly #pauseMax: number;
  readonly #port: AnnouncerPort;
  readonly #rules: AnnouncerRules;

  /**
   * @param tiers each tracker once, numbered from 0, after the one shuffle.
   * @param pauseMax the longest pause after failures, in ticks; also the interval where a tracker gives none.
   */
  constructor(
    tiers: readonly (readonly number[])[],
    pauseMax: number,
    port: AnnouncerPort,
    rules: AnnouncerRules = announcerRules,
  ) {
    const count = tiers.flat().length;
    this.tiers = tiers;
    this.mayKnow = new Array<boolean>(count).fill(false);
    this.joined = new Array<boolean>(count).fill(false);
    this.leaving = new Array<boolean>(count).fill(false);
    this.barred = new Array<number>(count).fill(0);
    this.#pauseMax = pauseMax;
    this.#port = port;
    this.#rules = rules;
  }

  /** The torrent starts; so much is left. */
  start(left: number): void {
    if (this.state !== 'off' && this.state !== 'stopping') return;
    this.left = left;
    this.owesCompleted = this.#rules.completesAtStart(left);
    if (this.state === 'stopping') this.startsAgain = true;
    else this.#askFirst();
  }

  /** A piece was verified. */
  progress(left: number): void {
    this.owesCompleted ||= this.#rules.completes(left, this.left);
    this.left = left;
    this.#askIfDue();
  }

  /** The client needs more peers, or not any more. */
  needPeers(is: boolean): void {
    this.needsPeers = is;
    this.#askIfDue();
  }

  /** The torrent stops: every tracker that may know the client gets `stopped`, once. A barred one stays barred. */
  stop(): void {
    if (this.state === 'stopping') this.startsAgain = false;
    if (this.state === 'off' || this.state === 'stopping') return;
    this.#reset();
    this.state = 'stopping';
    for (let tracker = 0; tracker < this.joined.length; tracker++) {
      const knows = this.#rules.tellsUnanswered() ? this.mayKnow[tracker] : this.joined[tracker];
      this.leaving[tracker] = knows === true && this.#rules.tellsStopped();
      this.mayKnow[tracker] = false;
      if (this.#rules.joinsAnew()) this.joined[tracker] = false;
      if (this.leaving[tracker]) this.#port.announce(tracker, 'stopped', this.left);
    }
    this.#port.arm();
    this.#endIfLeft();
  }

  #reset(): void {
    this.asked = null;
    this.owesCompleted = false;
    this.needsPeers = false;
    this.waited = 0;
    this.interval = 0;
    this.minInterval = 0;
    this.pause = 0;
  }

  /**
   * A tracker answers. It may give any interval: 0, no number and very long ones are replaced, and `minInterval`
   * (BEP 3 and UDP trackers have none) is the interval where it is missing.
   *
   * @returns whether the answer counts, and so its peers.
   */
  answer(tracker: number, to: AnnounceEvent, interval: number, minInterval?: number): boolean {
    if (this.#isLast(tracker, to)) return false;
    if (!this.#isAwaited(tracker, to)) return false;
    this.asked = null;
    this.joined[tracker] = true;
    const usual = this.#rules.intervalOf(interval, this.#pauseMax);
    this.minInterval = this.#rules.minIntervalOf(minInterval, usual, this.#pauseMax);
    this.interval = Math.max(usual, this.minInterval);
    this.waited = 0;
    this.pause = 0;
    if (to === 'completed') this.owesCompleted = false;
    if (this.#rules.movesToFront()) this.#moveToFront(tracker);
    this.state = 'waiting';
    this.#port.arm();
    this.#askIfDue();
    return true;
  }

  /**
   * A tracker refuses; `retryIn` are the ticks until the next try, `never`, or 0 for no such time. A part of a
   * tick counts as a whole one. The tracker does not know the client, unless it answered it before. A time
   * counts also in the response to an earlier announce.
   */
  fail(tracker: number, to: AnnounceEvent, retryIn: number): void {
    const bar = barOf(retryIn);
    if (bar !== 0 && this.#rules.heedsRetryIn()) this.barred[tracker] = bar;
    if (this.#isLast(tracker, to) || !this.#isAwaited(tracker, to)) return;
    this.mayKnow[tracker] = this.joined[tracker] as boolean;
    this.#askNext();
  }

  /** A unit of time is over; where a response is awaited, it did not come. */
  tick(): void {
    switch (this.state) {
      case 'off':
        return;
      case 'starting':
      case 'announcing':
        this.#askNext();
        return;
      case 'stopping':
        this.leaving.fill(false);
        this.#endIfLeft();
        return;
      case 'waiting':
      case 'resting':
        this.#pass();
    }
  }

  /** One unit of time passes. */
  #pass(): void {
    this.#port.ticked();
    this.waited++;
    for (let tracker = 0; tracker < this.barred.length; tracker++)
      if ((this.barred[tracker] as number) > 0)
        this.barred[tracker] = this.#rules.barNext(this.barred[tracker] as number);
    const isOver =
      this.state === 'waiting' ? this.#rules.isDue(this.waited, this.interval) : this.waited >= this.pause;
    if (isOver) this.#askFirst();
    else {
      this.#port.arm();
      this.#askIfDue();
    }
  }

  // ------------------------------------------------------------- which tracker is asked

  /** `completed` waits for nothing, and a client that needs peers waits for `min interval` only. */
  #askIfDue(): void {
    if (this.state !== 'waiting') return;
    const { needsPeers, waited, minInterval } = this;
    if (this.owesCompleted || this.#rules.isEarly(needsPeers, waited, minInterval)) this.#askFirst();
  }

  #askFirst(): void {
    this.startsAgain = false;
    const first = this.#openAfter(undefined);
    if (first === undefined) this.#rest();
    else {
      this.state = this.joined.includes(true) ? 'announcing' : 'starting';
      this.#ask(first);
    }
  }

  #askNext(): void {
    const next = this.#rules.triesNext() ? this.#openAfter(this.asked?.tracker) : undefined;
    if (next === undefined) this.#rest();
    else this.#ask(next);
  }

  #ask(tracker: number): void {
    const event = this.#rules.eventFor(this.joined[tracker] as boolean, this.owesCompleted);
    this.asked = { tracker, event };
    this.mayKnow[tracker] = true;
    this.#port.announce(tracker, event, this.left);
    this.#port.arm();
  }

  /** All trackers failed: the announcer rests, each time twice as long. */
  #rest(): void {
    this.state = 'resting';
    this.asked = null;
    this.waited = 0;
    this.pause = this.#rules.pauseAfter(this.pause, this.#pauseMax);
    this.#port.arm();
  }

  /** The next tracker that may be asked, in the order of the tiers. */
  #openAfter(tracker: number | undefined): number | undefined {
    let isAfter = tracker === undefined;
    for (const tier of this.tiers)
      for (const one of tier) {
        if (isAfter && this.barred[one] === 0) return one;
        if (one === tracker) isAfter = true;
      }
    return undefined;
  }

  #moveToFront(tracker: number): void {
    this.tiers = this.tiers.map((tier) =>
      tier.includes(tracker) ? [tracker, ...tier.filter((other) => other !== tracker)] : tier,
    );
  }

  // ------------------------------------------------------------- responses

  #isAwaited(tracker: number, to: AnnounceEvent): boolean {
    return this.asked?.tracker === tracker && this.asked.event === to;
  }

  /** The response to a `stopped`. */
  #isLast(tracker: number, to: AnnounceEvent): boolean {
    if (to !== 'stopped' || this.leaving[tracker] !== true) return false;
    this.leaving[tracker] = false;
    this.#endIfLeft();
    return true;
  }

  #endIfLeft(): void {
    if (this.leaving.includes(true)) return;
    if (this.startsAgain) this.#askFirst();
    else {
      this.state = 'off';
      this.#port.disarm();
    }
  }
}
