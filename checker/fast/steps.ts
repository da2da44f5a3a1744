/**
 * Local steps, each taken once. What a node does depends on how it stands and on what it receives, on nothing else of the
 * world; so the reference semantics is asked the first time, in the world where that was, and the answer holds in all others.
 */

import type { Effect, Received, Tagged } from '../actor.ts';
import { birthOf, crashesOf } from '../churn.ts';
import { isSevered } from '../network.ts';
import { transitionOf } from '../observe.ts';
import type { Recovery, Transition } from '../property.ts';
import { apply, type Outcome, opened } from '../semantics.ts';
import type { Happened } from '../system.ts';
import { type Action, type UpNode, viewOf, type World } from '../world.ts';
import { type NodePart, nodeColumn, type Parts } from './parts.ts';

/** What one step of one node leaves behind, in numbers of `Parts`. It is taken when it is first needed, not before. */
export interface LocalStep {
  readonly action: Action;
  /** How the node stands after it; -1 as long as it was never taken. */
  node: number;
  /** What it sends. */
  messages: number;
  /** What the monitor is told. */
  tidings: number;
  /** Nothing but what is under way can be changed by it. */
  isIdle: boolean;
  /** How many nodes it has read, each as it stands in the world that the step is of. */
  readonly hasRead: number;
  /** Index of the node that it reads next, whose standing then decides which of `readings` happens; -1 where it reads none. */
  reads: number;
  /** By how the node stands that it reads; absent until first taken. */
  readonly readings: LocalStep[];
}

function untaken(action: Action, hasRead = 0): LocalStep {
  return { action, node: -1, messages: 0, tidings: 0, isIdle: false, hasRead, reads: -1, readings: [] };
}

/** Something a node may do by itself: a timer that is armed, an input that the outside may bring. */
export interface Trigger {
  /** Of the bound that limits it, or -1. */
  readonly limit: number;
  readonly action: Action;
  readonly event: Received;
  /** Absent until first taken. */
  steps: readonly LocalStep[] | undefined;
}

/** What may become of an open call. */
export interface Calling {
  /** Index of the callee. */
  readonly callee: number;
  /** Present where it has not been answered, and may be. */
  readonly request: LocalStep | undefined;
  readonly reply: Trigger | undefined;
  readonly failure: Trigger;
  /** The callee has crashed since. */
  readonly isLost: boolean;
}

/** What a node that stands in one way may do by itself. */
interface Doings {
  readonly timers: readonly Trigger[];
  /** Absent until first asked for: what the outside asks depends on the view. */
  inputs: readonly Trigger[] | undefined;
  /** What it hands over first is down; absent where nothing is to be written. */
  readonly write: Trigger | undefined;
  readonly calls: readonly Calling[];
  crashes: readonly LocalStep[] | undefined;
  /** By what it is handed. */
  readonly restarts: Map<unknown, LocalStep>;
}

/** What a step was taken in: the world, and how a property that breaks in it is to be told. */
export interface Occasion {
  world(): World;
  /** Runs what may fail before any action is taken. */
  asking<T>(run: () => T): T;
  /** Runs what may fail; the error is then told with the action. */
  taking<T>(action: Action, run: () => T): T;
  judge(transition: Transition | Recovery, action: Action): void;
  /** Notes the rules that a step took. */
  note(outcome: Outcome): void;
}

