/** What a test says when it fails: what was broken and how, how to run it again, and a test to paste. */
import { existsSync } from 'node:fs';
import type { TestContext } from 'vitest';
import { type Kept, places } from '../../checker/traces.node.ts';
import { testText } from '../../reports/index.ts';
import type { CallSite } from './call-site.ts';

/** What a test throws when the protocol, and not the test, is at fault. */
export class ProtocolFailure extends Error {
  override readonly name = 'ProtocolFailure';
}

/** Longest trace of which a test to paste is printed; of a longer one it is said how to get it. */
const stepsPasted = 40;

/** Attaches a trace to a test, at the place where the protocol was described. */
export async function attachTrace(
  { annotate }: Pick<TestContext, 'annotate'>,
  site: CallSite,
  { path, record }: Kept,
): Promise<void> {
  const { property, trace } = record;
  const { length } = trace.steps;
  const message = `${property.name} is broken: a trace of ${length} step${length === 1 ? '' : 's'}`;
  await site.pretend(() => annotate(message, 'trace', { path, contentType: 'application/json' }));
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

/** Lines of a block that the command indents, as they stand at the beginning of a message. */
export function dedented(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^ {2}/, ''));
}
