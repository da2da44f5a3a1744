/** Traces that once broke a promise: kept in a folder, and replayed first. */
import { propertyOf, regressionOf, replayOf, type Suite, subjectText } from '../checker/index.ts';
import { traceAt, tracesIn } from '../checker/traces.node.ts';
import { regressionReport, replayText } from '../reports/index.ts';
import type { Ended, Run } from './checks.ts';
import { type Exit, exits } from './exit.ts';

/**
 * Replays what the folder holds of these suites, each on what it was recorded on, made right: a trace of a known bug on the
 * code without it.
 */
export function replayRegressions(run: Run, suites: readonly Suite[]): readonly Ended[] {
  const { options, output, checks } = run;
  const files = tracesIn(options.regressions, '--regressions');
  const ended = files.flatMap((file): readonly Ended[] => {
    const record = traceAt(file);
    const suite = suites.find(({ name }) => name === record.protocol);
    if (suite === undefined) return [];
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
