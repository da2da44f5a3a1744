/** The conclusion of a run: its verdict as the last line for people, and its report for programs. */
import { version } from '../checker/suite/trace-store.node.ts';
import { type Check, caveats, type Report, reportVersion } from '../reports/index.ts';
import { type Exit, exits } from './exit.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';
import { publish } from './publish.ts';
import { say } from './thread.ts';

/** What a conclusion rests on. */
export interface Ground {
  readonly options: Options;
  readonly output: Output;
  readonly checks: readonly Check[];
  readonly seconds: number;
}

/** How a run ended. */
export interface Outcome {
  readonly exit: Exit;
  /** Promises that are broken, or bugs that were not caught. */
  readonly broken: readonly string[];
  /** What ended it early. */
  readonly stopped: string | undefined;
}

/**
 * Writes the report and prints the verdict; the last line says how it ended, for a reader whose screen begins below the rest. A broken
 * promise is the greater news; where nothing is broken, a file that is missing must not pass for one that was written.
 */
export function conclude(ground: Ground, { exit, broken, stopped }: Outcome): Exit {
  const { output, checks } = ground;
  const { red, yellow, green, dim } = output.palette;
  const verdict = exit === exits.violated ? 'broken' : exit === exits.allHold ? 'all hold' : 'inconclusive';
  const reasons = [...broken, ...(stopped === undefined ? [] : [stopped])];
  report(ground, { verdict, exit, ...(reasons.length > 0 && { reasons }) });
  const isIncomplete = output.unwritten.length > 0 && exit !== exits.violated;
  const text = {
    broken: () => red(`BROKEN  ${reasons.join('; ')}`),
    'all hold': () => green('all hold'),
    inconclusive: () => yellow(['inconclusive', reasons.join('; ')].filter((part) => part !== '').join(': ')),
    failed: () => red(`FAILED  ${output.unwritten.join('; ')}`),
  };
  output.lines('', ...caveatsOf(checks).flatMap((caveat) => [...caveat.split('\n').map(dim), '']));
  output.report(exit === exits.allHold && !isIncomplete, [text[isIncomplete ? 'failed' : verdict]()]);
  return isIncomplete ? exits.internal : exit;
}

/** Writes the report of a run, for programs. */
export function report(
  { options, output, checks, seconds }: Ground,
  outcome: Pick<Report, 'verdict' | 'exit' | 'failure' | 'reasons'>,
): void {
  say({ kind: 'concluded' });
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

/** What nobody should read into this run. */
function caveatsOf(checks: readonly Check[]): readonly string[] {
  const kinds = new Set(checks.map(({ kind }) => kind));
  return [
    ...(kinds.has('schedules') && !kinds.has('exploration') ? [caveats.schedules] : []),
    ...(kinds.has('exploration') ? [caveats.search] : []),
  ];
}
