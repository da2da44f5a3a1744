/**
 * Calls into the code of a suite: nodes, what a system asks of its author, conditions. Each call is noted for a watchdog
 * (`heartbeat.ts`), is named where it fails, and is held to what it must return: a promise, or nothing where something is due, would
 * otherwise pass for an answer.
 *
 * Engines call nodes, systems and monitors through this file. Conditions are asked where their answers are kept, and held to `truth`; their
 * properties are named by `judges.ts`.
 */
import { CodeError, failedAt, messageOf } from '../values/errors.ts';
import { type Naming, renamed } from '../values/rename.ts';
import type { Actor, Birth, Effect, NodeId, Received, Step, Tagged } from './actor.ts';
import { withoutAmbience } from './ambient.ts';
import { began, CallKind, ended, noted, stepNumber } from './heartbeat.ts';

/** The state of an actor with other names, by the actor's own rule where it has one. */
export function renamedState(actor: Actor, state: unknown, name: Naming): unknown {
  if (actor.rename === undefined) return renamed(state, name);
  return noted("an actor's 'rename'", () => {
    const after = actor.rename?.(state, name);
    refusePromise(after, atOnce);
    return after;
  });
}

/** The kinds of calls, under the names by which errors and the watchdog know them. */
const actorCalls = {
  init: new CallKind('coming up'),
  view: new CallKind('its view'),
  choices: new CallKind("its 'choices'"),
  answer: new CallKind('answering'),
};

// ---------------------------------------------------------------- nodes

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

/** What a node shows. */
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

/** What a model leaves open at an event. */
export function choicesOf(actor: Actor, node: NodeId, state: unknown, event: Received): readonly unknown[] {
  if (actor.choices === undefined) return [];
  const choices = () => list('what may be chosen', actor.choices?.(state, event));
  return called(
    actorCalls.choices,
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
    actorCalls.answer,
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

export function isTagged(value: unknown): value is Tagged {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Tagged>).type === 'string';
}

export function untagged(what: string, value: unknown): Error {
  return new Error(`${what} is ${textOf(value)}, but it must be an object with a 'type', a string`);
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
export function called<T>(kind: CallKind, node: NodeId, run: () => T, failed = askedInVain): T {
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
export function askedInVain({ name }: CallKind, node: NodeId, cause: unknown, when = ''): Error {
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
