/** Random numbers from a seed, the same everywhere. */
/** A source of whole numbers. */
export interface Random {
    /** A whole number from 0 up to, but not including, the limit; 0 for a limit of 0. */
    below(limit: number): number;
    /** A number of the range, both ends included, in whole steps of its unit. */
    upTo(min: number, max: number): number;
    /** True with this probability. */
    chance(probability: number): boolean;
}
/** Numbers that depend on the seed alone. */
export declare function randomOf(seed: number): Random;
/** fast-check's generator in our words. */
export declare function asRandom(random: {
    nextInt(min: number, max: number): number;
}): Random;
