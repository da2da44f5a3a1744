/**
 * The calm after a storm: links are healed, nodes that are down come back, no fault and no input happens any more, and time
 * passes. Timers run as long as the system's `timersMs` say; a message takes a time drawn below half the shortest of them.
 *
 * Time is virtual: a queue of what is due, no clock. What happens is drawn from a seed, so the same world and seed have the
 * same calm.
 */
import type { Effect, NodeId } from '../actors/actor.ts';
import { actingNode } from '../semantics/actions.ts';
import type { System } from '../semantics/system.ts';
import type { Action, Envelope, NodeState } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import type { Random } from '../values/random.ts';
import type { Simulation, Taken } from './simulation/simulation.ts';

/** What is due at a time: an action, or one of a node's calls that gets on. */
interface Due {
  readonly atMs: number;
  readonly what: Action | { readonly type: 'call'; readonly node: NodeId };
}

/**
 * Lets time pass on a walk until nothing is due any more, or `untilMs`. `take` takes each action, at its time; where it answers
 * with nothing, the calm is over.
 */
export function faultFreePhase(
  system: System,
  walk: Simulation,
  random: Random,
  untilMs: number,
  take: (action: Action, atMs: number) => Taken | undefined,
): void {
  const agenda = new PhasePlan(system, random);
  const goesOn = (action: Action): boolean => {
    const taken = take(action, agenda.nowMs);
    if (taken !== undefined) agenda.note(action, taken.effects);
    return taken !== undefined;
  };
  walk.stopFaults();
  const { nodes, inFlight } = walk.world();
  for (const [node, state] of Object.entries(nodes)) {
    if (!('up' in state)) continue;
    for (const timer of state.armed) agenda.arm(node, timer);
    for (const record of state.pending ?? []) agenda.write(node, record);
    for (const _ of state.calls ?? []) agenda.call(node);
  }
  for (const { from, to, message } of inFlight) agenda.send({ from, to, message });
  const down = Object.keys(nodes).filter((node) => 'down' in (nodes[node] as NodeState));
  for (const action of [
    ...down.map((node): Action => ({ type: 'restart', node })),
    { type: 'heal' } as const,
  ])
    for (const way of walk.outcomes(action)) if (!goesOn(way)) return;
  for (let due = agenda.next(untilMs); due !== undefined; due = agenda.next(untilMs)) {
    // A message that merged with an equal one, or was lost with its addressee, is not there any more.
    const ways = due.type === 'call' ? waysOfCalls(walk, due.node) : walk.outcomes(due);
    if (ways.length > 0 && !goesOn(ways[random.below(ways.length)] as Action)) return;
  }
}

/** How a node's open calls may get on. */
function waysOfCalls(walk: Simulation, node: NodeId): readonly Action[] {
  return (['request', 'reply'] as const).flatMap((kind) =>
    Array.from({ length: walk.count(kind) }, (_, index) => walk.at(kind, index)).flatMap((action) => {
      const caller = action?.type === 'request' ? action.from : action?.type === 'reply' && action.node;
      return action !== undefined && caller === node ? walk.outcomes(action) : [];
    }),
  );
}

/** What is due when. */
class PhasePlan {
  nowMs = 0;
  readonly #system: System;
  readonly #random: Random;
  readonly #latencyMsMax: number;
  /** The next last; of equal times the one that was noted first. */
  readonly #due: Due[] = [];
  /** When the last message of a link arrives, and the last record of a node is down: nothing overtakes it. */
  readonly #last = new Map<string, number>();
  /** How many calls of a node are open. */
  readonly #calls = new Map<NodeId, number>();
  readonly #getsOn = new Set<NodeId>();

  constructor(system: System, random: Random) {
    this.#system = system;
    this.#random = random;
    this.#latencyMsMax = latencyLimit(system);
  }

  /** What comes next, if it does so before this time. */
  next(untilMs: number): Due['what'] | undefined {
    const due = this.#due.at(-1);
    if (due === undefined || due.atMs > untilMs) return undefined;
    this.#due.pop();
    this.nowMs = due.atMs;
    if (due.what.type === 'call') {
      this.#getsOn.delete(due.what.node);
      this.#goOn(due.what.node);
    }
    return due.what;
  }

  /** What an action leaves to do. */
  note(action: Action, effects: readonly Effect[]): void {
    const node = actingNode(action) as NodeId;
    if (action.type === 'reply') this.#calls.set(node, (this.#calls.get(node) ?? 1) - 1);
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          this.send({ from: node, to: effect.to, message: effect.message });
          break;
        case 'persist':
          if (this.#system.persistence === 'async') this.write(node, effect.record);
          break;
        case 'arm':
          this.arm(node, effect.timer);
          break;
        case 'disarm':
          this.#disarm(node, effect.timer);
          break;
        case 'call':
          if (this.#system.calls === 'messages') this.call(node);
          break;
      }
    }
  }

  arm(node: NodeId, timer: string): void {
    this.#disarm(node, timer);
    const [minMs, maxMs] = rangeOf(this.#system, timer);
    this.#add(this.nowMs + this.#random.upTo(minMs, maxMs), { type: 'timeout', node, timer });
  }

  send({ from, to, message }: Envelope): void {
    const link = this.#system.network === 'fifo' ? `${from}>${to}` : undefined;
    this.#add(this.#arrival(link), { type: 'deliver', from, to, message });
  }

  /** The disk is as slow as a link, and writes one record after the other. */
  write(node: NodeId, record: object): void {
    this.#add(this.#arrival(`disk ${node}`), { type: 'persisted', node, record });
  }

  call(node: NodeId): void {
    this.#calls.set(node, (this.#calls.get(node) ?? 0) + 1);
    this.#goOn(node);
  }

  /** As long as a node has open calls, one of them gets on from time to time. */
  #goOn(node: NodeId): void {
    if (this.#getsOn.has(node) || (this.#calls.get(node) ?? 0) <= 0) return;
    this.#getsOn.add(node);
    this.#add(this.#arrival(undefined), { type: 'call', node });
  }

  #arrival(queue: string | undefined): number {
    const atMs = this.nowMs + this.#random.upTo(1, this.#latencyMsMax);
    if (queue === undefined) return atMs;
    const after = Math.max(atMs, this.#last.get(queue) ?? 0);
    this.#last.set(queue, after);
    return after;
  }

  #disarm(node: NodeId, timer: string): void {
    for (let at = 0; at < this.#due.length; at++) {
      const { what } = this.#due[at] as Due;
      if (what.type !== 'timeout' || what.node !== node || what.timer !== timer) continue;
      this.#due.splice(at, 1);
      return;
    }
  }

  #add(atMs: number, what: Due['what']): void {
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#due[middle] as Due).atMs > atMs) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, { atMs, what });
  }
}

function rangeOf({ timersMs }: System, timer: string): readonly [minMs: number, maxMs: number] {
  const range = (timersMs as Readonly<Record<string, readonly [number, number]>> | undefined)?.[timer];
  if (range !== undefined) return range;
  throw new UsageError(`system: timer '${timer}' is armed, but timersMs does not say how long it runs`);
}

/** Below the shortest timeout by half, so that a heartbeat and its answer fit in. */
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
