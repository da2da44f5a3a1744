/**
 * Counterfactuals of known bugs: the step that the correct model takes where a mutant took another one, and
 * the guard or action of the machine that makes the difference.
 *
 * The correct model takes the action in the mutant's own world, at every step of the trace. A mutant replaces
 * guards and actions of a machine and keeps its states, so the state of the mutant is one of the correct
 * model, too. From the first difference on, the correct model would not be in that world; a later difference
 * still says what the bug does in that step.
 */
import type { Actor, Effect, NodeId } from '../actors/actor.ts';
import { replacedIn } from '../actors/machine-rules.ts';
import { guardText } from '../actors/xstate-coverage.ts';
import type { Action } from '../semantics/actions.ts';
import { apply } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { standingOf } from '../semantics/views.ts';
import { type Outcome, type World, worldKey } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import { type Change, changesOf } from './changes.ts';
import { type GuardOutcome, rulesOf, steppingNode, type TakenTransition } from './taken.ts';

/** The key under which a system of a known bug has the correct actors of its nodes, made when needed. */
export const correctNodes: unique symbol = Symbol('correct nodes');

/** A system that may have correct actors beside those of a known bug. */
export type WithCorrectNodes = System & {
  readonly [correctNodes]?: () => Readonly<Record<NodeId, Actor>>;
};

/** The step of the correct model where a known bug takes another one. */
export interface Otherwise {
  /** The guard that the bug decides in another way; `outcome` is that of the correct model. */
  readonly guard?: { readonly machine: string; readonly name: string; readonly outcome: boolean };
  /** The actions that the bug replaces, and that the step executes; absent where a guard explains it. */
  readonly actions?: readonly { readonly machine: string; readonly name: string }[];
  /** The sentence and the source of the transition that uses the guard or action. */
  readonly says?: string;
  readonly source?: string;
  /** How the correct model would change the node from its place before the step. */
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
}

/**
 * The step of the correct model; undefined if it is the same, if the system has no known bug, or if the bug
 * replaces the whole model by one whose states the correct model cannot read.
 */
export function otherwise(
  system: WithCorrectNodes,
  world: World,
  action: Action,
  outcome: Outcome,
): Otherwise | undefined {
  const node = steppingNode(action, outcome);
  const nodes = system[correctNodes]?.();
  if (nodes === undefined || node === undefined) return undefined;
  const [mutant, correct] = [system.nodes[node], nodes[node]];
  if (mutant === undefined || correct === undefined || mutant === correct) return undefined;
  const right = { ...system, nodes };
  try {
    const step = apply(right, world, action);
    if (isSame(step, outcome)) return undefined;
    return {
      ...cause(mutant, correct, outcome.taken ?? [], step.taken ?? []),
      changes: changesOf(node, standingOf(right, world, node), standingOf(right, step.world, node)),
      effects: step.effects,
    };
  } catch {
    // A bug that replaces the whole model may have states of its own, on which the correct model fails.
    return undefined;
  }
}

function isSame(one: Outcome, other: Outcome): boolean {
  return worldKey(one.world) === worldKey(other.world) && canonical(one.effects) === canonical(other.effects);
}

/** The replaced guard whose outcomes differ or, if there is none, the replaced actions of the step. */
function cause(
  mutant: Actor,
  correct: Actor,
  taken: readonly string[],
  right: readonly string[],
): Pick<Otherwise, 'guard' | 'actions' | 'says' | 'source'> {
  const rules = { mutant: rulesOf(mutant), correct: rulesOf(correct) };
  const replaced = replacements(mutant, correct);
  const isReplaced = (machine: string, name: string) => replaced.get(machine)?.has(name) === true;
  const guardsIn = (side: keyof typeof rules, texts: readonly string[], others: readonly string[]) =>
    texts.flatMap((text) => {
      const guard = rules[side].get(text)?.guard;
      return guard === undefined || others.includes(text) || !isReplaced(guard.machine, guard.name)
        ? []
        : [guard];
    });
  // A step may evaluate a guard more than once, so an outcome counts that only one of the two steps has.
  const isEvaluated = ({ machine, name, outcome }: GuardOutcome, texts: readonly string[]) =>
    texts.includes(guardText(machine, name, !outcome));
  const own = guardsIn('mutant', taken, right).find((guard) => isEvaluated(guard, right));
  const theirs = guardsIn('correct', right, taken).find((guard) => isEvaluated(guard, taken));
  const decided = own === undefined ? theirs : { ...own, outcome: !own.outcome };
  const side = decided?.outcome === true ? 'correct' : 'mutant';
  const transitions = (side === 'correct' ? right : taken).flatMap((text) => {
    const rule = rules[side].get(text);
    return rule?.transition === undefined ? [] : [{ transition: rule.transition, uses: rule.uses }];
  });
  if (decided !== undefined)
    return {
      guard: decided,
      ...sentenceOf(transitions.find(({ uses }) => uses.has(decided.name))?.transition),
    };
  const actions = transitions.flatMap(({ transition: { machine }, uses }) =>
    [...(replaced.get(machine) ?? [])]
      .filter((name) => uses.has(name) && !isGuard(correct, machine, name))
      .map((name) => ({ machine, name })),
  );
  if (actions.length === 0) return {};
  const using = transitions.find(
    ({ transition: { machine }, uses }) => machine === actions[0]?.machine && uses.has(actions[0].name),
  );
  return {
    actions: [...new Map(actions.map((one) => [canonical(one), one])).values()],
    ...sentenceOf(using?.transition),
  };
}

/** By machine, the names of the guards and actions that the mutant replaces. */
function replacements(mutant: Actor, correct: Actor): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    (mutant.machines ?? []).flatMap((machine) => {
      const original = correct.machines?.find(({ id }) => id === machine.id);
      return original === undefined ? [] : [[machine.id, new Set(replacedIn(machine, original))] as const];
    }),
  );
}

function isGuard({ machines = [] }: Actor, machine: string, name: string): boolean {
  const { guards = {} } = machines.find(({ id }) => id === machine)?.implementations ?? {};
  return Object.hasOwn(guards, name);
}

function sentenceOf(transition: TakenTransition | undefined): Pick<Otherwise, 'says' | 'source'> {
  const { says, source } = transition ?? {};
  return { ...(says !== undefined && { says }), ...(source !== undefined && { source }) };
}
