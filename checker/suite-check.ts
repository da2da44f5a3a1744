/** Suites that make no sense, said before anything runs: names that nothing bears, parts that are missing. */
import { UsageError } from './errors.ts';
import { fairKinds } from './fairness.ts';
import { allPromises } from './promised.ts';
import type { Property } from './property.ts';
import { isActor, isRecord, strangeFields } from './shapes.ts';
import type { Suite } from './suite.ts';
import { nodeName } from './validate.ts';

const kinds: readonly string[] = [
  'always',
  'step',
  'sometimes',
  'possible',
  'leadsTo',
  'settles',
  'inductive',
] satisfies Property['kind'][];

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

/** The fields of a suite, of a property of each kind, and of the parts of a suite. */
const suiteFields: readonly string[] = [
  'name',
  'says',
  'source',
  'roles',
  'monitor',
  'properties',
  'scopes',
  'bugs',
  'storms',
  'sized',
  'statistics',
] satisfies (keyof Suite)[];
const says = ['name', 'says', 'source'];
const conditions = ['node', 'pair', 'world'];
const ownFields: Readonly<Record<Property['kind'], readonly string[]>> = {
  always: ['premise'],
  step: ['holds', 'premise', 'survivesRestart'],
  sometimes: [],
  possible: ['from'],
  leadsTo: ['from', 'fairness'],
  settles: ['withinMs', 'fairness'],
  inductive: ['worlds'],
};
/** How a property is held by the checker, beside what its author wrote. */
const heldFields = ['kind', 'over'];
const bugFields = ['says', 'source', 'breaks', 'scope', 'model', 'implementation', 'equivalent'];
const scopeFields = ['says', 'system', 'properties'];
const stormFields = ['scope', 'runs', 'actions'];

function* problems(suite: Suite): Generator<string> {
  if (typeof suite.name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(suite.name))
    yield "'name' must be a word of lower-case letters, digits and hyphens, as the command and folders spell it";
  for (const text of ['says', 'source'] as const) {
    if (typeof suite[text] !== 'string') yield `'${text}' is missing; write one line`;
  }
  for (const part of ['roles', 'scopes', 'bugs'] as const) {
    if (!isRecord(suite[part])) yield `'${part}' must be a record`;
  }
  if (!Array.isArray(suite.properties)) yield "'properties' must be a list";
  yield* strangeFields('a suite', suite, suiteFields);
  yield* castProblems(suite);
  yield* propertyProblems(suite);
  yield* scopeProblems(suite);
  yield* stormProblems(suite);
  yield* bugProblems(suite);
}

function* castProblems({ roles }: Suite): Generator<string> {
  if (Object.keys(roles).length === 0) yield "'roles' is empty; name who takes part";
  for (const [role, cast] of Object.entries(roles)) {
    if (!isActor(cast?.model))
      yield `role '${role}' has no model; make one with kit.model(machine, { view }), or write an actor by hand`;
    if (cast.implementation !== undefined && !isActor(cast.implementation))
      yield `the implementation of role '${role}' is no actor; make one with kit.implementation(...)`;
    yield* strangeFields(`role '${role}'`, cast, ['model', 'implementation']);
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
    names.add(slug(property.name));
    yield* conditionProblems(property);
    yield* livenessProblems(property);
  }
}

function* conditionProblems(property: Property): Generator<string> {
  const { kind, name, over } = property;
  const what = `property '${name}'`;
  for (const text of ['says', 'source'] as const)
    if (typeof property[text] !== 'string' || property[text].trim() === '')
      yield `${what} has no '${text}'; write ${text === 'says' ? 'what it promises, in a sentence' : 'where it is promised: a paper and its section, or your own words'}`;
  const own = ownFields[kind];
  const known = [...says, ...(kind === 'step' ? [] : conditions), ...own];
  yield* strangeFields(`${what} (${kind})`, property, [...known, ...heldFields]);
  if (!isRecord(over)) return yield `${what} has no condition; make it with kit.${kind}(...)`;
  yield* strangeFields(`${what} (${kind})`, over, known);
  if (kind === 'step') yield* stepProblems(what, over);
  else yield* overProblems(what, over);
  if ('from' in property && property.from !== undefined) {
    if (!isRecord(property.from))
      return yield `the 'from' of ${what} must be a condition: { node }, { pair } or { world }`;
    yield* strangeFields(`the 'from' of ${what}`, property.from, conditions);
    yield* overProblems(`the 'from' of ${what}`, property.from);
  }
}

