/**
 * Virtual time: the schedule of a discrete-event simulation. Messages arrive after a random latency, timers
 * fire after their duration (`timersMs` of the system), and inputs come at given times. Each event takes
 * place at its time, and events of equal time in the order in which they became known.
 *
 * All random numbers come from one generator, so the same world and seed have the same events. No event costs
 * time in proportion to the number of nodes.
 */
import type { Effect, NodeId, Tagged } from '../../actors/actor.ts';
import { type Action, actingNode } from '../../semantics/actions.ts';
import type { Envelope } from '../../semantics/envelope.ts';
import type { System } from '../../semantics/system.ts';
import type { World } from '../../semantics/world.ts';
import { UsageError } from '../../values/errors.ts';
import type { Random } from '../../values/random.ts';
import { EventQueue, type Queued } from './event-queue.ts';
import type { Simulation } from './simulation.ts';

/** An event that is due at a time: an action, or progress of one of a node's open calls. */
type Due = Action | { readonly type: 'call'; readonly node: NodeId };

/** The least and the greatest latency of a message or a write, in milliseconds. */
export type LatencyMs = readonly [minMs: number, maxMs: number];

/** The events of one execution that are due, and the time that has come. */
export class VirtualTime {
  nowMs = 0;
  readonly #system: System;
  readonly #random: Random;
  readonly #latencyMs: LatencyMs;
  readonly #due = new EventQueue<Due>();
  /** The timeouts that are due, by node and timer. */
  readonly #timers = new Map<NodeId, Map<string, Queued<Due>>>();
  /** The time of the last arrival on each fifo link, by sender and addressee; a later one must not precede it. */
  readonly #lastArrival = new Map<NodeId, Map<NodeId, number>>();
  /** The time of the last completed write of each node. */
  readonly #lastWrite = new Map<NodeId, number>();
  /** The number of open calls of each node. */
  readonly #openCalls = new Map<NodeId, number>();
  readonly #awaitingProgress = new Set<NodeId>();

  constructor(system: System, random: Random, latencyMs: LatencyMs) {
    this.#system = system;
    this.#random = random;
    this.#latencyMs = latencyMs;
  }

  /** True if some event is due, at any time. */
  get isDue(): boolean {
    return this.#due.size > 0;
  }

  /** Adds the events that a world waits for: armed timers, pending writes, open calls, messages in flight. */
  addWorld({ nodes, inFlight }: World): void {
    for (const [node, state] of Object.entries(nodes)) {
      if (!('up' in state)) continue;
      for (const timer of state.armed) this.#addTimer(node, timer);
      for (const record of state.pending ?? []) this.#addRecord(node, record);
      for (const _ of state.calls ?? []) this.#addCall(node);
    }
    for (const { from, to, message } of inFlight) this.#addDelivery({ from, to, message });
  }

  /** Adds an input that comes at a time. */
  addInput(atMs: number, node: NodeId, input: Tagged): void {
    this.#due.add(atMs, { type: 'input', node, input });
  }

  /** Adds the events that follow from the effects of an action. */
  addEffects(action: Action, effects: readonly Effect[]): void {
    const node = actingNode(action) as NodeId;
    if (action.type === 'reply') this.#openCalls.set(node, (this.#openCalls.get(node) ?? 1) - 1);
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          this.#addDelivery({ from: node, to: effect.to, message: effect.message });
          break;
        case 'persist':
          if (this.#system.persistence === 'async') this.#addRecord(node, effect.record);
          break;
        case 'arm':
          this.#addTimer(node, effect.timer);
          break;
        case 'disarm':
          this.#disarm(node, effect.timer);
          break;
        case 'call':
          if (this.#system.calls === 'messages') this.#addCall(node);
          break;
      }
    }
  }

