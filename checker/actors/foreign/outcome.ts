/**
 * The outcome of a request for a step. A failure of the code under check is one: an exception that its adapter
 * reports, or the end of the process.
 */
import { CodeError } from '../../values/errors.ts';
import type { Failure, Tagged } from '../actor.ts';
import { isTagged } from '../user-code.ts';
import { ProcessEnded } from './link.ts';
import { type StepAnswer, StepFailed } from './protocol.ts';

/** What an instance does in a step. */
export type Outcome = StepAnswer | Failure;

/**
 * The outcome of a request. An exception, or the end of the process, counts as a failure if it comes again when
 * the same is asked `again`; after the end of a process that is a new one.
 *
 * @throws CodeError if it comes once only.
 */
export function outcomeOf(ask: () => StepAnswer, again = ask): Outcome {
  try {
    return ask();
  } catch (cause) {
    if (!isFailure(cause)) throw cause;
    return failureAgain(cause, again);
  }
}

/** Asks again after a failure. */
function failureAgain(first: StepFailed | ProcessEnded, ask: () => StepAnswer): Failure {
  try {
    ask();
  } catch (cause) {
    if (isFailure(cause)) return { failed: cause.message };
    throw cause;
  }
  const asked =
    first instanceof ProcessEnded
      ? 'a new process that was asked the same did not end'
      : 'asked the same again, it did not fail';
  throw new CodeError(`${first.message}; ${asked}`);
}

function isFailure(cause: unknown): cause is StepFailed | ProcessEnded {
  return cause instanceof StepFailed || cause instanceof ProcessEnded;
}

/** The reply of an adapter to a call, checked to have a type. */
export function replyFrom(reply: unknown): Tagged {
  if (isTagged(reply)) return reply;
  throw new CodeError("its answer to a call has no 'reply' with a 'type'");
}
