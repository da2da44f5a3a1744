/** One global state, what can be done in it, and what it looks like from outside. */
import type { AnyShape, Divergence, Effect, NodeId, Of, Received, Shape, Tagged } from '../actors/actor.ts';
import { canonical, keyOf } from '../values/canonical.ts';

/** A message on its way. */
export interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Tagged;
}

/** Names of nodes have no `>` in them (see validate-system.ts). */
export function linkOf({ from, to }: Envelope): string {
  return `${from}>${to}`;
}

const keys = new WeakMap<Envelope, string>();

/** Equal for equal messages on the same link. Remembered, because what is under way is compared again and again. */
export function envelopeKey(envelope: Envelope): string {
  let key = keys.get(envelope);
  if (key === undefined) {
    key = `${linkOf(envelope)}:${keyOf(envelope.message)}`;
    keys.set(envelope, key);
  }
  return key;
}

/** Every kind of action, in the order in which a tally counts them. */
export const actionKinds = [
  ...([
    'deliver',
    'timeout',
    'input',
    'persisted',
    'request',
    'reply',
    'drop',
    'duplicate',
    'inject',
  ] as const),
  ...(['crash', 'restart', 'partition', 'heal'] as const),
] satisfies Action['type'][];

/** What became of a world. */
export interface Outcome {
  readonly world: World;
  /** The node that took a step, and what it reacted to; absent where only the network changed, a node crashed or began. */
  readonly stepped?: { readonly node: NodeId; readonly event: Received | { readonly type: 'restart' } };
  readonly effects: readonly Effect[];
  readonly ignored?: true;
  /** Which rules of its actor the step took. */
  readonly taken?: readonly string[];
}

/** One global state. Worlds are never changed in place and share what did not change. */
export interface World {
  readonly nodes: Readonly<Record<NodeId, NodeState>>;
  /** In an order that depends on nothing but the messages (see network.ts). */
  readonly inFlight: readonly Envelope[];
  /** Name of the partition that stands, if one does. */
  readonly partition?: string;
  /** How often each thing that the system limits has happened. */
  readonly spent: Readonly<Record<string, number>>;
  readonly history: unknown;
}

/** How a node stands: up, down with a record, or absent. */
export type NodeState = UpNode | { readonly down: object | undefined } | { readonly absent: true };

/** A node that is up. */
export interface UpNode {
  /** The actor's own state. */
  readonly up: unknown;
  /** Armed timers, in name order. */
  readonly armed: readonly string[];
  /** The record that is down. */
  readonly durable: object | undefined;
  /** Records handed over that are not down yet, in order; absent where there are none. */
  readonly pending?: readonly object[];
  /** Calls by messages that have no outcome yet, by id; absent where there are none. */
  readonly calls?: readonly OpenCall[];
}

/** A call on its way: the request, and once the callee has answered the reply. */
export interface OpenCall {
  /** The lowest number that none of the node's open calls had. */
  readonly id: number;
  readonly to: NodeId;
  readonly request: Tagged;
  readonly reply?: Tagged;
  /** The callee has crashed since. */
  readonly isLost?: true;
}

/** One step of a world, spelled out in full: a list of actions is a schedule that can be written down and replayed. */
export type Action =
  | ({ readonly type: 'deliver' } & Envelope & Nondeterminism)
  | ({ readonly type: 'timeout'; readonly node: NodeId; readonly timer: string } & Nondeterminism)
  | ({ readonly type: 'input'; readonly node: NodeId; readonly input: Tagged } & Nondeterminism)
  | ({ readonly type: 'drop' | 'duplicate' | 'inject' } & Envelope)
  | ({ readonly type: 'persisted'; readonly node: NodeId; readonly record: object } & Nondeterminism)
  /** The callee answers a request. */
  | {
      readonly type: 'request';
      readonly from: NodeId;
      readonly to: NodeId;
      readonly id: number;
      readonly request: Tagged;
    }
  /** A call comes to its outcome: the reply, or `unreachable`. */
  | ({
      readonly type: 'reply';
      readonly node: NodeId;
      readonly from: NodeId;
      readonly id: number;
      readonly reply: Tagged;
    } & Nondeterminism)
  /** `kept`: of the records that were not down yet, how many got there before; absent where there was none. */
  | { readonly type: 'crash'; readonly node: NodeId; readonly kept?: number }
  | ({ readonly type: 'restart'; readonly node: NodeId } & Pick<Nondeterminism, 'draw'>)
  | { readonly type: 'partition'; readonly name: string }
  | { readonly type: 'heal' };

/** What the environment drew and what the model chose, where either was open. */
export interface Nondeterminism {
  readonly draw?: unknown;
  readonly choice?: unknown;
}

/** Equal for two worlds of one system exactly if nothing that can behave differently differs. */
export function worldKey({ nodes, inFlight, partition, spent, history }: World): string {
  const states = Object.values(nodes).map(nodeKey);
  return [...states, inFlight.map(envelopeKey), canonical(partition), keyOf(spent), keyOf(history)].join('|');
}

/** As `worldKey`, for one node. */
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

/** How properties see a node. */
export type Standing<P extends Shape = AnyShape> =
  | {
      readonly up: P['view'];
      /** What is down; absent where nothing is. */
      readonly durable?: Of<P, 'durable'>;
      readonly divergence?: Divergence;
    }
  | { readonly down: Of<P, 'durable'> | undefined }
  | { readonly absent: true };
