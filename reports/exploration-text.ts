/**
 * The text of an exploration: the size of the search, the verdict of each property, coverage, and the
 * counterexample of each violated property.
 */
import {
  type Bug,
  describeScope,
  type Exploration,
  type Progress,
  type Property,
  type Result,
  type Subject,
  type Suite,
  subjectText,
  type Trace,
} from '../checker/index.ts';
import type { Fairness } from '../checker/property/fairness.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';
import { outcomeText, outline, traceText } from './trace-text.ts';

/** The exploration of a scope and a subject. */
export interface Explored {
  readonly suite: Suite;
  readonly scope: string;
  readonly subject: Subject;
  readonly exploration: Exploration;
  /** Wall-clock time. */
  readonly ms: number;
}

/** The heading of a protocol: its name, its description and its source. */
export function protocolHead({ name, says, source }: Suite, palette: Palette = plain): string[] {
  return [`${palette.bold(name)}  ${says}`, palette.dim(`${' '.repeat(name.length)}  ${source}`)];
}

/** The text of one exploration. */
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
  const { worlds, transitions, unchanged, depth, cuts, quiescent, stopped, members } = exploration;
  const isDecided = exploration.results.every(
    ({ verdict }) => verdict === 'violated' || verdict === 'reached',
  );
  const extent =
    stopped !== undefined
      ? `stopped early: ${stopped}`
      : isDecided
        ? 'stopped once every property was decided'
        : extentText(exploration);
  const searched = members === undefined ? '' : `${counted(members.length, 'member')}, `;
  return [
    `${searched}${counted(worlds, 'world')}, ${counted(transitions, 'transition')} (${count(unchanged)} change nothing), ` +
      `${counted(depth, 'step')} deep, ${seconds(ms)}, ${count(Math.round((transitions * 1_000) / Math.max(ms, 1)))} transitions/s`,
    extent + (cuts === 0 ? '' : `; ${count(cuts)} at a bound: checked, but not followed further`),
    ...symmetryText(exploration),
    ...reductionText(exploration),
    ...quiescenceText(quiescent),
  ];
}

/** The coverage of a complete search. */
function extentText({ order, members }: Exploration): string {
  switch (order?.name) {
    case 'bitstate': {
      const omission = order.omission.toExponential(1);
      return `bitstate hashing: each reached world was omitted, with its successors, with a probability of ${omission}`;
    }
    default:
      return `every world of ${members === undefined ? 'the scope' : 'every member'} was visited`;
  }
}

function symmetryText({ symmetric = [], members }: Exploration): string[] {
  if (symmetric.length === 0) return [];
  if (members !== undefined)
    return [
      'symmetry: worlds of a member that differ only by an exchange of its symmetric nodes count as one',
    ];
  const groups = symmetric.map((group) => group.join(', '));
  return [`symmetry: worlds that differ only by an exchange of ${groups.join(', or of ')} count as one`];
}

function reductionText({ leftOut }: Exploration): string[] {
  if (leftOut === undefined) return [];
  if (leftOut === 0)
    return [
      'partial-order reduction left out no transition: a property needs all, or no two orders lead to the same world',
    ];
  return [
    `partial-order reduction left out ${counted(leftOut, 'transition')}: another order leads to the same worlds`,
  ];
}

function quiescenceText({ worlds, depth = 0 }: Exploration['quiescent']): string[] {
  if (worlds === 0) return [];
  const nearest = depth === 0 ? 'including the initial world' : `the nearest after ${counted(depth, 'step')}`;
  return [`quiescent: ${counted(worlds, 'world')} in which nothing can change any more, ${nearest}`];
}

/** The most rules without coverage that are printed; the JSON report has all of them. */
const rulesShown = 5;

/** The coverage of a search: actions by kind, and rules that were never taken, if the search is complete. */
function coverageText({ coverage: { actions, never }, order, stopped, results }: Exploration): string[] {
  const taken = Object.entries(actions).filter(([, times]) => times > 0);
  const counts = `coverage: ${taken.map(([kind, times]) => `${kind} ${count(times)}`).join(', ')}`;
  const seesAll = order === undefined || order.name === 'depth-first';
  const isWhole = seesAll && stopped === undefined && results.some(({ verdict }) => verdict !== 'violated');
  if (!isWhole || never.length === 0) return [counts];
  const more = never.length > rulesShown ? [`${count(never.length - rulesShown)} more`] : [];
  const [first, ...others] = [...never.slice(0, rulesShown), ...more];
  return [counts, `never taken: ${first}`, ...others.map((rule) => `             ${rule}`)];
}

