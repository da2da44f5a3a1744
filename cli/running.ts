/** The frame of a run: the seed first, checks, the verdict last, and a report whatever happens. */
import { CodeError, isAllocationFailure, messageOf } from '../checker/values/errors.ts';
import { type Check, isExpected } from '../reports/report.ts';
import type { Ended, Run } from './checks.ts';
import { conclude, report } from './conclusion.ts';
import { Crew } from './crew.ts';
import { Driver } from './drive.ts';
import { type Exit, exits, worst } from './exit.ts';
import { explain } from './failure.ts';
import { Limits } from './limits.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { settled } from './settle.ts';
import { evaded, say } from './thread.ts';

/** Begins a run, and ends it with a report, also where it fails. */
export async function running(
  options: Options,
  check: (run: Run) => Promise<readonly Ended[]>,
): Promise<Exit> {
  const output = new Output(options);
  output.refuseUnwritable();
  const limits = new Limits(options);
  say({ kind: 'run' });
  output.lines(`seed 0x${options.seed.toString(16)}`);
  const driver = new Driver(options, limits);
  const crew = new Crew(driver, limits, options);
  const checks = new Noted();
  const run: Run = { options, output, limits, driver, crew, checks };
  const ground = () => ({ options, output, checks, seconds: limits.seconds });
  try {
    const ended = await check(run);
    const { stopped } = limits;
    await crew.end();
    await settled();
    const evasion = evaded();
    if (evasion !== undefined) throw new CodeError(evasion);
    // What was never checked holds nowhere.
    if (ended.length === 0)
      return conclude(ground(), { exit: exits.inconclusive, broken: ['nothing was checked'], stopped });
    const broken = ended.flatMap((one) => one.broken);
    return conclude(ground(), { exit: worst(ended.map(({ exit }) => exit)), broken, stopped });
  } catch (cause) {
    const failure = messageOf(cause);
    if (isAllocationFailure(cause)) return outOfMemory(ground(), failure);
    report(ground(), { verdict: 'failed', exit: explain(cause).exit, failure });
    throw cause;
  } finally {
    await crew.end();
  }
}

/** What was found before is printed and written; nothing else is known. */
function outOfMemory(ground: Parameters<typeof conclude>[0], failure: string): Exit {
  const broken = brokenIn(ground.checks);
  const exit = broken.length > 0 ? exits.violated : exits.inconclusive;
  return conclude(ground, { exit, broken, stopped: `memory ran out (${failure})` });
}

/** The promises that checks found broken. */
export function brokenIn(checks: readonly Check[]): readonly string[] {
  return checks.flatMap((check) =>
    isExpected(check)
      ? []
      : check.properties
          .filter(({ verdict }) => verdict === 'violated')
          .map(({ name }) => `${check.protocol} ${check.subject}: ${name}`),
  );
}

/** Checks that the supervisor knows of as well, for a run that it has to end. */
class Noted extends Array<Check> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override push(...checks: Check[]): number {
    for (const check of checks) say({ kind: 'check', check });
    return super.push(...checks);
  }
}
