/**
 * Local steps, each taken once. What a node does depends on how it stands and on what it receives, on nothing else of the
 * world; so the reference semantics is asked the first time, in the world where that was, and the answer holds in all others.
 */
import type { Effect, Received, Tagged } from '../../actors/actor.ts';
import { actingNode } from '../../semantics/actions.ts';
import { birthOf, crashesOf, withDrawsAndChoices } from '../../semantics/enabled.ts';
import { isSevered } from '../../semantics/network.ts';
import { apply } from '../../semantics/successors.ts';
import type { MonitorEvent } from '../../semantics/system.ts';
import { inputsOf } from '../../semantics/user-code.ts';
import { type Recovery, type Transition, transitionOf, viewOf } from '../../semantics/views.ts';
import type { Action, Outcome, UpNode, World } from '../../semantics/world.ts';
import { BitSet } from '../../values/int-lists.ts';
import { type Interner, type NodePart, nodeColumn } from '../tables/interning.ts';
import type { WriteEntry } from '../tables/table-log.ts';
import type { NoOpDeliveries } from './no-op-deliveries.ts';

/** What one step of one node leaves behind, in numbers of `Parts`. It is taken when it is first needed, not before. */
export interface LocalStep {
  /** By which it is told apart from all others. */
  readonly number: number;
  /** In a copy only a stand-in for it. */
  readonly action: Action;
  /** How the node stands after it; -1 as long as it was never taken. */
  node: number;
  /** What it sends. */
  messages: number;
  /** What the monitor is told. */
  tidings: number;
  /** Nothing but what is under way can be changed by it. */
  isIdle: boolean;
  /** Nobody else is asked or told, messages apart, and it does not lead to where a scope stops. */
  isOwn: boolean;
  /** How many nodes it has read, each as it stands in the world that the step is of. */
  readonly hasRead: number;
  /** Index of the node that it reads next, whose standing then decides which of `readings` happens; -1 where it reads none. */
  reads: number;
  /** By how the node stands that it reads; absent until first taken. */
  readonly readings: LocalStep[];
  /** How the node stands that it delivers a message to, where that can come to nothing else, and the message; -1 for any other. */
  part: number;
  envelope: number;
}

/** Something a node may do by itself: a timer that is armed, an input that the outside may bring. */
export interface Trigger {
  readonly number: number;
  /** Of the bound that limits it, or -1. */
  readonly limit: number;
  /** Of what may make its timer wait, or -1. */
  readonly constraint: number;
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
interface EnabledLocalActions {
  readonly timers: readonly Trigger[];
  /** Absent until first asked for: what the outside asks depends on the view. */
  inputs: readonly Trigger[] | undefined;
  /** What it hands over first is down; absent where nothing is to be written. */
  readonly write: Trigger | undefined;
  readonly calls: readonly Calling[];
  crashes: readonly LocalStep[] | undefined;
  /** By the number of what it is handed. */
  readonly restarts: LocalStep[];
}

/** The network's own actions, as far as labels tell them apart: the first of all that is done, by number. */
export const networkActions = [{ type: 'heal' }, { type: 'partition', name: '' }] as const;

/** What a step was taken in: the world, and how a property that breaks in it is to be told. */
export interface ExpansionContext {
  world(): World;
  /** Runs what may fail before any action is taken. */
  asking<T>(run: () => T): T;
  /** Runs what may fail; the error is then told with the action. */
  taking<T>(action: Action, run: () => T): T;
  judge(transition: Transition | Recovery, action: Action): void;
  /** Notes the rules that a step took. */
  note(outcome: Outcome): void;
}

/** An action in a copy of these tables, that knows no more than its number. */
function standIn(number: number): Action {
  return { standsFor: number } as unknown as Action;
}

/** The number of an action in a copy. */
export function numberOf(action: Action): number {
  const own = (networkActions as readonly Action[]).indexOf(action);
  return own >= 0 ? own : (action as unknown as { readonly standsFor: number }).standsFor;
}

export class LocalSteps {
  /** Nodes, by how they stand, of which the outside asks nothing; others that were never looked at are not in it. */
  readonly unasked = new BitSet();
  readonly #parts: Interner;
  readonly #idle: NoOpDeliveries | undefined;
  /** Everything that can be done: actions of the network alone (`networkActions`), local steps, and triggers. */
  readonly #doable: { readonly action: Action }[] = networkActions.map((action) => ({ action }));
  readonly #doings: EnabledLocalActions[] = [];
  /** By how a node stands, then by what it receives. */
  readonly #deliveries: (readonly LocalStep[])[][] = [];
  /** Timers that may not fire whenever they are armed, as `system-facts.ts` counts them. */
  readonly #patient: readonly string[];
  readonly #tell: Readonly<
    Record<
      'doings' | 'delivery' | 'triggered' | 'inputs' | 'crashes' | 'restart' | 'taken' | 'reads' | 'reading',
      WriteEntry
    >
  >;

