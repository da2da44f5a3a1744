/**
 * The in-place world: the mutable world of an in-place simulation. It stores node states and spent limits in
 * the form of the reference semantics, and beside them pools of in-flight messages and armed timers for
 * random choice. The caller keeps both in step: whenever it changes the `armed` timers of a node state, it
 * calls `arm` or `disarm` too.
 */
import type { NodeId, Tagged } from '../../actors/actor.ts';
import type { Action } from '../../semantics/actions.ts';
import { isWithinLimit, mayFire } from '../../semantics/enabled.ts';
import type { Fault, System } from '../../semantics/system.ts';
import type { NodeState, UpNode, World } from '../../semantics/world.ts';
import { type InFlight, inFlightOf } from './in-flight.ts';
import { Pool, type Pooled } from './pool.ts';

/** A timer that is or was armed; it is in the pool only while it is armed. */
export interface ArmedTimer extends Pooled {
  readonly action: Extract<Action, { type: 'timeout' }>;
}

/** A world with replaceable fields; its `inFlight` is unused, for `InFlight` stores the messages. */
type MutableWorld = { -readonly [K in keyof World]: World[K] } & {
  nodes: Record<NodeId, NodeState>;
  spent: Record<string, number>;
};

/** One world that changes in place. */
export class InPlaceWorld {
  system: System;
  readonly nodes: readonly NodeId[];
  readonly world: MutableWorld;
  readonly inFlight: InFlight;
  readonly armedTimers = new Pool<ArmedTimer>();
  readonly timers = new Map<NodeId, Map<string, ArmedTimer>>();
  /** The inputs that the environment offers to each node that is up, and their total number. */
  readonly inputs = new Map<NodeId, readonly Tagged[]>();
  inputCount = 0;
  /** Nodes outside `within`, or with a diverged lockstep actor: while there is one, no action is enabled. */
  readonly cutAt = new Set<NodeId>();

  constructor(system: System, { nodes, inFlight, ...world }: World) {
    this.system = system;
    this.nodes = Object.keys(system.nodes);
    this.world = { ...world, nodes: { ...nodes }, inFlight: [], spent: { ...world.spent } };
    this.inFlight = inFlightOf(system.network);
    for (const { from, to, message } of inFlight) this.inFlight.send(from, to, message);
    for (const node of this.nodes) {
      this.timers.set(node, new Map());
      const state = nodes[node] as NodeState;
      for (const timer of 'up' in state ? state.armed : []) this.arm(node, timer);
    }
  }

  /** True if the budget allows one more fault of this kind. */
  isWithinBudget(fault: Fault): boolean {
    return isWithinLimit(this.world, fault, this.system.budget?.[fault]);
  }

  /** True if the bound of this timer or input type, if any, allows one more. */
  isWithinBound(name: string): boolean {
    const { bounds } = this.system;
    return (
      bounds === undefined || !Object.hasOwn(bounds, name) || isWithinLimit(this.world, name, bounds[name])
    );
  }

  /** True if bound and timer constraints allow this armed timer to fire. */
  mayFire(node: NodeId, timer: string): boolean {
    if (!this.isWithinBound(timer)) return false;
    return this.system.timerConstraints === undefined || mayFire(this.system, this.snapshot(), node, timer);
  }

  /** A copy of the present world that later actions do not change. */
  snapshot(): World {
    const { world } = this;
    return {
      ...world,
      nodes: { ...world.nodes },
      spent: { ...world.spent },
      inFlight: this.inFlight.envelopes(),
    };
  }

  stateOf(node: NodeId): NodeState {
    return this.world.nodes[node] as NodeState;
  }

  /** Replaces the inputs that the environment offers to a node. */
  setInputs(node: NodeId, inputs: readonly Tagged[]): void {
    this.inputCount += inputs.length - (this.inputs.get(node)?.length ?? 0);
    this.inputs.set(node, inputs);
  }

  /** The sum of a number of each node. */
  sumOverNodes(of: (state: NodeState, node: NodeId) => number): number {
    let total = 0;
    for (const node of this.nodes) total += of(this.stateOf(node), node);
    return total;
  }

  /**
   * Finds an item by its index in the concatenation of per-node lists; `of` is the length of a node's list.
   */
  locate(
    index: number,
    of: (state: NodeState, node: NodeId) => number,
  ): readonly [node: NodeId, index: number] {
    let before = 0;
    for (const node of this.nodes) {
      const here = of(this.stateOf(node), node);
      if (index < before + here) return [node, index - before];
      before += here;
    }
    throw new RangeError(`index ${index} is outside the ${before} items of all nodes`);
  }

  /** Adds a timer to the pool. */
  arm(node: NodeId, timer: string): void {
    const timers = this.timers.get(node) as Map<string, ArmedTimer>;
    let armed = timers.get(timer);
    if (armed === undefined) {
      armed = { action: { type: 'timeout', node, timer }, index: -1 };
      timers.set(timer, armed);
    }
    this.armedTimers.add(armed);
  }

  /** Removes a timer from the pool. */
  disarm(node: NodeId, timer: string): void {
    this.armedTimers.remove(this.timers.get(node)?.get(timer) as ArmedTimer);
  }
}

/** The records of a node that are handed over and not yet durable. */
export function pendingOf(state: NodeState | undefined): readonly object[] {
  return (state !== undefined && 'up' in state && state.pending) || [];
}

/** The open calls of a node: those without an outcome yet. */
export function callsOf(state: NodeState | undefined): NonNullable<UpNode['calls']> {
  return (state !== undefined && 'up' in state && state.calls) || [];
}
