/**
 * The rules that a step takes: transitions of state machines with their sentences and sources, and guards
 * with their outcomes. A step notes its rules as text (see `RuleRecorder`); this file finds them in the
 * machines of the node.
 */
import type { AnyStateMachine } from 'xstate';
import type { Actor, NodeId } from '../actors/actor.ts';
import { machineRules, type Rule } from '../actors/machine-rules.ts';
import { guardText, type TransitionParts } from '../actors/xstate-coverage.ts';
import type { Action } from '../semantics/actions.ts';
import type { System } from '../semantics/system.ts';
import type { Outcome } from '../semantics/world.ts';

/** A transition that a step took. */
export interface TakenTransition extends TransitionParts {
  /** The id of the machine; a node may consist of several. */
  readonly machine: string;
  /** The sentence of the transition (`description`); absent where it has none. */
  readonly says?: string;
  /** The rule of the paper (`meta.source`); absent where it has none. */
  readonly source?: string;
}

/** A guard that a step evaluated. A guard with both outcomes in one step is listed twice. */
export interface GuardOutcome {
  readonly machine: string;
  readonly name: string;
  readonly outcome: boolean;
}

/** The rules that a step took; an implementation has none. */
export interface TakenRules {
  readonly transitions: readonly TakenTransition[];
  readonly guards: readonly GuardOutcome[];
}

/** The node whose actor took the step of an action; undefined if only the network changed. */
export function steppingNode(action: Action, { stepped }: Outcome): NodeId | undefined {
  return stepped?.node ?? ('node' in action ? action.node : undefined);
}

/** The rules that a step took; undefined if the node runs no machine, or took no step. */
export function takenIn({ nodes }: System, action: Action, outcome: Outcome): TakenRules | undefined {
  const node = steppingNode(action, outcome);
  const actor = node === undefined ? undefined : nodes[node];
  if (actor === undefined || outcome.taken === undefined) return undefined;
  const known = rulesOf(actor);
  // One action may be several steps of the machine, such as a write that is durable at once.
  const rules = [...new Set(outcome.taken)].map((rule) => known.get(rule));
  const transitions = rules.flatMap((rule) => rule?.transition ?? []);
  const guards = rules.flatMap((rule) => rule?.guard ?? []);
  return transitions.length + guards.length === 0 ? undefined : { transitions, guards };
}

/** A rule of an actor: a transition with the names that it uses, or one outcome of a guard. */
export interface KnownRule {
  readonly transition?: TakenTransition;
  readonly guard?: GuardOutcome;
  /** Names of the guards and actions that the transition uses. */
  readonly uses: ReadonlySet<string>;
}

const rulesByMachine = new WeakMap<AnyStateMachine, ReadonlyMap<string, KnownRule>>();

/** The rules of an actor's machines, by their text. */
export function rulesOf({ machines = [] }: Actor): ReadonlyMap<string, KnownRule> {
  const [only, ...others] = machines.map(rulesOfMachine);
  if (only === undefined) return new Map();
  return others.length === 0 ? only : new Map([only, ...others].flatMap((rules) => [...rules]));
}

function rulesOfMachine(machine: AnyStateMachine): ReadonlyMap<string, KnownRule> {
  const known = rulesByMachine.get(machine);
  if (known !== undefined) return known;
  const rules = new Map<string, KnownRule>();
  for (const rule of machineRules(machine))
    rules.set(rule.rule, joined(rules.get(rule.rule), machine.id, rule));
  for (const name of Object.keys(machine.implementations.guards))
    for (const outcome of [true, false])
      rules.set(guardText(machine.id, name, outcome), {
        guard: { machine: machine.id, name, outcome },
        uses: new Set(),
      });
  rulesByMachine.set(machine, rules);
  return rules;
}

/**
 * A rule as known. Two transitions with one text cannot be told apart by a step, so of their sentences and
 * sources those are left out that differ.
 */
function joined(other: KnownRule | undefined, machine: string, rule: Rule): KnownRule {
  const { description, source, parts, uses } = rule;
  const isAlike = (key: 'says' | 'source', value: string | undefined) =>
    other === undefined || other.transition?.[key] === value;
  return {
    transition: {
      machine,
      ...parts,
      ...(description !== undefined && isAlike('says', description) && { says: description }),
      ...(source !== undefined && isAlike('source', source) && { source }),
    },
    uses: new Set([...(other?.uses ?? []), ...uses]),
  };
}
