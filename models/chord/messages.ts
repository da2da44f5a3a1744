/**
 * What Chord nodes say to each other and show of themselves: the types that both protocols, their promises and later their
 * implementations share. Names are those of Stoica et al. 2003 and of Zave 2017.
 */
import type { NodeId } from '../../checker/actors/actor.ts';

/** The sender may be the receiver's predecessor (`notify` in the paper). */
export interface Notify {
  readonly type: 'Notify';
}

/** What a node knows of its place on the ring. */
export interface Neighbours {
  /** The nearest first. The corrected protocol keeps it full, the original one has one or two. */
  readonly successors: readonly NodeId[];
  readonly predecessor: NodeId | null;
}

/** A node that is up is a member; one that is absent is none. */
export interface ChordView extends Neighbours {
  /** Corrected protocol: whom the second step of a stabilization will ask, between the two. */
  readonly candidate?: NodeId | null;
  /** Where notifications wait in a slot: whose waits there. */
  readonly notifier?: NodeId | null;
}

/** Operations that a member begins by itself, whenever it likes. */
export type ChordTimer =
  | 'stabilize'
  /** Corrected: the second step of a stabilization. */
  | 'adopt'
  /** Corrected, where notifications wait in a slot: it is looked at. */
  | 'rectify'
  /** Original. */
  | 'update'
  | 'reconcile'
  | 'flush';

export interface ChordSetting {
  /** How many identifiers the circle has. */
  readonly identifiers: number;
  /** Original protocol: whether a stabilization adopts its successor's predecessor only if that is live. */
  readonly checksAdopted: boolean;
  /** Corrected protocol: a notification is looked at when it arrives, or waits in a slot that holds one. */
  readonly inbox: 'none' | 'slot';
}

/** What a node is handed when it comes up: through whom it joins, or its place in a ring that stands already. */
export type Admission = { readonly via: NodeId } | Neighbours;

export interface Chord {
  message: Notify;
  view: ChordView;
  timer: ChordTimer;
  /** Asked of a node that is down, it comes out as `unreachable`. */
  request: { readonly type: 'GetNeighbours' } | { readonly type: 'Ping' };
  reply: ({ readonly type: 'Neighbours' } & Neighbours) | { readonly type: 'Alive' };
  setting: ChordSetting;
  draw: Admission;
}
