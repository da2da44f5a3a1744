/** Traces that once broke a promise: kept in a folder, and replayed first. */
import {
  propertyOf,
  regressionOf,
  replayOf,
  type Suite,
  subjectText,
  type TraceRecord,
} from '../checker/index.ts';
import { placeOf } from '../checker/suite/project.node.ts';
import { traceAt, tracesIn } from '../checker/suite/trace-store.node.ts';
import { regressionReport, replayText } from '../reports/index.ts';
import type { Ended, Run } from './checks.ts';
import { type Exit, exits } from './exit.ts';
import { projectOf } from './find.ts';
import type { Options } from './options.ts';

/** A trace that is to be replayed, and its file. */
export interface RegressionFile {
  readonly file: string;
  readonly record: TraceRecord;
}

/**
 * The traces that are to be replayed.
 *
 * @throws UsageError where the folder that is named is not there, or holds none, or a file is no trace.
 */
export function regressionFiles(options: Options): readonly RegressionFile[] {
  const files = tracesIn(options.regressions, '--regressions', placeOf('regressions', projectOf(options)));
  return files.map((file) => ({ file, record: traceAt(file) }));
}

/**
 * Replays what these files hold of these suites, each on what it was recorded on, made right: a trace of a known bug on the
 * code without it. Where `known` lists all suites that there are, a trace of any other is stale: no code is left that it speaks of.
 */
export function replayRegressions(
  run: Run,
  files: readonly RegressionFile[],
  suites: readonly Suite[],
  known?: readonly Suite[],
): readonly Ended[] {
  const { options, output, checks } = run;
  const ended = files.flatMap(({ file, record }): readonly Ended[] => {
    const suite = suites.find(({ name }) => name === record.protocol);
    if (suite === undefined)
      return known?.some(({ name }) => name === record.protocol) === false ? [orphan(run, file, record)] : [];
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
    if (exit === exits.allHold) return [{ exit, broken: [] }];
    output.report(false, ['', file, ...replayText(record, subjectText(subject), result, output.palette)]);
    const what = exit === exits.violated ? `: ${property.name}` : ' says nothing any more; record it anew';
    return [{ exit, broken: [`${file}${what}`] }];
  });
  const fine = ended.filter(({ exit }) => exit === exits.allHold).length;
  if (ended.length > 0)
    output.lines('', `regressions: ${fine} of ${ended.length} traces break nothing any more`);
  return ended;
}

function orphan({ output }: Run, file: string, { protocol }: TraceRecord): Ended {
  const what = `${file} is of protocol '${protocol}', and no suite has that name; rename its protocol, or remove it`;
  output.report(false, ['', `${output.palette.yellow('STALE')}  ${what}`]);
  return { exit: exits.inconclusive, broken: [`${file} says nothing any more`] };
}
