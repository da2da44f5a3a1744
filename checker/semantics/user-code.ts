import type { NodeId, Received, Tagged } from '../actors/actor.ts';
import { began, CallKind, ended } from '../actors/heartbeat.ts';
import {
  askedInVain,
  atOnce,
  called,
  isTagged,
  list,
  refusePromise,
  truth,
  untagged,
} from '../actors/user-code.ts';
import type { Happened, System } from './system.ts';
import type { Standing } from './world.ts';

// ---------------------------------------------------------------- what a system says

/** The kinds of calls into the code of a system, under the names by which errors and the watchdog know them. */
const systemCalls = {
  inputs: new CallKind("'inputs'"),
  draws: new CallKind("'draws'"),
  births: new CallKind("'births'"),
  crash: new CallKind("'crash.when'"),
  within: new CallKind("'within'"),
  monitor: new CallKind('the monitor'),
};

/** What the outside may ask of a node that shows this view. */
export function inputsOf(system: System, view: object, node: NodeId): readonly Tagged[] {
  if (system.inputs === undefined) return [];
  const before = began(systemCalls.inputs.of(node));
  try {
    const inputs = list('what may be asked', system.inputs(view, node)) as readonly Tagged[];
    for (const input of inputs) refuseInput(system, input);
    ended(before);
    return inputs;
  } catch (cause) {
    throw askedInVain(systemCalls.inputs, node, cause);
  }
}

/** Under which a system of a suite has the inputs that its right models handle: a mistake may be that one is not handled. */
export const knownInputs: unique symbol = Symbol('known inputs');

function refuseInput(system: System, input: Tagged): void {
  if (!isTagged(input)) throw untagged('an input', input);
  const known = (system as { readonly [knownInputs]?: readonly string[] })[knownInputs];
  if (known !== undefined && !known.includes(input.type))
    throw new Error(
      `it has '${input.type}', which no machine of the system handles in any state; they handle ${known.join(', ') || 'no input'}`,
    );
}

/** What the environment may hand to a node with this event. */
export function drawsAt(system: System, view: object, event: Received, node: NodeId): readonly unknown[] {
  if (system.draws === undefined) return [];
  return called(systemCalls.draws, node, () => list('what may be drawn', system.draws?.(view, event, node)));
}

/** What a node that is not up may be handed if it comes up now; `undefined` is nothing. */
export function birthsOf(
  system: System,
  node: NodeId,
  all: ReadonlyMap<NodeId, Standing>,
): readonly unknown[] {
  return called(systemCalls.births, node, () => list('what may be handed', system.births?.(node, all)));
}

/** Whether the crash rule lets a node crash where all stand so. */
export function mayCrashWhen(system: System, node: NodeId, all: ReadonlyMap<NodeId, Standing>): boolean {
  return called(systemCalls.crash, node, () => truth(system.crash?.when?.(node, all)));
}

/** Whether a scope goes on beyond a world in which a node shows this view. */
export function isWithin(system: System, view: object, node: NodeId): boolean {
  if (system.within === undefined) return true;
  return called(systemCalls.within, node, () => truth(system.within?.(view)));
}

/** What the monitor remembers once something has happened. */
export function historyAfter({ monitor }: System, history: unknown, happened: Happened): unknown {
  if (monitor === undefined) return history;
  const before = began(systemCalls.monitor.of(happened.node));
  try {
    const after = monitor.next(history, happened);
    if (after !== history) refuseHistory(after, monitor.first);
    ended(before);
    return after;
  } catch (cause) {
    const what = happened.type === 'output' ? `output '${happened.output?.type}'` : happened.type;
    throw askedInVain(systemCalls.monitor, happened.node, cause, ` at ${what}`);
  }
}

function refuseHistory(after: unknown, first: unknown): void {
  refusePromise(after, atOnce);
  if (after === undefined && first !== undefined)
    throw new Error('it returned nothing; return the next history, or the same one where nothing changes');
}
