/**
 * The plan of `verify`: lists the checks of each protocol, and refuses a command that would check nothing.
 */
import {
  adaptersOf,
  bugChecksOf,
  type CodecBugCheck,
  type CodecCheck,
  codecBugChecksOf,
  codecChecksOf,
  explorationsOf,
  propertyOf,
  refutationsOf,
  type Suite,
  selectPropertiesOrThrow,
  stormsOf,
  UsageError,
} from '../checker/index.ts';
import type { ProtocolChecklist } from '../reports/verify-text.ts';
import { type Catalogue, refuseUnknownScope } from './catalogue.ts';
import type { CheckOutcome } from './checks.ts';
import { exits } from './exit.ts';
import { commandFor } from './invocation.ts';
import type { Options } from './options.ts';

/** The checks of one protocol. */
export interface VerifyPlan extends ProtocolChecklist {
  readonly subjects: ReturnType<typeof explorationsOf>;
  readonly storms: ReturnType<typeof stormsOf>;
  readonly bugChecks: ReturnType<typeof bugChecksOf>;
  readonly refutations: ReturnType<typeof refutationsOf>;
  readonly codecChecks: readonly CodecCheck[];
  readonly codecBugs: readonly CodecBugCheck[];
}

/** The plans of `verify`, and the suites that lack the requested scope or property. */
export interface VerifyPlans {
  readonly plans: readonly VerifyPlan[];
  readonly leftOut: readonly Suite[];
}

/**
 * Plans the named protocols; without names, those that have the requested scope and property.
 *
 * @throws UsageError if nothing is left to check, because such a run would hold for any code.
 */
export function plansOf(catalogue: Catalogue, protocols: readonly string[], options: Options): VerifyPlans {
  const all = catalogue.all(protocols, options).map((suite) => planOf(suite, options));
  const plans = all.filter((plan) => !hasNoChecks(plan));
  const empty = all.find(hasNoChecks);
  if (empty !== undefined && (plans.length === 0 || protocols.length > 0))
    throw nothingToVerify(empty, options);
  const chosen = plans.map(({ suite }) => suite.name);
  const leftOut = protocols.length > 0 ? [] : catalogue.suites.filter(({ name }) => !chosen.includes(name));
  return { plans, leftOut };
}

function planOf(suite: Suite, { scope = 'default', property }: Options): VerifyPlan {
  refuseUnknownScope(suite, scope);
  if (property !== undefined) propertyOf(suite, property);
  const subjects = explorationsOf(suite, scope, property);
  const storms = stormsOf(suite, property);
  const bugChecks = bugChecksOf(suite, property);
  const refutations = refutationsOf(suite, property);
  // A property concerns no codec: codecs have laws.
  const codecChecks = property === undefined ? codecChecksOf(suite) : [];
  const codecBugs = property === undefined ? codecBugChecksOf(suite) : [];
  return {
    ...{ suite, scope, subjects, storms, bugChecks, refutations, codecChecks, codecBugs },
    properties: new Set(subjects.flatMap(({ properties }) => properties)).size,
    ...adapterIn(suite, subjects, storms),
    lockstep: subjects.some(({ subject }) => subject.side === 'lockstep'),
    schedules: storms.reduce((sum, { storm }) => sum + storm.runs, 0),
    codecs: codecChecks.length,
    bugs: bugChecks.length + codecBugs.length,
    refuted: refutations.length,
  };
}

/** What the adapters of a suite are checked for; no field where there are none. */
function adapterIn(
  suite: Suite,
  subjects: VerifyPlan['subjects'],
  storms: VerifyPlan['storms'],
): Pick<VerifyPlan, 'adapter'> {
  const names = adaptersOf(suite, { side: 'implementation' });
  if (names.length === 0) return {};
  const played = subjects.filter(({ subject }) => adaptersOf(suite, subject).length > 0);
  const drawn = storms.filter(({ subject }) => adaptersOf(suite, subject).length > 0);
  return {
    adapter: {
      names: names.join(', '),
      properties: played.reduce((sum, { properties }) => sum + properties.length, 0),
      schedules: drawn.reduce((sum, { storm }) => sum + storm.runs, 0),
    },
  };
}

function hasNoChecks({ subjects, storms, bugChecks, refutations, codecs }: VerifyPlan): boolean {
  return subjects.length + storms.length + bugChecks.length + refutations.length + codecs === 0;
}

/**
 * The error for a protocol without checks: another scope has the property, or only other commands judge it.
 */
function nothingToVerify({ suite }: VerifyPlan, options: Options): UsageError {
  const { scope = 'default', property } = options;
  try {
    selectPropertiesOrThrow(suite, { side: 'model' }, scope, property);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  const missing = property === undefined ? 'has no property' : `has no '${propertyOf(suite, property).name}'`;
  return new UsageError(
    `protocol '${suite.name}' ${missing} that verify can judge: a search needs 'fairness' to judge it, and schedules need a scope in ` +
      `'storms'; draw schedules of any scope with ${commandFor(['fuzz', suite.name], options)}`,
  );
}

/** The properties of the suite that no check judges; they make a run inconclusive. */
export function unjudged(
  { suite, subjects, storms }: VerifyPlan,
  { property }: Options,
): readonly CheckOutcome[] {
  if (property !== undefined) return [];
  const judged = new Set([...subjects, ...storms].flatMap(({ properties }) => properties));
  const names = suite.properties.filter((one) => !judged.has(one)).map(({ name }) => name);
  if (names.length === 0) return [];
  const finding = `${suite.name}: no check judged ${names.join(', ')}; list a scope in 'storms', because schedules judge it`;
  return [{ exit: exits.inconclusive, findings: [finding] }];
}
