/** `swarmcheck refuted`: refutes published claims, each by its shortest counterexample. */
import { refutationsOf, subjectOf, UsageError } from '../checker/index.ts';
import { protocolHead } from '../reports/index.ts';
import { Catalogue } from './catalogue.ts';
import { type CheckOutcome, refuteClaims } from './checks.ts';
import { type Exit, exits } from './exit.ts';
import { commandFor } from './invocation.ts';
import type { Options } from './options.ts';
import { runChecks } from './run-checks.ts';

/** Runs the command `refuted`; returns its exit code. */
export async function refuted(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options, false);
  const named = catalogue.all(protocols, options);
  const suites = named.filter((suite) => refutationsOf(suite).length > 0);
  const without = named.find((suite) => !suites.includes(suite));
  if (without !== undefined && (protocols.length > 0 || suites.length === 0))
    throw new UsageError(
      `protocol '${without.name}' lists no refuted claims; give its suite 'refuted', or check its properties with ${commandFor(['verify', without.name], options)}`,
    );
  const plans = suites.map((suite) => {
    const chosen = options.claim?.map((id) => subjectOf(suite, `refuted:${id}`).refuted);
    const refutations = refutationsOf(suite, options.property);
    return { suite, refutations: refutations.filter(({ claim }) => chosen?.includes(claim) ?? true) };
  });
  return runChecks(options, async (run) => {
    const { pool, output } = run;
    pool.expect(plans.reduce((sum, { refutations }) => sum + refutations.length, 0));
    const submitted = plans.map(({ suite, refutations }) => ({
      suite,
      refute: refuteClaims(run, suite, refutations),
    }));
    output.lines(...catalogue.origin);
    const outcomes: CheckOutcome[] = [];
    for (const { suite, refute } of submitted) {
      output.lines('', ...protocolHead(suite, output.palette));
      outcomes.push(...(await refute()));
    }
    if (outcomes.length === 0 && options.property !== undefined)
      outcomes.push({
        exit: exits.inconclusive,
        findings: [`no refuted claim violates '${options.property}'`],
      });
    return outcomes;
  });
}
