/** The text of a failed test: the counterexample, the command that replays it, and a test to paste. */
import { type CodeError, TracedError, type UsageError } from '../../checker/index.ts';
import { projectAround } from '../../checker/suite/project.node.ts';
import type { TraceFile } from '../../checker/suite/trace-store.node.ts';
import { testText, traceText } from '../../reports/index.ts';
import { commandText, pathWord } from '../../reports/shell-command.ts';
import type { Origin } from './origin.ts';

/** The mistakes that a failure shows, and the mistakes of which it is a consequence. */
export interface ShownMistakes {
  readonly is: readonly string[];
  readonly follows: readonly string[];
}

/** The mistakes by error; they are no field of it, because vitest prints every field of an error. */
const mistakesByFailure = new WeakMap<ProtocolFailure, ShownMistakes>();

/** The error of a test that found a mistake of the protocol. */
export class ProtocolFailure extends Error {
  override readonly name = 'ProtocolFailure';

  constructor(message: string, { is = [], follows = [] }: Partial<ShownMistakes> = {}) {
    super(message);
    mistakesByFailure.set(this, { is, follows });
  }
}

/** The mistakes of a failure. */
export function mistakesShownBy(failure: ProtocolFailure): ShownMistakes {
  return mistakesByFailure.get(failure) ?? { is: [], follows: [] };
}

/** The longest trace that is printed as a test to paste; for a longer one a command is printed. */
const stepsPasted = 40;

/** An attachment of a test: a file, or JSON. */
export type Attachment =
  | { readonly path: string }
  | { readonly body: string; readonly bodyEncoding: 'utf-8' };

/** The trace of a failure as an attachment: a title, and the file. */
export function attachmentOf({ path, record }: TraceFile): readonly [title: string, attachment: Attachment] {
  const { property, trace } = record;
  const { length } = trace.steps;
  return [`${property.name} is violated: a trace of ${length} step${length === 1 ? '' : 's'}`, { path }];
}

/** The next steps for a trace: those of its files, and a test to paste. */
export function nextSteps({ path, record }: TraceFile, kept: readonly string[], origin: Origin): string[] {
  if (record.trace.steps.length > stepsPasted)
    return [...kept, `a test to paste: ${commandFor(origin, ['show', pathWord(path), '--as', 'test'])}`];
  const beside = origin.source !== undefined && origin.test !== undefined ? ` beside ${origin.test}` : '';
  const test = testText(record, origin.source).map((line) => (line === '' ? '' : `  ${line}`));
  return [...kept, `a test to paste${beside}:`, '', ...test];
}

/** A command for a suite, with `--suite` unless the suite comes with swarmcheck or from a configuration. */
export function commandFor({ file, isIncluded }: Origin, words: readonly string[]): string {
  const suite = file === undefined ? [] : ['--suite', pathWord(file)];
  const isKnown = isIncluded || file !== undefined || projectAround('.').configuration !== undefined;
  const command = commandText([...words, ...suite], invocation);
  return isKnown ? command : `${command} # and --suite with the file that exports the suite`;
}

/** Vitest is installed in a project, and so is swarmcheck, so npx finds it. */
const invocation = {
  launcher: 'npx swarmcheck',
  shell: process.platform === 'win32' ? 'windows' : 'sh',
} as const;

/** The lines of an error: its sentence, and the steps up to a failure of code under check. */
export function errorLines(error: UsageError | CodeError): string[] {
  if (!(error instanceof TracedError)) return [error.message];
  return [error.message, 'steps up to the failure:', '', ...traceText(error.trace)];
}

/** Removes the indentation of lines of the command. */
export function dedented(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^ {2}/, ''));
}
