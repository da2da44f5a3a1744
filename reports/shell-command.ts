/**
 * Shell commands to paste: each begins as the reader starts swarmcheck, and each word is quoted for the
 * reader's shell. A word for Windows is quoted for both cmd.exe and PowerShell; if no spelling suits both,
 * the command is printed in both forms.
 */

/** A family of shells with the same quoting. */
export type Shell = 'sh' | 'windows';

/** The beginning of a command, and the shell that reads it. */
export interface Invocation {
  /** `swarmcheck`, or `npx swarmcheck` if it is not on the PATH. */
  readonly launcher: string;
  readonly shell: Shell;
  /** Words of options that a further command needs too, for instance `--suite ./my.suite.ts`. */
  readonly repeated?: readonly string[];
}

/** The invocation of a local install from a POSIX shell. */
export const localInvocation: Invocation = { launcher: 'npx swarmcheck', shell: 'sh' };

/** One command with its words. */
export function commandText(
  words: readonly string[],
  { launcher, shell }: Invocation = localInvocation,
): string {
  const spelled = (spell: (word: string) => string) => [launcher, ...words.map(spell)].join(' ');
  if (shell === 'sh') return spelled(shWord);
  const [cmd, powershell] = [spelled(cmdWord), spelled(powershellWord)];
  return cmd === powershell ? cmd : `${cmd} (in PowerShell: ${powershell})`;
}

/** The command that replays a recorded trace. */
export function replayCommand(
  path: string,
  invocation: Invocation = localInvocation,
  more: readonly string[] = [],
): string {
  return commandText(['replay', pathWord(path), ...more, ...(invocation.repeated ?? [])], invocation);
}

/** A path as a word that is not read as an option. */
export function pathWord(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}

/** A word for sh; inside single quotes no character is special. */
function shWord(word: string): string {
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const bareOnWindows = /^[\w./:\\-]+$/;

/**
 * A word for cmd.exe and the C runtime that parses its command line. A doubled quote is one quote to the
 * runtime, and keeps cmd.exe inside quotes; a percent sign is written outside of quotes behind a caret, so
 * that it names no variable.
 */
function cmdWord(word: string): string {
  if (bareOnWindows.test(word)) return word;
  // Backslashes are special only before a quote.
  const spelled = word.replaceAll(/(\\*)(["%]|$)/g, (_, slashes: string, sign: string) => {
    const doubled = slashes + slashes;
    return sign === '%' ? `${doubled}"^%"` : doubled + sign + sign;
  });
  return `"${spelled}"`;
}

/** A word for PowerShell: as for cmd.exe, unless a character is special inside double quotes. */
function powershellWord(word: string): string {
  if (!/[$`"%\u201c-\u201e]/.test(word)) return cmdWord(word);
  return `'${word.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
}
