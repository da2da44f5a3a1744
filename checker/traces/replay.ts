/**
 * Replay: executes a recorded trace against today's subject and compares every step with the record.
 *
 * - `reproduced`: the property is violated again.
 * - `fixed`: the property holds, and the first difference from the record is an effect or a view of the
 *   subject itself. Later actions that are no longer enabled are skipped and counted.
 * - `stale`: an action, a node, the setting or the initial world does not apply although everything before it
 *   matched, so the record is no evidence about this subject.
 */

import type { NodeId } from '../actors/actor.ts';
import { withoutAmbience } from '../actors/ambient.ts';
import { observableEffectsOf } from '../actors/lockstep-actor.ts';
import { failure, referenceEvaluators, witness } from '../property/evaluate.ts';
import { listedSystem } from '../property/inductive.ts';
import { callingProperty, callNumberOf, judgeOf, judgeStep, judgeWorld } from '../property/judges.ts';
import type { Property } from '../property/property.ts';
import { type Action, nodesOf } from '../semantics/actions.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { rebased } from '../semantics/rebase.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { withoutCuts, withoutWithin } from '../semantics/variants.ts';
import {
  honestNodes,
  type Recovery,
  seenIn,
  standings,
  type Transition,
  transitionOf,
} from '../semantics/views.ts';
import { type Standing, type World, worldKey } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { isLassoViolation, type LassoRun } from './lasso-check.ts';
import { brokenIn } from './property-status.ts';
import { explained, stepOf, type Trace, type TraceStep, traceOfFailure } from './trace.ts';

/** The result of a replay. */
export type Replay =
  | {
      readonly verdict: 'reproduced' | 'fixed';
      /** The execution of today's subject, without the skipped actions. */
      readonly trace: Trace;
      /**
       * The first step of the record, from 1, whose effects or changes differ; 0 if the initial views differ.
       */
      readonly differsAt?: number;
      readonly skipped: number;
      /** The nodes that break the property; absent for a condition on the whole world, and where it is fixed. */
      readonly at?: readonly NodeId[];
    }
  | { readonly verdict: 'stale'; readonly because: string }
  /** The last world is reached again, but a `possible` has too many worlds reachable from it. */
  | { readonly verdict: 'undecided'; readonly because: string };

/** The number of worlds after which the search for a goal is given up as undecided. */
const worldsMax = 200_000;

/**
 * Replays a record; `setting` and `kind` are the system's setting and the property's kind at the time of
 * recording.
 *
 * @throws UsageError if no behaviour of the subject could make the record a counterexample.
 */
export function replay(
  scope: System,
  property: Property,
  setting: unknown,
  recorded: Trace,
  kind: string = property.kind,
): Replay {
  validate(scope);
  if (kind !== property.kind)
    return {
      verdict: 'stale',
      because: `'${property.name}' is of kind '${property.kind}', and was of kind '${kind}' when it was recorded`,
    };
  refuseEmpty(property, recorded);
  return withoutAmbience(() => replayed(scope, property, setting, recorded));
}

function replayed(scope: System, property: Property, setting: unknown, recorded: Trace): Replay {
  const system = property.kind === 'inductive' ? listedSystem(scope, property) : scope;
  const stale = staleStart(system, setting, recorded);
  if (stale !== undefined) return { verdict: 'stale', because: stale };
  const world = initialWorlds(system)[recorded.start] as World;
  const isAsRecorded =
    canonical(Object.fromEntries(standings(system, world))) === canonical(recorded.initial);
  const result = replayAlong(system, property, recorded, isAsRecorded ? undefined : 0);
  if (isAsRecorded && result.verdict === 'fixed' && isOfInitialWorld(property, recorded))
    throw new UsageError(
      `the trace has no steps, and '${property.name}' is not violated in its initial world; record it again`,
    );
  return result;
}

/** Whether the record is only about the initial world, and not about its continuations. */
function isOfInitialWorld({ kind }: Property, { steps, loop }: Trace): boolean {
  return steps.length === 0 && loop === undefined && kind !== 'possible';
}

/** @throws UsageError if the property needs a step or a cycle as a counterexample and the record has none. */
function refuseEmpty({ kind, name }: Property, { steps, loop }: Trace): void {
  if ((kind === 'step' || kind === 'inductive') && steps.length === 0)
    throw new UsageError(`the trace has no steps, and '${name}' is violated by a step; record it again`);
  if (kind === 'leadsTo' && loop === undefined)
    throw new UsageError(
      `the trace does not say with 'loop' how it goes on for ever, and '${name}' is violated only by an infinite run; record it again`,
    );
}

