/**
 * A schedule with what happened at each step: what a report shows of a broken promise.
 *
 * A trace is always made by replaying actions through the reference semantics, whatever engine found them, so that a
 * mistake in an engine cannot print a plausible lie.
 */
import type { Effect, NodeId } from './actor.ts';
import { canonical, keyOf } from './canonical.ts';
import {
  type Action,
  apply,
  initialWorlds,
  type Standing,
  type System,
  standings,
  type World,
} from './system.ts';

export interface Trace {
  /** Which initial world it starts from, counted from 0. */
  readonly start: number;
  readonly initial: Readonly<Record<NodeId, Standing>>;
  readonly steps: readonly TraceStep[];
}

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

/** A node that came up or went down, or a field of its view with another value than before. */
export type Change =
  | { readonly node: NodeId; readonly standing: Standing }
  | { readonly node: NodeId; readonly field: string; readonly before: unknown; readonly after: unknown };

/** Replays actions from an initial world. */
export function traceOf(system: System, start: number, actions: readonly Action[]): Trace {
  let world = initialWorlds(system)[start] as World;
  let before = standings(system, world);
  const initial = Object.fromEntries(before);
  const steps: TraceStep[] = [];
  for (const action of actions) {
    const outcome = apply(system, world, action);
    const history = { before: world.history, after: outcome.world.history };
    const after = standings(system, outcome.world);
    steps.push({
      action,
      effects: outcome.effects,
      changes: [...after].flatMap(([node, standing]) =>
        changesOf(node, before.get(node) as Standing, standing),
      ),
      ...(keyOf(history.before) !== keyOf(history.after) && { history }),
      ...(outcome.ignored && { ignored: true }),
    });
    world = outcome.world;
    before = after;
  }
  return { start, initial, steps };
}

/** As `traceOf`, for actions of which the last one makes an actor fail. */
export function traceOfFailure(system: System, start: number, actions: readonly Action[]): Trace {
  const trace = traceOf(system, start, actions.slice(0, -1));
  const last = actions.at(-1);
  return last === undefined
    ? trace
    : { ...trace, steps: [...trace.steps, { action: last, effects: [], changes: [] }] };
}

function changesOf(node: NodeId, before: Standing, after: Standing): Change[] {
  if (!('up' in before) || !('up' in after)) {
    return canonical(before) === canonical(after) ? [] : [{ node, standing: after }];
  }
  const old = before.up as Record<string, unknown>;
  const now = after.up as Record<string, unknown>;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((field) => canonical(old[field]) !== canonical(now[field]))
    .map((field) => ({ node, field, before: old[field], after: now[field] }));
}
