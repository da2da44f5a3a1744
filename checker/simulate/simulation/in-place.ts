/**
 * A run that changes one world in place: the fast twin of `PlainWalk`, and so of the reference semantics. What may happen
 * next is kept up to date rather than listed anew: pools of messages and armed timers, everything else looked up where it is asked
 * for. A step costs what its actor and its properties cost, and little beyond.
 *
 * What a schedule does not need is left out: states, views and histories are not encoded, so data in them that are not plain are
 * at the latest noticed by whoever tells the trace. A step after which a node shows what it showed before is no news (`changed`), so what
 * a node shows must not change behind the back of this file; actors see to that.
 */
import type { Actor, Effect, NodeId, Received, Step, Tagged } from '../../actors/actor.ts';
import {
  choicesOf,
  initOf,
  nodeFailed,
  noEffect,
  refuseUntagged,
  stepOf,
  viewBy,
} from '../../actors/user-code.ts';
import { answerOf, openCalls, refuseCall, withCall, withLostCalls } from '../../semantics/calls.ts';
import { isSevered } from '../../semantics/network.ts';
import {
  birthIn,
  choiceWithin,
  endlessPersisting,
  initialWorlds,
  persistedMax,
  sentToStranger,
  waiting,
} from '../../semantics/successors.ts';
import type { Fault, MonitorEvent, System } from '../../semantics/system.ts';
import { historyAfter, inputsOf, isWithin } from '../../semantics/user-code.ts';
import { faultFreeSystem } from '../../semantics/variants.ts';
import { honestNodes, type Recovery, seenIn, type Transition } from '../../semantics/views.ts';
import {
  type Action,
  isUp,
  type Nondeterminism,
  type Standing,
  type UpNode,
  type World,
} from '../../semantics/world.ts';
import { isSame } from '../../values/equality.ts';
import { EnabledActions } from './enabled-actions.ts';
import type { InFlightMessage } from './in-flight.ts';
import { callsOf, InPlaceWorld } from './in-place-world.ts';
import type { Kind, Simulation, Taken } from './simulation.ts';

const nothing: readonly NodeId[] = [];

/** See the head of this file; `start` is a position in `worlds`, the system's initial ones. */
export class InPlaceSimulation implements Simulation {
  readonly seen: { views: Map<NodeId, object>; all: Map<NodeId, Standing>; history: unknown };
  changed: readonly NodeId[];
  readonly #stage: InPlaceWorld;
  readonly #menu: EnabledActions;
  readonly #honest: ReadonlySet<NodeId>;
  /** What a step changed last, for each node alone, so that a step allocates no list. */
  readonly #alone: ReadonlyMap<NodeId, readonly NodeId[]>;
  /** Whether the monitor heard anything in this action. */
  #hasNewHistory = false;

