/**
 * Schedules run by fast-check, for tests that already speak its language: `seed`, `numRuns`, `verbose`, `path`, `examples`, plugins and
 * what is configured for all mean what they mean to `fc.assert`. What it finds is then shrunk as any broken schedule is.
 */
import fc from 'fast-check';
import { withoutAmbience } from '../actors/ambient.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { explained, type Trace, traceOf, traceOfFailure } from '../traces/trace.ts';
import { CodeError, UsageError } from '../values/errors.ts';
import { schedules } from './arbitrary.ts';
import { checkDeterminism, runsBetweenChecks } from './determinism.ts';
import type { Schedule } from './draw.ts';
import { defaultSeed, type Fuzzed, forSchedules, refuseNoActions, toItsEnd } from './fuzz.ts';
import { type Run, runOf } from './run.ts';
import { violationOf } from './violation.ts';

/** How schedules are drawn, in fast-check's own words; one seed serves all unless one is given here or to `fc.configureGlobal`. */
export interface SampledOptions
  extends Omit<fc.Parameters<[Schedule]>, 'reporter' | 'asyncReporter' | 'plugins'> {
  /** Those that fast-check brings know nothing of what is drawn. */
  readonly plugins?: readonly (fc.Plugin<[Schedule]> | fc.Plugin<unknown>)[];
  /** Most actions of a storm, before the calm. */
  readonly actionsMax: number;
}

/** What fast-check found, and its own account of it. */
export interface Sampled extends Omit<Fuzzed, 'statistics'> {
  readonly details: fc.RunDetails<[Schedule]>;
}

/**
 * Draws schedules until one breaks a property, or fast-check has enough.
 *
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails or does
 * not do the same thing twice.
 */
export function sampled(
  system: System,
  properties: readonly Property[],
  { actionsMax, plugins = [], ...parameters }: SampledOptions,
): Sampled {
  validate(system);
  if (!(Number.isInteger(actionsMax) && actionsMax >= 0))
    throw new UsageError(
      `actionsMax is ${actionsMax}; say how many actions a storm has at most, for instance 60`,
    );
  refuseNoActions(properties, actionsMax);
  if (parameters.numRuns !== undefined && !(parameters.numRuns >= 1))
    throw new UsageError(`numRuns is ${parameters.numRuns}; draw 1 schedule at least`);
  const fresh = forSchedules(system);
  const hopes = properties.filter(({ kind }) => kind === 'sometimes');
  const reached = new Map(hopes.map((property) => [property, 0]));
  const broken: Schedule[] = [];
  let runs = 0;
  let actions = 0;
  const judged = (schedule: Schedule) =>
    withoutAmbience(() => {
      const run = runOf(fresh(), schedule.start, properties);
      run.play(schedule.actions);
      run.runFaultFreePhase(schedule.faultFreeSeed);
      return run;
    });
  const refused: CodeError[] = [];
  const guard = (schedule: Schedule, run: Run) => {
    try {
      withoutAmbience(() =>
        checkDeterminism(system, fresh, schedule.start, run.taken, run.faultFreePhase?.begins),
      );
    } catch (error) {
      if (error instanceof CodeError) refused.push(error);
      throw error;
    }
  };
  const property = fc.property(schedules(fresh, { actionsMax }), (schedule) => {
    const run = judged(schedule);
    if (broken.length === 0) {
      if ((runs++ % runsBetweenChecks === 0 && run.taken.length > 0) || run.isOver) guard(schedule, run);
      actions += run.taken.length;
      for (const one of run.reached) reached.set(one, (reached.get(one) as number) + 1);
      if (run.isOver) broken.push(schedule);
    }
    if (run.failed !== undefined)
      throw explained(run.failed.cause, () => traceOfFailure(system, schedule.start, run.taken));
    if (run.broken !== undefined) throw new Told(`${run.broken.name} is broken: ${run.broken.says}`);
  });
  const seed = fc.readConfigureGlobal().seed ?? defaultSeed;
  const details = fc.check(property, {
    seed,
    plugins: plugins as fc.Plugin<[Schedule]>[],
    ...parameters,
  });
  if (refused[0] !== undefined) throw refused[0];
  const told = { runs, actions, reached, details };
  if (details.counterexample === null) {
    if (!details.failed && !details.interrupted) return told;
    return { ...told, stopped: details.interrupted ? 'fast-check was interrupted' : reasonOf(details) };
  }
  const [schedule] = details.counterexample;
  const run = judged(schedule);
  if (!run.isOver)
    throw withoutCause(details.errorInstance, () => traceOf(system, schedule.start, run.taken));
  const drawn = { run, schedule, steps: schedule.actions.length };
  const search = violationOf(system, fresh, properties, drawn, () => ({ runs, actions }));
  const stormed = broken[0]?.actions.length ?? schedule.actions.length;
  return { ...told, violation: { ...withoutAmbience(() => toItsEnd(search)), drawn: stormed } };
}

/** What fast-check is told of a broken promise. */
class Told extends Error {}

/** What is to be said of a schedule that breaks nothing when it is run again: either a plugin made it fail, or chance did. */
function withoutCause(thrown: unknown, trace: () => Trace): unknown {
  if (!(thrown instanceof Told)) return thrown;
  const error = new CodeError(
    `a schedule by which ${thrown.message} breaks nothing when it is run again; a step must depend on state, event and choice alone, so ` +
      'hand time in as a timer and randomness as a draw',
  );
  return explained(error, trace);
}

/** Why fast-check gave up where nothing that it drew failed. */
function reasonOf({ numSkips }: fc.RunDetails<[Schedule]>): string {
  return `fast-check gave up after it skipped ${numSkips} schedules`;
}
