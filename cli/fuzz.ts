/** `swarmcheck fuzz`: adversarial schedules of one scope, until one breaks a promise or there were enough. */
import {
  defaultScopeOf,
  hasSubject,
  isJudgedBySchedules,
  type Subject,
  type Suite,
  scopeOf,
  selectPropertiesOrThrow,
  strategyNamed,
  subjectOf,
  systemOf,
  UsageError,
} from '../checker/index.ts';
import { fuzzText, protocolHead, type Stormed, schedulesReport } from '../reports/index.ts';
import { type Exit, exits } from './exit.ts';
import { Catalogue } from './find.ts';
import type { Options } from './options.ts';
import { running } from './running.ts';

/** Schedules of those who name neither a number nor a time. */
const runsUnlessTold = 1_000;
/** Actions of a storm where the suite says nothing. */
const actionsUnlessTold = 100;

export async function fuzz(protocol: string | undefined, options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const suite = protocol === undefined ? catalogue.only() : catalogue.named(protocol);
  const subject = subjectOf(suite, options.subject ?? 'model');
  const scope = scopeFor(suite, subject, options);
  if (!hasSubject(suite, subject)) systemOf(suite, scope, subject);
  const strategies = options.strategy?.map(strategyNamed);
  const properties = selectPropertiesOrThrow(suite, subject, scope, options.property);
  const judged = properties.filter(isJudgedBySchedules);
  if (judged.length === 0)
    throw new UsageError(
      `'${properties.map(({ name }) => name).join(', ')}' is nothing that schedules can judge; explore it instead`,
    );
  const runs = options.runs ?? (options.time === undefined ? runsUnlessTold : Number.POSITIVE_INFINITY);
  const actionsMax =
    options.actions ?? suite.storms?.find((storm) => storm.scope === scope)?.actions ?? actionsUnlessTold;
  return running(options, async ({ limits, driver, output, checks }) => {
    output.lines(...catalogue.origin, '', ...protocolHead(suite, output.palette), '');
    const drawn = await driver.storm(suite, scope, subject, judged, {
      runs,
      actionsMax,
      countsWorlds: true,
      ...(strategies !== undefined && { strategies }),
      ...(suite.statistics !== undefined && { statistics: suite.statistics }),
    });
    // Without a number there are as many as there was time for, and none is missing.
    const isWhole = limits.isOverTime && options.runs === undefined && drawn.fuzzed.runs > 0;
    const stormed = isWhole ? unstopped(drawn) : drawn;
    const { violation, stopped, reached } = stormed.fuzzed;
    const goals = judged.filter(({ kind }) => kind === 'sometimes');
    const missed = goals.filter((goal) => (reached.get(goal) ?? 0) === 0);
    // Schedules that reach nothing show nothing: what they did not break may be out of their reach as well.
    const reachesNothing = goals.length > 0 && missed.length === goals.length;
    const exit =
      violation !== undefined
        ? exits.violated
        : stopped !== undefined || reachesNothing
          ? exits.inconclusive
          : exits.allHold;
    output.report(exit === exits.allHold, fuzzText(stormed, judged, output.palette));
    const traces = output.keepStorm(stormed);
    output.replayable(traces);
    checks.push(schedulesReport(stormed, judged, traces));
    if (missed.length > 0 && violation === undefined)
      output.report(false, ['', `never reached: ${missed.map(({ name }) => name).join(', ')}`]);
    const nothing = reachesNothing
      ? ['no schedule reached what is to be reached; draw more or longer ones']
      : [];
    const broken =
      violation === undefined
        ? nothing
        : [`${suite.name} ${options.subject ?? 'model'}: ${violation.property.name}`];
    return [{ exit, broken }];
  });
}

/** The scope that is named, the one with so many nodes, that of a bug or claim, the first that the suite has for storms, or the default one. */
function scopeFor(suite: Suite, subject: Subject, { scope, nodes }: Options): string {
  if (scope !== undefined && nodes !== undefined)
    throw new UsageError(`--scope ${scope} has its own number of nodes; leave out --nodes, or --scope`);
  if (nodes !== undefined && suite.sized === undefined)
    throw new UsageError(
      `protocol '${suite.name}' does not say what --nodes ${nodes} would be; give its suite 'sized', or name a --scope`,
    );
  const [storm] = suite.storms ?? [];
  const isRight = subject.bug === undefined && subject.refuted === undefined;
  const unlessNamed = isRight ? (storm?.scope ?? 'default') : defaultScopeOf(suite, subject);
  const name = nodes === undefined ? (scope ?? unlessNamed) : `nodes-${nodes}`;
  scopeOf(suite, name);
  return name;
}

/** What was drawn, without the limit that ended it. */
function unstopped({ fuzzed: { stopped: _, ...fuzzed }, ...rest }: Stormed): Stormed {
  return { ...rest, fuzzed };
}
