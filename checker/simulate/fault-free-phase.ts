/**
 * The fault-free phase of a schedule, after the storm (after GST, the global stabilisation time). Partitions
 * heal, nodes that are down restart, there are no more faults and inputs, and time passes. `timersMs` of the
 * system gives the durations of timers; each message has a random latency below half the shortest duration.
 *
 * Time is virtual: a queue of due events, no clock. All random numbers come from one seed, so the same world
 * and seed have the same phase.
 */
import type { Effect, NodeId } from '../actors/actor.ts';
import { type Action, actingNode } from '../semantics/actions.ts';
import type { Envelope } from '../semantics/envelope.ts';
import type { System } from '../semantics/system.ts';
import type { NodeState } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import type { Random } from '../values/random.ts';
import type { Simulation, Taken } from './simulation/simulation.ts';

/** An event that is due at a time: an action, or progress of one of a node's open calls. */
interface Due {
  readonly atMs: number;
  readonly event: Action | { readonly type: 'call'; readonly node: NodeId };
}

/**
 * Lets virtual time pass until `untilMs`, or until no event is due. `take` takes each action at its time; the
 * phase ends if it returns undefined.
 */
export function faultFreePhase(
  system: System,
  simulation: Simulation,
  random: Random,
  untilMs: number,
  take: (action: Action, atMs: number) => Taken | undefined,
): void {
  const plan = new PhasePlan(system, random);
  const continues = (action: Action): boolean => {
    const taken = take(action, plan.nowMs);
    if (taken !== undefined) plan.addEffects(action, taken.effects);
    return taken !== undefined;
  };
  simulation.stopFaults();
  const { nodes, inFlight } = simulation.world();
  for (const [node, state] of Object.entries(nodes)) {
    if (!('up' in state)) continue;
    for (const timer of state.armed) plan.addTimer(node, timer);
    for (const record of state.pending ?? []) plan.addRecord(node, record);
    for (const _ of state.calls ?? []) plan.addCall(node);
  }
  for (const { from, to, message } of inFlight) plan.addDelivery({ from, to, message });
  const down = Object.keys(nodes).filter((node) => 'down' in (nodes[node] as NodeState));
  for (const action of [
    ...down.map((node): Action => ({ type: 'restart', node })),
    { type: 'heal' } as const,
  ])
    for (const outcome of simulation.outcomes(action)) if (!continues(outcome)) return;
  for (let due = plan.next(untilMs); due !== undefined; due = plan.next(untilMs)) {
    // No outcome: the message merged with an equal one, or was lost with its receiver.
    const outcomes = due.type === 'call' ? callOutcomes(simulation, due.node) : simulation.outcomes(due);
    if (outcomes.length > 0 && !continues(outcomes[random.below(outcomes.length)] as Action)) return;
  }
}

/** The enabled requests and replies of a node's open calls. */
function callOutcomes(simulation: Simulation, node: NodeId): readonly Action[] {
  return (['request', 'reply'] as const).flatMap((kind) =>
    Array.from({ length: simulation.count(kind) }, (_, index) => simulation.at(kind, index)).flatMap(
      (action) => {
        const caller = action?.type === 'request' ? action.from : action?.type === 'reply' && action.node;
        return action !== undefined && caller === node ? simulation.outcomes(action) : [];
      },
    ),
  );
}

/** The queue of due events, in virtual time. */
class PhasePlan {
  nowMs = 0;
  readonly #system: System;
  readonly #random: Random;
  readonly #latencyMsMax: number;
  /** Sorted by time, the next event last; of equal times, the one added first is nearer to the end. */
  readonly #due: Due[] = [];
  /** The time of the last arrival on each fifo link and disk, which later ones must not precede. */
  readonly #lastArrival = new Map<string, number>();
  /** The number of open calls of each node. */
  readonly #openCalls = new Map<NodeId, number>();
  readonly #awaitingProgress = new Set<NodeId>();

  constructor(system: System, random: Random) {
    this.#system = system;
    this.#random = random;
    this.#latencyMsMax = latencyLimit(system);
  }

