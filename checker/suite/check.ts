/**
 * Checks of a suite from code, in one call: `check` returns a verdict, `sample` a few schedules to read.
 * `explore` and `fuzz` are the calls with progress, and with limits of time.
 */
import fc from 'fast-check';
import { withoutAmbience } from '../actors/ambient.ts';
import type { Exploration } from '../explore/result.ts';
import { isJudgedBySchedules, isJudgedBySearch, type Property } from '../property/property.ts';
import { schedules } from '../simulate/arbitrary.ts';
import { type Sampled, type SampledOptions, sampled } from '../simulate/fast-check-runner.ts';
import {
  defaultSeed,
  type Fuzzed,
  type FuzzOptions,
  fuzz,
  fuzzMembers,
  resultsOf,
} from '../simulate/fuzz.ts';
import type { FuzzProgress } from '../simulate/violation.ts';
import { checkAlong, type Execution } from '../traces/check-along.ts';
import type { Result } from '../traces/result.ts';
import { type Trace, traceOf } from '../traces/trace.ts';
import { UsageError } from '../values/errors.ts';
import { strangeFields } from '../values/shapes.ts';
import { exploreScopeAll } from './explore.ts';
import { membersFor, selectPropertiesOrThrow } from './properties.ts';
import { defaultScopeOf, type Subject, scopeOrFamilyOf, subjectOf, systemOf } from './subject.ts';
import { isFamily, looksLikeSuite, type Suite } from './suite.ts';

/** The subject of a check, and the engine with its limits. */
export interface CheckOptions {
  /** The name of a scope; by default `default`, or the scope that a bug names. */
  readonly scope?: string;
  /**
   * `model` (the default), `implementation`, `lockstep`, a known bug: `bug:R3`, `bug:R3/lockstep`, or a
   * refuted claim: `refuted:O1`.
   */
  readonly subject?: string;
  /** The name of one property; by default all, or the one that a bug breaks. */
  readonly property?: string;
  /** The number of worlds after which the search stops, with an inconclusive verdict. */
  readonly maxWorlds?: number;
  /** False switches off symmetry reduction (`symmetric`). */
  readonly symmetry?: boolean;
  /** Draws schedules instead of exploring, with any option that `fc.assert` takes. */
  readonly schedules?: SampledOptions;
  /** Executes these actions instead of exploring, such as those of a trace. */
  readonly along?: Execution;
}

/** The verdict on a suite's properties in one scope. */
export interface Verdict<Seen extends AnySeen = AnySeen> {
  readonly suite: Suite;
  readonly scope: string;
  readonly subject: Subject;
  /**
   * The worst of the results. For schedules, `holds` means that no drawn schedule violates a property; an
   * unreached `sometimes` does not count there.
   */
  readonly verdict: 'holds' | 'violated' | 'inconclusive';
  /** One for each property, with counterexamples. */
  readonly results: readonly Result[];
  /** The exploration or the drawn schedules; with `along`, the given actions. */
  readonly seen: Seen;
}

type AnySeen = Exploration | Sampled | Execution;

/** The verdict by its engine: a search, `schedules`, or `along` given actions. */
export type VerdictOf<O extends CheckOptions> = Verdict<
  O extends { schedules: object } ? Sampled : O extends { along: object } ? Execution : Exploration
>;

/**
 * Checks the properties of a suite in one scope.
 *
 * @throws UsageError if the options name something that the suite does not have; CodeError, with the trace
 * that leads to it, if an actor or a property fails.
 */
export function check<O extends CheckOptions>(suite: Suite, options?: O): VerdictOf<O>;
export function check(suite: Suite, options: CheckOptions = {}): Verdict {
  refuseOptions(suite, options);
  const { scope, subject } = chosen(suite, options);
  const all = selectPropertiesOrThrow(suite, subject, scope, options.property);
  const { schedules: drawn, along, maxWorlds, symmetry = true } = options;
  if (drawn !== undefined && along !== undefined)
    throw new UsageError("'schedules' are drawn and the actions of 'along' are given; leave one of them out");
  if (drawn !== undefined) {
    const properties = checkable(all, isJudgedBySchedules, 'schedules');
    const seen = sampled(systemOf(suite, scope, subject), properties, drawn);
    const results = resultsOf(seen, properties);
    return { suite, scope, subject, verdict: worstOf(countedOf(results, all)), results, seen };
  }
  if (along !== undefined) {
    const checked = all.length === 1 ? all : checkable(all, isJudgedAlong, 'a list of actions that ends');
    const system = systemOf(suite, scope, subject);
    const results = checked.map((property) => checkAlong(system, property, along));
    return { suite, scope, subject, verdict: worstOf(countedOf(results, all)), results, seen: along };
  }
  const properties = checkable(all, isJudgedBySearch, 'a search');
  const limits = maxWorlds === undefined ? {} : { maxWorlds };
  const seen = exploreScopeAll(suite, scope, subject, properties, { symmetry, ...limits });
  return { suite, scope, subject, verdict: worstOf(seen.results), results: seen.results, seen };
}

