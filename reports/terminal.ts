/**
 * What the command prints: a block a protocol, with what was explored, what became of each promise, and the
 * counterexample of each broken one.
 */
import type { Bug, Exploration, Progress, Property, Result, Suite } from '../checker/index.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';
import { outline, traceText } from './trace-text.ts';

/** What was explored: a scope of a suite, played by the models or by a known bug. */
export interface Subject {
  readonly suite: Suite;
  readonly scope: string;
  /** Id of the known bug, as the suite lists it. */
  readonly bug?: string;
}

export interface Explored extends Subject {
  readonly exploration: Exploration;
  /** Wall-clock time. */
  readonly ms: number;
}

/** Under the name of a subject its files are kept: `model`, `bugs/R3`. */
export function subjectName({ bug }: Subject): string {
  return bug === undefined ? 'model' : `bug ${bug}`;
}

export function protocolHead({ name, says, source }: Suite, palette: Palette = plain): string[] {
  return [`${palette.bold(name)}  ${says}`, palette.dim(`${' '.repeat(name.length)}  ${source}`)];
}

/** The block of one exploration. */
export function explorationText(explored: Explored, palette: Palette = plain): string[] {
  const { suite, scope, exploration, ms } = explored;
  const { results } = exploration;
  const width = Math.max(...results.map(({ property }) => property.name.length));
  return [
    `${palette.bold(subjectName(explored))}, scope ${palette.bold(scope)}: ${suite.scopes[scope]?.says}`,
    ...sizeText(exploration, ms).map((line) => `  ${line}`),
    '',
    ...results.map((result) => `  ${resultText(result, width, palette)}`),
    ...results.flatMap((result) => (result.verdict === 'violated' ? violationText(result, palette) : [])),
  ];
}

function sizeText(exploration: Exploration, ms: number): string[] {
  const { worlds, transitions, unchanged, depth, cuts, stopped } = exploration;
  const settled = exploration.results.every(({ verdict }) => verdict === 'violated' || verdict === 'reached');
  const extent =
    stopped !== undefined
      ? `stopped early: ${stopped}`
      : settled
        ? 'stopped once every property was decided'
        : 'every world of the scope was seen';
  return [
    `${counted(worlds, 'world')}, ${counted(transitions, 'transition')} (${count(unchanged)} change nothing), ` +
      `${counted(depth, 'step')} deep, ${seconds(ms)}, ${count(Math.round((transitions * 1_000) / Math.max(ms, 1)))} transitions/s`,
    extent + (cuts === 0 ? '' : `; ${count(cuts)} lie at a bound of it: checked, not followed further`),
  ];
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

/** A broken promise, the step that broke it, and the way there. */
function violationText(result: Result, palette: Palette): string[] {
  const { property, trace } = result;
  if (trace === undefined) return [];
  return [
    '',
    `  ${palette.red(palette.bold(`${property.name} is broken`))}: ${property.says}`,
    palette.dim(`  (${property.source})`),
    `  ${brokenBy(result)}; no shorter way breaks it:`,
    '',
    ...traceText(trace, palette).map((line) => `  ${line}`),
  ];
}

function brokenBy({ property, trace, at = [] }: Result): string {
  const steps = trace?.steps.length ?? 0;
  const who = at.length === 0 ? '' : ` at ${at.join(' and ')}`;
  if (property.kind === 'possible') {
    return steps === 0
      ? 'From the initial world on there is no way to reach it'
      : `After step ${steps} there is no way left to reach it`;
  }
  return steps === 0 ? `It is broken from the start${who}` : `Step ${steps} breaks it${who}`;
}

/** One known bug: whether it was caught, and the outline of the trace that shows it. */
export function bugText(explored: Explored & { readonly bug: string }, palette: Palette = plain): string[] {
  const { suite, bug: id, scope, exploration } = explored;
  const { says, source, breaks } = suite.bugs[id] as Bug;
  const trace = exploration.results.find(({ verdict }) => verdict === 'violated')?.trace;
  const story = `${palette.bold(id)}  ${says} ${palette.dim(`(${source})`)}`;
  if (trace === undefined) {
    const because = exploration.results[0]?.because ?? `${breaks} holds in scope ${scope}`;
    return [
      `${palette.red('NOT CAUGHT')}  ${story}`,
      `            ${because}; ${counted(exploration.worlds, 'world')} seen`,
    ];
  }
  return [
    `${palette.green('caught    ')}  ${story}`,
    `            breaks ${breaks} in ${counted(trace.steps.length, 'step')}, found after ${counted(exploration.worlds, 'world')} of scope ${scope}:`,
    ...outline(trace).map((line) => palette.dim(`            ${line}`)),
  ];
}

/** One line of a running search. */
export function progressText({ worlds, transitions, depth, queue }: Progress, ms: number): string {
  const rate = count(Math.round((transitions * 1_000) / Math.max(ms, 1)));
  return `${counted(worlds, 'world')}, ${counted(transitions, 'transition')}, ${counted(depth, 'step')} deep, ${count(queue)} waiting, ${rate} transitions/s`;
}

/** What a scope holds and a suite promises, for `list`. */
export function suiteText(suite: Suite, palette: Palette = plain): string[] {
  const rows = (title: string, entries: readonly (readonly [string, string])[]) => {
    const width = Math.max(...entries.map(([name]) => name.length));
    return [
      '',
      `  ${title}`,
      ...entries.map(([name, says]) => `    ${palette.bold(name.padEnd(width))}  ${says}`),
    ];
  };
  return [
    ...protocolHead(suite, palette),
    ...rows(
      'scopes',
      Object.entries(suite.scopes).map(([name, { says }]) => [name, says]),
    ),
    ...rows(
      'properties',
      suite.properties.map((property) => [property.name, `${kinds[property.kind]}: ${property.says}`]),
    ),
    ...rows(
      'known bugs',
      Object.entries(suite.bugs).map(([id, { says, breaks }]) => [id, `${says} Breaks ${breaks}.`]),
    ),
  ];
}

const kinds: Readonly<Record<Property['kind'], string>> = {
  always: 'always',
  step: 'on every step',
  sometimes: 'sometimes',
  possible: 'always possible',
};

/** What nobody should read into a green run. */
export const caveat =
  'Holds means: in every world of the scope printed above, and nothing beyond it. It says nothing of larger clusters,\n' +
  'later terms or more faults, and a model that is right says nothing of code that was not checked against it.';
