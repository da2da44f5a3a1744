/**
 * The report of a run as data: its checks, and the verdict of each property. The JSON report is exactly this;
 * JUnit and GitHub reports are made from it. One zod schema gives the type and `schemas/report.schema.json`.
 */
import * as z from 'zod';
import { lawSource } from '../checker/codecs/codec.ts';
import {
  adaptersOf,
  type CodecBug,
  describeScope,
  lawOf,
  type Property,
  type Replay,
  type Result,
  refutationOutcome,
  resultsOf,
  type Subject,
  type Suite,
  subjectText,
  type TraceRecord,
} from '../checker/index.ts';
import { printableJson } from '../checker/values/printable.ts';
import { type CheckedCodec, codecWord, counterexampleText, violatedLaw } from './codec-text.ts';
import { type Explored, violation } from './exploration-text.ts';
import type { List } from './list.ts';
import type { RefutationSearch } from './refuted-text.ts';
import type { DrawnSchedules } from './schedules-text.ts';
import { type BugAttempt, catchesOf, isCaught } from './scoreboard-text.ts';
import { traceText } from './trace-text.ts';

/** A new version means that older readers cannot read the report. */
export const reportVersion = 1;

const count = z.int().nonnegative();
const seconds = z.number().nonnegative().describe('wall-clock time');

const counterexampleSchema = z
  .strictObject({
    steps: count.describe('for a law of codecs: the chunks of the stream'),
    trace: z.string().optional().describe('path of the file that replay takes'),
    story: z.array(z.string()).describe('the trace as text, one entry per line'),
  })
  .describe('trace that violates the property');

const propertySchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['always', 'step', 'sometimes', 'possible', 'leadsTo', 'settles', 'inductive', 'law']),
  says: z.string(),
  source: z.string(),
  verdict: z
    .enum(['holds', 'reached', 'violated', 'inconclusive'])
    .describe('of schedules and codecs, holds means: no drawn schedule or stream violated it'),
  because: z.string().optional().describe('reason why it is inconclusive'),
  steps: count.optional().describe('steps to the nearest world that reaches it'),
  schedules: count.optional().describe('number of schedules that reached it'),
  members: z
    .strictObject({ count, of: count })
    .optional()
    .describe(
      'of a family: number of members that violate or reach it, and of members that have it and were searched',
    ),
  scope: z
    .string()
    .optional()
    .describe('of a family: scope of the member that the counterexample, or the nearest world, is in'),
  counterexample: counterexampleSchema.optional(),
  others: z
    .array(counterexampleSchema)
    .optional()
    .describe('further counterexamples of other kinds, if they were asked for'),
});

const spread = z.strictObject({ median: z.number(), worst: z.number() });

const length = z
  .union([count, z.strictObject({ stem: count, loop: count })])
  .describe('number of steps of a trace, or those of the stem and the loop of an infinite one');

const configuration = {
  ...{ protocol: z.string(), subject: z.string(), scope: z.string() },
  adapter: z
    .string()
    .optional()
    .describe(
      'name of the adapter that played the subject; of several roles each after the name of its role',
    ),
};
const stopped = z.string().optional().describe('reason why it ended early');

