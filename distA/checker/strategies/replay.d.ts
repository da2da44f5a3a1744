import type { Strategy } from '../strategy.ts';
/**
 * Old messages that come again: a retry whose first try did arrive, a route that held a packet for minutes, somebody who
 * records and plays back.
 */
export declare const replays: Strategy;
