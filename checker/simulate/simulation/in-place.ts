/**
 * The in-place simulation. It changes one world in place and must equal the reference simulation. It updates
 * pools of messages and armed timers instead of listing the enabled actions again, so a step costs little
 * more than its actor and its properties.
 *
 * It does not encode states, views and histories. Data in them that are not plain are detected at the latest
 * when the reference semantics builds the trace. `changed` omits a node whose view is the same after its step
 * as before; so a view must not change between steps, which `CopyCache` in `values/copy.ts` ensures for
 * implementations.
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
import type { Action, Nondeterminism } from '../../semantics/actions.ts';
import { answerOf, openCalls, refuseCall, withCall, withLostCalls } from '../../semantics/calls.ts';
import { isSevered } from '../../semantics/network.ts';
import {
  beginningOf,
  birthIn,
  choiceWithin,
  endlessPersisting,
  persistedMax,
  refuseNonPlainEffect,
  refuseNonPlainState,
  sentToStranger,
  waiting,
} from '../../semantics/successors.ts';
import type { Fault, MonitorEvent, System } from '../../semantics/system.ts';
import { historyAfter, inputsOf, isWithin } from '../../semantics/user-code.ts';
import { faultFreeSystem } from '../../semantics/variants.ts';
import {
  hasFailed,
  honestNodes,
  type Recovery,
  seenIn,
  standingOf,
  type Transition,
} from '../../semantics/views.ts';
import { isUp, type Standing, type UpNode, type World } from '../../semantics/world.ts';
import { isSame } from '../../values/equality.ts';
import { EnabledActions } from './enabled-actions.ts';
import type { InFlightMessage } from './in-flight.ts';
import { callsOf, InPlaceWorld } from './in-place-world.ts';
import type { Kind, Simulation, Taken } from './simulation.ts';

const noNodes: readonly NodeId[] = [];

/** A simulation that starts in the initial world with the index `start`. */
export class InPlaceSimulation implements Simulation {
  readonly seen: { views: Map<NodeId, object>; all: Map<NodeId, Standing>; history: unknown };
  changed: readonly NodeId[];
  readonly #inPlace: InPlaceWorld;
  readonly #enabledActions: EnabledActions;
  readonly #listsInputs: boolean;
  readonly #honest: ReadonlySet<NodeId>;
  /** The list with only this node, for each node, so that a step allocates no list for `changed`. */
  readonly #changedAlone: ReadonlyMap<NodeId, readonly NodeId[]>;
  /** True if this action changed the monitor's history. */
  #hasNewHistory = false;