const check = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('exploration'),
    ...configuration,
    says: z.string().describe('the scope in a sentence'),
    worlds: count,
    transitions: count,
    unchanged: count.describe('transitions that change nothing'),
    leftOut: count.optional().describe('transitions that partial-order reduction left out, if it was on'),
    depth: count,
    cuts: count.describe('worlds in which a bound of the scope suppressed an action'),
    quiescent: count.describe('worlds without a transition that changes anything'),
    symmetric: z
      .array(z.array(z.string()))
      .optional()
      .describe(
        'groups of symmetric nodes: worlds that differ only by an exchange within a group count as one',
      ),
    order: z
      .discriminatedUnion('name', [
        z.strictObject({ name: z.literal('depth-first') }),
        z.strictObject({
          name: z.literal('bitstate'),
          omission: z.number().describe('probability that a reached world was omitted'),
        }),
      ])
      .optional()
      .describe('search strategy, if not breadth-first'),
    coverage: z.strictObject({
      actions: z.record(z.string(), count).describe('number of transitions by kind of action'),
      never: z
        .array(z.string())
        .describe(
          'transitions of machines that were never taken, and outcomes of guards that never occurred',
        ),
    }),
    members: z
      .array(
        z.strictObject({
          scope: z.string(),
          worlds: count,
          transitions: count,
          depth: count,
          verdicts: z
            .record(z.string(), z.enum(['holds', 'reached', 'violated', 'inconclusive']))
            .describe('verdict of each property of the member, by name'),
        }),
      )
      .optional()
      .describe('of a family: the members that were searched; the other numbers are sums, or the maximum'),
    seconds,
    stopped,
    properties: z.array(propertySchema),
  }),
  z.strictObject({
    kind: z.literal('schedules'),
    ...configuration,
    says: z.string().describe('the scope in a sentence'),
    schedules: count,
    actions: count,
    taken: z.record(z.string(), count).describe('number of actions of storms, by kind'),
    strategies: z.record(z.string(), count).describe('number of schedules that used each strategy'),
    statistics: z
      .record(z.string(), z.record(z.string(), count))
      .describe('number of schedules by each class of each statistic of the suite, at the end of the storm'),
    worlds: z
      .strictObject({
        distinct: count,
        once: count.describe('worlds that were seen once only'),
        looks: count,
        unseen: z.number().describe('estimated probability that the next step leads to a new world'),
      })
      .optional()
      .describe('distinct worlds by the views of their nodes'),
    seconds,
    stopped,
    properties: z.array(propertySchema),
  }),
  z.strictObject({
    kind: z.literal('regression'),
    ...configuration,
    says: z.string().describe('the scope in a sentence'),
    trace: z.string().describe('path of the trace file'),
    seconds,
    properties: z.array(propertySchema),
  }),
  z.strictObject({
    kind: z.literal('codec'),
    protocol: z.string(),
    subject: z.string().describe('codec: and the name of the codec'),
    says: z.string(),
    source: z.string(),
    streams: count.describe('number of streams that were drawn'),
    seconds,
    stopped,
    properties: z.array(propertySchema).describe('the laws'),
  }),
  z.strictObject({
    kind: z.literal('bug'),
    protocol: z.string(),
    id: z.string(),
    says: z.string(),
    source: z.string(),
    equivalent: z.string().optional().describe('why it is an equivalent mutant, which must not be caught'),
    caught: z.boolean(),
    hunts: z.array(
      z.strictObject({
        subject: z.string(),
        scope: z.string().optional().describe('absent for a codec'),
        worlds: count.optional().describe('absent for a codec'),
        streams: count.optional().describe('number of streams that were drawn, for a codec'),
        seconds,
        stopped,
        property: propertySchema,
        schedules: z
          .strictObject({
            seeds: count,
            caught: count.describe('seeds that caught it; the other numbers refer to these'),
            runs: spread.optional(),
            ms: spread.optional(),
            steps: spread.optional().describe('steps of the shrunk trace'),
          })
          .optional(),
      }),
    ),
  }),
  z.strictObject({
    kind: z.literal('refutation'),
    protocol: z.string(),
    id: z.string(),
    says: z.string(),
    source: z.string(),
    subject: z.string(),
    scope: z.string(),
    worlds: count,
    seconds,
    stopped,
    shortest: length,
    outcome: z
      .enum(['refuted', 'length differs', 'not refuted', 'inconclusive'])
      .describe('whether the property is violated by a counterexample of exactly that length'),
    property: propertySchema,
  }),
]);

