/**
 * The text of `fuzz`: the size of a series of schedules, its statistics, and the verdict of each property.
 */
import {
  describeScope,
  type Property,
  type Result,
  resultsOf,
  type ScheduleCounts,
  subjectText,
} from '../checker/index.ts';
import { type DrawnSchedules, scheduleViolationText } from './schedules-text.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';

/** The text of one series of schedules. */
export function fuzzText(
  drawn: DrawnSchedules,
  properties: readonly Property[],
  palette: Palette = plain,
): string[] {
  const { suite, subject, scope, fuzzed } = drawn;
  const results = resultsOf(fuzzed, properties);
  const width = Math.max(...properties.map(({ name }) => name.length));
  return [
    `${palette.bold(subjectText(subject))}, scope ${palette.bold(scope)}: ${describeScope(suite, scope)}`,
    ...[...sizeText(drawn), ...statisticsText(fuzzed.statistics, fuzzed.runs)].map((line) => `  ${line}`),
    '',
    ...results.map((result) => `  ${resultText(result, fuzzed, width, palette)}`),
    ...scheduleViolationText(fuzzed, palette).map((line) => (line === '' ? '' : `  ${line}`)),
  ];
}

function sizeText({
  fuzzed: { runs, actions, stopped, faultFreePhases },
  foundMs,
}: DrawnSchedules): string[] {
  const rate = (n: number) => count(Math.round((n * 1_000) / Math.max(foundMs, 1)));
  const size = `${counted(runs, 'schedule')}, ${counted(actions, 'step')} (${count(Math.round(actions / Math.max(runs, 1)))} a schedule), ${seconds(foundMs)}: ${rate(runs)} schedules/s, ${rate(actions)} steps/s`;
  const phases =
    faultFreePhases === 0
      ? []
      : [`${count(faultFreePhases)} of them with a fault-free phase after the storm`];
  return [size, ...phases, ...(stopped === undefined ? [] : [`stopped: ${stopped}`])];
}

function statisticsText({ taken, strategies, worlds, classes }: ScheduleCounts, runs: number): string[] {
  const most = (counts: Iterable<readonly [string, number]>) =>
    [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([name, times]) => `${name} ${count(times)}`)
      .join(', ');
  const share = (times: number) => `${Math.round((100 * times) / Math.max(runs, 1))}%`;
  return [
    `actions of the storms: ${most(Object.entries(taken)) || 'none'}`,
    `strategies, by number of schedules: ${most(strategies)}`,
    ...(worlds === undefined
      ? []
      : [
          `${counted(worlds.distinct, 'distinct world')} by the views of the nodes; about ${percent(worlds.unseen)} of further steps would reach a new one`,
        ]),
    ...[...classes].map(([name, times]) => {
      const sorted = [...times].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
      const shown = sorted.slice(0, classesShown).map(([value, n]) => `${value} in ${share(n)}`);
      const more = sorted.length > classesShown ? [`${count(sorted.length - classesShown)} more`] : [];
      return `${name}: ${[...shown, ...more].join(', ')}`;
    }),
  ];
}

/** Number of shown classes of one statistic. */
const classesShown = 8;

/** Where a goal was reached: in storms, and in the fault-free phases of other schedules. */
function placesText(all: number, storms: number): string {
  const later = all - storms;
  if (later === 0) return counted(storms, 'storm');
  const phases = counted(later, 'fault-free phase');
  return storms === 0
    ? `${phases}, and in no storm`
    : `${counted(storms, 'storm')}, and only in the phase after it in ${count(later)}`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(part < 0.01 ? 2 : 0)}%`;
}

function resultText(
  { property, verdict, because }: Result,
  { reached, reachedInStorm }: DrawnSchedules['fuzzed'],
  width: number,
  palette: Palette,
): string {
  const says = `${property.name.padEnd(width)}  ${property.says}`;
  switch (verdict) {
    case 'holds':
      return `${palette.green('not violated')}  ${says}`;
    case 'reached':
      return `${palette.green('reached     ')}  ${says} (in ${placesText(reached.get(property) ?? 0, reachedInStorm.get(property) ?? 0)})`;
    case 'violated':
      return `${palette.red('VIOLATED    ')}  ${says}`;
    case 'inconclusive':
      return `${palette.yellow('inconclusive')}  ${says} (${because})`;
  }
}
