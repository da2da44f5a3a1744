/**
 * The text of `verify`: a table of the checks, one line for each expected result, and a table of the
 * outcomes. Unexpected results have longer texts (`exploration-text.ts`, `schedules-text.ts`).
 */
import {
  type Bug,
  type BugCheck,
  type Property,
  resultsOf,
  type Side,
  type Suite,
} from '../checker/index.ts';
import { type CheckedCodec, streamText, violatedLaw } from './codec-text.ts';
import { type Explored, violation } from './exploration-text.ts';
import { type Check, isMissed, type PropertyReport } from './report.ts';
import type { DrawnSchedules } from './schedules-text.ts';
import { type Cell, cut, padded, tableText } from './table.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';

/** The extent of the checks of one protocol. */
export interface ProtocolChecklist {
  readonly suite: Suite;
  readonly scope: string;
  /** Number of properties that searches judge, of model and lockstep. */
  readonly properties: number;
  readonly lockstep: boolean;
  /** Number of schedules, those of adapters included. */
  readonly schedules: number;
  /** The names of the adapters, and how many properties and schedules they are checked with. */
  readonly adapter?: { readonly names: string; readonly properties: number; readonly schedules: number };
  /** Number of codecs. */
  readonly codecs: number;
  readonly bugs: number;
  /** Number of published claims that must be refuted. */
  readonly refuted: number;
}

/** The table of the checks, printed first. */
export function checklistText(checklists: readonly ProtocolChecklist[]): string[] {
  const refutes = checklists.some(hasClaims);
  const decodes = checklists.some(hasCodecs);
  return tableText([
    [
      'to check',
      'scope',
      'properties',
      'lockstep',
      'schedules',
      ...optionalCell(decodes, 'codecs'),
      'known bugs',
      ...optionalCell(refutes, claimsHead),
    ],
    ...checklists.map(({ suite, scope, properties, lockstep, schedules, codecs, bugs, refuted }): Cell[] => [
      ...[suite.name, scope, properties],
      ...[lockstep ? 'yes' : '-', numberOr('-', schedules)],
      ...optionalCell(decodes, numberOr('-', codecs)),
      numberOr('-', bugs),
      ...optionalCell(refutes, numberOr('-', refuted)),
    ]),
  ]);
}

const claimsHead = 'refuted claims';

function hasClaims({ refuted }: ProtocolChecklist): boolean {
  return refuted > 0;
}

function hasCodecs({ codecs }: ProtocolChecklist): boolean {
  return codecs > 0;
}

/** The cell of a column that a table has if one of its protocols needs it: codecs, refuted claims. */
function optionalCell(isShown: boolean, cell: Cell): readonly Cell[] {
  return isShown ? [cell] : [];
}

/** The table of the outcomes, printed last; `took` is the time of the whole run in seconds. */
export function outcomeText(
  checklists: readonly ProtocolChecklist[],
  checks: readonly Check[],
  took: number,
): string[] {
  const refutes = checklists.some(hasClaims);
  const decodes = checklists.some(hasCodecs);
  const claims = optionalCell(refutes, claimsHead);
  const codecs = optionalCell(decodes, 'codecs');
  const table = tableText([
    [
      ...['protocol', 'worlds', 'properties', 'lockstep', 'schedules'],
      ...codecs,
      ...['known bugs', ...claims, 'seconds'],
    ],
    ...checklists.flatMap((checklist) => {
      const own = checks.filter(({ protocol }) => protocol === checklist.suite.name);
      const played = own.filter((check) => 'adapter' in check && check.adapter !== undefined);
      const { adapter } = checklist;
      const others = {
        ...checklist,
        schedules: checklist.schedules - (adapter?.schedules ?? 0),
      };
      return [
        outcomeOf(
          others,
          own.filter((check) => !played.includes(check)),
          { refutes, decodes },
        ),
        ...(adapter === undefined ? [] : [adapterOutcome(adapter, played, { refutes, decodes })]),
      ];
    }),
  ]);
  return [...table, `(seconds of all checks, added up; the run took ${seconds(took * 1_000)})`];
}

function outcomeOf(
  { suite, lockstep, schedules, codecs, bugs, refuted, properties }: ProtocolChecklist,
  checks: readonly Check[],
  { refutes, decodes }: { readonly refutes: boolean; readonly decodes: boolean },
): Cell[] {
  const explored = (side: Side) =>
    checks.flatMap((check) => (check.kind === 'exploration' && check.subject === side ? [check] : []));
  const [model] = explored('model');
  const [both] = explored('lockstep');
  const drawn = checks.flatMap((check) => (check.kind === 'schedules' ? [check] : []));
  const bugReports = checks.flatMap((check) => (check.kind === 'bug' ? [check] : []));
  const caught = bugReports.filter((bug) => !isMissed(bug)).length;
  const refutedNow = checks.filter(
    (check) => check.kind === 'refutation' && check.outcome === 'refuted',
  ).length;
  const took = checks.reduce((sum, check) => sum + secondsOf(check), 0);
  return [
    suite.name,
    numberOr('-', model?.worlds ?? both?.worlds ?? 0),
    properties === 0 ? '-' : model === undefined ? 'not checked' : verdictsText(model.properties),
    !lockstep ? '-' : both === undefined ? 'not checked' : (worstOf(both.properties) ?? 'holds'),
    schedulesText(drawn, schedules),
    ...optionalCell(decodes, codecs === 0 ? '-' : codecsText(codecs, checks)),
    bugs === 0 ? '-' : `${count(caught)} of ${count(bugs)}`,
    ...optionalCell(refutes, refuted === 0 ? '-' : `${count(refutedNow)} of ${count(refuted)}`),
    seconds(took * 1_000),
  ];
}

