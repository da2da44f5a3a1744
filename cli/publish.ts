/** The report of a run for programs: a document on standard output, files beside the traces, and what GitHub shows. */
import { appendFileSync } from 'node:fs';
import { annotationsText, jsonText, junitText, type Report, summaryText } from '../reports/index.ts';
import type { Pasting } from '../reports/paste.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** Each format that is not for people: how it is written, and the name of its file where there are several. */
const documents = {
  json: { text: jsonText, file: 'report.json' },
  junit: { text: junitText, file: 'junit.xml' },
} as const satisfies Record<string, { text(report: Report, pasting: Pasting): string; file: string }>;

/** A single format takes standard output; of several each but `text` goes to a file in `--out`. */
export function publish(report: Report, { format = ['text'] }: Options, output: Output): void {
  for (const name of format) {
    if (name === 'text') continue;
    const { text, file } = documents[name];
    if (format.length === 1) output.document(text(report, output.pasting));
    else output.file(file, text(report, output.pasting));
  }
  if (process.env.GITHUB_ACTIONS === 'true') tellGitHub(report, output);
}

/** Workflow commands are read from standard error as well, where no document is in their way. */
function tellGitHub(report: Report, output: Output): void {
  for (const line of annotationsText(report)) process.stderr.write(`${line}\n`);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary !== undefined && summary !== '')
    appendFileSync(summary, summaryText(report, output.records, output.pasting));
}
