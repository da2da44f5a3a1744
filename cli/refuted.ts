/** `swarmcheck refuted`: published claims, each refuted by its shortest counterexample. */
import { refutationsOf, subjectOf, UsageError } from '../checker/index.ts';
import { protocolHead } from '../reports/index.ts';
import { type Ended, refuteClaims } from './checks.ts';
import { type Exit, exits } from './exit.ts';
import { Catalogue } from './find.ts';
import { commandFor } from './launch.ts';
import type { Options } from './options.ts';
import { running } from './running.ts';

export async function refuted(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const named = catalogue.all(protocols, options);
  const suites = named.filter((suite) => refutationsOf(suite).length > 0);
  const without = named.find((suite) => !suites.includes(suite));
  if (without !== undefined && (protocols.length > 0 || suites.length === 0))
    throw new UsageError(
      `protocol '${without.name}' lists no refuted claims; give its suite 'refuted', or check its promises with ${commandFor(['verify', without.name], options)}`,
    );
  const plans = suites.map((suite) => {
    const chosen = options.claim?.map((id) => subjectOf(suite, `refuted:${id}`).refuted);
    const refutations = refutationsOf(suite, options.property);
    return { suite, refutations: refutations.filter(({ claim }) => chosen?.includes(claim) ?? true) };
  });
  return running(options, async (run) => {
    const { crew, output } = run;
    crew.expect(plans.reduce((sum, { refutations }) => sum + refutations.length, 0));
    const asked = plans.map(({ suite, refutations }) => ({
      suite,
      refute: refuteClaims(run, suite, refutations),
    }));
    output.lines(...catalogue.origin);
    const ended: Ended[] = [];
    for (const { suite, refute } of asked) {
      output.lines('', ...protocolHead(suite, output.palette));
      ended.push(...(await refute()));
    }
    if (ended.length === 0 && options.property !== undefined)
      ended.push({ exit: exits.inconclusive, broken: [`no refuted claim breaks '${options.property}'`] });
    return ended;
  });
}
