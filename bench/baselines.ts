/**
 * The baselines of bench:schedules: two tests of the same systems with fast-check alone, by `fc.commands` and
 * by `fc.scheduler()`. Both use the in-place simulation, as swarmcheck's schedules do, and judge after every
 * step.
 */
import fc from 'fast-check';
import type { Property } from '../checker/property/property.ts';
import type { Action } from '../checker/semantics/actions.ts';
import type { System } from '../checker/semantics/system.ts';
import { Run } from '../checker/simulate/run.ts';
import { InPlaceSimulation } from '../checker/simulate/simulation/in-place.ts';
import { type Kind, kinds } from '../checker/simulate/simulation/simulation.ts';
import { canonical } from '../checker/values/canonical.ts';

/** A search for a violation of one property, with its limits. */
export interface BugSearch {
  readonly fresh: () => System;
  readonly property: Property;
  readonly seed: number;
  readonly runsMax: number;
  readonly secondsMax: number;
  readonly actionsMax: number;
}

/** The result of a search; `length` is the length of the shrunk trace, if there is a violation. */
export interface SearchOutcome {
  /** Executions and steps to the first violation, without shrinking; Infinity if there is none. */
  readonly runs: number;
  readonly steps: number;
  readonly length?: number;
}

/** Counts executions and steps up to the first violation; later executions belong to shrinking. */
class OutcomeCounter {
  runs = 0;
  steps = 0;
  isFound = false;
  /** Steps of the last violating execution. */
  length = 0;

  start(): void {
    if (!this.isFound) this.runs++;
  }

  end(run: Run): boolean {
    if (!this.isFound) this.steps += run.taken.length;
    if (run.violated === undefined) return true;
    this.isFound = true;
    this.length = run.taken.length;
    return false;
  }

  outcome(shrunk: number): SearchOutcome {
    if (!this.isFound) return { runs: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };
    return { runs: this.runs, steps: this.steps, length: shrunk };
  }
}

function started({ fresh, property }: BugSearch): Run {
  const system = fresh();
  return new Run(system, new InPlaceSimulation(system, 0), [property]);
}

/**
 * The command for one kind of action. The number selects an action of this kind, modulo how many are enabled.
 */
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
    const outcomes = simulation.outcomes(action);
    return outcomes[this.#which % outcomes.length];
  }
}

/** Searches with an `fc.commands` test. */
export function byCommands(search: BugSearch): SearchOutcome {
  const { simulation } = started(search);
  const { crash, lossy } = search.fresh();
  const may = (kind: Kind) =>
    ['deliver', 'timeout', 'redeliver'].includes(kind) ||
    (crash !== undefined && (kind === 'crash' || kind === 'restart')) ||
    (kind === 'drop' && lossy === true) ||
    simulation.count(kind) > 0;
  const commands = kinds.filter(may).map((kind) => fc.nat(63).map((which) => new Take(kind, which)));
  const count = new OutcomeCounter();
  const outcome = fc.check(
    fc.property(fc.commands(commands, { maxCommands: search.actionsMax, size: 'max' }), (list) => {
      const run = started(search);
      count.start();
      try {
        fc.modelRun(() => ({ model: { run }, real: run }), list);
      } catch {
        // The violated property is read below.
      }
      return count.end(run);
    }),
    { numRuns: search.runsMax, seed: search.seed, interruptAfterTimeLimit: search.secondsMax * 1_000 },
  );
  return count.outcome(outcome.counterexample === null ? 0 : count.length);
}

/** Searches with a test in which each enabled action is a task, and `fc.scheduler()` chooses the next one. */
export async function byScheduler(search: BugSearch): Promise<SearchOutcome> {
  const count = new OutcomeCounter();
  await fc.check(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const run = started(search);
      count.start();
      const scheduled = new Set<string>();
      const schedule = () => {
        for (const kind of kinds)
          for (let index = 0; index < run.simulation.count(kind); index++) {
            const action = run.simulation.at(kind, index);
            for (const outcome of action === undefined ? [] : run.simulation.outcomes(action)) {
              const key = canonical(outcome);
              if (scheduled.has(key)) continue;
              scheduled.add(key);
              void scheduler.schedule(Promise.resolve(), key).then(() => {
                scheduled.delete(key);
                const now = run.isOver
                  ? undefined
                  : run.simulation.outcomes(outcome).find((one) => canonical(one) === key);
                if (now !== undefined) run.take(now);
                if (!run.isOver && run.taken.length < search.actionsMax) schedule();
              });
            }
          }
      };
      schedule();
      for (let next = 0; next < search.actionsMax && scheduler.count() > 0 && !run.isOver; next++)
        await scheduler.waitNext(1);
      return count.end(run);
    }),
    { numRuns: search.runsMax, seed: search.seed, interruptAfterTimeLimit: search.secondsMax * 1_000 },
  );
  return count.outcome(count.length);
}