/**
 * Draws schedules of a scope of a suite by its name, or of a family: then each run draws its member, and the
 * trace is of the member that `scope` of the violation names.
 *
 * @param properties - each is judged in the members that have it
 * @throws as `fuzz` does, and UsageError if the suite has no such scope or subject.
 */
export function fuzzScope(
  suite: Suite,
  scope: string,
  subject: Subject,
  properties: readonly Property[],
  options: FuzzOptions,
): Generator<FuzzProgress, Fuzzed, string | undefined> {
  if (!isFamily(scopeOrFamilyOf(suite, scope)))
    return fuzz(systemOf(suite, scope, subject), properties, options);
  return fuzzMembers(membersFor(suite, scope, subject, properties), properties, options);
}

/** The options of a check with the types of their values. */
const optionTypes: Readonly<Record<keyof CheckOptions, string>> = {
  scope: 'string',
  subject: 'string',
  property: 'string',
  maxWorlds: 'number',
  symmetry: 'boolean',
  schedules: 'object',
  along: 'object',
};

/**
 * @throws UsageError if the first argument is no suite, or an option is unknown or of another type: callers
 * may use plain JavaScript.
 */
function refuseOptions(suite: unknown, options: CheckOptions): void {
  if (!looksLikeSuite(suite))
    throw new UsageError('check is given no suite; give it what kit.suite({ ... }) returns');
  if (Object.values(suite.scopes).some((scope) => !isFamily(scope) && typeof scope?.system !== 'function'))
    throw new UsageError(
      'check is given a suite whose scopes have no functions; give it what kit.suite({ ... }) returns',
    );
  const strange = strangeFields('check', options, Object.keys(optionTypes)).next();
  if (strange.done !== true) throw new UsageError(strange.value);
  for (const [name, type] of Object.entries(optionTypes)) {
    const value: unknown = options[name as keyof CheckOptions];
    if (value !== undefined && (typeof value !== type || value === null))
      throw new UsageError(`check: '${name}' is ${JSON.stringify(value)}; it must be of type ${type}`);
  }
  if (options.along !== undefined && !Array.isArray(options.along.actions))
    throw new UsageError("check: 'along' has no list of 'actions'; give it { actions: [...] }");
}

/**
 * The properties that an engine can check.
 *
 * @throws UsageError if there are none: the check would be vacuous.
 */
function checkable(
  properties: readonly Property[],
  isJudged: (property: Property) => boolean,
  engine: string,
): readonly Property[] {
  const checked = properties.filter(isJudged);
  if (checked.length > 0) return checked;
  throw new UsageError(
    `'${properties.map(({ name }) => name).join(', ')}' is nothing that ${engine} can judge`,
  );
}

/**
 * Schedules and given actions do not decide that a `sometimes` is unreachable; it counts only if it is the
 * one property checked.
 */
function countedOf(results: readonly Result[], properties: readonly Property[]): readonly Result[] {
  return properties.length === 1 ? results : results.filter(({ property }) => property.kind !== 'sometimes');
}

/**
 * Whether actions that end can decide a property. Liveness is checked only by name: only the caller knows
 * that the actions suffice.
 */
function isJudgedAlong({ kind }: Property): boolean {
  return kind === 'always' || kind === 'step' || kind === 'sometimes';
}

/** The scope to sample, and the number and length of schedules. */
export interface SampleOptions extends Pick<CheckOptions, 'scope' | 'subject'> {
  /** The number of schedules; 3 by default. */
  readonly count?: number;
  /** The maximal number of actions of a schedule; 20 by default. */
  readonly actionsMax?: number;
  /** The seed; by default a constant, so that the samples are the same each time. */
  readonly seed?: number;
}

/**
 * A few random schedules of a scope, as traces.
 *
 * @throws as `check` does.
 */
export function sample(suite: Suite, options: SampleOptions = {}): readonly Trace[] {
  const { count = 3, actionsMax = 20, seed = defaultSeed } = options;
  const { scope, subject } = chosen(suite, options);
  const system = systemOf(suite, scope, subject);
  return fc
    .sample(
      schedules(() => system, { actionsMax }),
      { numRuns: count, seed },
    )
    .map(({ start, actions }) => withoutAmbience(() => traceOf(system, start, actions)));
}

/** The subject and the scope that the options name. */
function chosen(suite: Suite, options: CheckOptions) {
  const subject = subjectOf(suite, options.subject ?? 'model');
  const scope = options.scope ?? defaultScopeOf(suite, subject);
  return { subject, scope };
}

function worstOf(results: readonly Result[]): Verdict['verdict'] {
  const verdicts = results.map(({ verdict }) => verdict);
  if (verdicts.includes('violated')) return 'violated';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'holds';
}
