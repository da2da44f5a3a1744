/** Suites that make no sense, said before anything runs: names that nothing bears, parts that are missing. */
import { UsageError } from './errors.ts';
import { fairKinds } from './fairness.ts';
import { allPromises } from './promised.ts';
import type { Property } from './property.ts';
import type { Suite } from './suite.ts';

const kinds: readonly string[] = [
  'always',
  'step',
  'sometimes',
  'possible',
  'leadsTo',
  'settles',
  'inductive',
] satisfies Property['kind'][];

/** A name of a suite, as the command, folders and traces spell it. */
export const suiteName = /^[a-z][a-z0-9-]*$/;

/** Whether a value means to be a suite: whether it is a sound one is for `refuseUnsound` to say. */
export function looksLikeSuite(value: unknown): value is Suite {
  return isRecord(value) && 'roles' in value && 'scopes' in value && 'properties' in value;
}

/**
 * Refuses a suite that lacks a part, or names what it does not have.
 *
 * @throws UsageError in one sentence that says what is wrong and what would be right.
 */
export function refuseUnsound(suite: unknown): void {
  const problem = problems(suite as Suite).next();
  if (problem.done === true) return;
  const { name } = suite as { name?: unknown };
  throw new UsageError(
    `suite ${typeof name === 'string' ? `'${name}'` : 'without a name'}: ${problem.value}`,
  );
}

function* problems(suite: Suite): Generator<string> {
  if (typeof suite.name !== 'string' || !suiteName.test(suite.name))
    yield "'name' must be a word of lower-case letters, digits and hyphens, as the command and folders spell it";
  for (const text of ['says', 'source'] as const) {
    if (typeof suite[text] !== 'string') yield `'${text}' is missing; write one line`;
  }
  for (const part of ['roles', 'scopes', 'bugs'] as const) {
    if (!isRecord(suite[part])) yield `'${part}' must be a record`;
  }
  if (!Array.isArray(suite.properties)) yield "'properties' must be a list";
  yield* caseProblems('scope', Object.keys(suite.scopes));
  yield* caseProblems('bug', Object.keys(suite.bugs));
  yield* castProblems(suite);
  yield* propertyProblems(suite);
  yield* scopeProblems(suite);
  yield* bugProblems(suite);
}

/** Many file systems, and the words of subjects, do not tell them apart. */
function* caseProblems(what: string, names: readonly string[]): Generator<string> {
  const first = new Map<string, string>();
  for (const name of names) {
    const other = first.get(name.toLowerCase());
    if (other !== undefined) yield `${what}s '${other}' and '${name}' differ only in case; rename one`;
    first.set(name.toLowerCase(), name);
  }
}

function* castProblems({ roles }: Suite): Generator<string> {
  if (Object.keys(roles).length === 0) yield "'roles' is empty; name who takes part";
  for (const [role, cast] of Object.entries(roles)) {
    if (!isActor(cast?.model))
      yield `role '${role}' has no model; make one with kit.model(machine, { view }), or write an actor by hand`;
    if (cast.implementation !== undefined && !isActor(cast.implementation))
      yield `the implementation of role '${role}' is no actor; make one with kit.implementation(...)`;
  }
}

function* propertyProblems(suite: Suite): Generator<string> {
  if (suite.properties.length === 0) yield "'properties' is empty; promise something";
  const names = new Set<string>();
  for (const property of allPromises(suite)) {
    if (!isRecord(property) || typeof property.name !== 'string' || !kinds.includes(property.kind))
      yield `'properties' holds what is none; make each with kit.${kinds.join(', kit.')}`;
    if (slug(property.name) === '') yield `property '${property.name}' has a name without letters or digits`;
    if (names.has(slug(property.name))) yield `it has two properties named '${property.name}'; rename one`;
    if (slug(property.name) === 'refinement')
      yield `property '${property.name}' has the name of what every lockstep promises; rename it`;
    names.add(slug(property.name));
    yield* livenessProblems(property);
  }
}

function* livenessProblems(property: Property): Generator<string> {
  const { kind, name } = property;
  if (kind === 'inductive' && typeof property.worlds !== 'function')
    yield `'${name}' lists no worlds to begin from; give it 'worlds', a function`;
  if (kind !== 'leadsTo' && kind !== 'settles') return;
  if (kind === 'leadsTo' && !isRecord(property.from))
    yield `'${name}' does not say from when it is due; give it 'from', a condition`;
  if (kind === 'settles' && property.withinMs === undefined && property.fairness === undefined)
    yield `'${name}' can be judged by nobody; give it 'withinMs' for schedules, 'fairness' for a search, or both`;
  const { weak = [], strong = [] } = property.fairness ?? {};
  for (const family of [...weak, ...strong] as string[]) {
    const [type = ''] = family.split(' ');
    if (!fairKinds.some((kind) => kind === type))
      yield `the fairness of '${name}' names '${family}'; it speaks of ${fairKinds.join(', ')}, the first three with a name after it if you like`;
    if (kind === 'settles' && type === 'input')
      yield `the fairness of '${name}' names '${family}', but in calm nobody asks for anything`;
  }
}

function* scopeProblems({ scopes, storms = [], sized, statistics = [] }: Suite): Generator<string> {
  const known = Object.keys(scopes);
  if (!known.includes('default'))
    yield `it has no scope 'default', which verify explores; it has ${known.join(', ') || 'none'}`;
  for (const [name, scope] of Object.entries(scopes)) {
    if (typeof scope?.system !== 'function' || typeof scope.says !== 'string')
      yield `scope '${name}' needs 'says', a line, and 'system', a function`;
  }
  for (const { scope } of storms) {
    if (!known.includes(scope)) yield `a storm names scope '${scope}'; it has ${known.join(', ')}`;
  }
  if (sized !== undefined && typeof sized !== 'function')
    yield "'sized' must be a function that makes the scope with so many nodes";
  for (const statistic of statistics as readonly unknown[]) {
    if (!isRecord(statistic) || typeof statistic.name !== 'string' || typeof statistic.of !== 'function')
      yield "'statistics' holds what is none; each needs 'name', a word or two, and 'of', a function";
  }
}

function* bugProblems({ bugs, properties, scopes, roles }: Suite): Generator<string> {
  for (const [id, bug] of Object.entries(bugs)) {
    const own = scopes[bug.scope as 'default']?.properties ?? [];
    const promised = [...properties, ...own].map(({ name }) => name);
    if (!isRecord(bug) || !isRecord(bug.model))
      yield `bug ${id} names nobody who makes it; give it a 'model'`;
    if (bug.equivalent !== undefined && typeof bug.equivalent !== 'string')
      yield `bug ${id} must say in words why it is 'equivalent'`;
    if (!promised.some((name) => slug(name) === slug(String(bug.breaks))))
      yield `bug ${id} breaks '${bug.breaks}', which is no property; properties: ${promised.join(', ')}`;
    if (!Object.hasOwn(scopes, bug.scope))
      yield `bug ${id} names scope '${bug.scope}'; it has ${Object.keys(scopes).join(', ')}`;
    for (const [role, actor] of Object.entries({ ...bug.implementation, ...bug.model })) {
      if (!Object.hasOwn(roles, role))
        yield `bug ${id} names role '${role}'; it has ${Object.keys(roles).join(', ')}`;
      if (!isActor(actor)) yield `bug ${id} has no actor for role '${role}'`;
    }
  }
}

function isActor(value: unknown): boolean {
  const { init, step, view } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return [init, step, view].every((part) => typeof part === 'function');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name as flags and file names spell it: lower case, hyphens for everything else. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
