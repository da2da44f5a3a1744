/**
 * A command to paste: it begins as the reader starts swarmcheck, and each word is quoted for the reader's shell. A word for
 * Windows is read alike by cmd.exe and PowerShell; where no spelling is, the command stands there in both.
 */

/** The shells that quote alike. */
export type Shell = 'sh' | 'windows';

/** How a reader starts the command, and where. */
export interface Pasting {
  /** `swarmcheck`, or `npx swarmcheck` where it is not on the PATH. */
  readonly launcher: string;
  readonly shell: Shell;
  /** Files of suites that the command was given, and needs again. */
  readonly suites?: readonly string[];
}

/** A local install, and a shell of POSIX. */
export const locally: Pasting = { launcher: 'npx swarmcheck', shell: 'sh' };

/** One command with its words. */
export function commandText(words: readonly string[], { launcher, shell }: Pasting = locally): string {
  const spelled = (spell: (word: string) => string) => [launcher, ...words.map(spell)].join(' ');
  if (shell === 'sh') return spelled(shWord);
  const [cmd, powershell] = [spelled(cmdWord), spelled(powershellWord)];
  return cmd === powershell ? cmd : `${cmd} (in PowerShell: ${powershell})`;
}

/** The command that runs a recorded trace again. */
export function replayCommand(
  path: string,
  pasting: Pasting = locally,
  more: readonly string[] = [],
): string {
  const suites = (pasting.suites ?? []).flatMap((suite) => ['--suite', pathWord(suite)]);
  return commandText(['replay', pathWord(path), ...more, ...suites], pasting);
}

/** A path as a word that no command takes for a flag. */
export function pathWord(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}

/** A word as sh reads it: in single quotes nothing has a meaning. */
function shWord(word: string): string {
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const bareOnWindows = /^[\w./:\\-]+$/;

/**
 * A word as cmd.exe and the runtime behind it read it. A doubled quote is one quote to the runtime, and leaves cmd.exe inside of
 * quotes; a percent sign stands outside of them, behind a caret, so that it names no variable.
 */
function cmdWord(word: string): string {
  if (bareOnWindows.test(word)) return word;
  // Backslashes count only where a quote follows.
  const spelled = word.replaceAll(/(\\*)(["%]|$)/g, (_, slashes: string, sign: string) => {
    const doubled = slashes + slashes;
    return sign === '%' ? `${doubled}"^%"` : doubled + sign + sign;
  });
  return `"${spelled}"`;
}

/** A word as PowerShell reads it: as cmd.exe does, unless something in it has a meaning between double quotes. */
function powershellWord(word: string): string {
  if (!/[$`"%\u201c-\u201e]/.test(word)) return cmdWord(word);
  return `'${word.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
}
