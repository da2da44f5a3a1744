/** What each command does; each returns its exit code. */
import {
  has,
  isJudgedBySchedules,
  isJudgedBySearch,
  type Property,
  propertiesOf,
  propertyOf,
  refinement,
  replay as replayTrace,
  type Side,
  type Subject,
  type Suite,
  subjectOf,
  subjectText,
  systemOf,
} from '../checker/index.ts';
import {
  bugText,
  caveat,
  type Explored,
  explorationText,
  protocolHead,
  recordText,
  replayText,
  stormText,
  suiteText,
  violation,
} from '../reports/index.ts';
import { Driver } from './drive.ts';
import { type Exit, exits, worst } from './exit.ts';
import { refuseUnknownScope, suiteNamed, suitesNamed, traceAt } from './find.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';

export function list(protocols: readonly string[], options: Options): Exit {
  const output = new Output(options);
  for (const suite of suitesNamed(protocols)) output.lines(...suiteText(suite, output.palette), '');
  return exits.allHold;
}

/** Explores one subject in one scope. */
export async function explore(protocol: string, options: Options): Promise<Exit> {
  const suite = suiteNamed(protocol);
  refuseUnknownScope(suite, options.scope);
  const subject = subjectOf(suite, options.subject ?? 'model');
  const scope =
    options.scope ?? (subject.bug === undefined ? 'default' : suite.bugs[subject.bug]?.scope) ?? 'default';
  systemOf(suite, scope, subject);
  const properties = chosen(suite, subject, options).filter(
    (property) => isJudgedBySearch(property) || options.property !== undefined,
  );
  const output = new Output(options);
  output.lines(seedText(options), '', ...protocolHead(suite, output.palette), '');
  const exit = await exploreAndReport(new Driver(options), output, { suite, scope, subject }, properties);
  return conclude(output, [exit]);
}

/** Explores each protocol in its default scope, and hunts every known bug in the scope it names. */
export async function verify(protocols: readonly string[], options: Options): Promise<Exit> {
  const plans = suitesNamed(protocols).map((suite) => {
    refuseUnknownScope(suite, options.scope);
    if (options.property !== undefined) propertyOf(suite, options.property);
    const subjects = (['model', 'lockstep'] satisfies Side[]).map((side): Subject => ({ side }));
    return { suite, subjects: subjects.filter((subject) => has(suite, subject)) };
  });
  const output = new Output(options);
  const driver = new Driver(options);
  const codes: Exit[] = [];
  output.lines(seedText(options));
  for (const { suite, subjects } of plans) {
    output.lines('', ...protocolHead(suite, output.palette));
    for (const subject of subjects) {
      const properties = chosen(suite, subject, options).filter(isJudgedBySearch);
      if (properties.length === 0) continue;
      output.lines('');
      const what = { suite, scope: options.scope ?? 'default', subject };
      codes.push(await exploreAndReport(driver, output, what, properties));
    }
    codes.push(
      ...(await storm(suite, options, driver, output)),
      ...(await hunt(suite, options, driver, output)),
    );
  }
  return conclude(output, codes);
}

/** Runs a recorded trace again. */
export function replay(path: string, options: Options): Exit {
  const record = traceAt(path);
  const suite = suiteNamed(record.protocol, `${path}: `);
  const subject = subjectOf(suite, options.subject ?? record.subject, subjectOf(suite, record.subject).side);
  const system = systemOf(suite, record.scope, subject);
  const result = replayTrace(system, propertyOf(suite, record.property.name), record.setting, record.trace);
  const output = new Output(options);
  output.report(result.verdict === 'fixed', replayText(record, subjectText(subject), result, output.palette));
  switch (result.verdict) {
    case 'reproduced':
      return exits.violated;
    case 'fixed':
      return exits.allHold;
    default:
      return exits.inconclusive;
  }
}

/** Prints a recorded trace as it is, without running anything. */
export function show(path: string, options: Options): Exit {
  const output = new Output(options);
  output.lines(...recordText(traceAt(path), output.palette));
  return exits.allHold;
}

async function exploreAndReport(
  driver: Driver,
  output: Output,
  { suite, scope, subject }: Pick<Explored, 'suite' | 'scope' | 'subject'>,
  properties: readonly Property[],
): Promise<Exit> {
  const explored = await driver.explore(suite, scope, subject, properties);
  const exit = exitOf(explored);
  const kept = output.keep(explored);
  output.report(exit === exits.allHold, [
    ...explorationText(explored, output.palette),
    ...(kept.length > 0 ? ['', ...kept.map((path) => `to run it again: swarmcheck replay ${path}`)] : []),
  ]);
  return exit;
}

