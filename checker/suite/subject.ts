/**
 * What is checked: a protocol's model, its implementation, or both in lockstep; the right one, or one with a known bug; or the model
 * of a published claim that a counterexample refutes.
 *
 * In flags and files a subject is a word: `model`, `implementation`, `lockstep`, `bug:R3` (the model with that mistake),
 * `bug:R3/implementation`, `bug:R3/lockstep` (the right model beside the implementation with that mistake), `refuted:O1` (the model of
 * that claim).
 */
import type { Actor } from '../actors/actor.ts';
import { lockstep } from '../actors/lockstep-actor.ts';
import { calling, object } from '../actors/user-code.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { knownInputs } from '../semantics/user-code.ts';
import { isActor, knownTo, nameProblems, validate } from '../semantics/validate-system.ts';
import { UsageError } from '../values/errors.ts';
import { isRecord } from '../values/shapes.ts';
import { didYouMean, listed, nearest } from '../values/suggestions.ts';
import { describeSystem } from './describe-system.ts';
import { allProperties, type Bug, type Refuted, type Scope, type Suite, scopesOf } from './suite.ts';
import { slug } from './validate-suite.ts';

/** Which code of a protocol plays. */
export type Side = 'model' | 'implementation' | 'lockstep';

/** What is checked: a side, right or with a known bug. */
export interface Subject {
  readonly side: Side;
  /** Id of a known bug, as the suite lists it. */
  readonly bug?: string;
  /** Id of a refuted claim, as the suite lists it; its side is `model`. */
  readonly refuted?: string;
}

const sides: readonly string[] = ['model', 'implementation', 'lockstep'] satisfies Side[];

/** That an implementation refines its model: judged wherever the two run in lockstep. */
export const refinement: Property = {
  kind: 'always',
  name: 'Refinement',
  says: 'Every step of the implementation is a step of the model.',
  source: 'refinement by simulation, checked step by step',
  over: {
    world: (_views, _history, all) =>
      [...all.values()].every((node) => !('up' in node) || node.divergence === undefined),
  },
};

/** The word for a subject, as flags and files spell it. */
export function subjectText({ side, bug, refuted }: Subject): string {
  if (refuted !== undefined) return `refuted:${refuted}`;
  if (bug === undefined) return side;
  return side === 'model' ? `bug:${bug}` : `bug:${bug}/${side}`;
}

/**
 * Reads a subject's word. `bug:R3` alone means the side given, or the implementation where a model cannot make that mistake.
 *
 * @throws UsageError where the suite has no such subject.
 */
export function subjectOf(suite: Suite, word: string, sideOfBug: Side = 'model'): Subject {
  if (sides.includes(word.toLowerCase())) return { side: word.toLowerCase() as Side };
  const {
    kind,
    id,
    side: named,
  } = /^(?:(?<kind>bug|refuted):)?(?<id>[^/]+)(?:\/(?<side>\w+))?$/i.exec(word)?.groups ?? {};
  const idIn = (record: object, of: string) =>
    (kind ?? of).toLowerCase() === of
      ? Object.keys(record).find((known) => known.toLowerCase() === id?.toLowerCase())
      : undefined;
  const refuted = idIn(suite.refuted ?? {}, 'refuted');
  if (refuted !== undefined && (named ?? 'model') === 'model') return { side: 'model', refuted };
  const bug = idIn(suite.bugs, 'bug');
  const only = bug !== undefined && suite.bugs[bug]?.model === undefined ? 'implementation' : 'model';
  const side = named ?? (sideOfBug === 'model' ? only : sideOfBug);
  if (bug !== undefined && sides.includes(side)) return { side: side as Side, bug };
  const meant = suggestionText(suite, word, id);
  throw new UsageError(
    `'${word}' is nothing that protocol '${suite.name}' has to check; ${meant}it is ${sides.join(', ')}${bugsText(suite)}${refutedText(suite)}`,
  );
}

function suggestionText({ bugs, refuted = {} }: Suite, word: string, id = word): string {
  const ids = nearest(id, [...Object.keys(bugs), ...Object.keys(refuted)]);
  const words = ids.map((one) => `${Object.hasOwn(bugs, one) ? 'bug' : 'refuted'}:${one}`);
  const meant = [...nearest(word, sides), ...words];
  return meant.length === 0 ? '' : `did you mean ${meant.join(' or ')}? `;
}

