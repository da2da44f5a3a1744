/** Errors as text: one sentence for the user, and the exit code of the error. */
import { CommanderError } from 'commander';
import { CodeError, messageOf, type Trace, TracedError, UsageError } from '../checker/index.ts';
import { inOneLine, printable } from '../checker/values/printable.ts';
import { outline, traceText } from '../reports/index.ts';
import { type Exit, exits } from './exit.ts';

/** An error, ready to print. */
export interface Failure {
  readonly exit: Exit;
  /** The text for standard error; absent if nothing is left to print. */
  readonly text?: string;
}

/** The text and exit code of an error. `debugs` adds its stack, and the stack of its cause. */
export function explain(error: unknown, debugs = false): Failure {
  // Commander throws for --help and --version, and for a command line without a command.
  if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? exits.allHold : exits.usage };
  const stack = debugs ? stacksOf(error) : [];
  if (error instanceof UsageError)
    return { exit: exits.usage, text: [inOneLine(error.message), ...stack].join('\n') };
  if (error instanceof CodeError) {
    const trace =
      error instanceof TracedError ? ['steps up to the failure:', ...untilFailure(error.trace)] : [];
    return {
      exit: exits.internal,
      text: [inOneLine(error.message), ...trace.map(printable), ...stack].join('\n'),
    };
  }
  const hint = debugs ? '' : '; --debug shows where';
  return {
    exit: exits.internal,
    text: [`swarmcheck itself failed: ${inOneLine(messageOf(error))}${hint}`, ...stack].join('\n'),
  };
}

/** The steps before the failure in full; of the last step, which failed, only the action is known. */
function untilFailure(trace: Trace): string[] {
  const before = { ...trace, steps: trace.steps.slice(0, -1) };
  return [
    ...traceText(before),
    ...outline(trace)
      .slice(-1)
      .map((line) => `${line} (this step fails)`),
  ];
}

function stacksOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const lines = (error.stack ?? error.message).split('\n');
  return [...lines.map(printable), ...stacksOf(error.cause)];
}
