/** Tests of regressions: traces that once violated a property must not violate it any more. */
import { describe, type TestContext } from 'vitest';
import { regressionOf, replayOf, subjectText, type TraceRecord, UsageError } from '../../checker/index.ts';
import { traceAt, tracesIn } from '../../checker/suite/trace-store.node.ts';
import { replayText } from '../../reports/index.ts';
import { pathWord } from '../../reports/shell-command.ts';
import { attachmentOf, commandFor } from './failure.ts';
import type { Harness } from './harness.ts';
import { violationMistake } from './mistakes.ts';

/**
 * The traces of a protocol in a folder.
 *
 * @throws UsageError if the named folder does not exist.
 */
export function regressionsOf(protocol: string, folder: string | undefined): readonly string[] {
  return tracesIn(folder).filter((path) => isOf(path, protocol));
}

/** Makes a test for each trace. */
export function describeRegressions(harness: Harness, files: readonly string[]): void {
  if (files.length === 0) return;
  describe('regressions', () => {
    for (const path of files)
      harness.test(`${path} violates nothing any more`, (context) => replayed(harness, context, path));
  });
}

/** Whether the file is for this protocol. An unreadable file counts as well, so that a test reports it. */
function isOf(path: string, protocol: string): boolean {
  try {
    return traceAt(path).protocol === protocol;
  } catch (error) {
    if (error instanceof UsageError) return true;
    throw error;
  }
}

async function replayed(harness: Harness, context: TestContext, path: string): Promise<void> {
  const record: TraceRecord = traceAt(path);
  const { subject, property, system } = regressionOf(harness.suite, record, path);
  const result = replayOf({ system, property }, record, path);
  if (result.verdict === 'fixed') return;
  await harness.attach(context, ...attachmentOf({ path, record }));
  const again = commandFor(await harness.origin(), [
    ...['replay', pathWord(path)],
    ...['--subject', subject.side],
  ]);
  const advice = { reproduced: ['', `to replay it: ${again}`], stale: ['record it again'], undecided: [] };
  const lines = [...replayText(record, subjectText(subject), result), ...advice[result.verdict]];
  harness.fail(lines, result.verdict === 'reproduced' ? violationMistake(subject.side, property) : {});
}
