/**
 * A recorded trace against what a subject does today.
 *
 * - `reproduced`: the property breaks again.
 * - `fixed`: the property holds, and the first difference from the record is what the subject itself did or showed. Later
 *   actions that are no longer possible are skipped and counted.
 * - `stale`: an action, a node, the setting or the initial world does not apply although everything before it matched, so
 *   the record says nothing about this subject.
 */
import type { Tagged } from '../actors/actor.ts';
import { withoutAmbience } from '../actors/ambient.ts';
import { observableEffectsOf } from '../actors/lockstep-actor.ts';
import { failure, referenceEvaluators, witness } from '../property/evaluate.ts';
import { listedSystem } from '../property/inductive.ts';
import { callingProperty, callNumberOf, judgeOf, judgeStep, judgeWorld } from '../property/judges.ts';
import type { Property } from '../property/property.ts';
import { nodesOf } from '../semantics/actions.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { rebased } from '../semantics/rebase.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { withoutCuts, withoutWithin } from '../semantics/variants.ts';
import { honestNodes, seenIn, standings, transitionOf } from '../semantics/views.ts';
import { type Action, type Standing, type World, worldKey } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { isLassoViolation, type LassoRun } from './lasso-check.ts';
import type { Result } from './result.ts';
import { explained, stepOf, type Trace, type TraceStep, traceOfFailure } from './trace.ts';

/** What became of a recorded trace. */
export type Replay =
  | {
      readonly verdict: 'reproduced' | 'fixed';
      /** What the subject does on this schedule today, without the actions that were skipped. */
      readonly trace: Trace;
      /** Step of the record, from 1, at which the subject first did something else; 0 for what it showed initially. */
      readonly differsAt?: number;
      readonly skipped: number;
    }
  | { readonly verdict: 'stale'; readonly because: string }
  /** The last world is reached again, but what a `possible` could reach from it is too much to look at. */
  | { readonly verdict: 'undecided'; readonly because: string };

/** Worlds looked at before it is left open whether a goal can still be reached. */
const worldsMax = 200_000;

/**
 * Replays a record made with this setting, of a property that was of this kind then.
 *
 * @throws UsageError where the record cannot show what it is said to show, whatever the subject does.
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
  const result = went(system, property, recorded, isAsRecorded ? undefined : 0);
  if (isAsRecorded && result.verdict === 'fixed' && isOfInitialWorld(property, recorded))
    throw new UsageError(
      `the trace has no steps, and '${property.name}' is not broken in its initial world; record it anew`,
    );
  return result;
}

/** Whether the initial world is all that is judged, and not what may come after it. */
function isOfInitialWorld({ kind }: Property, { steps, loop }: Trace): boolean {
  return steps.length === 0 && loop === undefined && kind !== 'possible';
}

/** What only a step or a run without end can break is broken by no record that has none. */
function refuseEmpty({ kind, name }: Property, { steps, loop }: Trace): void {
  if ((kind === 'step' || kind === 'inductive') && steps.length === 0)
    throw new UsageError(`the trace has no steps, and '${name}' is broken by a step; record it anew`);
  if (kind === 'leadsTo' && loop === undefined)
    throw new UsageError(
      `the trace does not say with 'loop' how it goes on for ever, and '${name}' is broken by that alone; record it anew`,
    );
}

/** Goes the way of a record; `differs` says at which step it is known to be otherwise than recorded, if it is. */
function went(system: System, property: Property, recorded: Trace, differs: number | undefined): Replay {
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
  // Its record goes on into the calm, which no bound ends.
  const isCalm = property.kind === 'settles' && recorded.loop === undefined;
  const offering = isCalm
    ? withoutCuts(system)
    : system.rebase === undefined
      ? system
      : withoutWithin(system);
  const run = { worlds: [world], actions: [] as Action[] };
  let before = 0;
  for (const [at, record] of recorded.steps.entries()) {
    const offer = offered(offering, world, record.action);
    if (offer.action === undefined) {
      if (differsAt !== undefined) continue;
      return {
        verdict: 'stale',
        because: `step ${at + 1} ${offer.because}, although all before it went as recorded`,
      };
    }
    run.actions.push(offer.action);
    try {
      const taken = stepOf(system, world, offer.action);
      const transition = transitionOf(system, world, taken.outcome);
      world = taken.outcome.world;
      steps.push(taken.step);
      if (transition !== undefined) judgeStep(property, judge, transition, nowhere, call);
      judgeWorld(property, judge, 0, call);
    } catch (cause) {
      throw explained(cause, () => traceOfFailure(system, recorded.start, run.actions));
    }
    const step = steps.at(-1) as TraceStep;
    if (differsAt === undefined && seenOf(step) !== seenOf(record)) differsAt = at + 1;
    if (at < (recorded.loop ?? 0)) before++;
    run.worlds.push(world);
  }
  // What was skipped is no step of the way that was gone.
  const loop = recorded.loop === undefined ? undefined : before;
  const broken =
    callingProperty(property, () => isBroken(system, property, { ...run, loop })) ?? judge.settled;
  if (broken === 'undecided') {
    return {
      verdict: 'undecided',
      because: `more than ${worldsMax} worlds can be reached from the last one`,
    };
  }
  return {
    verdict: broken ? 'reproduced' : 'fixed',
    trace: {
      start: recorded.start,
      initial,
      steps,
      ...(loop !== undefined && broken && { loop }),
    },
    ...(differsAt !== undefined && { differsAt }),
    skipped: recorded.steps.length - steps.length,
  };
}

/** A message with any fields, as who knows no shape may write it. */
type Written = Tagged & Readonly<Record<string, unknown>>;

type InWords<A> = A extends unknown ? { [K in keyof A]: A[K] extends Tagged ? Written : A[K] } : never;

