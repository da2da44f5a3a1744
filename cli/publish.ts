/**
 * Publishes the report of a run for programs: on standard output, as files beside the traces, and for GitHub.
 */
import { appendFileSync } from 'node:fs';
import { messageOf } from '../checker/values/errors.ts';
import {
  annotationsText,
  htmlText,
  jsonText,
  junitText,
  type Report,
  runPageOf,
  summaryText,
} from '../reports/index.ts';
import { playerScript } from '../reports/player.node.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** The formats of whole documents: the function that writes each, and the name of its file. */
const documents = {
  json: { text: jsonText, file: 'report.json' },
  junit: { text: (report, { invocation }) => junitText(report, invocation), file: 'junit.xml' },
  html: {
    text: (report, { records, suites }) =>
      htmlText(
        runPageOf(report, records, (protocol) => suites.get(protocol)),
        playerScript(),
      ),
    file: 'report.html',
  },
} as const satisfies Record<string, { text(report: Report, output: Output): string; file: string }>;

/**
 * Publishes the report. A single format is printed on standard output; of several formats all but `text` are
 * written to files in `--out`. JSON comes last, because `reportNow` lists everything that could not be
 * written until then.
 */
export function publish(reportNow: () => Report, { format = ['text'] }: Options, output: Output): void {
  attempt('the GitHub annotations', output, () => {
    if (process.env.GITHUB_ACTIONS !== 'true') return;
    const hasPage = format.length > 1 && format.includes('html');
    writeForGitHub(reportNow(), output, hasPage ? output.pathOf(documents.html.file) : undefined);
  });
  for (const name of lastOf(format, 'json')) {
    if (name === 'text') continue;
    const { text, file } = documents[name];
    attempt('the report', output, () => {
      if (format.length === 1) output.document(text(reportNow(), output));
      else output.file(file, text(reportNow(), output));
    });
  }
}

function lastOf<T>(all: readonly T[], last: T): readonly T[] {
  return [...all.filter((one) => one !== last), ...all.filter((one) => one === last)];
}

/** Writes something; a failure is recorded, and the run goes on. */
function attempt(what: string, output: Output, write: () => void): void {
  try {
    write();
  } catch (cause) {
    output.missing(`${what} cannot be written (${messageOf(cause)})`);
  }
}

/**
 * Writes annotations and the summary. GitHub reads annotations from standard error too, so documents stay
 * whole.
 */
function writeForGitHub(report: Report, output: Output, page: string | undefined): void {
  for (const line of annotationsText(report)) process.stderr.write(`${line}\n`);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary !== undefined && summary !== '')
    appendFileSync(summary, summaryText(report, output.records, output.invocation, page));
}
