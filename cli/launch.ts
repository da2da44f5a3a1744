/** How the command was started, and so how a command to paste begins and is quoted. */
import { basename, delimiter, dirname } from 'node:path';
import { commandText, type Pasting, pathWord } from '../reports/paste.ts';
import type { Options } from './options.ts';

/** What a process knows of its start. */
export interface Start {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
}

/**
 * `swarmcheck` where it was started by that name from a folder on the PATH that belongs to no project; in any other case
 * `npx swarmcheck`, which finds it in a project, in a checkout and among what is installed for all. On Windows the words are quoted for
 * cmd.exe and PowerShell, unless a shell of POSIX (Git's, for instance) started it.
 */
export function pastingOf({ argv, env, platform }: Start = process): Pasting {
  const started = argv[1] ?? '';
  const isProject = /[\\/]node_modules[\\/]/.test(started) || env.npm_command !== undefined;
  const isOnPath = (env.PATH ?? '').split(delimiter).includes(dirname(started));
  const isCommand = basename(started) === 'swarmcheck' && isOnPath && !isProject;
  return {
    launcher: isCommand ? 'swarmcheck' : 'npx swarmcheck',
    shell: platform === 'win32' && env.MSYSTEM === undefined ? 'windows' : 'sh',
  };
}

/** A command to paste in an error: with the files of suites that this one was given. */
export function commandFor(words: readonly string[], { suite = [] }: Pick<Options, 'suite'>): string {
  return commandText([...words, ...suite.flatMap((file) => ['--suite', pathWord(file)])], pastingOf());
}
