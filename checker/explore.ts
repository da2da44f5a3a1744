/** The explorer: every world of a scope, with all properties in one pass; counterexamples are shortest. */
import { isolated, withoutAmbience } from './ambient.ts';
import { UsageError } from './errors.ts';
import type { Hands } from './fast/hands.ts';
import { FastSpace } from './fast/space.ts';
import { searchAll } from './inductive.ts';
import { type Order, rove } from './orders.ts';
import { refusePartialOrder } from './partial-order.ts';
import { PlainSpace } from './plain.ts';
import type { Property } from './property.ts';
import { type Exploration, type Limits, type Progress, toEnd } from './search.ts';
import type { System } from './system.ts';

export type { Coverage, Exploration, Limits, Progress, Result } from './search.ts';

/** How to explore, and where to end. */
export interface ExploreOptions extends Limits {
  /** Another way through the worlds than breadth-first. */
  readonly order?: Order;
  /**
   * Others who expand worlds, for each search anew; `swarmcheck/threads` has threads of Node. What is found does not depend on them.
   * A breadth-first search alone makes use of them, and only where the system has no `rebase`.
   */
  readonly hands?: () => Hands;
  /**
   * Leaves out what leads to the same worlds in another order. Every world is seen, at its distance, and every promise is judged as without.
   * Nothing is left out where a promise needs the graph (`possible`, `leadsTo`, `settles`). Breadth-first and by one thread alone, and not
   * for every system.
   */
  readonly partialOrder?: boolean;
}

/**
 * Explores a system.
 *
 * @returns findings for each property, in the order given. The search ends early once every property is settled.
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails.
 */
export function explore(
  system: System,
  properties: readonly Property[],
  options?: ExploreOptions,
): Generator<Progress, Exploration, string | undefined> {
  return isolated(searchFor(system, properties, options));
}

function searchFor(
  system: System,
  properties: readonly Property[],
  { order, hands, partialOrder = false, ...limits }: ExploreOptions = {},
): Generator<Progress, Exploration, string | undefined> {
  if (partialOrder) {
    if (order !== undefined || hands !== undefined)
      throw new UsageError('partial-order reduction goes with a breadth-first search by one thread');
    refusePartialOrder(system);
  }
  if (order !== undefined) return rove(system, properties, order, limits);
  const spaceOf = (one: System, maxWorlds: number) =>
    one.rebase === undefined
      ? new FastSpace(one, maxWorlds, { hands: hands?.(), partialOrder })
      : new PlainSpace(one, maxWorlds);
  return searchAll(spaceOf, system, properties, limits);
}

/** Runs an exploration to its end, for callers that need no progress. */
export function exploreAll(
  system: System,
  properties: readonly Property[],
  options?: ExploreOptions,
): Exploration {
  return withoutAmbience(() => toEnd(searchFor(system, properties, options)));
}
