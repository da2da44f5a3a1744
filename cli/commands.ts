/** What each command does; each returns its exit code. */
import {
  homeOf,
  isJudgedBySearch,
  promisesIn,
  propertyOf,
  refusePartialOrder,
  replayOf,
  subjectOf,
  subjectText,
  systemOf,
  UsageError,
} from '../checker/index.ts';
import { traceAt } from '../checker/traces.node.ts';
import { protocolHead, recordText, renderings, replayText, suiteText } from '../reports/index.ts';
import { exploreScope, huntBugs, stormScopes } from './checks.ts';
import { type Exit, exits } from './exit.ts';
import { Catalogue, refuseUnknownScope } from './find.ts';
import { asAsked, type Options, orderOf } from './options.ts';
import { Output } from './output.ts';
import { planScope } from './plan.ts';
import { replayRegressions } from './regressions.ts';
import { running } from './running.ts';
import { plansOf, unjudged } from './verify-plan.ts';

export async function list(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const output = new Output(options);
  output.lines(...catalogue.origin.flatMap((line) => [line, '']));
  const isOfNobody = protocols.length === 0 && catalogue.suites.length === 0;
  if (isOfNobody)
    output.lines(
      'no suites of your own: there is no swarmcheck.config.ts in this folder or above it; these protocols come along, and are',
      'checked by name, for instance swarmcheck verify raft',
      '',
    );
  for (const suite of isOfNobody ? catalogue.known : catalogue.all(protocols))
    output.lines(...suiteText(suite, output.palette), '');
  return exits.allHold;
}

/** Explores one subject in one scope. */
export async function explore(protocol: string | undefined, options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const suite = protocol === undefined ? catalogue.only() : catalogue.named(protocol);
  refuseUnknownScope(suite, options.scope);
  const subject = subjectOf(suite, options.subject ?? 'model');
  const scope = options.scope ?? homeOf(suite, subject);
  const system = asAsked(systemOf(suite, scope, subject), options);
  orderOf(options);
  if (options.plan) return planScope(suite, scope, subject, options);
  if (options.partialOrder) refusePartialOrder(system);
  const properties = promisesIn(suite, subject, scope, options.property).filter(
    (property) => isJudgedBySearch(property) || options.property !== undefined,
  );
  if (properties.length === 0)
    throw new UsageError(
      `protocol '${suite.name}' promises nothing in scope ${scope} that a search can judge; draw schedules with swarmcheck fuzz ${suite.name}`,
    );
  return running(options, async (run) => {
    run.output.lines(...catalogue.origin, '', ...protocolHead(suite, run.output.palette), '');
    return exploreScope(run, { suite, scope, subject }, properties)();
  });
}

/** Explores each protocol in its default scope, draws schedules in larger ones, and hunts every known bug. */
export async function verify(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const { plans, left } = plansOf(catalogue, protocols, options);
  return running(options, async (run) => {
    const { crew, output } = run;
    const checks = plans.map(({ subjects, storms, hunts }) => [
      subjects.length + storms.length,
      ...hunts.map(({ sides }) => sides.length),
    ]);
    crew.expect(checks.flat().reduce((sum, count) => sum + count, 0));
    const asked = plans.map(({ suite, subjects, storms, hunts }) => ({
      suite,
      explorations: subjects.map(({ subject, properties }) =>
        exploreScope(run, { suite, scope: options.scope ?? 'default', subject }, properties),
      ),
      others: [stormScopes(run, suite, storms), huntBugs(run, suite, hunts)],
    }));
    output.lines(...catalogue.origin);
    if (left.length > 0)
      output.lines(`not checked, for want of what is asked for: ${left.map(({ name }) => name).join(', ')}`);
    const suites = plans.map(({ suite }) => suite);
    const isWhole = protocols.length === 0 && options.suite === undefined;
    const replayed = replayRegressions(run, suites, isWhole ? catalogue.known : undefined);
    const ended = [...replayed, ...plans.flatMap((plan) => unjudged(plan, options))];
    for (const { suite, explorations, others } of asked) {
      output.lines('', ...protocolHead(suite, output.palette));
      for (const exploration of explorations) {
        output.lines('');
        ended.push(...(await exploration()));
      }
      for (const other of others) ended.push(...(await other()));
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
  const property = propertyOf(suite, record.property.name);
  const result = replayOf({ system, property }, record, path);
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
  const record = traceAt(path);
  if (options.as === 'text') output.report(false, recordText(record, output.palette));
  else output.document(renderings[options.as](record));
  return exits.allHold;
}
