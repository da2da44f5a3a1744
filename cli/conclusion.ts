/** The conclusion of a run: prints the verdict as the last line, and writes the report for programs. */
import { version } from '../checker/suite/trace-store.node.ts';
import { type Check, caveats, type Report, reportVersion } from '../reports/index.ts';
import { isExpected } from '../reports/report.ts';
import { type Exit, exits } from './exit.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';
import { publish } from './publish.ts';
import { send } from './thread.ts';

/** The results of a run, and where they are printed. */
export interface RunFacts {
  readonly options: Options;
  readonly output: Output;
  readonly checks: readonly Check[];
  readonly seconds: number;
}

/** The exit code of a run, and the reasons for it. */
export interface RunOutcome {
  readonly exit: Exit;
  /** Violated properties, bugs that were not caught, and claims that were not refuted. */
  readonly findings: readonly string[];
  /** The limit that ended the run early. */
  readonly stopped: string | undefined;
}

/**
 * Writes the report and prints the verdict as the last line, where a reader looks first. A violation is
 * reported before a file that could not be written; without a violation such a file makes the run fail.
 */
export function conclude(facts: RunFacts, { exit, findings, stopped }: RunOutcome): Exit {
  const { output, checks } = facts;
  const { red, yellow, green, dim } = output.palette;
  const verdict = exit === exits.violated ? 'broken' : exit === exits.allHold ? 'all hold' : 'inconclusive';
  const reasons = [...findings, ...(stopped === undefined ? [] : [stopped])];
  report(facts, { verdict, exit, ...(reasons.length > 0 && { reasons }) });
  const isIncomplete = output.unwritten.length > 0 && exit !== exits.violated;
  /**
   * The last line by the verdict of the report, whose word for a violation is `broken`. A run of known bugs
   * or refuted claims alone has the results that it expects, but no property that holds.
   */
  const text = {
    broken: () => red(`VIOLATED  ${reasons.join('; ')}`),
    'all hold': () => green(checks.every(isExpected) ? 'all as expected' : 'all hold'),
    inconclusive: () => yellow(['inconclusive', reasons.join('; ')].filter((part) => part !== '').join(': ')),
    failed: () => red(`FAILED  ${output.unwritten.join('; ')}`),
  };
  output.lines('', ...caveatsOf(checks).flatMap((caveat) => [...caveat.split('\n').map(dim), '']));
  output.report(exit === exits.allHold && !isIncomplete, [text[isIncomplete ? 'failed' : verdict]()]);
  return isIncomplete ? exits.internal : exit;
}

/** Writes the report of a run, for programs. */
export function report(
  { options, output, checks, seconds }: RunFacts,
  outcome: Pick<Report, 'verdict' | 'exit' | 'failure' | 'reasons'>,
): void {
  send({ kind: 'concluded' });
  const reportNow = (): Report => ({
    format: 'swarmcheck-report',
    version: reportVersion,
    tool: version(),
    seed: `0x${options.seed.toString(16)}`,
    ...withUnwritten(outcome, output.unwritten),
    seconds: Math.round(seconds * 1_000) / 1_000,
    checks: [...checks],
  });
  publish(reportNow, options, output);
}

function withUnwritten(
  outcome: Pick<Report, 'verdict' | 'exit' | 'failure' | 'reasons'>,
  unwritten: readonly string[],
): Pick<Report, 'verdict' | 'exit' | 'failure' | 'reasons' | 'unwritten'> {
  if (unwritten.length === 0) return outcome;
  const isBroken = outcome.verdict === 'broken' || outcome.verdict === 'failed';
  const failed = { verdict: 'failed', exit: exits.internal, failure: unwritten.join('; ') } as const;
  return { ...(isBroken ? outcome : failed), unwritten: [...unwritten] };
}

/** The caveats of this run: what its verdict does not show. */
function caveatsOf(checks: readonly Check[]): readonly string[] {
  const kinds = new Set(checks.map(({ kind }) => kind));
  return [
    ...(kinds.has('schedules') && !kinds.has('exploration') ? [caveats.schedules] : []),
    ...(kinds.has('codec') && kinds.size === 1 ? [caveats.streams] : []),
    ...(kinds.has('exploration') ? [caveats.search] : []),
  ];
}
