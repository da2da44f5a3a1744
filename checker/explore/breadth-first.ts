/**
 * Breadth-first search: expands every world of a scope once, in the order in which they are found, and
 * evaluates all properties in one pass. So the first counterexample of each property is a shortest one. A
 * `Store` keeps the worlds and computes their successors.
 *
 * A search is a generator that yields every few thousand transitions. The caller owns clock, memory limit and
 * signals: it may answer a progress with a reason to stop, and each property that has no verdict yet is then
 * inconclusive.
 */
import type { NodeId } from '../actors/actor.ts';
import { JudgePanel } from '../property/judges.ts';
import type { Property } from '../property/property.ts';
import { isSymmetric } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { differentFrom } from '../traces/different.ts';
import type { Result } from '../traces/result.ts';
import { isAllocationFailure } from '../values/errors.ts';
import { PackedStore } from './packed-store.ts';
import {
  type Exploration,
  limitReached,
  type Progress,
  refuseLimits,
  restUnexplored,
  type SearchOptions,
  type Store,
  stoppedAt,
  transitionsBetweenYields,
} from './result.ts';

/**
 * Once a property is violated the search goes on for this many worlds, and for as many again as it took to
 * violate it.
 */
const worldsAfterViolation = 20_000;

/** Violations of a property that a search keeps to find different counterexamples among them. */
const violationsKept = 1_000;

/**
 * Explores a system in a store.
 *
 * @returns one result for each property, in the order given. The search ends early once every property has
 * its verdict.
 * @throws UsageError if the system makes no sense; CodeError, with the trace that led there, if an actor
 * fails.
 */
export function* search(
  storeOf: (system: System, maxWorlds: number) => Store,
  system: System,
  properties: readonly Property[],
  {
    maxWorlds = Number.POSITIVE_INFINITY,
    maxDepth = Number.POSITIVE_INFINITY,
    traces = 1,
  }: SearchOptions = {},
): Generator<Progress, Exploration, string | undefined> {
  validate(system);
  refuseLimits({ maxWorlds, maxDepth, traces });
  const store = storeOf(system, maxWorlds);
  try {
    return yield* searchIn(store, system, properties, { maxWorlds, maxDepth, traces });
  } finally {
    store.end?.();
  }
}

/** As `search`, in the packed store and by one thread. */
export function breadthFirst(
  system: System,
  properties: readonly Property[],
  options?: SearchOptions,
): Generator<Progress, Exploration, string | undefined> {
  return search((one, maxWorlds) => new PackedStore(one, maxWorlds), system, properties, options);
}

function* searchIn(
  store: Store,
  system: System,
  properties: readonly Property[],
  { maxWorlds, maxDepth, traces }: Required<SearchOptions>,
): Generator<Progress, Exploration, string | undefined> {
  const panel = new JudgePanel(properties, store.evaluators, traces === 1 ? 1 : violationsKept);
  store.begin(panel);
  const initial = store.worlds;
  let levelEnd = initial;
  let depth = 0;
  let nextYield = transitionsBetweenYields;
  let worldsAtViolation: number | undefined;
  let quiescent: Exploration['quiescent'] = { worlds: 0 };
  const depthSeen = () => (store.worlds > levelEnd ? depth + 1 : depth);
  const conclude = (stopped?: string) =>
    conclusion(system, store, panel, { initial, depth: depthSeen(), quiescent, stopped, traces });

  for (let world = 0; world < store.worlds; world++) {
    if (world === levelEnd) {
      levelEnd = store.worlds;
      depth++;
    }
    if (panel.isDecided) return conclude();
    const { worlds } = store;
    if (worlds >= maxWorlds) return conclude(`${limitReached(maxWorlds)}${idleBounds(store, system)}`);
    // A violation can make a scope infinite. The search goes on for a while, so that other violations can be
    // found, and then ends.
    if (worldsAtViolation === undefined && panel.hasViolation) worldsAtViolation = worlds;
    if (worldsAtViolation !== undefined && worlds >= 2 * worldsAtViolation + worldsAfterViolation)
      return conclude(restUnexplored);
    if (depth >= maxDepth) return conclude(stoppedAt(maxDepth));
    if (store.transitions >= nextYield) {
      nextYield = store.transitions + transitionsBetweenYields;
      const progress = { worlds, transitions: store.transitions, depth: depthSeen(), queue: worlds - world };
      const stopped = yield progress;
      if (stopped !== undefined) return conclude(`${stopped}${idleBounds(store, system)}`);
    }
    const changes = changesIn(store);
    try {
      store.expand(world);
    } catch (cause) {
      if (!isAllocationFailure(cause)) throw cause;
      return conclude(`memory ran out (${cause.message})`);
    }
    if (changesIn(store) === changes && store.expanded > world && !store.cut.has(world))
      quiescent = { depth, ...quiescent, worlds: quiescent.worlds + 1 };
  }
  return conclude();
}

/** The bounds that limited nothing so far: a misspelt name of a timer or input can leave a scope infinite. */
function idleBounds({ coverage }: Store, system: System): string {
  const idle = coverage.idleBounds(system);
  return idle.length === 0
    ? ''
    : `, and no timer or input occurred that ${idle.length === 1 ? 'bound' : 'bounds'} ${idle.join(', ')} would limit`;
}

function conclusion(
  system: System,
  store: Store,
  panel: JudgePanel,
  {
    initial,
    stopped,
    traces,
    ...others
  }: Pick<Exploration, 'depth' | 'quiescent'> & {
    readonly initial: number;
    readonly stopped: string | undefined;
    readonly traces: number;
  },
): Exploration {
  const { worlds, edges, expanded } = store;
  const { labels } = panel;
  const isCut = (world: number) => world >= expanded || store.cut.has(world);
  const results = panel.judges.map(([property, judge]): Result => {
    const verdict = judge.conclude({ worlds, initial, expanded, edges, labels, isCut, stopped });
    if (!('where' in verdict)) return { property, ...verdict };
    const result: Result = {
      property,
      verdict: verdict.verdict,
      ...store.traceTo(verdict.where, verdict.at),
    };
    if (verdict.verdict !== 'violated' || verdict.others === undefined) return result;
    const found = verdict.others.map(
      ({ where, at }) =>
        () =>
          store.traceTo(where, at),
    );
    return { ...result, others: differentFrom(system, result, found, traces - 1) };
  });
  return {
    worlds,
    transitions: store.transitions,
    ...others,
    unchanged: store.unchanged,
    ...(store.leftOut !== undefined && { leftOut: store.leftOut }),
    cuts: store.cut.count,
    ...(isSymmetric(system) && { symmetric: system.symmetric as readonly (readonly NodeId[])[] }),
    ...(stopped !== undefined && { stopped }),
    coverage: store.coverage.coverageOf(system),
    results,
  };
}

/** The number of actions that change something, those that a reduced search leaves out included. */
function changesIn({ transitions, unchanged, leftOut = 0 }: Store): number {
  return transitions - unchanged + leftOut;
}
