/**
 * The estimate of the size of a scope from a sample: a breadth-first search that expands the first levels
 * completely, and of each level after them at most some worlds, drawn at random.
 *
 * - The sizes of the first levels are known exactly.
 * - The sampled levels show the depth: a search that keeps some worlds of each level ends at about the depth
 *   of the whole scope.
 *
 * Levels of a protocol with bounds grow first, and shrink as bounds are spent. So a curve is fitted to the
 * last known levels that returns to 0 where the scope ends: the logarithm of the size of a level goes like
 * `t^a (1-t)^b`, where `t` is its depth as a part of the depth of the scope. `a` and a factor are fitted. The
 * steepness at the end (`b`), the number of levels and the exact depth are varied, and the estimate is the
 * range of the sizes: wide as long as little is known.
 */
import { isolated } from '../actors/ambient.ts';
import { JudgePanel } from '../property/judges.ts';
import type { Property } from '../property/property.ts';
import { refuseRebase } from '../semantics/rebase.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { randomOf } from '../values/random.ts';
import { Cursor, type FrontierEntry } from './cursor.ts';
import type { Progress } from './result.ts';
import { ExactVisitedSet } from './visited-set.ts';

/** A likely value and its range. */
export interface Range {
  readonly least: number;
  readonly likely: number;
  readonly most: number;
}

/** The estimated size of a scope. */
export interface Estimate {
  /** The sample was the whole scope, so the numbers are exact. */
  readonly isWhole: boolean;
  readonly worlds: Range;
  readonly transitions: Range;
  /** Steps from an initial world to the farthest one, about; infinite if the sample found no end. */
  readonly depth: number;
  /** Memory of one world while the scope is explored. */
  readonly bytesEach: number;
  /** The levels that were expanded completely. */
  readonly sample: { readonly worlds: number; readonly levels: number };
}

/** The size of the sample, and its seed. */
export interface EstimateOptions {
  /** Levels are expanded completely until they have this many worlds, all together. */
  readonly worldsMax?: number;
  readonly seed: number;
}

/** Worlds that are kept of each sampled level. */
const keptMax = 1_000;
/** Deeper levels are not sampled. */
const levelsMax = 1_000;
/** The steepness of the curve at its end, and the number of levels that it is fitted to. */
const steepnesses = [0.6, 0.8, 1];
const windows = [5, 8, 12];
/**
 * The depth at which it ends, as a part of the sampled levels; less if many actions return to earlier levels.
 */
const ends = [
  { part: 0.95, perReturn: 1.5 },
  { part: 1, perReturn: 1 },
  { part: 1.15, perReturn: 0.5 },
];
/** The range leaves out this part of the sizes at either end. */
const outside = 0.04;
/** A curve needs at least this many levels. */
const pointsMin = 3;

/** Memory of a world beside its row: its slot in the index, its parent and action. */
const bytesBeside = 24;
const entriesBetweenYields = 200;

/**
 * Estimates the size of a system from a sample; returns `stopped` if the caller stopped it before. Properties
 * are evaluated as in a search, and their verdicts are discarded.
 *
 * @throws UsageError if the system makes no sense; CodeError if an actor fails.
 */
export function estimate(
  system: System,
  properties: readonly Property[],
  options: EstimateOptions,
): Generator<Progress, Estimate | { readonly stopped: string }, string | undefined> {
  return isolated(sampledEstimate(system, properties, options));
}

