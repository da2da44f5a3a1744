/** Runs a search with what an engine must not have: a clock, a time limit, signals and a progress line. */
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import {
  explore,
  type FuzzOptions,
  fuzz,
  type Property,
  type Subject,
  type Suite,
  subjectText,
  systemOf,
} from '../checker/index.ts';
import { type Explored, fuzzProgressText, progressText, type Stormed } from '../reports/index.ts';
import type { Options } from './options.ts';

const msBetweenTurns = 50;
const msBetweenLines = 1_000;
/** How long a broken schedule is shrunk unless told otherwise. */
export const shrinkSecondsMax = 10;

/** A search as a generator: it yields how far it has come, and may be told why to stop. */
type Search<Progress, Result> = Generator<Progress, Result, string | undefined>;

export class Driver {
  readonly #options: Options;
  readonly #begun = performance.now();
  readonly #deadline: number;
  #interrupted = false;

  /** The time limit starts to run now. */
  constructor(options: Options) {
    this.#options = options;
    this.#deadline =
      options.time === undefined ? Number.POSITIVE_INFINITY : this.#begun + options.time * 1_000;
    process.once('SIGINT', () => {
      this.#interrupted = true;
    });
  }

  /** Explores a subject to the end, or to the first limit. */
  async explore(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
  ): Promise<Explored> {
    const { maxStates, maxDepth } = this.#options;
    const search = explore(systemOf(suite, scope, subject), properties, {
      ...(maxStates !== undefined && { maxWorlds: maxStates }),
      ...(maxDepth !== undefined && { maxDepth }),
    });
    const title = `exploring ${suite.name} ${subjectText(subject)}, scope ${scope}`;
    const { result, ms } = await this.#drive(title, search, progressText);
    return { suite, scope, subject, exploration: result, ms };
  }

  /** Draws schedules until one breaks a promise, or there were enough; what broke is shrunk for a while. */
  async storm(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
    options: Omit<FuzzOptions, 'seed'> & { readonly seed?: number },
  ): Promise<Stormed> {
    const { seed, shrinkTime = shrinkSecondsMax } = this.#options;
    const search = fuzz(systemOf(suite, scope, subject), properties, { seed, ...options });
    const title = `schedules for ${suite.name} ${subjectText(subject)}, scope ${scope}`;
    let foundAt: number | undefined;
    const begun = performance.now();
    const { result, ms } = await this.#drive(title, search, fuzzProgressText, ({ shrinking }) => {
      if (shrinking === undefined) return undefined;
      foundAt ??= performance.now();
      return performance.now() - foundAt > shrinkTime * 1_000
        ? `the time limit of ${shrinkTime} s for that was reached`
        : undefined;
    });
    return { suite, scope, subject, fuzzed: result, ms, foundMs: (foundAt ?? begun + ms) - begun };
  }

  async #drive<Progress, Result>(
    title: string,
    search: Search<Progress, Result>,
    text: (progress: Progress, ms: number, megabytes: number) => string,
    enough: (progress: Progress) => string | undefined = () => undefined,
  ): Promise<{ readonly result: Result; readonly ms: number }> {
    const line = new ProgressLine(title, this.#options.quiet === true);
    const begun = performance.now();
    let nextTurn = begun + msBetweenTurns;
    let next = search.next();
    while (next.done !== true) {
      const now = performance.now();
      if (now >= nextTurn) {
        nextTurn = now + msBetweenTurns;
        const progress = next.value;
        line.update(() => text(progress, now - begun, megabytesOfProcess()), now);
        await turn();
      }
      next = search.next(this.stopped ?? enough(next.value));
    }
    line.end();
    return { result: next.value, ms: performance.now() - begun };
  }

  /** Time since the run began. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1_000;
  }

  /** Why nothing more is to be begun, if so. */
  get stopped(): string | undefined {
    if (this.#interrupted) return 'it was interrupted';
    const { memory = Number.POSITIVE_INFINITY } = this.#options;
    if (megabytesOfProcess() > memory) return `the memory limit of ${memory} MB was reached`;
    return this.isOverTime ? `the time limit of ${this.#options.time} s was reached` : undefined;
  }

  get isOverTime(): boolean {
    return performance.now() > this.#deadline;
  }
}

function megabytesOfProcess(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

/** On a terminal one line that is rewritten every second; elsewhere a line at the start. Never on standard output. */
class ProgressLine {
  readonly #title: string;
  readonly #mode: 'rewrites' | 'starts' | 'silent';
  #nextAt = 0;
  #written = false;

  constructor(title: string, quiet: boolean) {
    this.#title = title;
    this.#mode = quiet ? 'silent' : process.stderr.isTTY ? 'rewrites' : 'starts';
    if (this.#mode === 'starts') process.stderr.write(`${title}\n`);
  }

  update(text: () => string, now: number): void {
    if (this.#mode !== 'rewrites' || now < this.#nextAt) return;
    this.#nextAt = now + msBetweenLines;
    this.#written = true;
    process.stderr.write(`\r\u001b[K${this.#title}: ${text()}`);
  }

  end(): void {
    if (this.#written) process.stderr.write('\r\u001b[K');
  }
}
