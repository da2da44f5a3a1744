/** Validation of suites: `validateSuite` refuses missing parts and unknown names, before anything runs. */
import { codecBugProblems, codecProblems } from '../codecs/validate-codecs.ts';
import { isJudgedBySearch, type Property } from '../property/property.ts';
import { conditionProblems, kinds } from '../property/validate-property.ts';
import { isActor, nodeName, suiteName } from '../semantics/validate-system.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { isRecord, strangeFields } from '../values/shapes.ts';
import { listed } from '../values/suggestions.ts';
import { slug } from '../values/text.ts';
import {
  familyFields,
  memberProblems,
  membersOf,
  ownProperties,
  scopeFields,
  statedProperties,
} from './families/members.ts';
import { isFamily, type Refuted, type ScopeFamily, type Suite } from './suite.ts';

/**
 * Refuses a suite that lacks a part, or in which a name refers to nothing.
 *
 * @throws UsageError with one sentence: the problem, and what would be right.
 */
export function validateSuite(suite: unknown): void {
  const problem = problems(suite as Suite).next();
  if (problem.done === true) return;
  const { name } = suite as { name?: unknown };
  throw new UsageError(
    `suite ${typeof name === 'string' ? `'${name}'` : 'without a name'}: ${problem.value}`,
  );
}

/** The fields of a suite and of its parts. */
const suiteFields: readonly string[] = [
  'name',
  'says',
  'source',
  'roles',
  'monitor',
  'properties',
  'scopes',
  'bugs',
  'refuted',
  'codecs',
  'codecBugs',
  'storms',
  'sized',
  'statistics',
  'pictures',
] satisfies (keyof Suite)[];
const bugFields = ['says', 'source', 'breaks', 'scope', 'model', 'implementation', 'equivalent'];
const refutedFields = ['says', 'source', 'breaks', 'scope', 'shortest', 'roles', 'setting'];
const stormFields = ['scope', 'runs', 'actions'];

/** The problems of a suite; only the first is reported, so each check may rely on the ones before it. */
function* problems(suite: Suite): Generator<string> {
  if (typeof suite.name !== 'string' || !suiteName.test(suite.name))
    yield "'name' must be a word of lower-case letters, digits and hyphens, as the command and folders spell it";
  for (const text of ['says', 'source'] as const) {
    if (typeof suite[text] !== 'string') yield `'${text}' is missing; write one line`;
  }
  for (const part of ['roles', 'scopes', 'bugs'] as const) {
    if (!isRecord(suite[part])) yield `'${part}' must be a record`;
  }
  if (suite.refuted !== undefined && !isRecord(suite.refuted)) yield "'refuted' must be a record";
  if (!Array.isArray(suite.properties)) yield "'properties' must be a list";
  yield* strangeFields('a suite', suite, suiteFields);
  yield* caseProblems('scope', Object.keys(suite.scopes));
  yield* caseProblems('bug', Object.keys(suite.bugs));
  yield* roleProblems(suite);
  yield* propertyProblems(suite);
  yield* scopeProblems(suite);
  yield* stormProblems(suite);
  yield* pictureProblems(suite);
  yield* bugProblems(suite);
  yield* refutedProblems(suite);
  yield* codecProblems(suite.codecs);
  yield* codecBugProblems(suite.codecBugs, suite.codecs, (id) => codecBugIdProblem(suite, id));
}

/** Names that differ only in case: many file systems and the words of subjects ignore case. */
function* caseProblems(what: string, names: readonly string[]): Generator<string> {
  const first = new Map<string, string>();
  for (const name of names) {
    const other = first.get(name.toLowerCase());
    if (other !== undefined) yield `${what}s '${other}' and '${name}' differ only in case; rename one`;
    first.set(name.toLowerCase(), name);
  }
}

function* roleProblems({ roles }: Suite): Generator<string> {
  if (Object.keys(roles).length === 0) yield "'roles' is empty; add at least one role";
  for (const [role, actors] of Object.entries(roles)) {
    if (!isActor(actors?.model))
      yield `role '${role}' has no model; make one with kit.role({ name: '${role}', machine, view }), or write an actor by hand`;
    if (actors.implementation !== undefined && !isActor(actors.implementation))
      yield `the implementation of role '${role}' is no actor; give kit.role(...) the implementation, or make one with kit.implementation(...)`;
    yield* strangeFields(`role '${role}'`, actors, ['model', 'implementation']);
  }
}

