/** The scoreboard: how each known bug is caught, by a search and by schedules. */
import type { Bug, Subject, Suite } from '../checker/index.ts';
import type { Stormed } from './storm-text.ts';
import { type Explored, violation } from './terminal.ts';
import { count, counted, type Palette, plain } from './text.ts';

/** A known bug, made on one side and hunted in both ways. */
export interface Hunted {
  readonly suite: Suite;
  readonly subject: Subject & { readonly bug: string };
  readonly scope: string;
  readonly search: Explored;
  /** One a seed. */
  readonly schedules: readonly Stormed[];
}

/** Over several seeds: the one in the middle, and the worst of those that caught anything. */
export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** What schedules came to, over all seeds that caught the bug; absent where none did. */
export interface Catches {
  readonly caught: number;
  readonly runs: Spread;
  readonly ms: Spread;
  /** Of the shrunk traces. */
  readonly steps: Spread;
}

/** What schedules came to. */
export function catchesOf({ schedules }: Hunted): Catches | undefined {
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

/** Whether a search caught it, or schedules did. */
export function isCaught(hunted: Hunted): boolean {
  return violation(hunted.search.exploration) !== undefined || catchesOf(hunted) !== undefined;
}

/** One bug on every side it was made on. */
export function scoreText(id: string, hunts: readonly Hunted[], palette: Palette = plain): string[] {
  const [first] = hunts;
  if (first === undefined) return [];
  const { says, source, breaks, equivalent } = first.suite.bugs[id] as Bug;
  const story =
    equivalent === undefined
      ? `breaks ${breaks.name} in scope ${first.scope}`
      : `no mistake in scope ${first.scope}: ${equivalent}`;
  return [
    `${verdictText(equivalent, hunts, palette)}  ${palette.bold(id)}  ${says} ${palette.dim(`(${source})`)}`,
    `             ${story}`,
    ...hunts.flatMap((hunted) => [
      `             ${hunted.subject.side.padEnd('implementation'.length)}  search     ${searchText(hunted.search)}`,
      `             ${' '.repeat('implementation'.length)}  schedules  ${schedulesText(hunted)}`,
    ]),
  ];
}

function verdictText(equivalent: string | undefined, hunts: readonly Hunted[], palette: Palette): string {
  if (equivalent !== undefined)
    return hunts.some(isCaught) ? palette.red('CAUGHT     ') : palette.green('equivalent ');
  return hunts.every(isCaught) ? palette.green('caught     ') : palette.red('NOT CAUGHT ');
}

function searchText({ exploration, ms }: Explored): string {
  const steps = violation(exploration)?.trace?.steps.length;
  const size = `${counted(exploration.worlds, 'world')}, ${count(Math.round(ms))} ms`;
  if (steps !== undefined) return `${counted(steps, 'step')}, ${size}`;
  return exploration.stopped === undefined
    ? `nothing in ${size}`
    : `nothing in ${size}: ${exploration.stopped}`;
}

function schedulesText(hunted: Hunted): string {
  const catches = catchesOf(hunted);
  const seeds = hunted.schedules.length;
  if (catches === undefined) {
    const runs = hunted.schedules.reduce((sum, { fuzzed }) => sum + fuzzed.runs, 0);
    return `nothing in ${counted(runs, 'schedule')} of ${counted(seeds, 'seed')}`;
  }
  const { caught, runs, ms, steps } = catches;
  const some = caught === seeds ? '' : `, by ${count(caught)} of ${counted(seeds, 'seed')} only`;
  return (
    `${counted(steps.median, 'step')} (worst ${count(steps.worst)}), after ${counted(runs.median, 'schedule')} ` +
    `(worst ${count(runs.worst)}), ${count(Math.round(ms.median))} ms (worst ${count(Math.round(ms.worst))})${some}`
  );
}
