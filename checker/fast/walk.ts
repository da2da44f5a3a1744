/**
 * A run that changes one world in place: the fast twin of `PlainWalk`, and so of the reference semantics. What may happen
 * next is kept up to date rather than listed anew: pools of messages and armed timers, everything else looked up where it is asked
 * for. A step costs what its actor and its properties cost, and little beyond.
 *
 * What a schedule does not need is left out: states, views and histories are not encoded, so data that are not plain are
 * noticed by whoever tells the trace.
 */
import type { Actor, Effect, NodeId, Received, Step, Tagged } from '../actor.ts';
import {
  answerOf,
  mayAnswer,
  openCalls,
  outcomesOf,
  refuseCall,
  requestOf,
  withCall,
  withLostCalls,
} from '../calls.ts';
import { calmed } from '../calm.ts';
import { canonical } from '../canonical.ts';
import { type Envelope, isBlocked } from '../network.ts';
import { honestNodes, seenIn } from '../observe.ts';
import type { Recovery, Transition } from '../property.ts';
import {
  choiceWithin,
  crashesOf,
  describe,
  endlessPersisting,
  initialWorlds,
  left,
  mayCrash,
  opened,
  persistedMax,
  sentToStranger,
  waiting,
} from '../semantics.ts';
import type { Fault, Happened, System } from '../system.ts';
import type { Kind, Taken, Walk } from '../walk.ts';
import {
  type Action,
  guarded,
  isUp,
  type NodeState,
  nodeFailed,
  type Openness,
  object,
  type Standing,
  type UpNode,
  type World,
} from '../world.ts';
import { type Flight, type Flights, flightsOf } from './flights.ts';
import { Pool, type Pooled } from './pool.ts';

type Timeout = Extract<Action, { type: 'timeout' }>;

interface Armed extends Pooled {
  readonly action: Timeout;
}

/** A world whose fields may be replaced; what is in flight is kept apart. */
type Standings = { -readonly [K in keyof World]: World[K] } & {
  nodes: Record<NodeId, NodeState>;
  spent: Record<string, number>;
};

const nothing: readonly NodeId[] = [];

export class FastWalk implements Walk {
  readonly seen: { views: Map<NodeId, object>; all: Map<NodeId, Standing>; history: unknown };
  changed: readonly NodeId[];
  #system: System;
  readonly #names: readonly NodeId[];
  readonly #honest: ReadonlySet<NodeId>;
  readonly #world: Standings;
  readonly #flights: Flights;
  readonly #armed = new Pool<Armed>();
  readonly #timers = new Map<NodeId, Map<string, Armed>>();
  readonly #inputs = new Map<NodeId, readonly Tagged[]>();
  /** Nodes at which the scope ends, or whose actor has left its model: as long as there is one, nothing may happen. */
  readonly #beyond = new Set<NodeId>();
  /** What a step changed last, for each node alone, so that a step allocates no list. */
  readonly #alone: ReadonlyMap<NodeId, readonly NodeId[]>;

