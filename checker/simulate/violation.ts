/**
 * The violation that a run found. This file shrinks its schedule and builds the counterexample through the
 * reference semantics.
 */
import type { NodeId } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { brokenAlong } from '../traces/property-status.ts';
import { explained, type Trace, traceOf, traceOfFailure } from '../traces/trace.ts';
import { SlowFailure } from '../values/errors.ts';
import type { Drawn } from './draw.ts';
import { runOf } from './run.ts';
import { type ShrinkProgress, shrink } from './shrink.ts';

/** The progress of a series of schedules. */
export interface FuzzProgress {
  readonly runs: number;
  /** Actions of all storms and fault-free phases, without those of shrinking. */
  readonly actions: number;
  /** Present while the schedule of a violation is shrunk. */
  readonly shrinking?: ShrinkProgress;
}

/** A property that a schedule violates. */
export interface Violation {
  readonly property: Property;
  readonly trace: Trace;
  /** The nodes that violate a safety property; empty for a condition on the whole world that names none. */
  readonly at: readonly NodeId[];
  /** Of a family: the member that the trace is of, by the name of its scope. */
  readonly scope?: string;
  /** Actions of the storm before shrinking. */
  readonly drawn: number;
  /** The number of tries of shrinking. */
  readonly tries: number;
  /** The reason why shrinking ended early, if it did. */
  readonly stopped?: string;
  /**
   * If the fault-free phase violates the property: the number of steps before the phase, and the time in the
   * phase.
   */
  readonly faultFreePhase?: { readonly begins: number; readonly atMs: number };
}

/**
 * Shrinks the schedule of a run that is over, and builds its trace.
 *
 * @throws CodeError, with the trace, if the run ended with a failure of an actor or a property.
 */
export function* violationOf(
  system: System,
  freshSystem: () => System,
  properties: readonly Property[],
  { run, schedule }: Drawn,
  { runs, actions }: { readonly runs: number; readonly actions: number },
): Generator<FuzzProgress, Violation, string | undefined> {
  const { violated, failed } = run;
  // A failure that takes long to come again is not shrunk.
  if (failed !== undefined && causesOf(failed.cause).some((cause) => cause instanceof SlowFailure))
    throw explained(failed.cause, () => traceOfFailure(system, schedule.start, run.taken));
  const judged = violated?.kind === 'settles' ? [violated] : properties;
  const toShrink = asStorm(freshSystem, run, schedule) ?? { judged, schedule };
  const search = shrink(system, freshSystem, toShrink.judged, violated, toShrink.schedule);
  let next = search.next();
  while (next.done !== true) next = search.next(yield { runs, actions, shrinking: next.value });
  const shrunk = next.value;
  const { start, actions: left, faultFreeSeed } = shrunk.schedule;
  const again = runOf(freshSystem(), start, toShrink.judged);
  again.play(left);
  again.runFaultFreePhase(faultFreeSeed);
  if (again.failed !== undefined)
    throw explained(again.failed.cause, () => traceOfFailure(system, start, again.taken));
  if (failed !== undefined)
    throw explained(failed.cause, () => traceOfFailure(system, schedule.start, run.taken));
  const { begins, atMs } = again.faultFreePhase ?? {};
  const trace = traceOf(system, start, again.taken);
  return {
    property: violated as Property,
    trace,
    at: brokenAlong(system, violated as Property, trace),
    drawn: schedule.actions.length,
    tries: shrunk.tries,
    ...(shrunk.stopped !== undefined && { stopped: shrunk.stopped }),
    ...(begins !== undefined && atMs !== undefined && { faultFreePhase: { begins, atMs } }),
  };
}

/** An error, its cause, and so on. */
function causesOf(error: unknown): readonly unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [error];
}

/**
 * The whole run, fault-free phase included, as one storm that needs no fault-free phase; undefined if the
 * property needs one (`settles`), or if the scope ends before the violation.
 */
function asStorm(
  freshSystem: () => System,
  { violated, taken }: Drawn['run'],
  schedule: Drawn['schedule'],
): { readonly judged: readonly Property[]; readonly schedule: Drawn['schedule'] } | undefined {
  if (violated === undefined || violated.kind === 'settles') return undefined;
  const run = runOf(freshSystem(), schedule.start, [violated]);
  run.play(taken);
  if (run.violated !== violated) return undefined;
  return { judged: [violated], schedule: { ...schedule, actions: run.taken } };
}
