import type { Strategy } from '../strategy.ts';
/**
 * Partitions that come and go: a switch fails, a route flaps, a firewall drops what goes one way. While one stands, what is
 * sent across it waits; then all of it may arrive.
 */
export declare const partitionStorm: Strategy;