function* sampledEstimate(
  system: System,
  properties: readonly Property[],
  { worldsMax = 30_000, seed }: EstimateOptions,
): Generator<Progress, Estimate | { readonly stopped: string }, string | undefined> {
  validate(system);
  refuseRebase(system, 'by a plan');
  const random = randomOf(seed);
  const cursor = new Cursor(system, (width) => visited.widen(width));
  const { first, width } = cursor.columns;
  const visited = new ExactVisitedSet(first, width);
  let level = cursor.begin(
    new JudgePanel(properties, cursor.evaluators),
    (row) => visited.insert(row, 0) === 'new',
  );
  const levels = [level.length];
  let worlds = level.length;
  let expanded = 0;
  let transitions = 0;
  let depth = 0;
  /**
   * In complete levels: how often an action led to a world, and to one that is no deeper than the world that
   * it left.
   */
  let arrivals = 0;
  let returns = 0;
  for (; depth < levelsMax; depth++) {
    const isWhole = worlds <= worldsMax;
    const kept: FrontierEntry[] = [];
    let found = 0;
    for (const [at, entry] of level.entries()) {
      cursor.expand(entry, undefined, () => {
        const inserted = visited.insert(cursor.row, depth + 1);
        if (isWhole) arrivals++;
        if (isWhole && inserted !== 'new' && visited.before <= depth) returns++;
        if (inserted !== 'new') return;
        // Reservoir sampling: each world of the level is kept with the same probability.
        const place = isWhole || found < keptMax ? found : random.below(found + 1);
        found++;
        if (isWhole) kept.push(cursor.judge());
        else if (place < keptMax) kept[place] = cursor.pass();
      });
      if (at % entriesBetweenYields > 0) continue;
      const stopped = yield { worlds, transitions: cursor.transitions, depth, queue: level.length - at };
      if (stopped !== undefined) return { stopped };
    }
    if (isWhole) {
      expanded += level.length;
      transitions = cursor.transitions;
      if (found > 0) levels.push(found);
      worlds += found;
    }
    if (kept.length === 0) break;
    level = kept;
  }
  const isWhole = expanded === worlds;
  const size = isWhole
    ? { least: worlds, likely: worlds, most: worlds }
    : depth < levelsMax
      ? sizeOf(levels, depth + 1, returns / arrivals)
      : { least: worlds, likely: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  const each = transitions / expanded;
  return {
    isWhole,
    worlds: size,
    transitions: { least: size.least * each, likely: size.likely * each, most: size.most * each },
    depth: depth < levelsMax ? depth : Number.POSITIVE_INFINITY,
    bytesEach: 2 * (cursor.columns.width - first) + bytesBeside,
    sample: { worlds, levels: levels.length },
  };
}

/**
 * The size of a scope with these first levels that ends before level `end`. It ends sooner if many actions
 * lead back (`returns` is their part): the sampling search, which keeps few worlds, then runs in cycles for a
 * while.
 */
function sizeOf(levels: readonly number[], end: number, returns: number): Range {
  const levelsLeft = end - levels.length;
  const sizes = ends.flatMap(({ part, perReturn }) =>
    steepnesses.flatMap((steepness) =>
      windows.map((window) =>
        sizeBy(
          levels,
          levels.length + Math.max(1, levelsLeft * (part - perReturn * returns)),
          steepness,
          window,
        ),
      ),
    ),
  );
  sizes.sort((a, b) => a - b);
  const at = (part: number) => sizes[Math.round(part * (sizes.length - 1))] as number;
  return { least: at(outside), likely: at(0.5), most: at(1 - outside) };
}

/** The size by a curve of this steepness, fitted to the last `window` levels. */
function sizeBy(levels: readonly number[], end: number, steepness: number, window: number): number {
  const known = levels.flatMap((size, at) => (at > 0 && size > 2 ? [[at, Math.log(size)] as const] : []));
  const points = known.slice(-window);
  if (points.length < pointsMin) return Number.POSITIVE_INFINITY;
  const xs = points.map(([at]) => Math.log(at / end));
  const ys = points.map(([at, log]) => Math.log(log) - steepness * Math.log(1 - at / end));
  const [middleX, middleY] = [mean(xs), mean(ys)];
  const slope =
    sum(xs.map((x, at) => (x - middleX) * ((ys[at] as number) - middleY))) /
    sum(xs.map((x) => (x - middleX) ** 2));
  const curve = (at: number) =>
    Math.exp(middleY + slope * (Math.log(at / end) - middleX) + steepness * Math.log(1 - at / end));
  const [last, log] = points.at(-1) as readonly [number, number];
  const off = log - curve(last);
  let size = sum(levels);
  for (let at = levels.length; at < end; at++)
    size += Math.exp(curve(at) + (off * (end - at)) / (end - last));
  return size;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}
