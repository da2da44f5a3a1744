/** What a test says when it fails: what was broken and how, how to run it again, and a test to paste. */
import { CodeError, type Suite, type UsageError } from '../../checker/index.ts';
import { projectAround } from '../../checker/project.node.ts';
import type { TraceFile } from '../../checker/traces.node.ts';
import { testText, traceText } from '../../reports/index.ts';
import { quoted } from '../../reports/text.ts';

/** What a test throws when the protocol, and not the test, is at fault. */
export class ProtocolFailure extends Error {
  override readonly name = 'ProtocolFailure';
}

/** Longest trace of which a test to paste is printed; of a longer one it is said how to get it. */
const stepsPasted = 40;

/** What is attached to a test: a file, or JSON. */
export type Attached = { readonly path: string } | { readonly body: string; readonly bodyEncoding: 'utf-8' };

/** The trace that a failure is about, as an attachment: what it shows, and its file. */
export function attachmentOf({ path, record }: TraceFile): readonly [says: string, what: Attached] {
  const { property, trace } = record;
  const { length } = trace.steps;
  return [`${property.name} is broken: a trace of ${length} step${length === 1 ? '' : 's'}`, { path }];
}

/** What to do with a trace: run it again where it was written to its file, and in any case a test to paste. */
export function onwards({ path, record }: TraceFile, replay: string): string[] {
  return record.trace.steps.length > stepsPasted
    ? [replay, `a test to paste: npx swarmcheck show ${quoted(path)} --as test`]
    : [replay, 'a test to paste:', '', ...testText(record).map((line) => (line === '' ? '' : `  ${line}`))];
}

/** A command on a suite. It knows those that come with swarmcheck and those of a configuration; of others it must be told the file. */
export async function commandFor(suite: Suite, words: string): Promise<string> {
  const { suites: included } = await import('../../properties/index.ts');
  const isKnown = included.includes(suite) || projectAround('.').configuration !== undefined;
  return `npx swarmcheck ${words}${isKnown ? '' : ` --suite ./${suite.name}.suite.ts # the file that exports the suite`}`;
}

/** A sentence of ours, and where code under check failed what led there. */
export function storyOf(error: UsageError | CodeError): string[] {
  if (!(error instanceof CodeError) || error.trace === undefined) return [error.message];
  return [error.message, 'what led there:', '', ...traceText(error.trace)];
}

/** Lines of a block that the command indents, as they stand at the beginning of a message. */
export function dedented(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^ {2}/, ''));
}
