/**
 * The frame of a run: prints the seed, runs checks, prints the verdict, and writes a report in every case.
 */
import { CodeError, isAllocationFailure, messageOf } from '../checker/values/errors.ts';
import { type Check, isExpected } from '../reports/report.ts';
import { CheckPool } from './check-pool.ts';
import { CheckRunner } from './check-runner.ts';
import type { CheckOutcome, RunContext } from './checks.ts';
import { conclude, report } from './conclusion.ts';
import { type Exit, exits, worst } from './exit.ts';
import { explain } from './failure.ts';
import { Limits } from './limits.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { awaitPendingWork } from './pending-work.ts';
import { forbiddenCall, send } from './thread.ts';

/** Runs checks and concludes the run; a run that fails is reported too. */
export async function runChecks(
  options: Options,
  check: (run: RunContext) => Promise<readonly CheckOutcome[]>,
): Promise<Exit> {
  const output = new Output(options);
  output.refuseUnwritable();
  const limits = new Limits(options);
  send({ kind: 'run' });
  output.lines(`seed 0x${options.seed.toString(16)}`);
  const runner = new CheckRunner(options, limits);
  const pool = new CheckPool(runner, limits, options);
  const checks = new ReportedChecks();
  const run: RunContext = { options, output, limits, runner, pool, checks };
  const facts = () => ({ options, output, checks, seconds: limits.seconds });
  try {
    const outcomes = await check(run);
    const { stopped } = limits;
    await pool.end();
    await awaitPendingWork();
    const forbidden = forbiddenCall();
    if (forbidden !== undefined) throw new CodeError(forbidden);
    // A run without checks is inconclusive, for it shows nothing.
    if (outcomes.length === 0)
      return conclude(facts(), { exit: exits.inconclusive, findings: ['nothing was checked'], stopped });
    const findings = outcomes.flatMap((one) => one.findings);
    return conclude(facts(), { exit: worst(outcomes.map(({ exit }) => exit)), findings, stopped });
  } catch (cause) {
    const failure = messageOf(cause);
    if (isAllocationFailure(cause)) return outOfMemory(facts(), failure);
    report(facts(), { verdict: 'failed', exit: explain(cause).exit, failure });
    throw cause;
  } finally {
    await pool.end();
  }
}

/** Concludes a run that ran out of memory, with the results until then. */
function outOfMemory(facts: Parameters<typeof conclude>[0], failure: string): Exit {
  const findings = violationsIn(facts.checks);
  const exit = findings.length > 0 ? exits.violated : exits.inconclusive;
  return conclude(facts, { exit, findings, stopped: `memory ran out (${failure})` });
}

/** The violated properties, except those of known bugs and refuted claims. */
export function violationsIn(checks: readonly Check[]): readonly string[] {
  return checks.flatMap((check) =>
    isExpected(check)
      ? []
      : check.properties
          .filter(({ verdict }) => verdict === 'violated')
          .map(({ name }) => `${check.protocol} ${check.subject}: ${name}`),
  );
}

/** A list of checks that also sends each to the supervisor, for the report of a forced end. */
class ReportedChecks extends Array<Check> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override push(...checks: Check[]): number {
    for (const check of checks) send({ kind: 'check', check });
    return super.push(...checks);
  }
}
