/**
 * The table of a protocol's page: each rule of the paper with the transition of the model, the method of the
 * implementation, and the mutants and properties for it. A mutant belongs to the transitions that use a guard
 * or an action that it replaces.
 */

import { machineRules, type Rule, replacedIn } from '../../checker/actors/machine-rules.ts';
import { bugChecksOf } from '../../checker/index.ts';
import type { Suite } from '../../checker/suite/suite.ts';
import { table } from './scoreboard.ts';

/** A transition of one role's model. */
export interface RoleRule extends Rule {
  readonly role: string;
}

/** Every transition of every machine of a suite. */
export function rulesOf({ roles }: Suite): readonly RoleRule[] {
  return Object.entries(roles).flatMap(([role, { model }]) =>
    (model.machines ?? []).flatMap((machine) => machineRules(machine).map((rule) => ({ role, ...rule }))),
  );
}

/**
 * The table of a suite. Guards and actions of most transitions of a role have a row of their own at the end,
 * and so do the mutants that replace no guard and no action.
 */
export function paperTable(suite: Suite): readonly string[] {
  const rules = rulesOf(suite);
  const hasMethods = rules.some(({ method }) => method !== undefined);
  const isOne = new Set(rules.map(({ rule }) => rule.split(': ')[0])).size === 1;
  const mutants = mutantsOf(suite);
  const row = (source: string, transition: string, method: string, held: readonly Mutant[]) => [
    ...[source, transition, ...(hasMethods ? [method] : [])],
    [...new Set(held.map(({ breaks }) => breaks))].join(', '),
    held.map(({ bug }) => bug).join(', '),
  ];
  const users = ({ role, name }: Replaced) => rules.filter((one) => one.role === role && one.uses.has(name));
  const isCommon = (one: Replaced) =>
    2 * users(one).length > rules.filter(({ role }) => role === one.role).length;
  const rows = rules.map(({ role, rule, source = '', method, uses }) => {
    const held = mutants.filter(({ replaced }) =>
      replaced.some((one) => one.role === role && uses.has(one.name) && !isCommon(one)),
    );
    const transition = isOne ? rule.slice(rule.indexOf(': ') + 2) : rule;
    return row(source, `\`${transition}\``, method === undefined ? '' : `\`${method}\``, held);
  });
  for (const name of new Set(
    mutants.flatMap(({ replaced }) => replaced.filter(isCommon).map((one) => one.name)),
  )) {
    const held = mutants.filter(({ replaced }) => replaced.some((one) => one.name === name));
    rows.push(row('', `every transition that uses \`${name}\``, '', held));
  }
  const others = mutants.filter(({ replaced }) => replaced.length === 0);
  if (others.length > 0) rows.push(row('', 'none: another record, rule or class', '', others));
  const heads = ['rule of the paper', 'transition', ...(hasMethods ? ['method'] : []), 'property', 'mutant'];
  return table(heads, rows);
}

/** A guard or an action in the model of a role. */
interface Replaced {
  readonly role: string;
  readonly name: string;
}

interface Mutant {
  readonly bug: string;
  readonly breaks: string;
  /** The guards and actions that it replaces in the model of a role. */
  readonly replaced: readonly Replaced[];
}

/** The mutants of a suite, without the equivalent ones. */
function mutantsOf(suite: Suite): readonly Mutant[] {
  return bugChecksOf(suite).map(({ bug, sides }) => ({
    bug,
    breaks: sides[0]?.[1].name ?? '',
    replaced: Object.entries(suite.bugs[bug]?.model ?? {}).flatMap(([role, actor]) => {
      const originals = suite.roles[role]?.model.machines ?? [];
      const machines = actor?.machines ?? [];
      return machines.flatMap((machine, at) => {
        const original = originals[at];
        return original === undefined ? [] : replacedIn(machine, original).map((name) => ({ role, name }));
      });
    }),
  }));
}
