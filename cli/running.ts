/** The frame of a run: the seed first, checks, the verdict last, and a report whatever happens. */
import { messageOf } from '../checker/index.ts';
import { version } from '../checker/traces.node.ts';
import { type Check, caveats, type Report, reportVersion } from '../reports/index.ts';
import type { Ended, Run } from './checks.ts';
import { Crew } from './crew.ts';
import { Driver } from './drive.ts';
import { type Exit, exits, worst } from './exit.ts';
import { explain } from './failure.ts';
import { Limits } from './limits.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { publish } from './publish.ts';

/** Begins a run, and ends it with a report, also where it fails. */
export async function running(
  options: Options,
  check: (run: Run) => Promise<readonly Ended[]>,
): Promise<Exit> {
  const output = new Output(options);
  output.refuseUnwritable();
  output.lines(`seed 0x${options.seed.toString(16)}`);
  const limits = new Limits(options);
  const driver = new Driver(options, limits);
  const crew = new Crew(driver, limits, options);
  const run: Run = { options, output, limits, driver, crew, checks: [] };
  try {
    return conclude(run, await check(run));
  } catch (cause) {
    const failure = messageOf(cause);
    publish(reportOf(run, { verdict: 'failed', exit: explain(cause).exit, failure }), options, output);
    throw cause;
  } finally {
    await crew.end();
  }
}

/** The last line says how it ended, for a reader whose screen begins below the rest. */
function conclude(run: Run, ended: readonly Ended[]): Exit {
  const { options, output, limits, checks } = run;
  const { red, yellow, green, dim } = output.palette;
  // What was never checked holds nowhere.
  const exit = worst(ended.length === 0 ? [exits.inconclusive] : ended.map((one) => one.exit));
  const broken = ended.length === 0 ? ['nothing was checked'] : ended.flatMap((one) => one.broken);
  const verdict = exit === exits.violated ? 'broken' : exit === exits.allHold ? 'all hold' : 'inconclusive';
  const reasons = [...broken, ...(limits.stopped === undefined ? [] : [limits.stopped])];
  const text = {
    broken: () => red(`BROKEN  ${broken.join('; ')}`),
    'all hold': () => green('all hold'),
    inconclusive: () => yellow(['inconclusive', reasons.join('; ')].filter((part) => part !== '').join(': ')),
  };
  output.lines(
    '',
    ...caveatsOf(checks).flatMap((caveat) => [...caveat.split('\n').map(dim), '']),
    text[verdict](),
  );
  publish(reportOf(run, { verdict, exit }), options, output);
  return exit;
}

/** What nobody should read into this run. */
function caveatsOf(checks: readonly Check[]): readonly string[] {
  const kinds = new Set(checks.map(({ kind }) => kind));
  return [
    ...(kinds.has('schedules') && !kinds.has('exploration') ? [caveats.schedules] : []),
    ...(kinds.has('exploration') ? [caveats.search] : []),
  ];
}

function reportOf(
  { options, limits, checks }: Run,
  outcome: Pick<Report, 'verdict' | 'exit' | 'failure'>,
): Report {
  return {
    format: 'swarmcheck-report',
    version: reportVersion,
    tool: version(),
    seed: `0x${options.seed.toString(16)}`,
    ...outcome,
    seconds: Math.round(limits.seconds * 1_000) / 1_000,
    checks,
  };
}