function bugsText({ bugs }: Suite): string {
  const ids = Object.keys(bugs);
  return ids.length === 0
    ? ''
    : `, or bug: and one of ${listed(ids)}, and after it /implementation or /lockstep`;
}

function refutedText({ refuted = {} }: Suite): string {
  const ids = Object.keys(refuted);
  return ids.length === 0 ? '' : `, or refuted: and one of ${listed(ids)}`;
}

/** The refuted claim of a subject, if it is one. */
function claimOf(suite: Suite, { refuted }: Subject): Refuted | undefined {
  return refuted === undefined ? undefined : suite.refuted?.[refuted];
}

/** The scope in which a subject is explored unless another is named: `default`, or the one that its bug or refuted claim names. */
export function homeOf(suite: Suite, subject: Subject): string {
  const { bug } = subject;
  const claim = claimOf(suite, subject);
  if (claim !== undefined) return claim.scope;
  return bug === undefined ? 'default' : (suite.bugs[bug] as Bug).scope;
}

/** Whether the suite has what a subject needs: an implementation, or one with that bug. */
export function has(suite: Suite, subject: Subject): boolean {
  const { side, bug } = subject;
  if (subject.refuted !== undefined) return side === 'model' && claimOf(suite, subject) !== undefined;
  if (bug !== undefined)
    return (side === 'model' ? suite.bugs[bug]?.model : suite.bugs[bug]?.implementation) !== undefined;
  return (
    side === 'model' || Object.values(suite.roles).every(({ implementation }) => implementation !== undefined)
  );
}

/** Of a scope that is made for a number of nodes: more than any check can step, and few enough to be made. */
const nodesMax = 1_000;

/**
 * A scope by its name: one that the suite lists, or `nodes-7`, the one with so many nodes.
 *
 * @throws UsageError where the suite has no such scope.
 */
export function scopeOf(suite: Suite, name: string): Scope {
  if (Object.hasOwn(suite.scopes, name)) return suite.scopes[name] as Scope;
  const nodes = suite.sized && /^nodes-([1-9]\d*)$/.exec(name)?.[1];
  if (Number(nodes ?? 0) > nodesMax)
    throw new UsageError(`scope '${name}' would have more than ${nodesMax} nodes; name one with fewer`);
  if (nodes !== undefined) return sizedScope(suite, Number(nodes));
  throw new UsageError(unknown('scope', name, suite, Object.keys(suite.scopes)));
}

/** The scope with so many nodes, if the suite makes one of it. */
function sizedScope(suite: Suite, nodes: number): Scope {
  const what = `'sized' of suite '${suite.name}' for ${nodes} nodes`;
  return calling(what, () => {
    const scope = object('a scope', suite.sized?.(nodes) as Scope);
    if (typeof scope.system === 'function') return scope;
    throw new Error('it returned no scope; return { system }, a function that makes the system');
  });
}

/**
 * The system of a scope, played by a subject.
 *
 * @throws UsageError where the suite lacks the scope, or what the subject needs.
 */
export function systemOf(suite: Suite, scope: string, subject: Subject = { side: 'model' }): System {
  const made = scopeOf(suite, scope);
  const system = calling(`scope '${scope}' of suite '${suite.name}'`, () =>
    object('a system', made.system((role) => playerOf(suite, role, subject)) as System),
  );
  const known = knownIn(suite, scope, made);
  const claim = claimOf(suite, subject);
  return {
    ...system,
    ...(claim?.setting !== undefined && { setting: claim.setting }),
    ...(suite.monitor !== undefined && { monitor: suite.monitor }),
    ...(known !== undefined && { [knownInputs]: known }),
  };
}

/**
 * One line about a scope: its system as the models play it, and what the scope adds in `says`.
 *
 * @throws UsageError where the suite lacks the scope, or its system makes no sense.
 */
export function describeScope(suite: Suite, scope: string): string {
  const { says = '' } = scopeOf(suite, scope);
  const system = systemOf(suite, scope);
  validate(system);
  return [describeSystem(system, suite.roles), ...(says === '' ? [] : [says])].join('; ');
}

