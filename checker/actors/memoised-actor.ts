/**
 * The memoised actor computes each step once. A system has many worlds, but few states of one node, and a
 * step of an XState machine costs far more than a lookup.
 *
 * This is sound because an actor is a pure function of data that `canonical` encodes: equal state, event and
 * choice have equal steps. The memo checks it when it computes a step: the step does not change its state in
 * place, is equal the second time, and does not depend on earlier steps of an instance (`Actor.anew`).
 */
import { canonical, frozen, keyOf } from '../values/canonical.ts';
import { isSame } from '../values/equality.ts';
import { CodeError } from '../values/errors.ts';
import type { Actor, Received, Step, Tagged } from './actor.ts';
import { object, stepFrom } from './user-code.ts';

/** The memo of one state. */
interface Memo {
  readonly steps: Map<string, Step>;
  readonly choices: Map<string, readonly unknown[]>;
  view?: object;
}

/** The same actor with a memo of its steps, choices and views. */
export function memoised(actor: Actor): Actor {
  /** One object for all equal states, so that they share a memo. */
  const states = new Map<string, unknown>();
  const memos = new Map<unknown, Memo>();
  const births = new Map<string, Step>();
  const canonicalState = (state: unknown): unknown => {
    const key = keyOf(state);
    if (!states.has(key)) states.set(key, state);
    return states.get(key);
  };
  const shared = (step: Step): Step => {
    const state = canonicalState(step.state);
    return { ...step, state };
  };
  const memoOf = (state: unknown): Memo => {
    const before = memos.get(state);
    if (before !== undefined) return before;
    const same = canonicalState(state);
    const now = memos.get(same) ?? { steps: new Map(), choices: new Map() };
    memos.set(same, now);
    memos.set(state, now);
    return now;
  };
  const { choices, answer } = actor;
  const anew = actor.anew?.();
  return {
    init(birth) {
      const key = `${birth.self};${keyOf(birth.nodes)};${keyOf(birth.setting)};${canonical([birth.durable, birth.draw])}`;
      let step = births.get(key);
      if (step === undefined) {
        step = shared(computedTwice(() => actor.init(birth)));
        births.set(key, step);
      }
      return step;
    },
    step(state, event, choice) {
      const { steps } = memoOf(state);
      const key = choice === undefined ? eventKey(event) : `${eventKey(event)};${canonical(choice)}`;
      let step = steps.get(key);
      if (step === undefined) {
        const by = (one: Actor) => one.step(state, event, choice);
        step = shared(computedTwice(() => by(actor), state, anew && (() => by(anew))));
        steps.set(key, step);
      }
      return step;
    },
    view(state) {
      const memo = memoOf(state);
      memo.view ??= frozen(
        viewedTwice(() => object('a view', actor.view(state)), anew && (() => anew.view(state))),
      );
      return memo.view;
    },
    ...(actor.rules !== undefined && { rules: actor.rules }),
    ...(actor.timers !== undefined && { timers: actor.timers }),
    ...(actor.inputs !== undefined && { inputs: actor.inputs }),
    ...(actor.rename !== undefined && { rename: actor.rename.bind(actor) }),
    ...(actor.adapter !== undefined && { adapter: actor.adapter }),
    ...(actor.divergence !== undefined && { divergence: (state: unknown) => actor.divergence?.(state) }),
    ...(answer !== undefined && {
      answer: (state: unknown, request: Tagged) => frozen(answer.call(actor, state, request)),
    }),
    ...(choices !== undefined && {
      choices(state: unknown, event: Received) {
        const memo = memoOf(state).choices;
        const key = eventKey(event);
        const computed = memo.get(key) ?? choices.call(actor, state, event);
        memo.set(key, computed);
        return computed;
      },
    }),
  };
}

/** A view, checked to be equal the second time, and in a new instance. */
function viewedTwice(compute: () => object, computeAnew?: () => object): object {
  const view = compute();
  const again = compute();
  if (!isSame(view, again))
    throw new CodeError(
      `it shows ${canonical(again)} the second time, where it showed ${canonical(view)}; a view must depend on the state alone`,
    );
  const anew = computeAnew?.() ?? view;
  if (isSame(view, anew)) return view;
  const [is, due] = [canonical(view), canonical(anew)];
  throw new CodeError(
    `it shows ${is}, where a new instance that loads the saved state shows ${due}; ${leftOut}`,
  );
}

const leftOut = "what it does and shows must depend on nothing that 'save' leaves out";

/**
 * A step, checked to be equal the second time, and to leave its state unchanged. The second time a new
 * instance takes the step, if the actor keeps instances (`anew`).
 */
function computedTwice(run: () => Step, from?: unknown, anew = run): Step {
  const step = stepFrom(withoutMutation(run));
  frozen(step.state);
  frozen(step.effects);
  // A step that is not plain data is refused before it is compared.
  keyOf(step.state);
  canonical({ ...step, state: undefined });
  const again = withoutMutation(anew);
  if (canonical(from) !== keyOf(from)) throw changedInPlace();
  if (!isSame(step, again)) {
    if (anew !== run && isSame(step, withoutMutation(run)))
      throw new CodeError(`it did something else than a new instance that loads the saved state; ${leftOut}`);
    throw new CodeError(
      'it did something else the second time; a step must depend on state, event and choice alone, so hand time in as ' +
        'a timer and randomness as a draw',
    );
  }
  return step;
}

/**
 * Runs a step; a write to its frozen state is a TypeError of the engine, and gets a sentence of the checker.
 */
function withoutMutation(run: () => Step): Step {
  try {
    return run();
  } catch (error) {
    if (error instanceof TypeError && /read only|not extensible|Cannot delete/.test(error.message))
      throw changedInPlace(error);
    throw error;
  }
}

/** The error for a step that changes its state in place. */
function changedInPlace(cause?: Error): CodeError {
  const how = cause === undefined ? '' : ` (${cause.message})`;
  return new CodeError(`it changed the state it was given in place${how}; return a new state instead`, {
    cause,
  });
}

/** Equal for equal events. */
function eventKey(event: Received): string {
  if (event.type !== 'message' || event.draw !== undefined) return canonical(event);
  return `${event.from}>${keyOf(event.message)}`;
}