/** The row of the adapters of a protocol: the checks of what they play. */
function adapterOutcome(
  { names, properties, schedules }: NonNullable<ProtocolChecklist['adapter']>,
  checks: readonly Check[],
  { refutes, decodes }: { readonly refutes: boolean; readonly decodes: boolean },
): Cell[] {
  const explored = checks.flatMap((check) => (check.kind === 'exploration' ? [check] : []));
  const drawn = checks.flatMap((check) => (check.kind === 'schedules' ? [check] : []));
  const took = checks.reduce((sum, check) => sum + secondsOf(check), 0);
  return [
    `  by ${names}`,
    numberOr('-', explored[0]?.worlds ?? 0),
    properties === 0
      ? '-'
      : explored.length === 0
        ? 'not checked'
        : verdictsText(explored[0]?.properties ?? []),
    '-',
    schedulesText(drawn, schedules),
    ...optionalCell(decodes, '-'),
    '-',
    ...optionalCell(refutes, '-'),
    seconds(took * 1_000),
  ];
}

/** The outcome of the schedules of a row. */
function schedulesText(drawn: readonly Extract<Check, { kind: 'schedules' }>[], schedules: number): string {
  if (schedules === 0) return '-';
  const runs = drawn.reduce((sum, one) => sum + one.schedules, 0);
  // Schedules need not reach every goal, because the exploration judges goals.
  const worst = worstOf(
    drawn.flatMap(({ properties }) => properties),
    true,
  );
  return `${count(runs)} ${worst ?? (runs >= schedules ? 'not violated' : `of ${count(schedules)}`)}`;
}

/** The outcome of the codecs of a protocol. */
function codecsText(codecs: number, checks: readonly Check[]): string {
  const checked = checks.flatMap((check) => (check.kind === 'codec' ? [check] : []));
  const worst = worstOf(checked.flatMap(({ properties }) => properties));
  return checked.length < codecs
    ? `${count(checked.length)} of ${count(codecs)}`
    : `${count(codecs)} ${worst ?? 'not violated'}`;
}

function secondsOf(check: Check): number {
  return check.kind === 'bug' ? check.hunts.reduce((sum, hunt) => sum + hunt.seconds, 0) : check.seconds;
}

function worstOf(properties: readonly PropertyReport[], mayMiss = false): string | undefined {
  if (properties.some(({ verdict }) => verdict === 'violated')) return 'VIOLATED';
  const isInconclusive = properties.some(
    ({ verdict, kind }) => verdict === 'inconclusive' && !(mayMiss && kind === 'sometimes'),
  );
  return isInconclusive ? 'inconclusive' : undefined;
}

function verdictsText(properties: readonly PropertyReport[]): string {
  const words = {
    violated: 'VIOLATED',
    inconclusive: 'inconclusive',
    holds: 'hold',
    reached: 'reached',
  } as const;
  return Object.entries(words)
    .map(([verdict, word]) => ({ word, n: properties.filter((one) => one.verdict === verdict).length }))
    .filter(({ n }) => n > 0)
    .map(({ n, word }) => `${n} ${word}`)
    .join(', ');
}

function numberOr(nothing: string, n: number): Cell {
  return n === 0 ? nothing : n;
}

/** The width of the verdicts of expected results. */
const verdictColumns = 'not violated'.length;

/** The layout of the lines of one protocol: the width of the column behind the verdicts. */
export interface BriefLayout {
  readonly subjectColumns: number;
}

function line(
  verdict: string,
  subject: string,
  text: string,
  palette: Palette,
  { subjectColumns }: BriefLayout,
): string {
  return `  ${palette.green(verdict.padEnd(verdictColumns))}  ${padded(subject, subjectColumns)}  ${text}`;
}

/** One line for an exploration in which every property holds or is reached. */
export function exploredLine(
  { subject, exploration, ms }: Explored,
  brief: BriefLayout,
  palette: Palette = plain,
): string {
  const { results, worlds, depth, members } = exploration;
  const searched = members === undefined ? '' : `${counted(members.length, 'member')}, `;
  const goals = results.filter(({ property }) => property.kind === 'sometimes');
  const text = [
    countsText(results.length - goals.length, goals.length, goals.length),
    `${searched}${counted(worlds, 'world')}, ${counted(depth, 'step')} deep, ${seconds(ms)}`,
  ];
  return line('holds', subject.side, text.join('; '), palette, brief);
}

