/**
 * Matchers for handwritten tests: `expect(suite).toHold('Election Safety')` and
 * `expect(implementation).toRefine(model, scope)`. An inconclusive result fails, with `not` as well, because
 * it proves neither.
 */
import { expect } from 'vitest';
import {
  type Actor,
  allProperties,
  type CheckOptions,
  CodeError,
  check,
  exploreAll,
  isFamily,
  lockstep,
  looksLikeSuite,
  type Property,
  type Result,
  refinement,
  type Scope,
  type ScopeFamily,
  type Shape,
  type Suite,
  type System,
  slug,
  UsageError,
} from '../../checker/index.ts';
import { isActor } from '../../checker/semantics/validate-system.ts';
import { verdictText, violationText } from '../../reports/index.ts';
import { dedented, errorLines } from './failure.ts';

/** The options of `toHold` for a suite, as of `check`. */
export type HoldOptions = Omit<CheckOptions, 'property'>;

interface ProtocolMatchers<R> {
  /**
   * Passes if all properties of a suite hold, or the one that is given by its name or as a value. A system
   * needs the property as a value. The options are those of `check`.
   */
  toHold(property?: string | Property, options?: HoldOptions): R;
  /**
   * Passes if every step of an implementation is a step of the model, in a scope or system in which the two
   * play all roles.
   */
  toRefine<P extends Shape>(model: Actor<P>, where: Scope | ((actor: Actor<P>) => System<P>)): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares it so, and both must agree
  interface Matchers<T = any> extends ProtocolMatchers<void> {}
}

/** The verdict of a matcher, and its message. */
interface MatchResult {
  readonly verdict: 'holds' | 'violated' | 'inconclusive';
  readonly text: readonly string[];
}

expect.extend({
  toHold(received: unknown, property?: string | Property, options: HoldOptions = {}) {
    return matcherResult(this.isNot, () => checkHolds(received, property, options));
  },
  toRefine<P extends Shape>(
    received: Actor<P>,
    model: Actor<P>,
    where: Scope | ((actor: Actor<P>) => System<P>),
  ) {
    return matcherResult(this.isNot, () => {
      if (![received, model].every((one: unknown) => isActor(one)))
        throw new UsageError(
          'toRefine compares two actors, but one of the two is no actor; write expect(implementation).toRefine(model, scope)',
        );
      if (isFamily(where as Scope))
        throw new UsageError(
          "toRefine needs one scope, but got a family; pass a member, scopeOf(suite, 'family/member')",
        );
      const pair = lockstep(model, received);
      const system = typeof where === 'function' ? where(pair) : where.system(() => pair as unknown as Actor);
      return ofProperty(system as System, refinement);
    });
  },
});

function checkHolds(
  received: unknown,
  property: string | Property | undefined,
  options: HoldOptions,
): MatchResult {
  if (looksLikeSuite(received)) {
    const name = typeof property === 'string' ? property : property?.name;
    const verdict = check(withProperty(received, property), {
      ...options,
      ...(name !== undefined && { property: name }),
    });
    return { verdict: verdict.verdict, text: verdictText(verdict) };
  }
  if (!isSystem(received))
    throw new UsageError('toHold needs a suite or a system; pass one of them to expect(...)');
  if (typeof property !== 'object')
    throw new UsageError('toHold needs a property for a system; write expect(system).toHold(property)');
  if (Object.keys(options).length > 0)
    throw new UsageError(
      `toHold takes no options for a system, but got ${Object.keys(options).join(', ')}; leave them out`,
    );
  return ofProperty(received, property);
}

/** The suite with a further property, which replaces any other of the same name. */
function withProperty(suite: Suite, property: string | Property | undefined): Suite {
  if (typeof property !== 'object' || [...allProperties(suite), refinement].includes(property)) return suite;
  const others = (all: readonly Property[]) => all.filter(({ name }) => slug(name) !== slug(property.name));
  const without = <S extends Scope | ScopeFamily>(scope: S): S => ({
    ...scope,
    properties: others(scope.properties ?? []),
  });
  const scopes = Object.entries(suite.scopes).map(([name, scope]) => {
    if (!isFamily(scope)) return [name, without(scope)];
    const { members } = scope;
    const all = () =>
      Object.entries(typeof members === 'function' ? members() : members).map(
        ([member, one]) => [member, without(one)] as const,
      );
    return [name, { ...without(scope), members: () => Object.fromEntries(all()) }];
  });
  return {
    ...suite,
    properties: [property, ...others(suite.properties)],
    scopes: Object.fromEntries(scopes),
  };
}

function ofProperty(system: System, property: Property): MatchResult {
  const [result] = exploreAll(system, [property]).results as readonly [Result];
  const { verdict, because } = result;
  switch (verdict) {
    case 'violated':
      return { verdict, text: dedented(violationText(result).slice(1)) };
    case 'inconclusive':
      return { verdict, text: [`${property.name} is inconclusive: ${property.says} (${because})`] };
    case 'reached':
      return { verdict: 'holds', text: [`${property.name} is reached: ${property.says}`] };
    case 'holds':
      return { verdict, text: [`${property.name} holds: ${property.says}`] };
  }
}

function isSystem(value: unknown): value is System {
  return typeof value === 'object' && value !== null && 'nodes' in value && 'network' in value;
}

/** The result in the form of vitest. A wrong call fails with and without `not`. */
function matcherResult(isNot: boolean, find: () => MatchResult): { pass: boolean; message: () => string } {
  try {
    const { verdict, text } = find();
    const pass = verdict === 'inconclusive' ? isNot : verdict === 'holds';
    return { pass, message: () => text.join('\n') };
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof CodeError)) throw error;
    return { pass: isNot, message: () => errorLines(error).join('\n') };
  }
}