function* propertyProblems(suite: Suite): Generator<string> {
  if (suite.properties.length === 0) yield "'properties' is empty; add at least one property";
  const names = new Set<string>();
  const own = Object.values(suite.scopes).flatMap((entry) => [statedProperties(entry)].flat());
  for (const property of new Set([...suite.properties, ...own])) {
    if (!isRecord(property) || typeof property.name !== 'string' || !kinds.includes(property.kind))
      yield `'properties' contains a value that is no property; make each with kit.${kinds.join(', kit.')}`;
    if (slug(property.name) === '') yield `property '${property.name}' has a name without letters or digits`;
    if (names.has(slug(property.name))) yield `it has two properties named '${property.name}'; rename one`;
    if (slug(property.name) === 'refinement')
      yield `property '${property.name}' has the name of the property that every lockstep checks; rename it`;
    if (slug(property.name) === 'no-step-fails')
      yield `property '${property.name}' has the name of the property that every adapter is checked for; rename it`;
    names.add(slug(property.name));
    yield* conditionProblems(property);
  }
}

/** Properties that a scope lists, or a member, although the suite lists them for all scopes. */
function* repeatedProblems({ scopes, properties }: Suite): Generator<string> {
  for (const [name, scope] of Object.entries(scopes)) {
    const repeated = statedProperties(scope).find((property) => properties.includes(property));
    if (repeated !== undefined)
      yield `${isFamily(scope) ? 'family' : 'scope'} '${name}' lists property '${repeated.name}', which the suite lists for all scopes; list it in one of them`;
  }
}

function* scopeProblems(suite: Suite): Generator<string> {
  const { scopes, sized, statistics = [] } = suite;
  const known = Object.keys(scopes);
  if (!known.includes('default'))
    yield `it has no scope 'default', which verify explores; it has ${known.join(', ') || 'none'}`;
  for (const [name, scope] of Object.entries(scopes)) {
    if (isFamily(scope)) {
      yield* familyProblems(name, scope, known);
      continue;
    }
    if (typeof scope?.system !== 'function') yield `scope '${name}' needs 'system', a function`;
    yield* strangeFields(`scope '${name}'`, scope, scopeFields);
    if (scope.says !== undefined && typeof scope.says !== 'string')
      yield `the 'says' of scope '${name}' must be a line`;
    if (scope.properties !== undefined && !Array.isArray(scope.properties))
      yield `the 'properties' of scope '${name}' must be a list`;
    if (scope.adapterInputs !== undefined && !isListOfWords(scope.adapterInputs))
      yield `the 'adapterInputs' of scope '${name}' must be a list of types of inputs`;
  }
  yield* repeatedProblems(suite);
  if (sized !== undefined && typeof sized !== 'function')
    yield "'sized' must be a function that makes the scope, or the family, with so many nodes";
  if (!Array.isArray(statistics)) return yield "'statistics' must be a list";
  for (const statistic of statistics as readonly unknown[]) {
    if (!isRecord(statistic) || typeof statistic.name !== 'string' || typeof statistic.of !== 'function')
      yield "'statistics' contains a value that is no statistic; each needs 'name', a word or two, and 'of', a function";
  }
}

function isListOfWords(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string');
}

/** The problems of a family; those of members that a function returns are found when it is called. */
function* familyProblems(name: string, family: ScopeFamily, known: readonly string[]): Generator<string> {
  yield* strangeFields(`family '${name}'`, family, familyFields);
  if (family.says !== undefined && typeof family.says !== 'string')
    yield `the 'says' of family '${name}' must be a line`;
  if (family.properties !== undefined && !Array.isArray(family.properties))
    yield `the 'properties' of family '${name}' must be a list`;
  const taken = known.find((other) => other.startsWith(`${name}/`));
  if (taken !== undefined) yield `scope '${taken}' has the name of a member of family '${name}'; rename one`;
  if (typeof family.members !== 'function') yield* memberProblems(name, family.members);
}

/** The problem of a scope's name that a part of a suite gives: it must be a scope, a family or a member. */
function* scopeNameProblems(what: string, scope: unknown, { scopes }: Suite): Generator<string> {
  const name = String(scope);
  if (Object.hasOwn(scopes, name)) return;
  const [family = '', ...rest] = name.split('/');
  const entry = Object.hasOwn(scopes, family) ? scopes[family as 'default'] : undefined;
  if (rest.length === 0 || !isFamily(entry))
    return yield `${what} names scope '${name}'; it has ${Object.keys(scopes).join(', ')}`;
  const members = [...membersOf(family, entry).keys()];
  if (!members.includes(rest.join('/')))
    yield `${what} names scope '${name}', but family '${family}' has no such member; it has ${listed(members)}`;
}

