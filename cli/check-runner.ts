/**
 * The check runner: runs explorations, samples and schedules with the limits of the command and a progress
 * line.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { threads } from '../checker/explore/parallel/threads.node.ts';
import {
  type CodecCheck,
  checkCodec,
  estimate,
  exploreScope,
  type FuzzOptions,
  fuzzScope,
  type Property,
  type Subject,
  type Suite,
  subjectText,
  systemOf,
} from '../checker/index.ts';
import { runSearch, type Search } from '../checker/suite/run-search.node.ts';
import {
  type CheckedCodec,
  codecProgressText,
  type DrawnSchedules,
  type Explored,
  fuzzProgressText,
  progressText,
  type ScopeEstimate,
} from '../reports/index.ts';
import type { StopSignal } from './limits.ts';
import { megabytesOfProcess } from './memory.ts';
import { type Options, strategyOf, withSymmetryOption } from './options.ts';
import { ProgressLine } from './progress.ts';
import { noteCheck } from './thread.ts';

/** Default of `--shrink-time`: seconds for which a violating schedule is shrunk. */
export const defaultShrinkSeconds = 10;

/** The number and length of schedules, as plain data. */
export type SchedulePlan = Pick<FuzzOptions, 'runs' | 'actionsMax'>;

/** Runs the checks of one thread. */
export class CheckRunner {
  readonly #options: Options;
  readonly #limits: StopSignal;

  constructor(options: Options, limits: StopSignal) {
    this.#options = options;
    this.#limits = limits;
  }

  /**
   * Explores a subject until the search is complete, or the first limit is reached. With `shortestOnly` the
   * members of a family are searched only for a shorter counterexample, once there is one.
   */
  async explore(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
    shortestOnly = false,
  ): Promise<Explored> {
    const { maxWorlds, maxDepth, traces, partialOrder = false, workers = 1, symmetry = true } = this.#options;
    const order = strategyOf(this.#options);
    noteCheck(checkName(suite, scope, subject));
    const search = exploreScope(suite, scope, subject, properties, {
      ...{ symmetry, shortestOnly },
      ...(maxWorlds !== undefined && { maxWorlds }),
      ...(maxDepth !== undefined && { maxDepth }),
      ...(traces !== undefined && { traces }),
      ...(order !== undefined && { order }),
      ...(workers > 1 && { workers: threads(workers) }),
      ...(partialOrder && { partialOrder }),
    });
    const title = `exploring ${checkName(suite, scope, subject)}`;
    const { result, ms } = await this.#run(title, search, progressText);
    return { suite, scope, subject, exploration: result, ms };
  }

  /** Explores a sample of a scope, and estimates the size of the whole. */
  async estimate(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
  ): Promise<ScopeEstimate | { readonly stopped: string }> {
    const { maxWorlds, seed } = this.#options;
    noteCheck(checkName(suite, scope, subject));
    const system = withSymmetryOption(systemOf(suite, scope, subject), this.#options);
    const search = estimate(system, properties, {
      seed,
      ...(maxWorlds !== undefined && { worldsMax: maxWorlds }),
    });
    const begun = performance.now();
    const marks: { readonly ms: number; readonly transitions: number }[] = [];
    const title = `a sample of ${checkName(suite, scope, subject)}`;
    const { result } = await this.#run(title, search, progressText, ({ transitions }) => {
      marks.push({ ms: performance.now() - begun, transitions });
      return undefined;
    });
    if ('stopped' in result) return result;
    const last = marks.at(-1) ?? { ms: performance.now() - begun, transitions: result.transitions.likely };
    const half = marks.findLast(({ transitions }) => 2 * transitions <= last.transitions);
    const from = half ?? { ms: 0, transitions: 0 };
    return {
      ...{ suite, scope, subject, estimate: result },
      msEach: (last.ms - from.ms) / Math.max(1, last.transitions - from.transitions),
      megabytes: megabytesOfProcess(),
    };
  }

  /**
   * Draws schedules until one violates a property, or the number is reached; a violating schedule is shrunk.
   */
  async drawSchedules(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
    options: Omit<FuzzOptions, 'seed'> & { readonly seed?: number },
  ): Promise<DrawnSchedules> {
    const { seed, shrinkTime = defaultShrinkSeconds } = this.#options;
    noteCheck(checkName(suite, scope, subject));
    const search = fuzzScope(suite, scope, subject, properties, { seed, ...options });
    const title = `schedules of ${checkName(suite, scope, subject)}`;
    let foundAt: number | undefined;
    const begun = performance.now();
    const { result, ms } = await this.#run(title, search, fuzzProgressText, ({ shrinking }) => {
      if (shrinking === undefined) return undefined;
      foundAt ??= performance.now();
      return performance.now() - foundAt > shrinkTime * 1_000
        ? `the time limit for shrinking, ${shrinkTime} s, was reached`
        : undefined;
    });
    return { suite, scope, subject, fuzzed: result, ms, foundMs: (foundAt ?? begun + ms) - begun };
  }

  /** Draws streams for a codec until each law is violated, or the number is reached. */
  async checkCodec(suite: Suite, check: CodecCheck, runs: number): Promise<CheckedCodec> {
    const title = `${suite.name} codec ${check.name}${check.bug === undefined ? '' : `, bug ${check.bug}`}`;
    noteCheck(title);
    const { seed } = this.#options;
    const search = checkCodec(check.name, check.codec, { runs, seed, laws: check.laws });
    const { result, ms } = await this.#run(`streams of ${title}`, search, codecProgressText);
    return { suite, check, result, ms };
  }

  async #run<Progress, Result>(
    title: string,
    search: Search<Progress, Result>,
    text: (progress: Progress, ms: number, megabytes: number) => string,
    enough: (progress: Progress) => string | undefined = () => undefined,
  ): Promise<{ readonly result: Result; readonly ms: number }> {
    const line = new ProgressLine(title, this.#options.quiet === true);
    const begun = performance.now();
    try {
      const result = await runSearch(search, {
        onProgress: (progress, ms) => line.update(() => text(progress, ms, megabytesOfProcess()), begun + ms),
        stopReason: (progress) => this.#limits.stopped ?? enough(progress),
      });
      // A promise that code under check left pending is rejected now, while the error can name its check.
      await turn();
      return result;
    } finally {
      line.end();
      noteCheck(undefined);
    }
  }
}

/** The name of a check in progress lines and errors. */
function checkName({ name }: Suite, scope: string, subject: Subject): string {
  return `${name} ${subjectText(subject)}, scope ${scope}`;
}
