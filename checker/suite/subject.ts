/**
 * The subject of a check: a protocol's model, its implementation, or both in lockstep, each correct or with a
 * known bug; or the model of a refuted claim. `systemOf` builds the system of a scope for a subject.
 *
 * In flags and files a subject is a word: `model`, `implementation`, `lockstep`, `bug:R3` (the model with
 * that bug), `bug:R3/implementation`, `bug:R3/lockstep` (the correct model beside the implementation with
 * that bug), `refuted:O1` (the model of that claim).
 */
import type { Actor } from '../actors/actor.ts';
import { lockstep } from '../actors/lockstep-actor.ts';
import { calling, object } from '../actors/user-code.ts';
import type { System } from '../semantics/system.ts';
import { knownInputs, type WithKnownInputs } from '../semantics/user-code.ts';
import { isActor, knownTo, nameProblems, validate } from '../semantics/validate-system.ts';
import { correctNodes } from '../traces/otherwise.ts';
import { UsageError } from '../values/errors.ts';
import { isRecord } from '../values/shapes.ts';
import { didYouMean, listed, nearest } from '../values/suggestions.ts';
import { counted } from '../values/text.ts';
import { describeFamily, describeSystem } from './describe-system.ts';
import { membersOf } from './families/members.ts';
import { type Bug, isFamily, type Refuted, type Scope, type ScopeFamily, type Suite } from './suite.ts';

/** The code of a protocol that runs. */
export type Side = 'model' | 'implementation' | 'lockstep';

/** A subject: one side, correct or with a known bug, or a refuted claim. */
export interface Subject {
  readonly side: Side;
  /** The id of a known bug in the suite. */
  readonly bug?: string;
  /** The id of a refuted claim in the suite; its side is `model`. */
  readonly refuted?: string;
}

const sides: readonly string[] = ['model', 'implementation', 'lockstep'] satisfies Side[];

/** The word for a subject, as flags and files spell it. */
export function subjectText({ side, bug, refuted }: Subject): string {
  if (refuted !== undefined) return `refuted:${refuted}`;
  if (bug === undefined) return side;
  return side === 'model' ? `bug:${bug}` : `bug:${bug}/${side}`;
}

/**
 * Parses a subject's word. `bug:R3` without a side means `sideOfBug`, or the implementation if the bug has no
 * model.
 *
 * @throws UsageError if the suite has no such subject.
 */
export function subjectOf(suite: Suite, word: string, sideOfBug: Side = 'model'): Subject {
  if (sides.includes(word.toLowerCase())) return { side: word.toLowerCase() as Side };
  const {
    kind,
    id,
    side: givenSide,
  } = /^(?:(?<kind>bug|refuted):)?(?<id>[^/]+)(?:\/(?<side>\w+))?$/i.exec(word)?.groups ?? {};
  const idIn = (record: object, of: string) =>
    (kind ?? of).toLowerCase() === of
      ? Object.keys(record).find((known) => known.toLowerCase() === id?.toLowerCase())
      : undefined;
  const refuted = idIn(suite.refuted ?? {}, 'refuted');
  if (refuted !== undefined && (givenSide ?? 'model') === 'model') return { side: 'model', refuted };
  const bug = idIn(suite.bugs, 'bug');
  const usualSide = bug !== undefined && suite.bugs[bug]?.model === undefined ? 'implementation' : 'model';
  const side = givenSide ?? (sideOfBug === 'model' ? usualSide : sideOfBug);
  if (bug !== undefined && sides.includes(side)) return { side: side as Side, bug };
  const codecBug = idIn(suite.codecBugs ?? {}, 'bug');
  if (codecBug !== undefined)
    throw new UsageError(
      `bug ${codecBug} of protocol '${suite.name}' is a mistake in a codec, which has no scope; check it with the command bugs and --bug ${codecBug}`,
    );
  const suggestion = suggestionText(suite, word, id);
  throw new UsageError(
    `protocol '${suite.name}' has no subject '${word}'; ${suggestion}a subject is ${sides.join(', ')}${bugsText(suite)}${refutedText(suite)}`,
  );
}

