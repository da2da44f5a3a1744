/** What went wrong, in a sentence for the user, and the exit code it means. */
import { type Command, CommanderError } from 'commander';
import { CodeError, messageOf, UsageError } from '../checker/index.ts';
import { traceText } from '../reports/index.ts';
import { type Exit, exits } from './exit.ts';

export interface Failure {
  readonly exit: Exit;
  /** For standard error; absent where everything has been said. */
  readonly text?: string;
}

export function explain(error: unknown, root: Command): Failure {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { exit: exits.allHold };
    return { exit: exits.usage, ...(error.code !== 'commander.help' && { text: sentence(error, root) }) };
  }
  if (error instanceof UsageError) return { exit: exits.usage, text: error.message };
  if (error instanceof CodeError) {
    const trace = error.trace === undefined ? [] : ['what led there:', ...traceText(error.trace)];
    return { exit: exits.internal, text: [error.message, ...trace].join('\n') };
  }
  const stack = error instanceof Error ? error.stack : messageOf(error);
  return { exit: exits.internal, text: `swarmcheck itself failed: ${stack}` };
}

/** What commander says, and what would be right. */
function sentence({ code, message }: CommanderError, root: Command): string {
  const command = root.commands.find((one) => one.name() === process.argv[2]);
  const known =
    code === 'commander.unknownOption' && command !== undefined
      ? command.options.map(({ long }) => long)
      : root.commands.map((one) => one.name());
  const right = /unknown(Option|Command)/.test(code) ? `; there is ${known.join(', ')}` : '';
  const help = ['swarmcheck', ...(command === undefined ? [] : [command.name()]), '--help'].join(' ');
  return `${message.replace(/^error: /, '')}${right}; see ${help}`;
}