/** Draws schedules in the scopes that are too large to explore, for model, implementation and both. */
async function storm(
  suite: Suite,
  options: Options,
  driver: Driver,
  output: Output,
): Promise<readonly Exit[]> {
  const sides = (['model', 'implementation', 'lockstep'] satisfies Side[]).filter((side) =>
    has(suite, { side }),
  );
  const plans = (suite.storms ?? []).flatMap((one) =>
    sides.map((side) => ({
      one,
      subject: { side },
      properties: chosen(suite, { side }, options).filter(isJudgedBySchedules),
    })),
  );
  const asked = plans.filter(({ properties }) => properties.length > 0);
  if (asked.length === 0) return [];
  output.lines(
    '',
    'adversarial schedules: a storm of actions drawn at random, then a calm in which the cluster must recover',
    '',
  );
  const codes: Exit[] = [];
  for (const { one, subject, properties } of asked) {
    const stormed = await driver.storm(suite, one, subject, properties);
    const { violation, stopped } = stormed.fuzzed;
    const exit =
      violation !== undefined ? exits.violated : stopped !== undefined ? exits.inconclusive : exits.allHold;
    const kept = output.keepStorm(stormed);
    output.report(exit === exits.allHold, [
      ...stormText(stormed, output.palette).map((line) => `  ${line}`),
      ...kept.map((path) => `  to run it again: swarmcheck replay ${path}`),
    ]);
    codes.push(exit);
  }
  return codes;
}

/**
 * Every known bug that breaks one of the chosen properties must be caught: made in the model, made in the implementation,
 * and as a step that the model does not take.
 */
async function hunt(
  suite: Suite,
  options: Options,
  driver: Driver,
  output: Output,
): Promise<readonly Exit[]> {
  const only = options.property === undefined ? undefined : propertyOf(suite, options.property).name;
  const hunts = Object.entries(suite.bugs)
    .map(([bug, { breaks, scope }]) => ({
      bug,
      scope,
      sides: (
        [
          ['model', propertyOf(suite, breaks)],
          ['implementation', propertyOf(suite, breaks)],
          ['lockstep', refinement],
        ] satisfies [Side, Property][]
      ).filter(([side, { name }]) => has(suite, { side, bug }) && (only === undefined || only === name)),
    }))
    .filter(({ sides }) => sides.length > 0);
  if (hunts.length === 0) return [];
  output.lines('', 'known bugs, each built in on purpose and hunted in a scope of its own');
  const codes: Exit[] = [];
  for (const { bug, scope, sides } of hunts) {
    const explored: Explored[] = [];
    for (const [side, property] of sides)
      explored.push(await driver.explore(suite, scope, { side, bug }, [property]));
    for (const one of explored) output.keep(one);
    const isCaught = explored.every(({ exploration }) => violation(exploration) !== undefined);
    output.report(isCaught, ['', ...bugText(bug, explored, output.palette).map((line) => `  ${line}`)]);
    codes.push(isCaught ? exits.allHold : exits.inconclusive);
  }
  const caught = codes.filter((code) => code === exits.allHold).length;
  const traces = `${options.out}/${suite.name}/bugs/`;
  output.lines(
    '',
    `${caught} of ${hunts.length} known bugs caught; what changed at each step: swarmcheck show ${traces}${hunts[0]?.bug}.trace.json`,
  );
  return codes;
}

function conclude(output: Output, codes: readonly Exit[]): Exit {
  output.lines('', output.palette.dim(caveat));
  return worst(codes);
}

/** The properties a subject is held to: all, the one that is named, or the one that its bug breaks. */
function chosen(suite: Suite, subject: Subject, { property }: Options): readonly Property[] {
  if (property !== undefined) {
    const one = propertyOf(suite, property);
    return propertiesOf(suite, subject).filter(({ name }) => name === one.name);
  }
  if (subject.bug === undefined) return propertiesOf(suite, subject);
  return [
    subject.side === 'lockstep' ? refinement : propertyOf(suite, suite.bugs[subject.bug]?.breaks as string),
  ];
}

function exitOf({ exploration }: Explored): Exit {
  const verdicts = exploration.results.map(({ verdict }) => verdict);
  if (verdicts.includes('violated')) return exits.violated;
  return verdicts.includes('inconclusive') ? exits.inconclusive : exits.allHold;
}

function seedText({ seed }: Options): string {
  return `seed 0x${seed.toString(16)}`;
}