/**
 * The properties of a scope, a family or a member besides those of the suite. A function `members` is called
 * only if `breaks` is not among the properties that are known without it.
 */
function propertiesIn({ scopes, properties }: Suite, scope: string, breaks: Property): readonly Property[] {
  const [family = '', ...rest] = Object.hasOwn(scopes, scope) ? [scope] : scope.split('/');
  const entry = scopes[family as 'default'];
  if (rest.length > 0 && isFamily(entry))
    return membersOf(family, entry).get(rest.join('/'))?.properties ?? [];
  const stated = statedProperties(entry);
  return [properties, stated].flat().includes(breaks) ? stated : ownProperties(family, entry);
}

function* pictureProblems({ pictures = {} }: Suite): Generator<string> {
  if (!isRecord(pictures))
    return yield "'pictures' must be a record: a picture for each word that show --as takes";
  for (const [name, picture] of Object.entries(pictures as Readonly<Record<string, unknown>>)) {
    if (!suiteName.test(name))
      yield `picture '${name}' needs a name of lower-case letters, digits and hyphens, as show --as takes it`;
    const { widthPx, heightPx, draw } = (isRecord(picture) ? picture : {}) as Readonly<
      Record<string, unknown>
    >;
    if (!(Number(widthPx) > 0 && Number(heightPx) > 0) || typeof draw !== 'function')
      yield `picture '${name}' needs 'widthPx' and 'heightPx', numbers, and 'draw', a function`;
  }
}

function* stormProblems(suite: Suite): Generator<string> {
  const { storms = [] } = suite;
  if (!Array.isArray(storms)) return yield "'storms' must be a list of { scope, runs, actions }";
  for (const storm of storms as readonly Readonly<Record<string, unknown>>[]) {
    if (!isRecord(storm)) return yield "'storms' must be a list of { scope, runs, actions }";
    yield* strangeFields('a storm', storm, stormFields);
    yield* scopeNameProblems('a storm', storm.scope, suite);
    const isPositive = (value: unknown) => Number.isInteger(value) && (value as number) >= 1;
    const { scope, runs, actions } = storm;
    if (!isPositive(runs))
      yield `the storm of scope '${scope}' has 'runs' ${runs}; it must be a whole number, 1 or more`;
    const lengths = Array.isArray(actions) ? actions : [actions];
    if (lengths.length === 0 || !lengths.every(isPositive))
      yield `the storm of scope '${scope}' has 'actions' ${canonical(actions)}; it must be a whole number, 1 or more, or a list of such numbers`;
  }
}

function* bugProblems(suite: Suite): Generator<string> {
  const { bugs, properties, roles } = suite;
  for (const [id, bug] of Object.entries(bugs)) {
    if (!nodeName.test(id) || /^\.+$/.test(id))
      yield `bug '${id}' has a name that is invalid in flags and files; use letters, digits, '_', '.' and '-'`;
    if (!isRecord(bug) || (bug.model === undefined && bug.implementation === undefined))
      yield `bug ${id} has no actor; give it a 'model', an 'implementation', or both`;
    yield* strangeFields(`bug ${id}`, bug, bugFields);
    for (const text of ['says', 'source'] as const)
      if (typeof bug[text] !== 'string') yield `bug ${id} has no '${text}'; write one line`;
    if (bug.equivalent !== undefined && typeof bug.equivalent !== 'string')
      yield `the 'equivalent' of bug ${id} must be a text, the reason why no check can catch it`;
    yield* scopeNameProblems(`bug ${id}`, bug.scope, suite);
    if (!isRecord(bug.breaks))
      yield `bug ${id} breaks ${bug.breaks === undefined ? 'nothing' : `'${bug.breaks}'`}; let 'breaks' be the property itself, as kit.${kinds.join(', kit.')} return it`;
    if (![properties, propertiesIn(suite, bug.scope, bug.breaks)].flat().includes(bug.breaks))
      yield `bug ${id} breaks '${bug.breaks.name}', which is a property neither of the suite nor of scope '${bug.scope}'; add it to the 'properties' of one of them`;
    for (const side of ['model', 'implementation'] as const) {
      if (bug[side] === undefined) continue;
      if (!isRecord(bug[side]))
        yield `the ${side} of bug ${id} must be a record of an actor for each role that it changes`;
      for (const [role, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(bug[side]))) {
        if (!Object.hasOwn(roles, role))
          yield `bug ${id} names role '${role}'; it has ${Object.keys(roles).join(', ')}`;
        // A getter is of a role, which makes its actor when it is first read.
        if (get === undefined && !isActor(value)) yield `bug ${id} has no actor for role '${role}'`;
      }
    }
    if (bug.implementation !== undefined && !Object.values(roles).every((actors) => actors.implementation))
      yield `bug ${id} has an implementation, but not every role of the suite has one to compare it with`;
  }
}

