/**
 * Checking a suite from code, in one call: `check` gives a verdict, `sample` a few schedules to look at. Whoever needs
 * progress, a clock or a way to stop drives `explore` and `fuzz` instead.
 */
import fc from 'fast-check';
import { withoutAmbience } from '../actors/ambient.ts';
import type { Exploration } from '../explore/result.ts';
import { isJudgedBySchedules, isJudgedBySearch, type Property } from '../property/property.ts';
import { asymmetric } from '../semantics/variants.ts';
import { schedules } from '../simulate/arbitrary.ts';
import { type Sampled, type SampledOptions, sampled } from '../simulate/fast-check-runner.ts';
import { defaultSeed, resultsOf } from '../simulate/fuzz.ts';
import { checkAlong, type Execution } from '../traces/check-along.ts';
import type { Result } from '../traces/result.ts';
import { type Trace, traceOf } from '../traces/trace.ts';
import { UsageError } from '../values/errors.ts';
import { strangeFields } from '../values/shapes.ts';
import { exploreAll } from './explore.ts';
import { homeOf, promisesIn, type Subject, subjectOf, systemOf } from './subject.ts';
import type { Suite } from './suite.ts';
import { looksLikeSuite } from './validate-suite.ts';

/** What to check, and how. */
export interface CheckOptions {
  /** Name of a scope. Absent: `default`, or the scope that a bug names. */
  readonly scope?: string;
  /** `model` (the default), `implementation`, `lockstep`, a known bug: `bug:R3`, `bug:R3/lockstep`, or a refuted claim: `refuted:O1`. */
  readonly subject?: string;
  /** Name of one property. Absent: all; for a bug the one it breaks. */
  readonly property?: string;
  /** Worlds seen before the search stops; it is inconclusive then. */
  readonly maxWorlds?: number;
  /** False: nodes that may change places (`symmetric`) are each taken for themselves. */
  readonly symmetry?: boolean;
  /** Draws schedules instead of exploring, with any option that `fc.assert` takes. */
  readonly schedules?: SampledOptions;
  /** Takes these actions instead of exploring, such as those of a trace. */
  readonly along?: Execution;
}

/** What became of a suite's promises in one scope. */
export interface Verdict<Seen extends AnySeen = AnySeen> {
  readonly suite: Suite;
  readonly scope: string;
  readonly subject: Subject;
  /**
   * The worst of the results. Of schedules, `holds` means that none that was drawn broke a promise; a `sometimes` that they
   * did not reach says nothing there.
   */
  readonly verdict: 'holds' | 'violated' | 'inconclusive';
  /** One a property, counterexamples included. */
  readonly results: readonly Result[];
  /** What was explored, or drawn; the actions where they were given. */
  readonly seen: Seen;
}

type AnySeen = Exploration | Sampled | Execution;

/** What was explored; drawn where the options say `schedules`, given where they say `along`. */
export type VerdictOf<O extends CheckOptions> = Verdict<
  O extends { schedules: object } ? Sampled : O extends { along: object } ? Execution : Exploration
>;

/**
 * Checks the promises of a suite in one scope.
 *
 * @throws UsageError where the suite lacks what the options name; CodeError, with the trace that led there, where an actor
 * or a property fails.
 */
export function check<O extends CheckOptions>(suite: Suite, options?: O): VerdictOf<O>;
export function check(suite: Suite, options: CheckOptions = {}): Verdict {
  refuseOptions(suite, options);
  const { scope, subject, system } = chosen(suite, options);
  const promises = promisesIn(suite, subject, scope, options.property);
  const { schedules: drawn, along, maxWorlds, symmetry = true } = options;
  if (drawn !== undefined && along !== undefined)
    throw new UsageError("'schedules' are drawn and the actions of 'along' are given; leave one of them out");
  if (drawn !== undefined) {
    const properties = judgeable(promises, isJudgedBySchedules, 'schedules');
    const seen = sampled(system, properties, drawn);
    const results = resultsOf(seen, properties);
    return { suite, scope, subject, verdict: worstOf(countedOf(results, promises)), results, seen };
  }
  if (along !== undefined) {
    const judged =
      promises.length === 1 ? promises : judgeable(promises, isJudgedOnTheWay, 'a way that ends');
    const results = judged.map((property) => checkAlong(system, property, along));
    return { suite, scope, subject, verdict: worstOf(countedOf(results, promises)), results, seen: along };
  }
  const properties = judgeable(promises, isJudgedBySearch, 'a search');
  const limits = maxWorlds === undefined ? {} : { maxWorlds };
  const seen = exploreAll(symmetry ? system : asymmetric(system), properties, limits);
  return { suite, scope, subject, verdict: worstOf(seen.results), results: seen.results, seen };
}