  /**
   * `inputs`: whether the inputs of a node are listed after each change of its view, for a choice among all
   * actions, or on demand. On demand, `count('input')` is 0.
   */
  constructor(system: System, start: number, inputs: 'listed' | 'on demand' = 'listed') {
    const { blank, starts } = system.listed === undefined ? beginningOf(system, start) : notStarting;
    this.#inPlace = new InPlaceWorld(system, blank ?? (system.listed?.[start] as World));
    this.#enabledActions = new EnabledActions(this.#inPlace, inputs);
    this.#listsInputs = inputs === 'listed';
    const honest = honestNodes(system);
    this.#honest = new Set(honest);
    this.#changedAlone = new Map(
      this.#inPlace.nodes.map((node) => [node, this.#honest.has(node) ? [node] : noNodes]),
    );
    this.seen = { views: new Map(), all: new Map(), history: this.#inPlace.world.history };
    for (const [node, how] of starts) if ('up' in how) this.#start(node, how.up, how.draw);
    this.seen = seenIn(system, this.#inPlace.world) as InPlaceSimulation['seen'];
    this.changed = honest;
    this.#updateAllInputsAndCuts();
  }

  count(kind: Kind): number {
    return this.#enabledActions.count(kind);
  }

  at(kind: Kind, index: number): Action | undefined {
    return this.#enabledActions.at(kind, index);
  }

  outcomes(action: Action): readonly Action[] {
    return this.#enabledActions.outcomes(action);
  }

  progressOf(node: NodeId): readonly Action[] {
    return this.#enabledActions.progressOf(node);
  }

  get isCut(): boolean {
    return this.#inPlace.cutAt.size > 0;
  }

  take(action: Action): Taken {
    this.changed = noNodes;
    this.#hasNewHistory = false;
    switch (action.type) {
      case 'deliver': {
        const { from, to, message } = action;
        this.#inPlace.inFlight.deliver(this.#inPlace.inFlight.find(action) as InFlightMessage);
        return this.#step(to, { type: 'message', from, message }, action);
      }
      case 'timeout': {
        const { node, timer } = action;
        this.#spendBound(timer);
        const state = this.#inPlace.stateOf(node) as UpNode;
        this.#inPlace.world.nodes[node] = {
          ...state,
          armed: state.armed.filter((name) => name !== timer),
        };
        this.#inPlace.disarm(node, timer);
        return this.#step(node, { type: 'timeout', timer }, action);
      }
      case 'input': {
        const { node, input } = action;
        this.#spendBound(input.type);
        this.#notifyMonitor({ type: 'input', node, input });
        return this.#step(node, { type: 'input', input }, action);
      }
      case 'persisted': {
        const { node, record } = action;
        const { pending = [], ...state } = this.#inPlace.stateOf(node) as UpNode;
        this.#inPlace.world.nodes[node] = { ...state, durable: record, ...waiting(pending.slice(1)) };
        return this.#step(node, { type: 'persisted', record }, action);
      }
      case 'request': {
        const { from, to, id, request } = action;
        const reply = answerOf(this.#inPlace.system, this.#inPlace.world, from, to, request);
        const state = this.#inPlace.stateOf(from) as UpNode;
        const calls = callsOf(state).map((call) => (call.id === id ? { ...call, reply } : call));
        this.#inPlace.world.nodes[from] = { ...state, ...openCalls(calls) };
        return noEffects;
      }
      case 'reply': {
        const { node, from, id, reply } = action;
        const { calls = [], ...state } = this.#inPlace.stateOf(node) as UpNode;
        this.#inPlace.world.nodes[node] = {
          ...state,
          ...openCalls(calls.filter((call) => call.id !== id)),
        };
        return this.#step(node, { type: 'reply', from, reply }, action);
      }
      case 'drop':
        this.#spend('drop');
        this.#inPlace.inFlight.drop(this.#inPlace.inFlight.find(action) as InFlightMessage);
        return noEffects;
      case 'duplicate':
        this.#spend('duplicate');
        this.#inPlace.inFlight.duplicate(this.#inPlace.inFlight.find(action) as InFlightMessage);
        return noEffects;
      case 'inject':
        this.#spend('inject');
        this.#send(action.from, action.to, action.message);
        return noEffects;
      case 'crash':
        this.#spend('crash');
        return this.#crash(action.node, action.kept);
      case 'restart':
        this.#spend('restart');
        return this.#restart(action.node, action.draw);
      case 'partition':
        this.#spend('partition');
        this.#inPlace.world.partition = action.name;
        return noEffects;
      case 'heal':
        delete this.#inPlace.world.partition;
        return noEffects;
    }
  }

  stopFaults(): void {
    this.#inPlace.system = faultFreeSystem(this.#inPlace.system);
    this.#inPlace.cutAt.clear();
    this.#updateAllInputsAndCuts();
  }

  world(): World {
    return this.#inPlace.snapshot();
  }

