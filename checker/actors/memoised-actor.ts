/**
 * An actor that takes each step once. Worlds are many, but the states one node can be in are few, and a step of an XState
 * machine costs far more than looking up what it did the last time.
 *
 * Sound because an actor is a pure function of what `canonical` encodes: equal state, event and choice, equal step. Here it is
 * checked that a step leaves the state it was given alone, is the same when it is taken again, and does not depend on what an instance
 * did before (`Actor.anew`).
 */
import { canonical, frozen, keyOf } from '../values/canonical.ts';
import { isSame } from '../values/equality.ts';
import { CodeError } from '../values/errors.ts';
import type { Actor, Received, Step, Tagged } from './actor.ts';
import { object, stepFrom } from './user-code.ts';

interface Known {
  readonly steps: Map<string, Step>;
  readonly choices: Map<string, readonly unknown[]>;
  view?: object;
}

/** The actor, remembering. */
export function memoised(actor: Actor): Actor {
  /** One object stands for all equal states, so that what is remembered of an object holds for all of them. */
  const states = new Map<string, unknown>();
  const knowledge = new Map<unknown, Known>();
  const births = new Map<string, Step>();
  const standing = (state: unknown): unknown => {
    const key = keyOf(state);
    if (!states.has(key)) states.set(key, state);
    return states.get(key);
  };
  const shared = (step: Step): Step => {
    const state = standing(step.state);
    return { ...step, state };
  };
  const known = (state: unknown): Known => {
    const before = knowledge.get(state);
    if (before !== undefined) return before;
    const same = standing(state);
    const now = knowledge.get(same) ?? { steps: new Map(), choices: new Map() };
    knowledge.set(same, now);
    knowledge.set(state, now);
    return now;
  };
  const { choices, answer } = actor;
  const anew = actor.anew?.();
  return {
    init(birth) {
      const key = `${birth.self};${keyOf(birth.nodes)};${keyOf(birth.setting)};${canonical([birth.durable, birth.draw])}`;
      let step = births.get(key);
      if (step === undefined) {
        step = shared(twice(() => actor.init(birth)));
        births.set(key, step);
      }
      return step;
    },
    step(state, event, choice) {
      const { steps } = known(state);
      const key = choice === undefined ? eventKey(event) : `${eventKey(event)};${canonical(choice)}`;
      let step = steps.get(key);
      if (step === undefined) {
        const by = (one: Actor) => one.step(state, event, choice);
        step = shared(twice(() => by(actor), state, anew && (() => by(anew))));
        steps.set(key, step);
      }
      return step;
    },
    view(state) {
      const of = known(state);
      of.view ??= frozen(
        shownTwice(() => object('a view', actor.view(state)), anew && (() => anew.view(state))),
      );
      return of.view;
    },
    ...(actor.rules !== undefined && { rules: actor.rules }),
    ...(actor.timers !== undefined && { timers: actor.timers }),
    ...(actor.inputs !== undefined && { inputs: actor.inputs }),
    ...(actor.rename !== undefined && { rename: actor.rename.bind(actor) }),
    ...(actor.divergence !== undefined && { divergence: (state: unknown) => actor.divergence?.(state) }),
    ...(answer !== undefined && {
      answer: (state: unknown, request: Tagged) => frozen(answer.call(actor, state, request)),
    }),
    ...(choices !== undefined && {
      choices(state: unknown, event: Received) {
        const of = known(state).choices;
        const key = eventKey(event);
        const open = of.get(key) ?? choices.call(actor, state, event);
        of.set(key, open);
        return open;
      },
    }),
  };
}

/** A view, unless the same state shows something else the second time, or in an instance that is made anew. */
function shownTwice(show: () => object, showAnew?: () => object): object {
  const view = show();
  const again = show();
  if (!isSame(view, again))
    throw new CodeError(
      `it shows ${canonical(again)} the second time, where it showed ${canonical(view)}; a view must depend on the state alone`,
    );
  const anew = showAnew?.() ?? view;
  if (isSame(view, anew)) return view;
  const [is, due] = [canonical(view), canonical(anew)];
  throw new CodeError(
    `it shows ${is}, where one that is made anew and loaded with what it saved shows ${due}; ${leftOut}`,
  );
}

const leftOut = "what it does and shows must depend on nothing that 'save' leaves out";

/**
 * What is remembered must not depend on when it was asked, nor change what it was asked of. The second time it is asked `anew`, of
 * an instance that did nothing before, where there are such.
 */
function twice(run: () => Step, from?: unknown, anew = run): Step {
  const step = stepFrom(leavingAlone(run));
  frozen(step.state);
  frozen(step.effects);
  // What cannot be told apart is refused before it is compared.
  keyOf(step.state);
  canonical({ ...step, state: undefined });
  const again = leavingAlone(anew);
  if (canonical(from) !== keyOf(from)) throw changedInPlace();
  if (!isSame(step, again)) {
    if (anew !== run && isSame(step, leavingAlone(run)))
      throw new CodeError(
        `it did something else than one that was made anew and loaded with what it had saved; ${leftOut}`,
      );
    throw new CodeError(
      'it did something else the second time; a step must depend on state, event and choice alone, so hand time in as ' +
        'a timer and randomness as a draw',
    );
  }
  return step;
}

/** A state that is frozen refuses to be changed, in the words of the engine. */
function leavingAlone(run: () => Step): Step {
  try {
    return run();
  } catch (error) {
    if (error instanceof TypeError && /read only|not extensible|Cannot delete/.test(error.message))
      throw changedInPlace(error);
    throw error;
  }
}

function changedInPlace(cause?: Error): CodeError {
  const how = cause === undefined ? '' : ` (${cause.message})`;
  return new CodeError(`it changed the state it was given in place${how}; return a new state instead`, {
    cause,
  });
}

function eventKey(event: Received): string {
  if (event.type !== 'message' || event.draw !== undefined) return canonical(event);
  return `${event.from}>${keyOf(event.message)}`;
}
