/**
 * Publishes the report of a run for programs: on standard output, as files beside the traces, and for GitHub.
 */
import { appendFileSync } from 'node:fs';
import { messageOf } from '../checker/values/errors.ts';
import { annotationsText, jsonText, junitText, type Report, summaryText } from '../reports/index.ts';
import type { Invocation } from '../reports/shell-command.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** The formats for programs: the function that writes each, and the name of its file. */
const documents = {
  json: { text: jsonText, file: 'report.json' },
  junit: { text: junitText, file: 'junit.xml' },
} as const satisfies Record<string, { text(report: Report, invocation: Invocation): string; file: string }>;

/**
 * Publishes the report. A single format is printed on standard output; of several formats all but `text` are
 * written to files in `--out`. JSON comes last, because `reportNow` lists everything that could not be
 * written until then.
 */
export function publish(reportNow: () => Report, { format = ['text'] }: Options, output: Output): void {
  attempt('the GitHub annotations', output, () => {
    if (process.env.GITHUB_ACTIONS === 'true') writeForGitHub(reportNow(), output);
  });
  for (const name of lastOf(format, 'json')) {
    if (name === 'text') continue;
    const { text, file } = documents[name];
    attempt('the report', output, () => {
      if (format.length === 1) output.document(text(reportNow(), output.invocation));
      else output.file(file, text(reportNow(), output.invocation));
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
function writeForGitHub(report: Report, output: Output): void {
  for (const line of annotationsText(report)) process.stderr.write(`${line}\n`);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary !== undefined && summary !== '')
    appendFileSync(summary, summaryText(report, output.records, output.invocation));
}