/** By scope, the inputs that its right models handle; a scope whose limits name what they do not know is refused. */
const knownByScope = new WeakMap<Scope, readonly string[] | undefined>();

function knownIn(suite: Suite, name: string, scope: Scope): readonly string[] | undefined {
  if (knownByScope.has(scope)) return knownByScope.get(scope);
  const right = calling(`scope '${name}' of suite '${suite.name}'`, () =>
    object('a system', scope.system((role) => playerOf(suite, role, { side: 'model' })) as System),
  );
  if (!isRecord(right.nodes) || !Object.values(right.nodes).every(isActor)) return undefined;
  const problem = nameProblems(right).next();
  if (problem.done !== true) throw new UsageError(`system: ${problem.value}`);
  const known = knownTo(right.nodes, 'inputs');
  knownByScope.set(scope, known);
  return known;
}

function playerOf(suite: Suite, role: string, subject: Subject): Actor {
  const { side, bug: id } = subject;
  const cast = suite.roles[role];
  if (cast === undefined) throw new UsageError(unknown('role', role, suite, Object.keys(suite.roles)));
  const bug = id === undefined ? undefined : (suite.bugs[id] as Bug);
  if (side === 'model') {
    if (bug !== undefined && bug.model === undefined)
      throw new UsageError(
        `bug ${id} of protocol '${suite.name}' can be made by an implementation alone; check bug:${id}/implementation instead`,
      );
    return claimOf(suite, subject)?.roles?.[role] ?? bug?.model?.[role] ?? cast.model;
  }
  const implementation = bug?.implementation?.[role] ?? cast.implementation;
  if (implementation === undefined || !has(suite, { side, ...(id !== undefined && { bug: id }) })) {
    const what = id === undefined ? `role '${role}'` : `bug ${id}`;
    throw new UsageError(
      `protocol '${suite.name}' has no implementation of ${what}; check the model instead`,
    );
  }
  return side === 'implementation' ? implementation : lockstep(cast.model, implementation);
}

/** The promises to which a subject is held: in every scope, or also those of one. */
export function propertiesOf(suite: Suite, { side }: Subject, scope?: string): readonly Property[] {
  const own = scope === undefined ? [] : (scopeOf(suite, scope).properties ?? []);
  return [...suite.properties, ...own, ...(side === 'lockstep' ? [refinement] : [])];
}

/** The promises to look at: all to which the subject is held, the one that is named, or the one that its bug or refuted claim breaks. */
export function promisesOf(
  suite: Suite,
  subject: Subject,
  name?: string,
  scope?: string,
): readonly Property[] {
  if (name !== undefined) {
    const one = propertyOf(suite, name);
    return propertiesOf(suite, subject, scope).filter((property) => property.name === one.name);
  }
  const claim = claimOf(suite, subject);
  if (claim !== undefined) return [claim.breaks];
  if (subject.bug === undefined) return propertiesOf(suite, subject, scope);
  return [subject.side === 'lockstep' ? refinement : (suite.bugs[subject.bug] as Bug).breaks];
}

/**
 * As `promisesOf`, where there is to be at least one.
 *
 * @throws UsageError where the one that is named is promised in other scopes alone, or by another side.
 */
export function promisesIn(
  suite: Suite,
  subject: Subject,
  scope: string,
  name?: string,
): readonly Property[] {
  const promises = promisesOf(suite, subject, name, scope);
  if (promises.length > 0 || name === undefined) return promises;
  const property = propertyOf(suite, name);
  const where =
    property === refinement ? "of subject 'lockstep'" : `in scope ${scopesOf(suite, property).join(', ')}`;
  throw new UsageError(`'${property.name}' is promised ${where} alone`);
}

/** The property of that name, in any case and with hyphens for spaces. */
export function propertyOf(suite: Suite, name: string): Property {
  const all = [...allProperties(suite), refinement];
  const found = all.find((property) => slug(property.name) === slug(name));
  if (found !== undefined) return found;
  const names = all.map((property) => slug(property.name));
  throw new UsageError(unknown('property', name, suite, names));
}

function unknown(what: string, word: string, { name }: Suite, known: readonly string[]): string {
  return `protocol '${name}' has no ${what} '${word}'; ${didYouMean(word, known, 'it has')}`;
}
