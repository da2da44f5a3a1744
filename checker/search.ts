/**
 * The frame of every exploration: breadth-first, every world of a scope once, all properties in one pass; when it ends early,
 * and what is then said. How worlds are kept and expanded is for a `Space` to know: `plain.ts` is written to be read, `fast/` to be
 * fast, and both number the same worlds in the same order; where nodes may change places, the same orbits.
 *
 * A search is a generator that yields every few thousand transitions. The caller owns clock, memory limit and signals: it may
 * answer a progress with a reason to stop, and the verdict is then inconclusive wherever nothing was found yet.
 */
import type { NodeId } from './actor.ts';
import type { Edges } from './edges.ts';
import { isAllocationFailure, UsageError } from './errors.ts';
import { Labels } from './fairness.ts';
import type { Finding, Judge, Place } from './finding.ts';
import { ended, running } from './heartbeat.ts';
import { callOf, judgeOf, showStep, showWorld } from './judge.ts';
import { calmFairness } from './liveness.ts';
import type { Gone } from './orders.ts';
import type { Property, Recovery, Transition } from './property.ts';
import type { Outcome } from './semantics.ts';
import type { Sights } from './sight.ts';
import { isSymmetric } from './symmetry.ts';
import type { System } from './system.ts';
import type { Bits } from './tables.ts';
import type { Trace } from './trace.ts';
import { validate } from './validate.ts';
import type { Action } from './world.ts';

/** How far a search has come. */
export interface Progress {
  readonly worlds: number;
  readonly transitions: number;
  /** Steps from an initial world to the farthest one seen. */
  readonly depth: number;
  /** Worlds seen but not yet expanded. */
  readonly queue: number;
}

/** What a search took and what it never took. */
export interface Coverage {
  /** How often each kind of action was taken. */
  readonly actions: Readonly<Record<Action['type'], number>>;
  /** Transitions of machines that no step took, and outcomes that no guard had, in words. */
  readonly never: readonly string[];
}

/** What a search found. */
export interface Exploration extends Omit<Progress, 'queue'> {
  /** Transitions that led back to the very world they left; counted in `transitions` as well. */
  readonly unchanged: number;
  /** By partial-order reduction, transitions that were left out, because they lead to the same worlds in another order. */
  readonly leftOut?: number;
  /** Worlds in which a bound of the scope suppressed something. */
  readonly cuts: number;
  /** Worlds in which nothing can change any more, and no bound held anything back: ends, or deadlocks. */
  readonly quiescent: {
    readonly worlds: number;
    /** Steps from an initial world to the nearest of them. */
    readonly depth?: number;
  };
  /** Groups of nodes that may change places: worlds that differ only by which of a group is which count as one. */
  readonly symmetric?: readonly (readonly NodeId[])[];
  /** How the search went, unless breadth-first. */
  readonly order?: Gone;
  /** Why the search ended before every world was expanded, if it did. */
  readonly stopped?: string;
  readonly coverage: Coverage;
  readonly results: readonly Result[];
}

/** What became of one property. A violation and a witness come with the trace that leads there. */
export interface Result {
  readonly property: Property;
  readonly verdict: Finding['verdict'];
  readonly because?: string;
  readonly trace?: Trace;
  /** False: there may be a shorter one. */
  readonly isShortest?: boolean;
  /** The nodes where it was broken or reached; empty where the world as a whole was meant. */
  readonly at?: readonly NodeId[];
}

/** Where a search ends though there is more to see. */
export interface Limits {
  /** Worlds seen before the search stops. */
  readonly maxWorlds?: number;
  /** Steps from an initial world beyond which no world is expanded. */
  readonly maxDepth?: number;
}

