/**
 * What somebody would write with fast-check alone to test the same systems: a `commands` test, and one in which
 * `fc.scheduler()` decides what comes next. Both walk as fast as our own schedules do, and judge after every step.
 */
import fc from 'fast-check';
import type { Property } from '../checker/property/property.ts';
import type { Action } from '../checker/semantics/actions.ts';
import type { System } from '../checker/semantics/system.ts';
import { Run } from '../checker/simulate/run.ts';
import { InPlaceSimulation } from '../checker/simulate/simulation/in-place.ts';
import { type Kind, kinds } from '../checker/simulate/simulation/simulation.ts';
import { canonical } from '../checker/values/canonical.ts';

/** A hunt for a broken promise. */
export interface Hunt {
  readonly fresh: () => System;
  readonly property: Property;
  readonly seed: number;
  readonly runsMax: number;
  readonly secondsMax: number;
  readonly actionsMax: number;
}

/** What it came to; lengths of shrunk traces only where something was caught. */
export interface Caught {
  /** Executions and steps to the first catch, shrinking not counted; Infinity where nothing was caught. */
  readonly runs: number;
  readonly steps: number;
  readonly length?: number;
}

/** Counts executions and steps until the first that breaks the promise; what is run after that is shrinking. */
class Count {
  runs = 0;
  steps = 0;
  isCaught = false;
  /** Steps of the last run that broke it. */
  length = 0;

  begun(): void {
    if (!this.isCaught) this.runs++;
  }

  ended(run: Run): boolean {
    if (!this.isCaught) this.steps += run.taken.length;
    if (run.violated === undefined) return true;
    this.isCaught = true;
    this.length = run.taken.length;
    return false;
  }

  caught(shrunk: number): Caught {
    if (!this.isCaught) return { runs: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };
    return { runs: this.runs, steps: this.steps, length: shrunk };
  }
}

function begun({ fresh, property }: Hunt): Run {
  const system = fresh();
  return new Run(system, new InPlaceSimulation(system, 0), [property]);
}

/** A command a kind of action; which one of that kind is a number, taken modulo how many there are. */
class Take implements fc.Command<{ run: Run }, Run> {
  readonly #kind: Kind;
  readonly #which: number;

  constructor(kind: Kind, which: number) {
    this.#kind = kind;
    this.#which = which;
  }

  check({ run }: { run: Run }): boolean {
    return !run.isOver && this.#action(run) !== undefined;
  }

  run(_model: { run: Run }, run: Run): void {
    run.take(this.#action(run) as Action);
    if (run.violated !== undefined) throw new Error(run.violated.name);
  }

  toString(): string {
    return `${this.#kind} ${this.#which}`;
  }

  #action({ simulation }: Run): Action | undefined {
    const count = simulation.count(this.#kind);
    const action = count === 0 ? undefined : simulation.at(this.#kind, this.#which % count);
    if (action === undefined) return undefined;
    const ways = simulation.outcomes(action);
    return ways[this.#which % ways.length];
  }
}

/** A plain `fc.commands` test. */
export function byCommands(hunt: Hunt): Caught {
  const { simulation } = begun(hunt);
  const { crash, lossy } = hunt.fresh();
  const may = (kind: Kind) =>
    ['deliver', 'timeout', 'redeliver'].includes(kind) ||
    (crash !== undefined && (kind === 'crash' || kind === 'restart')) ||
    (kind === 'drop' && lossy === true) ||
    simulation.count(kind) > 0;
  const commands = kinds.filter(may).map((kind) => fc.nat(63).map((which) => new Take(kind, which)));
  const count = new Count();
  const outcome = fc.check(
    fc.property(fc.commands(commands, { maxCommands: hunt.actionsMax, size: 'max' }), (list) => {
      const run = begun(hunt);
      count.begun();
      try {
        fc.modelRun(() => ({ model: { run }, real: run }), list);
      } catch {
        // The promise that broke is asked for below.
      }
      return count.ended(run);
    }),
    { numRuns: hunt.runsMax, seed: hunt.seed, interruptAfterTimeLimit: hunt.secondsMax * 1_000 },
  );
  return count.caught(outcome.counterexample === null ? 0 : count.length);
}

/** Everything that may happen is a task; `fc.scheduler()` decides which is next. */
export async function byScheduler(hunt: Hunt): Promise<Caught> {
  const count = new Count();
  await fc.check(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const run = begun(hunt);
      count.begun();
      const scheduled = new Set<string>();
      const schedule = () => {
        for (const kind of kinds)
          for (let index = 0; index < run.simulation.count(kind); index++) {
            const action = run.simulation.at(kind, index);
            for (const way of action === undefined ? [] : run.simulation.outcomes(action)) {
              const key = canonical(way);
              if (scheduled.has(key)) continue;
              scheduled.add(key);
              void scheduler.schedule(Promise.resolve(), key).then(() => {
                scheduled.delete(key);
                const now = run.isOver
                  ? undefined
                  : run.simulation.outcomes(way).find((one) => canonical(one) === key);
                if (now !== undefined) run.take(now);
                if (!run.isOver && run.taken.length < hunt.actionsMax) schedule();
              });
            }
          }
      };
      schedule();
      for (let next = 0; next < hunt.actionsMax && scheduler.count() > 0 && !run.isOver; next++)
        await scheduler.waitNext(1);
      return count.ended(run);
    }),
    { numRuns: hunt.runsMax, seed: hunt.seed, interruptAfterTimeLimit: hunt.secondsMax * 1_000 },
  );
  return count.caught(count.length);
}
