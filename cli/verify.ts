/** `swarmcheck verify`: regressions, explorations, schedules, known bugs and refuted claims of each protocol. */
import { describeScope } from '../checker/index.ts';
import { protocolHead } from '../reports/index.ts';
import { widthOf } from '../reports/table.ts';
import { agendaText, outcomeText } from '../reports/verify-text.ts';
import { type Ended, exploreScope, huntBugs, type Run, refuteClaims, stormScopes } from './checks.ts';
import type { Exit } from './exit.ts';
import { Catalogue } from './find.ts';
import type { Options } from './options.ts';
import { regressionFiles, replayRegressions } from './regressions.ts';
import { running } from './running.ts';
import { plansOf, unjudged, type VerifyPlan } from './verify-plan.ts';

export async function verify(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const { plans, left } = plansOf(catalogue, protocols, options);
  const files = regressionFiles(options);
  return running(options, async (run) => {
    const { crew, output, checks } = run;
    const several = plans.map(({ subjects, storms, hunts, refutations }) => [
      subjects.length + storms.length + refutations.length,
      ...hunts.map(({ sides }) => sides.length),
    ]);
    crew.expect(several.flat().reduce((sum, count) => sum + count, 0));
    const asked = plans.map((plan) => askedOf(run, plan));
    output.lines(...catalogue.origin, '', ...agendaText(plans));
    if (left.length > 0)
      output.lines(`not checked, for want of what is asked for: ${left.map(({ name }) => name).join(', ')}`);
    const suites = plans.map(({ suite }) => suite);
    const isWhole = protocols.length === 0 && options.suite === undefined;
    const replayed = replayRegressions(run, files, suites, isWhole ? catalogue.known : undefined);
    const ended = [...replayed, ...plans.flatMap((plan) => unjudged(plan, options))];
    for (const begin of asked) ended.push(...(await begin()));
    output.lines('', ...outcomeText(plans, checks, run.limits.seconds));
    return ended;
  });
}

/** Everything that is checked of a protocol: begun now, printed in its order. */
function askedOf(
  run: Run,
  { suite, scope, subjects, storms, hunts, refutations }: VerifyPlan,
): () => Promise<readonly Ended[]> {
  const { output, options } = run;
  const names = [...subjects.map(({ subject }) => subject.side), ...storms.map(({ storm }) => storm.scope)];
  const isBrief = options.verbose !== true;
  const brief = isBrief ? { whatColumns: Math.max(0, ...names.map(widthOf)) } : undefined;
  const explorations = subjects.map(({ subject, properties }) =>
    exploreScope(run, { suite, scope, subject }, properties, brief),
  );
  const explored = subjects.flatMap(({ properties }) => properties);
  const others = [stormScopes(run, suite, storms, explored, brief), huntBugs(run, suite, hunts, brief)];
  const claims = refuteClaims(run, suite, refutations, brief);
  return async () => {
    const [name = '', source = ''] = protocolHead(suite, output.palette);
    output.lines('', name, ...(isBrief ? [] : [source]));
    if (isBrief && subjects.length > 0) output.lines(`  scope ${scope}: ${describeScope(suite, scope)}`);
    const ended: Ended[] = [];
    for (const exploration of explorations) {
      if (!isBrief) output.lines('');
      ended.push(...(await exploration()));
    }
    for (const other of others) ended.push(...(await other()));
    const harmless = Object.entries(suite.bugs).flatMap(([id, { equivalent }]) =>
      equivalent === undefined ? [] : [id],
    );
    if (harmless.length > 0)
      output.lines(
        `  not hunted here, for they are said to be no mistakes: ${harmless.join(', ')} (bugs ${suite.name} hunts them)`,
      );
    ended.push(...(await claims()));
    return ended;
  };
}
