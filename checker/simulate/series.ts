/**
 * A series of runs of one system: the counters, the determinism checks and the violation that the fuzz loop
 * and the fast-check runner have in common.
 */
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { checkDeterminism, runsBetweenChecks } from './determinism.ts';
import { type Drawn, lengthsIn, type StormLength } from './draw.ts';
import { systemFactory } from './system-factory.ts';
import { type FuzzProgress, type Violation, violationOf } from './violation.ts';

/** The counters of a series. */
export interface SeriesCounts extends Omit<FuzzProgress, 'shrinking'> {
  /** For each `sometimes`, the number of runs that reached it, in the storm or after it. */
  readonly reached: ReadonlyMap<Property, number>;
  /** For each `sometimes`, the number of runs that reached it in the storm. */
  readonly reachedInStorm: ReadonlyMap<Property, number>;
  /** The number of runs that had a fault-free phase after the storm. */
  readonly faultFreePhases: number;
}

/** The counters of one series, or of the series of all members of a family. */
export class Tally {
  readonly reached: Map<Property, number>;
  readonly reachedInStorm: Map<Property, number>;
  faultFreePhases = 0;
  runs = 0;
  actions = 0;
  /** The number of runs at which determinism is checked again. */
  nextCheck = 0;

  constructor(properties: readonly Property[]) {
    const goals = properties.filter(({ kind }) => kind === 'sometimes');
    this.reached = new Map(goals.map((property) => [property, 0]));
    this.reachedInStorm = new Map(this.reached);
  }

  get counts(): SeriesCounts {
    const { runs, actions, reached, reachedInStorm, faultFreePhases } = this;
    return { runs, actions, reached, reachedInStorm, faultFreePhases };
  }
}

/** Runs of one system that are judged against the same properties. */
export class Series {
  /** Returns the system for one run. */
  readonly freshSystem: () => System;
  readonly #system: System;
  readonly #properties: readonly Property[];
  readonly #tally: Tally;

  /**
   * The members of a family share a tally.
   *
   * @throws UsageError if the system is invalid, or if no run could violate a property.
   */
  constructor(
    system: System,
    properties: readonly Property[],
    actionsMax: StormLength,
    tally = new Tally(properties),
  ) {
    validate(system);
    const lengths = lengthsIn(actionsMax);
    if (lengths.length === 0 || !lengths.every((length) => Number.isInteger(length) && length >= 0))
      throw new UsageError(
        `actionsMax is ${Array.isArray(actionsMax) ? canonical(actionsMax) : actionsMax}; set it to the most actions of a storm, for instance 60, or a list of such numbers`,
      );
    if (Math.max(...lengths) === 0 && properties.every(({ kind }) => kind !== 'settles'))
      throw new UsageError('schedules of at most 0 actions can violate nothing; allow more, for instance 60');
    this.freshSystem = systemFactory(system);
    this.#system = system;
    this.#properties = properties;
    this.#tally = tally;
  }

  get counts(): SeriesCounts {
    return this.#tally.counts;
  }

  /**
   * Counts a finished run. Repeats it to check determinism if it found something, or if the last check was
   * long ago.
   *
   * @throws CodeError if a step depends on chance.
   */
  add({ run, schedule, steps, reached }: Drawn): void {
    const tally = this.#tally;
    tally.runs++;
    tally.actions += steps + run.taken.length - schedule.actions.length;
    if (run.faultFreePhase !== undefined) tally.faultFreePhases++;
    for (const property of run.reached)
      tally.reached.set(property, (tally.reached.get(property) as number) + 1);
    for (const property of reached)
      tally.reachedInStorm.set(property, (tally.reachedInStorm.get(property) as number) + 1);
    if (!run.isOver && (tally.runs < tally.nextCheck || run.taken.length === 0)) return;
    tally.nextCheck = tally.runs + runsBetweenChecks;
    const { start } = schedule;
    checkDeterminism(this.#system, this.freshSystem, start, run.taken, run.faultFreePhase?.begins);
  }

  /** The shrunk violation of a run that is over; see `violationOf`. */
  violationOf(drawn: Drawn): Generator<FuzzProgress, Violation, string | undefined> {
    return violationOf(this.#system, this.freshSystem, this.#properties, drawn, this.counts);
  }
}