/** The schema of a report. */
export const reportSchema = z
  .strictObject({
    format: z.literal('swarmcheck-report'),
    version: z.literal(reportVersion),
    tool: z.string().describe('version of swarmcheck that wrote it'),
    seed: z.string().regex(/^0x[0-9a-f]+$/),
    verdict: z.enum(['all hold', 'broken', 'inconclusive', 'failed']),
    exit: z.int().describe('exit code of the command'),
    failure: z.string().optional().describe('the failure, if the run has no verdict'),
    reasons: z
      .array(z.string())
      .optional()
      .describe(
        'reasons for the verdict: violated properties, bugs that were not caught, claims that were not refuted, and the limit that ended the run',
      ),
    unwritten: z.array(z.string()).optional().describe('files that could not be written, such as a trace'),
    seconds,
    checks: z.array(check).describe('in the order of the run'),
  })
  .meta({ title: 'swarmcheck report', description: 'The checks of a run, and the verdict of each property' });

/** A report as data. */
export type Report = z.infer<typeof reportSchema>;
/**
 * One check of a run: an exploration, schedules, a regression, a codec, a known bug, or the refutation of a
 * claim.
 */
export type Check = z.infer<typeof check>;
/** The verdict of one property. */
export type PropertyReport = z.infer<typeof propertySchema>;

/** The published JSON Schema. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema, { target: 'draft-2020-12' });
}

/** The text of a JSON report, or of a list. */
export function jsonText(report: Report | List): string {
  return printableJson(`${JSON.stringify(report, null, 2)}\n`);
}

function configurationOf({ suite, scope, subject }: Pick<Explored, 'suite' | 'scope' | 'subject'>) {
  return {
    protocol: suite.name,
    subject: subjectText(subject),
    scope,
    ...adapterIn(suite, subject),
    says: describeScope(suite, scope),
  };
}

function adapterIn(suite: Suite, subject: Subject): { readonly adapter?: string } {
  const names = adaptersOf(suite, subject);
  return names.length === 0 ? {} : { adapter: names.join(', ') };
}

/**
 * The report of an exploration. `traces` has the files of the counterexamples, in the order of the
 * results; undefined for one that could not be written.
 */
export function explorationReport(explored: Explored, traces: readonly (string | undefined)[]): Check {
  const { exploration, ms } = explored;
  const { worlds, transitions, unchanged, depth, cuts, quiescent, stopped, coverage } = exploration;
  const { leftOut, order, symmetric } = exploration;
  const files = [...traces];
  return {
    kind: 'exploration',
    ...configurationOf(explored),
    ...{ worlds, transitions, unchanged, depth, cuts },
    ...(leftOut !== undefined && { leftOut }),
    quiescent: quiescent.worlds,
    ...(symmetric !== undefined && { symmetric: symmetric.map((group) => [...group]) }),
    ...(order !== undefined && { order }),
    coverage: { actions: { ...coverage.actions }, never: [...coverage.never] },
    ...(exploration.members !== undefined && {
      members: exploration.members.map((one) => ({ ...one, verdicts: { ...one.verdicts } })),
    }),
    seconds: Math.round(ms) / 1_000,
    ...(stopped !== undefined && { stopped }),
    properties: exploration.results.map((result) => {
      const { verdict, others = [] } = result;
      return propertyReport(result, ...files.splice(0, verdict === 'violated' ? 1 + others.length : 0));
    }),
  };
}

/** The report of a known bug on each of its subjects; `traces` as in `explorationReport`. */
export function bugReport(
  id: string,
  hunts: readonly Explored[],
  traces: readonly (string | undefined)[],
): Check {
  const [first] = hunts as readonly [Explored];
  const { says, source } = first.suite.bugs[id] as { says: string; source: string };
  const files = [...traces];
  return {
    kind: 'bug',
    protocol: first.suite.name,
    ...{ id, says, source },
    caught: hunts.every(({ exploration }) => violation(exploration) !== undefined),
    hunts: hunts.map(({ subject, scope, exploration, ms }) => {
      const [result] = exploration.results as readonly [Result];
      return {
        subject: subjectText(subject),
        scope,
        worlds: exploration.worlds,
        seconds: Math.round(ms) / 1_000,
        ...(exploration.stopped !== undefined && { stopped: exploration.stopped }),
        property: propertyReport(result, result.verdict === 'violated' ? files.shift() : undefined),
      };
    }),
  };
}

