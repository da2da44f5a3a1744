/**
 * The plain explorer: breadth-first over the reference semantics, every world of a scope once, all properties in one
 * pass. Written to be read; counterexamples are shortest because nearer worlds come first.
 *
 * It is a generator that yields every few thousand transitions. The caller owns clock, memory limit and signals: it may
 * answer a progress with a reason to stop, and the verdict is then inconclusive wherever nothing was found yet.
 */
import type { NodeId } from './actor.ts';
import { CodeError, failedAt, UsageError } from './errors.ts';
import { type Finding, type Judge, judgeOf, type Place } from './judge.ts';
import { seenIn, transitionOf } from './observe.ts';
import type { Property, Seen } from './property.ts';
import { Edges } from './reach.ts';
import { withMemory } from './remembered.ts';
import { actionsOf, apply, initialWorlds } from './semantics.ts';
import { plainSights } from './sight.ts';
import type { System } from './system.ts';
import { type Trace, traceOf, traceOfFailure } from './trace.ts';
import { validate } from './validate.ts';
import { type Action, type World, worldKey } from './world.ts';

/** How far a search has come. */
export interface Progress {
  readonly worlds: number;
  readonly transitions: number;
  /** Steps from an initial world to the farthest one seen. */
  readonly depth: number;
  /** Worlds seen but not yet expanded. */
  readonly queue: number;
}

export interface Exploration extends Omit<Progress, 'queue'> {
  /** Transitions that led back to the very world they left; counted in `transitions` as well. */
  readonly unchanged: number;
  /** Worlds in which a bound of the scope suppressed something. */
  readonly cuts: number;
  /** Why the search ended before every world was expanded, if it did. */
  readonly stopped?: string;
  readonly results: readonly Result[];
}

/** What became of one property. A violation and a witness come with the trace that leads there. */
export interface Result {
  readonly property: Property;
  readonly verdict: Finding['verdict'];
  readonly because?: string;
  readonly trace?: Trace;
  /** The nodes where it was broken or reached; empty where the world as a whole was meant. */
  readonly at?: readonly NodeId[];
}

export interface Limits {
  /** Worlds seen before the search stops. */
  readonly maxWorlds?: number;
}

const transitionsBetweenYields = 4_000;

/** Worlds still looked at once a promise is broken, beside as many again as it took to break it. */
const worldsAfterBreak = 20_000;

/**
 * Explores a system.
 *
 * @returns findings for each property, in the order given. The search ends early once every property is settled.
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails.
 */
export function* explore(
  system: System,
  properties: readonly Property[],
  { maxWorlds = Number.POSITIVE_INFINITY }: Limits = {},
): Generator<Progress, Exploration, string | undefined> {
  validate(system);
  if (!(maxWorlds >= 1)) throw new UsageError(`maxWorlds is ${maxWorlds}; it must be 1 or more`);
  return yield* new Search(system, properties, maxWorlds).run();
}

/** A world by how it was first reached. */
interface Reached {
  readonly from: number;
  readonly action: Action;
}

/** Initial worlds were reached from nowhere; `start` is their position in the system's list. */
interface Initial {
  readonly start: number;
}

interface Numbered {
  readonly world: World;
  /** Worlds are numbered in the order in which they are seen. */
  readonly number: number;
}

class Search {
  readonly #system: System;
  /** The same system, with actors that take each step once. */
  readonly #quick: System;
  readonly #judges: readonly (readonly [Property, Judge])[];
  readonly #keepsEdges: boolean;
  readonly #maxWorlds: number;

  readonly #numbers = new Map<string, number>();
  readonly #reached: (Reached | Initial)[] = [];
  readonly #expanded = new Set<number>();
  readonly #cut = new Set<number>();
  readonly #edges = new Edges();
  #transitions = 0;
  #unchanged = 0;
  #depth = 0;
  /** The world that is being judged. */
  #seen: Seen | undefined;
  /** Worlds seen when the first promise was found broken. */
  #brokenAt: number | undefined;

