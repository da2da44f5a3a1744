/** The properties of a subject: all that it must satisfy, or the selection that one check evaluates. */
import type { Member } from '../property/member.ts';
import type { Property } from '../property/property.ts';
import { UsageError } from '../values/errors.ts';
import { slug } from '../values/text.ts';
import { ownProperties } from './families/members.ts';
import {
  claimOf,
  type Subject,
  scopeOf,
  scopeOrFamilyOf,
  scopesIn,
  systemOf,
  unknownText,
} from './subject.ts';
import { allProperties, type Bug, type Suite, scopesOf } from './suite.ts';

/** Refinement: the implementation refines its model. It is checked wherever the two run in lockstep. */
export const refinement: Property = {
  kind: 'always',
  name: 'Refinement',
  says: 'Every step of the implementation is a step of the model.',
  source: 'refinement by simulation, checked step by step',
  over: {
    world: (_views, _history, all) =>
      [...all.values()].every(
        (node) => !('failed' in node) && (!('up' in node) || node.divergence === undefined),
      ),
  },
};

/**
 * No Step Fails: the code of an adapter fails in no step, the one in which a node comes up included. It is
 * checked wherever such code runs.
 */
export const noStepFails: Property = {
  kind: 'always',
  name: 'No Step Fails',
  says: 'No step of the implementation throws, or ends the process that runs it; coming up is one.',
  source: 'the adapter, or the end of its process',
  over: {
    world: (_views, _history, all) => [...all.values()].every((node) => !('failed' in node)),
  },
};

/** The properties that swarmcheck adds to those of a suite. */
const builtIn = [refinement, noStepFails];

/** The names of the adapters that play a subject, each with its role if there are several roles. */
export function adaptersOf({ roles }: Suite, { side }: Pick<Subject, 'side'>): readonly string[] {
  const hasOne = Object.keys(roles).length === 1;
  return Object.entries(roles).flatMap(([role, { model, implementation }]) => {
    const names: readonly (string | undefined)[] = [
      side === 'implementation' ? undefined : model.adapter?.name,
      side === 'model' ? undefined : implementation?.adapter?.name,
    ];
    return names.flatMap((name) => (name === undefined ? [] : [hasOne ? name : `${role}: ${name}`]));
  });
}

/** Those that a subject has. */
function builtInOf(suite: Suite, { side }: Pick<Subject, 'side'>): readonly Property[] {
  return [
    ...(adaptersOf(suite, { side }).length > 0 ? [noStepFails] : []),
    ...(side === 'lockstep' ? [refinement] : []),
  ];
}

/**
 * All properties that a subject must satisfy: those of every scope and, if a scope is named, its own. A family
 * has those of all its members.
 */
export function propertiesOf(suite: Suite, subject: Subject, scope?: string): readonly Property[] {
  const own = scope === undefined ? [] : ownProperties(scope, scopeOrFamilyOf(suite, scope));
  return [...suite.properties, ...own, ...builtInOf(suite, subject)];
}

/**
 * The members of a family for an engine, each with those of the properties that it has. Every member has a
 * property that the suite does not list.
 *
 * @throws UsageError if the suite has no such scope.
 */
export function membersFor(
  suite: Suite,
  family: string,
  subject: Subject,
  properties: readonly Property[],
): readonly Member[] {
  const ofSome = new Set(ownProperties(family, scopeOrFamilyOf(suite, family)));
  for (const property of suite.properties) ofSome.delete(property);
  return scopesIn(suite, family).map((scope) => {
    const own = scopeOf(suite, scope).properties ?? [];
    return {
      scope,
      system: () => systemOf(suite, scope, subject),
      properties: properties.filter((property) => !ofSome.has(property) || own.includes(property)),
    };
  });
}

/**
 * The properties that a check of a subject evaluates: the named one (beside No Step Fails, where an adapter
 * runs), or the one that its bug or refuted claim breaks, or all. The list is empty if the subject does not have the named property in this scope.
 */
export function selectProperties(
  suite: Suite,
  subject: Subject,
  scope?: string,
  name?: string,
): readonly Property[] {
  if (name !== undefined) {
    const named = propertyOf(suite, name);
    const all = propertiesOf(suite, subject, scope);
    const selected = all.filter((property) => property.name === named.name);
    // A node that failed stands still, so no other property means anything without this one.
    const also = all.filter((property) => property === noStepFails && property !== named);
    return selected.length === 0 ? [] : [...selected, ...also];
  }
  const claim = claimOf(suite, subject);
  if (claim !== undefined) return [claim.breaks];
  if (subject.bug === undefined) return propertiesOf(suite, subject, scope);
  return [subject.side === 'lockstep' ? refinement : (suite.bugs[subject.bug] as Bug).breaks];
}

/**
 * As `selectProperties`, with an error instead of an empty list.
 *
 * @throws UsageError if only other scopes, or only lockstep, have the named property.
 */
export function selectPropertiesOrThrow(
  suite: Suite,
  subject: Subject,
  scope: string,
  name?: string,
): readonly Property[] {
  const selected = selectProperties(suite, subject, scope, name);
  if (selected.length > 0 || name === undefined) return selected;
  const property = propertyOf(suite, name);
  const where =
    property === refinement
      ? "of subject 'lockstep'"
      : property === noStepFails
        ? 'of the implementation of an adapter'
        : `of scope ${scopesOf(suite, property).join(', ')}`;
  throw new UsageError(`'${property.name}' is a property ${where} only`);
}

/**
 * The property of that name, in any case and with hyphens for spaces.
 *
 * @throws UsageError if the suite has no such property.
 */
export function propertyOf(suite: Suite, name: string): Property {
  const all = [...allProperties(suite), ...builtIn];
  const found = all.find((property) => slug(property.name) === slug(name));
  if (found !== undefined) return found;
  const names = all.map((property) => slug(property.name));
  throw new UsageError(unknownText('property', name, suite, names));
}
