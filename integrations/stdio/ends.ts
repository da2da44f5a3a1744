/** The sentences for an adapter that ends or does not answer; the links over pipes and threads share them. */
import { ProcessEnded } from '../../checker/actors/foreign/link.ts';
import { CodeError, SlowFailure } from '../../checker/values/errors.ts';

/** The default time for one answer, in milliseconds. */
export const defaultAnswerMs = 10_000;

/** A line with more bytes than this is refused. */
export const lineBytesMax = 64 * 1024 * 1024;

/** How a link reaches its process. */
export interface LinkOptions {
  /** The time for one answer, in milliseconds; 10,000 unless given. */
  readonly answerMs?: number;
  /** The working directory of the process; that of this one unless given. */
  readonly folder?: string;
}

/** The end of a process: an exit code as the shell gives it, 128 + n for signal n; undefined if it is unknown. */
export function ended(command: string, code: number | undefined, errors: string): ProcessEnded {
  const how = code === undefined ? '' : code > 128 ? ` by signal ${code - 128}` : ` with exit code ${code}`;
  return new ProcessEnded(`'${command}' ended${how}${lastWords(errors)}`);
}

/** A process that did not answer in time, and was ended. */
export function late(command: string, answerMs: number, errors: string): SlowFailure {
  return new SlowFailure(
    `'${command}' did not answer within ${answerMs} ms${lastWords(errors)}; answer sooner, or give it more time (--adapter-time)`,
  );
}

/** A line that is too long. */
export function tooLong(command: string): CodeError {
  return new CodeError(
    `'${command}' sent a line of more than ${lineBytesMax} bytes; an answer must be shorter`,
  );
}

/** The last line that a process wrote to standard error, for the end of a sentence. */
function lastWords(errors: string): string {
  const lines = errors
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // The shell reports a signal after the program's own words.
  const own = lines.filter((line) => !/^(Segmentation fault|Aborted|Killed|Terminated)/.test(line));
  const words = (own.length > 0 ? own : lines).at(-1);
  return words === undefined ? '' : `; its last words: ${words.slice(0, 300)}`;
}
