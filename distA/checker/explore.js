/** The explorer: every world of a scope, with all properties in one pass; counterexamples are shortest. */
import { FastSpace } from './fast/space.js';
import { searchAll } from './inductive.js';
import { PlainSpace } from './plain.js';
import { toEnd } from './search.js';
/**
 * Explores a system.
 *
 * @returns findings for each property, in the order given. The search ends early once every property is settled.
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails.
 */
export function explore(system, properties, limits) {
    const spaceOf = (one, maxWorlds) => one.rebase === undefined ? new FastSpace(one, maxWorlds) : new PlainSpace(one, maxWorlds);
    return searchAll(spaceOf, system, properties, limits);
}
/** Runs an exploration to its end, for callers that need no progress. */
export function exploreAll(system, properties, limits) {
    return toEnd(explore(system, properties, limits));
}
