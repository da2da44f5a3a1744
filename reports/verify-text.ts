/**
 * A run of `verify` at a glance: a table of what is to be checked, one line for each thing that is as it should be, and a table
 * of what came of it. What is not as it should be has its own, longer text (terminal.ts).
 */
import {
  type Bug,
  type BugCheck,
  type Property,
  resultsOf,
  type Side,
  type Suite,
} from '../checker/index.ts';
import { type Check, isMissed, type PromiseReport } from './report.ts';
import type { Stormed } from './storm-text.ts';
import { type Cell, cut, padded, tableText } from './table.ts';
import { type Explored, violation } from './terminal.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';

/** What is to be checked of one protocol. */
export interface Agenda {
  readonly suite: Suite;
  readonly scope: string;
  /** Promises that are looked at, of model and lockstep. */
  readonly promises: number;
  readonly lockstep: boolean;
  readonly schedules: number;
  readonly bugs: number;
  /** Published claims that must be refuted. */
  readonly refuted: number;
}

/** The table at the beginning. */
export function agendaText(agendas: readonly Agenda[]): string[] {
  const refutes = agendas.some(hasClaims);
  return tableText([
    [
      'to check',
      'scope',
      'promises',
      'lockstep',
      'schedules',
      'known bugs',
      ...claimsCell(refutes, claimsHead),
    ],
    ...agendas.map(({ suite, scope, promises, lockstep, schedules, bugs, refuted }): Cell[] => [
      ...[suite.name, scope, promises],
      ...[lockstep ? 'yes' : '-', numberOr('-', schedules), numberOr('-', bugs)],
      ...claimsCell(refutes, numberOr('-', refuted)),
    ]),
  ]);
}

const claimsHead = 'refuted claims';

function hasClaims({ refuted }: Agenda): boolean {
  return refuted > 0;
}

/** The cell of the column of refuted claims, which a table has where one of its protocols lists any. */
function claimsCell(refutes: boolean, cell: Cell): readonly Cell[] {
  return refutes ? [cell] : [];
}

/** The table at the end, from what was checked; the whole run took so many seconds. */
export function outcomeText(agendas: readonly Agenda[], checks: readonly Check[], took: number): string[] {
  const refutes = agendas.some(hasClaims);
  const claims = claimsCell(refutes, claimsHead);
  const table = tableText([
    ['protocol', 'worlds', 'promises', 'lockstep', 'schedules', 'known bugs', ...claims, 'seconds'],
    ...agendas.map((agenda) =>
      outcomeOf(
        agenda,
        checks.filter(({ protocol }) => protocol === agenda.suite.name),
        refutes,
      ),
    ),
  ]);
  return [...table, `(seconds of all checks, added up; the run took ${seconds(took * 1_000)})`];
}

function outcomeOf(
  { suite, lockstep, schedules, bugs, refuted, promises }: Agenda,
  checks: readonly Check[],
  refutes: boolean,
): Cell[] {
  const explored = (side: Side) =>
    checks.flatMap((check) => (check.kind === 'exploration' && check.subject === side ? [check] : []));
  const [model] = explored('model');
  const [both] = explored('lockstep');
  const drawn = checks.flatMap((check) => (check.kind === 'schedules' ? [check] : []));
  const hunted = checks.flatMap((check) => (check.kind === 'bug' ? [check] : []));
  const caught = hunted.filter((bug) => !isMissed(bug)).length;
  const right = checks.filter((check) => check.kind === 'refutation' && check.outcome === 'refuted').length;
  const took = checks.reduce((sum, check) => sum + secondsOf(check), 0);
  // Of schedules it is no fault that they did not reach everything.
  const worst = worstOf(
    drawn.flatMap(({ properties }) => properties),
    true,
  );
  const runs = drawn.reduce((sum, one) => sum + one.schedules, 0);
  const isDrawn = runs >= schedules;
  return [
    suite.name,
    numberOr('-', model?.worlds ?? both?.worlds ?? 0),
    promises === 0 ? '-' : model === undefined ? 'not checked' : verdictsText(model.properties),
    !lockstep ? '-' : both === undefined ? 'not checked' : (worstOf(both.properties) ?? 'holds'),
    schedules === 0 ? '-' : `${count(runs)} ${worst ?? (isDrawn ? 'unbroken' : `of ${count(schedules)}`)}`,
    bugs === 0 ? '-' : `${count(caught)} of ${count(bugs)}`,
    ...claimsCell(refutes, refuted === 0 ? '-' : `${count(right)} of ${count(refuted)}`),
    seconds(took * 1_000),
  ];
}

function secondsOf(check: Check): number {
  return check.kind === 'bug' ? check.hunts.reduce((sum, hunt) => sum + hunt.seconds, 0) : check.seconds;
}

function worstOf(promises: readonly PromiseReport[], mayMiss = false): string | undefined {
  if (promises.some(({ verdict }) => verdict === 'violated')) return 'VIOLATED';
  const isOpen = promises.some(
    ({ verdict, kind }) => verdict === 'inconclusive' && !(mayMiss && kind === 'sometimes'),
  );
  return isOpen ? 'inconclusive' : undefined;
}

