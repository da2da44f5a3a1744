import type { Strategy } from '../strategy.ts';
/** Slow links: what some nodes send to some others comes long after everything else, when it means something else. */
export declare const slowLink: Strategy;
