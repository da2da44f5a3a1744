/**
 * Local actions: this table memoises, for each state of a node, the actions that the node may take by itself:
 * timeouts, inputs, writes, continued calls, crashes and restarts. They do not depend on the rest of the world.
 */
import type { Received, Tagged } from '../../actors/actor.ts';
import type { Action } from '../../semantics/actions.ts';
import { birthOf, crashesOf } from '../../semantics/enabled.ts';
import { inputsOf } from '../../semantics/user-code.ts';
import { viewOf } from '../../semantics/views.ts';
import type { UpNode } from '../../semantics/world.ts';
import { BitSet } from '../../values/int-lists.ts';
import type { Interner, NodePart } from '../tables/interning.ts';
import type { WriteEntry } from '../tables/table-log.ts';
import type { ActionTable, LocalStep, Trigger } from './action-table.ts';
import type { ExpansionContext } from './local-steps.ts';

/** An open call, and the actions that can continue it. */
export interface OpenCall {
  /** Index of the callee. */
  readonly callee: number;
  /** The step by which the callee answers; absent if it has answered, or crashed. */
  readonly request: LocalStep | undefined;
  readonly reply: Trigger | undefined;
  readonly failure: Trigger;
  /** Whether the callee has crashed since. */
  readonly isLost: boolean;
}

/** The local actions of a node in one state. */
interface EnabledLocalActions {
  readonly timers: readonly Trigger[];
  /** Absent until first computed, for they need the view. */
  inputs: readonly Trigger[] | undefined;
  /** The first pending record becomes durable; absent if none is pending. */
  readonly write: Trigger | undefined;
  readonly calls: readonly OpenCall[];
  crashes: readonly LocalStep[] | undefined;
  /** By number of the draw. */
  readonly restarts: LocalStep[];
}

/** The local actions of all states of nodes in one search; states are numbers of the interner. */
export class LocalActions {
  /** The states that have no inputs, as far as they are known. */
  readonly withoutInputs = new BitSet();
  readonly #interner: Interner;
  readonly #table: ActionTable;
  readonly #enabled: EnabledLocalActions[] = [];
  /** The timers with constraints, in the order of `timer-constraints.ts`. */
  readonly #constrained: readonly string[];
  readonly #write: Readonly<Record<'enabled' | 'inputs' | 'crashes' | 'restart', WriteEntry>>;

