/**
 * Matchers for tests written by hand: `expect(suite).toHold('Election Safety')`, `expect(implementation).toRefine(model, scope)`. What is
 * not decided fails, with `not` as well: it proves neither.
 */
import { expect } from 'vitest';
import {
  type Actor,
  allProperties,
  type CheckOptions,
  CodeError,
  check,
  exploreAll,
  lockstep,
  looksLikeSuite,
  type Property,
  type Result,
  refinement,
  type Scope,
  type Shape,
  type Suite,
  type System,
  slug,
  UsageError,
} from '../../checker/index.ts';
import { isActor } from '../../checker/semantics/validate-system.ts';
import { verdictText, violationText } from '../../reports/index.ts';
import { dedented, storyOf } from './failure.ts';

/** What `toHold` takes of a suite: as `check` does. */
export type HoldOptions = Omit<CheckOptions, 'property'>;

interface ProtocolMatchers<R> {
  /**
   * Everything that a suite promises holds, or one promise, by its name or itself; of a system one property, itself. Options as
   * `check` has them.
   */
  toHold(property?: string | Property, options?: HoldOptions): R;
  /** Every step of an implementation is a step of the model, in a scope or a system in which all roles are played by the two. */
  toRefine<P extends Shape>(model: Actor<P>, where: Scope | ((actor: Actor<P>) => System<P>)): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares it so, and both must agree
  interface Matchers<T = any> extends ProtocolMatchers<void> {}
}

interface Told {
  readonly verdict: 'holds' | 'violated' | 'inconclusive';
  readonly text: readonly string[];
}

expect.extend({
  toHold(received: unknown, property?: string | Property, options: HoldOptions = {}) {
    return answer(this.isNot, () => held(received, property, options));
  },
  toRefine<P extends Shape>(
    received: Actor<P>,
    model: Actor<P>,
    where: Scope | ((actor: Actor<P>) => System<P>),
  ) {
    return answer(this.isNot, () => {
      if (![received, model].every((one: unknown) => isActor(one)))
        throw new UsageError(
          'toRefine compares two actors: expect(implementation).toRefine(model, scope); one of them is none',
        );
      const pair = lockstep(model, received);
      const system = typeof where === 'function' ? where(pair) : where.system(() => pair as unknown as Actor);
      return ofProperty(system as System, refinement);
    });
  },
});

function held(received: unknown, property: string | Property | undefined, options: HoldOptions): Told {
  if (looksLikeSuite(received)) {
    const name = typeof property === 'string' ? property : property?.name;
    const verdict = check(promising(received, property), {
      ...options,
      ...(name !== undefined && { property: name }),
    });
    return { verdict: verdict.verdict, text: verdictText(verdict) };
  }
  if (!isSystem(received))
    throw new UsageError('toHold is for a suite, or for a system; expect(...) was given neither');
  if (typeof property !== 'object')
    throw new UsageError('of a system toHold takes the property itself: expect(system).toHold(property)');
  if (Object.keys(options).length > 0)
    throw new UsageError(
      `of a system toHold takes no options; ${Object.keys(options).join(', ')} are for a suite`,
    );
  return ofProperty(received, property);
}

/** The suite, promising a property that was made by hand, and nothing else by that name. */
function promising(suite: Suite, property: string | Property | undefined): Suite {
  if (typeof property !== 'object' || [...allProperties(suite), refinement].includes(property)) return suite;
  const others = (all: readonly Property[]) => all.filter(({ name }) => slug(name) !== slug(property.name));
  const scopes = Object.entries(suite.scopes).map(([name, scope]) => [
    name,
    { ...scope, properties: others(scope.properties ?? []) },
  ]);
  return {
    ...suite,
    properties: [property, ...others(suite.properties)],
    scopes: Object.fromEntries(scopes),
  };
}

function ofProperty(system: System, property: Property): Told {
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

/** What vitest wants to hear. A sentence about a wrong call fails either way. */
function answer(isNot: boolean, find: () => Told): { pass: boolean; message: () => string } {
  try {
    const { verdict, text } = find();
    const pass = verdict === 'inconclusive' ? isNot : verdict === 'holds';
    return { pass, message: () => text.join('\n') };
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof CodeError)) throw error;
    return { pass: isNot, message: () => storyOf(error).join('\n') };
  }
}
