/** The plan of `verify`: what there is to check of each protocol, and a refusal where that is nothing. */
import {
  bugChecksOf,
  explorationsOf,
  propertyOf,
  refutationsOf,
  type Suite,
  selectPropertiesOrThrow,
  stormsOf,
  UsageError,
} from '../checker/index.ts';
import type { Agenda } from '../reports/verify-text.ts';
import type { Ended } from './checks.ts';
import { exits } from './exit.ts';
import { type Catalogue, refuseUnknownScope } from './find.ts';
import { commandFor } from './launch.ts';
import type { Options } from './options.ts';

/** The checks of one protocol. */
export interface VerifyPlan extends Agenda {
  readonly subjects: ReturnType<typeof explorationsOf>;
  readonly storms: ReturnType<typeof stormsOf>;
  readonly hunts: ReturnType<typeof bugChecksOf>;
  readonly refutations: ReturnType<typeof refutationsOf>;
}

/** What `verify` checks, and which suites it leaves out because they do not have what is asked for. */
export interface VerifyPlans {
  readonly plans: readonly VerifyPlan[];
  readonly left: readonly Suite[];
}

/**
 * Plans the protocols that are named; or, where none is, those that have what is asked for.
 *
 * @throws UsageError where nothing is left to check: that would hold whatever the code does.
 */
export function plansOf(catalogue: Catalogue, protocols: readonly string[], options: Options): VerifyPlans {
  const all = catalogue.all(protocols, options).map((suite) => planOf(suite, options));
  const plans = all.filter((plan) => !isIdle(plan));
  const idle = all.find(isIdle);
  if (idle !== undefined && (plans.length === 0 || protocols.length > 0))
    throw nothingToVerify(idle, options);
  const chosen = plans.map(({ suite }) => suite);
  const left = protocols.length > 0 ? [] : catalogue.suites.filter((suite) => !chosen.includes(suite));
  return { plans, left };
}

function planOf(suite: Suite, { scope = 'default', property }: Options): VerifyPlan {
  refuseUnknownScope(suite, scope);
  if (property !== undefined) propertyOf(suite, property);
  const subjects = explorationsOf(suite, scope, property);
  const storms = stormsOf(suite, property);
  const hunts = bugChecksOf(suite, property);
  const refutations = refutationsOf(suite, property);
  return {
    ...{ suite, scope, subjects, storms, hunts, refutations },
    promises: new Set(subjects.flatMap(({ properties }) => properties)).size,
    lockstep: subjects.some(({ subject }) => subject.side === 'lockstep'),
    schedules: storms.reduce((sum, { storm }) => sum + storm.runs, 0),
    bugs: hunts.length,
    refuted: refutations.length,
  };
}

function isIdle({ subjects, storms, hunts, refutations }: VerifyPlan): boolean {
  return subjects.length + storms.length + hunts.length + refutations.length === 0;
}

/** Why a protocol leaves nothing to check: what is asked for is promised elsewhere, or only other commands judge it. */
function nothingToVerify({ suite }: VerifyPlan, options: Options): UsageError {
  const { scope = 'default', property } = options;
  try {
    selectPropertiesOrThrow(suite, { side: 'model' }, scope, property);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  const what = property === undefined ? 'promises nothing' : `has no '${propertyOf(suite, property).name}'`;
  return new UsageError(
    `protocol '${suite.name}' ${what} that verify can judge: a search judges it only with 'fairness', and schedules only in a scope of ` +
      `'storms'; draw schedules of any scope with ${commandFor(['fuzz', suite.name], options)}`,
  );
}

/** Promises of the suite that no check of a whole run judges: that nothing broke them says nothing. */
export function unjudged({ suite, subjects, storms }: VerifyPlan, { property }: Options): readonly Ended[] {
  if (property !== undefined) return [];
  const judged = new Set([...subjects, ...storms].flatMap(({ properties }) => properties));
  const names = suite.properties.filter((one) => !judged.has(one)).map(({ name }) => name);
  if (names.length === 0) return [];
  const what = `${suite.name}: nothing judged ${names.join(', ')} ('storms' would: schedules judge what is given a time)`;
  return [{ exit: exits.inconclusive, broken: [what] }];
}
