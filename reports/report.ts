/**
 * A run of the command as data: what was checked, and what became of each promise. The JSON report is this and nothing else;
 * JUnit and GitHub get theirs from it. One zod schema, from which the type and `schemas/report.schema.json` derive.
 */
import { z } from 'zod';
import {
  describeScope,
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
import type { List } from './list.ts';
import type { Refuting } from './refuted-text.ts';
import { catchesOf, type Hunted, isCaught } from './scoreboard-text.ts';
import type { Stormed } from './storm-text.ts';
import { type Explored, violation } from './terminal.ts';
import { traceText } from './trace-text.ts';

/** A new version means that older readers cannot read the report. */
export const reportVersion = 1;

const count = z.int().nonnegative();
const seconds = z.number().nonnegative().describe('wall-clock time');

const broken = z
  .strictObject({
    steps: count,
    trace: z.string().optional().describe('path of the trace file, to replay and show'),
    story: z.array(z.string()).describe('the trace as text, a line an entry'),
  })
  .describe('the way there');

const promise = z.strictObject({
  name: z.string(),
  kind: z.enum(['always', 'step', 'sometimes', 'possible', 'leadsTo', 'settles', 'inductive']),
  says: z.string(),
  source: z.string(),
  verdict: z
    .enum(['holds', 'reached', 'violated', 'inconclusive'])
    .describe('of schedules, holds means: none that was drawn broke it'),
  because: z.string().optional().describe('why it is inconclusive'),
  steps: count.optional().describe('to the nearest world that reaches it'),
  schedules: count.optional().describe('in how many schedules it was reached'),
  counterexample: broken.optional(),
});

const spread = z.strictObject({ median: z.number(), worst: z.number() });

const length = z
  .union([count, z.strictObject({ stem: count, loop: count })])
  .describe('steps of a trace, or of a run without end those of its stem and of its loop');

const configuration = { protocol: z.string(), subject: z.string(), scope: z.string() };
const stopped = z.string().optional().describe('why it ended early');

const check = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('exploration'),
    ...configuration,
    says: z.string().describe('the scope in a sentence'),
    worlds: count,
    transitions: count,
    unchanged: count.describe('transitions that change nothing'),
    leftOut: count
      .optional()
      .describe('transitions that partial-order reduction left out, where it was asked for'),
    depth: count,
    cuts: count.describe('worlds at a bound of the scope'),
    quiescent: count.describe('worlds in which nothing can change any more'),
    symmetric: z
      .array(z.array(z.string()))
      .optional()
      .describe('groups of nodes: worlds that differ only by which of a group is which count as one'),
    order: z
      .discriminatedUnion('name', [
        z.strictObject({ name: z.literal('depth-first') }),
        z.strictObject({
          name: z.literal('bitstate'),
          omission: z.number().describe('probability that a world that was met is missing'),
        }),
      ])
      .optional()
      .describe('how the search went, unless breadth-first'),
    coverage: z.strictObject({
      actions: z.record(z.string(), count).describe('how often each kind of action was taken'),
      never: z.array(z.string()).describe('transitions of machines and outcomes of guards that nothing took'),
    }),
    seconds,
    stopped,
    properties: z.array(promise),
  }),
  z.strictObject({
    kind: z.literal('schedules'),
    ...configuration,
    says: z.string().describe('the scope in a sentence'),
    schedules: count,
    actions: count,
    taken: z.record(z.string(), count).describe('how often each kind of action was taken in storms'),
    strategies: z.record(z.string(), count).describe('in how many schedules each strategy had a part'),
    statistics: z
      .record(z.string(), z.record(z.string(), count))
      .describe("by what the suite asks of a storm's end, how many schedules gave which answer"),
    worlds: z
      .strictObject({
        distinct: count,
        once: count.describe('seen just once'),
        looks: count,
        unseen: z.number().describe('estimate of how likely the next step leads to a world not seen so far'),
      })
      .optional()
      .describe('told apart by what nodes show'),
    seconds,
    stopped,
    properties: z.array(promise),
  }),
  z.strictObject({
    kind: z.literal('regression'),
    ...configuration,
    says: z.string().describe('the scope in a sentence'),
    trace: z.string().describe('path of the trace file'),
    seconds,
    properties: z.array(promise),
  }),
  z.strictObject({
    kind: z.literal('bug'),
    protocol: z.string(),
    id: z.string(),
    says: z.string(),
    source: z.string(),
    equivalent: z.string().optional().describe('why it is no mistake: then it must not be caught'),
    caught: z.boolean(),
    hunts: z.array(
      z.strictObject({
        subject: z.string(),
        scope: z.string(),
        worlds: count,
        seconds,
        stopped,
        property: promise,
        schedules: z
          .strictObject({
            seeds: count,
            caught: count.describe('seeds that caught it; the rest is of these'),
            runs: spread.optional(),
            ms: spread.optional(),
            steps: spread.optional().describe('of the shrunk trace'),
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
      .describe('whether the property is violated by a counterexample of the shortest length'),
    property: promise,
  }),
]);

/** What a report holds. */
export const reportSchema = z
  .strictObject({
    format: z.literal('swarmcheck-report'),
    version: z.literal(reportVersion),
    tool: z.string().describe('version of swarmcheck that wrote it'),
    seed: z.string().regex(/^0x[0-9a-f]+$/),
    verdict: z.enum(['all hold', 'broken', 'inconclusive', 'failed']),
    exit: z.int().describe('exit code of the command'),
    failure: z.string().optional().describe('what failed, if the run came to no verdict'),
    reasons: z
      .array(z.string())
      .optional()
      .describe(
        'why not all holds: broken promises, bugs that were not caught, and what ended the run early',
      ),
    unwritten: z
      .array(z.string())
      .optional()
      .describe('what should have been written, such as a trace, and could not be'),
    seconds,
    checks: z.array(check).describe('in the order in which they were made'),
  })
  .meta({ title: 'swarmcheck report', description: 'What a run checked, and what became of each promise' });

/** A run as data. */
export type Report = z.infer<typeof reportSchema>;
/** One check of a run: an exploration, schedules, the hunt for a known bug, or the refutation of a claim. */
export type Check = z.infer<typeof check>;
/** What became of one promise. */
export type PromiseReport = z.infer<typeof promise>;

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
    says: describeScope(suite, scope),
  };
}

/** `traces` are the files of the broken promises, in the order of the results; undefined where one could not be written. */
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
    seconds: Math.round(ms) / 1_000,
    ...(stopped !== undefined && { stopped }),
    properties: exploration.results.map((result) =>
      promiseReport(result, result.verdict === 'violated' ? files.shift() : undefined),
    ),
  };
}

