/**
 * What a run is made of: exploring a scope, drawing schedules, hunting known bugs, refuting claims. Each is asked for first, so that several can
 * be under way, and prints what was found when it is told to.
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
import {
  bugReport,
  bugText,
  type Check,
  type Explored,
  explorationReport,
  explorationText,
  lengthText,
  RefutedLines,
  refutationReport,
  refutationText,
  type Stormed,
  schedulesReport,
  stormText,
  violation,
} from '../reports/index.ts';
import { commandText, pathWord } from '../reports/paste.ts';
import { type Brief, CaughtLines, exploredLine, unbrokenLine } from '../reports/verify-text.ts';
import type { Crew } from './crew.ts';
import type { Driver } from './drive.ts';
import { type Exit, exits } from './exit.ts';
import type { Limits } from './limits.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** What the checks of one run share. */
export interface Run {
  readonly options: Options;
  readonly limits: Limits;
  /** For checks that are made one after the other. */
  readonly driver: Driver;
  /** For those of which several may be made at a time. */
  readonly crew: Crew;
  readonly output: Output;
  /** What was checked so far, for the report. */
  readonly checks: Check[];
}

/** How one check ended, and what to say of it in the last line of the run. */
export interface Ended {
  readonly exit: Exit;
  /** Promises that are broken, or bugs that were not caught. */
  readonly broken: readonly string[];
}

/** What was asked for: waits for it, prints it, and says how it ended. */
export type Pending = () => Promise<readonly Ended[]>;

const cutShort: Ended = { exit: exits.inconclusive, broken: [] };

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}

/** Between lines for what is as it should be, a text of several stands apart. */
function inBlock(brief: Brief | undefined, lines: readonly string[]): readonly string[] {
  return brief === undefined ? lines : ['', ...lines, ''];
}

/** Explores a scope; in brief one line says that all of it holds. */
export function exploreScope(
  { crew, output, checks }: Run,
  { suite, scope, subject }: Pick<Explored, 'suite' | 'scope' | 'subject'>,
  properties: readonly Property[],
  brief?: Brief,
): Pending {
  const asked = crew.explore(suite, scope, subject, properties);
  return async () => {
    const explored = await asked();
    if (explored === undefined) return [cutShort];
    const verdicts = explored.exploration.results.map(({ verdict }) => verdict);
    const exit = verdicts.includes('violated')
      ? exits.violated
      : verdicts.includes('inconclusive')
        ? exits.inconclusive
        : exits.allHold;
    const isFine = exit === exits.allHold;
    if (isFine && brief !== undefined) output.lines(exploredLine(explored, brief, output.palette));
    else output.report(isFine, inBlock(brief, explorationText(explored, output.palette)));
    const traces = output.keep(explored);
    output.replayable(traces);
    checks.push(explorationReport(explored, traces));
    const broken = explored.exploration.results.filter(({ verdict }) => verdict === 'violated');
    return [
      {
        exit,
        broken: broken.map(({ property }) => `${suite.name} ${subjectText(subject)}: ${property.name}`),
      },
    ];
  };
}

/**
 * Draws schedules; in brief one line a scope says that they broke nothing. What is to be reached is judged where it is `explored`; what
 * schedules alone could reach is inconclusive where none did.
 */
export function stormScopes(
  { crew, output, checks }: Run,
  suite: Suite,
  storms: ReturnType<typeof stormsOf>,
  explored: readonly Property[] = [],
  brief?: Brief,
): Pending {
  const asked = storms.map(({ storm: { scope, runs, actions }, subject, properties }) => ({
    scope,
    subject,
    properties,
    stormed: crew.storm(suite, scope, subject, properties, { runs, actionsMax: actions }),
  }));
  return async () => {
    if (asked.length === 0) return [];
    if (brief === undefined) output.lines('', stormsHead, '');
    const ended: Ended[] = [];
    const unbroken: { stormed: Stormed; properties: readonly Property[] }[] = [];
    const goals = new Set(
      asked.flatMap(({ properties }) => properties).filter(({ kind }) => kind === 'sometimes'),
    );
    for (const one of explored) goals.delete(one);
    const sayUnbroken = () => {
      if (brief !== undefined && unbroken.length > 0)
        output.lines(unbrokenLine(unbroken.splice(0), brief, output.palette));
    };
    for (const [at, { scope, subject, properties, stormed: one }] of asked.entries()) {
      const stormed = await one();
      if (stormed === undefined) {
        sayUnbroken();
        return [...ended, cutShort];
      }
      const { violation: found, stopped, reached } = stormed.fuzzed;
      for (const [goal, runs] of reached) if (runs > 0) goals.delete(goal);
      const exit =
        found !== undefined ? exits.violated : stopped !== undefined ? exits.inconclusive : exits.allHold;
      const isFine = exit === exits.allHold;
      if (isFine && brief !== undefined) unbroken.push({ stormed, properties });
      else {
        const text = stormText(stormed, output.palette).map(indented);
        output.report(isFine, inBlock(brief, text));
      }
      const traces = output.keepStorm(stormed);
      output.replayable(traces);
      checks.push(schedulesReport(stormed, properties, traces));
      const broken =
        found === undefined ? [] : [`${suite.name} ${subject.side}, ${scope}: ${found.property.name}`];
      ended.push({ exit, broken });
      if (asked[at + 1]?.scope !== scope) sayUnbroken();
    }
    if (goals.size > 0)
      ended.push({
        exit: exits.inconclusive,
        broken: [`${suite.name}: nothing reached ${[...goals].map(({ name }) => name).join(', ')}`],
      });
    return ended;
  };
}

