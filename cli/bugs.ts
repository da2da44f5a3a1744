/** `swarmcheck bugs`: the scoreboard of known bugs. */
import {
  type Bug,
  defaultScopeOf,
  hasSubject,
  isJudgedBySchedules,
  isJudgedBySearch,
  type Property,
  propertyOf,
  type Side,
  type Subject,
  type Suite,
  selectPropertiesOrThrow,
  strategyNamed,
  subjectOf,
  UsageError,
} from '../checker/index.ts';
import { type Hunted, isCaught, protocolHead, scoreReport, scoreText, violation } from '../reports/index.ts';
import type { Ended, Run } from './checks.ts';
import { type Exit, exits } from './exit.ts';
import { Catalogue, refuseUnknownScope } from './find.ts';
import { commandFor } from './launch.ts';
import type { Options } from './options.ts';
import { running } from './running.ts';

/** Schedules after which a hunt with one seed is given up. */
const runsUnlessTold = 5_000;
const actionsMax = 60;
/** Between the seeds of two hunts: any number that is not a small one, so that no two runs draw alike. */
const seedStep = 0x9e3779b1;

export async function bugs(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const named = catalogue.all(protocols, options);
  const suites = named.filter((suite) => Object.keys(suite.bugs).length > 0);
  const without = named.find((suite) => !suites.includes(suite));
  if (without !== undefined && (protocols.length > 0 || suites.length === 0))
    throw new UsageError(
      `protocol '${without.name}' lists no known bugs; give its suite 'bugs', or check its promises with ${commandFor(['verify', without.name], options)}`,
    );
  options.strategy?.map(strategyNamed);
  for (const suite of suites) refuseUnknownScope(suite, options.scope);
  for (const suite of suites)
    for (const id of options.bug ?? []) promisesHunted(suite, subjectOf(suite, `bug:${id}`), options);
  return running(options, async (run) => {
    const ended: Ended[] = [];
    run.output.lines(...catalogue.origin);
    for (const suite of suites) {
      run.output.lines('', ...protocolHead(suite, run.output.palette), '');
      ended.push(...(await score(run, suite)));
    }
    if (ended.length === 0 && options.property !== undefined)
      ended.push({ exit: exits.inconclusive, broken: [`no known bug breaks '${options.property}'`] });
    return ended;
  });
}

async function score(run: Run, suite: Suite): Promise<readonly Ended[]> {
  const { limits, output, checks, options } = run;
  const ended: Ended[] = [];
  const caught = { search: 0, schedules: 0, all: 0, listed: 0 };
  const chosen = options.bug?.map((id) => subjectOf(suite, `bug:${id}`).bug);
  for (const [id, bug] of Object.entries(suite.bugs)) {
    if (chosen?.includes(id) === false) continue;
    const hunts: Hunted[] = [];
    for (const side of (['model', 'implementation'] satisfies Side[]).filter((one) =>
      hasSubject(suite, { side: one, bug: id }),
    )) {
      if (limits.stopped !== undefined) return [...ended, { exit: exits.inconclusive, broken: [] }];
      const promises = promisesHunted(suite, { side, bug: id }, options);
      if (promises.length > 0) hunts.push(await hunt(run, suite, id, side, promises));
    }
    if (hunts.length === 0) continue;
    const { exit, broken } = endOf(suite, id, bug, hunts, options);
    output.report(exit === exits.allHold, [...scoreText(id, hunts, output.palette), '']);
    const traces = hunts.flatMap(({ search }) => output.keep(search));
    checks.push(scoreReport(id, hunts, traces));
    ended.push({ exit, broken });
    if (bug.equivalent !== undefined) continue;
    caught.listed++;
    if (hunts.every(isCaught)) caught.all++;
    if (hunts.every(({ search }) => violation(search.exploration) !== undefined)) caught.search++;
    if (hunts.every(({ schedules }) => schedules.some(({ fuzzed }) => fuzzed.violation !== undefined)))
      caught.schedules++;
  }
  output.lines(
    `${caught.all} of ${caught.listed} known bugs caught: ${caught.search} by search, ${caught.schedules} by schedules`,
  );
  return ended;
}

/**
 * What a bug breaks; of bugs that are named the property that is named, whether or not they are known to break it.
 *
 * @throws UsageError where that is not promised in the scope of the hunt.
 */
function promisesHunted(suite: Suite, subject: Subject, options: Options): readonly Property[] {
  const { property, scope = defaultScopeOf(suite, subject) } = options;
  if (property === undefined || options.bug !== undefined)
    return selectPropertiesOrThrow(suite, subject, scope, property);
  const only = propertyOf(suite, property);
  return selectPropertiesOrThrow(suite, subject, scope).filter((one) => one === only);
}

async function hunt(
  { limits, driver, options }: Run,
  suite: Suite,
  bug: string,
  side: Side,
  promises: readonly Property[],
): Promise<Hunted> {
  const { scope: home, equivalent } = suite.bugs[bug] as Bug;
  const scope = options.scope ?? home;
  const subject = { side, bug };
  const search = await driver.explore(suite, scope, subject, promises.filter(isJudgedBySearch));
  const schedules = [];
  // Where nothing is to be caught, every seed goes to the end.
  const seeds = equivalent === undefined ? (options.seeds ?? 1) : 1;
  for (let nth = 0; nth < seeds && limits.stopped === undefined; nth++) {
    const stormed = await driver.storm(suite, scope, subject, promises.filter(isJudgedBySchedules), {
      runs: options.runs ?? runsUnlessTold,
      actionsMax,
      seed: (options.seed + nth * seedStep) % 0x80000000,
      ...(options.strategy !== undefined && { strategies: options.strategy.map(strategyNamed) }),
    });
    schedules.push(stormed);
  }
  return { suite, subject, scope, search, schedules };
}

/** A hunt that a limit ended shows neither that a bug is caught nor that it cannot be. */
function isCut({ search, schedules }: Hunted, seeds: number): boolean {
  return (
    search.exploration.stopped !== undefined ||
    schedules.length < seeds ||
    schedules.some(({ fuzzed }) => fuzzed.stopped !== undefined)
  );
}

function endOf(
  { name }: Suite,
  id: string,
  { equivalent }: Bug,
  hunts: readonly Hunted[],
  { seeds = 1 }: Options,
): Ended {
  const wanted = equivalent === undefined ? seeds : 1;
  if (hunts.some((hunt) => !isCaught(hunt) && isCut(hunt, wanted)))
    return { exit: exits.inconclusive, broken: [`the hunt of ${name} ${id} was cut short`] };
  const isRight = equivalent === undefined ? hunts.every(isCaught) : !hunts.some(isCaught);
  if (isRight) return { exit: exits.allHold, broken: [] };
  const what = equivalent === undefined ? 'was not caught' : 'was caught, though it is said to be no mistake';
  return { exit: exits.inconclusive, broken: [`${name} ${id} ${what}`] };
}