  constructor(system: System, properties: readonly Property[], maxWorlds: number) {
    this.#system = system;
    this.#quick = withMemory(system);
    this.#judges = properties.map((property) => [
      property,
      judgeOf(
        property,
        plainSights(() => this.#seen as Seen),
      ),
    ]);
    this.#keepsEdges = this.#judges.some(([, { needsEdges }]) => needsEdges === true);
    this.#maxWorlds = maxWorlds;
  }

  *run(): Generator<Progress, Exploration, string | undefined> {
    let level: Numbered[] = [];
    for (const [start, world] of initialWorlds(this.#quick).entries()) {
      const key = worldKey(world);
      if (!this.#numbers.has(key)) level.push(this.#see(world, key, { start }));
    }
    let nextYield = transitionsBetweenYields;
    for (let depth = 0; level.length > 0; depth++) {
      const next: Numbered[] = [];
      for (const here of level) {
        if (this.#settled) return this.#conclude(undefined);
        const full = this.#full();
        if (full !== undefined) return this.#conclude(full);
        if (this.#transitions >= nextYield) {
          nextYield = this.#transitions + transitionsBetweenYields;
          const stopped = yield this.#progress();
          if (stopped !== undefined) return this.#conclude(stopped);
        }
        this.#expand(here, next);
        if (next.length > 0) this.#depth = depth + 1;
      }
      level = next;
    }
    return this.#conclude(undefined);
  }

  /**
   * Why no more worlds may be seen, if so. A broken promise is not held back by a scope that it made endless: the search goes
   * on for a while, so that others can be found too, and then ends.
   */
  #full(): string | undefined {
    const worlds = this.#numbers.size;
    if (worlds >= this.#maxWorlds) return `the limit of ${this.#maxWorlds} worlds was reached`;
    if (
      this.#brokenAt === undefined &&
      this.#judges.some(([{ kind }, { settled }]) => kind !== 'sometimes' && settled)
    ) {
      this.#brokenAt = worlds;
    }
    return this.#brokenAt === undefined || worlds < 2 * this.#brokenAt + worldsAfterBreak
      ? undefined
      : 'a promise is broken, and the rest of the scope was left alone';
  }

  /** Nothing that is still to come could change a finding. */
  get #settled(): boolean {
    return this.#judges.length > 0 && this.#judges.every(([, { settled }]) => settled);
  }

  #progress(): Progress {
    const worlds = this.#numbers.size;
    return {
      worlds,
      transitions: this.#transitions,
      depth: this.#depth,
      queue: worlds - this.#expanded.size,
    };
  }

  #see(world: World, key: string, how: Reached | Initial): Numbered {
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    this.#reached.push(how);
    this.#telling({ world: number }, () => {
      this.#seen = seenIn(this.#quick, world);
      this.#judge((judge) => judge.world?.(number));
    });
    return { world, number };
  }

  /** Takes every action of a world; worlds that are new join `next`. */
  #expand({ world, number }: Numbered, next: Numbered[]): void {
    const { actions, cuts } = this.#telling({ world: number }, () => actionsOf(this.#quick, world));
    if (cuts.length > 0) this.#cut.add(number);
    if (this.#keepsEdges) this.#edges.leave(number);
    for (const action of actions) {
      const where = { world: number, action };
      const after = this.#telling(where, () => {
        const outcome = apply(this.#quick, world, action);
        const transition = transitionOf(this.#quick, world, outcome);
        if (transition !== undefined) this.#judge((judge) => judge.step?.(transition, where));
        return outcome.world;
      });
      this.#transitions++;
      const key = worldKey(after);
      let target = this.#numbers.get(key);
      if (target === undefined) {
        if (this.#numbers.size >= this.#maxWorlds) return;
        const found = this.#see(after, key, { from: number, action });
        target = found.number;
        next.push(found);
      }
      if (target === number) this.#unchanged++;
      if (this.#keepsEdges) this.#edges.add(target);
    }
    this.#expanded.add(number);
  }

  #judge(look: (judge: Judge) => void): void {
    for (const [{ name }, judge] of this.#judges) {
      try {
        look(judge);
      } catch (cause) {
        throw failedAt(`property '${name}'`, cause);
      }
    }
  }

  /** Runs code under check; if it fails, the error is given the trace that led there. */
  #telling<T>(where: Place, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      const error = failedAt('the system', cause);
      if (error instanceof CodeError) error.trace ??= this.#trace(where, traceOfFailure);
      throw error;
    }
  }

  #trace({ world, action }: Place, replay = traceOf): Trace {
    const actions: Action[] = action === undefined ? [] : [action];
    let how = this.#reached[world] as Reached | Initial;
    while ('from' in how) {
      actions.unshift(how.action);
      how = this.#reached[how.from] as Reached | Initial;
    }
    return replay(this.#system, how.start, actions);
  }

  #conclude(stopped: string | undefined): Exploration {
    const worlds = this.#numbers.size;
    const isCut = (world: number) => this.#cut.has(world) || !this.#expanded.has(world);
    const results = this.#judges.map(([property, judge]): Result => {
      const finding = judge.conclude({ worlds, edges: this.#edges, isCut, stopped });
      if (!('where' in finding)) return { property, ...finding };
      const { verdict, at, where } = finding;
      return { property, verdict, at, trace: this.#trace(where) };
    });
    return {
      worlds,
      transitions: this.#transitions,
      depth: this.#depth,
      unchanged: this.#unchanged,
      cuts: this.#cut.size,
      ...(stopped !== undefined && { stopped }),
      results,
    };
  }
}

/** Runs an exploration to its end, for callers that need no progress. */
export function exploreAll(system: System, properties: readonly Property[], limits?: Limits): Exploration {
  const search = explore(system, properties, limits);
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
  }
}