const stormsHead =
  'adversarial schedules: a storm of actions drawn at random, then a calm in which the cluster must recover';

/**
 * Every known bug that breaks one of the chosen properties must be caught: made in the model, made in the implementation,
 * and as a step that the model does not take. In brief each that was caught is a line.
 */
export function huntBugs(
  { crew, output, checks }: Run,
  suite: Suite,
  hunts: readonly BugCheck[],
  brief?: Brief,
): Pending {
  const asked = hunts.map(({ bug, scope, sides }) => ({
    bug,
    sides: sides.map(([side, property]) => crew.explore(suite, scope, { side, bug }, [property])),
  }));
  return async () => {
    if (asked.length === 0) return [];
    const lines = new CaughtLines(hunts, output.palette);
    output.lines('', ...(brief === undefined ? [huntsHead] : [lines.head]));
    const ended: Ended[] = [];
    const caught: (string | undefined)[] = [];
    for (const { bug, sides } of asked) {
      const explored: Explored[] = [];
      for (const side of sides) {
        const one = await side();
        if (one === undefined) return [...ended, cutShort];
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
      const broken = isCaught || isCut ? [] : [`${suite.name} ${bug} was not caught`];
      ended.push({ exit: isCaught ? exits.allHold : exits.inconclusive, broken });
    }
    if (brief === undefined) output.lines('');
    output.lines(
      `${brief === undefined ? '' : '  '}${caught.length} of ${asked.length} known bugs caught${showText(caught[0], output)}`,
    );
    return ended;
  };
}

/**
 * Refutes each published claim: its property must be violated by a counterexample of exactly the length that the suite gives. In brief
 * each refuted claim is a line.
 */
export function refuteClaims(
  { crew, output, checks }: Run,
  suite: Suite,
  refutations: readonly Refutation[],
  brief?: Brief,
): Pending {
  const asked = refutations.map((refutation) => {
    const subject = { side: 'model', refuted: refutation.claim } as const;
    return { refutation, search: crew.explore(suite, refutation.scope, subject, [refutation.breaks]) };
  });
  return async () => {
    if (asked.length === 0) return [];
    const lines = new RefutedLines(refutations, output.palette);
    output.lines('', brief === undefined ? claimsHead : lines.head);
    const ended: Ended[] = [];
    const refuted: (string | undefined)[] = [];
    for (const { refutation, search } of asked) {
      const explored = await search();
      if (explored === undefined) return [...ended, cutShort];
      const isRefuted = refutationOutcome(refutation, explored.exploration) === 'refuted';
      if (isRefuted && brief !== undefined) output.lines(lines.line(refutation, output.columns));
      else {
        const text = refutationText({ refutation, explored }, output.palette).map(indented);
        output.report(isRefuted, brief === undefined ? ['', ...text] : ['', ...text, '']);
      }
      const [trace] = output.keep(explored);
      checks.push(refutationReport({ refutation, explored }, trace));
      if (isRefuted) refuted.push(trace);
      const broken = missedRefutation(suite, refutation, explored);
      ended.push({ exit: isRefuted ? exits.allHold : exits.inconclusive, broken });
    }
    if (brief === undefined) output.lines('');
    output.lines(
      `${brief === undefined ? '' : '  '}${refuted.length} of ${asked.length} claims refuted by a counterexample${showText(refuted[0], output)}`,
    );
    return ended;
  };
}

const claimsHead = 'refuted claims: published, and violated by the model in a scope of its own';

/** The reason why a claim does not count as refuted; none where a limit ended the search, for that is a reason of the whole run. */
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
            `${name} ${claim} has a shortest counterexample of ${lengthText(lengthOf(trace))}, and the suite says ${lengthText(shortest)}`,
          ];
    case 'not refuted':
      return [`${name} ${claim} is not refuted, for ${breaks.name} holds`];
    case 'inconclusive':
      return exploration.stopped === undefined ? [`${name} ${claim} is not refuted`] : [];
  }
}

const huntsHead = 'known bugs, each built in on purpose and hunted in a scope of its own';

/** How to see one of the traces step by step. */
function showText(trace: string | undefined, { pasting }: Output): string {
  return trace === undefined ? '' : `; to see each step: ${commandText(['show', pathWord(trace)], pasting)}`;
}
