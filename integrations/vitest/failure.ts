/** What a test says when it fails: what was broken and how, how to run it again, and a test to paste. */
import { type CodeError, TracedError, type UsageError } from '../../checker/index.ts';
import { projectAround } from '../../checker/suite/project.node.ts';
import type { TraceFile } from '../../checker/suite/trace-store.node.ts';
import { testText, traceText } from '../../reports/index.ts';
import { commandText, pathWord } from '../../reports/paste.ts';
import type { Origin } from './origin.ts';

/** The mistakes that a failure shows, and earlier ones of which it is a consequence. */
export interface Shown {
  readonly is: readonly string[];
  readonly follows: readonly string[];
}

/** Beside the errors, for vitest prints every field of one. */
const shown = new WeakMap<ProtocolFailure, Shown>();

/** What a test throws when the protocol, and not the test, is at fault. */
export class ProtocolFailure extends Error {
  override readonly name = 'ProtocolFailure';

  constructor(message: string, { is = [], follows = [] }: Partial<Shown> = {}) {
    super(message);
    shown.set(this, { is, follows });
  }
}

/** The mistakes of a failure. */
export function shownBy(failure: ProtocolFailure): Shown {
  return shown.get(failure) ?? { is: [], follows: [] };
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
export function onwards({ path, record }: TraceFile, replay: string, origin: Origin): string[] {
  if (record.trace.steps.length > stepsPasted)
    return [replay, `a test to paste: ${commandFor(origin, ['show', pathWord(path), '--as', 'test'])}`];
  const beside = origin.source !== undefined && origin.test !== undefined ? ` beside ${origin.test}` : '';
  const test = testText(record, origin.source).map((line) => (line === '' ? '' : `  ${line}`));
  return [replay, `a test to paste${beside}:`, '', ...test];
}

/** A command on a suite. It knows those that come with swarmcheck and those of a configuration; of others it is told the file. */
export function commandFor({ file, isIncluded }: Origin, words: readonly string[]): string {
  const suite = file === undefined ? [] : ['--suite', pathWord(file)];
  const isKnown = isIncluded || file !== undefined || projectAround('.').configuration !== undefined;
  const command = commandText([...words, ...suite], pasting);
  return isKnown ? command : `${command} # and --suite with the file that exports the suite`;
}

/** Vitest is installed in a project, and so is swarmcheck. */
const pasting = {
  launcher: 'npx swarmcheck',
  shell: process.platform === 'win32' ? 'windows' : 'sh',
} as const;

/** A sentence of ours, and where code under check failed what led there. */
export function storyOf(error: UsageError | CodeError): string[] {
  if (!(error instanceof TracedError)) return [error.message];
  return [error.message, 'what led there:', '', ...traceText(error.trace)];
}

/** Lines of a block that the command indents, as they stand at the beginning of a message. */
export function dedented(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^ {2}/, ''));
}