/** Actions from an initial world, as a test may list them. */
export interface Execution {
  readonly actions: readonly InWords<Action>[];
  /** Which initial world, from 0; the first unless given. */
  readonly start?: number;
  /** Of a lasso: after the last action all goes on as after this many, for ever. */
  readonly loop?: number;
}

/**
 * Takes actions, one after the other, and says what becomes of a property. What cannot happen is left out, as it is where
 * schedules are shrunk.
 *
 * @throws UsageError where there is no such initial world, or not one of the actions can happen: that would prove nothing.
 */
export function follow(scope: System, property: Property, way: Execution): Result {
  validate(scope);
  return withoutAmbience(() => followed(scope, property, way));
}

function followed(scope: System, property: Property, { actions, start = 0, loop }: Execution): Result {
  if (loop !== undefined && !(Number.isInteger(loop) && loop >= 0 && loop <= actions.length))
    throw new UsageError(`loop is ${loop}; it must be a number of actions, from 0 to ${actions.length}`);
  if (property.kind === 'leadsTo' && loop === undefined)
    return { property, verdict: 'inconclusive', because: 'these actions end; say with loop how they go on' };
  const system = property.kind === 'inductive' ? listedSystem(scope, property) : scope;
  const first = initialWorlds(system)[start];
  if (first === undefined) throw new UsageError(`the scope has no initial world ${start}`);
  const initial = Object.fromEntries(standings(system, first));
  const steps = actions.map((action): TraceStep => ({ action, effects: [], changes: [] }));
  const way: Trace = { start, initial, steps, ...(loop !== undefined && { loop }) };
  // Taken for another from the outset, so that no action is stale.
  const result = went(system, property, way, 0);
  if ('because' in result) return { property, verdict: 'inconclusive', because: result.because };
  const { trace } = result;
  if (actions.length > 0 && trace.steps.length === 0)
    throw new UsageError(`none of the ${actions.length} actions can happen; record them anew`);
  const isMet = result.verdict === 'reproduced';
  if (actions.length === 0 && !isMet)
    throw new UsageError(
      `no actions are given, and '${property.name}' is as good in the initial world; give some`,
    );
  if (property.kind !== 'sometimes')
    return isMet ? { property, verdict: 'violated', trace } : { property, verdict: 'holds' };
  return isMet
    ? { property, verdict: 'reached', trace }
    : { property, verdict: 'inconclusive', because: 'these actions do not reach it' };
}

/** What a step did and showed, whatever the order in which the code went about it. */
function seenOf({ effects, changes, history }: TraceStep): string {
  return canonical([observableEffectsOf(effects), changes, history]);
}

/** Why the record does not begin as the system does, if so. */
function staleStart(system: System, setting: unknown, { start, initial }: Trace): string | undefined {
  if (canonical(setting) !== canonical(system.setting)) return 'it was recorded with another setting';
  const world = initialWorlds(system)[start];
  if (world === undefined) return `the scope has no initial world ${start}`;
  const today = standings(system, world);
  for (const node of new Set([...Object.keys(initial), ...today.keys()])) {
    const then = Object.hasOwn(initial, node) ? kindOf(initial[node] as Standing) : 'no node';
    const now = today.has(node) ? kindOf(today.get(node) as Standing) : 'no node';
    if (then !== now)
      return `node '${node}' is ${now} in the initial world, and was ${then} when it was recorded`;
  }
  return undefined;
}

function kindOf(standing: Standing): string {
  return 'up' in standing ? 'up' : 'down' in standing ? 'down' : 'absent';
}

/** The action as the world offers it, or why it does not. */
function offered(
  system: System,
  world: World,
  wanted: Action,
): { readonly action?: Action; readonly because?: string } {
  const { actions, cuts } = actionsOf(system, world);
  const key = canonical(wanted);
  const action = actions.find((one) => canonical(one) === key);
  if (action !== undefined) return { action };
  const stranger = nodesOf(wanted).find((node) => !Object.hasOwn(world.nodes, node));
  if (stranger !== undefined) return { because: `names '${stranger}', which is no node of the scope` };
  return {
    because: cuts.length > 0 ? `lies beyond a bound of the scope (${cuts.join(', ')})` : 'cannot happen',
  };
}

/** What only the whole run can tell; undefined for properties that are judged on the way. */
function isBroken(
  system: System,
  property: Property,
  { loop, ...run }: Omit<LassoRun, 'loop'> & { readonly loop: number | undefined },
): boolean | 'undecided' | undefined {
  const last = run.worlds.at(-1) as World;
  if (property.kind === 'leadsTo' || (property.kind === 'settles' && loop !== undefined))
    return (
      run.worlds.length > (loop ?? Infinity) &&
      isLassoViolation(system, property, { ...run, loop: loop ?? 0 })
    );
  if (property.kind === 'settles') return failure(property.over, seenIn(system, last)) !== undefined;
  return property.kind === 'possible' ? (isLost(system, property, last) ?? 'undecided') : undefined;
}

/** Whether no continuation of this world reaches the goal any more. */
function isLost(
  system: System,
  { over }: Extract<Property, { kind: 'possible' }>,
  from: World,
): boolean | undefined {
  const first = rebased(system, from);
  const seen = new Map([[worldKey(first), first]]);
  for (const world of seen.values()) {
    if (witness(over, seenIn(system, world)) !== undefined || actionsOf(system, world).cuts.length > 0)
      return false;
    if (seen.size > worldsMax) return undefined;
    for (const action of actionsOf(system, world).actions) {
      const next = rebased(system, apply(system, world, action).world);
      const key = worldKey(next);
      if (!seen.has(key)) seen.set(key, next);
    }
  }
  return true;
}