  constructor(interner: Interner, table: ActionTable) {
    this.#interner = interner;
    this.#table = table;
    this.#constrained = Object.keys(interner.system.timerConstraints ?? {});
    const channel = (enter: WriteEntry): WriteEntry => interner.log.channel((entry) => enter(...entry));
    this.#write = {
      enabled: channel((...entry) => this.#enabled.push(this.#enabledIn(entry))),
      inputs: channel((node, ...limits) => {
        this.#setInputs(
          node,
          limits.map((limit) => table.addTrigger(limit, -1)),
        );
      }),
      crashes: channel((node, count) => {
        this.#of(node).crashes = table.addSteps(count);
      }),
      restart: channel((node, draw) => {
        this.#of(node).restarts[draw] = table.addStep();
      }),
    };
  }

  /** The armed timers. */
  timers(node: number): readonly Trigger[] {
    return this.#of(node).timers;
  }

  /** The inputs that the environment may bring. */
  inputs(node: number, context: ExpansionContext): readonly Trigger[] {
    const enabled = this.#of(node);
    if (enabled.inputs !== undefined) return enabled.inputs;
    this.#interner.log.beforeComputing();
    const inputs = context.atWorld(() => this.#inputsOf(this.#interner.nodes[node] as NodePart, context));
    this.#setInputs(node, inputs);
    this.#write.inputs(node, ...inputs.map(({ limit }) => limit));
    return inputs;
  }

  #setInputs(node: number, inputs: readonly Trigger[]): void {
    this.#of(node).inputs = inputs;
    if (inputs.length === 0) this.withoutInputs.add(node);
  }

  /** The write of the first pending record. */
  written(node: number): Trigger | undefined {
    return this.#of(node).write;
  }

  /** The open calls. */
  calls(node: number): readonly OpenCall[] {
    return this.#of(node).calls;
  }

  /** The crashes: one for each number of pending records that became durable before. */
  crashed(node: number): readonly LocalStep[] {
    const enabled = this.#of(node);
    if (enabled.crashes !== undefined) return enabled.crashes;
    this.#interner.log.beforeComputing();
    const { state } = this.#interner.nodes[node] as NodePart;
    const actions = crashesOf(this.#nameOf(node), state as UpNode);
    enabled.crashes = actions.map((action) => this.#table.addStep(action));
    this.#write.crashes(node, enabled.crashes.length);
    return enabled.crashes;
  }

  /** The restart with a draw, given by its number. */
  restarted(node: number, draw: number): LocalStep {
    const { restarts } = this.#of(node);
    if (restarts[draw] !== undefined) return restarts[draw];
    this.#interner.log.beforeComputing();
    const step = this.#table.addStep(birthOf(this.#nameOf(node), this.#interner.draws[draw]));
    restarts[draw] = step;
    this.#write.restart(node, draw);
    return step;
  }

  #nameOf(node: number): string {
    return this.#interner.names[this.#interner.nodes[node]?.node as number] as string;
  }

  #of(node: number): EnabledLocalActions {
    for (let at = this.#enabled.length; at <= node; at++) {
      this.#interner.log.beforeComputing();
      const part = this.#interner.nodes[at] as NodePart;
      const [timers, write, calls] = [this.#timersOf(part), this.#writeOf(part), this.#callsOf(part)];
      this.#enabled.push(enabledOf(timers, write, calls));
      this.#write.enabled(...entryOf(timers, write, calls));
    }
    return this.#enabled[node] as EnabledLocalActions;
  }

  /** The actions in an entry of the table log. */
  #enabledIn(entry: readonly number[]): EnabledLocalActions {
    let at = 0;
    const next = () => entry[at++] as number;
    const timers = Array.from({ length: next() }, () => this.#table.addTrigger(next(), next()));
    const write = next() === 1 ? this.#table.addTrigger(-1, -1) : undefined;
    const calls: OpenCall[] = [];
    while (at < entry.length) calls.push(this.#openCall(next(), next() === 1, next() === 1, next() === 1));
    return enabledOf(timers, write, calls);
  }

  #timersOf({ node: index, state }: NodePart): readonly Trigger[] {
    if (!('up' in state)) return [];
    const node = this.#interner.names[index] as string;
    return state.armed.map((timer) =>
      this.#table.addTrigger(
        this.#interner.budgets.limitOf(timer),
        this.#constrained.indexOf(timer),
        { type: 'timeout', node, timer },
        { type: 'timeout', timer },
      ),
    );
  }

  #writeOf({ node: index, state }: NodePart): Trigger | undefined {
    const [record] = 'up' in state ? (state.pending ?? []) : [];
    if (record === undefined) return undefined;
    const node = this.#interner.names[index] as string;
    return this.#table.addTrigger(-1, -1, { type: 'persisted', node, record }, { type: 'persisted', record });
  }

  #callsOf({ node: index, state }: NodePart): readonly OpenCall[] {
    const node = this.#interner.names[index] as string;
    const calls = 'up' in state ? (state.calls ?? []) : [];
    return calls.map(({ id, to, request, reply, isLost = false }) =>
      this.#openCall(
        this.#interner.names.indexOf(to),
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

  /** `outcome` returns the action and the event of a reply: that of the callee unless another is given. */
  #openCall(
    callee: number,
    isOpen: boolean,
    hasReply: boolean,
    isLost: boolean,
    request?: Action,
    outcome?: (reply?: Tagged) => readonly [Action, Received],
  ): OpenCall {
    return {
      callee,
      request: isOpen ? this.#table.addStep(request) : undefined,
      reply: hasReply ? this.#outcome(outcome?.()) : undefined,
      failure: this.#outcome(outcome?.({ type: 'unreachable' })),
      isLost,
    };
  }

  #outcome(outcome?: readonly [Action, Received]): Trigger {
    return this.#table.addTrigger(-1, -1, outcome?.[0], outcome?.[1]);
  }

  #inputsOf({ node: index, isUp }: NodePart, context: ExpansionContext): readonly Trigger[] {
    const { system, names } = this.#interner;
    if (!isUp || system.inputs === undefined) return [];
    const node = names[index] as string;
    return inputsOf(system, viewOf(system, context.world(), node), node).map((input) =>
      this.#table.addTrigger(
        this.#interner.budgets.limitOf(input.type),
        -1,
        { type: 'input', node, input },
        { type: 'input', input },
      ),
    );
  }
}

function enabledOf(
  timers: readonly Trigger[],
  write: Trigger | undefined,
  calls: readonly OpenCall[],
): EnabledLocalActions {
  return { timers, write, calls, inputs: undefined, crashes: undefined, restarts: [] };
}

/** The entry of the table log from which a worker makes its copy. */
function entryOf(
  timers: readonly Trigger[],
  write: Trigger | undefined,
  calls: readonly OpenCall[],
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
