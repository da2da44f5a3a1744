/** Tests pseudo-random numbers: equal for equal seeds, and unrelated for seeds that are close together. */
import { describe, expect, it } from 'vitest';
import { randomOf } from './random.ts';

describe('random numbers', () => {
  it('are the same for the same seed', () => {
    const drawn = (seed: number) => {
      const random = randomOf(seed);
      return Array.from({ length: 20 }, () => random.below(1_000));
    };
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  it.each([1, 7_919, 104_729])('begin differently for seeds that are %d apart', (apart) => {
    const seeds = Array.from({ length: 1_000 }, (_, nth) => nth * apart);
    const heads = seeds.filter((seed) => randomOf(seed).chance(0.5)).length;
    expect(heads).toBeGreaterThan(430);
    expect(heads).toBeLessThan(570);
    const firsts = seeds.map((seed) => randomOf(seed).below(10));
    for (let one = 0; one < 10; one++) {
      const times = firsts.filter((first) => first === one).length;
      expect(times).toBeGreaterThan(60);
      expect(times).toBeLessThan(140);
    }
  });
});
