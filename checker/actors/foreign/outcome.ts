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
 * The outcome of a request. The end of the process counts as a failure if a new process that is asked the same
 * ends, too.
 *
 * @throws CodeError if it ends once only.
 */
export function outcomeOf(ask: () => StepAnswer): Outcome {
  try {
    return ask();
  } catch (cause) {
    if (cause instanceof StepFailed) return { failed: cause.message };
    if (!(cause instanceof ProcessEnded)) throw cause;
    return endedAgain(cause, ask);
  }
}

/** Asks a new process, after one has ended. */
function endedAgain(first: ProcessEnded, ask: () => StepAnswer): Failure {
  try {
    ask();
  } catch (cause) {
    if (cause instanceof ProcessEnded || cause instanceof StepFailed) return { failed: cause.message };
    throw cause;
  }
  throw new CodeError(`${first.message}; a new process that was asked the same did not end`);
}

/** The reply of an adapter to a call, checked to have a type. */
export function replyFrom(reply: unknown): Tagged {
  if (isTagged(reply)) return reply;
  throw new CodeError("its answer to a call has no 'reply' with a 'type'");
}
