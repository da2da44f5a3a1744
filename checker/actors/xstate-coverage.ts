/**
 * Rule coverage of XState machines: the recorder notes the transitions that a step takes and the results of
 * guards, so that a search can list the transitions that no step took. No run tests such a transition.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { stateNodes } from './xstate-features.ts';

/** A transition of a machine, as XState holds it. */
export type Transition = AnyStateNode['always'] extends readonly (infer T)[] | undefined ? T : never;

/** The transitions that leave a state, in the order in which XState tries them. */
export function transitionsOf(node: AnyStateNode): readonly Transition[] {
  return [...node.transitions.values()].flat().concat(node.always ?? []);
}

/** Notes the rules that the steps of one machine take. */
export class RuleRecorder {
  /** The rules of the machine, as text: each transition, and each guard true and false. */
  readonly rules: readonly string[];
  readonly #taken = new Set<string>();
  /** Whether the step took a transition; it may change nothing. */
  hasMoved = false;

  /** Adds a noting action to each transition, and wraps the guards, of a copy of the author's machine. */
  constructor(machine: AnyStateMachine) {
    const rules = new Set<string>();
    for (const node of stateNodes(machine.root)) {
      for (const transition of transitionsOf(node)) {
        const rule = ruleText(machine, node, transition);
        rules.add(rule);
        const noting = { type: 'xstate.noting', resolve: this.#noting(rule) };
        (transition as { actions: unknown }).actions = [
          Object.assign(() => {}, noting),
          ...transition.actions,
        ];
      }
    }
    const { guards } = machine.implementations;
    for (const [name, guard] of Object.entries(guards)) {
      if (typeof guard !== 'function' || 'check' in guard) continue;
      const isTrue = guardText(machine.id, name, true);
      const isFalse = guardText(machine.id, name, false);
      rules.add(isTrue).add(isFalse);
      guards[name] = (...args: Parameters<typeof guard>) => {
        const outcome = guard(...args);
        this.#taken.add(outcome ? isTrue : isFalse);
        return outcome;
      };
    }
    this.rules = [...rules];
  }

  /** Runs a step; `taken` has the rules that it took. */
  during<T>(run: () => T): { readonly result: T; readonly taken: readonly string[] } {
    this.#taken.clear();
    this.hasMoved = false;
    const result = run();
    return { result, taken: [...this.#taken] };
  }

  /** An action of XState that notes a rule and changes nothing. */
  #noting(rule: string) {
    return (_: unknown, snapshot: unknown) => {
      this.#taken.add(rule);
      this.hasMoved = true;
      return [snapshot, undefined, undefined];
    };
  }
}

/** What a transition says of itself by its place in the machine. */
export interface TransitionParts {
  /** The state that it leaves; `(root)` for a transition of the whole machine. */
  readonly from: string;
  /** The type of the event, `after retry`, `always` or `done`. */
  readonly event: string;
  /** The name of its guard; absent where there is none. */
  readonly guard?: string;
  /** The state that it enters, or `stays`. */
  readonly to: string;
}

/** The parts of a transition. */
export function transitionParts(
  node: AnyStateNode,
  { eventType, guard, target }: Transition,
): TransitionParts {
  return {
    from: node.path.join('.') || '(root)',
    event: eventText(node, eventType),
    ...(guard !== undefined && { guard: guardName(guard) }),
    to: target?.map(({ path }) => path.join('.')).join(', ') ?? 'stays',
  };
}

/** The rule of a transition, as coverage prints it: `raft: candidate --RequestVoteReply [countsVote]--> leader`. */
export function ruleText({ id }: AnyStateMachine, node: AnyStateNode, transition: Transition): string {
  return `${id}: ${transitionText(node, transition)}`;
}

/** `candidate --RequestVoteReply [countsVote]--> leader` */
export function transitionText(node: AnyStateNode, transition: Transition): string {
  const { from, to } = transitionParts(node, transition);
  return `${from} --${triggerText(node, transition)}--> ${to}`;
}

/** `RequestVoteReply [countsVote]`: what makes a machine take a transition of this state. */
export function triggerText(node: AnyStateNode, transition: Transition): string {
  const { event, guard } = transitionParts(node, transition);
  return event + (guard === undefined ? '' : ` [${guard}]`);
}

/** `after retry`, `always`, `done`, or the type of an event. */
function eventText(node: AnyStateNode, eventType: string): string {
  const timer = node.after.find((one) => one.eventType === eventType);
  if (timer !== undefined) return `after ${String(timer.delay)}`;
  if (eventType === '') return 'always';
  return eventType.startsWith('xstate.done.') ? 'done' : eventType;
}

/** The name of a guard. */
function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  const { type } = guard as { type?: unknown };
  return typeof type === 'string' ? type : 'inline guard';
}

/** The rule of one result of a guard. */
export function guardText(machine: string, name: string, outcome: boolean): string {
  return `${machine}: guard ${name} ${outcome}`;
}
