/** What the tests of one protocol share: the suite, how long anything may take, and where failures are located. */
import { it, type TestContext } from 'vitest';
import { CodeError, messageOf, type Suite, UsageError } from '../../checker/index.ts';
import { runSearch, type Search } from '../../checker/suite/run-search.node.ts';
import {
  type Counterexample,
  fileOf,
  keepTrace,
  type TraceFile,
} from '../../checker/suite/trace-store.node.ts';
import { printable, printableLines } from '../../checker/values/printable.ts';
import { pathWord } from '../../reports/paste.ts';
import type { CallSite } from './call-site.ts';
import {
  type Attached,
  attachmentOf,
  commandFor,
  onwards,
  ProtocolFailure,
  type Shown,
  storyOf,
} from './failure.ts';
import { brokenPromise, Mistakes } from './mistakes.ts';
import { type Origin, originOf } from './origin.ts';

/** What a test has to do, handed the context that vitest hands to tests. */
export type Body = (context: TestContext) => Promise<void>;

/** Between the end of our patience and that of vitest, whose message would say nothing. */
const graceMs = 30_000;

/** Makes tests, and runs what they ask for. */
export class Bench {
  readonly suite: Suite;
  readonly #site: CallSite;
  readonly #out: string;
  readonly #secondsMax: number;
  readonly #mistakes = new Mistakes();
  /** The module of the suite, looked for once something failed. */
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
   * One test. Whatever it throws is located where the protocol was described; where another test failed for the same mistake it is
   * skipped.
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

  /** Runs a search; one that takes too long is stopped, and says so. */
  async run<Progress, Result>(search: Search<Progress, Result>): Promise<Result> {
    const { result } = await runSearch(search, {
      stopReason: (_, ms) =>
        ms > this.#secondsMax * 1_000 ? `the time limit of ${this.#secondsMax} s was reached` : undefined,
    });
    return result;
  }

  /**
   * Ends a test: a promise is broken. The trace is written, attached to the test, and told with all that can be done with it; where it
   * cannot be written the story is told all the same.
   */
  async broken(
    context: TestContext,
    what: Omit<Counterexample, 'suite'>,
    story: readonly string[],
  ): Promise<never> {
    const file = fileOf(this.#out, { suite: this.suite, ...what });
    const replay = await this.#kept(context, file);
    const lines = [...story, '', ...onwards(file, replay, await this.origin())];
    return this.fail(lines, brokenPromise(what.subject.side, what.property));
  }

  /** How to run a trace again, once it is written and attached; or why that went wrong. */
  async #kept(context: TestContext, file: TraceFile): Promise<string> {
    try {
      keepTrace(file, 'out');
      await this.attach(context, ...attachmentOf(file));
    } catch (error) {
      return `the trace was not kept: ${messageOf(error)}`;
    }
    return `to run it again: ${commandFor(await this.origin(), ['replay', pathWord(file.path)])}`;
  }

  /** Attaches the trace of a failure to its test, at the place where the protocol was described. */
  async attach({ annotate }: TestContext, says: string, what: Attached): Promise<void> {
    await this.#site.pretend(() => annotate(says, 'trace', { ...what, contentType: 'application/json' }));
  }

  /** Ends a test with these lines, for these mistakes. */
  fail(lines: readonly string[], mistakes: Partial<Shown> = {}): never {
    throw new ProtocolFailure(printableLines(lines.join('\n')), mistakes);
  }

  #located(thrown: unknown): unknown {
    if (thrown instanceof ProtocolFailure || thrown instanceof UsageError) return this.#site.locate(thrown);
    if (!(thrown instanceof CodeError)) return thrown;
    return this.#site.locate(
      new CodeError(printableLines(storyOf(thrown).join('\n')), { cause: thrown.cause }),
    );
  }
}

/** What several tests need and the first of them makes. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