  /** `idle` is told of what comes to nothing. */
  constructor(parts: Interner, idle: NoOpDeliveries | undefined) {
    this.#parts = parts;
    this.#idle = idle;
    this.#patient = Object.keys(parts.system.timerConstraints ?? {});
    const chapter = (enter: WriteEntry): WriteEntry => parts.journal.channel((entry) => enter(...entry));
    this.#tell = {
      doings: chapter((...entry) => this.#doings.push(this.#doingsIn(entry))),
      delivery: chapter((node, envelope, count) => this.#setDelivery(node, envelope, this.#copies(count))),
      triggered: chapter((trigger, count) => {
        (this.#doable[trigger] as Trigger).steps = this.#copies(count);
      }),
      inputs: chapter((node, ...limits) => {
        this.#setInputs(
          node,
          limits.map((limit) => this.#trigger(limit, -1)),
        );
      }),
      crashes: chapter((node, count) => {
        this.#of(node).crashes = this.#copies(count);
      }),
      restart: chapter((node, draw) => {
        this.#of(node).restarts[draw] = this.#untaken();
      }),
      taken: chapter((step, ...left) => this.#setTaken(this.#doable[step] as LocalStep, ...left)),
      reads: chapter((step, node) => {
        (this.#doable[step] as LocalStep).reads = node;
      }),
      reading: chapter((step, part) => this.#read(this.#doable[step] as LocalStep, part)),
    };
  }

  /** What is done, by its number; of a step or trigger that is not there in a copy only a stand-in. */
  actionOf(number: number): Action {
    return (this.#doable[number] as { readonly action: Action }).action;
  }

  // -------------------------------------------------------------- what can be done, each with its number

  #untaken(action?: Action, hasRead = 0): LocalStep {
    const number = this.#doable.length;
    const step: LocalStep = {
      number,
      action: action ?? standIn(number),
      node: -1,
      messages: 0,
      tidings: 0,
      isIdle: false,
      isOwn: false,
      hasRead,
      reads: -1,
      readings: [],
      part: -1,
      envelope: -1,
    };
    this.#doable.push(step);
    return step;
  }

  #copies(count: number): readonly LocalStep[] {
    return Array.from({ length: count }, () => this.#untaken());
  }

  #trigger(limit: number, constraint: number, action?: Action, event?: Received): Trigger {
    const number = this.#doable.length;
    const trigger: Trigger = {
      number,
      limit,
      constraint,
      action: action ?? standIn(number),
      event: event as Received,
      steps: undefined,
    };
    this.#doable.push(trigger);
    return trigger;
  }

  // -------------------------------------------------------------- what a node may do

  /** What may become of a node that receives a message: one step for each draw and choice. */
  delivered(node: number, envelope: number, occasion: ExpansionContext): readonly LocalStep[] {
    return this.#deliveries[node]?.[envelope] ?? this.#deliver(node, envelope, occasion);
  }

  #deliver(node: number, envelope: number, occasion: ExpansionContext): readonly LocalStep[] {
    this.#parts.journal.beforeComputing();
    const { from, to, message } = this.#parts.envelopes[envelope] as Interner['envelopes'][number];
    const action = { type: 'deliver', from, to, message } as const;
    const steps = this.#open(action, { type: 'message', from, message }, occasion);
    this.#setDelivery(node, envelope, steps);
    this.#tell.delivery(node, envelope, steps.length);
    return steps;
  }

  #setDelivery(node: number, envelope: number, steps: readonly LocalStep[]): void {
    const [only] = steps;
    if (steps.length === 1 && only !== undefined) {
      only.part = node;
      only.envelope = envelope;
    }
    this.#deliveries[node] ??= [];
    (this.#deliveries[node] as (readonly LocalStep[])[])[envelope] = steps;
  }

  timers(node: number): readonly Trigger[] {
    return this.#of(node).timers;
  }

  inputs(node: number, occasion: ExpansionContext): readonly Trigger[] {
    const doings = this.#of(node);
    if (doings.inputs !== undefined) return doings.inputs;
    this.#parts.journal.beforeComputing();
    const inputs = occasion.asking(() => this.#inputsOf(this.#parts.nodes[node] as NodePart, occasion));
    this.#setInputs(node, inputs);
    this.#tell.inputs(node, ...inputs.map(({ limit }) => limit));
    return inputs;
  }

  #setInputs(node: number, inputs: readonly Trigger[]): void {
    this.#of(node).inputs = inputs;
    if (inputs.length === 0) this.unasked.add(node);
  }

  triggered(trigger: Trigger, occasion: ExpansionContext): readonly LocalStep[] {
    if (trigger.steps !== undefined) return trigger.steps;
    this.#parts.journal.beforeComputing();
    trigger.steps = this.#open(
      trigger.action as Parameters<typeof withDrawsAndChoices>[2],
      trigger.event,
      occasion,
    );
    this.#tell.triggered(trigger.number, trigger.steps.length);
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
    if (doings.crashes !== undefined) return doings.crashes;
    this.#parts.journal.beforeComputing();
    const { state } = this.#parts.nodes[node] as NodePart;
    doings.crashes = crashesOf(this.#nameOf(node), state as UpNode).map((action) => this.#untaken(action));
    this.#tell.crashes(node, doings.crashes.length);
    return doings.crashes;
  }

  /** `draw` is the number of one. */
  restarted(node: number, draw: number): LocalStep {
    const { restarts } = this.#of(node);
    if (restarts[draw] !== undefined) return restarts[draw];
    this.#parts.journal.beforeComputing();
    const step = this.#untaken(birthOf(this.#nameOf(node), this.#parts.draws[draw]));
    restarts[draw] = step;
    this.#tell.restart(node, draw);
    return step;
  }

  #nameOf(node: number): string {
    return this.#parts.names[this.#parts.nodes[node]?.node as number] as string;
  }

  #of(node: number): EnabledLocalActions {
    for (let at = this.#doings.length; at <= node; at++) {
      this.#parts.journal.beforeComputing();
      const part = this.#parts.nodes[at] as NodePart;
      const [timers, write, calls] = [this.#timersOf(part), this.#writeOf(part), this.#callsOf(part)];
      this.#doings.push(doingsOf(timers, write, calls));
      this.#tell.doings(...entryOf(timers, write, calls));
    }
    return this.#doings[node] as EnabledLocalActions;
  }

  #doingsIn(entry: readonly number[]): EnabledLocalActions {
    let at = 0;
    const next = () => entry[at++] as number;
    const timers = Array.from({ length: next() }, () => this.#trigger(next(), next()));
    const write = next() === 1 ? this.#trigger(-1, -1) : undefined;
    const calls: Calling[] = [];
    while (at < entry.length) calls.push(this.#calling(next(), next() === 1, next() === 1, next() === 1));
    return doingsOf(timers, write, calls);
  }

  #timersOf({ node: index, state }: NodePart): readonly Trigger[] {
    if (!('up' in state)) return [];
    const node = this.#parts.names[index] as string;
    return state.armed.map((timer) =>
      this.#trigger(
        this.#parts.boundOf(timer),
        this.#patient.indexOf(timer),
        { type: 'timeout', node, timer },
        { type: 'timeout', timer },
      ),
    );
  }

  #writeOf({ node: index, state }: NodePart): Trigger | undefined {
    const [record] = 'up' in state ? (state.pending ?? []) : [];
    if (record === undefined) return undefined;
    const node = this.#parts.names[index] as string;
    return this.#trigger(-1, -1, { type: 'persisted', node, record }, { type: 'persisted', record });
  }

