/**
 * The test harness of one protocol: makes tests, runs searches with a time limit, and reports failures at the
 * call site.
 */
import { it, type TestContext } from 'vitest';
import { CodeError, messageOf, type Suite, UsageError } from '../../checker/index.ts';
import { runSearch, type Search } from '../../checker/suite/run-search.node.ts';
import {
  type Counterexample,
  fileOf,
  keepTrace,
  type TraceFile,
  writeIn,
} from '../../checker/suite/trace-store.node.ts';
import { printable, printableLines } from '../../checker/values/printable.ts';
import { htmlText, tracePageOf } from '../../reports/html.ts';
import { playerScript } from '../../reports/player.node.ts';
import { pathWord } from '../../reports/shell-command.ts';
import type { CallSite } from './call-site.ts';
import {
  type Attachment,
  attachmentOf,
  commandFor,
  errorLines,
  nextSteps,
  ProtocolFailure,
  type ShownMistakes,
} from './failure.ts';
import { Mistakes, violationMistake } from './mistakes.ts';
import { type Origin, originOf } from './origin.ts';

/** The body of a test; vitest passes its context. */
export type Body = (context: TestContext) => Promise<void>;

/** The time limit of vitest is so much longer than ours, because its message would not explain anything. */
const graceMs = 30_000;

/** Makes and runs the tests of one suite. */
export class Harness {
  readonly suite: Suite;
  readonly #site: CallSite;
  readonly #out: string;
  readonly #secondsMax: number;
  readonly #mistakes = new Mistakes();
  /** The module of the suite, which is searched for after a failure only. */
  readonly origin: () => Promise<Origin>;

  constructor(
    suite: Suite,
    site: CallSite,
    { out, secondsMax }: { readonly out: string; readonly secondsMax: number },
  ) {
    this.suite = suite;
    this.#site = site;
    this.#out = out;
    this.#secondsMax = secondsMax;
    this.origin = once(() => originOf(suite, 'describeProtocol', site.place));
  }

  /**
   * Makes one test. Its errors are located at the call of `describeProtocol`. It is skipped if another test
   * failed for the same mistake.
   */
  test(title: string, body: Body): void {
    it(printable(title), { timeout: this.#secondsMax * 1_000 + graceMs }, async (context) => {
      try {
        await body(context);
      } catch (thrown) {
        const error = this.#located(thrown);
        const before = this.#mistakes.failedBefore(context, thrown, error);
        if (before !== undefined) context.skip(`skipped because "${before}" failed`);
        throw error;
      }
      this.#mistakes.passed(context);
    });
  }

  /** Runs a search, and stops it at the time limit. */
  async run<Progress, Result>(search: Search<Progress, Result>): Promise<Result> {
    const { result } = await runSearch(search, {
      stopReason: (_, ms) =>
        ms > this.#secondsMax * 1_000 ? `the time limit of ${this.#secondsMax} s was reached` : undefined,
    });
    return result;
  }

  /**
   * Fails a test with a violated property. The trace is written, attached to the test, and printed with
   * further commands; it is printed even if it cannot be written.
   */
  async failWithTrace(
    context: TestContext,
    violation: Omit<Counterexample, 'suite'>,
    story: readonly string[],
  ): Promise<never> {
    const file = fileOf(this.#out, { suite: this.suite, ...violation });
    const kept = [await this.#kept(context, file), await this.#paged(context, file)];
    const lines = [...story, '', ...nextSteps(file, kept, await this.origin())];
    return this.fail(lines, violationMistake(violation.subject.side, violation.property));
  }

  /**
   * Writes and attaches a trace; returns the command that replays it, or the reason why it could not be
   * written.
   */
  async #kept(context: TestContext, file: TraceFile): Promise<string> {
    try {
      keepTrace(file, 'out');
      await this.attach(context, ...attachmentOf(file));
    } catch (error) {
      return `the trace was not written: ${messageOf(error)}`;
    }
    return `to replay it: ${commandFor(await this.origin(), ['replay', pathWord(file.path)])}`;
  }

  /** Writes and attaches the page of a trace; returns its path, or the reason why there is none. */
  async #paged(context: TestContext, { path, record }: TraceFile): Promise<string> {
    const page = path.replace(/(?:\.trace)?\.json$/, '.html');
    try {
      const data = tracePageOf(record, () => this.suite);
      writeIn(page, htmlText(data, playerScript()), 'out');
      await this.attach(context, 'the same trace as a page', { path: page }, 'text/html');
    } catch (error) {
      return `there is no page of the trace: ${messageOf(error)}`;
    }
    return `to see it in a browser: ${page}`;
  }

  /** Attaches a file of a failure to its test, at the call of `describeProtocol`. */
  async attach(
    { annotate }: TestContext,
    title: string,
    attachment: Attachment,
    contentType = 'application/json',
  ): Promise<void> {
    await this.#site.runHere(() => annotate(title, 'trace', { ...attachment, contentType }));
  }

  /** Fails a test with these lines, for these mistakes. */
  fail(lines: readonly string[], mistakes: Partial<ShownMistakes> = {}): never {
    throw new ProtocolFailure(printableLines(lines.join('\n')), mistakes);
  }

  #located(thrown: unknown): unknown {
    if (thrown instanceof ProtocolFailure || thrown instanceof UsageError) return this.#site.locate(thrown);
    if (!(thrown instanceof CodeError)) return thrown;
    return this.#site.locate(
      new CodeError(printableLines(errorLines(thrown).join('\n')), { cause: thrown.cause }),
    );
  }
}

/** A value that several tests share; the first of them computes it. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
