/**
 * What a run is made of: exploring a scope, drawing schedules, hunting known bugs. Each is asked for first, so that several can
 * be under way, and prints what was found when it is told to.
 */
import { type Hunt, type Property, type Suite, type stormsOf, subjectText } from '../checker/index.ts';
import {
  bugReport,
  bugText,
  type Check,
  type Explored,
  explorationReport,
  explorationText,
  schedulesReport,
  stormText,
  violation,
} from '../reports/index.ts';
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

export function exploreScope(
  { crew, output, checks }: Run,
  { suite, scope, subject }: Pick<Explored, 'suite' | 'scope' | 'subject'>,
  properties: readonly Property[],
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
    output.report(exit === exits.allHold, explorationText(explored, output.palette));
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

/** Draws schedules. */
export function stormScopes(
  { crew, output, checks }: Run,
  suite: Suite,
  storms: ReturnType<typeof stormsOf>,
): Pending {
  const asked = storms.map(({ storm: { scope, runs, actions }, subject, properties }) => ({
    scope,
    subject,
    properties,
    stormed: crew.storm(suite, scope, subject, properties, { runs, actionsMax: actions }),
  }));
  return async () => {
    if (asked.length === 0) return [];
    output.lines(
      '',
      'adversarial schedules: a storm of actions drawn at random, then a calm in which the cluster must recover',
      '',
    );
    const ended: Ended[] = [];
    for (const { scope, subject, properties, stormed: one } of asked) {
      const stormed = await one();
      if (stormed === undefined) return [...ended, cutShort];
      const { violation: found, stopped } = stormed.fuzzed;
      const exit =
        found !== undefined ? exits.violated : stopped !== undefined ? exits.inconclusive : exits.allHold;
      output.report(
        exit === exits.allHold,
        stormText(stormed, output.palette).map((line) => `  ${line}`),
      );
      const traces = output.keepStorm(stormed);
      output.replayable(traces);
      checks.push(schedulesReport(stormed, properties, traces));
      const broken =
        found === undefined ? [] : [`${suite.name} ${subject.side}, ${scope}: ${found.property.name}`];
      ended.push({ exit, broken });
    }
    return ended;
  };
}

/**
 * Every known bug that breaks one of the chosen properties must be caught: made in the model, made in the implementation,
 * and as a step that the model does not take.
 */
export function huntBugs({ crew, output, checks }: Run, suite: Suite, hunts: readonly Hunt[]): Pending {
  const asked = hunts.map(({ bug, scope, sides }) => ({
    bug,
    sides: sides.map(([side, property]) => crew.explore(suite, scope, { side, bug }, [property])),
  }));
  return async () => {
    if (asked.length === 0) return [];
    output.lines('', 'known bugs, each built in on purpose and hunted in a scope of its own');
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
      output.report(isCaught, ['', ...bugText(bug, explored, output.palette).map((line) => `  ${line}`)]);
      const traces = explored.flatMap((one) => output.keep(one));
      checks.push(bugReport(bug, explored, traces));
      if (isCaught) caught.push(traces[0]);
      const broken = isCaught || isCut ? [] : [`${suite.name} ${bug} was not caught`];
      ended.push({ exit: isCaught ? exits.allHold : exits.inconclusive, broken });
    }
    output.lines('', `${caught.length} of ${asked.length} known bugs caught`);
    if (caught[0] !== undefined)
      output.lines(`to see what changed at each step: swarmcheck show ${caught[0]}`);
    return ended;
  };
}
