/**
 * The checks of a run: explore a scope, draw schedules, catch known bugs, refute claims. Each function
 * submits its check to the pool at once, so that several run at a time, and returns a function that waits for
 * the result and prints it.
 */
import {
  type BugCheck,
  lengthOf,
  type Property,
  type Refutation,
  refutationOutcome,
  type Suite,
  type stormsOf,
  subjectText,
} from '../checker/index.ts';
import { compareIds } from '../checker/suite/suite.ts';
import {
  bugReport,
  bugText,
  type Check,
  type DrawnSchedules,
  type Explored,
  explorationReport,
  explorationText,
  lengthText,
  RefutedLines,
  refutationReport,
  refutationText,
  schedulesReport,
  schedulesText,
  violation,
  witnessesText,
} from '../reports/index.ts';
import { commandText, pathWord } from '../reports/shell-command.ts';
import { type BriefLayout, CaughtLines, exploredLine, notViolatedLine } from '../reports/verify-text.ts';
import type { CheckPool } from './check-pool.ts';
import type { CheckRunner } from './check-runner.ts';
import { type Exit, exits } from './exit.ts';
import type { Limits } from './limits.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** The objects that all checks of one run share. */
export interface RunContext {
  readonly options: Options;
  readonly limits: Limits;
  /** Runs checks one after the other. */
  readonly runner: CheckRunner;
  /** Runs several checks at a time. */
  readonly pool: CheckPool;
  readonly output: Output;
  /** The results so far, for the report. */
  readonly checks: Check[];
}

/** The exit code of one check, and its part of the last line of the run. */
export interface CheckOutcome {
  readonly exit: Exit;
  /** Violated properties, bugs that were not caught, and claims that were not refuted. */
  readonly findings: readonly string[];
}

/** A submitted check: waits for its result, prints it, and returns the outcome. */
export type PendingCheck = () => Promise<readonly CheckOutcome[]>;

/** The result of a known bug of a codec, and the file of its counterexample. */
export interface CodecBugOutcome {
  readonly outcome: CheckOutcome;
  readonly isCaught: boolean;
  readonly file: string | undefined;
}

/** A known bug of a codec, of which the check was submitted. */
export interface PendingCodecBug {
  readonly bug: string;
  /** Waits for the result and prints it, as one of `lines` if it is expected; undefined if it did not run. */
  result(lines: CaughtLines | undefined): Promise<CodecBugOutcome | undefined>;
}

/** The outcome of a check that a limit kept from running. */
const notRun: CheckOutcome = { exit: exits.inconclusive, findings: [] };

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}

/** Separates a text of several lines by blank lines from the one-line results of the brief layout. */
function inBlock(brief: BriefLayout | undefined, lines: readonly string[]): readonly string[] {
  return brief === undefined ? lines : ['', ...lines, ''];
}

/** Explores a scope; the brief layout prints one line if every property holds. */
export function exploreScope(
  { options, pool, output, checks }: RunContext,
  { suite, scope, subject }: Pick<Explored, 'suite' | 'scope' | 'subject'>,
  properties: readonly Property[],
  brief?: BriefLayout,
): PendingCheck {
  const pending = pool.explore(suite, scope, subject, properties);
  return async () => {
    const explored = await pending();
    if (explored === undefined) return [notRun];
    const verdicts = explored.exploration.results.map(({ verdict }) => verdict);
    const exit = verdicts.includes('violated')
      ? exits.violated
      : verdicts.includes('inconclusive')
        ? exits.inconclusive
        : exits.allHold;
    const isExpected = exit === exits.allHold;
    if (isExpected && brief !== undefined) output.lines(exploredLine(explored, brief, output.palette));
    else output.report(isExpected, inBlock(brief, explorationText(explored, output.palette)));
    const traces = output.keep(explored);
    if (options.witnesses) output.report(isExpected, witnessesText(explored.exploration, output.palette));
    output.replayable(traces);
    if (options.witnesses) output.showable(output.keep(explored, 'reached'));
    checks.push(explorationReport(explored, traces));
    const violated = explored.exploration.results.filter(({ verdict }) => verdict === 'violated');
    return [
      {
        exit,
        findings: violated.map(({ property }) => `${suite.name} ${subjectText(subject)}: ${property.name}`),
      },
    ];
  };
}

/**
 * Draws schedules; the brief layout prints one line for each scope without violation. Goals among `explored`
 * are judged by the exploration; a goal that only schedules judge is inconclusive if no schedule reached it.
 */
