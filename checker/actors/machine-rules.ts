/**
 * The transitions of an XState machine as a table: what each says of itself (description, `meta.source`,
 * `meta.method`) and which named guards and actions it uses. A mutant of the machine replaces guards or
 * actions, so the table also shows which transitions a mutant changes.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import {
  ruleText,
  type Transition,
  type TransitionParts,
  transitionParts,
  transitionsOf,
} from './xstate-coverage.ts';
import { stateNodes } from './xstate-features.ts';

/** One transition of a machine. */
export interface Rule {
  /** As coverage prints it: `raft: candidate --RequestVoteReply [countsVote]--> stays`. */
  readonly rule: string;
  readonly parts: TransitionParts;
  readonly description?: string;
  /** `meta.source`: the rule of the paper. */
  readonly source?: string;
  /** `meta.method`: the method of the implementation that does the same. */
  readonly method?: string;
  /** Names of the guards and actions it uses, those of the states that it leaves and enters included. */
  readonly uses: ReadonlySet<string>;
}

/** Every transition of a machine, its root first. */
export function machineRules(machine: AnyStateMachine): readonly Rule[] {
  return [...stateNodes(machine.root)].flatMap((node) =>
    transitionsOf(node).map((transition) => {
      // A transition of `after` has the event of its timer, and XState keeps description and meta with it.
      const { description, meta } = transition as {
        description?: string;
        meta?: Readonly<Record<string, unknown>>;
      };
      const { source, method } = meta ?? {};
      return {
        rule: ruleText(machine, node, transition),
        parts: transitionParts(node, transition),
        ...(description !== undefined && { description }),
        ...(typeof source === 'string' && { source }),
        ...(typeof method === 'string' && { method }),
        uses: new Set([...guardNames(transition.guard), ...actionNames(node, transition)]),
      };
    }),
  );
}

/** Names of the guards and actions that a machine replaces in another one, from which `provide` made it. */
export function replacedIn(mutant: AnyStateMachine, original: AnyStateMachine): readonly string[] {
  return (['guards', 'actions'] as const).flatMap((part) => {
    const own: Readonly<Record<string, unknown>> = mutant.implementations[part];
    const others: Readonly<Record<string, unknown>> = original.implementations[part];
    return Object.keys(own).filter((name) => own[name] !== others[name]);
  });
}

function* guardNames(guard: unknown): Generator<string> {
  if (typeof guard === 'string') yield guard;
  else if (typeof guard === 'object' && guard !== null && 'type' in guard) yield String(guard.type);
  // A combinator (`and`, `or`, `not`) keeps the guards that it combines.
  else if (typeof guard === 'function' && 'guards' in guard)
    for (const part of guard.guards as readonly unknown[]) yield* guardNames(part);
}

function actionNames(node: AnyStateNode, { actions, target }: Transition): readonly string[] {
  const entered = (target ?? []).flatMap((one) => [...initialNodes(one)]);
  const left = target === undefined ? [] : node.exit;
  return [...left, ...actions, ...entered.flatMap(({ entry }) => entry)].flatMap((action: unknown) => {
    if (typeof action === 'string') return [action];
    return typeof action === 'object' && action !== null && 'type' in action ? [String(action.type)] : [];
  });
}

/** A state that is entered, and the states below it that are entered with it. */
function* initialNodes(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  const children = node.type === 'parallel' ? Object.values(node.states) : node.initial.target;
  for (const child of children ?? []) yield* initialNodes(child);
}
