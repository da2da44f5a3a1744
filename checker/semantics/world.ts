/**
 * World: a global state. It holds the states of all nodes, the messages in flight, the partition, the limits
 * that are used up and the history of the monitor. Its key is equal for equal worlds. ("State" alone is the
 * state of one node, as in XState.)
 */
import type { AnyShape, Divergence, Effect, NodeId, Of, Received, Shape, Tagged } from '../actors/actor.ts';
import { canonical, keyOf } from '../values/canonical.ts';
import { type Envelope, envelopeKey } from './envelope.ts';

/** One global state. Worlds are never changed in place; they share what did not change. */
export interface World {
  readonly nodes: Readonly<Record<NodeId, NodeState>>;
  /** The messages in flight, in an order that depends on the messages alone (see network.ts). */
  readonly inFlight: readonly Envelope[];
  /** Name of the partition that cuts links, if one does. */
  readonly partition?: string;
  /** How often each limited action has happened. */
  readonly spent: Readonly<Record<string, number>>;
  readonly history: unknown;
}

/** The state of a node in a world: up, down with a record, or absent. */
export type NodeState = UpNode | { readonly down: object | undefined } | { readonly absent: true };

/** A node that is up. */
export interface UpNode {
  /** The actor's own state. */
  readonly up: unknown;
  /** Armed timers, in name order. */
  readonly armed: readonly string[];
  /** The durable record. */
  readonly durable: object | undefined;
  /** Records whose writes are not completed, oldest first; absent where there are none. */
  readonly pending?: readonly object[];
  /** Calls by messages that have no outcome yet, by id; absent where there are none. */
  readonly calls?: readonly OpenCall[];
}

/** An open call: the request, and the reply once the callee has answered. */
export interface OpenCall {
  /** The lowest number that none of the node's open calls had. */
  readonly id: number;
  readonly to: NodeId;
  readonly request: Tagged;
  readonly reply?: Tagged;
  /** The callee has crashed since the call. */
  readonly isLost?: true;
}

/** The result of one action. */
export interface Outcome {
  readonly world: World;
  /**
   * The node that took a step, and its event; absent where only the network changed, a callee answered, a node
   * crashed or an initial node came up.
   */
  readonly stepped?: { readonly node: NodeId; readonly event: Received | { readonly type: 'restart' } };
  readonly effects: readonly Effect[];
  readonly ignored?: true;
  /** The rules of its actor that the step took. */
  readonly taken?: readonly string[];
}

/** A node as properties see it. */
export type Standing<P extends Shape = AnyShape> =
  | {
      readonly up: P['view'];
      /** The durable record; absent where there is none. */
      readonly durable?: Of<P, 'durable'>;
      readonly divergence?: Divergence;
    }
  /** Its code failed (No Step Fails): it shows no view, and takes no further steps. */
  | { readonly failed: string }
  | { readonly down: Of<P, 'durable'> | undefined }
  | { readonly absent: true };

/** Equal for two worlds of one system exactly if no code can behave differently on them. */
export function worldKey({ nodes, inFlight, partition, spent, history }: World): string {
  const states = Object.values(nodes).map(nodeKey);
  return [...states, inFlight.map(envelopeKey), canonical(partition), keyOf(spent), keyOf(history)].join('|');
}

/** As `worldKey`, for the state of one node. */
export function nodeKey(node: NodeState): string {
  if (!('up' in node)) return keyOf(node);
  const { up, armed, durable, pending = [], calls = [] } = node;
  const later = pending.length + calls.length === 0 ? '' : canonical([pending, calls]);
  return `${keyOf(up)};${canonical(armed)};${keyOf(durable)};${later}`;
}

/** Whether a node is up. */
export function isUp(world: World, node: NodeId): boolean {
  return 'up' in (world.nodes[node] as NodeState);
}
