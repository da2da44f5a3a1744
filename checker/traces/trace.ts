/**
 * Traces: counterexamples and witnesses, with the effects and changes of each step.
 *
 * A trace is always built by executing its actions through the reference semantics, independently of the
 * engine that found them, so that a mistake in an engine cannot yield a plausible but false counterexample.
 */
import type { Effect, NodeId } from '../actors/actor.ts';
import type { LassoTail } from '../property/verdict.ts';
import type { Action } from '../semantics/actions.ts';
import { concreteActions, rebased } from '../semantics/rebase.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { standings } from '../semantics/views.ts';
import { type Outcome, type Standing, type World, worldKey } from '../semantics/world.ts';
import { keyOf } from '../values/canonical.ts';
import { CodeError, failedAt, UsageError } from '../values/errors.ts';
import { type Change, changesOf } from './changes.ts';
import { type Otherwise, otherwise } from './otherwise.ts';
import { type TakenRules, takenIn } from './taken.ts';

/** A `CodeError` with the trace that leads to it; its last step is the one that failed. */
export class TracedError extends CodeError {
  readonly trace: Trace;

  constructor(message: string, trace: Trace, options?: ErrorOptions) {
    super(message, options);
    this.trace = trace;
  }
}

/** The error of a failure in the system under check, as of `failedAt`, with the trace that leads to it. */
export function explained(cause: unknown, trace: () => Trace): Error {
  const error = failedAt('the system', cause);
  if (!(error instanceof CodeError) || error instanceof TracedError) return error;
  const traced = new TracedError(error.message, trace(), { cause: error.cause });
  if (error.stack !== undefined) traced.stack = error.stack;
  return traced;
}

/** An error of a check of one member of a family, with the name of its scope; others are returned as they are. */
export function failedIn(scope: string, error: unknown): unknown {
  if (!(error instanceof CodeError) && !(error instanceof UsageError)) return error;
  const message = `in ${scope}: ${error.message}`;
  const named =
    error instanceof TracedError
      ? new TracedError(message, error.trace, { cause: error.cause })
      : error instanceof CodeError
        ? new CodeError(message, { cause: error.cause })
        : new UsageError(message, { cause: error.cause });
  if (error.stack !== undefined) named.stack = error.stack;
  return named;
}

/** An execution from an initial world, step by step. */
export interface Trace {
  /** The number of its initial world, from 0. */
  readonly start: number;
  readonly initial: Readonly<Record<NodeId, Standing>>;
  readonly steps: readonly TraceStep[];
  /**
   * Present for a lasso: its cycle begins after this many steps and ends after the last one. If it equals the
   * number of steps, the execution ends in a terminal world.
   */
  readonly loop?: number;
}

/** One action with its effects and the changes that it caused. */
export interface TraceStep {
  readonly action: Action;
  /** The effects of the node that took the step; empty if only the network changed. */
  readonly effects: readonly Effect[];
  readonly changes: readonly Change[];
  /** The monitor's history before and after the step; absent if it is unchanged. */
  readonly history?: { readonly before: unknown; readonly after: unknown };
  /** The node had no rule for the message or event. */
  readonly ignored?: true;
  /** The rules of the node's machines that the step took; absent where the node runs none. */
  readonly taken?: TakenRules;
  /** Of a known bug: the step of the correct model in the same world, if it is another one. */
  readonly otherwise?: Otherwise;
}

/** Executes actions from an initial world. */
export function traceOf(system: System, start: number, actions: readonly Action[]): Trace {
  let world = initialWorlds(system)[start] as World;
  const initial = Object.fromEntries(standings(system, world));
  const steps = actions.map((action) => {
    const taken = stepOf(system, world, action);
    world = taken.outcome.world;
    return taken.step;
  });
  return { start, initial, steps };
}

/**
 * Executes the stem of a lasso and then its tail.
 *
 * @throws Error if the cycle does not return to its first world: the engine that found it is then wrong.
 */
export function lassoOf(
  system: System,
  start: number,
  actions: readonly Action[],
  { ordinals, loop }: LassoTail,
): Trace {
  const all = concreteActions(system, start, actions, ordinals);
  const from = actions.length + loop;
  const keys: string[] = [];
  let world = initialWorlds(system)[start] as World;
  for (const [at, action] of [...all, undefined].entries()) {
    if (at === from || action === undefined) keys.push(worldKey(rebased(system, world)));
    if (action !== undefined) world = apply(system, world, action).world;
  }
  if (keys[0] !== keys.at(-1))
    throw new Error(
      'the cycle of a lasso does not return to its first world; please report it with the suite',
    );
  return { ...traceOf(system, start, all), loop: from };
}

/** Executes one action: the outcome and its step of a trace. */
export function stepOf(system: System, world: World, action: Action): { outcome: Outcome; step: TraceStep } {
  const outcome = apply(system, world, action);
  const before = standings(system, world);
  const after = standings(system, outcome.world);
  const history = { before: world.history, after: outcome.world.history };
  const taken = takenIn(system, action, outcome);
  const other = otherwise(system, world, action, outcome);
  const step: TraceStep = {
    action,
    effects: outcome.effects,
    changes: [...after].flatMap(([node, standing]) =>
      changesOf(node, before.get(node) as Standing, standing),
    ),
    ...(keyOf(history.before) !== keyOf(history.after) && { history }),
    ...(outcome.ignored && { ignored: true }),
    ...(taken !== undefined && { taken }),
    ...(other !== undefined && { otherwise: other }),
  };
  return { outcome, step };
}

/** As `traceOf`, for actions whose last one makes an actor fail. */
export function traceOfFailure(system: System, start: number, actions: readonly Action[]): Trace {
  const trace = traceOf(system, start, actions.slice(0, -1));
  const last = actions.at(-1);
  return last === undefined
    ? trace
    : { ...trace, steps: [...trace.steps, { action: last, effects: [], changes: [] }] };
}