export function drawSchedules(
  { pool, output, checks }: RunContext,
  suite: Suite,
  storms: ReturnType<typeof stormsOf>,
  explored: readonly Property[] = [],
  brief?: BriefLayout,
): PendingCheck {
  const submitted = storms.map(({ storm: { scope, runs, actions }, subject, properties }) => ({
    scope,
    subject,
    properties,
    pending: pool.drawSchedules(suite, scope, subject, properties, { runs, actionsMax: actions }),
  }));
  return async () => {
    if (submitted.length === 0) return [];
    if (brief === undefined) output.lines('', schedulesHead, '');
    const outcomes: CheckOutcome[] = [];
    const notViolated: { drawn: DrawnSchedules; properties: readonly Property[] }[] = [];
    const goals = new Set(
      submitted.flatMap(({ properties }) => properties).filter(({ kind }) => kind === 'sometimes'),
    );
    for (const one of explored) goals.delete(one);
    const printNotViolated = () => {
      if (brief !== undefined && notViolated.length > 0)
        output.lines(notViolatedLine(notViolated.splice(0), brief, output.palette));
    };
    for (const [at, { scope, subject, properties, pending }] of submitted.entries()) {
      const drawn = await pending();
      if (drawn === undefined) {
        printNotViolated();
        return [...outcomes, notRun];
      }
      const { violation: found, stopped, reached } = drawn.fuzzed;
      for (const [goal, runs] of reached) if (runs > 0) goals.delete(goal);
      const exit =
        found !== undefined ? exits.violated : stopped !== undefined ? exits.inconclusive : exits.allHold;
      const isExpected = exit === exits.allHold;
      if (isExpected && brief !== undefined) notViolated.push({ drawn, properties });
      else {
        const text = schedulesText(drawn, output.palette).map(indented);
        output.report(isExpected, inBlock(brief, text));
      }
      const traces = output.keepSchedules(drawn);
      output.replayable(traces);
      checks.push(schedulesReport(drawn, properties, traces));
      const findings =
        found === undefined ? [] : [`${suite.name} ${subject.side}, ${scope}: ${found.property.name}`];
      outcomes.push({ exit, findings });
      if (submitted[at + 1]?.scope !== scope) printNotViolated();
    }
    if (goals.size > 0)
      outcomes.push({
        exit: exits.inconclusive,
        findings: [`${suite.name}: no schedule reached ${[...goals].map(({ name }) => name).join(', ')}`],
      });
    return outcomes;
  };
}

const schedulesHead =
  'adversarial schedules: a storm of random actions and faults, then a fault-free phase in which the system must recover';

/**
 * Searches each known bug, in the model, in the implementation and in lockstep, and judges those of codecs by
 * the laws that they break; each must be caught. The brief layout prints one line for each bug that was
 * caught.
 */
export function catchBugs(
  { pool, output, checks }: RunContext,
  suite: Suite,
  bugChecks: readonly BugCheck[],
  codecBugs: readonly PendingCodecBug[],
  brief?: BriefLayout,
): PendingCheck {
  const submitted = inIdOrder(
    bugChecks.map(({ bug, scope, sides }) => ({
      bug,
      sides: sides.map(([side, property]) => pool.explore(suite, scope, { side, bug }, [property], true)),
    })),
    codecBugs,
  );
  return async () => {
    if (submitted.length === 0) return [];
    const lines = new CaughtLines([...bugChecks, ...codecBugs], output.palette);
    output.lines('', ...(brief === undefined ? [bugsHead] : [lines.head]));
    const outcomes: CheckOutcome[] = [];
    const caught: (string | undefined)[] = [];
    for (const one of submitted) {
      if ('result' in one) {
        const reported = await one.result(brief === undefined ? undefined : lines);
        if (reported === undefined) return [...outcomes, notRun];
        if (reported.isCaught) caught.push(reported.file);
        outcomes.push(reported.outcome);
        continue;
      }
      const { bug, sides } = one;
      const explored: Explored[] = [];
      for (const side of sides) {
        const one = await side();
        if (one === undefined) return [...outcomes, notRun];
        explored.push(one);
      }
      const isCaught = explored.every(({ exploration }) => violation(exploration) !== undefined);
      const isCut = explored.some(({ exploration }) => exploration.stopped !== undefined);
      if (isCaught && brief !== undefined) output.lines(lines.line(bug, explored, output.columns));
      else {
        const text = bugText(bug, explored, output.palette).map(indented);
        output.report(isCaught, brief === undefined ? ['', ...text] : ['', ...text, '']);
      }
      const traces = explored.flatMap((one) => output.keep(one));
      checks.push(bugReport(bug, explored, traces));
      if (isCaught) caught.push(traces[0]);
      const findings = isCaught || isCut ? [] : [`${suite.name} ${bug} was not caught`];
      outcomes.push({ exit: isCaught ? exits.allHold : exits.inconclusive, findings });
    }
    if (brief === undefined) output.lines('');
    output.lines(
      `${brief === undefined ? '' : '  '}${caught.length} of ${submitted.length} known bugs caught${showText(caught[0], output)}`,
    );
    return outcomes;
  };
}

