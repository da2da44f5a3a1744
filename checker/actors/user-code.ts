/**
 * Calls into the code of actors. Each call is noted for the watchdog (`heartbeat.ts`), its result is checked,
 * and an error names the node and the call: a promise, or `undefined` where a value is required, is refused.
 *
 * Engines call actors through this file, and systems and monitors through `semantics/user-code.ts`.
 * Conditions of properties are checked with `truth`; `judges.ts` names their property in errors.
 */
import { CodeError, failedAt, messageOf } from '../values/errors.ts';
import { type Naming, renamed } from '../values/rename.ts';
import type { Actor, Birth, Effect, NodeId, Received, Step, Tagged } from './actor.ts';
import { withoutAmbience } from './ambient.ts';
import { began, CallKind, ended, noted, stepNumber } from './heartbeat.ts';

/** The renamed state of an actor, by the actor's own `rename` if it has one. */
export function renamedState(actor: Actor, state: unknown, name: Naming): unknown {
  if (actor.rename === undefined) return renamed(state, name);
  return noted("an actor's 'rename'", () => {
    const after = actor.rename?.(state, name);
    refusePromise(after, atOnce);
    return after;
  });
}

/** The kinds of calls, with the names that errors and the watchdog print. */
const actorCalls = {
  init: new CallKind('coming up'),
  view: new CallKind('its view'),
  choices: new CallKind("its 'choices'"),
  answer: new CallKind('answering'),
};

// ---------------------------------------------------------------- calls

/** The step of a node that comes up. */
export function initOf(actor: Actor, birth: Birth): Step {
  return called(
    actorCalls.init,
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

/** The view of a node. */
export function viewBy(actor: Actor, node: NodeId, state: unknown): object {
  const before = began(actorCalls.view.of(node));
  try {
    const view = object('a view', actor.view(state));
    ended(before);
    return view;
  } catch (cause) {
    throw nodeFailed(node, 'its view', cause);
  }
}

/** The choices of a model at an event. */
export function choicesOf(actor: Actor, node: NodeId, state: unknown, event: Received): readonly unknown[] {
  if (actor.choices === undefined) return [];
  const choices = () => list('choices', actor.choices?.(state, event));
  return called(
    actorCalls.choices,
    node,
    choices,
    failedAtDoing(() => `its 'choices' at ${describe(event)}`),
  );
}

/** The reply of a node to a call. */
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
    actorCalls.answer,
    node,
    answer,
    failedAtDoing(() => `answering '${request.type}' from '${caller}'`),
  );
}

/** The result of an actor, checked to be a step. */
export function stepFrom(result: Step): Step {
  if (typeof result === 'object' && result !== null && Array.isArray(result.effects)) return result;
  const step = object('a step', result);
  throw new Error(
    `it returned a step whose 'effects' are ${textOf(step.effects)}; return { state, effects }, and [] where there are none`,
  );
}

const effectTypes = 'send, call, output, persist, arm, disarm';

/** The error for a value in a list of effects that is no effect. */
export function noEffect(node: NodeId, effect: unknown): CodeError {
  const { type } = (effect ?? {}) as Partial<Effect>;
  const what = type === undefined ? textOf(effect) : `'${String(type)}'`;
  return new CodeError(`node '${node}' returned the effect ${what}, which is none; there is ${effectTypes}`);
}

/** Refuses a message, an output or a request without a `type`. */
export function refuseUntagged(node: NodeId, what: string, value: unknown): void {
  if (!isTagged(value)) throw nodeFailed(node, `${what} of its step`, untagged(what, value));
}

/** Whether a value is an object with a `type`. */
export function isTagged(value: unknown): value is Tagged {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Tagged>).type === 'string';
}

/** The error for a value without a `type`. */
export function untagged(what: string, value: unknown): Error {
  return new Error(`${what} is ${textOf(value)}, but it must be an object with a 'type', a string`);
}

// ---------------------------------------------------------------- results

/** The result of a condition, checked to be true or false. */
export function truth(result: unknown): boolean {
  if (result === true || result === false) return result;
  throw noTruth(result);
}

/** The error for a result that is neither true nor false. */
function noTruth(result: unknown): Error {
  refusePromise(result, atOnce);
  const hint = result === undefined ? '; is a return missing?' : '';
  return new Error(`it returned ${textOf(result)} where true or false was due${hint}`);
}

/** A result, checked to be an object and no promise; `what` names it in the error. */
export function object<T>(what: string, result: T): T {
  // An object with a function `then` is a promise as well; it is refused as no plain data, for it has a function.
  if (typeof result === 'object' && result !== null && !(result instanceof Promise)) return result;
  refusePromise(result);
  throw new Error(`it returned ${textOf(result)} where ${what} was due, which is an object`);
}

/** A result, checked to be an array; `what` names its items in the error. */
export function list<T>(what: string, result: T): T & readonly unknown[] {
  if (Array.isArray(result)) return result;
  refusePromise(result, atOnce);
  const hint = result === undefined ? '; is a return missing?' : '';
  throw new Error(`it returned ${textOf(result)} where a list of ${what} was due, [] for nothing${hint}`);
}

/** The right code in place of a promise, outside of a step. */
export const atOnce = "an answer is due at once: leave out 'async' and 'await'";

/** Refuses a promise, and any other object with a function `then`. */
export function refusePromise(
  result: unknown,
  instead = 'an actor is a pure step: let it send what it waits for as an effect, and take the answer as an event',
): void {
  if (typeof result !== 'object' || result === null || !('then' in result)) return;
  if (typeof result.then !== 'function') return;
  // Without a handler, a rejection of the promise would end the process.
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

// ---------------------------------------------------------------- errors

/** Runs code for which an actor is responsible; an error names the node and `doing`. */
export function guarded<T>(node: NodeId, doing: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw nodeFailed(node, doing, cause);
  }
}

/** The error for a node's failure, with the node's name and `doing`. */
export function nodeFailed(node: NodeId, doing: string, cause: unknown): CodeError {
  return new CodeError(`node '${node}' failed at ${doing}: ${messageOf(cause)}`, { cause });
}

/**
 * Runs code of a suite that belongs to no node; an error names it with `what`, for instance `scope
 * 'default'`.
 */
export function calling<T>(what: string, run: () => T): T {
  try {
    return withoutAmbience(() => noted(what, run));
  } catch (cause) {
    throw failedAt(what, cause);
  }
}

/** Runs a call that concerns a node; `failed` makes the error if it throws. */
export function called<T>(kind: CallKind, node: NodeId, run: () => T, failed = systemFailed): T {
  const before = began(kind.of(node));
  try {
    const result = run();
    ended(before);
    return result;
  } catch (cause) {
    throw failed(kind, node, cause);
  }
}

/** Makes the error for a failure of a node; `doing` is computed for the error alone. */
function failedAtDoing(doing: () => string): (kind: CallKind, node: NodeId, cause: unknown) => Error {
  return (_, node, cause) => nodeFailed(node, doing(), cause);
}

/**
 * The error for a failure of a system's code, with the name of the call; errors that name their place are
 * returned unchanged.
 */
export function systemFailed({ name }: CallKind, node: NodeId, cause: unknown, when = ''): Error {
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
