/** Checks one property along actions that a test lists, as `check` does with the option `along`. */
import type { Tagged } from '../actors/actor.ts';
import { withoutAmbience } from '../actors/ambient.ts';
import { listedSystem } from '../property/inductive.ts';
import type { Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import { initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { standings } from '../semantics/views.ts';
import { UsageError } from '../values/errors.ts';
import { replayAlong } from './replay.ts';
import type { Result } from './result.ts';
import type { Trace, TraceStep } from './trace.ts';

/** A message with any fields, for tests that do not name the protocol's types. */
type AnyMessage = Tagged & Readonly<Record<string, unknown>>;

type Untyped<A> = A extends unknown ? { [K in keyof A]: A[K] extends Tagged ? AnyMessage : A[K] } : never;

/** Actions from an initial world, as a test lists them. */
export interface Execution {
  readonly actions: readonly Untyped<Action>[];
  /** The number of the initial world, from 0; the first by default. */
  readonly start?: number;
  /** Of a lasso: its cycle begins after this many actions and ends after the last one. */
  readonly loop?: number;
}

/**
 * Executes the actions in order and gives the verdict on a property. Actions that are not enabled are
 * skipped.
 *
 * @throws UsageError if the scope has no such initial world, or no action is enabled: the check would then be
 * vacuous.
 */
export function checkAlong(scope: System, property: Property, execution: Execution): Result {
  validate(scope);
  return withoutAmbience(() => checkedAlong(scope, property, execution));
}

function checkedAlong(scope: System, property: Property, { actions, start = 0, loop }: Execution): Result {
  if (loop !== undefined && !(Number.isInteger(loop) && loop >= 0 && loop <= actions.length))
    throw new UsageError(`loop is ${loop}; it must be a number of actions, from 0 to ${actions.length}`);
  if (property.kind === 'leadsTo' && loop === undefined)
    return { property, verdict: 'inconclusive', because: 'these actions end; say with loop how they go on' };
  const system = property.kind === 'inductive' ? listedSystem(scope, property) : scope;
  const first = initialWorlds(system)[start];
  if (first === undefined) throw new UsageError(`the scope has no initial world ${start}`);
  const initial = Object.fromEntries(standings(system, first));
  const steps = actions.map((action): TraceStep => ({ action, effects: [], changes: [] }));
  const given: Trace = { start, initial, steps, ...(loop !== undefined && { loop }) };
  // A difference at step 0 means that an action which is not enabled is skipped, and not stale.
  const result = replayAlong(system, property, given, 0);
  if ('because' in result) return { property, verdict: 'inconclusive', because: result.because };
  const { trace } = result;
  if (actions.length > 0 && trace.steps.length === 0)
    throw new UsageError(`none of the ${actions.length} actions can happen; record them anew`);
  const isPositive = result.verdict === 'reproduced';
  if (actions.length === 0 && !isPositive)
    throw new UsageError(
      `no actions are given, and the initial world does not decide '${property.name}'; give some`,
    );
  if (property.kind !== 'sometimes')
    return isPositive ? { property, verdict: 'violated', trace } : { property, verdict: 'holds' };
  return isPositive
    ? { property, verdict: 'reached', trace }
    : { property, verdict: 'inconclusive', because: 'these actions do not reach it' };
}