function resultText(result: Result, width: number, palette: Palette): string {
  const { property, verdict, because, trace, scope } = result;
  const name = property.name.padEnd(width);
  switch (verdict) {
    case 'holds':
      return `${palette.green('holds       ')}  ${name}  ${property.says}`;
    case 'reached':
      return `${palette.green('reached     ')}  ${name}  ${property.says} (in ${counted(trace?.steps.length ?? 0, 'step')}${scope === undefined ? '' : ` in ${scope}`})`;
    case 'violated':
      return `${palette.red('VIOLATED    ')}  ${name}  ${property.says}${countText(result)}`;
    case 'inconclusive':
      return `${palette.yellow('inconclusive')}  ${name}  ${property.says} (${because})`;
  }
}

/** A violated property and its counterexample, as a search found it. */
export function violationText(result: Result, palette: Palette = plain): string[] {
  const { property, trace, others = [] } = result;
  if (trace === undefined) return [];
  return [
    '',
    `  ${palette.red(palette.bold(`${property.name} is violated`))}: ${property.says}`,
    palette.dim(`  (${property.source})`),
    ...membersText(result).map((line) => `  ${line}`),
    `  ${reasonText(result)}:`,
    '',
    ...traceText(trace, palette).map((line) => `  ${line}`),
    ...others.flatMap((other) => [
      '',
      `  ${palette.bold('A counterexample of another kind')}: ${reasonText({ property, ...other, isShortest: false })}:`,
      '',
      ...traceText(other.trace, palette).map((line) => `  ${line}`),
    ]),
  ];
}

/** The reached properties of an exploration, each with the execution that reaches it. */
export function witnessesText({ results }: Exploration, palette: Palette = plain): string[] {
  return results.flatMap(({ property, verdict, trace, scope, at = [] }) => {
    if (verdict !== 'reached' || trace === undefined) return [];
    const steps = trace.steps.length;
    const where = `${at.length === 0 ? '' : ` at ${at.join(' and ')}`}${scope === undefined ? '' : ` in ${scope}`}`;
    return [
      '',
      `  ${palette.green(palette.bold(outcomeText(property)))}: ${property.says}`,
      palette.dim(`  (${property.source})`),
      `  ${steps === 0 ? 'The initial world' : `Step ${steps}`} reaches it${where}:`,
      '',
      ...traceText(trace, palette).map((line) => `  ${line}`),
    ];
  });
}

/** One execution that violates nothing, and the goals that it reaches. */
export function sampleText(
  {
    suite,
    scope,
    subject,
    trace,
    reached,
  }: Pick<Explored, 'suite' | 'scope' | 'subject'> & {
    readonly trace: Trace;
    readonly reached: readonly Property[];
  },
  palette: Palette = plain,
): string[] {
  return [
    `${palette.bold(subjectText(subject))}, scope ${palette.bold(scope)}: ${describeScope(suite, scope)}`,
    `one execution that violates nothing; it reaches ${reached.map(({ name }) => name).join(', ')}:`,
    '',
    ...traceText(trace, palette).map((line) => `  ${line}`),
  ];
}

/** Of a family: ` (in 6 of 172 members)`. */
function countText({ members }: Result): string {
  return members === undefined ? '' : ` (in ${count(members.count)} of ${counted(members.of, 'member')})`;
}

/** Of a family: the number of members that violate the property, and the one of the counterexample. */
function membersText({ members, scope, isShortest = true }: Result): string[] {
  if (scope === undefined) return [];
  if (members === undefined) return [`The counterexample is in ${scope}.`];
  const which = members.count === 1 ? 'the' : isShortest ? 'the shortest' : 'a';
  const many = `${count(members.count)} of ${counted(members.of, 'member')}`;
  return [`Violated in ${many}; ${which} counterexample is in ${scope}.`];
}