function* stepProblems(what: string, over: Readonly<Record<string, unknown>>): Generator<string> {
  if (typeof over.holds !== 'function')
    yield `${what} has no condition; give it 'holds', a function of a step`;
  if (over.premise !== undefined && typeof over.premise !== 'function')
    yield `the premise of ${what} must be a function of a step`;
  if (over.survivesRestart !== undefined && typeof over.survivesRestart !== 'boolean')
    yield `'survivesRestart' of ${what} must be true or false`;
}

function* overProblems(what: string, over: object): Generator<string> {
  const given = conditions.filter((one) => one in over && over[one as never] !== undefined);
  const named = given.map((one) => `'${one}'`).join(' and ');
  if (given.length === 0)
    yield `${what} has no condition; give it one of 'node', 'pair' and 'world', a function of what it looks at`;
  if (given.length > 1)
    yield `${what} has ${named}; a condition is on one of them, so make two properties of it`;
  if (typeof over[given[0] as never] !== 'function') yield `${named} of ${what} must be a function`;
  const { premise } = over as { readonly premise?: unknown };
  if (premise !== undefined && typeof premise !== 'function')
    yield `the premise of ${what} must be a function`;
}

function* livenessProblems(property: Property): Generator<string> {
  const { kind, name } = property;
  if (kind === 'inductive' && typeof property.worlds !== 'function')
    yield `'${name}' lists no worlds to begin from; give it 'worlds', a function`;
  if (kind !== 'leadsTo' && kind !== 'settles') return;
  if (kind === 'leadsTo' && !isRecord(property.from))
    yield `'${name}' does not say from when it is due; give it 'from', a condition`;
  if (kind === 'settles') yield* settlesProblems(property);
  const { fairness = {} } = property;
  if (!isRecord(fairness)) return yield `the fairness of '${name}' must be { weak, strong }, each a list`;
  yield* strangeFields(`the fairness of '${name}'`, fairness, ['weak', 'strong']);
  const { weak = [], strong = [] } = fairness;
  if (!Array.isArray(weak) || !Array.isArray(strong))
    return yield `the fairness of '${name}' must be { weak, strong }, each a list`;
  for (const family of [...weak, ...strong] as string[]) {
    const [type = ''] = String(family).split(' ');
    if (!fairKinds.some((kind) => kind === type))
      yield `the fairness of '${name}' names '${family}'; it speaks of ${fairKinds.join(', ')}, the first three with a name after it if you like`;
    if (kind === 'settles' && type === 'input')
      yield `the fairness of '${name}' names '${family}', but in calm nobody asks for anything`;
  }
}

function* settlesProblems({
  name,
  withinMs,
  fairness,
}: Property & { readonly kind: 'settles' }): Generator<string> {
  if (withinMs === undefined && fairness === undefined)
    yield `'${name}' can be judged by nobody; give it 'withinMs' for schedules, 'fairness' for a search, or both`;
  if (withinMs !== undefined && !(Number.isFinite(withinMs) && withinMs > 0))
    yield `'withinMs' of '${name}' is ${withinMs}; it must be a time in milliseconds, above 0`;
}

