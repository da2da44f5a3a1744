/** What a series of schedules found, and what it was like. */
import {
  describeScope,
  type Property,
  type Result,
  resultsOf,
  type ScheduleCounts,
  subjectText,
} from '../checker/index.ts';
import { brokenText, type Stormed } from './storm-text.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';

/** The block of one series: how much was drawn, of what, through which worlds, and what became of each promise. */
export function fuzzText(
  stormed: Stormed,
  properties: readonly Property[],
  palette: Palette = plain,
): string[] {
  const { suite, subject, scope, fuzzed } = stormed;
  const results = resultsOf(fuzzed, properties);
  const width = Math.max(...properties.map(({ name }) => name.length));
  return [
    `${palette.bold(subjectText(subject))}, scope ${palette.bold(scope)}: ${describeScope(suite, scope)}`,
    ...[...sizeText(stormed), ...talliesText(fuzzed.statistics, fuzzed.runs)].map((line) => `  ${line}`),
    '',
    ...results.map((result) => `  ${resultText(result, fuzzed.reached, width, palette)}`),
    ...brokenText(fuzzed, palette).map((line) => (line === '' ? '' : `  ${line}`)),
  ];
}

function sizeText({ fuzzed: { runs, actions, stopped }, foundMs }: Stormed): string[] {
  const rate = (n: number) => count(Math.round((n * 1_000) / Math.max(foundMs, 1)));
  const size = `${counted(runs, 'schedule')}, ${counted(actions, 'step')} (${count(Math.round(actions / Math.max(runs, 1)))} a schedule), ${seconds(foundMs)}: ${rate(runs)} schedules/s, ${rate(actions)} steps/s`;
  return stopped === undefined ? [size] : [size, `stopped: ${stopped}`];
}

function talliesText({ taken, strategies, worlds, classes }: ScheduleCounts, runs: number): string[] {
  const most = (counts: Iterable<readonly [string, number]>) =>
    [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([name, times]) => `${name} ${count(times)}`)
      .join(', ');
  const share = (times: number) => `${Math.round((100 * times) / Math.max(runs, 1))}%`;
  return [
    `actions of the storms: ${most(Object.entries(taken)) || 'none'}`,
    `strategies, by schedules: ${most(strategies)}`,
    ...(worlds === undefined
      ? []
      : [
          `${counted(worlds.distinct, 'world')} told apart by what nodes show; of the next steps about ${percent(worlds.unseen)} would lead to others`,
        ]),
    ...[...classes].map(([name, times]) => {
      const sorted = [...times].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
      const shown = sorted.slice(0, classesShown).map(([value, n]) => `${value} in ${share(n)}`);
      const more = sorted.length > classesShown ? [`${count(sorted.length - classesShown)} more`] : [];
      return `${name}: ${[...shown, ...more].join(', ')}`;
    }),
  ];
}

/** Classes of one statistic that are shown. */
const classesShown = 8;

function percent(part: number): string {
  return `${(100 * part).toFixed(part < 0.01 ? 2 : 0)}%`;
}

function resultText(
  { property, verdict, because }: Result,
  reached: ReadonlyMap<Property, number>,
  width: number,
  palette: Palette,
): string {
  const says = `${property.name.padEnd(width)}  ${property.says}`;
  switch (verdict) {
    case 'holds':
      return `${palette.green('unbroken    ')}  ${says}`;
    case 'reached':
      return `${palette.green('reached     ')}  ${says} (in ${counted(reached.get(property) ?? 0, 'schedule')})`;
    case 'violated':
      return `${palette.red('VIOLATED    ')}  ${says}`;
    case 'inconclusive':
      return `${palette.yellow('inconclusive')}  ${says} (${because})`;
  }
}
