/**
 * Local steps: the memoised transition function. The effects of a step depend only on the state of the node,
 * on the event, and on the nodes that the step reads. So each step is computed by the reference semantics once,
 * in the first world that enables it, and looked up in all others.
 */
import type { Effect, Received } from '../../actors/actor.ts';
import { type Action, actingNode } from '../../semantics/actions.ts';
import { withDrawsAndChoices } from '../../semantics/enabled.ts';
import { isSevered } from '../../semantics/network.ts';
import { apply } from '../../semantics/successors.ts';
import type { MonitorEvent } from '../../semantics/system.ts';
import { type Recovery, type Transition, transitionOf } from '../../semantics/views.ts';
import type { Outcome, World } from '../../semantics/world.ts';
import { type Interner, nodeColumn } from '../tables/interning.ts';
import type { WriteEntry } from '../tables/table-log.ts';
import type { ActionTable, LocalStep, Trigger } from './action-table.ts';
import type { NoOpDeliveries } from './no-op-deliveries.ts';

/** The world in which a step is computed, and what a search does with errors and transitions. */
export interface ExpansionContext {
  world(): World;
  /** Runs code that may fail before any action is taken; an error is located at the world. */
  atWorld<T>(run: () => T): T;
  /** Runs code that may fail in an action; an error is located at that action. */
  atAction<T>(action: Action, run: () => T): T;
  /** Evaluates the properties on steps. */
  judge(transition: Transition | Recovery, action: Action): void;
  /** Counts the rules that a step covers. */
  note(outcome: Outcome): void;
}

/** The steps of one search. */
export class LocalSteps {
  readonly #interner: Interner;
  readonly #table: ActionTable;
  readonly #noOps: NoOpDeliveries | undefined;
  /** By state of a node, then by message. */
  readonly #deliveries: (readonly LocalStep[])[][] = [];
  readonly #write: Readonly<Record<'delivery' | 'triggered' | 'effects' | 'reads' | 'reading', WriteEntry>>;

  /** Deliveries without effect are recorded in `noOps`. */
  constructor(interner: Interner, table: ActionTable, noOps: NoOpDeliveries | undefined) {
    this.#interner = interner;
    this.#table = table;
    this.#noOps = noOps;
    const channel = (enter: WriteEntry): WriteEntry => interner.log.channel((entry) => enter(...entry));
    this.#write = {
      delivery: channel((node, envelope, count) => this.#setDelivery(node, envelope, table.addSteps(count))),
      triggered: channel((trigger, count) => {
        table.triggerOf(trigger).steps = table.addSteps(count);
      }),
      effects: channel((step, ...effects) => this.#setEffects(table.stepOf(step), ...effects)),
      reads: channel((step, node) => {
        table.stepOf(step).reads = node;
      }),
      reading: channel((step, part) => this.#addReading(table.stepOf(step), part)),
    };
  }

  // -------------------------------------------------------------- the steps of an event

  /** The steps by which a node, given by its state, receives a message: one for each draw and choice. */
  delivered(node: number, envelope: number, context: ExpansionContext): readonly LocalStep[] {
    return this.#deliveries[node]?.[envelope] ?? this.#deliver(node, envelope, context);
  }

  #deliver(node: number, envelope: number, context: ExpansionContext): readonly LocalStep[] {
    this.#interner.log.beforeComputing();
    const { from, to, message } = this.#interner.envelopes[envelope] as Interner['envelopes'][number];
    const action = { type: 'deliver', from, to, message } as const;
    const steps = this.#stepsOf(action, { type: 'message', from, message }, context);
    this.#setDelivery(node, envelope, steps);
    this.#write.delivery(node, envelope, steps.length);
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

  /** The steps of a trigger: one for each draw and choice. */
  triggered(trigger: Trigger, context: ExpansionContext): readonly LocalStep[] {
    if (trigger.steps !== undefined) return trigger.steps;
    this.#interner.log.beforeComputing();
    trigger.steps = this.#stepsOf(
      trigger.action as Parameters<typeof withDrawsAndChoices>[2],
      trigger.event,
      context,
    );
    this.#write.triggered(trigger.number, trigger.steps.length);
    return trigger.steps;
  }

  #stepsOf(
    action: Parameters<typeof withDrawsAndChoices>[2],
    event: Received,
    context: ExpansionContext,
  ): readonly LocalStep[] {
    const actions = context.atAction(action, () =>
      withDrawsAndChoices(this.#interner.system, context.world(), action, event),
    );
    return actions.map((action) => this.#table.addStep(action));
  }

  // -------------------------------------------------------------- the effects of a step

  /** The step as it is in this row: itself, or the one that follows from the states of the nodes it reads. */
  resolved(step: LocalStep, here: Int32Array, context: ExpansionContext): LocalStep {
    let at = step;
    while (at.node < 0) {
      if (at.reads < 0) {
        this.#interner.log.beforeComputing();
        at.reads = this.#nextReadOf(at, context);
        if (at.reads >= 0) this.#write.reads(at.number, at.reads);
      }
      if (at.reads < 0) {
        this.#compute(at, context);
        break;
      }
      const part = here[nodeColumn + at.reads] as number;
      at = at.readings[part] ?? this.#reading(at, part);
    }
    return at;
  }

  #reading(step: LocalStep, part: number): LocalStep {
    this.#interner.log.beforeComputing();
    this.#write.reading(step.number, part);
    return this.#addReading(step, part);
  }

  #addReading(step: LocalStep, part: number): LocalStep {
    const reading = this.#table.addStep(step.action, step.hasRead + 1);
    step.readings[part] = reading;
    return reading;
  }

