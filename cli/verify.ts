/** `swarmcheck verify`: regressions, exploration of model and lockstep, schedules and known bugs of each protocol. */
import {
  explorationsOf,
  type Hunt,
  huntsOf,
  type Judged,
  propertyOf,
  type Storm,
  type Suite,
  scopeOf,
  stormsOf,
} from '../checker/index.ts';
import { protocolHead } from '../reports/index.ts';
import { widthOf } from '../reports/table.ts';
import { type Agenda, agendaText, outcomeText } from '../reports/verify-text.ts';
import { type Ended, exploreScope, huntBugs, type Run, stormScopes } from './checks.ts';
import type { Exit } from './exit.ts';
import { Catalogue, refuseUnknownScope } from './find.ts';
import type { Options } from './options.ts';
import { replayRegressions } from './regressions.ts';
import { running } from './running.ts';

/** What is checked of one protocol. */
interface Plan extends Agenda {
  readonly subjects: readonly Judged[];
  readonly storms: readonly (Judged & { readonly storm: Storm })[];
  readonly hunts: readonly Hunt[];
}

export async function verify(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const plans = catalogue.all(protocols, options).map((suite) => planOf(suite, options));
  return running(options, async (run) => {
    const { crew, output, checks } = run;
    const several = plans.map(({ subjects, storms, hunts }) => [
      subjects.length + storms.length,
      ...hunts.map(({ sides }) => sides.length),
    ]);
    crew.expect(several.flat().reduce((sum, count) => sum + count, 0));
    const asked = plans.map((plan) => askedOf(run, plan));
    output.lines('', ...agendaText(plans));
    const ended = [
      ...replayRegressions(
        run,
        plans.map(({ suite }) => suite),
      ),
    ];
    for (const begin of asked) ended.push(...(await begin()));
    output.lines('', ...outcomeText(plans, checks, run.limits.seconds));
    return ended;
  });
}

/** @throws UsageError where the suite lacks the scope or the property that is named. */
function planOf(suite: Suite, { scope = 'default', property }: Options): Plan {
  refuseUnknownScope(suite, scope);
  if (property !== undefined) propertyOf(suite, property);
  const subjects = explorationsOf(suite, scope, property);
  const storms = stormsOf(suite, property);
  const hunts = huntsOf(suite, property);
  return {
    ...{ suite, scope, subjects, storms, hunts },
    promises: new Set(subjects.flatMap(({ properties }) => properties)).size,
    lockstep: subjects.some(({ subject }) => subject.side === 'lockstep'),
    schedules: storms.reduce((sum, { storm }) => sum + storm.runs, 0),
    bugs: hunts.length,
  };
}

/** Everything that is checked of a protocol: begun now, printed in its order. */
function askedOf(run: Run, { suite, scope, subjects, storms, hunts }: Plan): () => Promise<readonly Ended[]> {
  const { output, options } = run;
  const names = [...subjects.map(({ subject }) => subject.side), ...storms.map(({ storm }) => storm.scope)];
  const isBrief = options.verbose !== true;
  const brief = isBrief ? { whatColumns: Math.max(0, ...names.map(widthOf)) } : undefined;
  const explorations = subjects.map(({ subject, properties }) =>
    exploreScope(run, { suite, scope, subject }, properties, brief),
  );
  const others = [stormScopes(run, suite, storms, brief), huntBugs(run, suite, hunts, brief)];
  return async () => {
    const [name = '', source = ''] = protocolHead(suite, output.palette);
    output.lines('', name, ...(isBrief ? [] : [source]));
    if (isBrief && subjects.length > 0) output.lines(`  scope ${scope}: ${scopeOf(suite, scope).says}`);
    const ended: Ended[] = [];
    for (const exploration of explorations) {
      if (!isBrief) output.lines('');
      ended.push(...(await exploration()));
    }
    for (const other of others) ended.push(...(await other()));
    return ended;
  };
}
