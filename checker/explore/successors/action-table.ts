/**
 * The action table. It numbers everything that can be done in a search: the network's own actions, steps of a
 * node, and triggers of steps. Worker threads hold a copy that has the same numbers, but no actions.
 */
import type { Received } from '../../actors/actor.ts';
import type { Action } from '../../semantics/actions.ts';

/**
 * One step of one node and its effects, in numbers of the interner. The effects are computed when the step is
 * first taken.
 */
export interface LocalStep {
  /** Its number in the action table. */
  readonly number: number;
  /** A placeholder in a worker's copy. */
  readonly action: Action;
  /** The state of the node after the step; -1 until the step is first taken. */
  node: number;
  /** The list of messages that it sends. */
  messages: number;
  /** The list of events that the monitor observes. */
  monitorEvents: number;
  /** Whether it changes nothing but what is in flight. */
  isIdle: boolean;
  /**
   * Whether it depends on no other node, affects others by messages only, and leads to a state within the
   * scope.
   */
  isOwn: boolean;
  /** How many other nodes it has read so far, each in the state that led from the first step to this one. */
  readonly hasRead: number;
  /** Index of the node that it reads next, whose state selects one of `readings`; -1 if it reads none. */
  reads: number;
  /** By state of that node, the step that follows; absent until first taken. */
  readonly readings: LocalStep[];
  /** The state and the message of a delivery that has this one outcome; -1 for any other step. */
  part: number;
  envelope: number;
}

/** An event that a node may receive by itself: a timeout, an input, a write, the outcome of a call. */
export interface Trigger {
  readonly number: number;
  /** The number of the bound that limits it, or -1. */
  readonly limit: number;
  /** The number of the constraint on its timer, or -1. */
  readonly constraint: number;
  readonly action: Action;
  readonly event: Received;
  /** One for each draw and choice; absent until first computed. */
  steps: readonly LocalStep[] | undefined;
}

/** The actions of the network itself, as far as fairness distinguishes them: the first in the action table. */
export const networkActions = [{ type: 'heal' }, { type: 'partition', name: '' }] as const;

/** The placeholder of an action in a worker's copy. */
function placeholder(number: number): Action {
  return { standsFor: number } as unknown as Action;
}

/** The number of an action in a worker's copy. */
export function numberOf(action: Action): number {
  const own = (networkActions as readonly Action[]).indexOf(action);
  return own >= 0 ? own : (action as unknown as { readonly standsFor: number }).standsFor;
}

/** All actions of one search, by number. */
export class ActionTable {
  readonly #entries: { readonly action: Action }[] = networkActions.map((action) => ({ action }));

  /** The action with a number; a placeholder in a worker's copy. */
  actionOf(number: number): Action {
    return (this.#entries[number] as { readonly action: Action }).action;
  }

  /** The step with a number. */
  stepOf(number: number): LocalStep {
    return this.#entries[number] as LocalStep;
  }

  /** The trigger with a number. */
  triggerOf(number: number): Trigger {
    return this.#entries[number] as Trigger;
  }

  /** Adds a step that was never taken. */
  addStep(action?: Action, hasRead = 0): LocalStep {
    const number = this.#entries.length;
    const step: LocalStep = {
      number,
      action: action ?? placeholder(number),
      node: -1,
      messages: 0,
      monitorEvents: 0,
      isIdle: false,
      isOwn: false,
      hasRead,
      reads: -1,
      readings: [],
      part: -1,
      envelope: -1,
    };
    this.#entries.push(step);
    return step;
  }

  /** Adds steps to a worker's copy. */
  addSteps(count: number): readonly LocalStep[] {
    return Array.from({ length: count }, () => this.addStep());
  }

  /** Adds a trigger; `action` and `event` are absent in a worker's copy. */
  addTrigger(limit: number, constraint: number, action?: Action, event?: Received): Trigger {
    const number = this.#entries.length;
    const trigger: Trigger = {
      number,
      limit,
      constraint,
      action: action ?? placeholder(number),
      event: event as Received,
      steps: undefined,
    };
    this.#entries.push(trigger);
    return trigger;
  }
}
