/** Regressions: replays the traces of a folder, each of which once violated a property. */
import {
  propertyOf,
  type Replay,
  regressionOf,
  replayOf,
  type Suite,
  subjectText,
  type TraceRecord,
} from '../checker/index.ts';
import { placeOf } from '../checker/suite/project.node.ts';
import { traceAt, tracesIn } from '../checker/suite/trace-store.node.ts';
import { regressionReport, replayText } from '../reports/index.ts';
import { projectOf } from './catalogue.ts';
import type { CheckOutcome, RunContext } from './checks.ts';
import { type Exit, exits } from './exit.ts';
import type { Options } from './options.ts';

/** A trace, and its file. */
export interface RegressionFile {
  readonly file: string;
  readonly record: TraceRecord;
}

/**
 * Reads the traces to replay.
 *
 * @throws UsageError if the named folder is missing or holds no traces, or a file is no trace.
 */
export function regressionFiles(options: Options): readonly RegressionFile[] {
  const files = tracesIn(options.regressions, '--regressions', placeOf('regressions', projectOf(options)));
  return files.map((file) => ({ file, record: traceAt(file) }));
}

/**
 * Replays the traces of these suites, each on the subject on which it was recorded; a trace of a known bug is
 * replayed without the bug. If `known` lists all suites, a trace of another protocol is stale, because its
 * code does not exist any more.
 */
export function replayRegressions(
  run: RunContext,
  files: readonly RegressionFile[],
  suites: readonly Suite[],
  known?: readonly Suite[],
): readonly CheckOutcome[] {
  const { options, output, checks } = run;
  const outcomes = files.flatMap(({ file, record }): readonly CheckOutcome[] => {
    const suite = suites.find(({ name }) => name === record.protocol);
    if (suite === undefined)
      return known?.some(({ name }) => name === record.protocol) === false
        ? [unknownProtocol(run, file, record)]
        : [];
    const { subject, property, system } = regressionOf(suite, record, file);
    if (options.property !== undefined && propertyOf(suite, options.property) !== property) return [];
    const result = replayOf({ system, property }, record, file);
    checks.push(regressionReport(suite, subject, record, file, property, result));
    const exit: Exit =
      result.verdict === 'fixed'
        ? exits.allHold
        : result.verdict === 'reproduced'
          ? exits.violated
          : exits.inconclusive;
    if (exit === exits.allHold) return [{ exit, findings: [] }];
    output.report(false, ['', file, ...replayText(record, subjectText(subject), result, output.palette)]);
    return [{ exit, findings: [`${file}${findingOf(result, property.name)}`] }];
  });
  const fixed = outcomes.filter(({ exit }) => exit === exits.allHold).length;
  if (outcomes.length > 0)
    output.lines('', `regressions: ${fixed} of ${outcomes.length} traces violate nothing any more`);
  return outcomes;
}

/** What a replay that did not end in `fixed` says of its file. */
function findingOf(result: Replay, property: string): string {
  switch (result.verdict) {
    case 'reproduced':
      return `: ${property}`;
    case 'undecided':
      return ' is undecided';
    default:
      return ' is stale; record it again';
  }
}

function unknownProtocol({ output }: RunContext, file: string, { protocol }: TraceRecord): CheckOutcome {
  const what = `${file} belongs to protocol '${protocol}', but no suite has that name; correct the name in the file, or remove the file`;
  output.report(false, ['', `${output.palette.yellow('STALE')}  ${what}`]);
  return { exit: exits.inconclusive, findings: [`${file} is stale`] };
}