  constructor(system: System, start: number, worlds = initialWorlds(system)) {
    this.#stage = new InPlaceWorld(system, worlds[start] as World);
    this.#menu = new EnabledActions(this.#stage);
    const honest = honestNodes(system);
    this.#honest = new Set(honest);
    this.#alone = new Map(this.#stage.names.map((node) => [node, this.#honest.has(node) ? [node] : nothing]));
    this.seen = seenIn(system, this.#stage.world) as InPlaceSimulation['seen'];
    this.changed = honest;
    for (const node of this.#stage.names)
      if (isUp(this.#stage.world, node)) this.#lookAt(node, this.#viewOf(node));
  }

  count(kind: Kind): number {
    return this.#menu.count(kind);
  }

  at(kind: Kind, index: number): Action | undefined {
    return this.#menu.at(kind, index);
  }

  outcomes(action: Action): readonly Action[] {
    return this.#menu.outcomes(action);
  }

  get isCut(): boolean {
    return this.#stage.beyond.size > 0;
  }

  take(action: Action): Taken {
    this.changed = nothing;
    this.#hasNewHistory = false;
    switch (action.type) {
      case 'deliver': {
        const { from, to, message } = action;
        this.#stage.inFlight.delivered(this.#stage.inFlight.find(action) as InFlightMessage);
        return this.#react(to, { type: 'message', from, message }, action);
      }
      case 'timeout': {
        const { node, timer } = action;
        this.#spendBound(timer);
        const state = this.#stage.stateOf(node) as UpNode;
        this.#stage.world.nodes[node] = { ...state, armed: state.armed.filter((name) => name !== timer) };
        this.#stage.disarm(node, timer);
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
        const { pending = [], ...state } = this.#stage.stateOf(node) as UpNode;
        this.#stage.world.nodes[node] = { ...state, durable: record, ...waiting(pending.slice(1)) };
        return this.#react(node, { type: 'persisted', record }, action);
      }
      case 'request': {
        const { from, to, id, request } = action;
        const reply = answerOf(this.#stage.system, this.#stage.world, from, to, request);
        const state = this.#stage.stateOf(from) as UpNode;
        const calls = callsOf(state).map((call) => (call.id === id ? { ...call, reply } : call));
        this.#stage.world.nodes[from] = { ...state, ...openCalls(calls) };
        return quiet;
      }
      case 'reply': {
        const { node, from, id, reply } = action;
        const { calls = [], ...state } = this.#stage.stateOf(node) as UpNode;
        this.#stage.world.nodes[node] = { ...state, ...openCalls(calls.filter((call) => call.id !== id)) };
        return this.#react(node, { type: 'reply', from, reply }, action);
      }
      case 'drop':
        this.#spend('drop');
        this.#stage.inFlight.dropped(this.#stage.inFlight.find(action) as InFlightMessage);
        return quiet;
      case 'duplicate':
        this.#spend('duplicate');
        this.#stage.inFlight.doubled(this.#stage.inFlight.find(action) as InFlightMessage);
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
        return this.#restart(action.node, action.draw);
      case 'partition':
        this.#spend('partition');
        this.#stage.world.partition = action.name;
        return quiet;
      case 'heal':
        delete this.#stage.world.partition;
        return quiet;
    }
  }

  stopFaults(): void {
    this.#stage.system = faultFreeSystem(this.#stage.system);
    this.#stage.beyond.clear();
    for (const node of this.#stage.names)
      if (isUp(this.#stage.world, node)) this.#lookAt(node, this.#viewOf(node));
  }

  world(): World {
    return this.#stage.whole();
  }

  #react(node: NodeId, plain: Received, { draw, choice }: Nondeterminism): Taken {
    const event: Received = draw === undefined ? plain : { ...plain, draw };
    const actor = this.#stage.system.nodes[node] as Actor;
    const state = this.#stage.stateOf(node) as UpNode;
    const before = this.#viewOf(node);
    const step = stepOf(actor, node, state.up, event, choice);
    const effects = this.#settle(node, event, step);
    const after = this.#viewOf(node);
    this.#show(node, after, before);
    if (!this.#honest.has(node)) return step.ignored === true ? { effects, ignored: true } : { effects };
    const { durable } = this.#stage.stateOf(node) as UpNode;
    const transition: Transition =
      durable === undefined
        ? { node, after, effects, before, event }
        : { node, after, effects, durable, before, event };
    return step.ignored === true ? { effects, ignored: true, transition } : { effects, transition };
  }

  #crash(node: NodeId, kept = 0): Taken {
    const { inbox, outbox, returns } = this.#stage.system.crash as NonNullable<System['crash']>;
    const { durable, pending = [], armed } = this.#stage.stateOf(node) as UpNode;
    const record = kept === 0 ? durable : pending[kept - 1];
    for (const timer of armed) this.#stage.disarm(node, timer);
    for (const other of this.#stage.names)
      this.#stage.world.nodes[other] = withLostCalls(this.#stage.stateOf(other), node);
    this.#stage.world.nodes[node] = returns === 'recovered' ? { down: record } : { absent: true };
    if (inbox === 'lost') this.#stage.inFlight.loseAll('to', node);
    if (outbox === 'lost') this.#stage.inFlight.loseAll('from', node);
    this.#note({ type: 'crash', node });
    this.#stage.offer(node, []);
    this.#reseen();
    this.changed = this.#alone.get(node) as readonly NodeId[];
    return quiet;
  }

  #restart(node: NodeId, draw: unknown): Taken {
    const down = this.#stage.stateOf(node);
    const record = 'down' in down ? down.down : undefined;
    this.#note({ type: 'restart', node });
    const birth = birthIn(this.#stage.system, node, record, draw);
    const actor = this.#stage.system.nodes[node] as Actor;
    const event = { type: 'restart' } as const;
    const step = initOf(actor, birth);
    this.#stage.world.nodes[node] = { up: step.state, armed: [], durable: record };
    const effects = this.#settle(node, event, step);
    const after = this.#viewOf(node);
    this.#reseen();
    this.#show(node, after);
    if (!this.#honest.has(node)) return { effects };
    const { durable } = this.#stage.stateOf(node) as UpNode;
    const transition = { node, before: record, event, after, effects, ...(durable && { durable }) };
    return { effects, transition: transition as Recovery };
  }

  /** Puts a step in place: its effects in order, and `persisted` for each record that is down at once. */
  #settle(node: NodeId, event: Received | { readonly type: 'restart' }, step: Step): readonly Effect[] {
    const system = this.#stage.system;
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
        then = { type: 'reply', from: to, reply: answerOf(system, this.#stage.world, node, to, request) };
      } else continue;
      if (choicesOf(actor, node, state, then).length > 0) throw choiceWithin(node, then);
      const next = stepOf(actor, node, state, then);
      state = next.state;
      if (next.effects.length > 0) effects = [...effects, ...next.effects];
    }
    this.#put(node, state, effects);
    return effects;
  }

  #put(node: NodeId, state: unknown, effects: readonly Effect[]): void {
    let { armed, durable, pending, calls } = this.#stage.stateOf(node) as UpNode;
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          if (this.#stage.world.nodes[effect.to] === undefined)
            throw sentToStranger(this.#stage.world, node, effect);
          refuseUntagged(node, 'the message', effect.message);
          this.#underWay(node, effect.to, effect.message);
          break;
        case 'output':
          refuseUntagged(node, 'the output', effect.value);
          this.#note({ type: 'output', node, output: effect.value });
          break;
        case 'persist':
          if (this.#stage.system.persistence === 'async') pending = [...(pending ?? []), effect.record];
          else durable = effect.record;
          break;
        case 'arm':
          if (armed.includes(effect.timer)) break;
          armed = [...armed, effect.timer].sort();
          this.#stage.arm(node, effect.timer);
          break;
        case 'disarm':
          if (!armed.includes(effect.timer)) break;
          armed = armed.filter((timer) => timer !== effect.timer);
          this.#stage.disarm(node, effect.timer);
          break;
        case 'call':
          if (this.#stage.system.calls === 'atomic') break;
          if (this.#stage.world.nodes[effect.to] === undefined)
            answerOf(this.#stage.system, this.#stage.world, node, effect.to, effect.request);
          refuseUntagged(node, 'the request', effect.request);
          calls = withCall(calls ?? [], effect.to, effect.request);
          break;
        default:
          throw noEffect(node, effect);
      }
    }
    this.#stage.world.nodes[node] =
      pending === undefined && calls === undefined
        ? { up: state, armed, durable }
        : {
            ...{ up: state, armed, durable },
            ...(pending !== undefined && { pending }),
            ...(calls !== undefined && { calls }),
          };
  }

  #underWay(from: NodeId, to: NodeId, message: Tagged): void {
    if (isSevered(this.#stage.system, from, to)) return;
    if (this.#stage.system.crash?.inbox === 'lost' && !isUp(this.#stage.world, to)) return;
    this.#stage.inFlight.send(from, to, message);
  }

  #note(happened: MonitorEvent): void {
    const { monitor } = this.#stage.system;
    if (monitor === undefined || !this.#honest.has(happened.node)) return;
    const history = historyAfter(this.#stage.system, this.#stage.world.history, happened);
    this.#hasNewHistory ||= history !== this.seen.history;
    this.#stage.world.history = history;
    this.seen.history = history;
  }

  #spend(fault: Fault): void {
    const { spent } = this.#stage.world;
    if (Object.hasOwn(spent, fault)) spent[fault] = (spent[fault] as number) + 1;
  }

  #spendBound(name: string): void {
    if (!Object.hasOwn(this.#stage.system.bounds ?? {}, name)) return;
    const { spent } = this.#stage.world;
    spent[name] = (spent[name] as number) + 1;
  }

  // -------------------------------------------------------------- what can be seen

  #viewOf(node: NodeId): object {
    const { up } = this.#stage.stateOf(node) as UpNode;
    return viewBy(this.#stage.system.nodes[node] as Actor, node, up);
  }

  /** What the outside may ask of a node that looks so, and whether the scope ends there. */
  #lookAt(node: NodeId, view: object): void {
    const { inputs, within } = this.#stage.system;
    if (inputs !== undefined) this.#stage.offer(node, inputsOf(this.#stage.system, view, node));
    const { divergence } = this.#stage.system.nodes[node] as Actor;
    if (within === undefined && divergence === undefined) return;
    const isBeyond =
      !isWithin(this.#stage.system, view, node) ||
      this.#stage.system.nodes[node]?.divergence?.((this.#stage.stateOf(node) as UpNode).up) !== undefined;
    if (isBeyond) this.#stage.beyond.add(node);
  }

  /** `before` is what a node that stayed up showed before its step. */
  #show(node: NodeId, view: object, before?: object): void {
    const { durable, up } = this.#stage.stateOf(node) as UpNode;
    const divergence = this.#stage.system.nodes[node]?.divergence?.(up);
    const isAlike = before !== undefined && divergence === undefined && this.#isAlike(node, before, view);
    if (!isAlike) this.#lookAt(node, view);
    if (!this.#honest.has(node)) return;
    const known = this.seen.all.get(node) as { readonly durable?: object };
    if (isAlike && known.durable === durable && !this.#hasNewHistory) return;
    this.changed = this.#alone.get(node) as readonly NodeId[];
    this.seen.views.set(node, view);
    this.seen.all.set(node, {
      up: view,
      ...(durable && { durable }),
      ...(divergence && { divergence }),
    });
  }

  #isAlike(node: NodeId, before: object, view: object): boolean {
    try {
      return isSame(before, view);
    } catch (cause) {
      throw nodeFailed(node, 'its view', cause);
    }
  }

  /** Who comes up is listed where the system lists it, and not last. */
  #reseen(): void {
    const before = new Map(this.seen.all);
    this.seen.views.clear();
    this.seen.all.clear();
    for (const node of this.#honest) {
      const state = this.#stage.stateOf(node);
      const standing = 'up' in state ? (before.get(node) ?? { up: this.#viewOf(node) }) : state;
      this.seen.all.set(node, standing);
      if ('up' in state) this.seen.views.set(node, 'up' in standing ? standing.up : this.#viewOf(node));
    }
  }
}

const quiet: Taken = { effects: [] };