function verdictsText(promises: readonly PromiseReport[]): string {
  const words = {
    violated: 'VIOLATED',
    inconclusive: 'inconclusive',
    holds: 'hold',
    reached: 'reached',
  } as const;
  return Object.entries(words)
    .map(([verdict, word]) => ({ word, n: promises.filter((one) => one.verdict === verdict).length }))
    .filter(({ n }) => n > 0)
    .map(({ n, word }) => `${n} ${word}`)
    .join(', ');
}

function numberOr(nothing: string, n: number): Cell {
  return n === 0 ? nothing : n;
}

/** Of what is as it should be: the verdict, and of what. */
const columns = { verdict: 'unbroken'.length };

/** Lines of one protocol: so wide is what stands behind the verdicts. */
export interface Brief {
  readonly whatColumns: number;
}

function line(verdict: string, what: string, text: string, palette: Palette, { whatColumns }: Brief): string {
  return `  ${palette.green(verdict.padEnd(columns.verdict))}  ${padded(what, whatColumns)}  ${text}`;
}

/** One line for an exploration in which all is as it should be. */
export function exploredLine(
  { subject, exploration, ms }: Explored,
  brief: Brief,
  palette: Palette = plain,
): string {
  const { results, worlds, depth } = exploration;
  const goals = results.filter(({ property }) => property.kind === 'sometimes');
  const text = [
    promisesText(results.length - goals.length, goals.length, goals.length),
    `${counted(worlds, 'world')}, ${counted(depth, 'step')} deep, ${seconds(ms)}`,
  ];
  return line('holds', subject.side, text.join('; '), palette, brief);
}

/** One line for the schedules of a scope, of every side, that broke nothing; what some did not reach is named. */
export function unbrokenLine(
  drawn: readonly { readonly stormed: Stormed; readonly properties: readonly Property[] }[],
  brief: Brief,
  palette: Palette = plain,
): string {
  const sum = (of: (stormed: Stormed) => number) =>
    drawn.reduce((total, { stormed }) => total + of(stormed), 0);
  const promises = new Set(drawn.flatMap(({ properties }) => properties));
  const goals = [...promises].filter(({ kind }) => kind === 'sometimes');
  const missed = goals.flatMap((goal) => {
    const sides = drawn.filter(({ stormed, properties }) =>
      resultsOf(stormed.fuzzed, properties).some(
        ({ property, verdict }) => property === goal && verdict !== 'reached',
      ),
    );
    return sides.length === 0
      ? []
      : [`${goal.name} not by ${sides.map(({ stormed }) => stormed.subject.side).join(', ')}`];
  });
  const sides = drawn.map(({ stormed }) => stormed.subject.side).join(', ');
  const text = [
    promisesText(promises.size - goals.length, goals.length - missed.length, goals.length) +
      (missed.length === 0 ? '' : ` (${missed.join('; ')})`),
    `${counted(
      sum(({ fuzzed }) => fuzzed.runs),
      'schedule',
    )} of ${sides}, ${counted(
      sum(({ fuzzed }) => fuzzed.actions),
      'action',
    )}, ${seconds(sum(({ ms }) => ms))}`,
  ];
  return line('unbroken', drawn[0]?.stormed.scope ?? '', text.join('; '), palette, brief);
}

function promisesText(promises: number, reached: number, goals: number): string {
  const kept = promises === 0 ? [] : [counted(promises, 'promise')];
  return [...kept, ...(goals === 0 ? [] : [`${reached} of ${goals} reached`])].join(', ');
}

/** Known bugs that were caught: a line for each, in columns that are the same for all. */
export class CaughtLines {
  readonly #sides: readonly Side[];
  readonly #idColumns: number;
  readonly #palette: Palette;

  constructor(hunts: readonly BugCheck[], palette: Palette = plain) {
    const hunted = new Set(hunts.flatMap(({ sides }) => sides.map(([side]) => side)));
    this.#sides = (['model', 'implementation', 'lockstep'] satisfies Side[]).filter((side) =>
      hunted.has(side),
    );
    this.#idColumns = Math.max(0, ...hunts.map(({ bug }) => bug.length));
    this.#palette = palette;
  }

  /** What the columns are. */
  get head(): string {
    const first = `  ${'known bug'.padEnd(columns.verdict + 2 + this.#idColumns)}`;
    return `${first}  ${this.#sides.join('  ')}  (steps until its promise breaks)`;
  }

  /** One bug that was caught on every side, in at most so many columns. */
  line(id: string, explored: readonly Explored[], columnsMax = Number.POSITIVE_INFINITY): string {
    const steps = this.#sides.map((side) => {
      const found = explored.find(({ subject }) => subject.side === side);
      const trace = found && violation(found.exploration)?.trace;
      return padded(trace === undefined ? '-' : count(trace.steps.length), side.length, true);
    });
    const [{ suite }] = explored as readonly [Explored];
    const { says } = suite.bugs[id] as Bug;
    const rest = `${padded(id, this.#idColumns)}  ${steps.join('  ')}  ${says}`;
    const verdict = 'caught'.padEnd(columns.verdict);
    return `  ${this.#palette.green(verdict)}  ${cut(rest, columnsMax - columns.verdict - 4)}`;
  }
}