  /**
   * Brings a node up in the initial world. Its data are checked to be plain: a trace, which finds all that
   * are not, begins after this step.
   */
  #start(node: NodeId, durable: object | undefined, draw: unknown): void {
    const actor = this.#inPlace.system.nodes[node] as Actor;
    const step = initOf(actor, birthIn(this.#inPlace.system, node, durable, draw));
    for (const effect of step.effects) refuseNonPlainEffect(node, effect);
    this.#inPlace.world.nodes[node] = { up: step.state, armed: [], durable };
    this.#applyStep(node, { type: 'start' }, step);
    refuseNonPlainState(node, (this.#inPlace.stateOf(node) as UpNode).up);
  }

  /** The step of a node that receives an event. */
  #step(node: NodeId, withoutDraw: Received, { draw, choice }: Nondeterminism): Taken {
    const event: Received = draw === undefined ? withoutDraw : { ...withoutDraw, draw };
    const actor = this.#inPlace.system.nodes[node] as Actor;
    const state = this.#inPlace.stateOf(node) as UpNode;
    const before = this.#viewOf(node);
    const step = stepOf(actor, node, state.up, event, choice);
    const effects = this.#applyStep(node, event, step);
    if (this.#markFailure(node)) return { effects };
    const after = this.#viewOf(node);
    this.#updateSeen(node, after, before);
    if (!this.#honest.has(node)) return step.ignored === true ? { effects, ignored: true } : { effects };
    const { durable } = this.#inPlace.stateOf(node) as UpNode;
    const transition: Transition =
      durable === undefined
        ? { node, after, effects, before, event }
        : { node, after, effects, durable, before, event };
    return step.ignored === true ? { effects, ignored: true, transition } : { effects, transition };
  }

  #crash(node: NodeId, kept = 0): Taken {
    const { inbox, outbox, returns } = this.#inPlace.system.crash as NonNullable<System['crash']>;
    const { durable, pending = [], armed } = this.#inPlace.stateOf(node) as UpNode;
    const record = kept === 0 ? durable : pending[kept - 1];
    for (const timer of armed) this.#inPlace.disarm(node, timer);
    for (const other of this.#inPlace.nodes)
      this.#inPlace.world.nodes[other] = withLostCalls(this.#inPlace.stateOf(other), node);
    this.#inPlace.world.nodes[node] = returns === 'recovered' ? { down: record } : { absent: true };
    if (inbox === 'lost') this.#inPlace.inFlight.loseAll('to', node);
    if (outbox === 'lost') this.#inPlace.inFlight.loseAll('from', node);
    this.#notifyMonitor({ type: 'crash', node });
    this.#inPlace.setInputs(node, []);
    this.#rebuildSeen();
    this.changed = this.#changedAlone.get(node) as readonly NodeId[];
    return noEffects;
  }

  #restart(node: NodeId, draw: unknown): Taken {
    const down = this.#inPlace.stateOf(node);
    const record = 'down' in down ? down.down : undefined;
    this.#notifyMonitor({ type: 'restart', node });
    const birth = birthIn(this.#inPlace.system, node, record, draw);
    const actor = this.#inPlace.system.nodes[node] as Actor;
    const event = { type: 'restart' } as const;
    const step = initOf(actor, birth);
    this.#inPlace.world.nodes[node] = { up: step.state, armed: [], durable: record };
    const effects = this.#applyStep(node, event, step);
    if (this.#markFailure(node)) return { effects };
    const after = this.#viewOf(node);
    this.#rebuildSeen();
    this.#updateSeen(node, after);
    if (!this.#honest.has(node)) return { effects };
    const { durable } = this.#inPlace.stateOf(node) as UpNode;
    const transition = { node, before: record, event, after, effects, ...(durable && { durable }) };
    return { effects, transition: transition as Recovery };
  }

  /**
   * Applies a step and its effects in order, with the steps that follow within the same action: `persisted`
   * for each record that is durable at once, and the reply of each atomic call.
   */
  #applyStep(
    node: NodeId,
    event: Received | { readonly type: 'start' | 'restart' },
    step: Step,
  ): readonly Effect[] {
    const system = this.#inPlace.system;
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
        then = {
          type: 'reply',
          from: to,
          reply: answerOf(system, this.#inPlace.world, node, to, request),
        };
      } else continue;
      if (choicesOf(actor, node, state, then).length > 0) throw choiceWithin(node, then);
      const next = stepOf(actor, node, state, then);
      state = next.state;
      if (next.effects.length > 0) effects = [...effects, ...next.effects];
    }
    this.#applyEffects(node, state, effects);
    return effects;
  }

  #applyEffects(node: NodeId, state: unknown, effects: readonly Effect[]): void {
    let { armed, durable, pending, calls } = this.#inPlace.stateOf(node) as UpNode;
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          if (this.#inPlace.world.nodes[effect.to] === undefined)
            throw sentToStranger(this.#inPlace.world, node, effect);
          refuseUntagged(node, 'the message', effect.message);
          this.#send(node, effect.to, effect.message);
          if (this.#inPlace.system.monitor?.observesSends === true)
            this.#notifyMonitor({ type: 'send', node, to: effect.to, message: effect.message });
          break;
        case 'output':
          refuseUntagged(node, 'the output', effect.value);
          this.#notifyMonitor({ type: 'output', node, output: effect.value });
          break;
        case 'persist':
          if (this.#inPlace.system.persistence === 'async') pending = [...(pending ?? []), effect.record];
          else durable = effect.record;
          break;
        case 'arm':
          if (armed.includes(effect.timer)) break;
          armed = [...armed, effect.timer].sort();
          this.#inPlace.arm(node, effect.timer);
          break;
        case 'disarm':
          if (!armed.includes(effect.timer)) break;
          armed = armed.filter((timer) => timer !== effect.timer);
          this.#inPlace.disarm(node, effect.timer);
          break;
        case 'call':
          if (this.#inPlace.system.calls === 'atomic') break;
          if (this.#inPlace.world.nodes[effect.to] === undefined)
            answerOf(this.#inPlace.system, this.#inPlace.world, node, effect.to, effect.request);
          refuseUntagged(node, 'the request', effect.request);
          calls = withCall(calls ?? [], effect.to, effect.request);
          break;
        default:
          throw noEffect(node, effect);
      }
    }
    this.#inPlace.world.nodes[node] =
      pending === undefined && calls === undefined
        ? { up: state, armed, durable }
        : {
            ...{ up: state, armed, durable },
            ...(pending !== undefined && { pending }),
            ...(calls !== undefined && { calls }),
          };
  }

  /** Adds a message to the network, unless its link is severed or it is lost with a receiver that is down. */
  #send(from: NodeId, to: NodeId, message: Tagged): void {
    if (isSevered(this.#inPlace.system, from, to)) return;
    if (this.#inPlace.system.crash?.inbox === 'lost' && !isUp(this.#inPlace.world, to)) return;
    this.#inPlace.inFlight.send(from, to, message);
  }

  #notifyMonitor(event: MonitorEvent): void {
    const { monitor } = this.#inPlace.system;
    if (monitor === undefined || !this.#honest.has(event.node)) return;
    const history = historyAfter(this.#inPlace.system, this.#inPlace.world.history, event);
    this.#hasNewHistory ||= history !== this.seen.history;
    this.#inPlace.world.history = history;
    this.seen.history = history;
  }

  #spend(fault: Fault): void {
    const { spent } = this.#inPlace.world;
    if (Object.hasOwn(spent, fault)) spent[fault] = (spent[fault] as number) + 1;
  }

  #spendBound(name: string): void {
    if (!Object.hasOwn(this.#inPlace.system.bounds ?? {}, name)) return;
    const { spent } = this.#inPlace.world;
    spent[name] = (spent[name] as number) + 1;
  }

  // -------------------------------------------------------------- what properties see

  #viewOf(node: NodeId): object {
    const { up } = this.#inPlace.stateOf(node) as UpNode;
    return viewBy(this.#inPlace.system.nodes[node] as Actor, node, up);
  }

  #updateAllInputsAndCuts(): void {
    for (const node of this.#inPlace.nodes) {
      if (!isUp(this.#inPlace.world, node)) continue;
      if (hasFailed(this.#inPlace.system, this.#inPlace.world, node)) this.#inPlace.cutAt.add(node);
      else this.#updateInputsAndCut(node, this.#viewOf(node));
    }
  }

  /** Takes note of a node whose code has failed: it shows no view from now on. Returns false if it has not. */
  #markFailure(node: NodeId): boolean {
    const { system, world, cutAt } = this.#inPlace;
    if (!hasFailed(system, world, node)) return false;
    cutAt.add(node);
    this.#inPlace.setInputs(node, []);
    this.#rebuildSeen();
    this.changed = this.#changedAlone.get(node) as readonly NodeId[];
    return true;
  }

  /** Recomputes the inputs offered to a node with this view, and whether the node is a cut. */
  #updateInputsAndCut(node: NodeId, view: object): void {
    const { inputs, within } = this.#inPlace.system;
    if (inputs !== undefined && this.#listsInputs)
      this.#inPlace.setInputs(node, inputsOf(this.#inPlace.system, view, node));
    const { divergence } = this.#inPlace.system.nodes[node] as Actor;
    if (within === undefined && divergence === undefined) return;
    const isBeyond =
      !isWithin(this.#inPlace.system, view, node) ||
      this.#inPlace.system.nodes[node]?.divergence?.((this.#inPlace.stateOf(node) as UpNode).up) !==
        undefined;
    if (isBeyond) this.#inPlace.cutAt.add(node);
  }

  /**
   * Updates `seen` and `changed` after a step; `before` is the earlier view of a node that was up before the
   * step.
   */
  #updateSeen(node: NodeId, view: object, before?: object): void {
    const { durable, up } = this.#inPlace.stateOf(node) as UpNode;
    const divergence = this.#inPlace.system.nodes[node]?.divergence?.(up);
    const isSameView =
      before !== undefined && divergence === undefined && this.#isSameView(node, before, view);
    if (!isSameView) this.#updateInputsAndCut(node, view);
    if (!this.#honest.has(node)) return;
    const known = this.seen.all.get(node) as { readonly durable?: object };
    if (isSameView && known.durable === durable && !this.#hasNewHistory) return;
    this.changed = this.#changedAlone.get(node) as readonly NodeId[];
    this.seen.views.set(node, view);
    this.seen.all.set(node, {
      up: view,
      ...(durable && { durable }),
      ...(divergence && { divergence }),
    });
  }

  #isSameView(node: NodeId, before: object, view: object): boolean {
    try {
      return isSame(before, view);
    } catch (cause) {
      throw nodeFailed(node, 'its view', cause);
    }
  }

  /** Rebuilds `seen` in the order of the system's nodes, which insertion of a restarted node would break. */
  #rebuildSeen(): void {
    const before = new Map(this.seen.all);
    this.seen.views.clear();
    this.seen.all.clear();
    for (const node of this.#honest) {
      const state = this.#inPlace.stateOf(node);
      if (hasFailed(this.#inPlace.system, this.#inPlace.world, node)) {
        this.seen.all.set(node, standingOf(this.#inPlace.system, this.#inPlace.world, node));
        continue;
      }
      const standing = 'up' in state ? (before.get(node) ?? { up: this.#viewOf(node) }) : state;
      this.seen.all.set(node, standing);
      if ('up' in state) this.seen.views.set(node, 'up' in standing ? standing.up : this.#viewOf(node));
    }
  }
}

const noEffects: Taken = { effects: [] };

/** The beginning of a listed world: all its nodes are up, down or absent already. */
const notStarting = { blank: undefined, starts: [] } as const;
