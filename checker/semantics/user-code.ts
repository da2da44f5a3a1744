/**
 * Calls into the code of a system: `inputs`, `draws`, `births`, `crash.when`, `within` and the monitor. Each
 * call is noted for the watchdog, its result is checked, and an error names the function and the node.
 */
import type { NodeId, Received, Tagged } from '../actors/actor.ts';
import { began, CallKind, ended } from '../actors/heartbeat.ts';
import {
  atOnce,
  called,
  isTagged,
  list,
  refusePromise,
  systemFailed,
  truth,
  untagged,
} from '../actors/user-code.ts';
import type { MonitorEvent, System } from './system.ts';
import type { Standing } from './world.ts';

/** The kinds of calls, with the names that errors and the watchdog print. */
const systemCalls = {
  inputs: new CallKind("'inputs'"),
  draws: new CallKind("'draws'"),
  births: new CallKind("'births'"),
  crash: new CallKind("'crash.when'"),
  within: new CallKind("'within'"),
  monitor: new CallKind('the monitor'),
};

/** The inputs that a client can send to a node with this view. */
export function inputsOf(system: System, view: object, node: NodeId): readonly Tagged[] {
  if (system.inputs === undefined) return [];
  const before = began(systemCalls.inputs.of(node));
  try {
    const inputs = list('inputs', system.inputs(view, node)) as readonly Tagged[];
    for (const input of inputs) refuseInput(system, input);
    ended(before);
    return inputs;
  } catch (cause) {
    throw systemFailed(systemCalls.inputs, node, cause);
  }
}

/**
 * The field of a system with the inputs that the correct models of its suite handle. A mutant of a model may
 * handle fewer: that is a bug to find, and not a mistake of the system.
 */
export const knownInputs: unique symbol = Symbol('known inputs');

/** A system of a suite, which may have that field. */
export type WithKnownInputs = System & { readonly [knownInputs]?: readonly string[] };

/** Refuses an input without a type, or one that no model of the suite handles. */
function refuseInput(system: System, input: Tagged): void {
  if (!isTagged(input)) throw untagged('an input', input);
  const known = (system as WithKnownInputs)[knownInputs];
  if (known !== undefined && !known.includes(input.type))
    throw new Error(
      `it has '${input.type}', which no machine of the system handles in any state; they handle ${known.join(', ') || 'no input'}`,
    );
}

/** The draws that the environment can give to a node with this event. */
export function drawsAt(system: System, view: object, event: Received, node: NodeId): readonly unknown[] {
  if (system.draws === undefined) return [];
  return called(systemCalls.draws, node, () => list('draws', system.draws?.(view, event, node)));
}

/** The draws with which a node that is not up can come up now; `undefined` is no draw. */
export function birthsOf(
  system: System,
  node: NodeId,
  all: ReadonlyMap<NodeId, Standing>,
): readonly unknown[] {
  return called(systemCalls.births, node, () => list('draws', system.births?.(node, all)));
}

/** Whether `crash.when` lets a node crash, given the standings of all nodes. */
export function mayCrashWhen(system: System, node: NodeId, all: ReadonlyMap<NodeId, Standing>): boolean {
  return called(systemCalls.crash, node, () => truth(system.crash?.when?.(node, all)));
}

/** Whether `within` holds for the view of a node: where it does not, the world is a cut. */
export function isWithin(system: System, view: object, node: NodeId): boolean {
  if (system.within === undefined) return true;
  return called(systemCalls.within, node, () => truth(system.within?.(view)));
}

/** The history of the monitor after one more event. */
export function historyAfter({ monitor }: System, history: unknown, event: MonitorEvent): unknown {
  if (monitor === undefined) return history;
  const before = began(systemCalls.monitor.of(event.node));
  try {
    const after = monitor.next(history, event);
    if (after !== history) refuseHistory(after, monitor.first);
    ended(before);
    return after;
  } catch (cause) {
    const what =
      event.type === 'output'
        ? `output '${event.output?.type}'`
        : event.type === 'send'
          ? `send of '${event.message.type}'`
          : event.type;
    throw systemFailed(systemCalls.monitor, event.node, cause, ` at ${what}`);
  }
}

/** Refuses a promise, and `undefined` after a defined history. */
function refuseHistory(after: unknown, first: unknown): void {
  refusePromise(after, atOnce);
  if (after === undefined && first !== undefined)
    throw new Error('it returned nothing; return the next history, or the same one where nothing changes');
}