/** The verdicts on laws as those on properties. */
function lawReports({ result }: CheckedCodec, files: readonly (string | undefined)[]): PropertyReport[] {
  const left = [...files];
  return result.laws.map(({ law, verdict, because, counterexample: found }) => ({
    ...{ name: law, kind: 'law' as const, says: lawOf(law).says, source: lawSource },
    verdict: verdict === 'not violated' ? 'holds' : verdict,
    ...(because !== undefined && { because }),
    ...(found !== undefined && {
      counterexample: {
        steps: found.chunks.length,
        ...fileAs(left.shift()),
        story: counterexampleText(found),
      },
    }),
  }));
}

function fileAs(trace: string | undefined): { readonly trace?: string } {
  return trace === undefined ? {} : { trace };
}

/** The report of a codec; `files` has those of the violated laws, in their order. */
export function codecReport(checked: CheckedCodec, files: readonly (string | undefined)[]): Check {
  const { suite, check: checkedOne, result, ms } = checked;
  const { says, source } = checkedOne.codec;
  return {
    kind: 'codec',
    ...{ protocol: suite.name, subject: codecWord(checkedOne), says, source, streams: result.streams },
    seconds: Math.round(ms) / 1_000,
    ...(result.stopped !== undefined && { stopped: result.stopped }),
    properties: lawReports(checked, files),
  };
}

/** The report of a known bug of a codec; `file` has the counterexample. */
export function codecBugReport(id: string, checked: CheckedCodec, file: string | undefined): Check {
  const { suite, check: checkedOne, result, ms } = checked;
  const { says, source, equivalent } = (suite.codecBugs as Readonly<Record<string, CodecBug>>)[
    id
  ] as CodecBug;
  const reports = lawReports(checked, [file]);
  return {
    kind: 'bug',
    ...{ protocol: suite.name, id, says, source },
    ...(equivalent !== undefined && { equivalent }),
    caught: violatedLaw(result) !== undefined,
    hunts: reports.map((property) => ({
      ...{ subject: codecWord(checkedOne), streams: result.streams, seconds: Math.round(ms) / 1_000 },
      ...(result.stopped !== undefined && { stopped: result.stopped }),
      property,
    })),
  };
}

/** The report of a published claim; `trace` is the file of the counterexample. */
export function refutationReport(
  { refutation, explored }: RefutationSearch,
  trace: string | undefined,
): Check {
  const { claim, says, source, scope, shortest } = refutation;
  const { suite, subject, exploration, ms } = explored;
  const { results, worlds, stopped } = exploration;
  return {
    kind: 'refutation',
    protocol: suite.name,
    ...{ id: claim, says, source, subject: subjectText(subject), scope, worlds },
    seconds: Math.round(ms) / 1_000,
    ...(stopped !== undefined && { stopped }),
    shortest,
    outcome: refutationOutcome(refutation, exploration),
    property: propertyReport(results[0] as Result, trace),
  };
}

/** The report of a property; `file` has its counterexample, `otherFiles` the further ones. */
function propertyReport(
  result: Result,
  file?: string,
  ...otherFiles: readonly (string | undefined)[]
): PropertyReport {
  const { property, verdict, because, trace, members, scope, others = [] } = result;
  return {
    ...saysOf(property),
    verdict,
    ...(because !== undefined && { because }),
    ...(verdict === 'reached' && trace !== undefined && { steps: trace.steps.length }),
    ...(members !== undefined && { members: { ...members } }),
    ...(scope !== undefined && { scope }),
    ...(verdict === 'violated' && trace !== undefined && { counterexample: counterexample(trace, file) }),
    ...(others.length > 0 && {
      others: others.map((other, at) => counterexample(other.trace, otherFiles[at])),
    }),
  };
}

