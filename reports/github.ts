/**
 * A report for GitHub Actions: annotations of the run, and a summary page with a drawing of the first
 * counterexample.
 */
import { fragment } from 'xmlbuilder2';
import type { TraceRecord } from '../checker/index.ts';
import { printable, printableLines } from '../checker/values/printable.ts';
import { mermaidText } from './mermaid.ts';
import {
  type Check,
  type Expected,
  isExpected,
  isMissed,
  type PropertyReport,
  type Report,
} from './report.ts';
import { type Invocation, localInvocation, replayCommand } from './shell-command.ts';
import { count, seconds } from './text.ts';

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
 * gives the beginning and the quoting of commands.
 */
export function summaryText(
  report: Report,
  records: ReadonlyMap<string, TraceRecord>,
  invocation: Invocation = localInvocation,
): string {
  const violations = violationsOf(report.checks);
  const drawn = violations
    .flatMap(({ property }) => records.get(property.counterexample?.trace ?? '') ?? [])
    .slice(0, 1)
    .map((record) => `\`\`\`mermaid\n${mermaidText(record)}\`\`\``);
  return [
    element('h3', `swarmcheck: ${report.verdict === 'broken' ? 'violated' : report.verdict}`),
    ...(report.failure === undefined ? [] : [element('pre', report.failure)]),
    tableOf(report),
    ...drawn,
    ...violations.map((one) => storyOf(one, invocation)),
    '',
  ]
    .map(printableLines)
    .join('\n\n');
}

function tableOf({ checks }: Report): string {
  const table = fragment({ invalidCharReplacement: '\ufffd' }).ele('table');
  const row = (cell: 'td' | 'th', cells: readonly string[]) => {
    const line = table.ele('tr');
    for (const words of cells) line.ele(cell).txt(words);
  };
  row('th', ['checked', 'extent', 'outcome']);
  for (const check of checks) row('td', rowOf(check));
  return table.toString();
}

function rowOf(check: Check): string[] {
  switch (check.kind) {
    case 'exploration': {
      const extent = `${count(check.worlds)} worlds, ${seconds(check.seconds * 1_000)}${stoppedOf(check)}`;
      return [whereOf(check), extent, outcomeOf(check.properties)];
    }
    case 'schedules': {
      const extent = `${count(check.schedules)} schedules, ${seconds(check.seconds * 1_000)}${stoppedOf(check)}`;
      return [whereOf(check), extent, outcomeOf(check.properties)];
    }
    case 'codec': {
      const extent = `${count(check.streams)} streams, ${seconds(check.seconds * 1_000)}${stoppedOf(check)}`;
      return [whereOf(check), extent, outcomeOf(check.properties)];
    }
    case 'regression':
      return [whereOf(check), check.trace, outcomeOf(check.properties)];
    case 'bug': {
      const expected = check.equivalent === undefined ? 'caught' : 'equivalent, not caught';
      const unexpected =
        check.equivalent === undefined ? 'NOT CAUGHT' : 'CAUGHT, although declared equivalent';
      return [
        `${check.protocol}: known bug ${check.id}`,
        check.says,
        isMissed(check) ? unexpected : expected,
      ];
    }
    case 'refutation': {
      const { protocol, id, says, outcome } = check;
      const isRefuted = outcome === 'refuted';
      return [`${protocol}: refuted claim ${id}`, says, isRefuted ? outcome : outcome.toUpperCase()];
    }
  }
}

function stoppedOf({ stopped }: { readonly stopped?: string | undefined }): string {
  return stopped === undefined ? '' : `; stopped early: ${stopped}`;
}

function outcomeOf(properties: readonly PropertyReport[]): string {
  const named = (verdict: PropertyReport['verdict'], word: string) => {
    const names = properties.filter((property) => property.verdict === verdict).map(({ name }) => name);
    return names.length === 0 ? [] : [`${word}: ${names.join(', ')}`];
  };
  const failed = [...named('violated', 'VIOLATED'), ...named('inconclusive', 'inconclusive')];
  return failed.length === 0 ? `all ${properties.length} hold` : failed.join('; ');
}

/** The story of a counterexample, folded because it may be long. */
function storyOf(
  { where, property: { name, says, counterexample } }: LocatedProperty,
  invocation: Invocation,
): string {
  const { story = [], trace } = counterexample ?? {};
  const again = trace === undefined ? [] : ['', `to replay it: ${replayCommand(trace, invocation)}`];
  const details = fragment({ invalidCharReplacement: '\ufffd' }).ele('details');
  details.ele('summary').txt(`${name} is violated (${where}): ${says}`);
  details.ele('pre').txt([...story, ...again].join('\n'));
  return details.toString();
}

function element(name: string, words: string): string {
  return fragment({ invalidCharReplacement: '\ufffd' }).ele(name).txt(words).toString();
}

/** The check; of a family, with the member of the counterexample in place of the family. */
function whereOf(check: Exclude<Check, Expected>, member?: string): string {
  const where = `${check.protocol}, ${check.subject}`;
  if (check.kind === 'codec') return where;
  const by = check.adapter === undefined ? '' : ` by ${check.adapter}`;
  return `${where}${by}, scope ${member ?? check.scope}`;
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