  /** Removes and returns the next event; undefined if there is none until this time. */
  next(untilMs: number): Due['event'] | undefined {
    const due = this.#due.at(-1);
    if (due === undefined || due.atMs > untilMs) return undefined;
    this.#due.pop();
    this.nowMs = due.atMs;
    if (due.event.type === 'call') {
      this.#awaitingProgress.delete(due.event.node);
      this.#addProgress(due.event.node);
    }
    return due.event;
  }

  /** Adds the events that follow from the effects of an action. */
  addEffects(action: Action, effects: readonly Effect[]): void {
    const node = actingNode(action) as NodeId;
    if (action.type === 'reply') this.#openCalls.set(node, (this.#openCalls.get(node) ?? 1) - 1);
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          this.addDelivery({ from: node, to: effect.to, message: effect.message });
          break;
        case 'persist':
          if (this.#system.persistence === 'async') this.addRecord(node, effect.record);
          break;
        case 'arm':
          this.addTimer(node, effect.timer);
          break;
        case 'disarm':
          this.#disarm(node, effect.timer);
          break;
        case 'call':
          if (this.#system.calls === 'messages') this.addCall(node);
          break;
      }
    }
  }

  /** Adds the timeout of a timer, at a random time within its duration. */
  addTimer(node: NodeId, timer: string): void {
    this.#disarm(node, timer);
    const [minMs, maxMs] = rangeOf(this.#system, timer);
    this.#add(this.nowMs + this.#random.upTo(minMs, maxMs), { type: 'timeout', node, timer });
  }

  /** Adds the delivery of a message. */
  addDelivery({ from, to, message }: Envelope): void {
    const link = this.#system.network === 'fifo' ? `${from}>${to}` : undefined;
    this.#add(this.#arrival(link), { type: 'deliver', from, to, message });
  }

  /** Adds the moment at which a record becomes durable; a disk is as slow as a link, and writes in order. */
  addRecord(node: NodeId, record: object): void {
    this.#add(this.#arrival(`disk ${node}`), { type: 'persisted', node, record });
  }

  /** Adds progress of a new call. */
  addCall(node: NodeId): void {
    this.#openCalls.set(node, (this.#openCalls.get(node) ?? 0) + 1);
    this.#addProgress(node);
  }

  /** Adds progress of one open call of a node; one event at a time, as long as calls are open. */
  #addProgress(node: NodeId): void {
    if (this.#awaitingProgress.has(node) || (this.#openCalls.get(node) ?? 0) <= 0) return;
    this.#awaitingProgress.add(node);
    this.#add(this.#arrival(undefined), { type: 'call', node });
  }

  /** A time after a random latency; within a queue in the order of addition. */
  #arrival(queue: string | undefined): number {
    const atMs = this.nowMs + this.#random.upTo(1, this.#latencyMsMax);
    if (queue === undefined) return atMs;
    const after = Math.max(atMs, this.#lastArrival.get(queue) ?? 0);
    this.#lastArrival.set(queue, after);
    return after;
  }

  #disarm(node: NodeId, timer: string): void {
    for (let at = 0; at < this.#due.length; at++) {
      const { event } = this.#due[at] as Due;
      if (event.type !== 'timeout' || event.node !== node || event.timer !== timer) continue;
      this.#due.splice(at, 1);
      return;
    }
  }

  #add(atMs: number, event: Due['event']): void {
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#due[middle] as Due).atMs > atMs) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, { atMs, event });
  }
}

function rangeOf({ timersMs }: System, timer: string): readonly [minMs: number, maxMs: number] {
  const range = (timersMs as Readonly<Record<string, readonly [number, number]>> | undefined)?.[timer];
  if (range !== undefined) return range;
  throw new UsageError(`system: timer '${timer}' is armed, but timersMs does not say how long it runs`);
}

/** Half the shortest timer, so that a heartbeat and its reply fit in. */
function latencyLimit({ timersMs }: System): number {
  const shortest = Math.min(
    ...Object.values((timersMs ?? {}) as Record<string, readonly number[]>).map(([minMs]) => minMs as number),
  );
  if (!Number.isFinite(shortest) || shortest < 2) {
    throw new UsageError(
      `system: 'settles' needs timersMs with a shortest timeout of 2 ms or more; it has ${canonical(timersMs)}`,
    );
  }
  return shortest / 2;
}
