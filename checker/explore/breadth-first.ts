/**
 * The frame of every exploration: breadth-first, every world of a scope once, all properties in one pass; when it ends early,
 * and what is then said. How worlds are kept and expanded is for a `Space` to know: `reference-store.ts` is written to be read, `fast/` to be
 * fast, and both number the same worlds in the same order; where nodes may change places, the same orbits.
 *
 * A search is a generator that yields every few thousand transitions. The caller owns clock, memory limit and signals: it may
 * answer a progress with a reason to stop, and the verdict is then inconclusive wherever nothing was found yet.
 */
import type { NodeId } from '../actors/actor.ts';
import { JudgePanel } from '../property/judges.ts';
import type { Property } from '../property/property.ts';
import { isSymmetric } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import type { Result } from '../traces/result.ts';
import { isAllocationFailure } from '../values/errors.ts';
import { PackedStore } from './packed-store.ts';
import {
  type Exploration,
  type Limits,
  type Progress,
  refuseLimits,
  type Store,
  stoppedAt,
} from './result.ts';

/** Between two chances to stop a search. */
export const transitionsBetweenYields = 4_000;

/** Worlds still looked at once a promise is broken, beside as many again as it took to break it. */
const worldsAfterBreak = 20_000;

/**
 * Explores a space.
 *
 * @returns findings for each property, in the order given. The search ends early once every property is settled.
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails.
 */
export function* search(
  spaceOf: (system: System, maxWorlds: number) => Store,
  system: System,
  properties: readonly Property[],
  { maxWorlds = Number.POSITIVE_INFINITY, maxDepth = Number.POSITIVE_INFINITY }: Limits = {},
): Generator<Progress, Exploration, string | undefined> {
  validate(system);
  refuseLimits({ maxWorlds, maxDepth });
  const space = spaceOf(system, maxWorlds);
  try {
    return yield* searched(space, system, properties, { maxWorlds, maxDepth });
  } finally {
    space.end?.();
  }
}

/** As `search`, in the packed store and by one thread. */
export function breadthFirst(
  system: System,
  properties: readonly Property[],
  limits?: Limits,
): Generator<Progress, Exploration, string | undefined> {
  return search((one, maxWorlds) => new PackedStore(one, maxWorlds), system, properties, limits);
}

function* searched(
  space: Store,
  system: System,
  properties: readonly Property[],
  { maxWorlds, maxDepth }: Required<Limits>,
): Generator<Progress, Exploration, string | undefined> {
  const jury = new JudgePanel(properties, space.sights);
  space.begin(jury);
  const initial = space.worlds;
  let levelEnd = initial;
  let depth = 0;
  let nextYield = transitionsBetweenYields;
  let brokenAt: number | undefined;
  let quiescent: Exploration['quiescent'] = { worlds: 0 };
  const farthest = () => (space.worlds > levelEnd ? depth + 1 : depth);
  const conclude = (stopped?: string) =>
    conclusion(system, space, jury, { initial, depth: farthest(), quiescent, stopped });

  for (let world = 0; world < space.worlds; world++) {
    if (world === levelEnd) {
      levelEnd = space.worlds;
      depth++;
    }
    if (jury.isDecided) return conclude();
    const { worlds } = space;
    if (worlds >= maxWorlds)
      return conclude(`the limit of ${maxWorlds} worlds was reached${unlimited(space, system)}`);
    // A broken promise is not held back by a scope that it made endless: the search goes on for a while, so that others
    // can be found too, and then ends.
    if (brokenAt === undefined && jury.hasViolation) brokenAt = worlds;
    if (brokenAt !== undefined && worlds >= 2 * brokenAt + worldsAfterBreak)
      return conclude('a promise is broken, and the rest of the scope was left alone');
    if (depth >= maxDepth) return conclude(stoppedAt(maxDepth));
    if (space.transitions >= nextYield) {
      nextYield = space.transitions + transitionsBetweenYields;
      const progress = { worlds, transitions: space.transitions, depth: farthest(), queue: worlds - world };
      const stopped = yield progress;
      if (stopped !== undefined) return conclude(`${stopped}${unlimited(space, system)}`);
    }
    const changes = changesIn(space);
    try {
      space.expand(world);
    } catch (cause) {
      if (!isAllocationFailure(cause)) throw cause;
      return conclude(`memory ran out (${cause.message})`);
    }
    if (changesIn(space) === changes && space.expanded > world && !space.cut.has(world))
      quiescent = { depth, ...quiescent, worlds: quiescent.worlds + 1 };
  }
  return conclude();
}

/** Why a search that was stopped may be without end: what a scope means to limit may bear another name. */
function unlimited({ coverage }: Store, system: System): string {
  const idle = coverage.idleBounds(system);
  return idle.length === 0
    ? ''
    : `, and no timer or input occurred that ${idle.length === 1 ? 'bound' : 'bounds'} ${idle.join(', ')} would limit`;
}

function conclusion(
  system: System,
  space: Store,
  jury: JudgePanel,
  {
    initial,
    stopped,
    ...told
  }: Pick<Exploration, 'depth' | 'quiescent'> & {
    readonly initial: number;
    readonly stopped: string | undefined;
  },
): Exploration {
  const { worlds, edges, expanded } = space;
  const { labels } = jury;
  const isCut = (world: number) => world >= expanded || space.cut.has(world);
  const results = jury.judges.map(([property, judge]): Result => {
    const finding = judge.conclude({ worlds, initial, expanded, edges, labels, isCut, stopped });
    if (!('where' in finding)) return { property, ...finding };
    const { verdict, at, where } = finding;
    return { property, verdict, ...space.traceTo(where, at) };
  });
  return {
    worlds,
    transitions: space.transitions,
    ...told,
    unchanged: space.unchanged,
    ...(space.leftOut !== undefined && { leftOut: space.leftOut }),
    cuts: space.cut.count,
    ...(isSymmetric(system) && { symmetric: system.symmetric as readonly (readonly NodeId[])[] }),
    ...(stopped !== undefined && { stopped }),
    coverage: space.coverage.coverageOf(system),
    results,
  };
}

/** Actions that change something, those that were left out as well. */
function changesIn({ transitions, unchanged, leftOut = 0 }: Store): number {
  return transitions - unchanged + leftOut;
}

/** Runs a search to its end, for callers that need no progress. */
export function toEnd<Result>(search: Generator<unknown, Result, string | undefined>): Result {
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
  }
}