/** The question for the subject that was probably intended, with a space after it, or no text. */
function suggestionText({ bugs, refuted = {} }: Suite, word: string, id = word): string {
  const ids = nearest(id, [...Object.keys(bugs), ...Object.keys(refuted)]);
  const words = ids.map((one) => `${Object.hasOwn(bugs, one) ? 'bug' : 'refuted'}:${one}`);
  const intended = [...nearest(word, sides), ...words];
  return intended.length === 0 ? '' : `did you mean ${intended.join(' or ')}? `;
}

/** `, or bug: and one of R1, R2`, for the error of an unknown subject. */
function bugsText({ bugs }: Suite): string {
  const ids = Object.keys(bugs);
  return ids.length === 0
    ? ''
    : `, or bug: and one of ${listed(ids)}, and after it /implementation or /lockstep`;
}

/** `, or refuted: and one of O1, O2`, for the same error. */
function refutedText({ refuted = {} }: Suite): string {
  const ids = Object.keys(refuted);
  return ids.length === 0 ? '' : `, or refuted: and one of ${listed(ids)}`;
}

/** The refuted claim of a subject, if it is one. */
export function claimOf(suite: Suite, { refuted }: Subject): Refuted | undefined {
  return refuted === undefined ? undefined : suite.refuted?.[refuted];
}

/** The scope of a subject if none is named: that of its bug or refuted claim, or else `default`. */
export function defaultScopeOf(suite: Suite, subject: Subject): string {
  const { bug } = subject;
  const claim = claimOf(suite, subject);
  if (claim !== undefined) return claim.scope;
  return bug === undefined ? 'default' : (suite.bugs[bug] as Bug).scope;
}

/** Whether the suite has all actors of a subject: an implementation, or one with its bug. */
export function hasSubject(suite: Suite, subject: Subject): boolean {
  const { side, bug } = subject;
  if (subject.refuted !== undefined) return side === 'model' && claimOf(suite, subject) !== undefined;
  if (bug !== undefined)
    return (side === 'model' ? suite.bugs[bug]?.model : suite.bugs[bug]?.implementation) !== undefined;
  return (
    side === 'model' || Object.values(suite.roles).every(({ implementation }) => implementation !== undefined)
  );
}

/** The largest number of nodes in a scope `nodes-7`: it can be built, and is beyond any check. */
const nodesMax = 1_000;

/**
 * A scope or a family by its name: one of the suite's; a member of a family, `graphs/3:0-1,1-2`; or
 * `nodes-7`, built by `sized` for that number of nodes.
 *
 * @throws UsageError if the suite has no such scope.
 */
export function scopeOrFamilyOf(suite: Suite, name: string): Scope | ScopeFamily {
  if (Object.hasOwn(suite.scopes, name)) return suite.scopes[name] as Scope | ScopeFamily;
  const nodes = suite.sized && /^nodes-([1-9]\d*)$/.exec(name)?.[1];
  if (Number(nodes ?? 0) > nodesMax)
    throw new UsageError(`scope '${name}' would have more than ${nodesMax} nodes; name one with fewer`);
  if (nodes !== undefined) return sizedScope(suite, Number(nodes));
  const [head = '', ...rest] = name.split('/');
  const entry = rest.length === 0 ? undefined : scopeOrFamilyOf(suite, head);
  if (!isFamily(entry)) throw new UsageError(unknownText('scope', name, suite, Object.keys(suite.scopes)));
  const members = membersOf(head, entry);
  const scope = members.get(rest.join('/'));
  if (scope !== undefined) return scope;
  const known = didYouMean(rest.join('/'), [...members.keys()], 'it has');
  throw new UsageError(
    `family '${head}' of protocol '${suite.name}' has no member '${rest.join('/')}'; ${known}`,
  );
}

/**
 * A scope by its name, as of `scopeOrFamilyOf`.
 *
 * @throws UsageError if the suite has no such scope, or it is a family.
 */