export class Steps {
  readonly #parts: Parts;
  readonly #doings: Doings[] = [];
  /** By how a node stands, then by what it receives. */
  readonly #deliveries: (readonly LocalStep[])[][] = [];
  #hasTimers = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether any node seen so far had a timer armed. */
  get hasTimers(): boolean {
    for (let at = this.#doings.length; at < this.#parts.nodes.length; at++) this.#of(at);
    return this.#hasTimers;
  }

  /** What may become of a node that receives a message: one step for each draw and choice. */
  delivered(node: number, envelope: number, occasion: Occasion): readonly LocalStep[] {
    return this.#deliveries[node]?.[envelope] ?? this.#deliver(node, envelope, occasion);
  }

  #deliver(node: number, envelope: number, occasion: Occasion): readonly LocalStep[] {
    const { from, to, message } = this.#parts.envelopes[envelope] as Parts['envelopes'][number];
    const action = { type: 'deliver', from, to, message } as const;
    const steps = this.#open(action, { type: 'message', from, message }, occasion);
    this.#deliveries[node] ??= [];
    (this.#deliveries[node] as (readonly LocalStep[])[])[envelope] = steps;
    return steps;
  }

  timers(node: number): readonly Trigger[] {
    return this.#of(node).timers;
  }

  inputs(node: number, occasion: Occasion): readonly Trigger[] {
    const doings = this.#of(node);
    doings.inputs ??= occasion.asking(() => this.#inputsOf(this.#parts.nodes[node] as NodePart, occasion));
    return doings.inputs;
  }

  triggered(trigger: Trigger, occasion: Occasion): readonly LocalStep[] {
    trigger.steps ??= this.#open(trigger.action as Parameters<typeof opened>[2], trigger.event, occasion);
    return trigger.steps;
  }

  written(node: number): Trigger | undefined {
    return this.#of(node).write;
  }

  calls(node: number): readonly Calling[] {
    return this.#of(node).calls;
  }

  /** One for each number of records that got down before. */
  crashed(node: number): readonly LocalStep[] {
    const doings = this.#of(node);
    const { state } = this.#parts.nodes[node] as NodePart;
    doings.crashes ??= crashesOf(this.#nameOf(node), state as UpNode).map((action) => untaken(action));
    return doings.crashes;
  }

  /** `draw`: of equal ones always the same. */
  restarted(node: number, draw: unknown): LocalStep {
    const { restarts } = this.#of(node);
    const step = restarts.get(draw) ?? untaken(birthOf(this.#nameOf(node), draw));
    restarts.set(draw, step);
    return step;
  }

  #nameOf(node: number): string {
    return this.#parts.names[this.#parts.nodes[node]?.node as number] as string;
  }

  #of(node: number): Doings {
    for (let at = this.#doings.length; at <= node; at++) {
      const part = this.#parts.nodes[at] as NodePart;
      const timers = this.#timersOf(part);
      this.#hasTimers ||= timers.length > 0;
      this.#doings.push({
        timers,
        write: this.#writeOf(part),
        calls: this.#callsOf(part),
        inputs: undefined,
        crashes: undefined,
        restarts: new Map(),
      });
    }
    return this.#doings[node] as Doings;
  }

  #timersOf({ node: index, state }: NodePart): readonly Trigger[] {
    if (!('up' in state)) return [];
    const node = this.#parts.names[index] as string;
    return state.armed.map((timer) => ({
      limit: this.#parts.boundOf(timer),
      action: { type: 'timeout', node, timer },
      event: { type: 'timeout', timer },
      steps: undefined,
    }));
  }

