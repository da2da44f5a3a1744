/**
 * How large a scope is, told from a sample: a breadth-first search that sees the first levels whole, and keeps of each level after
 * them no more than some worlds, drawn at random.
 *
 * - Of the first levels it is known how many worlds lie so many steps from the beginning.
 * - The others tell how deep the scope is: a search that keeps some worlds of each level ends about where the whole one would.
 *
 * Levels of a protocol with bounds grow, and shrink again as bounds are spent. A curve is laid through the last levels that are known,
 * which comes down where the scope ends: the logarithm of the size of a level goes like `t^a (1-t)^b`, where `t` is how far down it
 * lies. `a` and a factor are fitted; how steeply it comes down (`b`), how many levels it is laid over and where exactly it ends are
 * tried in a range each, and what comes out is a range as well: wide, as long as little is known.
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

/** What is most likely, and what it lies between. */
export interface Range {
  readonly least: number;
  readonly likely: number;
  readonly most: number;
}

/** What a sample says of a whole scope. */
export interface Estimate {
  /** The sample was the whole scope. */
  readonly isWhole: boolean;
  readonly worlds: Range;
  readonly transitions: Range;
  /** Steps from an initial world to the farthest, about; infinite where no end was in sight. */
  readonly depth: number;
  /** What a world takes in memory while the scope is explored. */
  readonly bytesEach: number;
  /** What was seen whole to say so. */
  readonly sample: { readonly worlds: number; readonly levels: number };
}

/** How large a sample is, and which. */
export interface EstimateOptions {
  /** Levels are seen whole as long as they have no more worlds than this, all together. */
  readonly worldsMax?: number;
  readonly seed: number;
}

/** Worlds that are kept of each level after these. */
const keptMax = 1_000;
/** Deeper is not looked. */
const levelsMax = 1_000;
/** How steeply a curve may come down, and over how many levels it is laid. */
const steepnesses = [0.6, 0.8, 1];
const windows = [5, 8, 12];
/** Where it ends, as a part of the levels that are to come; less where worlds come back. */
const ends = [
  { part: 0.95, perReturn: 1.5 },
  { part: 1, perReturn: 1 },
  { part: 1.15, perReturn: 0.5 },
];
/** Of all sizes that come out this part is left out at either end. */
const outside = 0.04;
/** A curve is laid through no fewer levels than this. */
const pointsMin = 3;

/** Beside its row, what a world takes: its place in the index, its parent and action. */
const bytesBeside = 24;
const stopsBetweenYields = 200;

/**
 * Sees a sample of a system, and says how large the whole is; `stopped` where it was told to stop before that. Properties are asked as they
 * would be, and what they say is not told.
 *
 * @throws UsageError where the system makes no sense; CodeError where an actor fails.
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
  const rover = new Cursor(system, (width) => seen.widen(width));
  const { first, width } = rover.columns;
  const seen = new ExactVisitedSet(first, width);
  let level = rover.begin(new JudgePanel(properties, rover.sights), (row) => seen.insert(row, 0) === 'new');
  const levels = [level.length];
  let worlds = level.length;
  let expanded = 0;
  let transitions = 0;
  let depth = 0;
  /** How often an action led to a world of the levels that are whole, and to one that is no deeper than where it was taken. */
  let arrivals = 0;
  let returns = 0;
  for (; depth < levelsMax; depth++) {
    const isWhole = worlds <= worldsMax;
    const kept: FrontierEntry[] = [];
    let met = 0;
    for (const [at, stop] of level.entries()) {
      rover.expand(stop, undefined, () => {
        const known = seen.insert(rover.row, depth + 1);
        if (isWhole) arrivals++;
        if (isWhole && known !== 'new' && seen.before <= depth) returns++;
        if (known !== 'new') return;
        // As likely to be kept as any other of its level.
        const place = isWhole || met < keptMax ? met : random.below(met + 1);
        met++;
        if (isWhole) kept.push(rover.judge());
        else if (place < keptMax) kept[place] = rover.pass();
      });
      if (at % stopsBetweenYields > 0) continue;
      const stopped = yield { worlds, transitions: rover.transitions, depth, queue: level.length - at };
      if (stopped !== undefined) return { stopped };
    }
    if (isWhole) {
      expanded += level.length;
      transitions = rover.transitions;
      if (met > 0) levels.push(met);
      worlds += met;
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
    bytesEach: 2 * (rover.columns.width - first) + bytesBeside,
    sample: { worlds, levels: levels.length },
  };
}

/**
 * The size of a scope of which the first levels are known, and that ends before level `end`, or sooner: where worlds come back
 * (`returns` of all arrivals do), the search that keeps few of them goes round in circles for a while.
 */
function sizeOf(levels: readonly number[], end: number, returns: number): Range {
  const left = end - levels.length;
  const sizes = ends.flatMap(({ part, perReturn }) =>
    steepnesses.flatMap((steepness) =>
      windows.map((window) =>
        sizeBy(levels, levels.length + Math.max(1, left * (part - perReturn * returns)), steepness, window),
      ),
    ),
  );
  sizes.sort((a, b) => a - b);
  const at = (part: number) => sizes[Math.round(part * (sizes.length - 1))] as number;
  return { least: at(outside), likely: at(0.5), most: at(1 - outside) };
}

/** By a curve that comes down so steeply, laid over so many of the last levels. */
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
