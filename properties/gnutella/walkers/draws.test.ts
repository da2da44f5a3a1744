/**
 * Tests the random numbers of walkers: the draws of a scope, and that walkers are independent (chi-squared over
 * the first steps of two walkers). G19, all walkers with one number, fails the same statistics.
 */
import { describe, expect, it } from 'vitest';
import type { NodeId, Outbox } from '../../../checker/actors/actor.ts';
import { randomOf } from '../../../checker/values/random.ts';
import { type WalkersRules, walkersRules } from '../../../implementations/gnutella/walkers/rules.ts';
import { WalkingServent } from '../../../implementations/gnutella/walkers/servent.ts';
import type { Walkers, WalkersMessage, WalkersSetting } from '../../../models/gnutella/walkers/messages.ts';
import { graphOf } from '../graphs.ts';
import { drawsOf } from './draws.ts';

const neighbours = graphOf(5, [
  [0, 1],
  [0, 2],
  [0, 3],
  [0, 4],
]);
const setting: WalkersSetting = {
  ...{ neighbours, shares: {}, walkers: 2, askEvery: 4, ttl: 9, reply: 'direct', keepsState: false },
};
const begin = { type: 'input', input: { type: 'walk', criteria: 'x' } } as const;

function servent(changed: Partial<WalkersSetting> = {}, rules: Partial<WalkersRules> = {}): WalkingServent {
  return new WalkingServent(
    { self: 'a', setting: { ...setting, ...changed } },
    { ...walkersRules, ...rules },
  );
}

/** The neighbours to which the walkers of one search go first. */
function firstSteps(at: WalkingServent, draw: readonly number[]): readonly NodeId[] {
  const to: NodeId[] = [];
  const out = { send: (node: NodeId, _: WalkersMessage) => to.push(node) };
  at.handle({ ...begin, draw }, out as unknown as Outbox<Walkers>);
  return to;
}

/** Chi-squared of the first steps of two walkers in many searches, against independent uniform ones. */
function chiSquared(rules: Partial<WalkersRules>): number {
  const searches = 8_000;
  const random = randomOf(0x5eed);
  const draws = drawsOf(servent().view(), begin, false);
  const counts = new Map<string, number>();
  for (let search = 0; search < searches; search++) {
    const draw = draws[random.below(draws.length)] ?? [];
    const pair = firstSteps(servent({}, rules), draw).join(' ');
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  const expected = searches / 16;
  const pairs = ['b', 'c', 'd', 'e'].flatMap((one) => ['b', 'c', 'd', 'e'].map((other) => `${one} ${other}`));
  return pairs.reduce((sum, pair) => sum + ((counts.get(pair) ?? 0) - expected) ** 2 / expected, 0);
}

describe('the first steps of two walkers', () => {
  /** Independent walkers exceed this with a probability of one in a million (15 degrees of freedom). */
  const oneInAMillion = 56.5;

  it('are uniform and independent', () => {
    expect(chiSquared({})).toBeLessThan(oneInAMillion);
  });

  it('are not if all walkers share one number (G19)', () => {
    expect(chiSquared({ numberFor: (numbers) => numbers[0] ?? 0 })).toBeGreaterThan(100 * oneInAMillion);
  });
});

describe('the draws of a scope', () => {
  const walk = { type: 'Walk', guid: 'b1', walker: 0, ttl: 9, hops: 0, criteria: 'x', origin: 'b' } as const;
  const arrives = (changed: Partial<typeof walk> | object) =>
    drawsOf(servent().view(), { type: 'message', from: 'b', message: { ...walk, ...changed } }, false);

  it('are all combinations where they are few', () => {
    const draws = drawsOf(servent().view(), begin, false);
    expect(new Set(draws.map(String)).size).toBe(16);
  });

  it('are fewer for a walker that must go elsewhere', () => {
    const draws = drawsOf(servent({ keepsState: true }).view(), begin, true);
    expect(new Set(draws.map(String)).size).toBe(4 * 3);
    expect(draws.every(([first = 9, second = 9]) => first < 4 && second < 3)).toBe(true);
  });

  it('are a fixed sample where they are many, in which each walker has every number', () => {
    const view = servent({ walkers: 32 }).view();
    const draws = drawsOf(view, begin, false);
    expect(draws).toEqual(drawsOf(view, begin, false));
    for (let walker = 0; walker < 32; walker++)
      expect(new Set(draws.map((draw) => draw[walker]))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('are none for a walker that ends or asks', () => {
    expect(arrives({})).toHaveLength(4);
    expect(arrives({ ttl: 1 })).toEqual([]);
    expect(arrives({ hops: 3 })).toEqual([]);
  });
});
