/**
 * `swarmcheck verify`: replays regressions, explores scopes, draws schedules, catches known bugs and refutes
 * claims.
 */
import { describeScope } from '../checker/index.ts';
import { protocolHead } from '../reports/index.ts';
import { widthOf } from '../reports/table.ts';
import { checklistText, codecLabel, outcomeText } from '../reports/verify-text.ts';
import { leftOutText } from './adapters.ts';
import { Catalogue } from './catalogue.ts';
import {
  type CheckOutcome,
  catchBugs,
  drawSchedules,
  exploreScope,
  type RunContext,
  refuteClaims,
} from './checks.ts';
import { checkCodecs, submitCodecBugs } from './codecs.ts';
import type { Exit } from './exit.ts';
import type { Options } from './options.ts';
import { regressionFiles, replayRegressions } from './regressions.ts';
import { runChecks } from './run-checks.ts';
import { plansOf, unjudged, type VerifyPlan } from './verify-plan.ts';

/** Runs the command `verify`; returns its exit code. */
export async function verify(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const { plans, leftOut } = plansOf(catalogue, protocols, options);
  const files = regressionFiles(options);
  return runChecks(options, async (run) => {
    const { pool, output, checks } = run;
    const counts = plans.map(({ subjects, storms, bugChecks, refutations, codecs, codecBugs }) => [
      subjects.length + storms.length + refutations.length + codecs + codecBugs.length,
      ...bugChecks.map(({ sides }) => sides.length),
    ]);
    pool.expect(counts.flat().reduce((sum, count) => sum + count, 0));
    const submitted = plans.map((plan) => submitChecks(run, plan));
    output.lines(...catalogue.origin, '', ...checklistText(plans));
    if (leftOut.length > 0)
      output.lines(
        `not checked, because they lack the requested scope or property: ${leftOut.map(({ name }) => name).join(', ')}`,
      );
    const suites = plans.map(({ suite }) => suite);
    const isWhole = protocols.length === 0 && options.suite === undefined;
    const replayed = replayRegressions(run, files, suites, isWhole ? catalogue.known : undefined);
    const outcomes = [...replayed, ...plans.flatMap((plan) => unjudged(plan, options))];
    for (const printResults of submitted) outcomes.push(...(await printResults()));
    output.lines('', ...outcomeText(plans, checks, run.limits.seconds));
    return outcomes;
  });
}

/** Submits all checks of a protocol; the returned function prints their results in the order of the plan. */
function submitChecks(
  run: RunContext,
  { suite, scope, subjects, storms, bugChecks, refutations, codecChecks, codecBugs }: VerifyPlan,
): () => Promise<readonly CheckOutcome[]> {
  const { output, options } = run;
  const names = [
    ...subjects.map(({ subject }) => subject.side),
    ...storms.map(({ storm }) => storm.scope),
    ...codecChecks.map(({ name }) => codecLabel(name)),
  ];
  const isBrief = options.verbose !== true;
  const brief = isBrief ? { subjectColumns: Math.max(0, ...names.map(widthOf)) } : undefined;
  const explorations = subjects.map(({ subject, properties }) =>
    exploreScope(run, { suite, scope, subject }, properties, brief),
  );
  const explored = subjects.flatMap(({ properties }) => properties);
  const others = [
    drawSchedules(run, suite, storms, explored, brief),
    checkCodecs(run, suite, codecChecks, brief),
    catchBugs(run, suite, bugChecks, submitCodecBugs(run, suite, codecBugs), brief),
  ];
  const claims = refuteClaims(run, suite, refutations, brief);
  return async () => {
    const [name = '', source = ''] = protocolHead(suite, output.palette);
    output.lines('', name, ...(isBrief ? [] : [source]));
    if (isBrief && subjects.length > 0) output.lines(`  scope ${scope}: ${describeScope(suite, scope)}`);
    const outcomes: CheckOutcome[] = [];
    for (const exploration of explorations) {
      if (!isBrief) output.lines('');
      outcomes.push(...(await exploration()));
    }
    for (const other of others) outcomes.push(...(await other()));
    const equivalents = Object.entries({ ...suite.bugs, ...suite.codecBugs }).flatMap(
      ([id, { equivalent }]) => (equivalent === undefined ? [] : [id]),
    );
    output.lines(...leftOutText(suite).map((line) => `  ${line}`));
    if (equivalents.length > 0)
      output.lines(`  equivalent mutants, which only the command bugs checks: ${equivalents.join(', ')}`);
    outcomes.push(...(await claims()));
    return outcomes;
  };
}
