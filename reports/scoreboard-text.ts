/** The text of the scoreboard: how each known bug is caught by search and by schedules. */
import type { Bug, Subject, Suite } from '../checker/index.ts';
import { type Explored, violation } from './exploration-text.ts';
import type { DrawnSchedules } from './schedules-text.ts';
import { count, counted, type Palette, plain } from './text.ts';

/** The search and the schedules for a known bug in one subject. */
export interface BugAttempt {
  readonly suite: Suite;
  readonly subject: Subject & { readonly bug: string };
  readonly scope: string;
  readonly search: Explored;
  /** The seeds to draw schedules from: 0 if schedules cannot judge the property that the bug violates. */
  readonly seeds: number;
  /** The schedules of each seed; fewer than `seeds` if a limit ended the run. */
  readonly schedules: readonly DrawnSchedules[];
}

/** The median and the worst value over the seeds that caught the bug. */
export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** The statistics of the seeds that caught the bug. */
export interface Catches {
  readonly caught: number;
  readonly runs: Spread;
  readonly ms: Spread;
  /** Lengths of the shrunk traces. */
  readonly steps: Spread;
}

/** The statistics of the seeds that caught the bug; undefined if none did. */
export function catchesOf({ schedules }: BugAttempt): Catches | undefined {
  const caught = schedules.filter(({ fuzzed }) => fuzzed.violation !== undefined);
  if (caught.length === 0) return undefined;
  return {
    caught: caught.length,
    runs: spread(caught.map(({ fuzzed }) => fuzzed.runs)),
    ms: spread(caught.map(({ foundMs }) => foundMs)),
    steps: spread(caught.map(({ fuzzed }) => fuzzed.violation?.trace.steps.length ?? 0)),
  };
}

function spread(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { median: sorted[(sorted.length - 1) >> 1] as number, worst: sorted.at(-1) as number };
}

/** Whether the search or the schedules caught the bug. */
export function isCaught(attempt: BugAttempt): boolean {
  return violation(attempt.search.exploration) !== undefined || catchesOf(attempt) !== undefined;
}

/** The text of one bug in all its subjects. */
export function scoreText(id: string, attempts: readonly BugAttempt[], palette: Palette = plain): string[] {
  const [first] = attempts;
  if (first === undefined) return [];
  const { says, source, breaks, equivalent } = first.suite.bugs[id] as Bug;
  const story =
    equivalent === undefined
      ? `violates ${breaks.name} in scope ${first.scope}`
      : `equivalent in scope ${first.scope}: ${equivalent}`;
  return [
    `${verdictText(equivalent, attempts, palette)}  ${palette.bold(id)}  ${says} ${palette.dim(`(${source})`)}`,
    `             ${story}`,
    ...attempts.flatMap((attempt) => [
      `             ${attempt.subject.side.padEnd('implementation'.length)}  search     ${searchText(attempt.search)}`,
      `             ${' '.repeat('implementation'.length)}  schedules  ${catchesText(attempt)}`,
    ]),
  ];
}

function verdictText(
  equivalent: string | undefined,
  attempts: readonly BugAttempt[],
  palette: Palette,
): string {
  if (equivalent !== undefined)
    return attempts.some(isCaught) ? palette.red('CAUGHT     ') : palette.green('equivalent ');
  return attempts.every(isCaught) ? palette.green('caught     ') : palette.red('NOT CAUGHT ');
}

function searchText({ exploration, ms }: Explored): string {
  const steps = violation(exploration)?.trace?.steps.length;
  const size = `${counted(exploration.worlds, 'world')}, ${count(Math.round(ms))} ms`;
  if (steps !== undefined) return `${counted(steps, 'step')}, ${size}`;
  return exploration.stopped === undefined
    ? `no violation in ${size}`
    : `no violation in ${size}: ${exploration.stopped}`;
}

function catchesText(attempt: BugAttempt): string {
  if (attempt.seeds === 0) return 'none, for they cannot judge the property';
  const catches = catchesOf(attempt);
  const seeds = attempt.schedules.length;
  if (catches === undefined) {
    const runs = attempt.schedules.reduce((sum, { fuzzed }) => sum + fuzzed.runs, 0);
    return `no violation in ${counted(runs, 'schedule')} of ${counted(seeds, 'seed')}`;
  }
  const { caught, runs, ms, steps } = catches;
  const seedsText = caught === seeds ? '' : `, with ${count(caught)} of ${counted(seeds, 'seed')} only`;
  return (
    `${counted(steps.median, 'step')} (worst ${count(steps.worst)}), after ${counted(runs.median, 'schedule')} ` +
    `(worst ${count(runs.worst)}), ${count(Math.round(ms.median))} ms (worst ${count(Math.round(ms.worst))})${seedsText}`
  );
}