/** The problem of the id of a codec's bug, among all ids of the suite. */
function codecBugIdProblem({ bugs, refuted = {}, codecBugs = {} }: Suite, id: string): string | undefined {
  if (!nodeName.test(id) || /^\.+$/.test(id))
    return `bug '${id}' has a name that is invalid in flags and files; use letters, digits, '_', '.' and '-'`;
  const others = [...Object.keys(bugs), ...Object.keys(refuted), ...Object.keys(codecBugs)];
  const other = others.find((one) => one.toLowerCase() === id.toLowerCase() && one !== id);
  const isTwice = Object.hasOwn(bugs, id) || Object.hasOwn(refuted, id);
  return other === undefined && !isTwice ? undefined : `bug ${id} has the name of ${other ?? id}; rename one`;
}

function* refutedProblems(suite: Suite): Generator<string> {
  const { refuted = {}, bugs, properties, roles } = suite;
  yield* caseProblems('refuted claim', Object.keys(refuted));
  const bugOf = new Map(Object.keys(bugs).map((bug) => [bug.toLowerCase(), bug]));
  for (const [id, claim] of Object.entries(refuted)) {
    const what = `refuted claim ${id}`;
    if (!nodeName.test(id) || /^\.+$/.test(id))
      yield `refuted claim '${id}' has a name that is invalid in flags and files; use letters, digits, '_', '.' and '-'`;
    const bug = bugOf.get(id.toLowerCase());
    if (bug !== undefined) yield `${what} has the name of bug ${bug}; rename one`;
    if (!isRecord(claim))
      yield `${what} must be a record with 'says', 'source', 'breaks', 'scope' and 'shortest'`;
    yield* strangeFields(what, claim, refutedFields);
    for (const text of ['says', 'source'] as const)
      if (typeof claim[text] !== 'string') yield `${what} has no '${text}'; write one line`;
    yield* scopeNameProblems(what, claim.scope, suite);
    const checked = [properties, propertiesIn(suite, claim.scope, claim.breaks)].flat();
    if (!checked.includes(claim.breaks))
      yield `${what} must break a property of the suite or of scope ${claim.scope}; give 'breaks' the property itself, one of ${checked.map(({ name }) => name).join(', ')}`;
    yield* lengthProblems(what, claim);
    if (claim.roles !== undefined && !isRecord(claim.roles))
      yield `the 'roles' of ${what} must be a record of an actor for each role that it changes`;
    for (const [role, actor] of Object.entries(claim.roles ?? {})) {
      if (!Object.hasOwn(roles, role))
        yield `${what} names role '${role}'; it has ${Object.keys(roles).join(', ')}`;
      if (!isActor(actor)) yield `${what} has no actor for role '${role}'`;
    }
  }
}

/** The problems of `shortest`: it must fit the counterexamples that a search finds for the property. */
function* lengthProblems(what: string, { breaks, shortest }: Refuted): Generator<string> {
  if (breaks.kind === 'sometimes')
    yield `${what} breaks '${breaks.name}', which no counterexample refutes (sometimes); name a property of another kind`;
  if (!isJudgedBySearch(breaks))
    yield `${what} breaks '${breaks.name}', which no search can judge; give the property 'fairness'`;
  const isLasso = breaks.kind === 'leadsTo' || breaks.kind === 'settles';
  const steps: readonly unknown[] = isLasso
    ? isRecord(shortest)
      ? [shortest.stem, shortest.loop]
      : [undefined]
    : [shortest];
  if (isLasso && isRecord(shortest))
    yield* strangeFields(`'shortest' of ${what}`, shortest, ['stem', 'loop']);
  if (!steps.every((count) => Number.isInteger(count) && (count as number) >= 0))
    yield `${what} has 'shortest' ${JSON.stringify(shortest)}; it must be ${isLasso ? '{ stem, loop }, the numbers of steps of the shortest lasso that violates' : 'the number of steps of the shortest counterexample to'} '${breaks.name}'`;
}
