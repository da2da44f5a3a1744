/** What schedules found. */
import { type Fuzzed, type FuzzProgress, type Subject, type Suite, subjectText } from '../checker/index.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';
import { traceText } from './trace-text.ts';

/** Schedules of a scope, played by a subject. */
export interface Stormed {
  readonly suite: Suite;
  readonly scope: string;
  readonly subject: Subject;
  readonly fuzzed: Fuzzed;
  /** Wall-clock time; and how much of it had passed when a promise broke, if one did. */
  readonly ms: number;
  readonly foundMs: number;
}

/** One line, and a counterexample below it where a promise was broken. */
export function stormText({ subject, scope, fuzzed, ms }: Stormed, palette: Palette = plain): string[] {
  const { runs, actions, stopped, violation, reached } = fuzzed;
  const name = subjectText(subject).padEnd('implementation'.length);
  const verdict =
    violation !== undefined
      ? palette.red('VIOLATED    ')
      : stopped !== undefined
        ? palette.yellow('inconclusive')
        : palette.green('unbroken    ');
  const reasons = stopped === undefined ? '' : `, stopped early: ${stopped}`;
  const sometimes = [...reached].map(([property, times]) => `${property.name} in ${count(times)}`);
  return [
    `${verdict}  ${name}  ${scope}: ${counted(runs, 'schedule')}, ${counted(actions, 'action')}, ${seconds(ms)}${reasons}`,
    ...(sometimes.length > 0 ? [palette.dim(`${' '.repeat(30)}${sometimes.join(', ')}`)] : []),
    ...(violation === undefined ? [] : brokenText(fuzzed, palette)),
  ];
}

/** A cluster that does not settle runs through its whole calm, some hundred steps that are much alike. */
const stepsShown = 40;

/** A broken promise, and the schedule that broke it. */
export function brokenText(
  { runs, violation }: Pick<Fuzzed, 'runs' | 'violation'>,
  palette: Palette = plain,
): string[] {
  if (violation === undefined) return [];
  const { property, drawn, trace, faultFreePhase, tries, stopped } = violation;
  const shrunk = `shrunk in ${counted(tries, 'try', 'tries')} to a trace of ${counted(trace.steps.length, 'step')}`;
  const early = stopped === undefined ? '' : ` (there may be a shorter one: ${stopped})`;
  const storm =
    faultFreePhase?.begins === 0 ? 'there is no storm' : `the storm ends with step ${faultFreePhase?.begins}`;
  const settled =
    faultFreePhase &&
    `In it ${storm}; ${count(faultFreePhase.atMs)} ms later, in the calm, this does not hold.`;
  return [
    '',
    `${palette.red(palette.bold(`${property.name} is broken`))}: ${property.says}`,
    palette.dim(`(${property.source})`),
    `Schedule ${count(runs)} broke it with a storm of ${counted(drawn, 'action')}, ${shrunk}${early}:`,
    ...(settled === undefined ? [] : [settled]),
    '',
    ...traceText(trace, palette, stepsShown),
  ];
}

/** One line of running schedules. */
export function fuzzProgressText({ runs, actions, shrinking }: FuzzProgress, ms: number): string {
  if (shrinking !== undefined)
    return `schedule ${count(runs)} broke a promise; shrunk to ${counted(shrinking.actions, 'action')} in ${counted(shrinking.tries, 'try', 'tries')}`;
  const rate = count(Math.round((actions * 1_000) / Math.max(ms, 1)));
  return `${counted(runs, 'schedule')}, ${counted(actions, 'action')}, ${rate} actions/s`;
}
