/** What each command does; each returns its exit code. */
import {
  has,
  isJudgedBySearch,
  propertyOf,
  replay as replayTrace,
  type Side,
  type Subject,
  subjectOf,
  subjectText,
  systemOf,
} from '../checker/index.ts';
import { caveat, protocolHead, recordText, replayText, suiteText } from '../reports/index.ts';
import { chosen, type Ended, exploreScope, huntBugs, type Run, stormScopes } from './checks.ts';
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
  const home = subject.bug === undefined ? 'default' : (suite.bugs[subject.bug]?.scope as string);
  const scope = options.scope ?? home;
  systemOf(suite, scope, subject);
  const properties = chosen(suite, subject, options).filter(
    (property) => isJudgedBySearch(property) || options.property !== undefined,
  );
  const run = begin(options);
  run.output.lines('', ...protocolHead(suite, run.output.palette), '');
  return conclude(run, [await exploreScope(run, { suite, scope, subject }, properties)]);
}

/** Explores each protocol in its default scope, draws schedules in larger ones, and hunts every known bug. */
export async function verify(protocols: readonly string[], options: Options): Promise<Exit> {
  const plans = [...new Set(suitesNamed(protocols))].map((suite) => {
    refuseUnknownScope(suite, options.scope);
    if (options.property !== undefined) propertyOf(suite, options.property);
    const subjects = (['model', 'lockstep'] satisfies Side[]).map((side): Subject => ({ side }));
    return { suite, subjects: subjects.filter((subject) => has(suite, subject)) };
  });
  const run = begin(options);
  const ended: Ended[] = [];
  for (const { suite, subjects } of plans) {
    run.output.lines('', ...protocolHead(suite, run.output.palette));
    for (const subject of subjects) {
      const properties = chosen(suite, subject, options).filter(isJudgedBySearch);
      if (properties.length === 0) continue;
      run.output.lines('');
      ended.push(await exploreScope(run, { suite, scope: options.scope ?? 'default', subject }, properties));
    }
    ended.push(...(await stormScopes(run, suite)), ...(await huntBugs(run, suite)));
  }
  return conclude(run, ended);
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

function begin(options: Options): Run {
  const output = new Output(options);
  output.refuseUnwritable();
  output.lines(`seed 0x${options.seed.toString(16)}`);
  return { options, output, driver: new Driver(options) };
}

/** The last line says how it ended, for a reader whose screen begins below the rest. */
function conclude({ output, driver }: Run, ended: readonly Ended[]): Exit {
  const { red, yellow, green, dim } = output.palette;
  const exit = worst(ended.map((one) => one.exit));
  const broken = ended.flatMap((one) => one.broken);
  const verdict =
    broken.length > 0
      ? red(`BROKEN  ${broken.join('; ')}`)
      : exit === exits.allHold
        ? green('all hold')
        : yellow(`inconclusive${driver.stopped === undefined ? '' : `: ${driver.stopped}`}`);
  output.lines('', dim(caveat), '', verdict);
  return exit;
}
