/**
 * The messages, calls, views and settings of a Chord node that speaks by messages: the types that its model, its
 * implementation and its properties share. The names are those of Stoica et al. 2003 and of Zave 2017.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Neighbours, Notify } from '../messages.ts';

/** The name of a key; like a node it has an identifier: `K3` has 3, in a space of names its SHA-1. */
export type Key = string;

/** A message of a lookup. It may be lost; the origin has a timer. */
export type LookupMessage =
  /** Iterative lookup: the origin asks for the next node on the way to a key, other than those it has tried. Sorted. */
  | { readonly type: 'FindNext'; readonly key: Key; readonly tried: readonly NodeId[] }
  /** The answer: a node that is nearer to the key. */
  | { readonly type: 'Next'; readonly key: Key; readonly node: NodeId }
  /** Recursive lookup: each node forwards it, and the last one answers the origin. */
  | {
      readonly type: 'FindSuccessor';
      readonly key: Key;
      readonly origin: NodeId;
      /** The number of nodes that the lookup was sent to so far, the receiver included. */
      readonly forwardings: number;
    }
  /** The end of both kinds: the owner of the key. An iterative lookup counts its forwardings itself: 0. */
  | { readonly type: 'Found'; readonly key: Key; readonly owner: NodeId; readonly forwardings: number };

/** A message about keys. */
export type KeyMessage =
  /** To the owner of a key: store it, and answer when its copies are made. */
  | { readonly type: 'Put'; readonly key: Key }
  | { readonly type: 'Stored'; readonly key: Key }
  /** Copies of keys: for a new owner, or for the successors of the owner. Sorted. */
  | { readonly type: 'Copy'; readonly keys: readonly Key[] }
  | { readonly type: 'Copied'; readonly keys: readonly Key[] };

/** A message of one node to another. */
export type NodeMessage = Notify | LookupMessage | KeyMessage;

/** A request of the maintenance; its channel loses nothing, and `unreachable` blames only a node that is down. */
export type NodeRequest =
  /** A joining node asks for its place on the circle. */
  | { readonly type: 'FindPlace'; readonly node: NodeId }
  | { readonly type: 'GetNeighbours' }
  | { readonly type: 'Ping' };

/** The reply to a request. */
export type NodeReply =
  | ({ readonly type: 'Neighbours' } & Neighbours)
  /** The place of the joining node is farther on: this member is nearer. */
  | { readonly type: 'Nearer'; readonly node: NodeId }
  /** The node waits for a reply that may change its neighbours, or it knows no nearer member. */
  | { readonly type: 'Busy' }
  /** The node has no place in the ring, yet or any more. The caller treats it as one that is down. */
  | { readonly type: 'NoMember' }
  | { readonly type: 'Alive' };

/** An input of the application. */
export type NodeInput =
  | { readonly type: 'lookup'; readonly key: Key }
  | { readonly type: 'put'; readonly key: Key };

/** An output to the application. */
export type NodeOutput =
  | { readonly type: 'found'; readonly key: Key; readonly owner: NodeId; readonly forwardings: number }
  /** A lookup or a put has tried every node that it knows. */
  | { readonly type: 'failed'; readonly key: Key }
  | { readonly type: 'stored'; readonly key: Key };

/** The operations of the maintenance; a node has at most one call open. */
export type Operation = 'join' | 'stabilize' | 'adopt' | 'rectify';

/** The reasons of a lookup: the application's, a put, or the number of the finger that is fixed. */
export type Purpose = 'lookup' | 'put' | number;

/** A lookup that a node began, and that has not ended. */
export interface Lookup {
  readonly key: Key;
  /** Sorted: fingers by number, then `lookup`, then `put`. */
  readonly purposes: readonly Purpose[];
  /** The node that is asked; once the owner of a put is found, the owner. */
  readonly asked: NodeId;
  /** Whether the owner is found and the put is sent to it. */
  readonly isPutting: boolean;
  /** Whether the lookup is recursive: nodes forward it. Once its answer is late, it goes on as an iterative one. */
  readonly isForwarded: boolean;
  /** The last node on the way that has answered: it named the asked node. The origin itself if none has. */
  readonly namedBy: NodeId;
  /** The nodes that did not answer in time, or that led no nearer. */
  readonly tried: ReadonlySet<NodeId>;
  readonly forwardings: number;
  /** Whether the timer has fired since the node was asked; the next time it gives the node up. */
  readonly isOld: boolean;
}

/** The view of a node. */
export interface NodeView extends Neighbours {
  /** A node is no member before it has its neighbours; one whose contact is down stays outside. */
  readonly stage: 'joining' | 'stranded' | 'member';
  /** The open call of the maintenance: the operation and the callee; null if none is open. */
  readonly operation: Operation | null;
  readonly callee: NodeId | null;
  /** The node that the second step of a stabilization calls, and will call again if it was busy. */
  readonly candidate: NodeId | null;
  /** The sender of the notification that waits until no call is open. */
  readonly notifier: NodeId | null;
  /** By number from 1: the owner of the identifier 2 to the power of the number after the node. */
  readonly fingers: ReadonlyMap<number, NodeId>;
  readonly lookups: ReadonlyMap<Key, Lookup>;
  /** The keys that the node stores, its own and copies. */
  readonly keys: ReadonlySet<Key>;
  /** The puts at the owner that wait for copies: the origin, and the nodes that confirmed a copy. */
  readonly copying: ReadonlyMap<Key, { readonly origin: NodeId; readonly copied: ReadonlySet<NodeId> }>;
}

/** The operations that a node starts by itself. */
export type NodeTimer =
  /** A joining node whose callee was busy asks again. */
  | 'join'
  | 'stabilize'
  /** The second step of a stabilization asks a candidate that was busy again. */
  | 'adopt'
  | 'fixFingers'
  /** A lookup gives up the node that it asked, if that was asked before the timer last fired. */
  | 'lookup'
  /** A node sends copies of its keys to its successors, and of the other keys that it stores to its predecessor. */
  | 'replicate';

/** The parameters of a scope. */
export interface NodeSetting {
  /** The number of identifiers on the circle. */
  readonly identifiers: number;
  /** The number of entries of a successor list (r). */
  readonly listLength: number;
  /** The number of the highest finger; 0: the node keeps no fingers. Finger 0 is the first successor. */
  readonly fingers: number;
  readonly lookups: 'iterative' | 'recursive';
  /** The nodes that store a key: the owner and its first successors. 0: no keys are stored. */
  readonly replicas: number;
}

/** The draw of a starting node: the contact through which it joins, or its place in the initial ring. */
export type NodeAdmission =
  | { readonly via: NodeId }
  | (Neighbours & {
      /** The fingers with which it starts; by default none. */
      readonly fingers?: ReadonlyMap<number, NodeId>;
      readonly keys?: ReadonlySet<Key>;
    });

/** The shape of the protocol. */
export interface ChordNode {
  message: NodeMessage;
  view: NodeView;
  timer: NodeTimer;
  request: NodeRequest;
  reply: NodeReply;
  input: NodeInput;
  output: NodeOutput;
  setting: NodeSetting;
  draw: NodeAdmission;
}