/** A check that expects a violation. */
export type Expected = Extract<Check, { kind: 'bug' | 'refutation' }>;

/** Whether a check expects a violation, so that the violation does not count for the verdict of the run. */
export function isExpected(check: Check): check is Expected {
  return check.kind === 'bug' || check.kind === 'refutation';
}

/** Whether a bug was not caught, or an equivalent mutant was caught. */
export function isMissed({ equivalent, caught }: Extract<Check, { kind: 'bug' }>): boolean {
  return equivalent === undefined ? !caught : caught;
}

/** The report of schedules, which were judged by `properties`; `traces` as in `explorationReport`. */
export function schedulesReport(
  drawn: DrawnSchedules,
  properties: readonly Property[],
  traces: readonly (string | undefined)[],
): Check {
  const { fuzzed, ms } = drawn;
  const { runs, actions, stopped, reached, statistics } = fuzzed;
  const { taken, strategies, classes, worlds } = statistics;
  return {
    kind: 'schedules',
    ...configurationOf(drawn),
    schedules: runs,
    actions,
    taken: { ...taken } as Record<string, number>,
    strategies: Object.fromEntries(strategies),
    statistics: Object.fromEntries([...classes].map(([name, times]) => [name, Object.fromEntries(times)])),
    ...(worlds !== undefined && { worlds }),
    seconds: Math.round(ms) / 1_000,
    ...(stopped !== undefined && { stopped }),
    properties: resultsOf(fuzzed, properties).map((result) => {
      const schedules = reached.get(result.property);
      return { ...propertyReport(result, traces[0]), ...(schedules !== undefined && { schedules }) };
    }),
  };
}

/** The report of a known bug on the scoreboard; `traces` as in `explorationReport`. */
export function scoreReport(
  id: string,
  attempts: readonly BugAttempt[],
  traces: readonly (string | undefined)[],
): Check {
  const report = bugReport(
    id,
    attempts.map(({ search }) => search),
    traces,
  ) as Extract<Check, { kind: 'bug' }>;
  const { equivalent } = attempts[0]?.suite.bugs[id] ?? {};
  return {
    ...report,
    ...(equivalent !== undefined && { equivalent }),
    caught: equivalent === undefined ? attempts.every(isCaught) : attempts.some(isCaught),
    hunts: report.hunts.map((hunt, at) => {
      const { schedules } = attempts[at] as BugAttempt;
      const catches = catchesOf(attempts[at] as BugAttempt) ?? { caught: 0 };
      return { ...hunt, schedules: { seeds: schedules.length, ...catches } };
    }),
  };
}

/** The report of a regression trace and its replay. */
export function regressionReport(
  suite: Suite,
  subject: Subject,
  { scope }: TraceRecord,
  file: string,
  property: Property,
  result: Replay,
): Check {
  const verdicts = {
    fixed: 'holds',
    reproduced: 'violated',
    stale: 'inconclusive',
    undecided: 'inconclusive',
  } as const;
  const replayed = {
    property,
    verdict: verdicts[result.verdict],
    ...('because' in result && { because: result.because }),
    ...('trace' in result && { trace: result.trace }),
  };
  return {
    kind: 'regression',
    ...configurationOf({ suite, scope, subject }),
    trace: file,
    seconds: 0,
    properties: [propertyReport(replayed, file)],
  };
}

function saysOf({
  name,
  kind,
  says,
  source,
}: Property): Pick<PropertyReport, 'name' | 'kind' | 'says' | 'source'> {
  return { name, kind, says, source };
}

function counterexample(trace: Parameters<typeof traceText>[0], file: string | undefined) {
  return {
    steps: trace.steps.length,
    ...(file !== undefined && { trace: file }),
    story: traceText(trace),
  };
}
