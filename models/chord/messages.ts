/**
 * Chord's messages, views and settings: the types that both models and their properties share. The names are
 * those of Stoica et al. 2003 and of Zave 2017.
 */
import type { NodeId } from '../../checker/actors/actor.ts';

/** The sender may be the receiver's predecessor (`notify` in the paper). */
export interface Notify {
  readonly type: 'Notify';
}

/** The neighbours of a node, as it knows them. */
export interface Neighbours {
  /**
   * The nearest first. The list of the corrected protocol is always full; that of the original one has one or
   * two entries.
   */
  readonly successors: readonly NodeId[];
  readonly predecessor: NodeId | null;
}

/** The view of a member. A node that is up is a member; an absent node is not. */
export interface ChordView extends Neighbours {
  /**
   * Corrected protocol: the node that the second step of a stabilization calls; null outside a stabilization.
   */
  readonly candidate?: NodeId | null;
  /** With `inbox: 'slot'`: the sender of the notification in the slot; null if it is empty. */
  readonly notifier?: NodeId | null;
}

/** The operations that a member starts by itself, at any time. */
export type ChordTimer =
  | 'stabilize'
  /** Corrected: the second step of a stabilization. */
  | 'adopt'
  /** Corrected, with `inbox: 'slot'`: the notification in the slot is handled. */
  | 'rectify'
  /** Original. */
  | 'update'
  | 'reconcile'
  | 'flush';

/** The parameters of a scope. */
export interface ChordSetting {
  /** The number of identifiers on the circle. */
  readonly identifiers: number;
  /**
   * Original protocol: whether a stabilization adopts the predecessor of its successor only if that node is
   * live.
   */
  readonly checksAdopted: boolean;
  /** Corrected protocol: a notification is handled when it arrives, or waits in a slot that holds one. */
  readonly inbox: 'none' | 'slot';
}

/** The draw of a starting node: the contact through which it joins, or its neighbours in the initial ring. */
export type Admission = { readonly via: NodeId } | Neighbours;

/** The shape of the protocol. */
export interface Chord {
  message: Notify;
  view: ChordView;
  timer: ChordTimer;
  /** A call to a node that is down gives the event `unreachable`. */
  request: { readonly type: 'GetNeighbours' } | { readonly type: 'Ping' };
  reply: ({ readonly type: 'Neighbours' } & Neighbours) | { readonly type: 'Alive' };
  setting: ChordSetting;
  draw: Admission;
}