  constructor(system: System, start: number, worlds = initialWorlds(system)) {
    const { nodes, inFlight, ...world } = worlds[start] as World;
    this.#system = system;
    this.#names = Object.keys(system.nodes);
    const honest = honestNodes(system);
    this.#honest = new Set(honest);
    this.#alone = new Map(this.#names.map((node) => [node, this.#honest.has(node) ? [node] : nothing]));
    this.#world = { ...world, nodes: { ...nodes }, inFlight: [], spent: { ...world.spent } };
    this.#flights = flightsOf(system.network);
    for (const { from, to, message } of inFlight) this.#flights.send(from, to, message);
    this.seen = seenIn(system, this.#world) as FastWalk['seen'];
    this.changed = honest;
    for (const node of this.#names) {
      this.#timers.set(node, new Map());
      const state = nodes[node] as NodeState;
      if (!('up' in state)) continue;
      for (const timer of state.armed) this.#arm(node, timer);
      this.#lookAt(node, this.#viewOf(node));
    }
  }

  // -------------------------------------------------------------- what may happen

  count(kind: Kind): number {
    if (this.#beyond.size > 0) return 0;
    switch (kind) {
      case 'deliver':
        return this.#flights.fresh.size;
      case 'redeliver':
        return this.#flights.known.size;
      case 'timeout':
        return this.#armed.size;
      case 'input':
        return this.#total((_, node) => this.#inputs.get(node)?.length ?? 0);
      case 'persisted':
        return this.#system.persistence === 'async' ? this.#names.length : 0;
      case 'request':
      case 'reply':
        return this.#system.calls === 'messages' ? this.#total((state) => callsOf(state).length) : 0;
      case 'drop':
        return this.#system.lossy === true && this.#may('drop') ? this.#flights.fresh.size : 0;
      case 'duplicate':
        return this.#system.budget?.duplicate !== undefined && this.#may('duplicate')
          ? this.#flights.fresh.size
          : 0;
      case 'inject':
        return this.#may('inject') ? (this.#system.injects?.length ?? 0) : 0;
      case 'crash':
        return this.#system.crash !== undefined && this.#may('crash') ? this.#names.length : 0;
      case 'restart':
        return this.#may('restart') && this.#total((state) => ('up' in state ? 0 : 1)) > 0
          ? this.#names.length
          : 0;
      case 'partition':
        return this.#world.partition === undefined && this.#may('partition')
          ? (this.#system.partitions?.length ?? 0)
          : 0;
      case 'heal':
        return this.#world.partition === undefined ? 0 : 1;
    }
  }

  at(kind: Kind, index: number): Action | undefined {
    switch (kind) {
      case 'deliver':
        return this.#deliverable(this.#flights.fresh.at(index));
      case 'redeliver':
        return this.#deliverable(this.#flights.known.at(index));
      case 'timeout': {
        const { action } = this.#armed.at(index);
        return this.#isWithin(action.timer) ? action : undefined;
      }
      case 'input': {
        const [node, nth] = this.#nth(index, (_, name) => this.#inputs.get(name)?.length ?? 0);
        const input = this.#inputs.get(node)?.[nth] as Tagged;
        return this.#isWithin(input.type) ? { type: 'input', node, input } : undefined;
      }
      case 'persisted': {
        const node = this.#names[index] as NodeId;
        const [record] = pendingOf(this.#stateOf(node));
        return record && { type: 'persisted', node, record };
      }
      case 'request': {
        const [node, nth] = this.#nth(index, (state) => callsOf(state).length);
        const call = callsOf(this.#stateOf(node))[nth];
        return call && mayAnswer(this.#system, this.#world, node, call) ? requestOf(node, call) : undefined;
      }
      case 'reply': {
        const [node, nth] = this.#nth(index, (state) => callsOf(state).length);
        const call = callsOf(this.#stateOf(node))[nth];
        const [reply] = call === undefined ? [] : outcomesOf(this.#system, this.#world, node, call);
        return call && reply && { type: 'reply', node, from: call.to, id: call.id, reply };
      }
      case 'drop':
      case 'duplicate':
        return { ...this.#flights.fresh.at(index).delivery, type: kind };
      case 'inject': {
        const { from, to, message } = (this.#system.injects as NonNullable<System['injects']>)[
          index
        ] as Envelope;
        return { type: 'inject', from, to, message };
      }
      case 'crash': {
        const node = this.#names[index] as NodeId;
        return isUp(this.#world, node) && mayCrash(this.#system, node) ? { type: 'crash', node } : undefined;
      }
      case 'restart': {
        const node = this.#names[index] as NodeId;
        return isUp(this.#world, node) ? undefined : { type: 'restart', node };
      }
      case 'partition':
        return { type: 'partition', name: this.#system.partitions?.[index]?.name as string };
      case 'heal':
        return { type: 'heal' };
    }
  }

  ways(action: Action): readonly Action[] {
    if (this.#beyond.size > 0) return [];
    switch (action.type) {
      case 'deliver': {
        const flight = this.#flights.find(action);
        const delivery = flight && this.#deliverable(flight);
        if (delivery === undefined) return [];
        const { from, message } = delivery;
        return this.#opened(delivery, { type: 'message', from, message });
      }
      case 'timeout': {
        const { node, timer } = action;
        const armed = this.#timers.get(node)?.get(timer);
        if (armed === undefined || armed.index < 0 || !this.#isWithin(timer)) return [];
        return this.#opened(armed.action, { type: 'timeout', timer });
      }
      case 'input': {
        const { node, input } = action;
        const asked = this.#inputs.get(node)?.find((one) => one === input || isEqual(one, input));
        if (asked === undefined || !this.#isWithin(input.type)) return [];
        return this.#opened({ type: 'input', node, input: asked }, { type: 'input', input: asked });
      }
      case 'persisted': {
        const { node, record } = action;
        const [next] = pendingOf(this.#world.nodes[node]);
        if (next === undefined || (next !== record && !isEqual(next, record))) return [];
        return this.#opened({ type: 'persisted', node, record: next }, { type: 'persisted', record: next });
      }
      case 'request': {
        const call = callsOf(this.#world.nodes[action.from]).find(({ id }) => id === action.id);
        if (call === undefined || !mayAnswer(this.#system, this.#world, action.from, call)) return [];
        return onlyIf(isEqual(requestOf(action.from, call), action), action);
      }
      case 'reply': {
        const { node, id } = action;
        const call = callsOf(this.#world.nodes[node]).find((one) => one.id === id);
        if (call === undefined) return [];
        return outcomesOf(this.#system, this.#world, node, call).flatMap((reply) =>
          this.#opened(
            { type: 'reply', node, from: call.to, id, reply },
            { type: 'reply', from: call.to, reply },
          ),
        );
      }
      case 'drop':
      case 'duplicate':
        return onlyIf(this.count(action.type) > 0 && this.#flights.find(action) !== undefined, action);
      case 'inject':
        return onlyIf(
          this.#may('inject') &&
            (this.#system.injects ?? []).some((one) => isEqual({ type: 'inject', ...one }, action)),
          action,
        );
      case 'crash': {
        const state = this.#world.nodes[action.node];
        if (state === undefined || !('up' in state) || this.count('crash') === 0) return [];
        return mayCrash(this.#system, action.node) ? crashesOf(action.node, state) : [];
      }
      case 'restart': {
        const state = this.#world.nodes[action.node];
        return onlyIf(state !== undefined && !('up' in state) && this.#may('restart'), action);
      }
      case 'partition':
        return onlyIf(
          this.count('partition') > 0 &&
            this.#system.partitions?.some(({ name }) => name === action.name) === true,
          action,
        );
      case 'heal':
        return onlyIf(this.count('heal') > 0, action);
    }
  }

  get isCut(): boolean {
    return this.#beyond.size > 0;
  }

  #deliverable({ delivery }: Flight): Flight['delivery'] | undefined {
    const { from, to } = delivery;
    if (!isUp(this.#world, to)) return undefined;
    if (this.#world.partition !== undefined && isBlocked(this.#system, this.#world, from, to))
      return undefined;
    return delivery;
  }

  #opened<A extends Action & Openness>(action: A, event: Received): readonly A[] {
    const node = 'node' in action ? action.node : (action as { to: NodeId }).to;
    const { draws, nodes } = this.#system;
    if (draws === undefined && (nodes[node] as Actor).choices === undefined) return [action];
    return opened(this.#system, this.#world, action, event);
  }

  #may(fault: Fault): boolean {
    return left(this.#world, fault, this.#system.budget?.[fault]);
  }

  #isWithin(name: string): boolean {
    const { bounds } = this.#system;
    return bounds === undefined || !Object.hasOwn(bounds, name) || left(this.#world, name, bounds[name]);
  }

  #stateOf(node: NodeId): NodeState {
    return this.#world.nodes[node] as NodeState;
  }

  #total(of: (state: NodeState, node: NodeId) => number): number {
    let total = 0;
    for (const node of this.#names) total += of(this.#stateOf(node), node);
    return total;
  }

  /** The node at which the things that nodes have, counted one after the other, come to this one. */
  #nth(
    index: number,
    of: (state: NodeState, node: NodeId) => number,
  ): readonly [node: NodeId, index: number] {
    let before = 0;
    for (const node of this.#names) {
      const here = of(this.#stateOf(node), node);
      if (index < before + here) return [node, index - before];
      before += here;
    }
    throw new RangeError(`there are ${before}, and none is number ${index}`);
  }

  // -------------------------------------------------------------- what then is

  take(action: Action): Taken {
    this.changed = nothing;
    switch (action.type) {
      case 'deliver': {
        const { from, to, message } = action;
        this.#flights.delivered(this.#flights.find(action) as Flight);
        return this.#react(to, { type: 'message', from, message }, action);
      }
      case 'timeout': {
        const { node, timer } = action;
        this.#spendBound(timer);
        const state = this.#stateOf(node) as UpNode;
        this.#world.nodes[node] = { ...state, armed: state.armed.filter((name) => name !== timer) };
        this.#disarm(node, timer);
        return this.#react(node, { type: 'timeout', timer }, action);
      }
      case 'input': {
        const { node, input } = action;
        this.#spendBound(input.type);
        this.#note({ type: 'input', node, input });
        return this.#react(node, { type: 'input', input }, action);
      }
      case 'persisted': {
        const { node, record } = action;
        const { pending = [], ...state } = this.#stateOf(node) as UpNode;
        this.#world.nodes[node] = { ...state, durable: record, ...waiting(pending.slice(1)) };
        return this.#react(node, { type: 'persisted', record }, action);
      }
      case 'request': {
        const { from, to, id, request } = action;
        const reply = answerOf(this.#system, this.#world, from, to, request);
        const state = this.#stateOf(from) as UpNode;
        const calls = callsOf(state).map((call) => (call.id === id ? { ...call, reply } : call));
        this.#world.nodes[from] = { ...state, ...openCalls(calls) };
        return quiet;
      }
      case 'reply': {
        const { node, from, id, reply } = action;
        const { calls = [], ...state } = this.#stateOf(node) as UpNode;
        this.#world.nodes[node] = { ...state, ...openCalls(calls.filter((call) => call.id !== id)) };
        return this.#react(node, { type: 'reply', from, reply }, action);
      }
      case 'drop':
        this.#spend('drop');
        this.#flights.dropped(this.#flights.find(action) as Flight);
        return quiet;
      case 'duplicate':
        this.#spend('duplicate');
        this.#flights.doubled(this.#flights.find(action) as Flight);
        return quiet;
      case 'inject':
        this.#spend('inject');
        this.#underWay(action.from, action.to, action.message);
        return quiet;
      case 'crash':
        this.#spend('crash');
        return this.#crash(action.node, action.kept);
      case 'restart':
        this.#spend('restart');
        return this.#restart(action.node);
      case 'partition':
        this.#spend('partition');
        this.#world.partition = action.name;
        return quiet;
      case 'heal':
        delete this.#world.partition;
        return quiet;
    }
  }

  calmDown(): void {
    this.#system = calmed(this.#system);
    this.#beyond.clear();
    for (const node of this.#names) if (isUp(this.#world, node)) this.#lookAt(node, this.#viewOf(node));
  }

  world(): World {
    return {
      ...this.#world,
      nodes: { ...this.#world.nodes },
      spent: { ...this.#world.spent },
      inFlight: this.#flights.inFlight(),
    };
  }

  #react(node: NodeId, plain: Received, { draw, choice }: Openness): Taken {
    const event: Received = draw === undefined ? plain : { ...plain, draw };
    const actor = this.#system.nodes[node] as Actor;
    const state = this.#stateOf(node) as UpNode;
    const before = this.#viewOf(node);
    const step = this.#step(node, actor, state.up, event, choice);
    const effects = this.#settle(node, event, step);
    const after = this.#viewOf(node);
    this.#show(node, after);
    if (!this.#honest.has(node)) return step.ignored === true ? { effects, ignored: true } : { effects };
    const { durable } = this.#stateOf(node) as UpNode;
    const transition: Transition =
      durable === undefined
        ? { node, after, effects, before, event }
        : { node, after, effects, durable, before, event };
    return step.ignored === true ? { effects, ignored: true, transition } : { effects, transition };
  }

  #crash(node: NodeId, kept = 0): Taken {
    const { inbox, returns } = this.#system.crash as NonNullable<System['crash']>;
    const { durable, pending = [], armed } = this.#stateOf(node) as UpNode;
    const record = kept === 0 ? durable : pending[kept - 1];
    for (const timer of armed) this.#disarm(node, timer);
    for (const other of this.#names) this.#world.nodes[other] = withLostCalls(this.#stateOf(other), node);
    this.#world.nodes[node] = returns === 'recovered' ? { down: record } : { absent: true };
    if (inbox === 'lost') this.#flights.loseTo(node);
    this.#note({ type: 'crash', node });
    this.#inputs.delete(node);
    this.#beyond.delete(node);
    this.#reseen();
    this.changed = this.#alone.get(node) as readonly NodeId[];
    return quiet;
  }

  #restart(node: NodeId): Taken {
    const down = this.#stateOf(node);
    const record = 'down' in down ? down.down : undefined;
    this.#note({ type: 'restart', node });
    const { setting } = this.#system;
    const birth = {
      self: node,
      nodes: this.#names,
      setting: setting as object,
      ...(record !== undefined && { durable: record }),
    };
    const actor = this.#system.nodes[node] as Actor;
    const event = { type: 'restart' } as const;
    const step = guarded(node, 'coming up', () => object('a step', actor.init(birth)));
    this.#world.nodes[node] = { up: step.state, armed: [], durable: record };
    const effects = this.#settle(node, event, step);
    const after = this.#viewOf(node);
    this.#reseen();
    this.#show(node, after);
    if (!this.#honest.has(node)) return { effects };
    const { durable } = this.#stateOf(node) as UpNode;
    const transition = { node, before: record, event, after, effects, ...(durable && { durable }) };
    return { effects, transition: transition as Recovery };
  }

  #step(node: NodeId, actor: Actor, state: unknown, event: Received, choice?: unknown): Step {
    try {
      return object('a step', actor.step(state, event, choice));
    } catch (cause) {
      throw nodeFailed(node, describe(event), cause);
    }
  }

  /** Puts a step in place: its effects in order, and `persisted` for each record that is down at once. */
  #settle(node: NodeId, event: Received | { readonly type: 'restart' }, step: Step): readonly Effect[] {
    const system = this.#system;
    const actor = system.nodes[node] as Actor;
    let { effects, state } = step;
    let persists = 0;
    let calls = 0;
    for (let at = 0; at < effects.length; at++) {
      const effect = effects[at] as Effect;
      let then: Received;
      if (effect.type === 'persist' && system.persistence !== 'async') {
        if (++persists > persistedMax) throw endlessPersisting(node);
        then = { type: 'persisted', record: effect.record };
      } else if (effect.type === 'call') {
        refuseCall(system, node, event, effect, ++calls);
        if (system.calls !== 'atomic') continue;
        const { to, request } = effect;
        then = { type: 'reply', from: to, reply: answerOf(system, this.#world, node, to, request) };
      } else continue;
      if ((actor.choices?.(state, then) ?? []).length > 0) throw choiceWithin(node, then);
      const next = this.#step(node, actor, state, then);
      state = next.state;
      if (next.effects.length > 0) effects = [...effects, ...next.effects];
    }
    this.#put(node, state, effects);
    return effects;
  }

  #put(node: NodeId, state: unknown, effects: readonly Effect[]): void {
    let { armed, durable, pending, calls } = this.#stateOf(node) as UpNode;
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          if (this.#world.nodes[effect.to] === undefined) throw sentToStranger(this.#world, node, effect);
          this.#underWay(node, effect.to, effect.message);
          break;
        case 'output':
          this.#note({ type: 'output', node, output: effect.value });
          break;
        case 'persist':
          if (this.#system.persistence === 'async') pending = [...(pending ?? []), effect.record];
          else durable = effect.record;
          break;
        case 'arm':
          if (armed.includes(effect.timer)) break;
          armed = [...armed, effect.timer].sort();
          this.#arm(node, effect.timer);
          break;
        case 'disarm':
          if (!armed.includes(effect.timer)) break;
          armed = armed.filter((timer) => timer !== effect.timer);
          this.#disarm(node, effect.timer);
          break;
        case 'call':
          if (this.#system.calls === 'atomic') break;
          if (this.#world.nodes[effect.to] === undefined)
            answerOf(this.#system, this.#world, node, effect.to, effect.request);
          calls = withCall(calls ?? [], effect.to, effect.request);
          break;
      }
    }
    this.#world.nodes[node] = {
      up: state,
      armed,
      durable,
      ...(pending !== undefined && { pending }),
      ...(calls !== undefined && { calls }),
    };
  }

  #underWay(from: NodeId, to: NodeId, message: Tagged): void {
    if (this.#system.crash?.inbox === 'lost' && !isUp(this.#world, to)) return;
    this.#flights.send(from, to, message);
  }

  #note(happened: Happened): void {
    const { monitor } = this.#system;
    if (monitor === undefined || !this.#honest.has(happened.node)) return;
    this.#world.history = monitor.next(this.#world.history, happened);
    this.seen.history = this.#world.history;
  }

  #spend(fault: Fault): void {
    const { spent } = this.#world;
    if (Object.hasOwn(spent, fault)) spent[fault] = (spent[fault] as number) + 1;
  }

  #spendBound(name: string): void {
    if (!Object.hasOwn(this.#system.bounds ?? {}, name)) return;
    const { spent } = this.#world;
    spent[name] = (spent[name] as number) + 1;
  }

  #arm(node: NodeId, timer: string): void {
    const timers = this.#timers.get(node) as Map<string, Armed>;
    let armed = timers.get(timer);
    if (armed === undefined) {
      armed = { action: { type: 'timeout', node, timer }, index: -1 };
      timers.set(timer, armed);
    }
    this.#armed.add(armed);
  }

  #disarm(node: NodeId, timer: string): void {
    this.#armed.remove(this.#timers.get(node)?.get(timer) as Armed);
  }

  // -------------------------------------------------------------- what can be seen

  #viewOf(node: NodeId): object {
    const { up } = this.#stateOf(node) as UpNode;
    try {
      return object('a view', (this.#system.nodes[node] as Actor).view(up));
    } catch (cause) {
      throw nodeFailed(node, 'its view', cause);
    }
  }

  /** What the outside may ask of a node that looks so, and whether the scope ends there. */
  #lookAt(node: NodeId, view: object): void {
    const { inputs, within } = this.#system;
    if (inputs !== undefined) this.#inputs.set(node, this.#system.inputs?.(view, node) ?? []);
    const { divergence } = this.#system.nodes[node] as Actor;
    if (within === undefined && divergence === undefined) return;
    const isBeyond =
      this.#system.within?.(view) === false ||
      this.#system.nodes[node]?.divergence?.((this.#stateOf(node) as UpNode).up) !== undefined;
    if (isBeyond) this.#beyond.add(node);
    else this.#beyond.delete(node);
  }

  #show(node: NodeId, view: object): void {
    this.#lookAt(node, view);
    this.changed = this.#alone.get(node) as readonly NodeId[];
    if (!this.#honest.has(node)) return;
    const { durable, up } = this.#stateOf(node) as UpNode;
    const divergence = this.#system.nodes[node]?.divergence?.(up);
    this.seen.views.set(node, view);
    this.seen.all.set(node, {
      up: view,
      ...(durable && { durable }),
      ...(divergence && { divergence }),
    });
  }

  /** Who came up or went down changes the order in which nodes are listed. */
  #reseen(): void {
    const { views, all } = seenIn(this.#system, this.#world);
    this.seen.views.clear();
    this.seen.all.clear();
    for (const [node, view] of views) this.seen.views.set(node, view);
    for (const [node, standing] of all) this.seen.all.set(node, standing);
  }
}

const quiet: Taken = { effects: [] };

function pendingOf(state: NodeState | undefined): readonly object[] {
  return (state !== undefined && 'up' in state && state.pending) || [];
}

function callsOf(state: NodeState | undefined): NonNullable<UpNode['calls']> {
  return (state !== undefined && 'up' in state && state.calls) || [];
}

function onlyIf(is: boolean, action: Action): readonly Action[] {
  return is ? [action] : [];
}

function isEqual(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}
