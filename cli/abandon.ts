/** The end of a run whose thread does not end it: its verdict, with what was found before, and its report. */
import { inOneLine, printableLines } from '../checker/values/printable.ts';
import type { Check } from '../reports/index.ts';
import { conclude, report } from './conclusion.ts';
import { type Exit, exits } from './exit.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { brokenIn } from './running.ts';
import { printError } from './thread.ts';

/** What ended a run: code under check that misbehaved (4), or a limit (3), in a sentence. */
export interface Cause {
  readonly exit: typeof exits.internal | typeof exits.inconclusive;
  readonly sentence: string;
  /** For whoever debugs. */
  readonly stack?: string;
}

/** What the supervisor knows of a run. */
export interface Known {
  /** Absent where not even the command line was read. */
  readonly options: Options | undefined;
  /** Whether a report is: checks had begun, and the thread of the command has not written it. */
  readonly isDue: boolean;
  readonly checks: readonly Check[];
  readonly seconds: number;
}

/** Prints and writes how it ended; returns the exit code. */
export function abandon(
  { options, isDue, checks, seconds }: Known,
  { exit, sentence: said, stack }: Cause,
): Exit {
  const sentence = inOneLine(said);
  if (exit === exits.internal || options === undefined || !isDue)
    printError(`swarmcheck: ${exit === exits.inconclusive ? 'inconclusive: ' : ''}${sentence}\n`);
  if (stack !== undefined) printError(`${printableLines(stack)}\n`);
  if (options === undefined || !isDue) return exit;
  // Whether or not it is to be quiet: nothing is as it should be.
  const output = new Output({ ...options, quiet: false });
  const ground = { options, output, checks, seconds };
  if (exit === exits.internal) {
    report(ground, { verdict: 'failed', exit, failure: sentence });
    return exit;
  }
  const broken = brokenIn(checks);
  return conclude(ground, { exit: broken.length > 0 ? exits.violated : exit, broken, stopped: sentence });
}
