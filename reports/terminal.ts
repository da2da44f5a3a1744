/**
 * What the command prints: a block a protocol, with what was explored, what became of each promise, and the
 * counterexample of each broken one.
 */
import {
  type Bug,
  describeScope,
  type Exploration,
  type Progress,
  type Result,
  type Subject,
  type Suite,
  subjectText,
} from '../checker/index.ts';
import type { Fairness } from '../checker/property/fairness.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';
import { outline, traceText } from './trace-text.ts';

/** What was explored: a scope of a suite, played by a subject. */
export interface Explored {
  readonly suite: Suite;
  readonly scope: string;
  readonly subject: Subject;
  readonly exploration: Exploration;
  /** Wall-clock time. */
  readonly ms: number;
}

/** The name of a protocol, what it is for, and where it comes from. */
export function protocolHead({ name, says, source }: Suite, palette: Palette = plain): string[] {
  return [`${palette.bold(name)}  ${says}`, palette.dim(`${' '.repeat(name.length)}  ${source}`)];
}

/** The block of one exploration. */
export function explorationText(explored: Explored, palette: Palette = plain): string[] {
  const { suite, scope, subject, exploration, ms } = explored;
  const { results } = exploration;
  const width = Math.max(...results.map(({ property }) => property.name.length));
  return [
    `${palette.bold(subjectText(subject))}, scope ${palette.bold(scope)}: ${describeScope(suite, scope)}`,
    ...[...sizeText(exploration, ms), ...coverageText(exploration)].map((line) => `  ${line}`),
    '',
    ...results.map((result) => `  ${resultText(result, width, palette)}`),
    ...results.flatMap((result) => (result.verdict === 'violated' ? violationText(result, palette) : [])),
  ];
}

function sizeText(exploration: Exploration, ms: number): string[] {
  const { worlds, transitions, unchanged, depth, cuts, quiescent, stopped } = exploration;
  const settled = exploration.results.every(({ verdict }) => verdict === 'violated' || verdict === 'reached');
  const extent =
    stopped !== undefined
      ? `stopped early: ${stopped}`
      : settled
        ? 'stopped once every property was decided'
        : extentText(exploration);
  return [
    `${counted(worlds, 'world')}, ${counted(transitions, 'transition')} (${count(unchanged)} change nothing), ` +
      `${counted(depth, 'step')} deep, ${seconds(ms)}, ${count(Math.round((transitions * 1_000) / Math.max(ms, 1)))} transitions/s`,
    extent + (cuts === 0 ? '' : `; ${count(cuts)} lie at a bound of it: checked, not followed further`),
    ...symmetryText(exploration),
    ...reductionText(exploration),
    ...quiescenceText(quiescent),
  ];
}

/** What a search that came to its end has seen. */
function extentText({ order }: Exploration): string {
  switch (order?.name) {
    case 'bitstate': {
      const omission = order.omission.toExponential(1);
      return `bitstate hashing: a world that was met is missing with a probability of ${omission}, and what lies behind it`;
    }
    default:
      return 'every world of the scope was seen';
  }
}

function symmetryText({ symmetric = [] }: Exploration): string[] {
  if (symmetric.length === 0) return [];
  const groups = symmetric.map((group) => `which of ${group.join(', ')}`);
  return [`worlds that differ only by ${groups.join(' and ')} is which count as one`];
}

function reductionText({ leftOut }: Exploration): string[] {
  if (leftOut === undefined) return [];
  if (leftOut === 0)
    return [
      'no transition was left out: a promise needs all of them, or none leads to a world in another order',
    ];
  return [
    `${counted(leftOut, 'further transition')} left out: they lead to the same worlds in another order`,
  ];
}

function quiescenceText({ worlds, depth = 0 }: Exploration['quiescent']): string[] {
  if (worlds === 0) return [];
  const nearest = depth === 0 ? 'the initial one among them' : `the nearest after ${counted(depth, 'step')}`;
  return [`in ${counted(worlds, 'world')} nothing can change any more, ${nearest}`];
}

/** Rules shown of those that nothing took; the JSON report has them all. */
const rulesShown = 5;

/** What was taken how often, and what never was: only where the scope was seen to its end does that say anything. */
function coverageText({ coverage: { actions, never }, order, stopped, results }: Exploration): string[] {
  const taken = Object.entries(actions).filter(([, times]) => times > 0);
  const counts = `actions: ${taken.map(([kind, times]) => `${kind} ${count(times)}`).join(', ')}`;
  const seesAll = order === undefined || order.name === 'depth-first';
  const isWhole = seesAll && stopped === undefined && results.some(({ verdict }) => verdict !== 'violated');
  if (!isWhole || never.length === 0) return [counts];
  const more = never.length > rulesShown ? [`${count(never.length - rulesShown)} more`] : [];
  const [first, ...others] = [...never.slice(0, rulesShown), ...more];
  return [counts, `never taken: ${first}`, ...others.map((rule) => `             ${rule}`)];
}