/** The worlds of a system, numbered from 0 in the order in which they are seen. */
export interface Space {
  readonly worlds: number;
  readonly transitions: number;
  readonly unchanged: number;
  /** Transitions that were left out, where a search is reduced; each leads to another world. */
  readonly leftOut?: number | undefined;
  /** The first so many worlds are expanded. */
  readonly expanded: number;
  /** Worlds in which a bound suppressed something. */
  readonly cut: Bits;
  readonly edges: Edges;
  readonly coverage: Tally;
  /** How properties look at the world that is being judged. */
  readonly sights: Sights;
  /** Sees the initial worlds, and shows them to the judges as every world from then on. */
  begin(jury: Jury): void;
  /** Takes every action of a world; ends early where that would take more worlds than there may be. */
  expand(world: number): void;
  /** The way to where something was found, and at which nodes, told by the reference semantics. */
  told(where: Place, at: readonly NodeId[]): { readonly trace: Trace; readonly at: readonly NodeId[] };
  /** Nothing is asked of it any more. */
  end?(): void;
}

/** Every kind of action, in the order in which a tally counts them. */
export const actionKinds = [
  ...([
    'deliver',
    'timeout',
    'input',
    'persisted',
    'request',
    'reply',
    'drop',
    'duplicate',
    'inject',
  ] as const),
  ...(['crash', 'restart', 'partition', 'heal'] as const),
] satisfies Action['type'][];

/** Counts what a search takes. */
export class Tally {
  /** How often each of `actionKinds` was taken. */
  readonly counts = new Float64Array(actionKinds.length);
  readonly #taken = new Set<string>();

  /** Timers that fired, and types of inputs. */
  readonly #limited = new Set<string>();

  /** Notes the rules that a step took, and what made it. */
  readonly note = ({ taken = [], stepped }: Outcome): void => {
    for (const rule of taken) this.#taken.add(rule);
    if (stepped?.event.type === 'timeout') this.#limited.add(stepped.event.timer);
    if (stepped?.event.type === 'input') this.#limited.add(stepped.event.input.type);
  };

  /** Names of bounds that limit nothing that occurred; of a bound of 0 nothing can. */
  idleBounds({ bounds = {} }: System): readonly string[] {
    return Object.entries(bounds).flatMap(([name, limit]) =>
      limit !== 0 && !this.#limited.has(name) ? [`'${name}'`] : [],
    );
  }

  in(system: System): Coverage {
    const rules = new Set(Object.values(system.nodes).flatMap((actor) => actor.rules ?? []));
    const actions = actionKinds.map((kind, at) => [kind, this.counts[at] as number]);
    return {
      actions: Object.fromEntries(actions) as Coverage['actions'],
      never: [...rules].filter((rule) => !this.#taken.has(rule)),
    };
  }
}

/** A judge, with its property and the number under which its calls are noted. */
interface Looking {
  readonly property: Property;
  readonly judge: Judge;
  readonly call: number;
}

/** The judges of one search. */
export class Jury {
  readonly judges: readonly (readonly [Property, Judge])[];
  /** Whether edges are to be kept, and if so by which labels to be told. */
  readonly needsEdges: boolean;
  readonly labels: Labels | undefined;
  readonly #all: readonly Judge[];
  readonly #promises: readonly Judge[];
  readonly #sights: Sights;
  /** Those that look at each world; and those of them that must be shown what is no news as well. */
  readonly #ofWorlds: readonly Looking[];
  readonly #ofSteps: readonly Looking[];
  readonly #anyway: readonly Looking[];

  constructor(properties: readonly Property[], sights: Sights) {
    this.judges = properties.map((property) => [property, judgeOf(property, sights)]);
    this.needsEdges = this.judges.some(([, { needs }]) => needs !== undefined);
    const asksForLabels = this.judges.some(([, { needs }]) => needs === 'labels');
    this.labels = asksForLabels ? new Labels(properties.flatMap(familiesIn)) : undefined;
    this.#all = this.judges.map(([, judge]) => judge);
    this.#promises = this.judges.flatMap(([{ kind }, judge]) => (kind === 'sometimes' ? [] : [judge]));
    this.#sights = sights;
    const looking = this.judges.map(
      ([property, judge]): Looking => ({ property, judge, call: callOf(property) }),
    );
    this.#ofSteps = looking.filter(({ judge }) => judge.step !== undefined);
    this.#ofWorlds = looking.filter(({ judge }) => judge.world !== undefined);
    this.#anyway = this.#ofWorlds.filter(({ judge }) => judge.wantsNews !== true);
  }