/** Executes the actions of a record; `differs` is the step at which a difference is already known, if any. */
export function replayAlong(
  system: System,
  property: Property,
  recorded: Trace,
  differs: number | undefined,
): Replay {
  let world = initialWorlds(system)[recorded.start] as World;
  const initial = Object.fromEntries(standings(system, world));
  const judge = judgeOf(
    property,
    referenceEvaluators(honestNodes(system), () => seenIn(system, world)),
  );
  const call = callNumberOf(property);
  const nowhere = { world: 0 };
  judgeWorld(property, judge, 0, call);
  let differsAt = differs;
  const steps: TraceStep[] = [];
  // The record of a schedule continues into the fault-free phase, where no bound applies.
  const isFaultFree = property.kind === 'settles' && recorded.loop === undefined;
  const bounded = isFaultFree
    ? withoutCuts(system)
    : system.rebase === undefined
      ? system
      : withoutWithin(system);
  const executed = { worlds: [world], actions: [] as Action[] };
  let stepsBeforeLoop = 0;
  let stepped: Transition | Recovery | undefined;
  for (const [at, record] of recorded.steps.entries()) {
    const offered = enabledOrReason(bounded, world, record.action);
    if (offered.action === undefined) {
      if (differsAt !== undefined) continue;
      return {
        verdict: 'stale',
        because: `step ${at + 1} ${offered.because}, although all before it went as recorded`,
      };
    }
    executed.actions.push(offered.action);
    try {
      const taken = stepOf(system, world, offered.action);
      const transition = transitionOf(system, world, taken.outcome);
      world = taken.outcome.world;
      steps.push(taken.step);
      stepped = transition;
      if (transition !== undefined) judgeStep(property, judge, transition, nowhere, call);
      judgeWorld(property, judge, 0, call);
    } catch (cause) {
      throw explained(cause, () => traceOfFailure(system, recorded.start, executed.actions));
    }
    const step = steps.at(-1) as TraceStep;
    if (differsAt === undefined && observationOf(step) !== observationOf(record)) differsAt = at + 1;
    if (at < (recorded.loop ?? 0)) stepsBeforeLoop++;
    executed.worlds.push(world);
  }
  // Skipped actions are no steps of the executed trace.
  const loop = recorded.loop === undefined ? undefined : stepsBeforeLoop;
  const violated =
    callingProperty(property, () => violatedByWhole(system, property, { ...executed, loop })) ??
    judge.isDecided;
  if (violated === 'undecided') {
    return {
      verdict: 'undecided',
      because: `more than ${worldsMax} worlds can be reached from the last one`,
    };
  }
  const at = violated ? brokenIn(system, property, world, stepped) : [];
  return {
    verdict: violated ? 'reproduced' : 'fixed',
    ...(at.length > 0 && { at }),
    trace: {
      start: recorded.start,
      initial,
      steps,
      ...(loop !== undefined && violated && { loop }),
    },
    ...(differsAt !== undefined && { differsAt }),
    skipped: recorded.steps.length - steps.length,
  };
}

/** The observable part of a step: it does not depend on the order of independent effects. */
function observationOf({ effects, changes, history }: TraceStep): string {
  return canonical([observableEffectsOf(effects), changes, history]);
}

/** Why the setting or initial world of the record does not apply to the system, if so. */
function staleStart(system: System, setting: unknown, { start, initial }: Trace): string | undefined {
  if (canonical(setting) !== canonical(system.setting)) return 'it was recorded with another setting';
  const world = initialWorlds(system)[start];
  if (world === undefined) return `the scope has no initial world ${start}`;
  const current = standings(system, world);
  for (const node of new Set([...Object.keys(initial), ...current.keys()])) {
    const recordedKind = Object.hasOwn(initial, node) ? kindOf(initial[node] as Standing) : 'no node';
    const currentKind = current.has(node) ? kindOf(current.get(node) as Standing) : 'no node';
    if (recordedKind !== currentKind)
      return `node '${node}' is ${currentKind} in the initial world, and was ${recordedKind} when it was recorded`;
  }
  return undefined;
}

function kindOf(standing: Standing): string {
  // A node that failed came up: a replay shows whether it still fails.
  return 'up' in standing || 'failed' in standing ? 'up' : 'down' in standing ? 'down' : 'absent';
}

/** The enabled action that equals a recorded one, or why there is none. */
function enabledOrReason(
  system: System,
  world: World,
  wanted: Action,
): { readonly action?: Action; readonly because?: string } {
  const { actions, cuts } = actionsOf(system, world);
  const key = canonical(wanted);
  const action = actions.find((one) => canonical(one) === key);
  if (action !== undefined) return { action };
  const unknownNode = nodesOf(wanted).find((node) => !Object.hasOwn(world.nodes, node));
  if (unknownNode !== undefined) return { because: `names '${unknownNode}', which is no node of the scope` };
  return {
    because: cuts.length > 0 ? `lies beyond a bound of the scope (${cuts.join(', ')})` : 'cannot happen',
  };
}

/**
 * Whether the whole execution violates a property; undefined for properties that each world or step decides.
 */
function violatedByWhole(
  system: System,
  property: Property,
  { loop, ...executed }: Omit<LassoRun, 'loop'> & { readonly loop: number | undefined },
): boolean | 'undecided' | undefined {
  const last = executed.worlds.at(-1) as World;
  if (property.kind === 'leadsTo' || (property.kind === 'settles' && loop !== undefined))
    return (
      executed.worlds.length > (loop ?? Infinity) &&
      isLassoViolation(system, property, { ...executed, loop: loop ?? 0 })
    );
  if (property.kind === 'settles') return failure(property.over, seenIn(system, last)) !== undefined;
  return property.kind === 'possible' ? (cannotReach(system, property, last) ?? 'undecided') : undefined;
}

/** Whether no execution from this world reaches the goal; undefined if there are too many worlds to know. */
function cannotReach(
  system: System,
  { over }: Extract<Property, { kind: 'possible' }>,
  from: World,
): boolean | undefined {
  const first = rebased(system, from);
  const visited = new Map([[worldKey(first), first]]);
  for (const world of visited.values()) {
    if (witness(over, seenIn(system, world)) !== undefined || actionsOf(system, world).cuts.length > 0)
      return false;
    if (visited.size > worldsMax) return undefined;
    for (const action of actionsOf(system, world).actions) {
      const next = rebased(system, apply(system, world, action).world);
      const key = worldKey(next);
      if (!visited.has(key)) visited.set(key, next);
    }
  }
  return true;
}