  /**
   * Removes the next event that is due and enabled, and returns it with one of its draws and choices by
   * chance; undefined if there is none until this time. An event is not enabled if its message merged with an
   * equal one, or if its receiver is not up.
   *
   * @throws UsageError if an input is due that the system does not offer to its node.
   */
  next(simulation: Simulation, untilMs: number): Action | undefined {
    for (let due = this.#due.first; due !== undefined && due.atMs <= untilMs; due = this.#due.first) {
      this.#due.remove(due);
      this.nowMs = due.atMs;
      const outcomes = this.#outcomes(simulation, due.event);
      if (outcomes.length > 0) return outcomes[this.#random.below(outcomes.length)] as Action;
      if (due.event.type === 'input' && !simulation.isCut) throw notOffered(due.event, due.atMs);
    }
    return undefined;
  }

  /** The enabled actions of an event; progress of a call is followed by progress of the next. */
  #outcomes(simulation: Simulation, event: Due): readonly Action[] {
    if (event.type !== 'call') return simulation.outcomes(event);
    this.#awaitingProgress.delete(event.node);
    this.#addProgress(event.node);
    return simulation.progressOf(event.node);
  }

  /** Adds the timeout of a timer, at a random time within its duration. */
  #addTimer(node: NodeId, timer: string): void {
    this.#disarm(node, timer);
    const [minMs, maxMs] = rangeOf(this.#system, timer);
    const due = this.#due.add(this.nowMs + this.#random.upTo(minMs, maxMs), { type: 'timeout', node, timer });
    mapIn(this.#timers, node).set(timer, due);
  }

  #disarm(node: NodeId, timer: string): void {
    const due = this.#timers.get(node)?.get(timer);
    if (due !== undefined) this.#due.remove(due);
  }

  /** Adds the delivery of a message; a fifo link delivers in the order of sending. */
  #addDelivery({ from, to, message }: Envelope): void {
    const delivery: Action = { type: 'deliver', from, to, message };
    if (this.#system.network === 'fifo') this.#addAfterLast(mapIn(this.#lastArrival, from), to, delivery);
    else this.#due.add(this.#arrival(), delivery);
  }

  /** Adds the moment at which a record becomes durable; a disk is as slow as a link, and writes in order. */
  #addRecord(node: NodeId, record: object): void {
    this.#addAfterLast(this.#lastWrite, node, { type: 'persisted', node, record });
  }

  /** Adds an event after a latency, and not before the last one with the same key. */
  #addAfterLast(lastOf: Map<NodeId, number>, key: NodeId, event: Due): void {
    const atMs = Math.max(this.#arrival(), lastOf.get(key) ?? 0);
    lastOf.set(key, atMs);
    this.#due.add(atMs, event);
  }

  /** Adds progress of a new call. */
  #addCall(node: NodeId): void {
    this.#openCalls.set(node, (this.#openCalls.get(node) ?? 0) + 1);
    this.#addProgress(node);
  }

  /** Adds progress of one open call of a node; one event at a time, as long as calls are open. */
  #addProgress(node: NodeId): void {
    if (this.#awaitingProgress.has(node) || (this.#openCalls.get(node) ?? 0) <= 0) return;
    this.#awaitingProgress.add(node);
    this.#due.add(this.#arrival(), { type: 'call', node });
  }

  /** A time after a random latency. */
  #arrival(): number {
    const [minMs, maxMs] = this.#latencyMs;
    return this.nowMs + this.#random.upTo(minMs, maxMs);
  }
}

/** The inner map of a key, made at its first use. */
function mapIn<V>(maps: Map<NodeId, Map<string, V>>, key: NodeId): Map<string, V> {
  let map = maps.get(key);
  if (map === undefined) {
    map = new Map();
    maps.set(key, map);
  }
  return map;
}

function rangeOf({ timersMs }: System, timer: string): readonly [minMs: number, maxMs: number] {
  const range = (timersMs as Readonly<Record<string, readonly [number, number]>> | undefined)?.[timer];
  if (range !== undefined) return range;
  throw new UsageError(`system: timer '${timer}' is armed, but timersMs does not say how long it runs`);
}

function notOffered({ node, input }: Extract<Action, { type: 'input' }>, atMs: number): UsageError {
  return new UsageError(
    `input '${input.type}' is due for node '${node}' at ${atMs} ms, when the system does not offer it; 'inputs' of the system must list it for the view that the node has then`,
  );
}