/** A known bug on every side it was hunted on. `traces` as above. */
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
        property: promiseReport(result, result.verdict === 'violated' ? files.shift() : undefined),
      };
    }),
  };
}

/** A published claim, and whether a counterexample refutes it. `trace` is the file of the counterexample. */
export function refutationReport({ refutation, explored }: Refuting, trace: string | undefined): Check {
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
    property: promiseReport(results[0] as Result, trace),
  };
}

function promiseReport(result: Result, file: string | undefined): PromiseReport {
  const { property, verdict, because, trace } = result;
  return {
    ...saysOf(property),
    verdict,
    ...(because !== undefined && { because }),
    ...(verdict === 'reached' && trace !== undefined && { steps: trace.steps.length }),
    ...(verdict === 'violated' && trace !== undefined && { counterexample: counterexample(trace, file) }),
  };
}

/** A check whose property is to be violated. */
export type Expected = Extract<Check, { kind: 'bug' | 'refutation' }>;

/** Whether a check is one whose property is to be violated, so that the verdict of the run does not rest on it. */
export function isExpected(check: Check): check is Expected {
  return check.kind === 'bug' || check.kind === 'refutation';
}

/** Whether a bug was not caught, or what is no mistake was. */
export function isMissed({ equivalent, caught }: Extract<Check, { kind: 'bug' }>): boolean {
  return equivalent === undefined ? !caught : caught;
}

/** `properties` are those that the schedules were judged by; `traces` as above. */
export function schedulesReport(
  stormed: Stormed,
  properties: readonly Property[],
  traces: readonly (string | undefined)[],
): Check {
  const { fuzzed, ms } = stormed;
  const { runs, actions, stopped, reached, statistics } = fuzzed;
  const { taken, strategies, classes, worlds } = statistics;
  return {
    kind: 'schedules',
    ...configurationOf(stormed),
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
      return { ...promiseReport(result, traces[0]), ...(schedules !== undefined && { schedules }) };
    }),
  };
}

/** A known bug on the scoreboard. `traces` as above. */
export function scoreReport(
  id: string,
  hunted: readonly Hunted[],
  traces: readonly (string | undefined)[],
): Check {
  const report = bugReport(
    id,
    hunted.map(({ search }) => search),
    traces,
  ) as Extract<Check, { kind: 'bug' }>;
  const { equivalent } = hunted[0]?.suite.bugs[id] ?? {};
  return {
    ...report,
    ...(equivalent !== undefined && { equivalent }),
    caught: equivalent === undefined ? hunted.every(isCaught) : hunted.some(isCaught),
    hunts: report.hunts.map((hunt, at) => {
      const { schedules } = hunted[at] as Hunted;
      const catches = catchesOf(hunted[at] as Hunted) ?? { caught: 0 };
      return { ...hunt, schedules: { seeds: schedules.length, ...catches } };
    }),
  };
}

/** A trace that once broke a promise, and what became of it. */
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
  const promise = {
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
    properties: [promiseReport(promise, file)],
  };
}

function saysOf({
  name,
  kind,
  says,
  source,
}: Property): Pick<PromiseReport, 'name' | 'kind' | 'says' | 'source'> {
  return { name, kind, says, source };
}

function counterexample(trace: Parameters<typeof traceText>[0], file: string | undefined) {
  return {
    steps: trace.steps.length,
    ...(file !== undefined && { trace: file }),
    story: traceText(trace),
  };
}
