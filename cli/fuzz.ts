/**
 * `swarmcheck fuzz`: draws adversarial schedules of one scope until one violates a property, or the number is
 * reached; with `--codec` it draws streams of bytes for codecs.
 */
import {
  type CodecCheck,
  codecChecksNamed,
  defaultScopeOf,
  hasSubject,
  isJudgedBySchedules,
  type LawResult,
  type Subject,
  type Suite,
  scopeOrFamilyOf,
  scopesIn,
  selectPropertiesOrThrow,
  strategyNamed,
  subjectOf,
  subjectText,
  systemOf,
  UsageError,
} from '../checker/index.ts';
import {
  type CheckedCodec,
  type DrawnSchedules,
  fuzzText,
  protocolHead,
  schedulesReport,
} from '../reports/index.ts';
import { Catalogue } from './catalogue.ts';
import type { CheckOutcome } from './checks.ts';
import { reportCodec } from './codecs.ts';
import { type Exit, exits } from './exit.ts';
import { type Options, subjectWord } from './options.ts';
import { runChecks } from './run-checks.ts';

/** The number of schedules if neither `--runs` nor `--time` is given. */
const defaultRuns = 1_000;
/** The number of streams for a codec if neither `--runs` nor `--time` is given. */
const defaultStreams = 20_000;
/** Actions of a storm if the suite gives no numbers. */
const defaultActions = [60, 150, 400];

/** Runs the command `fuzz`; returns its exit code. */
export async function fuzz(protocol: string | undefined, options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const suite = protocol === undefined ? catalogue.only() : catalogue.named(protocol);
  if (options.codec !== undefined) return fuzzCodecs(catalogue, suite, options.codec, options);
  const subject = subjectOf(suite, subjectWord(suite, options));
  const scope = scopeFor(suite, subject, options);
  if (!hasSubject(suite, subject)) systemOf(suite, scopesIn(suite, scope)[0] as string, subject);
  const strategies = options.strategy?.map(strategyNamed);
  const properties = selectPropertiesOrThrow(suite, subject, scope, options.property);
  const judged = properties.filter(isJudgedBySchedules);
  if (judged.length === 0)
    throw new UsageError(
      `schedules cannot judge '${properties.map(({ name }) => name).join(', ')}'; explore it instead`,
    );
  const runs = options.runs ?? (options.time === undefined ? defaultRuns : Number.POSITIVE_INFINITY);
  const actionsMax =
    options.actions ?? suite.storms?.find((storm) => storm.scope === scope)?.actions ?? defaultActions;
  return runChecks(options, async ({ limits, runner, output, checks }) => {
    output.lines(...catalogue.origin, '', ...protocolHead(suite, output.palette), '');
    const result = await runner.drawSchedules(suite, scope, subject, judged, {
      runs,
      actionsMax,
      countsWorlds: true,
      ...(strategies !== undefined && { strategies }),
      ...(suite.statistics !== undefined && { statistics: suite.statistics }),
    });
    // Without --runs the time limit is the intended end, so the result is not inconclusive.
    const isWhole = limits.isOverTime && options.runs === undefined && result.fuzzed.runs > 0;
    const drawn = isWhole ? unstopped(result) : result;
    const { violation, stopped, reached } = drawn.fuzzed;
    const goals = judged.filter(({ kind }) => kind === 'sometimes');
    const missed = goals.filter((goal) => (reached.get(goal) ?? 0) === 0);
    // Schedules that reach no goal are inconclusive: violations may be beyond their reach as well.
    const reachesNothing = goals.length > 0 && missed.length === goals.length;
    const exit =
      violation !== undefined
        ? exits.violated
        : stopped !== undefined || reachesNothing
          ? exits.inconclusive
          : exits.allHold;
    output.report(exit === exits.allHold, fuzzText(drawn, judged, output.palette));
    const traces = output.keepSchedules(drawn);
    output.replayable(traces);
    checks.push(schedulesReport(drawn, judged, traces));
    if (missed.length > 0 && violation === undefined)
      output.report(false, ['', `never reached: ${missed.map(({ name }) => name).join(', ')}`]);
    const nothing = reachesNothing ? ['no schedule reached a goal; draw more or longer schedules'] : [];
    const findings =
      violation === undefined
        ? nothing
        : [`${suite.name} ${subjectText(subject)}: ${violation.property.name}`];
    return [{ exit, findings }];
  });
}

