/**
 * The fast-check runner. It draws schedules through `fc.check`, so `seed`, `numRuns`, `verbose`, `path`,
 * `examples`, plugins and global settings mean what they mean for `fc.assert`. Then it shrinks the schedule
 * of a violation as the fuzzer does.
 */
import fc from 'fast-check';
import { withoutAmbience } from '../actors/ambient.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { explained, type Trace, traceOf, traceOfFailure } from '../traces/trace.ts';
import { CodeError, UsageError } from '../values/errors.ts';
import { schedules } from './arbitrary.ts';
import type { Drawn, Schedule, StormLength } from './draw.ts';
import { defaultSeed, type Fuzzed, runToEnd } from './fuzz.ts';
import { runOf } from './run.ts';
import { Series } from './series.ts';

/**
 * Parameters of fast-check; the seed is the default one unless it is given here or to `fc.configureGlobal`.
 */
export interface SampledOptions
  extends Omit<fc.Parameters<[Schedule]>, 'reporter' | 'asyncReporter' | 'plugins'> {
  /** Plugins for schedules, or for any value, as those of fast-check are. */
  readonly plugins?: readonly (fc.Plugin<[Schedule]> | fc.Plugin<unknown>)[];
  /** The most actions of a storm; the fault-free phase follows it. Of several numbers each storm draws one. */
  readonly actionsMax: StormLength;
}

/** The result of a series of schedules, with the run details of fast-check. */
export interface Sampled extends Omit<Fuzzed, 'statistics'> {
  readonly details: fc.RunDetails<[Schedule]>;
}

/**
 * Draws schedules until one violates a property, or until fast-check ends.
 *
 * @throws UsageError if the system or the options make no sense; CodeError, with the trace, if an actor fails
 * or is not deterministic.
 */
export function sampled(
  system: System,
  properties: readonly Property[],
  { actionsMax, plugins = [], ...parameters }: SampledOptions,
): Sampled {
  const series = new Series(system, properties, actionsMax);
  if (parameters.numRuns !== undefined && !(parameters.numRuns >= 1))
    throw new UsageError(`numRuns is ${parameters.numRuns}; it must be 1 at least`);
  const judged = (schedule: Schedule): Drawn =>
    withoutAmbience(() => {
      const run = runOf(series.freshSystem(), schedule.start, properties);
      run.play(schedule.actions);
      const { reached } = run;
      run.runFaultFreePhase(schedule.faultFreeSeed);
      return { run, schedule, reached, steps: schedule.actions.length };
    });
  /**
   * The first schedule that violates a property; later ones are fast-check's shrinking, and are not counted.
   */
  let first: Schedule | undefined;
  let notDeterministic: unknown;
  const count = (drawn: Drawn) => {
    try {
      withoutAmbience(() => series.add(drawn));
    } catch (error) {
      if (error instanceof CodeError) notDeterministic ??= error;
      throw error;
    }
    if (drawn.run.isOver) first = drawn.schedule;
  };
  const property = fc.property(schedules(series.freshSystem, { actionsMax }), (schedule) => {
    const drawn = judged(schedule);
    if (first === undefined) count(drawn);
    const { failed, violated, taken } = drawn.run;
    if (failed !== undefined)
      throw explained(failed.cause, () => traceOfFailure(system, schedule.start, taken));
    if (violated !== undefined) throw new ViolationError(`${violated.name} is violated: ${violated.says}`);
  });
  const seed = fc.readConfigureGlobal().seed ?? defaultSeed;
  const details = fc.check(property, {
    seed,
    plugins: plugins as fc.Plugin<[Schedule]>[],
    ...parameters,
  });
  if (notDeterministic !== undefined) throw notDeterministic;
  const sample = { ...series.counts, details };
  if (details.counterexample === null) {
    if (!details.failed && !details.interrupted) return sample;
    return { ...sample, stopped: details.interrupted ? 'fast-check was interrupted' : reasonOf(details) };
  }
  const [schedule] = details.counterexample;
  const drawn = judged(schedule);
  if (!drawn.run.isOver)
    throw notReproduced(details.errorInstance, () => traceOf(system, schedule.start, drawn.run.taken));
  const violation = withoutAmbience(() => runToEnd(series.violationOf(drawn)));
  return { ...sample, violation: { ...violation, drawn: (first ?? schedule).actions.length } };
}

/** The error that a violation throws inside fast-check. */
class ViolationError extends Error {}

/**
 * The error for a failure that does not occur in a second run: it is the plugin's own, or the code is not
 * deterministic.
 */
function notReproduced(thrown: unknown, trace: () => Trace): unknown {
  if (!(thrown instanceof ViolationError)) return thrown;
  const error = new CodeError(
    `a schedule by which ${thrown.message} violates nothing in a second run; a step must depend on state, event and choice alone, so ` +
      'pass time in as a timer and randomness as a draw',
  );
  return explained(error, trace);
}

/** The reason why fast-check ended without a failing schedule. */
function reasonOf({ numSkips }: fc.RunDetails<[Schedule]>): string {
  return `fast-check gave up after it skipped ${numSkips} schedules`;
}
