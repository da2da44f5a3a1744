/** The invocation of the command: how it was started, and so how a command to paste begins and is quoted. */
import { basename, delimiter, dirname } from 'node:path';
import { commandText, type Invocation, pathWord } from '../reports/shell-command.ts';
import type { Options } from './options.ts';

/** The arguments, environment and platform of a process. */
export interface Start {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
}

/**
 * The invocation that repeats this one. It is `swarmcheck` if the command was started by that name from a
 * folder on the PATH outside of projects. Otherwise it is `npx swarmcheck`, which works in a project, in a
 * checkout and with a global install. On Windows words are quoted for cmd.exe and PowerShell, unless a POSIX
 * shell (such as Git's) started the command.
 */
export function invocationOf({ argv, env, platform }: Start = process): Invocation {
  const started = argv[1] ?? '';
  const isProject = /[\\/]node_modules[\\/]/.test(started) || env.npm_command !== undefined;
  const isOnPath = (env.PATH ?? '').split(delimiter).includes(dirname(started));
  const isCommand = basename(started) === 'swarmcheck' && isOnPath && !isProject;
  return {
    launcher: isCommand ? 'swarmcheck' : 'npx swarmcheck',
    shell: platform === 'win32' && env.MSYSTEM === undefined ? 'windows' : 'sh',
  };
}

/** The options of this invocation that a further command needs, too. */
export function repeatedWords({
  suite = [],
  implementation = [],
}: Pick<Options, 'suite' | 'implementation'>): readonly string[] {
  return [
    ...suite.flatMap((file) => ['--suite', pathWord(file)]),
    ...implementation.flatMap((command) => ['--implementation', command]),
  ];
}

/** A command to paste, for errors; it repeats options of this invocation. */
export function commandFor(
  words: readonly string[],
  options: Pick<Options, 'suite' | 'implementation'>,
): string {
  return commandText([...words, ...repeatedWords(options)], invocationOf());
}