  world(world: number): void {
    const before = running();
    const looking = this.#sights.hasNews === false ? this.#anyway : this.#ofWorlds;
    for (let at = 0; at < looking.length; at++) {
      const { property, judge, call } = looking[at] as Looking;
      showWorld(property, judge, world, call);
    }
    ended(before);
  }

  step(step: Transition | Recovery, where: Place): void {
    const before = running();
    for (const { property, judge, call } of this.#ofSteps) showStep(property, judge, step, where, call);
    ended(before);
  }

  /** Nothing that is still to come could change a finding. */
  get settled(): boolean {
    for (let at = 0; at < this.#all.length; at++) if (!(this.#all[at] as Judge).settled) return false;
    return this.#all.length > 0;
  }

  /** How many findings nothing could change any more. */
  get found(): number {
    let found = 0;
    for (let at = 0; at < this.#all.length; at++) if ((this.#all[at] as Judge).settled) found++;
    return found;
  }

  get hasBroken(): boolean {
    for (let at = 0; at < this.#promises.length; at++) if ((this.#promises[at] as Judge).settled) return true;
    return false;
  }
}

/** The families of actions that a property's fairness speaks of. */
function familiesIn(property: Property): readonly string[] {
  const fairness = 'fairness' in property ? (property.fairness ?? {}) : {};
  const { weak = [], strong = [] } = property.kind === 'settles' ? calmFairness(fairness) : fairness;
  return [...weak, ...strong];
}

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
  spaceOf: (system: System, maxWorlds: number) => Space,
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

function* searched(
  space: Space,
  system: System,
  properties: readonly Property[],
  { maxWorlds, maxDepth }: Required<Limits>,
): Generator<Progress, Exploration, string | undefined> {
  const jury = new Jury(properties, space.sights);
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
    if (jury.settled) return conclude();
    const { worlds } = space;
    if (worlds >= maxWorlds)
      return conclude(`the limit of ${maxWorlds} worlds was reached${unlimited(space, system)}`);
    // A broken promise is not held back by a scope that it made endless: the search goes on for a while, so that others
    // can be found too, and then ends.
    if (brokenAt === undefined && jury.hasBroken) brokenAt = worlds;
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
function unlimited({ coverage }: Space, system: System): string {
  const idle = coverage.idleBounds(system);
  return idle.length === 0
    ? ''
    : `, and no timer or input occurred that ${idle.length === 1 ? 'bound' : 'bounds'} ${idle.join(', ')} would limit`;
}

function conclusion(
  system: System,
  space: Space,
  jury: Jury,
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
    return { property, verdict, ...space.told(where, at) };
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
    coverage: space.coverage.in(system),
    results,
  };
}

/** Actions that change something, those that were left out as well. */
function changesIn({ transitions, unchanged, leftOut = 0 }: Space): number {
  return transitions - unchanged + leftOut;
}

/** @throws UsageError for a limit that makes no sense. */
export function refuseLimits({ maxWorlds = 1, maxDepth = 0 }: Limits): void {
  if (!(maxWorlds >= 1)) throw new UsageError(`maxWorlds is ${maxWorlds}; it must be 1 or more`);
  if (!(maxDepth >= 0)) throw new UsageError(`maxDepth is ${maxDepth}; it must be 0 or more`);
}

/** Why a search ended that was to look no farther than so many steps. */
export function stoppedAt(maxDepth: number): string {
  return `the limit of ${maxDepth} steps was reached`;
}

/** Runs a search to its end, for callers that need no progress. */
export function toEnd<Result>(search: Generator<unknown, Result, string | undefined>): Result {
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
  }
}
