/** Traces that once broke a promise: on the code as it is, they must not any more. */
import { describe, type TestContext } from 'vitest';
import { regressionOf, replayOf, subjectText, type TraceRecord, UsageError } from '../../checker/index.ts';
import { traceAt, tracesIn } from '../../checker/suite/trace-store.node.ts';
import { replayText } from '../../reports/index.ts';
import { pathWord } from '../../reports/paste.ts';
import type { Bench } from './bench.ts';
import { attachmentOf, commandFor } from './failure.ts';
import { brokenPromise } from './mistakes.ts';

/**
 * The traces of a protocol in a folder.
 *
 * @throws UsageError where the folder is named, and not there.
 */
export function regressionsOf(protocol: string, folder: string | undefined): readonly string[] {
  return tracesIn(folder).filter((path) => isOf(path, protocol));
}

/** A test for each trace. */
export function describeRegressions(bench: Bench, files: readonly string[]): void {
  if (files.length === 0) return;
  describe('regressions', () => {
    for (const path of files)
      bench.test(`${path} breaks nothing any more`, (context) => replayed(bench, context, path));
  });
}

/** Whether the file is for this protocol. One that cannot be read is for everybody: its test says what is wrong with it. */
function isOf(path: string, protocol: string): boolean {
  try {
    return traceAt(path).protocol === protocol;
  } catch (error) {
    if (error instanceof UsageError) return true;
    throw error;
  }
}

async function replayed(bench: Bench, context: TestContext, path: string): Promise<void> {
  const record: TraceRecord = traceAt(path);
  const { subject, property, system } = regressionOf(bench.suite, record, path);
  const result = replayOf({ system, property }, record, path);
  if (result.verdict === 'fixed') return;
  await bench.attach(context, ...attachmentOf({ path, record }));
  const again = commandFor(await bench.origin(), [
    ...['replay', pathWord(path)],
    ...['--subject', subject.side],
  ]);
  const onward = { reproduced: ['', `to run it again: ${again}`], stale: ['record it anew'], undecided: [] };
  const lines = [...replayText(record, subjectText(subject), result), ...onward[result.verdict]];
  bench.fail(lines, result.verdict === 'reproduced' ? brokenPromise(subject.side, property) : {});
}
