import { expect, it } from 'vitest';
import { mixed } from './hash.ts';

it('mixes small pairs without a collision, and fills all bits evenly', () => {
  const hashes = new Set<number>();
  const ones = new Array<number>(32).fill(0);
  for (let a = 0; a < 200; a++)
    for (let b = 0; b < 200; b++) {
      const hash = mixed(a, b);
      expect(hash).toBe(hash | 0);
      hashes.add(hash);
      for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] as number) + ((hash >>> bit) & 1);
    }
  // Of 40,000 random numbers of 32 bits fewer than one pair is equal on average.
  expect(hashes.size).toBeGreaterThan(39_990);
  for (const count of ones) expect(Math.abs(count / 40_000 - 0.5)).toBeLessThan(0.05);
});

it('tells the order of the two apart', () => {
  expect(mixed(1, 2)).not.toBe(mixed(2, 1));
});
