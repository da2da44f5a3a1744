/**
 * Calls into the code of a suite: nodes, what a system asks of its author, conditions. Each call is noted for a watchdog
 * (`heartbeat.ts`), is named where it fails, and is held to what it must return: a promise, or nothing where something is due, would
 * otherwise pass for an answer.
 *
 * Engines call nodes, systems and monitors through this file. Conditions are asked where their answers are kept, and held to `truth`; their
 * properties are named by `judge.ts`.
 */
import type { Actor, Birth, Effect, NodeId, Received, Step, Tagged } from './actor.ts';
import { withoutAmbience } from './ambient.ts';
import { CodeError, failedAt, messageOf } from './errors.ts';
import { began, CallKind, ended, noted, stepNumber } from './heartbeat.ts';
import type { Happened, System } from './system.ts';
import type { Standing } from './world.ts';

/** The kinds of calls, under the names by which errors and the watchdog know them. */
const kinds = {
  init: new CallKind('coming up'),
  view: new CallKind('its view'),
  choices: new CallKind("its 'choices'"),
  answer: new CallKind('answering'),
  inputs: new CallKind("'inputs'"),
  draws: new CallKind("'draws'"),
  births: new CallKind("'births'"),
  crash: new CallKind("'crash.when'"),
  within: new CallKind("'within'"),
  monitor: new CallKind('the monitor'),
};

// ---------------------------------------------------------------- nodes

/** The step of a node that comes up. */
export function initOf(actor: Actor, birth: Birth): Step {
  return called(
    kinds.init,
    birth.self,
    () => stepFrom(actor.init(birth)),
    failedAtDoing(() => 'coming up'),
  );
}

/** The step of a node that takes an event. */
export function stepOf(actor: Actor, node: NodeId, state: unknown, event: Received, choice?: unknown): Step {
  const before = began(stepNumber(node, event));
  try {
    const step = stepFrom(actor.step(state, event, choice));
    ended(before);
    return step;
  } catch (cause) {
    throw nodeFailed(node, describe(event), cause);
  }
}

/** What a node shows. */
export function viewBy(actor: Actor, node: NodeId, state: unknown): object {
  const before = began(kinds.view.of(node));
  try {
    const view = object('a view', actor.view(state));
    ended(before);
    return view;
  } catch (cause) {
    throw nodeFailed(node, 'its view', cause);
  }
}

/** What a model leaves open at an event. */
export function choicesOf(actor: Actor, node: NodeId, state: unknown, event: Received): readonly unknown[] {
  if (actor.choices === undefined) return [];
  const choices = () => list('what may be chosen', actor.choices?.(state, event));
  return called(
    kinds.choices,
    node,
    choices,
    failedAtDoing(() => `its 'choices' at ${describe(event)}`),
  );
}

/** What a node replies to a call. */
export function answerBy(
  actor: Actor,
  node: NodeId,
  state: unknown,
  request: Tagged,
  caller: NodeId,
): Tagged {
  const answer = () => {
    const reply = object('a reply', actor.answer?.(state, request));
    if (isTagged(reply)) return reply;
    throw untagged('the reply', reply);
  };
  return called(
    kinds.answer,
    node,
    answer,
    failedAtDoing(() => `answering '${request.type}' from '${caller}'`),
  );
}

/** What an actor returned, if it is a step. */
export function stepFrom(result: Step): Step {
  if (typeof result === 'object' && result !== null && Array.isArray(result.effects)) return result;
  const step = object('a step', result);
  throw new Error(
    `it returned a step whose 'effects' are ${textOf(step.effects)}; return { state, effects }, and [] where there are none`,
  );
}

const effectTypes = 'send, call, output, persist, arm, disarm';

/** An effect that is none; `effect` is what stood in its place. */
export function noEffect(node: NodeId, effect: unknown): CodeError {
  const { type } = (effect ?? {}) as Partial<Effect>;
  const what = type === undefined ? textOf(effect) : `'${String(type)}'`;
  return new CodeError(`node '${node}' returned the effect ${what}, which is none; there is ${effectTypes}`);
}

/** Refuses a message, an output or a request that has no type by which it is told apart. */
export function refuseUntagged(node: NodeId, what: string, value: unknown): void {
  if (!isTagged(value)) throw nodeFailed(node, `${what} of its step`, untagged(what, value));
}

function isTagged(value: unknown): value is Tagged {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Tagged>).type === 'string';
}

function untagged(what: string, value: unknown): Error {
  return new Error(`${what} is ${textOf(value)}, but it must be an object with a 'type', a string`);
}

// ---------------------------------------------------------------- what a system says

