/** What went wrong, in a sentence for the user, and the exit code it means. */
import { CommanderError } from 'commander';
import { CodeError, messageOf, UsageError } from '../checker/index.ts';
import { traceText } from '../reports/index.ts';
import { type Exit, exits } from './exit.ts';

export interface Failure {
  readonly exit: Exit;
  /** For standard error; absent where everything has been said. */
  readonly text?: string;
}

export function explain(error: unknown): Failure {
  // Help and version, or the help that a command without words is answered with.
  if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? exits.allHold : exits.usage };
  if (error instanceof UsageError) return { exit: exits.usage, text: error.message };
  if (error instanceof CodeError) {
    const trace = error.trace === undefined ? [] : ['what led there:', ...traceText(error.trace)];
    return { exit: exits.internal, text: [error.message, ...trace].join('\n') };
  }
  const stack = error instanceof Error ? error.stack : messageOf(error);
  return { exit: exits.internal, text: `swarmcheck itself failed: ${stack}` };
}
