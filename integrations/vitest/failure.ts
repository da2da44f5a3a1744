/** What a test says when it fails: what was broken and how, how to run it again, and a test to paste. */
import { existsSync } from 'node:fs';
import { CodeError, type UsageError } from '../../checker/index.ts';
import { type Kept, places } from '../../checker/traces.node.ts';
import { testText, traceText } from '../../reports/index.ts';

/** What a test throws when the protocol, and not the test, is at fault. */
export class ProtocolFailure extends Error {
  override readonly name = 'ProtocolFailure';
}

/** Longest trace of which a test to paste is printed; of a longer one it is said how to get it. */
const stepsPasted = 40;

/** What is attached to a test: a file, or JSON. */
export type Attached = { readonly path: string } | { readonly body: string; readonly bodyEncoding: 'utf-8' };

/** The trace that a failure is about, as an attachment: what it shows, and its file. */
export function attachmentOf({ path, record }: Kept): readonly [says: string, what: Attached] {
  const { property, trace } = record;
  const { length } = trace.steps;
  return [`${property.name} is broken: a trace of ${length} step${length === 1 ? '' : 's'}`, { path }];
}

/** What to do with a trace that was written. */
export function onwards({ path, record }: Kept): string[] {
  const suite = isKnown(record.protocol) ? '' : ' --suite <the file that exports the suite>';
  const replay = `to run it again: npx swarmcheck replay ${path}${suite}`;
  return record.trace.steps.length > stepsPasted
    ? [replay, `a test to paste: npx swarmcheck show ${path} --as test`]
    : [replay, 'a test to paste:', '', ...testText(record).map((line) => `  ${line}`)];
}

/** Whether the command knows the protocol by its name: one that comes with swarmcheck, or one of a configuration. */
function isKnown(protocol: string): boolean {
  const included = new URL(`../../properties/${protocol}/`, import.meta.url);
  return existsSync(included) || places.configurations.some((name) => existsSync(name));
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
