/** What each command does; each returns its exit code. */
import {
  has,
  homeOf,
  isJudgedBySearch,
  messageOf,
  promisesOf,
  propertyOf,
  replay as replayTrace,
  type Side,
  type Subject,
  subjectOf,
  subjectText,
  systemOf,
} from '../checker/index.ts';
import {
  caveat,
  protocolHead,
  type Report,
  renderings,
  replayText,
  reportVersion,
  suiteText,
} from '../reports/index.ts';
import { type Ended, exploreScope, huntBugs, type Run, stormScopes } from './checks.ts';
import { Driver } from './drive.ts';
import { type Exit, exits, worst } from './exit.ts';
import { explain } from './failure.ts';
import { Catalogue, refuseUnknownScope, traceAt } from './find.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { publish } from './publish.ts';
import { version } from './version.ts';

export async function list(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const output = new Output(options);
  for (const suite of catalogue.all(protocols)) output.lines(...suiteText(suite, output.palette), '');
  return exits.allHold;
}

/** Explores one subject in one scope. */
export async function explore(protocol: string | undefined, options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const suite = protocol === undefined ? catalogue.only() : catalogue.named(protocol);
  refuseUnknownScope(suite, options.scope);
  const subject = subjectOf(suite, options.subject ?? 'model');
  const scope = options.scope ?? homeOf(suite, subject);
  systemOf(suite, scope, subject);
  const properties = promisesOf(suite, subject, options.property).filter(
    (property) => isJudgedBySearch(property) || options.property !== undefined,
  );
  return running(options, async (run) => {
    run.output.lines('', ...protocolHead(suite, run.output.palette), '');
    return [await exploreScope(run, { suite, scope, subject }, properties)];
  });
}

/** Explores each protocol in its default scope, draws schedules in larger ones, and hunts every known bug. */
export async function verify(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const plans = catalogue.all(protocols).map((suite) => {
    refuseUnknownScope(suite, options.scope);
    if (options.property !== undefined) propertyOf(suite, options.property);
    const subjects = (['model', 'lockstep'] satisfies Side[]).map((side): Subject => ({ side }));
    return { suite, subjects: subjects.filter((subject) => has(suite, subject)) };
  });
  return running(options, async (run) => {
    const ended: Ended[] = [];
    for (const { suite, subjects } of plans) {
      run.output.lines('', ...protocolHead(suite, run.output.palette));
      for (const subject of subjects) {
        const properties = promisesOf(suite, subject, options.property).filter(isJudgedBySearch);
        if (properties.length === 0) continue;
        run.output.lines('');
        ended.push(
          await exploreScope(run, { suite, scope: options.scope ?? 'default', subject }, properties),
        );
      }
      ended.push(...(await stormScopes(run, suite)), ...(await huntBugs(run, suite)));
    }
    return ended;
  });
}

/** Runs a recorded trace again. */
export async function replay(path: string, options: Options): Promise<Exit> {
  const record = traceAt(path);
  const suite = (await Catalogue.of(options)).named(record.protocol, `${path}: `);
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
  output.document(renderings[options.as](traceAt(path), output.palette));
  return exits.allHold;
}

/** Begins a run, and ends it with a report, also where it fails. */
async function running(options: Options, check: (run: Run) => Promise<readonly Ended[]>): Promise<Exit> {
  const output = new Output(options);
  output.refuseUnwritable();
  output.lines(`seed 0x${options.seed.toString(16)}`);
  const run: Run = { options, output, driver: new Driver(options), checks: [] };
  try {
    return conclude(run, await check(run));
  } catch (cause) {
    const failure = messageOf(cause);
    publish(reportOf(run, { verdict: 'failed', exit: explain(cause).exit, failure }), options, output);
    throw cause;
  }
}

/** The last line says how it ended, for a reader whose screen begins below the rest. */
function conclude(run: Run, ended: readonly Ended[]): Exit {
  const { options, output, driver } = run;
  const { red, yellow, green, dim } = output.palette;
  const exit = worst(ended.map((one) => one.exit));
  const broken = ended.flatMap((one) => one.broken);
  const verdict = exit === exits.violated ? 'broken' : exit === exits.allHold ? 'all hold' : 'inconclusive';
  const reasons = [...broken, ...(driver.stopped === undefined ? [] : [driver.stopped])];
  const text = {
    broken: () => red(`BROKEN  ${broken.join('; ')}`),
    'all hold': () => green('all hold'),
    inconclusive: () => yellow(['inconclusive', ...reasons].join(reasons.length > 0 ? ': ' : '')),
  };
  output.lines('', dim(caveat), '', text[verdict]());
  publish(reportOf(run, { verdict, exit }), options, output);
  return exit;
}

function reportOf(
  { options, driver, checks }: Run,
  outcome: Pick<Report, 'verdict' | 'exit' | 'failure'>,
): Report {
  return {
    format: 'swarmcheck-report',
    version: reportVersion,
    tool: version(),
    seed: `0x${options.seed.toString(16)}`,
    ...outcome,
    seconds: Math.round(driver.seconds * 1_000) / 1_000,
    checks,
  };
}
