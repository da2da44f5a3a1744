/** Pseudo-random numbers: a seed determines the sequence, on every machine. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A source of pseudo-random numbers. */
export interface Random {
  /** A whole number from 0 up to, but not including, the limit; 0 for a limit of 0. */
  below(limit: number): number;
  /** A number of the range, both ends included, in whole steps of its unit. */
  upTo(min: number, max: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
}

/** The sequence of a seed. */
export function randomOf(seed: number): Random {
  const generator = xoroshiro128plus(scattered(seed));
  return asRandom({ nextInt: (min, max) => uniformInt(generator, min, max) });
}

/**
 * Scatters seeds, for the generator's first numbers are nearly equal for seeds that are close together (the
 * last steps of MurmurHash3).
 */
function scattered(seed: number): number {
  let bits = seed | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** The resolution of probabilities: one millionth. */
const ppm = 1_000_000;

/** A generator of whole numbers, such as that of fast-check, as a `Random`. */
export function asRandom(random: { nextInt(min: number, max: number): number }): Random {
  return {
    below: (limit) => (limit <= 1 ? 0 : random.nextInt(0, limit - 1)),
    upTo: (min, max) => random.nextInt(Math.ceil(min), Math.max(Math.ceil(min), Math.floor(max))),
    chance: (probability) => random.nextInt(0, ppm - 1) < probability * ppm,
  };
}
