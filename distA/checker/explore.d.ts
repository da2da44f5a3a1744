import type { Property } from './property.ts';
import { type Exploration, type Limits, type Progress } from './search.ts';
import type { System } from './system.ts';
export type { Coverage, Exploration, Limits, Progress, Result } from './search.ts';
/**
 * Explores a system.
 *
 * @returns findings for each property, in the order given. The search ends early once every property is settled.
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails.
 */
export declare function explore(system: System, properties: readonly Property[], limits?: Limits): Generator<Progress, Exploration, string | undefined>;
/** Runs an exploration to its end, for callers that need no progress. */
export declare function exploreAll(system: System, properties: readonly Property[], limits?: Limits): Exploration;
