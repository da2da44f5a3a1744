/** Runs a search with what an engine must not have: a clock, a time limit, signals and a progress line. */

import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import {
  explore,
  type Progress,
  type Property,
  type Subject,
  type Suite,
  subjectText,
  systemOf,
} from '../checker/index.ts';
import { type Explored, progressText } from '../reports/index.ts';
import type { Options } from './options.ts';

const msBetweenTurns = 50;
const msBetweenLines = 1_000;

export class Driver {
  readonly #options: Options;
  readonly #deadline: number;
  #interrupted = false;

  /** The time limit starts to run now. */
  constructor(options: Options) {
    this.#options = options;
    this.#deadline =
      options.time === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.time * 1_000;
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
    const { maxStates } = this.#options;
    const system = systemOf(suite, scope, subject);
    const search = explore(system, properties, maxStates === undefined ? {} : { maxWorlds: maxStates });
    const line = new ProgressLine(
      `${suite.name} ${subjectText(subject)}, scope ${scope}`,
      this.#options.quiet === true,
    );
    const begun = performance.now();
    let nextTurn = begun + msBetweenTurns;
    let next = search.next();
    while (next.done !== true) {
      const now = performance.now();
      if (now >= nextTurn) {
        nextTurn = now + msBetweenTurns;
        line.update(next.value, now, now - begun);
        await turn();
      }
      next = search.next(this.#reasonToStop());
    }
    line.end();
    return { suite, scope, subject, exploration: next.value, ms: performance.now() - begun };
  }

  #reasonToStop(): string | undefined {
    if (this.#interrupted) return 'it was interrupted';
    return performance.now() > this.#deadline
      ? `the time limit of ${this.#options.time} s was reached`
      : undefined;
  }
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
    if (this.#mode === 'starts') process.stderr.write(`exploring ${title}\n`);
  }

  update(progress: Progress, now: number, ms: number): void {
    if (this.#mode !== 'rewrites' || now < this.#nextAt) return;
    this.#nextAt = now + msBetweenLines;
    this.#written = true;
    process.stderr.write(`\r\u001b[Kexploring ${this.#title}: ${progressText(progress, ms)}`);
  }

  end(): void {
    if (this.#written) process.stderr.write('\r\u001b[K');
  }
}
