/** What went wrong, in a sentence for the user, and the exit code it means. */
import { CommanderError } from 'commander';
import { CodeError, messageOf, type Trace, TracedError, UsageError } from '../checker/index.ts';
import { inOneLine, printable } from '../checker/values/printable.ts';
import { outline, traceText } from '../reports/index.ts';
import { type Exit, exits } from './exit.ts';

export interface Failure {
  readonly exit: Exit;
  /** For standard error; absent where everything has been said. */
  readonly text?: string;
}

/** `debugs`: with the stack, and that of what caused it. */
export function explain(error: unknown, debugs = false): Failure {
  // Help and version, or the help that a command without words is answered with.
  if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? exits.allHold : exits.usage };
  const stack = debugs ? stacksOf(error) : [];
  if (error instanceof UsageError)
    return { exit: exits.usage, text: [inOneLine(error.message), ...stack].join('\n') };
  if (error instanceof CodeError) {
    const trace = error instanceof TracedError ? ['what led there:', ...untilFailure(error.trace)] : [];
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

/** The last step is the one that failed: what it would have changed nobody knows. */
function untilFailure(trace: Trace): string[] {
  const before = { ...trace, steps: trace.steps.slice(0, -1) };
  return [
    ...traceText(before),
    ...outline(trace)
      .slice(-1)
      .map((line) => `${line} (this fails)`),
  ];
}

function stacksOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const lines = (error.stack ?? error.message).split('\n');
  return [...lines.map(printable), ...stacksOf(error.cause)];
}
