/**
 * Tests the dice: the probability in the form that loses no digits, the throws of searches and schedules, and
 * how often blocks are sent in drawn schedules, against the probability. W8, another constant in the exponent,
 * fails the first of these.
 */
import { describe, expect, it } from 'vitest';
import type { Property } from '../../../checker/property/property.ts';
import { draw } from '../../../checker/simulate/draw.ts';
import { systemOf } from '../../../checker/suite/subject.ts';
import { randomOf } from '../../../checker/values/random.ts';
import { debtRatio, isSent, sendProbability } from '../../../models/bitswap/ledgers/dice.ts';
import type { LedgersView } from '../../../models/bitswap/ledgers/messages.ts';
import { bothWays, evenThrows, highest, lowest, neverRefused, throwCount, uniform } from './draws.ts';
import { ledgers } from './index.ts';
import { kit } from './kit.ts';

/** The form of the paper. */
function asPublished(ratio: number): number {
  return 1 - 1 / (1 + Math.exp(6 - 3 * ratio));
}

/** Mutant W8: the table commented out in the paper's source is of this function. */
function ofTheTable(ratio: number): number {
  return 1 / (1 + Math.exp(3 * ratio - 7));
}

/** The paper's curve, to four digits. */
const curve = [
  [0, 0.9975],
  [0.5, 0.989],
  [1, 0.9526],
  [1.5, 0.8176],
  [2, 0.5],
  [2.5, 0.1824],
  [3, 0.0474],
  [4, 0.0025],
] as const;

/** The furthest that a function is from the curve. */
function distance(probability: (ratio: number) => number): number {
  return Math.max(...curve.map(([ratio, expected]) => Math.abs(probability(ratio) - expected)));
}

describe('the probability', () => {
  it('is that of the paper, and a half where the ratio is 2', () => {
    expect(distance(sendProbability)).toBeLessThan(0.000_05);
    expect(sendProbability(2)).toBe(0.5);
  });

  it('is not if the constant is 7 (W8)', () => {
    expect(distance(ofTheTable)).toBeGreaterThan(0.2);
  });

  it('equals the published form where that has digits left', () => {
    for (let ratio = 0; ratio <= 8; ratio += 0.125)
      expect(sendProbability(ratio) / asPublished(ratio)).toBeCloseTo(1, 4);
  });

  it('is exactly 0 from r = 238.6 on, and in the published form already from 14.25 on', () => {
    expect([asPublished(14), asPublished(14.25)].map((chance) => chance > 0)).toEqual([true, false]);
    expect(
      [sendProbability(14.25), sendProbability(238.5), sendProbability(238.6)].map((p) => p > 0),
    ).toEqual([true, true, false]);
  });

  it('falls with the ratio', () => {
    for (let ratio = 0; ratio < 200; ratio += 0.5)
      expect(sendProbability(ratio + 0.5)).toBeLessThan(sendProbability(ratio));
  });

  it('is 0 after one block of 256 KiB to a node that gave nothing', () => {
    expect(sendProbability(debtRatio({ sent: 262_144, recv: 0 }))).toBe(0);
  });
});