/** What the outside may ask of a node that shows this view. */
export function inputsOf(system: System, view: object, node: NodeId): readonly Tagged[] {
  if (system.inputs === undefined) return [];
  const before = began(kinds.inputs.of(node));
  try {
    const inputs = list('what may be asked', system.inputs(view, node)) as readonly Tagged[];
    for (const input of inputs) refuseInput(system, input);
    ended(before);
    return inputs;
  } catch (cause) {
    throw askedInVain(kinds.inputs, node, cause);
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
  return called(kinds.draws, node, () => list('what may be drawn', system.draws?.(view, event, node)));
}

/** What a node that is not up may be handed if it comes up now; `undefined` is nothing. */
export function birthsOf(
  system: System,
  node: NodeId,
  all: ReadonlyMap<NodeId, Standing>,
): readonly unknown[] {
  return called(kinds.births, node, () => list('what may be handed', system.births?.(node, all)));
}

/** Whether the crash rule lets a node crash where all stand so. */
export function mayCrashWhen(system: System, node: NodeId, all: ReadonlyMap<NodeId, Standing>): boolean {
  return called(kinds.crash, node, () => truth(system.crash?.when?.(node, all)));
}

/** Whether a scope goes on beyond a world in which a node shows this view. */
export function isWithin(system: System, view: object, node: NodeId): boolean {
  if (system.within === undefined) return true;
  return called(kinds.within, node, () => truth(system.within?.(view)));
}

/** What the monitor remembers once something has happened. */
export function historyAfter({ monitor }: System, history: unknown, happened: Happened): unknown {
  if (monitor === undefined) return history;
  const before = began(kinds.monitor.of(happened.node));
  try {
    const after = monitor.next(history, happened);
    if (after !== history) refuseHistory(after, monitor.first);
    ended(before);
    return after;
  } catch (cause) {
    const what = happened.type === 'output' ? `output '${happened.output?.type}'` : happened.type;
    throw askedInVain(kinds.monitor, happened.node, cause, ` at ${what}`);
  }
}

function refuseHistory(after: unknown, first: unknown): void {
  refusePromise(after, atOnce);
  if (after === undefined && first !== undefined)
    throw new Error('it returned nothing; return the next history, or the same one where nothing changes');
}

// ---------------------------------------------------------------- what may come back

/** A condition's answer, if it is one. */
export function truth(answer: unknown): boolean {
  if (answer === true || answer === false) return answer;
  throw noTruth(answer);
}

/** Why an answer is none. */
export function noTruth(answer: unknown): Error {
  refusePromise(answer, atOnce);
  const hint = answer === undefined ? '; is a return missing?' : '';
  return new Error(`it returned ${textOf(answer)} where true or false was due${hint}`);
}

/** A result that is an object; a promise or nothing is refused with a sentence. */
export function object<T>(what: string, result: T): T {
  // Of an object that is no promise only a function could make one; that is no plain data, and refused as such.
  if (typeof result === 'object' && result !== null && !(result instanceof Promise)) return result;
  refusePromise(result);
  throw new Error(`it returned ${textOf(result)} where ${what} was due, which is an object`);
}

/** A result that is a list. */
export function list<T>(what: string, result: T): T & readonly unknown[] {
  if (Array.isArray(result)) return result;
  refusePromise(result, atOnce);
  const hint = result === undefined ? '; is a return missing?' : '';
  throw new Error(`it returned ${textOf(result)} where a list of ${what} was due, [] for nothing${hint}`);
}

/** What to write in place of a promise where no node takes a step. */
export const atOnce = "an answer is due at once: leave out 'async' and 'await'";

/** Refuses a promise, and whatever else has a 'then'. */
export function refusePromise(
  result: unknown,
  instead = 'an actor is a pure step: let it send what it waits for as an effect, and take the answer as an event',
): void {
  if (typeof result !== 'object' || result === null || !('then' in result)) return;
  if (typeof result.then !== 'function') return;
  // What becomes of it is of no interest any more; left alone, its failure would end the process.
  if (result instanceof Promise) result.catch(() => {});
  throw new Error(`it returned a promise, but ${instead}`);
}

/** A value in a few words. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}

// ---------------------------------------------------------------- where it failed

/** Runs what an actor answers for; what goes wrong in it is told with the node's name and what it was doing. */
export function guarded<T>(node: NodeId, doing: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw nodeFailed(node, doing, cause);
  }
}

/** What a node threw, with its name and what it was doing. */
export function nodeFailed(node: NodeId, doing: string, cause: unknown): CodeError {
  return new CodeError(`node '${node}' failed at ${doing}: ${messageOf(cause)}`, { cause });
}

/** Runs code of a suite that belongs to no node, for instance `scope 'default'`; what it throws is told with that name. */
export function calling<T>(what: string, run: () => T): T {
  try {
    return withoutAmbience(() => noted(what, run));
  } catch (cause) {
    throw failedAt(what, cause);
  }
}

/** Runs code that concerns a node; `failed` names it where it throws. */
function called<T>(kind: CallKind, node: NodeId, run: () => T, failed = askedInVain): T {
  const before = began(kind.of(node));
  try {
    const result = run();
    ended(before);
    return result;
  } catch (cause) {
    throw failed(kind, node, cause);
  }
}

/** How code of a node failed, at what it was doing. */
function failedAtDoing(doing: () => string): (kind: CallKind, node: NodeId, cause: unknown) => Error {
  return (_, node, cause) => nodeFailed(node, doing(), cause);
}

/** What code of a system threw, with its name; sentences that name where it failed stay as they are. */
function askedInVain({ name }: CallKind, node: NodeId, cause: unknown, when = ''): Error {
  return failedAt(`${name} of node '${node}'`, cause, when);
}

/** An event as errors name it. */
export function describe(event: Received): string {
  switch (event.type) {
    case 'message':
      return `message '${event.message.type}' from '${event.from}'`;
    case 'timeout':
      return `timeout '${event.timer}'`;
    case 'input':
      return `input '${event.input.type}'`;
    case 'reply':
      return `reply '${event.reply.type}' from '${event.from}'`;
    default:
      return event.type;
  }
}