export function scopeOf(suite: Suite, name: string): Scope {
  const entry = scopeOrFamilyOf(suite, name);
  if (!isFamily(entry)) return entry;
  const members = membersOf(name, entry);
  const [first = ''] = members.keys();
  throw new UsageError(
    `scope '${name}' is a family of ${counted(members.size, 'system')}, and one system is needed here; name a member, for instance ${name}/${first}`,
  );
}

/** The names of the scopes of a family, or the name of a scope itself. */
export function scopesIn(suite: Suite, name: string): readonly string[] {
  const entry = scopeOrFamilyOf(suite, name);
  return isFamily(entry) ? [...membersOf(name, entry).keys()].map((member) => `${name}/${member}`) : [name];
}

/** What `sized` returned, by the number of nodes: each search for a member would build it again. */
const sizedScopes = new WeakMap<Suite, Map<number, Scope | ScopeFamily>>();

/** The scope or the family that `sized` builds for a number of nodes. */
function sizedScope(suite: Suite, nodes: number): Scope | ScopeFamily {
  const built = sizedScopes.get(suite) ?? new Map<number, Scope | ScopeFamily>();
  sizedScopes.set(suite, built);
  const known = built.get(nodes);
  if (known !== undefined) return known;
  const callText = `'sized' of suite '${suite.name}' for ${nodes} nodes`;
  const made = calling(callText, () => {
    const scope = object('a scope', suite.sized?.(nodes) as Scope | ScopeFamily);
    if (isFamily(scope) || typeof scope.system === 'function') return scope;
    throw new Error('it returned no scope; return { system }, a function that makes the system');
  });
  built.set(nodes, made);
  return made;
}

/**
 * The system of a scope with the actors of a subject.
 *
 * @throws UsageError if the suite has no such scope, or no such actors, or they do not handle its inputs.
 */
export function systemOf(suite: Suite, scope: string, subject: Subject = { side: 'model' }): System {
  const system = builtSystem(suite, scope, subject);
  if (!canPlay(suite, scope, subject.side)) {
    const inputs = scopeOf(suite, scope).adapterInputs as readonly string[];
    throw new UsageError(
      `scope '${scope}' of protocol '${suite.name}' has inputs ('${inputs.join("', '")}') that only an adapter handles; name its command with --implementation`,
    );
  }
  return system;
}

/** Whether a side of a suite handles all inputs of a scope; only an adapter handles `adapterInputs`. */
export function canPlay(suite: Suite, scope: string, side: Side): boolean {
  const entry = scopeOrFamilyOf(suite, scope);
  if (isFamily(entry) || entry.adapterInputs === undefined) return true;
  const actors = Object.values(suite.roles).map(({ implementation }) => implementation);
  return side === 'implementation' && actors.some((actor) => actor?.adapter !== undefined);
}

/** The system of a scope with the actors of a subject, whether they handle its inputs or not. */
function builtSystem(suite: Suite, scope: string, subject: Subject): System {
  const named = scopeOf(suite, scope);
  const system = calling(`scope '${scope}' of suite '${suite.name}'`, () =>
    object('a system', named.system((role) => actorOf(suite, role, subject)) as System),
  );
  const known = knownInputsIn(suite, scope, named);
  const claim = claimOf(suite, subject);
  return {
    ...system,
    ...(claim?.setting !== undefined && { setting: claim.setting }),
    ...(suite.monitor !== undefined && { monitor: suite.monitor }),
    ...(known !== undefined && { [knownInputs]: known }),
    ...(subject.bug !== undefined &&
      subject.side === 'model' && { [correctNodes]: correctNodesOf(suite, named) }),
  };
}

/** The correct models of a scope's nodes, made at the first call: only traces need them. */
function correctNodesOf(suite: Suite, scope: Scope): () => System['nodes'] {
  let nodes: System['nodes'] | undefined;
  return () => {
    nodes ??= (scope.system((role) => actorOf(suite, role, { side: 'model' })) as System).nodes;
    return nodes;
  };
}

