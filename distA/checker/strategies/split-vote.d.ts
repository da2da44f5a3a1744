import type { Strategy } from '../strategy.ts';
/**
 * Split votes: several clocks run out together, before anybody has heard of it, and then the answers come late. A wave of
 * timeouts, then a lull in which messages of one type are held back.
 */
export declare const splitVote: Strategy;
