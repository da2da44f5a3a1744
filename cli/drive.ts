/** Runs the searches of a command, with its limits and a progress line. */
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { threads } from '../checker/explore/parallel/threads.node.ts';
import {
  estimate,
  explore,
  type FuzzOptions,
  fuzz,
  type Property,
  type Subject,
  type Suite,
  subjectText,
  systemOf,
} from '../checker/index.ts';
import { runSearch, type Search } from '../checker/suite/run-search.node.ts';
import {
  type Explored,
  fuzzProgressText,
  type Planned,
  progressText,
  type Stormed,
} from '../reports/index.ts';
import type { Stop } from './limits.ts';
import { megabytesOfProcess } from './memory.ts';
import { asAsked, type Options, orderOf } from './options.ts';
import { ProgressLine } from './progress.ts';
import { checks } from './thread.ts';

/** How long a broken schedule is shrunk unless told otherwise. */
export const shrinkSecondsMax = 10;

/** How schedules are drawn, in plain data. */
export type StormPlan = Pick<FuzzOptions, 'runs' | 'actionsMax'>;

export class Driver {
  readonly #options: Options;
  readonly #limits: Stop;

  constructor(options: Options, limits: Stop) {
    this.#options = options;
    this.#limits = limits;
  }

  /** Explores a subject to the end, or to the first limit. */
  async explore(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
  ): Promise<Explored> {
    const { maxStates, maxDepth, partialOrder = false, workers = 1 } = this.#options;
    const order = orderOf(this.#options);
    checks(aboutOf(suite, scope, subject));
    const system = asAsked(systemOf(suite, scope, subject), this.#options);
    const search = explore(system, properties, {
      ...(maxStates !== undefined && { maxWorlds: maxStates }),
      ...(maxDepth !== undefined && { maxDepth }),
      ...(order !== undefined && { order }),
      ...(workers > 1 && { workers: threads(workers) }),
      ...(partialOrder && { partialOrder }),
    });
    const title = `exploring ${aboutOf(suite, scope, subject)}`;
    const { result, ms } = await this.#drive(title, search, progressText);
    return { suite, scope, subject, exploration: result, ms };
  }

  /** Sees a sample of a scope, and says how large the whole is. */
  async plan(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
  ): Promise<Planned | { readonly stopped: string }> {
    const { maxStates, seed } = this.#options;
    checks(aboutOf(suite, scope, subject));
    const system = asAsked(systemOf(suite, scope, subject), this.#options);
    const search = estimate(system, properties, {
      seed,
      ...(maxStates !== undefined && { worldsMax: maxStates }),
    });
    const begun = performance.now();
    const marks: { readonly ms: number; readonly transitions: number }[] = [];
    const title = `a sample of ${aboutOf(suite, scope, subject)}`;
    const { result } = await this.#drive(title, search, progressText, ({ transitions }) => {
      marks.push({ ms: performance.now() - begun, transitions });
      return undefined;
    });
    if ('stopped' in result) return result;
    const last = marks.at(-1) ?? { ms: performance.now() - begun, transitions: result.transitions.likely };
    const half = marks.findLast(({ transitions }) => 2 * transitions <= last.transitions);
    const from = half ?? { ms: 0, transitions: 0 };
    return {
      ...{ suite, scope, subject, plan: result },
      msEach: (last.ms - from.ms) / Math.max(1, last.transitions - from.transitions),
      megabytes: megabytesOfProcess(),
    };
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
    checks(aboutOf(suite, scope, subject));
    const search = fuzz(systemOf(suite, scope, subject), properties, { seed, ...options });
    const title = `schedules for ${aboutOf(suite, scope, subject)}`;
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
    try {
      const driven = await runSearch(search, {
        onProgress: (progress, ms) => line.update(() => text(progress, ms, megabytesOfProcess()), begun + ms),
        stopReason: (progress) => this.#limits.stopped ?? enough(progress),
      });
      // A promise that code under check left behind is rejected now, while it is known which check it was.
      await turn();
      return driven;
    } finally {
      line.end();
      checks(undefined);
    }
  }
}

/** A check in words, for progress and for errors. */
function aboutOf({ name }: Suite, scope: string, subject: Subject): string {
  return `${name} ${subjectText(subject)}, scope ${scope}`;
}
