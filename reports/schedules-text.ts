/** The text of schedules: one line for each scope, and the shrunk counterexample of a violation. */
import { type Fuzzed, type FuzzProgress, type Subject, type Suite, subjectText } from '../checker/index.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';
import { traceText } from './trace-text.ts';

/** The schedules of a scope and a subject, with their result. */
export interface DrawnSchedules {
  readonly suite: Suite;
  readonly scope: string;
  readonly subject: Subject;
  readonly fuzzed: Fuzzed;
  /** Wall-clock time of all schedules, and until the first violation. */
  readonly ms: number;
  readonly foundMs: number;
}

/** One line, and the counterexample of a violation below it. */
export function schedulesText(
  { subject, scope, fuzzed, ms }: DrawnSchedules,
  palette: Palette = plain,
): string[] {
  const { runs, actions, stopped, violation, reached } = fuzzed;
  const name = subjectText(subject).padEnd('implementation'.length);
  const verdict =
    violation !== undefined
      ? palette.red('VIOLATED    ')
      : stopped !== undefined
        ? palette.yellow('inconclusive')
        : palette.green('not violated');
  const reasons = stopped === undefined ? '' : `, stopped early: ${stopped}`;
  const sometimes = [...reached].map(([property, times]) => `${property.name} in ${count(times)}`);
  return [
    `${verdict}  ${name}  ${scope}: ${counted(runs, 'schedule')}, ${counted(actions, 'action')}, ${seconds(ms)}${reasons}`,
    ...(sometimes.length > 0 ? [palette.dim(`${' '.repeat(30)}${sometimes.join(', ')}`)] : []),
    ...(violation === undefined ? [] : scheduleViolationText(fuzzed, palette)),
  ];
}

/** The most steps that are printed; a fault-free phase may have hundreds of similar steps. */
const stepsShown = 40;

/** The violated property, and the shrunk schedule that violates it. */
export function scheduleViolationText(
  { runs, violation }: Pick<Fuzzed, 'runs' | 'violation'>,
  palette: Palette = plain,
): string[] {
  if (violation === undefined) return [];
  const { property, drawn, trace, at, faultFreePhase, tries, stopped, scope } = violation;
  const shrunk = `shrunk in ${counted(tries, 'try', 'tries')} to a trace of ${counted(trace.steps.length, 'step')}`;
  const where = at.length === 0 ? '' : `, which violates it at ${at.join(' and ')}`;
  const early = stopped === undefined ? '' : ` (a shorter one may exist: ${stopped})`;
  const storm =
    faultFreePhase?.begins === 0 ? 'There is no storm' : `The storm ends with step ${faultFreePhase?.begins}`;
  const phase =
    faultFreePhase &&
    `${storm}; ${count(faultFreePhase.atMs)} ms later, in the fault-free phase, the property does not hold.`;
  return [
    '',
    `${palette.red(palette.bold(`${property.name} is violated`))}: ${property.says}`,
    palette.dim(`(${property.source})`),
    ...(scope === undefined ? [] : [`The schedule is of ${scope}.`]),
    `Schedule ${count(runs)} violated it with a storm of ${counted(drawn, 'action')}, ${shrunk}${where}${early}:`,
    ...(phase === undefined ? [] : [phase]),
    '',
    ...traceText(trace, palette, stepsShown),
  ];
}

/** The progress line of schedules. */
export function fuzzProgressText({ runs, actions, shrinking }: FuzzProgress, ms: number): string {
  if (shrinking !== undefined)
    return `schedule ${count(runs)} violated a property; shrunk to ${counted(shrinking.actions, 'action')} in ${counted(shrinking.tries, 'try', 'tries')}`;
  const rate = count(Math.round((actions * 1_000) / Math.max(ms, 1)));
  return `${counted(runs, 'schedule')}, ${counted(actions, 'action')}, ${rate} actions/s`;
}