function* scopeProblems({ scopes, sized, statistics = [] }: Suite): Generator<string> {
  const known = Object.keys(scopes);
  if (!known.includes('default'))
    yield `it has no scope 'default', which verify explores; it has ${known.join(', ') || 'none'}`;
  for (const [name, scope] of Object.entries(scopes)) {
    if (!nodeName.test(name)) yield `scope '${name}' ${unfit}`;
    if (typeof scope?.system !== 'function' || typeof scope.says !== 'string')
      yield `scope '${name}' needs 'says', a line, and 'system', a function`;
    yield* strangeFields(`scope '${name}'`, scope, scopeFields);
    if (scope.properties !== undefined && !Array.isArray(scope.properties))
      yield `the 'properties' of scope '${name}' must be a list`;
  }
  if (sized !== undefined && typeof sized !== 'function')
    yield "'sized' must be a function that makes the scope with so many nodes";
  if (!Array.isArray(statistics)) return yield "'statistics' must be a list";
  for (const statistic of statistics as readonly unknown[]) {
    if (!isRecord(statistic) || typeof statistic.name !== 'string' || typeof statistic.of !== 'function')
      yield "'statistics' holds what is none; each needs 'name', a word or two, and 'of', a function";
  }
}

function* stormProblems({ scopes, storms = [] }: Suite): Generator<string> {
  if (!Array.isArray(storms)) return yield "'storms' must be a list of { scope, runs, actions }";
  for (const storm of storms as readonly Readonly<Record<string, unknown>>[]) {
    if (!isRecord(storm)) return yield "'storms' must be a list of { scope, runs, actions }";
    yield* strangeFields('a storm', storm, stormFields);
    if (!Object.hasOwn(scopes, String(storm.scope)))
      yield `a storm names scope '${storm.scope}'; it has ${Object.keys(scopes).join(', ')}`;
    for (const [field, least] of [
      ['runs', 1],
      ['actions', 0],
    ] as const)
      if (!Number.isInteger(storm[field]) || (storm[field] as number) < least)
        yield `the storm of scope '${storm.scope}' has '${field}' ${storm[field]}; it must be a whole number, ${least} or more`;
  }
}

function* bugProblems({ bugs, properties, scopes, roles }: Suite): Generator<string> {
  const ids = new Map<string, string>();
  for (const [id, bug] of Object.entries(bugs)) {
    if (!nodeName.test(id) || /^\.+$/.test(id)) yield `bug '${id}' ${unfit}`;
    const twin = ids.get(id.toLowerCase());
    if (twin !== undefined)
      yield `bugs '${twin}' and '${id}' differ only by case, as files and flags do not; rename one`;
    ids.set(id.toLowerCase(), id);
    if (!isRecord(bug) || (bug.model === undefined && bug.implementation === undefined))
      yield `bug ${id} names nobody who makes it; give it a 'model', an 'implementation', or both`;
    yield* strangeFields(`bug ${id}`, bug, bugFields);
    for (const text of ['says', 'source'] as const)
      if (typeof bug[text] !== 'string') yield `bug ${id} has no '${text}'; write one line`;
    const own = scopes[bug.scope as 'default']?.properties ?? [];
    const promised = [...properties, ...own].map(({ name }) => name);
    if (bug.equivalent !== undefined && typeof bug.equivalent !== 'string')
      yield `bug ${id} must say in words why it is 'equivalent'`;
    if (!promised.some((name) => slug(name) === slug(String(bug.breaks))))
      yield `bug ${id} breaks '${bug.breaks}', which is no property; properties: ${promised.join(', ')}`;
    if (!Object.hasOwn(scopes, bug.scope))
      yield `bug ${id} names scope '${bug.scope}'; it has ${Object.keys(scopes).join(', ')}`;
    for (const side of ['model', 'implementation'] as const) {
      if (bug[side] === undefined) continue;
      if (!isRecord(bug[side]))
        yield `the ${side} of bug ${id} must be a record: who plays each role that it changes`;
      for (const [role, actor] of Object.entries(bug[side])) {
        if (!Object.hasOwn(roles, role))
          yield `bug ${id} names role '${role}'; it has ${Object.keys(roles).join(', ')}`;
        if (!isActor(actor)) yield `bug ${id} has no actor for role '${role}'`;
      }
    }
    if (bug.implementation !== undefined && !Object.values(roles).every((cast) => cast.implementation))
      yield `bug ${id} has an implementation, but the suite has none of each role to compare it with`;
  }
}

/** What is wrong with a name that stands in flags and in the names of files. */
const unfit = "has a name that flags and files cannot carry; use letters, digits, '_', '.' and '-'";

/** A name as flags and file names spell it: lower case, hyphens for everything else. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
