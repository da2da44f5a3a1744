/** A report for a workflow of GitHub: annotations on the run, and a summary page with the first counterexample drawn. */
import { fragment } from 'xmlbuilder2';
import type { TraceRecord } from '../checker/index.ts';
import { printable, printableLines } from '../checker/values/printable.ts';
import { mermaidText } from './mermaid.ts';
import { locally, type Pasting, replayCommand } from './paste.ts';
import {
  type Check,
  type Expected,
  isExpected,
  isMissed,
  type PromiseReport,
  type Report,
} from './report.ts';
import { count, seconds } from './text.ts';

/** GitHub shows no more of one kind a step. */
const annotationsMax = 10;

interface Broken {
  readonly where: string;
  readonly promise: PromiseReport;
}

/** Workflow commands, one a line: an error for each broken promise, a warning for each that is not decided. */
export function annotationsText({ checks, failure }: Report): string[] {
  const errors = [
    ...(failure === undefined ? [] : [annotation('error', 'swarmcheck', failure)]),
    ...brokenOf(checks).map(({ where, promise: { name, says, counterexample } }) => {
      const steps = counterexample === undefined ? [] : ['', ...counterexample.story];
      return annotation('error', `${name} is broken (${where})`, [says, ...steps].join('\n'));
    }),
    ...missedOf(checks).map(({ protocol, id, says }) =>
      annotation('error', `${protocol}: known bug ${id} was not caught`, says),
    ),
    ...checks
      .filter((check) => check.kind === 'refutation')
      .filter(({ outcome }) => outcome !== 'refuted')
      .map(({ protocol, id, outcome, says }) =>
        annotation('error', `${protocol}: refuted claim ${id}: ${outcome}`, says),
      ),
  ];
  const warnings = promisesOf(checks)
    .filter(({ promise }) => promise.verdict === 'inconclusive')
    .map(({ where, promise: { name, because } }) =>
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
 * Markdown for the summary of a step. `records` are the traces by the path of their files; `pasting` says how commands begin and
 * are quoted.
 */
export function summaryText(
  report: Report,
  records: ReadonlyMap<string, TraceRecord>,
  pasting: Pasting = locally,
): string {
  const broken = brokenOf(report.checks);
  const drawn = broken
    .flatMap(({ promise }) => records.get(promise.counterexample?.trace ?? '') ?? [])
    .slice(0, 1)
    .map((record) => `\`\`\`mermaid\n${mermaidText(record)}\`\`\``);
  return [
    element('h3', `swarmcheck: ${report.verdict}`),
    ...(report.failure === undefined ? [] : [element('pre', report.failure)]),
    tableOf(report),
    ...drawn,
    ...broken.map((one) => storyOf(one, pasting)),
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
    case 'regression':
      return [whereOf(check), check.trace, outcomeOf(check.properties)];
    case 'bug': {
      const right = check.equivalent === undefined ? 'caught' : 'no mistake, and not caught';
      const wrong =
        check.equivalent === undefined ? 'NOT CAUGHT' : 'CAUGHT, though it is said to be no mistake';
      return [`${check.protocol}: known bug ${check.id}`, check.says, isMissed(check) ? wrong : right];
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

function outcomeOf(promises: readonly PromiseReport[]): string {
  const named = (verdict: PromiseReport['verdict'], word: string) => {
    const names = promises.filter((promise) => promise.verdict === verdict).map(({ name }) => name);
    return names.length === 0 ? [] : [`${word}: ${names.join(', ')}`];
  };
  const odd = [...named('violated', 'BROKEN'), ...named('inconclusive', 'inconclusive')];
  return odd.length === 0 ? `all ${promises.length} hold` : odd.join('; ');
}

/** Folded, because it may be long. */
function storyOf({ where, promise: { name, says, counterexample } }: Broken, pasting: Pasting): string {
  const { story = [], trace } = counterexample ?? {};
  const again = trace === undefined ? [] : ['', `to run it again: ${replayCommand(trace, pasting)}`];
  const details = fragment({ invalidCharReplacement: '\ufffd' }).ele('details');
  details.ele('summary').txt(`${name} is broken (${where}): ${says}`);
  details.ele('pre').txt([...story, ...again].join('\n'));
  return details.toString();
}

function element(name: string, words: string): string {
  return fragment({ invalidCharReplacement: '\ufffd' }).ele(name).txt(words).toString();
}

function whereOf({ protocol, subject, scope }: Exclude<Check, Expected>): string {
  return `${protocol}, ${subject}, scope ${scope}`;
}

/** Promises on which the verdict rests; that a known bug breaks one is as it should be. */
function promisesOf(checks: readonly Check[]): Broken[] {
  return checks.flatMap((check) =>
    isExpected(check) ? [] : check.properties.map((promise) => ({ where: whereOf(check), promise })),
  );
}

function brokenOf(checks: readonly Check[]): Broken[] {
  return promisesOf(checks).filter(({ promise }) => promise.verdict === 'violated');
}

function missedOf(checks: readonly Check[]): Extract<Check, { kind: 'bug' }>[] {
  return checks.filter((check) => check.kind === 'bug').filter(isMissed);
}