/**
 * The description of a scope in one line: its system with the models as actors, then the scope's `says`. Of a
 * family: the number of its members, and what their descriptions have in common.
 *
 * @throws UsageError if the suite has no such scope, or its system is invalid.
 */
export function describeScope(suite: Suite, scope: string): string {
  const entry = scopeOrFamilyOf(suite, scope);
  const { says = '' } = entry;
  const last = says === '' ? [] : [says];
  if (!isFamily(entry)) return [describeSystem(validSystem(suite, scope), suite.roles), ...last].join('; ');
  const known = familyTexts.get(entry);
  if (known !== undefined) return known;
  const systems = scopesIn(suite, scope).map((member) => validSystem(suite, member));
  const text = [describeFamily(systems, suite.roles), ...last].join('; ');
  familyTexts.set(entry, text);
  return text;
}

/** The descriptions of families, each of which may need hundreds of systems. */
const familyTexts = new WeakMap<ScopeFamily, string>();

/** The system of a scope with the models as actors, which is valid. */
function validSystem(suite: Suite, scope: string): System {
  const system = builtSystem(suite, scope, { side: 'model' });
  validate(system);
  return system;
}

/** By scope, the inputs that its correct models handle. */
const knownInputsByScope = new WeakMap<Scope, readonly string[] | undefined>();

/**
 * The inputs that the correct models of a scope handle; undefined if they are unknown.
 *
 * @throws UsageError if a limit of the scope names a timer or an input that no model has.
 */
function knownInputsIn(suite: Suite, name: string, scope: Scope): readonly string[] | undefined {
  if (knownInputsByScope.has(scope)) return knownInputsByScope.get(scope);
  const correct = calling(`scope '${name}' of suite '${suite.name}'`, () =>
    object('a system', scope.system((role) => actorOf(suite, role, { side: 'model' })) as System),
  );
  if (!isRecord(correct.nodes) || !Object.values(correct.nodes).every(isActor)) return undefined;
  const { adapterInputs = [] } = scope;
  const problem = nameProblems({ ...correct, [knownInputs]: adapterInputs } as WithKnownInputs).next();
  if (problem.done !== true) throw new UsageError(`system: ${problem.value}`);
  const handled = knownTo(correct.nodes, 'inputs');
  const known = handled && [...handled, ...adapterInputs];
  knownInputsByScope.set(scope, known);
  return known;
}

/**
 * The actor of a role for a subject.
 *
 * @throws UsageError if the suite has none.
 */
function actorOf(suite: Suite, role: string, subject: Subject): Actor {
  const { side, bug: id } = subject;
  const actors = suite.roles[role];
  if (actors === undefined) throw new UsageError(unknownText('role', role, suite, Object.keys(suite.roles)));
  const bug = id === undefined ? undefined : (suite.bugs[id] as Bug);
  if (side === 'model') {
    if (bug !== undefined && bug.model === undefined)
      throw new UsageError(
        `bug ${id} of protocol '${suite.name}' has no model; check bug:${id}/implementation instead`,
      );
    return claimOf(suite, subject)?.roles?.[role] ?? bug?.model?.[role] ?? actors.model;
  }
  const implementation = bug?.implementation?.[role] ?? actors.implementation;
  if (implementation === undefined || !hasSubject(suite, { side, ...(id !== undefined && { bug: id }) })) {
    const what = id === undefined ? `role '${role}'` : `bug ${id}`;
    throw new UsageError(
      `protocol '${suite.name}' has no implementation of ${what}; check the model instead`,
    );
  }
  return side === 'implementation' ? implementation : lockstep(actors.model, implementation);
}

/** The error text of an unknown name, with the closest known one. */
export function unknownText(what: string, word: string, { name }: Suite, known: readonly string[]): string {
  return `protocol '${name}' has no ${what} '${word}'; ${didYouMean(word, known, 'it has')}`;
}
