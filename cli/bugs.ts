/** `swarmcheck bugs`: prints the scoreboard of known bugs, each searched exhaustively and by schedules. */
import {
  type Bug,
  codecBugCheck,
  codecBugIn,
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
import {
  type BugAttempt,
  isCaught,
  protocolHead,
  scoreReport,
  scoreText,
  violation,
} from '../reports/index.ts';
import { leftOutText, refuseLeftOut } from './adapters.ts';
import { Catalogue, refuseUnknownScope } from './catalogue.ts';
import { type CheckOutcome, type CodecBugOutcome, inIdOrder, type RunContext } from './checks.ts';
import { reportCodecBug } from './codecs.ts';
import { type Exit, exits } from './exit.ts';
import { commandFor } from './invocation.ts';
import type { Options } from './options.ts';
import { runChecks } from './run-checks.ts';

/** The number of schedules of one seed, if `--runs` is not given. */
const defaultRuns = 5_000;
const actionsMax = 60;
/** The distance of the seeds of two attempts; a large odd number, so that no two draw the same schedules. */
const seedStep = 0x9e3779b1;

/** Runs the command `bugs`; returns its exit code. */
export async function bugs(protocols: readonly string[], options: Options): Promise<Exit> {
  // An adapter of the configuration leaves known bugs as they are; one that is named here shows what it changes.
  const catalogue = await Catalogue.of(options, options.implementation !== undefined);
  const named = catalogue.all(protocols, options);
  const suites = named.filter((suite) => Object.keys({ ...suite.bugs, ...suite.codecBugs }).length > 0);
  const without = named.find((suite) => !suites.includes(suite));
  if (without !== undefined && (protocols.length > 0 || suites.length === 0))
    throw new UsageError(
      `protocol '${without.name}' lists no known bugs; give its suite 'bugs', or check its properties with ${commandFor(['verify', without.name], options)}`,
    );
  options.strategy?.map(strategyNamed);
  for (const suite of suites) refuseUnknownScope(suite, options.scope);
  for (const suite of suites)
    for (const id of options.bug ?? []) {
      refuseLeftOut(suite, id);
      if (codecBugIn(suite, id) === undefined) propertiesFor(suite, subjectOf(suite, `bug:${id}`), options);
      else refuseForCodec(suite, id, options);
    }
  return runChecks(options, async (run) => {
    const outcomes: CheckOutcome[] = [];
    run.output.lines(...catalogue.origin);
    for (const suite of suites) {
      const notes = leftOutText(suite).map((line) => `(${line})`);
      run.output.lines('', ...protocolHead(suite, run.output.palette), ...notes, '');
      outcomes.push(...(await score(run, suite)));
    }
    if (outcomes.length === 0 && options.property !== undefined)
      outcomes.push({ exit: exits.inconclusive, findings: [`no known bug violates '${options.property}'`] });
    return outcomes;
  });
}

async function score(run: RunContext, suite: Suite): Promise<readonly CheckOutcome[]> {
  const { limits, output, checks, options } = run;
  const outcomes: CheckOutcome[] = [];
  const caught = { search: 0, schedules: 0, streams: 0, all: 0, listed: 0 };
  const chosen = options.bug?.map((id) => codecBugIn(suite, id) ?? subjectOf(suite, `bug:${id}`).bug);
  const listed = Object.entries(suite.bugs).map(([id, bug]) => ({ bug: id, of: bug }));
  const ofCodecs = options.property === undefined ? Object.keys(suite.codecBugs ?? {}) : [];
  const all = inIdOrder(
    listed,
    ofCodecs.map((id) => ({ bug: id, of: undefined })),
  );
  for (const { bug: id, of: bug } of all) {
    if (chosen?.includes(id) === false) continue;
    if (bug === undefined) {
      if (limits.stopped !== undefined) return [...outcomes, { exit: exits.inconclusive, findings: [] }];
      const { outcome, isCaught: isFound } = await scoreCodecBug(run, suite, id);
      outcomes.push(outcome);
      if (suite.codecBugs?.[id]?.equivalent !== undefined) continue;
      caught.listed++;
      if (isFound) caught.all++;
      if (isFound) caught.streams++;
      continue;
    }
    const attempts: BugAttempt[] = [];
    for (const side of (['model', 'implementation'] satisfies Side[]).filter((one) =>
      hasSubject(suite, { side: one, bug: id }),
    )) {
      if (limits.stopped !== undefined) return [...outcomes, { exit: exits.inconclusive, findings: [] }];
      const properties = propertiesFor(suite, { side, bug: id }, options);
      if (properties.length > 0) attempts.push(await attempt(run, suite, id, side, properties));
    }
    if (attempts.length === 0) continue;
    const { exit, findings } = endOf(suite, id, bug, attempts);
    output.report(exit === exits.allHold, [...scoreText(id, attempts, output.palette), '']);
    const traces = attempts.flatMap(({ search }) => output.keep(search));
    checks.push(scoreReport(id, attempts, traces));
    outcomes.push({ exit, findings });
    if (bug.equivalent !== undefined) continue;
    caught.listed++;
    if (attempts.every(isCaught)) caught.all++;
    if (attempts.every(({ search }) => violation(search.exploration) !== undefined)) caught.search++;
    if (attempts.every(({ schedules }) => schedules.some(({ fuzzed }) => fuzzed.violation !== undefined)))
      caught.schedules++;
  }
  output.lines(
    `${caught.all} of ${caught.listed} known bugs caught: ${caught.search} by search, ${caught.schedules} by schedules${ofCodecs.length === 0 ? '' : `, ${caught.streams} by streams of codecs`}`,
  );
  return outcomes;
}

/** @throws UsageError for an option that means nothing for a codec. */
function refuseForCodec(suite: Suite, id: string, { property, scope }: Options): void {
  const flag = property !== undefined ? '--property' : scope !== undefined ? '--scope' : undefined;
  if (flag !== undefined)
    throw new UsageError(
      `bug ${codecBugIn(suite, id)} of protocol '${suite.name}' is a mistake in a codec, which has laws and no scope; leave out ${flag}`,
    );
}

/** Judges a known bug of a codec by the law that it breaks, and prints the stream that breaks it. */
async function scoreCodecBug(run: RunContext, suite: Suite, bug: string): Promise<CodecBugOutcome> {
  const check = codecBugCheck(suite, bug);
  const checked = await run.runner.checkCodec(suite, check, run.options.runs ?? defaultRuns);
  return reportCodecBug(run, check, checked);
}

/**
 * The property that a bug violates. With both `--bug` and `--property` it is the named property, even if the
 * suite does not list the bug as a violation of it.
 *
 * @throws UsageError if the scope does not check that property.
 */
function propertiesFor(suite: Suite, subject: Subject, options: Options): readonly Property[] {
  const { property, scope = defaultScopeOf(suite, subject) } = options;
  if (property === undefined || options.bug !== undefined)
    return selectPropertiesOrThrow(suite, subject, scope, property);
  const only = propertyOf(suite, property);
  return selectPropertiesOrThrow(suite, subject, scope).filter((one) => one === only);
}

async function attempt(
  { limits, runner, options }: RunContext,
  suite: Suite,
  bug: string,
  side: Side,
  properties: readonly Property[],
): Promise<BugAttempt> {
  const { scope: home, equivalent } = suite.bugs[bug] as Bug;
  const scope = options.scope ?? home;
  const subject = { side, bug };
  const search = await runner.explore(suite, scope, subject, properties.filter(isJudgedBySearch), true);
  const schedules = [];
  const judged = properties.filter(isJudgedBySchedules);
  // An equivalent mutant is never caught, so one seed is enough.
  const wanted = equivalent === undefined ? (options.seeds ?? 1) : 1;
  const seeds = judged.length === 0 ? 0 : wanted;
  for (let nth = 0; nth < seeds && limits.stopped === undefined; nth++) {
    const drawn = await runner.drawSchedules(suite, scope, subject, judged, {
      runs: options.runs ?? defaultRuns,
      actionsMax,
      seed: (options.seed + nth * seedStep) % 0x80000000,
      ...(options.strategy !== undefined && { strategies: options.strategy.map(strategyNamed) }),
    });
    schedules.push(drawn);
  }
  return { suite, subject, scope, search, seeds, schedules };
}

/**
 * Whether a limit ended an attempt, which then shows neither that the bug is caught nor that it is missed.
 */
function isCut({ search, seeds, schedules }: BugAttempt): boolean {
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
  attempts: readonly BugAttempt[],
): CheckOutcome {
  if (attempts.some((one) => !isCaught(one) && isCut(one)))
    return { exit: exits.inconclusive, findings: [`a limit ended the search of ${name} ${id}`] };
  const isExpected = equivalent === undefined ? attempts.every(isCaught) : !attempts.some(isCaught);
  if (isExpected) return { exit: exits.allHold, findings: [] };
  const finding =
    equivalent === undefined ? 'was not caught' : 'was caught, although the suite declares it equivalent';
  return { exit: exits.inconclusive, findings: [`${name} ${id} ${finding}`] };
}
