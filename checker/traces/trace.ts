/**
 * A schedule with what happened at each step: what a report shows of a broken promise.
 *
 * A trace is always made by replaying actions through the reference semantics, whatever engine found them, so that a
 * mistake in an engine cannot print a plausible lie.
 */
import type { Divergence, Effect, NodeId } from '../actors/actor.ts';
import type { LassoTail } from '../property/verdict.ts';
import { concreteActions, rebased } from '../semantics/rebase.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { standings } from '../semantics/views.ts';
import { type Action, type Outcome, type Standing, type World, worldKey } from '../semantics/world.ts';
import { canonical, keyOf } from '../values/canonical.ts';
import { CodeError, failedAt } from '../values/errors.ts';

/** A `CodeError` with the trace that led to it; its last step is the one that failed. */
export class TracedError extends CodeError {
  readonly trace: Trace;

  constructor(message: string, trace: Trace, options?: ErrorOptions) {
    super(message, options);
    this.trace = trace;
  }
}

/** As `failedAt`, for a failure of the system under check, with the trace that led to it. */
export function explained(cause: unknown, trace: () => Trace): Error {
  const error = failedAt('the system', cause);
  if (!(error instanceof CodeError) || error instanceof TracedError) return error;
  const traced = new TracedError(error.message, trace(), { cause: error.cause });
  if (error.stack !== undefined) traced.stack = error.stack;
  return traced;
}

/** A schedule from an initial world, with what happened at each step. */
export interface Trace {
  /** Which initial world it starts from, counted from 0. */
  readonly start: number;
  readonly initial: Readonly<Record<NodeId, Standing>>;
  readonly steps: readonly TraceStep[];
  /**
   * Present for a lasso: after the last step the world is as it was after this many steps, and so on for ever; after as many
   * as there are it stays as it is.
   */
  readonly loop?: number;
}

/** One action, and what came of it. */
export interface TraceStep {
  readonly action: Action;
  /** What the node that took the step asked of the world; empty where only the network changed. */
  readonly effects: readonly Effect[];
  readonly changes: readonly Change[];
  /** What the monitor made of it; absent where its history stayed as it was. */
  readonly history?: { readonly before: unknown; readonly after: unknown };
  /** The node had no rule for what it received. */
  readonly ignored?: true;
}

/**
 * A node that came up or went down, a field of its view with another value than before, or an implementation that left its
 * model.
 */
export type Change =
  | { readonly node: NodeId; readonly standing: Standing }
  | { readonly node: NodeId; readonly divergence: Divergence }
  | { readonly node: NodeId; readonly field: string; readonly before: unknown; readonly after: unknown };

/** Replays actions from an initial world. */
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
 * Replays actions, and then what goes on for ever.
 *
 * @throws Error where it does not come round to the same world: then whoever found it is mistaken.
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
    throw new Error('a run without end does not come round; please report it with the suite');
  return { ...traceOf(system, start, all), loop: from };
}

/** Takes one action, and says what happened. */
export function stepOf(system: System, world: World, action: Action): { outcome: Outcome; step: TraceStep } {
  const outcome = apply(system, world, action);
  const before = standings(system, world);
  const after = standings(system, outcome.world);
  const history = { before: world.history, after: outcome.world.history };
  const step: TraceStep = {
    action,
    effects: outcome.effects,
    changes: [...after].flatMap(([node, standing]) =>
      changesOf(node, before.get(node) as Standing, standing),
    ),
    ...(keyOf(history.before) !== keyOf(history.after) && { history }),
    ...(outcome.ignored && { ignored: true }),
  };
  return { outcome, step };
}

/** As `traceOf`, for actions of which the last one makes an actor fail. */
export function traceOfFailure(system: System, start: number, actions: readonly Action[]): Trace {
  const trace = traceOf(system, start, actions.slice(0, -1));
  const last = actions.at(-1);
  return last === undefined
    ? trace
    : { ...trace, steps: [...trace.steps, { action: last, effects: [], changes: [] }] };
}

/** How a node shows itself otherwise than before: fields of its view, or where it now stands. */
export function changesOf(node: NodeId, before: Standing, after: Standing): Change[] {
  if (!('up' in before) || !('up' in after)) {
    return canonical(before) === canonical(after) ? [] : [{ node, standing: after }];
  }
  const old = before.up as Record<string, unknown>;
  const now = after.up as Record<string, unknown>;
  const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((field) => canonical(old[field]) !== canonical(now[field]))
    .map((field) => ({ node, field, before: old[field], after: now[field] }));
  const { divergence } = after;
  return divergence === undefined || before.divergence !== undefined
    ? fields
    : [...fields, { node, divergence }];
}