function reasonText({
  property,
  trace,
  isShortest = true,
  at = [],
}: Pick<Result, 'property' | 'trace' | 'isShortest' | 'at'>): string {
  const steps = trace?.steps.length ?? 0;
  const where = at.length === 0 ? '' : ` at ${at.join(' and ')}`;
  const shortest = isShortest ? '; no shorter counterexample exists' : '';
  const loop = trace?.loop;
  switch (property.kind) {
    case 'possible':
      return steps === 0
        ? 'It cannot be reached from the initial world'
        : `After step ${steps} it can no longer be reached${shortest}`;
    case 'leadsTo':
      return `Its premise holds${where} and its goal is never reached; ${loopText(loop ?? 0, steps)}, in a run ${fairnessText(property.fairness)}`;
    case 'settles':
      return loop === undefined
        ? `Step ${steps} violates it${where}`
        : property.ends !== undefined
          ? `An action that must end (${property.ends.join(', ')}) is taken for ever; ${loopText(loop, steps)}, in a run ${fairnessText(property.fairness)}`
          : `It does not become and stay true without further faults; ${loopText(loop, steps)}, in a run ${fairnessText(property.fairness)}`;
    case 'inductive':
      return `One step from a listed world in which it holds violates it${where}`;
    default:
      return `${steps === 0 ? `The initial world violates it${where}` : `Step ${steps} violates it${where}${shortest}`}`;
  }
}

function loopText(loop: number, steps: number): string {
  if (loop === steps) return `after ${counted(steps, 'step')} nothing can change any more`;
  return `from step ${loop + 1} on the steps repeat for ever`;
}

/** The fairness conditions of an infinite run. */
function fairnessText({ weak = [], strong = [] }: Fairness = {}): string {
  const kinds = Object.entries({ weakly: weak, strongly: strong }).filter(
    ([, families]) => families.length > 0,
  );
  if (kinds.length === 0) return 'without fairness conditions';
  return `that is ${kinds.map(([how, families]) => `${how} fair to ${families.join(', ')}`).join(' and ')}`;
}

/** The text of one known bug: its verdict in each subject, and the outline of the first trace. */
export function bugText(id: string, searches: readonly Explored[], palette: Palette = plain): string[] {
  const [first] = searches;
  if (first === undefined) return [];
  const { says, source } = first.suite.bugs[id] as Bug;
  const caught = searches.every(({ exploration }) => violation(exploration) !== undefined);
  const cut = searches.some(({ exploration }) => exploration.stopped !== undefined);
  const missed = cut ? palette.yellow('inconclusive') : palette.red('NOT CAUGHT  ');
  const verdict = caught ? palette.green('caught      ') : missed;
  const trace = violation(first.exploration)?.trace;
  return [
    `${verdict}  ${palette.bold(id)}  ${says} ${palette.dim(`(${source})`)}`,
    ...searches.map((search) => `              ${sideText(search)}`),
    ...(trace === undefined ? [] : outline(trace).map((line) => palette.dim(`                ${line}`))),
  ];
}

function sideText({ subject, scope, exploration }: Explored): string {
  const [result] = exploration.results;
  const property = result?.property.name;
  const found = violation(exploration);
  const seen = `${counted(exploration.worlds, 'world')} of scope ${scope}`;
  if (found === undefined) return `${subject.side}: ${property}: ${result?.because ?? 'holds'}; ${seen}`;
  const member = found.scope === undefined ? '' : `, in ${found.scope}`;
  return `${subject.side} violates ${property} in ${counted(found.trace?.steps.length ?? 0, 'step')}, found after ${seen}${member}`;
}

/** The result of the first violated property. */
export function violation({ results }: Exploration): Result | undefined {
  return results.find(({ verdict }) => verdict === 'violated');
}

/** The progress line of a search. */
export function progressText(
  { worlds, transitions, depth, queue, member }: Progress,
  ms: number,
  megabytes: number,
): string {
  const where = member === undefined ? '' : `member ${count(member.nth)} of ${count(member.of)}, `;
  const rate = (n: number) => count(Math.round((n * 1_000) / Math.max(ms, 1)));
  return `${where}${counted(worlds, 'world')}, ${counted(transitions, 'transition')}, ${counted(depth, 'step')} deep, ${count(queue)} in the frontier, ${rate(worlds)} worlds/s, ${rate(transitions)} transitions/s, ${count(Math.round(megabytes))} MB`;
}

/** Caveats: what a passed search, and passed schedules, do not show. */
export const caveats = {
  search:
    'Holds means: in every world of the printed scope. It says nothing about larger systems, longer runs or\n' +
    'more faults. Lockstep shows that the implementation agrees with the model, not that the model is right.',
  schedules:
    'Not violated means: by the schedules that were drawn. Others were not tried; another --seed draws others.',
  streams:
    'Not violated means: by the streams that were drawn. Others were not tried; another --seed draws others.',
};