  #writeOf({ node: index, state }: NodePart): Trigger | undefined {
    const [record] = 'up' in state ? (state.pending ?? []) : [];
    if (record === undefined) return undefined;
    const node = this.#parts.names[index] as string;
    return {
      limit: -1,
      action: { type: 'persisted', node, record },
      event: { type: 'persisted', record },
      steps: undefined,
    };
  }

  #callsOf({ node: index, state }: NodePart): readonly Calling[] {
    const node = this.#parts.names[index] as string;
    const calls = 'up' in state ? (state.calls ?? []) : [];
    return calls.map(({ id, to, request, reply, isLost = false }) => {
      const outcome = (one: Tagged): Trigger => ({
        limit: -1,
        action: { type: 'reply', node, from: to, id, reply: one },
        event: { type: 'reply', from: to, reply: one },
        steps: undefined,
      });
      const isOpen = reply === undefined && !isLost;
      return {
        callee: this.#parts.names.indexOf(to),
        request: isOpen ? untaken({ type: 'request', from: node, to, id, request }) : undefined,
        reply: reply && outcome(reply),
        failure: outcome({ type: 'unreachable' }),
        isLost,
      };
    });
  }

  #inputsOf({ node: index, isUp }: NodePart, occasion: Occasion): readonly Trigger[] {
    const { system, names } = this.#parts;
    if (!isUp || system.inputs === undefined) return [];
    const node = names[index] as string;
    return system.inputs(viewOf(system, occasion.world(), node), node).map((input) => ({
      limit: this.#parts.boundOf(input.type),
      action: { type: 'input', node, input },
      event: { type: 'input', input },
      steps: undefined,
    }));
  }

  #open(action: Parameters<typeof opened>[2], event: Received, occasion: Occasion): readonly LocalStep[] {
    const actions = occasion.taking(action, () =>
      opened(this.#parts.system, occasion.world(), action, event),
    );
    return actions.map((action) => untaken(action));
  }

  /** The step as it happens here: itself, or what it is where the nodes that it reads stand so. */
  resolved(step: LocalStep, here: Int32Array, occasion: Occasion): LocalStep {
    let at = step;
    while (at.node < 0) {
      if (at.reads < 0) at.reads = this.#readBy(at, occasion);
      if (at.reads < 0) {
        this.#take(at, occasion);
        break;
      }
      const part = here[nodeColumn + at.reads] as number;
      at.readings[part] ??= untaken(at.action, at.hasRead + 1);
      at = at.readings[part] as LocalStep;
    }
    return at;
  }

  /** Whom a step reads next, which depends on nothing but what it has read. */
  #readBy({ action, hasRead }: LocalStep, occasion: Occasion): number {
    const { system, names } = this.#parts;
    if (action.type === 'request') return hasRead === 0 ? names.indexOf(action.to) : -1;
    if (system.calls !== 'atomic') return -1;
    const { effects } = occasion.taking(action, () => apply(system, occasion.world(), action));
    const call = effects.filter(({ type }) => type === 'call')[hasRead] as
      | { readonly to: string }
      | undefined;
    return call === undefined ? -1 : names.indexOf(call.to);
  }

  /** Takes a step that was never taken. */
  #take(step: LocalStep, occasion: Occasion): void {
    const { action } = step;
    occasion.taking(action, () => {
      const { system } = this.#parts;
      const before = occasion.world();
      const outcome = apply(system, before, action);
      occasion.note(outcome);
      const transition = transitionOf(system, before, outcome);
      if (transition !== undefined) occasion.judge(transition, action);
      const name = actorOf(action);
      const node = this.#parts.nodeOf(outcome.world, name);
      step.messages = this.#messagesOf(name, outcome.effects);
      step.tidings = this.#tidingsOf(name, action, outcome.effects);
      step.isIdle = node === this.#parts.nodeOf(before, name) && step.messages === 0 && step.tidings === 0;
      step.node = node;
    });
  }

  #messagesOf(from: string, effects: readonly Effect[]): number {
    return this.#parts.listOf(
      effects.flatMap((effect) =>
        effect.type === 'send' && !isSevered(this.#parts.system, from, effect.to)
          ? [{ from, to: effect.to, message: effect.message }]
          : [],
      ),
    );
  }

  #tidingsOf(node: string, action: Action, effects: readonly Effect[]): number {
    const { monitor, adversaries } = this.#parts.system;
    if (monitor === undefined || adversaries?.includes(node)) return 0;
    const happened: Happened[] = [];
    if (action.type === 'input') happened.push({ type: 'input', node, input: action.input } as Happened);
    if (action.type === 'crash' || action.type === 'restart') happened.push({ type: action.type, node });
    for (const effect of effects) {
      if (effect.type === 'output') happened.push({ type: 'output', node, output: effect.value } as Happened);
    }
    return this.#parts.tidings.intern(happened.map((one) => this.#parts.happeningOf(one)));
  }
}

/** Whose standing an action changes. */
function actorOf(action: Action): string {
  if (action.type === 'deliver') return action.to;
  return action.type === 'request' ? action.from : (action as { readonly node: string }).node;
}
