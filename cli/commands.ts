/** What each command does; each returns its exit code. */
import { type Property, propertyOf, type Suite } from '../checker/index.ts';
import {
  bugText,
  caveat,
  type Explored,
  explorationText,
  protocolHead,
  suiteText,
} from '../reports/index.ts';
import { Driver } from './drive.ts';
import { type Exit, exits, worst } from './exit.ts';
import { refuseUnknownScope, subjectNamed, suiteNamed, suitesNamed } from './find.ts';
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
  const subject = subjectNamed(suite, options.subject ?? 'model', options.scope);
  const { bug } = subject;
  const properties = propertiesOf(
    suite,
    bug === undefined ? options : { property: suite.bugs[bug]?.breaks, ...options },
  );
  const output = new Output(options);
  output.lines(seedText(options), '', ...protocolHead(suite, output.palette), '');
  return conclude(output, [await exploreAndReport(new Driver(options), output, subject, properties)]);
}

/** Explores each protocol's model in its default scope, and hunts every known bug in the scope it names. */
export async function verify(protocols: readonly string[], options: Options): Promise<Exit> {
  const plans = suitesNamed(protocols).map((suite) => {
    refuseUnknownScope(suite, options.scope);
    return { suite, properties: propertiesOf(suite, options) };
  });
  const output = new Output(options);
  const driver = new Driver(options);
  const codes: Exit[] = [];
  output.lines(seedText(options));
  for (const { suite, properties } of plans) {
    output.lines('', ...protocolHead(suite, output.palette), '');
    const subject = { suite, scope: options.scope ?? 'default' };
    codes.push(await exploreAndReport(driver, output, subject, properties));
    codes.push(...(await hunt(suite, properties, driver, output)));
  }
  return conclude(output, codes);
}

async function exploreAndReport(
  driver: Driver,
  output: Output,
  subject: Parameters<Driver['explore']>[0],
  properties: readonly Property[],
): Promise<Exit> {
  const explored = await driver.explore(subject, properties);
  const exit = exitOf(explored);
  const kept = output.keep(explored);
  output.report(exit === exits.allHold, [
    ...explorationText(explored, output.palette),
    ...(kept.length > 0 ? ['', `written to ${kept.join(', ')}`] : []),
  ]);
  return exit;
}

/** Every known bug that breaks one of the properties must be caught. */
async function hunt(
  suite: Suite,
  properties: readonly Property[],
  driver: Driver,
  output: Output,
): Promise<readonly Exit[]> {
  const broken = new Set(properties.map(({ name }) => name));
  const bugs = Object.entries(suite.bugs).filter(([, { breaks }]) => broken.has(breaks));
  if (bugs.length === 0) return [];
  output.lines('', 'known bugs, each built into the model on purpose and hunted in a scope of its own');
  const codes: Exit[] = [];
  for (const [bug, { breaks, scope }] of bugs) {
    const explored = await driver.explore({ suite, scope, bug }, [propertyOf(suite, breaks)]);
    const isCaught = exitOf(explored) === exits.violated;
    output.keep(explored);
    output.report(isCaught, [
      '',
      ...bugText({ ...explored, bug }, output.palette).map((line) => `  ${line}`),
    ]);
    codes.push(isCaught ? exits.allHold : exits.inconclusive);
  }
  const caught = codes.filter((code) => code === exits.allHold).length;
  output.lines(
    '',
    `${caught} of ${bugs.length} known bugs caught; what changed at each step: swarmcheck explore ${suite.name} --subject bug:${bugs[0]?.[0]}`,
  );
  return codes;
}

function conclude(output: Output, codes: readonly Exit[]): Exit {
  output.lines('', output.palette.dim(caveat));
  return worst(codes);
}

function propertiesOf(suite: Suite, { property }: { property?: string | undefined }): readonly Property[] {
  return property === undefined ? suite.properties : [propertyOf(suite, property)];
}

function exitOf({ exploration }: Explored): Exit {
  const verdicts = exploration.results.map(({ verdict }) => verdict);
  if (verdicts.includes('violated')) return exits.violated;
  return verdicts.includes('inconclusive') ? exits.inconclusive : exits.allHold;
}

function seedText({ seed }: Options): string {
  return `seed 0x${seed.toString(16)}`;
}