  /** The node that a step reads next, or -1; it depends only on the nodes that the step has read. */
  #nextReadOf({ action, hasRead }: LocalStep, context: ExpansionContext): number {
    const { system, names } = this.#interner;
    if (action.type === 'request') return hasRead === 0 ? names.indexOf(action.to) : -1;
    if (system.calls !== 'atomic') return -1;
    const { effects } = context.atAction(action, () => apply(system, context.world(), action));
    const call = effects.filter(({ type }) => type === 'call')[hasRead] as
      | { readonly to: string }
      | undefined;
    return call === undefined ? -1 : names.indexOf(call.to);
  }

  /** Computes the effects of a step through the semantics. */
  #compute(step: LocalStep, context: ExpansionContext): void {
    const { action } = step;
    context.atAction(action, () => {
      const { system } = this.#interner;
      const before = context.world();
      const outcome = apply(system, before, action);
      context.note(outcome);
      const transition = transitionOf(system, before, outcome);
      if (transition !== undefined) context.judge(transition, action);
      const name = changedNode(action);
      const node = this.#interner.nodeOf(outcome.world, name);
      const messages = this.#messagesOf(name, outcome.effects);
      const events = this.#monitorEventsOf(name, action, outcome.effects);
      const isIdle = node === this.#interner.nodeOf(before, name) && messages === 0 && events === 0;
      this.#setEffects(step, node, messages, events, Number(isIdle));
      this.#write.effects(step.number, node, messages, events, Number(isIdle));
    });
  }

  #setEffects(step: LocalStep, ...[node, messages, events, isIdle]: readonly number[]): void {
    step.messages = messages as number;
    step.monitorEvents = events as number;
    step.isIdle = isIdle === 1;
    step.isOwn =
      step.hasRead === 0 && events === 0 && this.#interner.nodes[node as number]?.stops === undefined;
    step.node = node as number;
    if (step.isIdle && step.part >= 0) this.#noOps?.note(step.part, step.envelope);
  }

  #messagesOf(from: string, effects: readonly Effect[]): number {
    return this.#interner.listOf(
      effects.flatMap((effect) =>
        effect.type === 'send' && !isSevered(this.#interner.system, from, effect.to)
          ? [{ from, to: effect.to, message: effect.message }]
          : [],
      ),
    );
  }

  #monitorEventsOf(node: string, action: Action, effects: readonly Effect[]): number {
    const { monitor, adversaries } = this.#interner.system;
    if (monitor === undefined || adversaries?.includes(node)) return 0;
    const events: MonitorEvent[] = [];
    if (action.type === 'input') events.push({ type: 'input', node, input: action.input } as MonitorEvent);
    if (action.type === 'crash' || action.type === 'restart') events.push({ type: action.type, node });
    for (const effect of effects) {
      if (effect.type === 'output')
        events.push({ type: 'output', node, output: effect.value } as MonitorEvent);
      if (effect.type === 'send' && monitor.observesSends === true)
        events.push({ type: 'send', node, to: effect.to, message: effect.message });
    }
    return this.#interner.monitorEventLists.intern(
      events.map((event) => this.#interner.monitorEventOf(event)),
    );
  }
}

/** The node whose state an action changes. */
function changedNode(action: Action): string {
  return action.type === 'request' ? action.from : (actingNode(action) as string);
}
