/**
 * What a run has of its world: nodes and what limits them as the reference semantics keeps them, and beside them pools to choose
 * from, of messages under way and of armed timers. Whoever changes the one keeps the other up to date.
 */
import type { NodeId, Tagged } from '../../actors/actor.ts';
import { isWithinLimit, mayFire } from '../../semantics/enabled.ts';
import type { Fault, System } from '../../semantics/system.ts';
import type { Action, NodeState, UpNode, World } from '../../semantics/world.ts';
import { type InFlight, inFlightOf } from './in-flight.ts';
import { Pool, type Pooled } from './pool.ts';

/** A timer that is or was armed; one that is not stands in no pool. */
export interface Armed extends Pooled {
  readonly action: Extract<Action, { type: 'timeout' }>;
}

/** A world whose fields may be replaced; what is in flight is kept apart. */
type Standings = { -readonly [K in keyof World]: World[K] } & {
  nodes: Record<NodeId, NodeState>;
  spent: Record<string, number>;
};

/** One world that changes in place. */
export class InPlaceWorld {
  system: System;
  readonly names: readonly NodeId[];
  readonly world: Standings;
  readonly inFlight: InFlight;
  readonly armed = new Pool<Armed>();
  readonly timers = new Map<NodeId, Map<string, Armed>>();
  /** What the outside may ask of each node that is up, and how much that is in all. */
  readonly inputs = new Map<NodeId, readonly Tagged[]>();
  inputsInAll = 0;
  /** Nodes at which the scope ends, or whose actor has left its model: as long as there is one, nothing may happen. */
  readonly beyond = new Set<NodeId>();

  constructor(system: System, { nodes, inFlight, ...world }: World) {
    this.system = system;
    this.names = Object.keys(system.nodes);
    this.world = { ...world, nodes: { ...nodes }, inFlight: [], spent: { ...world.spent } };
    this.inFlight = inFlightOf(system.network);
    for (const { from, to, message } of inFlight) this.inFlight.send(from, to, message);
    for (const node of this.names) {
      this.timers.set(node, new Map());
      const state = nodes[node] as NodeState;
      for (const timer of 'up' in state ? state.armed : []) this.arm(node, timer);
    }
  }

  may(fault: Fault): boolean {
    return isWithinLimit(this.world, fault, this.system.budget?.[fault]);
  }

  isWithin(name: string): boolean {
    const { bounds } = this.system;
    return (
      bounds === undefined || !Object.hasOwn(bounds, name) || isWithinLimit(this.world, name, bounds[name])
    );
  }

  mayFire(node: NodeId, timer: string): boolean {
    if (!this.isWithin(timer)) return false;
    return this.system.timerConstraints === undefined || mayFire(this.system, this.whole(), node, timer);
  }

  /** The world as it is now, which goes on changing without it. */
  whole(): World {
    const { world } = this;
    return {
      ...world,
      nodes: { ...world.nodes },
      spent: { ...world.spent },
      inFlight: this.inFlight.inFlight(),
    };
  }

  stateOf(node: NodeId): NodeState {
    return this.world.nodes[node] as NodeState;
  }

  /** Says what the outside may ask of a node. */
  offer(node: NodeId, inputs: readonly Tagged[]): void {
    this.inputsInAll += inputs.length - (this.inputs.get(node)?.length ?? 0);
    this.inputs.set(node, inputs);
  }

  total(of: (state: NodeState, node: NodeId) => number): number {
    let total = 0;
    for (const node of this.names) total += of(this.stateOf(node), node);
    return total;
  }

  /** The node at which the things that nodes have, counted one after the other, come to this one. */
  nth(index: number, of: (state: NodeState, node: NodeId) => number): readonly [node: NodeId, index: number] {
    let before = 0;
    for (const node of this.names) {
      const here = of(this.stateOf(node), node);
      if (index < before + here) return [node, index - before];
      before += here;
    }
    throw new RangeError(`there are ${before}, and none is number ${index}`);
  }

  arm(node: NodeId, timer: string): void {
    const timers = this.timers.get(node) as Map<string, Armed>;
    let armed = timers.get(timer);
    if (armed === undefined) {
      armed = { action: { type: 'timeout', node, timer }, index: -1 };
      timers.set(timer, armed);
    }
    this.armed.add(armed);
  }

  disarm(node: NodeId, timer: string): void {
    this.armed.remove(this.timers.get(node)?.get(timer) as Armed);
  }
}

/** Records of a node that are not down yet. */
export function pendingOf(state: NodeState | undefined): readonly object[] {
  return (state !== undefined && 'up' in state && state.pending) || [];
}

/** Calls of a node that have no outcome yet. */
export function callsOf(state: NodeState | undefined): NonNullable<UpNode['calls']> {
  return (state !== undefined && 'up' in state && state.calls) || [];
}
