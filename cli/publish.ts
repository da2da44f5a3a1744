/** The report of a run for programs: a document on standard output, files beside the traces, and what GitHub shows. */
import { appendFileSync } from 'node:fs';
import { messageOf } from '../checker/values/errors.ts';
import { annotationsText, jsonText, junitText, type Report, summaryText } from '../reports/index.ts';
import type { Pasting } from '../reports/paste.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** Each format that is not for people: how it is written, and the name of its file where there are several. */
const documents = {
  json: { text: jsonText, file: 'report.json' },
  junit: { text: junitText, file: 'junit.xml' },
} as const satisfies Record<string, { text(report: Report, pasting: Pasting): string; file: string }>;

/**
 * A single format takes standard output; of several each but `text` goes to a file in `--out`. What may fail comes first, and JSON last:
 * `reportNow` makes the report with all that could not be written until then.
 */
export function publish(reportNow: () => Report, { format = ['text'] }: Options, output: Output): void {
  attempt('what GitHub shows', output, () => {
    if (process.env.GITHUB_ACTIONS === 'true') tellGitHub(reportNow(), output);
  });
  for (const name of lastOf(format, 'json')) {
    if (name === 'text') continue;
    const { text, file } = documents[name];
    attempt('the report', output, () => {
      if (format.length === 1) output.document(text(reportNow(), output.pasting));
      else output.file(file, text(reportNow(), output.pasting));
    });
  }
}

function lastOf<T>(all: readonly T[], last: T): readonly T[] {
  return [...all.filter((one) => one !== last), ...all.filter((one) => one === last)];
}

/** What cannot be written is noted, and the rest is written all the same. */
function attempt(what: string, output: Output, write: () => void): void {
  try {
    write();
  } catch (cause) {
    output.missing(`${what} cannot be written (${messageOf(cause)})`);
  }
}

/** Workflow commands are read from standard error as well, where no document is in their way. */
function tellGitHub(report: Report, output: Output): void {
  for (const line of annotationsText(report)) process.stderr.write(`${line}\n`);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary !== undefined && summary !== '')
    appendFileSync(summary, summaryText(report, output.records, output.pasting));
}
