/**
 * The members of a family: this file builds them once, validates them, and gives each the properties of its
 * family.
 */
import { calling, object } from '../../actors/user-code.ts';
import type { Property } from '../../property/property.ts';
import { conditionProblems, kinds } from '../../property/validate-property.ts';
import { UsageError } from '../../values/errors.ts';
import { isRecord, strangeFields } from '../../values/shapes.ts';
import { isFamily, type Members, type Scope, type ScopeFamily } from './scope.ts';

/** The fields of a scope and of a family. */
export const scopeFields = ['says', 'system', 'properties', 'adapterInputs'];
export const familyFields = ['says', 'properties', 'members'];

/** The names of members that flags and shells need not quote. */
const memberName = /^(?!__proto__$)\w[\w.,:+=-]*$/;

/** The members of a family by name, each with the properties of the family before its own. */
const built = new WeakMap<ScopeFamily, ReadonlyMap<string, Scope>>();

/**
 * The members of a family, by name and in order.
 *
 * @param name - the name of the family, for errors
 * @throws UsageError if the function `members` returns no valid members.
 */
export function membersOf(name: string, family: ScopeFamily): ReadonlyMap<string, Scope> {
  const known = built.get(family);
  if (known !== undefined) return known;
  const { members: given, properties = [] } = family;
  const members =
    typeof given === 'function'
      ? calling(`'members' of family '${name}'`, () => object('the members', given()))
      : given;
  const problem = memberProblems(name, members).next();
  if (problem.done !== true) throw new UsageError(problem.value);
  const scopes = new Map<string, Scope>();
  for (const [member, scope] of Object.entries(members)) {
    const all = [...properties, ...(scope.properties ?? [])];
    scopes.set(member, { ...scope, ...(all.length > 0 && { properties: all }) });
  }
  built.set(family, scopes);
  return scopes;
}

/** The problems of the members of a family, one sentence each. */
export function* memberProblems(family: string, members: Members): Generator<string> {
  if (!isRecord(members) || members instanceof Promise)
    return yield `the 'members' of family '${family}' must be a record of scopes, or a function that returns one`;
  const entries = Object.entries(members as Readonly<Record<string, Scope | undefined>>);
  if (entries.length === 0) yield `family '${family}' has no members; give it at least one scope`;
  const first = new Map<string, string>();
  for (const [name, scope] of entries) {
    const what = `member '${name}' of family '${family}'`;
    if (!memberName.test(name))
      yield `${what} has a name that flags cannot carry; begin it with a letter or a digit, and use letters, digits and _ . , : + = -`;
    const other = first.get(name.toLowerCase());
    if (other !== undefined)
      yield `members '${other}' and '${name}' of family '${family}' differ only in case; rename one`;
    first.set(name.toLowerCase(), name);
    if (isFamily(scope)) yield `${what} is a family itself; list its members in '${family}'`;
    if (typeof scope?.system !== 'function') yield `${what} is no scope; give it 'system', a function`;
    yield* strangeFields(what, scope as Scope, scopeFields);
    if (scope?.says !== undefined && typeof scope.says !== 'string')
      yield `the 'says' of ${what} must be a line`;
    if (scope?.properties !== undefined && !Array.isArray(scope.properties))
      yield `the 'properties' of ${what} must be a list`;
    for (const property of scope?.properties ?? []) {
      if (
        !isRecord(property) ||
        typeof property.name !== 'string' ||
        !kinds.includes(property.kind as string)
      )
        yield `the 'properties' of ${what} contain a value that is no property; make each with kit.${kinds.join(', kit.')}`;
      yield* conditionProblems(property);
    }
  }
}

/**
 * The properties that a suite states for a scope or a family, as far as no function `members` is needed to
 * know them.
 */
export function statedProperties(entry: Scope | ScopeFamily | undefined): readonly Property[] {
  if (!isFamily(entry)) return entry?.properties ?? [];
  const members = isRecord(entry.members) ? Object.values(entry.members as Members) : [];
  return [entry, ...members].flatMap((one) => one?.properties ?? []);
}

/** The properties of a scope alone, or of a family and of its members; each once. */
export function ownProperties(name: string, entry: Scope | ScopeFamily | undefined): readonly Property[] {
  if (!isFamily(entry)) return entry?.properties ?? [];
  return [...new Set([...membersOf(name, entry).values()].flatMap(({ properties = [] }) => properties))];
}