/** Known bugs of both kinds, in the order of their ids. */
export function inIdOrder<A extends { readonly bug: string }, B extends { readonly bug: string }>(
  bugs: readonly A[],
  codecBugs: readonly B[],
): readonly (A | B)[] {
  return codecBugs.length === 0 ? bugs : [...bugs, ...codecBugs].sort((a, b) => compareIds(a.bug, b.bug));
}

/**
 * Refutes each published claim: its property must be violated by a counterexample of exactly the length that
 * the suite gives. The brief layout prints one line for each refuted claim.
 */
export function refuteClaims(
  { pool, output, checks }: RunContext,
  suite: Suite,
  refutations: readonly Refutation[],
  brief?: BriefLayout,
): PendingCheck {
  const submitted = refutations.map((refutation) => {
    const subject = { side: 'model', refuted: refutation.claim } as const;
    return { refutation, search: pool.explore(suite, refutation.scope, subject, [refutation.breaks], true) };
  });
  return async () => {
    if (submitted.length === 0) return [];
    const lines = new RefutedLines(refutations, output.palette);
    output.lines('', brief === undefined ? claimsHead : lines.head);
    const outcomes: CheckOutcome[] = [];
    const refuted: (string | undefined)[] = [];
    for (const { refutation, search } of submitted) {
      const explored = await search();
      if (explored === undefined) return [...outcomes, notRun];
      const isRefuted = refutationOutcome(refutation, explored.exploration) === 'refuted';
      if (isRefuted && brief !== undefined) output.lines(lines.line(refutation, output.columns));
      else {
        const text = refutationText({ refutation, explored }, output.palette).map(indented);
        output.report(isRefuted, brief === undefined ? ['', ...text] : ['', ...text, '']);
      }
      const [trace] = output.keep(explored);
      checks.push(refutationReport({ refutation, explored }, trace));
      if (isRefuted) refuted.push(trace);
      const findings = missedRefutation(suite, refutation, explored);
      outcomes.push({ exit: isRefuted ? exits.allHold : exits.inconclusive, findings });
    }
    if (brief === undefined) output.lines('');
    output.lines(
      `${brief === undefined ? '' : '  '}${refuted.length} of ${submitted.length} claims refuted by a counterexample${showText(refuted[0], output)}`,
    );
    return outcomes;
  };
}

const claimsHead = 'refuted claims: published, and violated by the model in a scope of their own';

/**
 * The reason why a claim does not count as refuted; none if a limit ended the search, because the lines of the
 * claim give the limit.
 */
function missedRefutation(
  { name }: Suite,
  refutation: Refutation,
  { exploration }: Explored,
): readonly string[] {
  const { claim, breaks, shortest } = refutation;
  const trace = violation(exploration)?.trace;
  switch (refutationOutcome(refutation, exploration)) {
    case 'refuted':
      return [];
    case 'length differs':
      return trace === undefined
        ? []
        : [
            `${name} ${claim} has a shortest counterexample of ${lengthText(lengthOf(trace))}, but the suite gives ${lengthText(shortest)}`,
          ];
    case 'not refuted':
      return [`${name} ${claim} is not refuted, because ${breaks.name} holds`];
    case 'inconclusive':
      return exploration.stopped === undefined ? [`${name} ${claim} is not refuted`] : [];
  }
}

const bugsHead = 'known bugs: each is built in on purpose, and must be caught in its own scope';

/** The command that shows one of the traces step by step. */
function showText(trace: string | undefined, { invocation }: Output): string {
  return trace === undefined
    ? ''
    : `; to see one step by step: ${commandText(['show', pathWord(trace)], invocation)}`;
}
