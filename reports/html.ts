/**
 * The page of a trace or of a run: one HTML file with the player and its data, which opens from anywhere and
 * makes no request. Its content security policy forbids every request; the hashes in it allow the player's own
 * script and style and nothing else, so text of a trace can never run.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { type Explanation, explanationOf, type TraceRecord } from '../checker/index.ts';
import type { Suite } from '../checker/suite/suite.ts';
import { type Json, toJson } from '../checker/values/json.ts';
import { printable } from '../checker/values/printable.ts';
import { rowOf } from './check-rows.ts';
import type { Choice } from './choice.ts';
import { type PageTrace, pageTraceOf } from './page-trace.ts';
import { type Check, isExpected, type PropertyReport, type Report } from './report.ts';
import { outcomeText } from './trace-text.ts';

/** The data of a page. */
export interface PageData {
  readonly title: string;
  /** The checks of a run; absent for the page of a single trace. */
  readonly checks?: readonly PageCheck[];
  readonly traces: readonly PageTrace[];
  /** Present where the page has a worker with the checker and the suite. */
  readonly live?: PageLive;
}

/** What a live page begins with. */
export interface PageLive {
  readonly choice: Choice;
  /** The actions of the trace that the page has, as JSON (`values/json.ts`), from its initial world on. */
  readonly recorded?: { readonly start: number; readonly actions: Json };
}

/** A check of a run. */
export interface PageCheck {
  readonly row: ReturnType<typeof rowOf>;
  /** Whether its violations are expected: a known bug, or a refuted claim. */
  readonly isExpected: boolean;
  readonly properties: readonly PageProperty[];
}

/** The verdict of a property. */
export interface PageProperty
  extends Pick<PropertyReport, 'name' | 'says' | 'source' | 'verdict' | 'because'> {
  /** The file of its trace. */
  readonly file?: string;
  /** The place of its trace among the traces of the page; absent if the page does not have it. */
  readonly trace?: number;
}

/** The most traces of known bugs and refuted claims on a page; those of other violations are all there. */
const expectedTracesMax = 100;

/** The suite of a name; undefined if it is not known. A page then has no pictures, and no properties in its worlds. */
export type SuiteNamed = (protocol: string) => Suite | undefined;

/**
 * A trace with what its suite adds: pictures, the rules of its steps, and the safety properties in each of its
 * worlds. A suite that cannot take the steps any more adds its pictures alone.
 */
function pageOf(record: TraceRecord, suite: Suite | undefined): PageTrace {
  if (suite === undefined) return pageTraceOf(record);
  const { pictures } = suite;
  const explanation = explanationIn(suite, record);
  if (explanation === undefined) return pageTraceOf(record, { pictures });
  const { brokenBy, initially, steps } = explanation;
  const trace = {
    ...record.trace,
    steps: record.trace.steps.map((step, at) => {
      const { statuses: _, ...rules } = steps[at] ?? { statuses: [] };
      return { ...step, ...rules };
    }),
  };
  const statuses = [initially, ...steps.map((step) => step.statuses)];
  return pageTraceOf({ ...record, trace, at: brokenBy }, { pictures, statuses });
}

/** The explanation of a trace; undefined for one of an adapter, and where the suite takes other steps now. */
function explanationIn(suite: Suite, record: TraceRecord): Explanation | undefined {
  if (record.adapter !== undefined) return undefined;
  try {
    const explanation = explanationOf(suite, record);
    return explanation.steps.length === record.trace.steps.length ? explanation : undefined;
  } catch {
    return undefined;
  }
}

/** The page of one trace. */
export function tracePageOf(record: TraceRecord, suiteNamed: SuiteNamed): PageData {
  const { protocol, subject, property } = record;
  return {
    title: `${outcomeText(property)} (${protocol}, ${subject})`,
    traces: [pageOf(record, suiteNamed(protocol))],
  };
}

