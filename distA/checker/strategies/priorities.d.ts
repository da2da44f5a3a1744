import type { Strategy } from '../strategy.ts';
/**
 * Strict priorities that seldom change: one node always goes before another, as under an unfair scheduler. A bug that needs d
 * changes of turn in a run of k actions by n nodes is met with a probability of at least 1 / (n k^(d-1)) (Burckhardt et al.
 * 2010, "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs").
 */
export declare const priorities: Strategy;