/** The options of a check, and what each is where it is given. */
const kinds: Readonly<Record<keyof CheckOptions, string>> = {
  scope: 'string',
  subject: 'string',
  property: 'string',
  maxWorlds: 'number',
  symmetry: 'boolean',
  schedules: 'object',
  along: 'object',
};

/** @throws UsageError where the first argument is no suite, or an option is unknown or of another kind: types do not hold everybody back. */
function refuseOptions(suite: unknown, options: CheckOptions): void {
  if (!looksLikeSuite(suite))
    throw new UsageError('check is given no suite; give it what kit.suite({ ... }) returns');
  if (Object.values(suite.scopes).some((scope) => typeof scope?.system !== 'function'))
    throw new UsageError(
      'check is given a suite whose scopes have no functions; give it what kit.suite({ ... }) returns',
    );
  const strange = strangeFields('check', options, Object.keys(kinds)).next();
  if (strange.done !== true) throw new UsageError(strange.value);
  for (const [name, kind] of Object.entries(kinds)) {
    const is: unknown = options[name as keyof CheckOptions];
    if (is !== undefined && (typeof is !== kind || is === null))
      throw new UsageError(`check: '${name}' is ${JSON.stringify(is)}; it must be of type ${kind}`);
  }
  if (options.along !== undefined && !Array.isArray(options.along.actions))
    throw new UsageError("check: 'along' has no list of 'actions'; give it { actions: [...] }");
}

/** @throws UsageError where nothing is left to judge: that would hold whatever happens. */
function judgeable(
  promises: readonly Property[],
  isJudged: (property: Property) => boolean,
  how: string,
): readonly Property[] {
  const judged = promises.filter(isJudged);
  if (judged.length > 0) return judged;
  throw new UsageError(`'${promises.map(({ name }) => name).join(', ')}' is nothing that ${how} can judge`);
}

/** Of a few schedules, or one way, what they did not reach says nothing; unless that was all that was asked. */
function countedOf(results: readonly Result[], promises: readonly Property[]): readonly Result[] {
  return promises.length === 1 ? results : results.filter(({ property }) => property.kind !== 'sometimes');
}

/** What must come in the end is judged where it alone is asked for: that a way was long enough for it nobody else can say. */
function isJudgedOnTheWay({ kind }: Property): boolean {
  return kind === 'always' || kind === 'step' || kind === 'sometimes';
}

/** What to take samples of. */
export interface SampleOptions extends Pick<CheckOptions, 'scope' | 'subject'> {
  /** How many; 3 unless given. */
  readonly count?: number;
  /** Most actions of one; 20 unless given. */
  readonly actionsMax?: number;
  /** Absent: the same each time. */
  readonly seed?: number;
}

/**
 * A few schedules with what happened at each step, to see what a scope is like.
 *
 * @throws as `check` does.
 */
export function sample(suite: Suite, options: SampleOptions = {}): readonly Trace[] {
  const { count = 3, actionsMax = 20, seed = defaultSeed } = options;
  const { system } = chosen(suite, options);
  return fc
    .sample(
      schedules(() => system, { actionsMax }),
      { numRuns: count, seed },
    )
    .map(({ start, actions }) => withoutAmbience(() => traceOf(system, start, actions)));
}

function chosen(suite: Suite, options: CheckOptions) {
  const subject = subjectOf(suite, options.subject ?? 'model');
  const scope = options.scope ?? homeOf(suite, subject);
  return { subject, scope, system: systemOf(suite, scope, subject) };
}

function worstOf(results: readonly Result[]): Verdict['verdict'] {
  const verdicts = results.map(({ verdict }) => verdict);
  if (verdicts.includes('violated')) return 'violated';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'holds';
}