/** The name of a codec in the column behind the verdicts. */
export function codecLabel(name: string): string {
  return `codec ${name}`;
}

/** One line for a codec of which no law is violated. */
export function codecLine(
  { check, result, ms }: CheckedCodec,
  brief: BriefLayout,
  palette: Palette = plain,
): string {
  const text = `${counted(result.laws.length, 'law')}; ${counted(result.streams, 'stream')}, ${seconds(ms)}`;
  return line('not violated', codecLabel(check.name), text, palette, brief);
}

/** One line for the schedules of a scope without violation; it names the goals that they did not reach. */
export function notViolatedLine(
  series: readonly { readonly drawn: DrawnSchedules; readonly properties: readonly Property[] }[],
  brief: BriefLayout,
  palette: Palette = plain,
): string {
  const sum = (of: (drawn: DrawnSchedules) => number) =>
    series.reduce((total, { drawn }) => total + of(drawn), 0);
  const properties = new Set(series.flatMap(({ properties }) => properties));
  const goals = [...properties].filter(({ kind }) => kind === 'sometimes');
  const missed = goals.flatMap((goal) => {
    const sides = series.filter(({ drawn, properties: judged }) =>
      resultsOf(drawn.fuzzed, judged).some(
        ({ property, verdict }) => property === goal && verdict !== 'reached',
      ),
    );
    return sides.length === 0
      ? []
      : [`${goal.name} not by ${sides.map(({ drawn }) => drawn.subject.side).join(', ')}`];
  });
  const sides = series.map(({ drawn }) => drawn.subject.side).join(', ');
  const text = [
    countsText(properties.size - goals.length, goals.length - missed.length, goals.length) +
      (missed.length === 0 ? '' : ` (${missed.join('; ')})`),
    `${counted(
      sum(({ fuzzed }) => fuzzed.runs),
      'schedule',
    )} of ${sides}, ${counted(
      sum(({ fuzzed }) => fuzzed.actions),
      'action',
    )}, ${seconds(sum(({ ms }) => ms))}`,
  ];
  return line('not violated', series[0]?.drawn.scope ?? '', text.join('; '), palette, brief);
}

function countsText(properties: number, reached: number, goals: number): string {
  const propertiesText = properties === 0 ? [] : [counted(properties, 'property', 'properties')];
  return [
    ...propertiesText,
    ...(goals === 0 ? [] : [`${reached} of ${counted(goals, 'goal')} reached`]),
  ].join(', ');
}

/** Lines of known bugs that were caught, in aligned columns. */
export class CaughtLines {
  readonly #sides: readonly Side[];
  readonly #idColumns: number;
  readonly #palette: Palette;

  /** The checks of known bugs; those of codecs have no sides. */
  constructor(bugChecks: readonly (Pick<BugCheck, 'bug'> & Partial<BugCheck>)[], palette: Palette = plain) {
    const searched = new Set(bugChecks.flatMap(({ sides = [] }) => sides.map(([side]) => side)));
    this.#sides = (['model', 'implementation', 'lockstep'] satisfies Side[]).filter((side) =>
      searched.has(side),
    );
    this.#idColumns = Math.max(0, ...bugChecks.map(({ bug }) => bug.length));
    this.#palette = palette;
  }

  /** The names of the columns. */
  get head(): string {
    const first = `  ${'known bug'.padEnd(verdictColumns + 2 + this.#idColumns)}`;
    return `${[first, ...this.#sides].join('  ')}  (steps of the counterexample)`;
  }

  /** The line of one bug that was caught in every subject, in at most so many columns. */
  line(id: string, explored: readonly Explored[], columnsMax = Number.POSITIVE_INFINITY): string {
    const steps = this.#sides.map((side) => {
      const found = explored.find(({ subject }) => subject.side === side);
      const trace = found && violation(found.exploration)?.trace;
      return padded(trace === undefined ? '-' : count(trace.steps.length), side.length, true);
    });
    const [{ suite }] = explored as readonly [Explored];
    const { says } = suite.bugs[id] as Bug;
    return this.#line([padded(id, this.#idColumns), ...steps, says], columnsMax);
  }

  /** The line of a bug of a codec that was caught: a codec has no steps, so the stream is described. */
  codecLine(id: string, { suite, result }: CheckedCodec, columnsMax = Number.POSITIVE_INFINITY): string {
    const steps = this.#sides.map((side) => padded('-', side.length, true));
    const found = violatedLaw(result);
    const how = found === undefined ? '' : ` (${found.law}: ${streamText(found)})`;
    const says = `${suite.codecBugs?.[id]?.says ?? ''}${how}`;
    return this.#line([padded(id, this.#idColumns), ...steps, says], columnsMax);
  }

  #line(parts: readonly string[], columnsMax: number): string {
    const cells = parts.join('  ');
    const verdict = 'caught'.padEnd(verdictColumns);
    return `  ${this.#palette.green(verdict)}  ${cut(cells, columnsMax - verdictColumns - 4)}`;
  }
}
