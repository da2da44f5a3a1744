/** What a run is made of: exploring a scope, drawing schedules, hunting known bugs. Each prints what it found. */
import {
  has,
  isJudgedBySchedules,
  type Property,
  promisesOf,
  propertyOf,
  refinement,
  type Side,
  type Suite,
  subjectText,
} from '../checker/index.ts';
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
import type { Driver } from './drive.ts';
import { type Exit, exits } from './exit.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** What the checks of one run share. */
export interface Run {
  readonly options: Options;
  readonly driver: Driver;
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

export async function exploreScope(
  { driver, output, checks }: Run,
  { suite, scope, subject }: Pick<Explored, 'suite' | 'scope' | 'subject'>,
  properties: readonly Property[],
): Promise<Ended> {
  const explored = await driver.explore(suite, scope, subject, properties);
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
  return {
    exit,
    broken: broken.map(({ property }) => `${suite.name} ${subjectText(subject)}: ${property.name}`),
  };
}

/** Draws schedules in the scopes that are too large to explore, for model, implementation and both. */
export async function stormScopes(
  { options, driver, output, checks }: Run,
  suite: Suite,
): Promise<readonly Ended[]> {
  const sides = (['model', 'implementation', 'lockstep'] satisfies Side[]).filter((side) =>
    has(suite, { side }),
  );
  const plans = (suite.storms ?? [])
    .flatMap((storm) => sides.map((side) => ({ storm, subject: { side } })))
    .map((plan) => ({
      ...plan,
      properties: promisesOf(suite, plan.subject, options.property).filter(isJudgedBySchedules),
    }))
    .filter(({ properties }) => properties.length > 0);
  if (plans.length === 0) return [];
  output.lines(
    '',
    'adversarial schedules: a storm of actions drawn at random, then a calm in which the cluster must recover',
    '',
  );
  const ended: Ended[] = [];
  for (const { storm, subject, properties } of plans) {
    if (driver.stopped !== undefined) return [...ended, { exit: exits.inconclusive, broken: [] }];
    const stormed = await driver.storm(suite, storm.scope, subject, properties, {
      runs: storm.runs,
      actionsMax: storm.actions,
    });
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
    ended.push({
      exit,
      broken:
        found === undefined ? [] : [`${suite.name} ${subject.side}, ${storm.scope}: ${found.property.name}`],
    });
  }
  return ended;
}

/**
 * Every known bug that breaks one of the chosen properties must be caught: made in the model, made in the implementation,
 * and as a step that the model does not take.
 */
export async function huntBugs(
  { options, driver, output, checks }: Run,
  suite: Suite,
): Promise<readonly Ended[]> {
  const hunts = huntsOf(suite, options);
  if (hunts.length === 0) return [];
  output.lines('', 'known bugs, each built in on purpose and hunted in a scope of its own');
  const ended: Ended[] = [];
  const caught: string[] = [];
  for (const { bug, scope, sides } of hunts) {
    const explored: Explored[] = [];
    for (const [side, property] of sides) {
      if (driver.stopped !== undefined) return [...ended, { exit: exits.inconclusive, broken: [] }];
      explored.push(await driver.explore(suite, scope, { side, bug }, [property]));
    }
    const isCaught = explored.every(({ exploration }) => violation(exploration) !== undefined);
    const isCut = explored.some(({ exploration }) => exploration.stopped !== undefined);
    output.report(isCaught, ['', ...bugText(bug, explored, output.palette).map((line) => `  ${line}`)]);
    const traces = explored.flatMap((one) => output.keep(one));
    checks.push(bugReport(bug, explored, traces));
    if (isCaught) caught.push(...traces.slice(0, 1));
    const broken = isCaught || isCut ? [] : [`${suite.name} ${bug} was not caught`];
    ended.push({ exit: isCaught ? exits.allHold : exits.inconclusive, broken });
  }
  output.lines('', `${caught.length} of ${hunts.length} known bugs caught`);
  if (caught[0] !== undefined) output.lines(`to see what changed at each step: swarmcheck show ${caught[0]}`);
  return ended;
}

function huntsOf(suite: Suite, { property }: Options) {
  const only = property === undefined ? undefined : propertyOf(suite, property).name;
  return Object.entries(suite.bugs)
    .filter(([, { equivalent }]) => equivalent === undefined)
    .map(([bug, { breaks, scope }]) => {
      const broken = propertyOf(suite, breaks);
      const sides: readonly (readonly [Side, Property])[] = [
        ['model', broken],
        ['implementation', broken],
        ['lockstep', refinement],
      ];
      const hunted = sides.filter(([side, { name }]) => has(suite, { side, bug }) && (only ?? name) === name);
      return { bug, scope, sides: hunted };
    })
    .filter(({ sides }) => sides.length > 0);
}