/** The live page of a trace, or of a suite, which then begins with a choice of what to look at. */
export function livePageOf(suite: Suite, choice: Choice, record?: TraceRecord): PageData {
  const title = `${suite.name}: ${suite.says}`;
  if (record === undefined) return { title, traces: [], live: { choice } };
  const { trace } = record;
  const actions = trace.steps.map(({ action }) => action);
  return {
    ...tracePageOf(record, () => suite),
    live: { choice, recorded: { start: trace.start, actions: toJson(actions) } },
  };
}

/** What the session of a recorded trace is about. */
export function choiceOf({ scope, subject, property, trace }: TraceRecord): Choice {
  // The record of a schedule continues into the fault-free phase, where no bound applies.
  const isBeyondBounds = property.kind === 'settles' && trace.loop === undefined;
  return { scope, subject, property: property.name, ...(isBeyondBounds && { isBeyondBounds }) };
}

/** The page of a run. `records` has the traces by the paths of their files. */
export function runPageOf(
  report: Report,
  records: ReadonlyMap<string, TraceRecord>,
  suiteNamed: SuiteNamed,
): PageData {
  const shown = shownOf(report.checks, records);
  const propertyOf = ({ name, says, source, verdict, because, counterexample }: PropertyReport) => {
    const file = counterexample?.trace;
    const trace = file === undefined ? -1 : shown.indexOf(file);
    return {
      ...{ name, says, source, verdict },
      ...(because !== undefined && { because }),
      ...(file !== undefined && { file }),
      ...(trace >= 0 && { trace }),
    };
  };
  return {
    title: `swarmcheck: ${report.failure ?? (report.verdict === 'broken' ? 'violated' : report.verdict)}`,
    checks: report.checks.map((check) => ({
      row: rowOf(check),
      isExpected: isExpected(check),
      properties: judgedIn(check).map(propertyOf),
    })),
    traces: shown.map((file) => {
      const record = records.get(file) as TraceRecord;
      return pageOf(record, suiteNamed(record.protocol));
    }),
  };
}

/** The files of the traces on the page: first those of violations that are not expected. */
function shownOf(checks: readonly Check[], records: ReadonlyMap<string, TraceRecord>): string[] {
  const filesOf = (some: readonly Check[]) =>
    some
      .flatMap(judgedIn)
      .flatMap(({ counterexample }) => counterexample?.trace ?? [])
      .filter((file) => records.has(file));
  const [expected, others] = [checks.filter(isExpected), checks.filter((check) => !isExpected(check))];
  return [...new Set([...filesOf(others), ...filesOf(expected).slice(0, expectedTracesMax)])];
}

/** The properties that a check judged. */
function judgedIn(check: Check): readonly PropertyReport[] {
  if (check.kind === 'bug') return check.hunts.map(({ property }) => property);
  return check.kind === 'refutation' ? [check.property] : check.properties;
}

/** The style of the page around the player. */
const style =
  ':root{color-scheme:light dark}body{margin:0;background:light-dark(#fff,#0d1117)}main{max-width:90rem;margin:0 auto;padding:1rem}';

/** The text of the file. `player` is the script of the player, `worker` that of the worker of a live page. */
export function htmlText(data: PageData, player: string, worker?: string): string {
  const { live, ...shown } = data;
  const texts = JSON.stringify(shown, (_, field) => (typeof field === 'string' ? printable(field) : field));
  const json = live === undefined ? texts : `${texts.slice(0, -1)},"live":${JSON.stringify(live)}}`;
  const script = player.replaceAll('</script', '<\\/script');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(printable(data.title))}</title>
<style>${style}</style>
</head>
<body>
<main><noscript>This page needs JavaScript, which it has in itself; it asks the network for nothing.</noscript></main>
<script type="application/json" id="data">${inElement(json)}</script>
${worker === undefined ? '' : `<script type="application/json" id="worker">${inElement(JSON.stringify(worker))}</script>\n`}<script type="module">${script}</script>
</body>
</html>
`;
}

/** JSON within an element of a page: a `<` could end the element, so it is written as an escape. */
function inElement(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

/** The hash of an inline script or style, as a content security policy has it. */
function hashOf(text: string): string {
  const bytes = sha256(new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