  #callsOf({ node: index, state }: NodePart): readonly Calling[] {
    const node = this.#parts.names[index] as string;
    const calls = 'up' in state ? (state.calls ?? []) : [];
    return calls.map(({ id, to, request, reply, isLost = false }) =>
      this.#calling(
        this.#parts.names.indexOf(to),
        reply === undefined && !isLost,
        reply !== undefined,
        isLost,
        { type: 'request', from: node, to, id, request },
        (one = reply as Tagged) => [
          { type: 'reply', node, from: to, id, reply: one },
          { type: 'reply', from: to, reply: one },
        ],
      ),
    );
  }

  /** `outcome` makes of a reply, that of the callee unless given, what happens. */
  #calling(
    callee: number,
    isOpen: boolean,
    hasReply: boolean,
    isLost: boolean,
    request?: Action,
    outcome?: (reply?: Tagged) => readonly [Action, Received],
  ): Calling {
    return {
      callee,
      request: isOpen ? this.#untaken(request) : undefined,
      reply: hasReply ? this.#outcome(outcome?.()) : undefined,
      failure: this.#outcome(outcome?.({ type: 'unreachable' })),
      isLost,
    };
  }

  #outcome(told?: readonly [Action, Received]): Trigger {
    return this.#trigger(-1, -1, told?.[0], told?.[1]);
  }

  #inputsOf({ node: index, isUp }: NodePart, occasion: ExpansionContext): readonly Trigger[] {
    const { system, names } = this.#parts;
    if (!isUp || system.inputs === undefined) return [];
    const node = names[index] as string;
    return inputsOf(system, viewOf(system, occasion.world(), node), node).map((input) =>
      this.#trigger(
        this.#parts.boundOf(input.type),
        -1,
        { type: 'input', node, input },
        { type: 'input', input },
      ),
    );
  }

  #open(
    action: Parameters<typeof withDrawsAndChoices>[2],
    event: Received,
    occasion: ExpansionContext,
  ): readonly LocalStep[] {
    const actions = occasion.taking(action, () =>
      withDrawsAndChoices(this.#parts.system, occasion.world(), action, event),
    );
    return actions.map((action) => this.#untaken(action));
  }

  /** The step as it happens here: itself, or what it is where the nodes that it reads stand so. */
  resolved(step: LocalStep, here: Int32Array, occasion: ExpansionContext): LocalStep {
    let at = step;
    while (at.node < 0) {
      if (at.reads < 0) {
        this.#parts.journal.beforeComputing();
        at.reads = this.#readBy(at, occasion);
        if (at.reads >= 0) this.#tell.reads(at.number, at.reads);
      }
      if (at.reads < 0) {
        this.#take(at, occasion);
        break;
      }
      const part = here[nodeColumn + at.reads] as number;
      at = at.readings[part] ?? this.#reading(at, part);
    }
    return at;
  }

  #reading(step: LocalStep, part: number): LocalStep {
    this.#parts.journal.beforeComputing();
    this.#tell.reading(step.number, part);
    return this.#read(step, part);
  }

  #read(step: LocalStep, part: number): LocalStep {
    const reading = this.#untaken(step.action, step.hasRead + 1);
    step.readings[part] = reading;
    return reading;
  }

  /** Whom a step reads next, which depends on nothing but what it has read. */
  #readBy({ action, hasRead }: LocalStep, occasion: ExpansionContext): number {
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
  #take(step: LocalStep, occasion: ExpansionContext): void {
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
      const messages = this.#messagesOf(name, outcome.effects);
      const tidings = this.#tidingsOf(name, action, outcome.effects);
      const isIdle = node === this.#parts.nodeOf(before, name) && messages === 0 && tidings === 0;
      this.#setTaken(step, node, messages, tidings, Number(isIdle));
      this.#tell.taken(step.number, node, messages, tidings, Number(isIdle));
    });
  }

  #setTaken(step: LocalStep, ...[node, messages, tidings, isIdle]: readonly number[]): void {
    step.messages = messages as number;
    step.tidings = tidings as number;
    step.isIdle = isIdle === 1;
    step.isOwn =
      step.hasRead === 0 && tidings === 0 && this.#parts.nodes[node as number]?.stops === undefined;
    step.node = node as number;
    if (step.isIdle && step.part >= 0) this.#idle?.note(step.part, step.envelope);
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
    const happened: MonitorEvent[] = [];
    if (action.type === 'input') happened.push({ type: 'input', node, input: action.input } as MonitorEvent);
    if (action.type === 'crash' || action.type === 'restart') happened.push({ type: action.type, node });
    for (const effect of effects) {
      if (effect.type === 'output')
        happened.push({ type: 'output', node, output: effect.value } as MonitorEvent);
    }
    return this.#parts.monitorEvents.intern(happened.map((one) => this.#parts.happeningOf(one)));
  }
}

/** Whose standing an action changes. */
function actorOf(action: Action): string {
  return action.type === 'request' ? action.from : (actingNode(action) as string);
}

function doingsOf(
  timers: readonly Trigger[],
  write: Trigger | undefined,
  calls: readonly Calling[],
): EnabledLocalActions {
  return { timers, write, calls, inputs: undefined, crashes: undefined, restarts: [] };
}

/** What a copy must know of what a node may do. */
function entryOf(
  timers: readonly Trigger[],
  write: Trigger | undefined,
  calls: readonly Calling[],
): number[] {
  return [
    timers.length,
    ...timers.flatMap(({ limit, constraint }) => [limit, constraint]),
    Number(write !== undefined),
    ...calls.flatMap(({ callee, request, reply, isLost }) => [
      callee,
      ...[request !== undefined, reply !== undefined, isLost].map(Number),
    ]),
  ];
}