/**
 * Draws streams for codecs, one after the other.
 *
 * @throws UsageError for an option that means nothing for a codec.
 */
async function fuzzCodecs(
  catalogue: Catalogue,
  suite: Suite,
  names: readonly string[],
  options: Options,
): Promise<Exit> {
  const { runs, time } = options;
  const checks = codecChecksFor(suite, names, options);
  if (checks.length > 1 && time !== undefined && runs === undefined)
    throw new UsageError(
      '--time alone would give all the time to the first of several codecs; add --runs, or name one codec',
    );
  const streams = runs ?? (time === undefined ? defaultStreams : Number.POSITIVE_INFINITY);
  return runChecks(options, async (run) => {
    run.output.lines(...catalogue.origin, '', ...protocolHead(suite, run.output.palette));
    const outcomes: CheckOutcome[] = [];
    for (const check of checks) {
      const checked = await run.runner.checkCodec(suite, check, streams);
      // Without --runs the time limit is the intended end, so the result is not inconclusive.
      const isWhole = run.limits.isOverTime && runs === undefined && checked.result.streams > 0;
      outcomes.push(reportCodec(run, isWhole ? wholeCodec(checked) : checked));
    }
    return outcomes;
  });
}

/**
 * The codecs of `--codec`, or the one with the bug of `--subject`.
 *
 * @throws UsageError for an option that means nothing for a codec.
 */
function codecChecksFor(suite: Suite, names: readonly string[], options: Options): readonly CodecCheck[] {
  const { scope, nodes, actions, strategy, property, subject } = options;
  const given = { scope, nodes, actions, strategy, property, ...(subject !== 'model' && { subject }) };
  const [useless] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  const bug = /^bug:(?<id>.+)$/i.exec(subject ?? '')?.groups?.id;
  if (useless !== undefined && !(useless === 'subject' && bug !== undefined))
    throw new UsageError(
      `--codec draws streams of bytes, for which --${useless} means nothing; leave out one of the two`,
    );
  const checks = codecChecksNamed(suite, names, bug);
  if (bug === undefined || checks.length === 1) return checks;
  throw new UsageError(`--subject bug:${bug} is a mistake in one codec; name one codec instead of several`);
}

/** The same check of a codec, without the limit that ended it. */
function wholeCodec({ result, ...others }: CheckedCodec): CheckedCodec {
  const { stopped: _, ...rest } = result;
  const laws = rest.laws.map(
    (one): LawResult => (one.verdict === 'inconclusive' ? { law: one.law, verdict: 'not violated' } : one),
  );
  return { ...others, result: { ...rest, laws } };
}

/**
 * The scope of `--scope` or `--nodes`; else that of the bug or claim, the first scope of `storms`, or
 * `default`.
 */
function scopeFor(suite: Suite, subject: Subject, { scope, nodes }: Options): string {
  if (scope !== undefined && nodes !== undefined)
    throw new UsageError(`--scope ${scope} has its own number of nodes; leave out --nodes, or --scope`);
  if (nodes !== undefined && suite.sized === undefined)
    throw new UsageError(
      `protocol '${suite.name}' has no scope for --nodes ${nodes}; give its suite 'sized', or name a --scope`,
    );
  const [storm] = suite.storms ?? [];
  const isUnaltered = subject.bug === undefined && subject.refuted === undefined;
  const defaultName = isUnaltered ? (storm?.scope ?? 'default') : defaultScopeOf(suite, subject);
  const name = nodes === undefined ? (scope ?? defaultName) : `nodes-${nodes}`;
  scopeOrFamilyOf(suite, name);
  return name;
}

/** The same schedules, without the limit that ended them. */
function unstopped({ fuzzed: { stopped: _, ...fuzzed }, ...others }: DrawnSchedules): DrawnSchedules {
  return { ...others, fuzzed };
}