describe('the throws', () => {
  it('go both ways at every ratio up to 238, and refuse beyond', () => {
    for (let sent = 0; sent <= 238; sent++) {
      expect(isSent({ sent, recv: 0 }, lowest)).toBe(true);
      expect(isSent({ sent, recv: 0 }, highest)).toBe(false);
    }
    expect(isSent({ sent: 239, recv: 0 }, lowest)).toBe(false);
  });

  const view: LedgersView = {
    ...{ have: ['x'], need: [], wants: [], out: null, sent: 0, recv: 0 },
    ...{ phase: 'open', ignoring: false, isCooling: false, isGone: false },
  };
  const wants = { type: 'message', from: 'b', message: { type: 'Wants', blocks: ['x'] } } as const;

  it('are offered where a node throws the dice, and nowhere else', () => {
    expect(bothWays(view, wants, 1)).toEqual([lowest, highest]);
    expect(neverRefused(view, wants, 1)).toEqual([lowest]);
    expect(uniform(view, wants, 1)).toBe(evenThrows);
    expect(bothWays({ ...view, sent: 262_144 }, wants, 1)).toEqual([lowest]);
    for (const other of [
      { phase: 'opening' },
      { phase: 'idle' },
      { ignoring: true },
      { out: 'y' },
      { have: [] },
    ] as const)
      expect(bothWays({ ...view, ...other }, wants, 1)).toEqual([]);
  });

  it('of schedules send with the probability, up to one part of the interval', () => {
    for (const [ratio] of curve) {
      const below = evenThrows.filter((thrown) => thrown < sendProbability(ratio)).length;
      expect(Math.abs(below / throwCount - sendProbability(ratio))).toBeLessThanOrEqual(1 / throwCount);
    }
  });
});

/** Throws of the dice by the debt ratio, and how many of them sent. */
type Tally = Map<number, { throws: number; sends: number }>;

/** Counts the throws in schedules of the scopes `storm` and `storm-taker`. */
function tallied(): Tally {
  const tally: Tally = new Map();
  const counting = kit.step({
    name: 'Counting',
    says: 'Every throw of the dice is counted.',
    source: 'this test',
    holds: ({ event, after, effects }) => {
      if (event.draw === undefined) return true;
      const ratio = debtRatio(after);
      const { throws, sends } = tally.get(ratio) ?? { throws: 0, sends: 0 };
      const sent = effects.some((effect) => effect.type === 'send' && effect.message.type === 'Block');
      tally.set(ratio, { throws: throws + 1, sends: sends + Number(sent) });
      return true;
    },
  });
  const random = randomOf(0x5eed);
  for (const [scope, runs, actionsMax] of [
    ['storm', 60, 150],
    ['storm-taker', 500, 50],
  ] as const) {
    const system = () => systemOf(ledgers, scope);
    for (let run = 0; run < runs; run++)
      draw(system, [counting as unknown as Property], { actionsMax }, random);
  }
  return tally;
}

describe('the blocks that schedules send', () => {
  const ratios = [0, 1, 2, 3, 4];
  const tally = tallied();

  /**
   * The most that the Kullback-Leibler divergence of a share from its probability may be, times the throws. By
   * Chernoff's bound a share of n throws exceeds a divergence d, to either side, with a probability of at most
   * 2 exp(-n d). So one of these ratios is off by chance with a probability below 10^-9.
   */
  const divergenceMax = Math.log((2 * ratios.length) / 1e-9);

  /** How far the blocks sent at a ratio are from a probability: the divergence times the throws. */
  function offBy(ratio: number, probability: number): number {
    const { throws, sends } = tally.get(ratio) ?? { throws: 0, sends: 0 };
    const term = (count: number, expected: number) =>
      count === 0 ? 0 : count * Math.log(count / (throws * expected));
    return term(sends, probability) + term(throws - sends, 1 - probability);
  }

  /** The share of the throws of a schedule that send, which differs from the probability by their number. */
  function shareOf(probability: number): number {
    return evenThrows.filter((thrown) => thrown < probability).length / throwCount;
  }

  it.each(ratios)('are as many as the probability says at ratio %i', (ratio) => {
    expect(tally.get(ratio)?.throws).toBeGreaterThan(80);
    expect(offBy(ratio, shareOf(sendProbability(ratio)))).toBeLessThan(divergenceMax);
  });

  it.each<[mistake: string, probability: (ratio: number) => number]>([
    ['the ratio were upside down', (ratio) => sendProbability(1 / (ratio + 1))],
    ['all blocks were sent alike', () => 0.5],
  ])('would not be if %s', (_, probability) => {
    expect(ratios.some((ratio) => offBy(ratio, probability(ratio)) > divergenceMax)).toBe(true);
  });
});
