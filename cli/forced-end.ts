/**
 * The forced end of a run: prints the verdict and writes the report when the command thread cannot do so
 * itself.
 */
import { inOneLine, printableLines } from '../checker/values/printable.ts';
import type { Check } from '../reports/index.ts';
import { conclude, report } from './conclusion.ts';
import { type Exit, exits } from './exit.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { violationsIn } from './run-checks.ts';
import { printError } from './thread.ts';

/** The reason in a sentence, with its exit code: 4 for code under check that misbehaved, 3 for a limit. */
export interface EndCause {
  readonly exit: typeof exits.internal | typeof exits.inconclusive;
  readonly sentence: string;
  /** Printed with `--debug`. */
  readonly stack?: string;
}

/** The state of a run, as the supervisor knows it. */
export interface RunState {
  /** Absent if the command line was not read yet. */
  readonly options: Options | undefined;
  /** Whether a report is due: checks have begun, and the command thread has not written it. */
  readonly isDue: boolean;
  readonly checks: readonly Check[];
  readonly seconds: number;
}

/** Prints the reason, writes the report, and returns the exit code. */
export function forceEnd(
  { options, isDue, checks, seconds }: RunState,
  { exit, sentence: text, stack }: EndCause,
): Exit {
  const sentence = inOneLine(text);
  if (exit === exits.internal || options === undefined || !isDue)
    printError(`swarmcheck: ${exit === exits.inconclusive ? 'inconclusive: ' : ''}${sentence}\n`);
  if (stack !== undefined) printError(`${printableLines(stack)}\n`);
  if (options === undefined || !isDue) return exit;
  // This is printed with --quiet as well, because the run failed.
  const output = new Output({ ...options, quiet: false });
  const facts = { options, output, checks, seconds };
  if (exit === exits.internal) {
    report(facts, { verdict: 'failed', exit, failure: sentence });
    return exit;
  }
  const findings = violationsIn(checks);
  return conclude(facts, { exit: findings.length > 0 ? exits.violated : exit, findings, stopped: sentence });
}