function resultText({ property, verdict, because, trace }: Result, width: number, palette: Palette): string {
  const name = property.name.padEnd(width);
  switch (verdict) {
    case 'holds':
      return `${palette.green('holds       ')}  ${name}  ${property.says}`;
    case 'reached':
      return `${palette.green('reached     ')}  ${name}  ${property.says} (in ${counted(trace?.steps.length ?? 0, 'step')})`;
    case 'violated':
      return `${palette.red('VIOLATED    ')}  ${name}  ${property.says}`;
    case 'inconclusive':
      return `${palette.yellow('inconclusive')}  ${name}  ${property.says} (${because})`;
  }
}

/** A broken promise, the step that broke it, and the way there, as a search found it. */
export function violationText(result: Result, palette: Palette = plain): string[] {
  const { property, trace } = result;
  if (trace === undefined) return [];
  return [
    '',
    `  ${palette.red(palette.bold(`${property.name} is broken`))}: ${property.says}`,
    palette.dim(`  (${property.source})`),
    `  ${brokenBy(result)}:`,
    '',
    ...traceText(trace, palette).map((line) => `  ${line}`),
  ];
}

function brokenBy({ property, trace, isShortest = true, at = [] }: Result): string {
  const steps = trace?.steps.length ?? 0;
  const who = at.length === 0 ? '' : ` at ${at.join(' and ')}`;
  const loop = trace?.loop;
  switch (property.kind) {
    case 'possible':
      return steps === 0
        ? 'From the initial world on there is no way to reach it'
        : `After step ${steps} there is no way left to reach it${isShortest ? '; no shorter way leads there' : ''}`;
    case 'leadsTo':
      return `It is due${who} and never kept, ${endless(loop ?? 0, steps)}, ${counting(property.fairness)}`;
    case 'settles':
      return loop === undefined
        ? `Step ${steps} breaks it${who}`
        : `Without any further fault it does not come to stay, ${endless(loop, steps)}, ${counting(property.fairness)}`;
    case 'inductive':
      return `One step from a listed world in which it holds breaks it${who}`;
    default:
      return `${steps === 0 ? `It is broken from the start${who}` : `Step ${steps} breaks it${who}`}${isShortest ? '; no shorter way breaks it' : ''}`;
  }
}

function endless(loop: number, steps: number): string {
  if (loop === steps) return `for after ${counted(steps, 'step')} nothing can change any more`;
  return loop === 0 ? 'from the beginning on' : `from step ${loop + 1} on`;
}

/** What a run without end is held to. */
function counting({ weak = [], strong = [] }: Fairness = {}): string {
  const kinds = Object.entries({ weakly: weak, strongly: strong }).filter(
    ([, families]) => families.length > 0,
  );
  if (kinds.length === 0) return 'on a run of which no fairness is asked';
  return `on a run that is ${kinds.map(([how, families]) => `${how} fair to ${families.join(', ')}`).join(' and ')}`;
}

/** One known bug on every side it was built into: whether it was caught, and the outline of the first trace. */
export function bugText(id: string, hunts: readonly Explored[], palette: Palette = plain): string[] {
  const [first] = hunts;
  if (first === undefined) return [];
  const { says, source } = first.suite.bugs[id] as Bug;
  const caught = hunts.every(({ exploration }) => violation(exploration) !== undefined);
  const cut = hunts.some(({ exploration }) => exploration.stopped !== undefined);
  const missed = cut ? palette.yellow('not decided') : palette.red('NOT CAUGHT ');
  const verdict = caught ? palette.green('caught     ') : missed;
  const trace = violation(first.exploration)?.trace;
  return [
    `${verdict}  ${palette.bold(id)}  ${says} ${palette.dim(`(${source})`)}`,
    ...hunts.map((hunt) => `             ${huntText(hunt)}`),
    ...(trace === undefined ? [] : outline(trace).map((line) => palette.dim(`               ${line}`))),
  ];
}

function huntText({ subject, scope, exploration }: Explored): string {
  const [result] = exploration.results;
  const property = result?.property.name;
  const found = violation(exploration);
  const seen = `${counted(exploration.worlds, 'world')} of scope ${scope}`;
  if (found === undefined) return `${subject.side}: ${property}: ${result?.because ?? 'holds'}; ${seen} seen`;
  return `${subject.side} breaks ${property} in ${counted(found.trace?.steps.length ?? 0, 'step')}, found after ${seen}`;
}

/** The first property that was found broken. */
export function violation({ results }: Exploration): Result | undefined {
  return results.find(({ verdict }) => verdict === 'violated');
}

/** One line of a running search. */
export function progressText(
  { worlds, transitions, depth, queue }: Progress,
  ms: number,
  megabytes: number,
): string {
  const rate = (n: number) => count(Math.round((n * 1_000) / Math.max(ms, 1)));
  return `${counted(worlds, 'world')}, ${counted(transitions, 'transition')}, ${counted(depth, 'step')} deep, ${count(queue)} waiting, ${rate(worlds)} worlds/s, ${rate(transitions)} transitions/s, ${count(Math.round(megabytes))} MB`;
}

/** What nobody should read into a green run: of a search, and of schedules alone. */
export const caveats = {
  search:
    'Holds means: in every world of the scope printed above, and nothing beyond it. It says nothing of larger clusters,\n' +
    'longer runs or more faults. Lockstep shows that the implementation agrees with the model, not that the model is right.',
  schedules:
    'Unbroken means: by the schedules that were drawn. Others were not tried; another --seed draws others.',
};
