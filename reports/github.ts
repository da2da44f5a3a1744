/**
 * A report for GitHub Actions: annotations of the run, and a summary page with a drawing of the first
 * counterexample.
 */
import type { TraceRecord } from '../checker/index.ts';
import { printable, printableLines } from '../checker/values/printable.ts';
import { rowOf, whereOf } from './check-rows.ts';
import { mermaidText } from './mermaid.ts';
import { type Check, isExpected, isMissed, type PropertyReport, type Report } from './report.ts';
import { type Invocation, localInvocation, replayCommand } from './shell-command.ts';
import { append, element, xmlText } from './xml.ts';

/** The most annotations of one kind that GitHub shows for a step. */
const annotationsMax = 10;

/** A property with the check that judged it. */
interface LocatedProperty {
  readonly where: string;
  readonly property: PropertyReport;
}

/**
 * Workflow commands, one per line: an error for each violated property, a warning for each inconclusive one.
 */
export function annotationsText({ checks, failure }: Report): string[] {
  const errors = [
    ...(failure === undefined ? [] : [annotation('error', 'swarmcheck', failure)]),
    ...violationsOf(checks).map(({ where, property: { name, says, counterexample } }) => {
      const steps = counterexample === undefined ? [] : ['', ...counterexample.story];
      return annotation('error', `${name} is violated (${where})`, [says, ...steps].join('\n'));
    }),
    ...missedOf(checks).map(({ protocol, id, says, equivalent }) =>
      annotation(
        'error',
        `${protocol}: ${equivalent === undefined ? `known bug ${id} was not caught` : `equivalent mutant ${id} was caught`}`,
        says,
      ),
    ),
    ...checks
      .filter((check) => check.kind === 'refutation')
      .filter(({ outcome }) => outcome !== 'refuted')
      .map(({ protocol, id, outcome, says }) =>
        annotation('error', `${protocol}: refuted claim ${id}: ${outcome}`, says),
      ),
  ];
  const warnings = propertiesOf(checks)
    .filter(({ property }) => property.verdict === 'inconclusive')
    .map(({ where, property: { name, because } }) =>
      annotation('warning', `${name} is inconclusive (${where})`, because ?? ''),
    );
  return [...errors.slice(0, annotationsMax), ...warnings.slice(0, annotationsMax)];
}

function annotation(kind: 'error' | 'warning', title: string, message: string): string {
  return printable(
    `::${kind} title=${data(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${data(message)}`,
  );
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/**
 * Markdown for the summary of a step. `records` has the traces by the paths of their files; `invocation`
 * gives the beginning and the quoting of commands; `page` is the path of the page of the run, if there is one.
 */
export function summaryText(
  report: Report,
  records: ReadonlyMap<string, TraceRecord>,
  invocation: Invocation = localInvocation,
  page?: string,
): string {
  const violations = violationsOf(report.checks);
  const drawn = violations
    .flatMap(({ property }) => records.get(property.counterexample?.trace ?? '') ?? [])
    .slice(0, 1)
    .map((record) => `\`\`\`mermaid\n${mermaidText(record)}\`\`\``);
  return [
    inElement('h3', `swarmcheck: ${report.verdict === 'broken' ? 'violated' : report.verdict}`),
    ...(report.failure === undefined ? [] : [inElement('pre', report.failure)]),
    tableOf(report),
    ...drawn,
    ...(page === undefined || violations.length === 0
      ? []
      : [inElement('p', `Each counterexample step by step: open ${page} of this run's files in a browser.`)]),
    ...violations.map((one) => storyOf(one, invocation)),
    '',
  ]
    .map(printableLines)
    .join('\n\n');
}

function tableOf({ checks }: Report): string {
  const table = element('table');
  const row = (cell: 'td' | 'th', cells: readonly string[]) =>
    append(table, 'tr', {}, ...cells.map((words) => element(cell, {}, words)));
  row('th', ['checked', 'extent', 'outcome']);
  for (const check of checks) row('td', rowOf(check));
  return xmlText(table);
}

/** The story of a counterexample, folded because it may be long. */
function storyOf(
  { where, property: { name, says, counterexample } }: LocatedProperty,
  invocation: Invocation,
): string {
  const { story = [], trace } = counterexample ?? {};
  const again = trace === undefined ? [] : ['', `to replay it: ${replayCommand(trace, invocation)}`];
  const summary = element('summary', {}, `${name} is violated (${where}): ${says}`);
  return xmlText(element('details', {}, summary, element('pre', {}, [...story, ...again].join('\n'))));
}

function inElement(name: string, words: string): string {
  return xmlText(element(name, {}, words));
}

/**
 * The properties that decide the verdict; those of known bugs and refuted claims are violated as expected.
 */
function propertiesOf(checks: readonly Check[]): LocatedProperty[] {
  return checks.flatMap((check) =>
    isExpected(check)
      ? []
      : check.properties.map((property) => ({ where: whereOf(check, property.scope), property })),
  );
}

function violationsOf(checks: readonly Check[]): LocatedProperty[] {
  return propertiesOf(checks).filter(({ property }) => property.verdict === 'violated');
}

function missedOf(checks: readonly Check[]): Extract<Check, { kind: 'bug' }>[] {
  return checks.filter((check) => check.kind === 'bug').filter(isMissed);
}
