/** Random numbers from a seed, the same everywhere. */
import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
/** Numbers that depend on the seed alone. */
export function randomOf(seed) {
    return asRandom(new fc.Random(xoroshiro128plus(seed)));
}
/** Probabilities are told apart to the millionth. */
const ppm = 1_000_000;
/** fast-check's generator in our words. */
export function asRandom(random) {
    return {
        below: (limit) => (limit <= 1 ? 0 : random.nextInt(0, limit - 1)),
        upTo: (min, max) => random.nextInt(Math.ceil(min), Math.max(Math.ceil(min), Math.floor(max))),
        chance: (probability) => random.nextInt(0, ppm - 1) < probability * ppm,
    };
}
