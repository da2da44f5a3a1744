/** Tests the announcer by sentences of BEP 3, BEP 12 and BEP 31, with seconds as ticks. */
import { describe, expect, it } from 'vitest';
import { Announcer, never } from './announcer.ts';

const hour = 3_600;

/** An announcer, and what it sent since the last look: tracker, event, and what is left. */
function announcerOf(tiers: readonly (readonly number[])[] = [[0]], pauseMax = hour) {
  const sent: string[] = [];
  const timers: string[] = [];
  let ticks = 0;
  const announcer = new Announcer(tiers, pauseMax, {
    announce: (tracker, event, left) => sent.push(`${tracker} ${event} ${left}`),
    arm: () => timers.splice(0, timers.length, 'armed'),
    disarm: () => timers.splice(0, timers.length),
    ticked: () => ticks++,
  });
  return {
    announcer,
    timers,
    sent: () => sent.splice(0, sent.length),
    /** Ticks until something is sent; undefined after so many. */
    secondsUntilSent: (most = 10_000) => {
      const before = ticks;
      for (let n = 0; n < most && sent.length === 0; n++) announcer.tick();
      return sent.length > 0 ? ticks - before : undefined;
    },
  };
}

describe('an announcer', () => {
  it('announces started first, then at each interval without an event (BEP 3)', () => {
    const { announcer, sent, secondsUntilSent } = announcerOf();
    announcer.start(100);
    expect(sent()).toEqual(['0 started 100']);
    expect(announcer.answer(0, 'started', 1_800, 900)).toBe(true);
    expect(secondsUntilSent()).toBe(1_800);
    expect(sent()).toEqual(['0 regular 100']);
  });

  it('asks a tracker earlier if it needs peers, but never before min interval', () => {
    const { announcer, sent, secondsUntilSent } = announcerOf();
    announcer.start(100);
    announcer.needPeers(true);
    announcer.answer(0, 'started', 1_800, 900);
    sent();
    expect(secondsUntilSent()).toBe(900);
    announcer.answer(0, 'regular', 1_800, 900);
    sent();
    announcer.needPeers(false);
    expect(secondsUntilSent(1_000)).toBeUndefined();
    announcer.needPeers(true);
    expect(sent()).toEqual(['0 regular 100']);
  });

  it.each([
    // BEP 3 and BEP 15 have no min interval: then it is the interval.
    ['no min interval', 1_800, undefined, 1_800],
    ['min interval 0', 1_800, 0, 1_800],
    ['interval 0', 0, 0, hour],
    ['no number', Number.NaN, Number.NaN, hour],
    ['a negative number', -5, -5, hour],
    ['a fraction', 1.5, 1.5, 2],
    ['an interval below min interval', 5, 900, 900],
    ['an interval that never ends', 2 ** 53, undefined, 24 * hour],
    ['a min interval that never ends', 5, Number.POSITIVE_INFINITY, 24 * hour],
  ])('waits where a tracker gives %s, though it needs peers', (_, interval, minInterval, seconds) => {
    const { announcer, sent, secondsUntilSent } = announcerOf();
    announcer.start(100);
    announcer.needPeers(true);
    sent();
    announcer.answer(0, 'started', interval, minInterval);
    expect(secondsUntilSent(100_000)).toBe(seconds);
    expect(announcer.interval).toBeGreaterThanOrEqual(announcer.minInterval);
  });

  it('announces completed at once, once, and not where nothing was left at first (BEP 3)', () => {
    const { announcer, sent } = announcerOf();
    announcer.start(100);
    announcer.progress(0);
    expect(sent()).toEqual(['0 started 100']);
    announcer.answer(0, 'started', 1_800, 900);
    expect(sent()).toEqual(['0 completed 0']);
    announcer.answer(0, 'completed', 1_800, 900);
    announcer.progress(0);
    expect(sent()).toEqual([]);

    const seed = announcerOf();
    seed.announcer.start(0);
    seed.announcer.answer(0, 'started', 1_800, 900);
    expect(seed.sent()).toEqual(['0 started 0']);
  });

  it('repeats completed until a tracker answers it', () => {
    const { announcer, sent } = announcerOf([[0], [1]]);
    announcer.start(100);
    announcer.answer(0, 'started', 1_800, 900);
    announcer.progress(0);
    announcer.tick();
    // The second tracker does not know the peer yet.
    expect(sent()).toEqual(['0 started 100', '0 completed 0', '1 started 0']);
    announcer.answer(1, 'started', 1_800, 900);
    announcer.tick();
    expect(sent()).toEqual(['0 completed 0', '1 completed 0']);
    announcer.answer(1, 'completed', 1_800, 900);
    expect(announcer.owesCompleted).toBe(false);
  });

  it('announces stopped to each tracker that answered, and to one that was asked just now', () => {
    const { announcer, sent, timers } = announcerOf([[0], [1]]);
    announcer.start(100);
    announcer.tick();
    announcer.answer(1, 'started', 1_800, 900);
    for (let n = 0; n < 1_800; n++) announcer.tick();
    sent();
    announcer.stop();
    expect(sent()).toEqual(['0 stopped 100', '1 stopped 100']);
    announcer.answer(1, 'stopped', 1_800, 900);
    expect([announcer.state, ...timers]).toEqual(['stopping', 'armed']);
    // A tracker that does not answer is not waited for again.
    announcer.tick();
    expect([announcer.state, ...timers]).toEqual(['off']);
  });

  it('announces stopped to a tracker whose answer came too late, and to none that refused', () => {
    const { announcer, sent } = announcerOf([[0], [1], [2]]);
    announcer.start(100);
    announcer.tick();
    expect(announcer.answer(0, 'started', 1_800, 900)).toBe(false);
    announcer.fail(1, 'started', 0);
    announcer.answer(2, 'started', 1_800, 900);
    sent();
    announcer.stop();
    expect(sent()).toEqual(['0 stopped 100', '2 stopped 100']);
  });

  it('starts again only after the answers to stopped', () => {
    const { announcer, sent } = announcerOf();
    announcer.start(100);
    announcer.answer(0, 'started', 1_800, 900);
    announcer.stop();
    announcer.start(50);
    expect(sent()).toEqual(['0 started 100', '0 stopped 100']);
    announcer.answer(0, 'stopped', 1_800, 900);
    expect(sent()).toEqual(['0 started 50']);
  });

  // BEP 12, "order of processing": each tier in turn, and the tracker that works to the front of its tier.
  it('tries the tiers in order, and keeps the tracker that works in front of its tier', () => {
    const { announcer, sent, secondsUntilSent } = announcerOf([[0, 1, 2], [3]]);
    announcer.start(100);
    announcer.tick();
    announcer.fail(1, 'started', 0);
    expect(sent()).toEqual(['0 started 100', '1 started 100', '2 started 100']);
    announcer.answer(2, 'started', 1_800, 900);
    expect(announcer.tiers).toEqual([[2, 0, 1], [3]]);
    secondsUntilSent();
    expect(sent()).toEqual(['2 regular 100']);
    for (const tracker of [2, 0, 1]) announcer.fail(tracker, tracker === 2 ? 'regular' : 'started', 0);
    expect(sent()).toEqual(['0 started 100', '1 started 100', '3 started 100']);
  });

  it('backs off where all trackers fail: each pause is twice as long, up to the longest', () => {
    const { announcer, sent, secondsUntilSent } = announcerOf([[0]], 5);
    announcer.start(100);
    const pauses = [1, 2, 3, 4, 5].map(() => {
      sent();
      announcer.fail(0, 'started', 0);
      return secondsUntilSent();
    });
    expect(pauses).toEqual([1, 2, 4, 5, 5]);
    announcer.answer(0, 'started', 1_800, 900);
    sent();
    secondsUntilSent();
    announcer.fail(0, 'regular', 0);
    expect(announcer.pause).toBe(1);
  });

  it('heeds retry in (BEP 31)', () => {
    const { announcer, sent, secondsUntilSent } = announcerOf([[0, 1]], 1);
    announcer.start(100);
    announcer.fail(0, 'started', 300);
    announcer.fail(1, 'started', never);
    sent();
    expect(secondsUntilSent()).toBe(300);
    expect(sent()).toEqual(['0 started 100']);
    announcer.fail(0, 'started', never);
    expect(secondsUntilSent()).toBeUndefined();
    expect(announcer.state).toBe('resting');
  });

  it.each([
    ['a part of a tick is a whole one', 2.5, 3],
    ['no number', Number.NaN, 1],
    ['a negative number but never', -3, 1],
  ])('heeds retry in: %s', (_, retryIn, ticks) => {
    const { announcer, sent, secondsUntilSent } = announcerOf([[0]], 1);
    announcer.start(100);
    sent();
    announcer.fail(0, 'started', retryIn);
    expect(secondsUntilSent()).toBe(ticks);
  });

  it('asks a tracker that said never no more after a stop and a start', () => {
    const { announcer, sent } = announcerOf();
    announcer.start(100);
    announcer.fail(0, 'started', never);
    announcer.stop();
    sent();
    announcer.start(100);
    expect([...sent(), announcer.state]).toEqual(['resting']);
  });

  it('takes no response to another announce', () => {
    const { announcer, sent } = announcerOf([[0], [1]]);
    announcer.start(100);
    announcer.tick();
    sent();
    expect(announcer.answer(0, 'started', 1_800, 900)).toBe(false);
    expect(announcer.answer(1, 'regular', 1_800, 900)).toBe(false);
    announcer.fail(0, 'started', never);
    expect(sent()).toEqual([]);
    expect(announcer.state).toBe('starting');
  });
});
