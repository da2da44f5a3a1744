/**
 * The messages, views and settings of Gnutella with ultrapeers: the three groups of the 0.6 handshake, the
 * query-route table, and the descriptors of `../messages.ts` that flow over an open link.
 *
 * A peer consists of parts: a root (`peer.ts`) and one machine for the link to each other peer (`link.ts`).
 * The parts exchange the internal messages at the end of this file within one step.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Guid, Query, QueryHit, Route } from '../messages.ts';

/** What a peer is in this network: an ultrapeer relays queries, a leaf has ultrapeers that shield it. */
export type Kind = 'ultrapeer' | 'leaf';

/** An entry of a query-route table: the hash value of a keyword. Two keywords may have the same one. */
export type Slot = string;

// ------------------------------------------------------------- between peers

/** First group: `GNUTELLA CONNECT/0.6` with the header X-Ultrapeer. */
export interface Connect {
  readonly type: 'Connect';
  readonly ultrapeer: boolean;
}

/** Second group: `GNUTELLA/0.6 200 OK` with the headers X-Ultrapeer and X-Ultrapeer-Needed. */
export interface Accept {
  readonly type: 'Accept';
  readonly ultrapeer: boolean;
  /** False is leaf guidance: the peer that connects should become a leaf. */
  readonly needed: boolean;
}

/** Third group: `GNUTELLA/0.6 200 OK`, with the header X-Ultrapeer: False only if the peer follows guidance. */
export interface Confirm {
  readonly type: 'Confirm';
  readonly becomesLeaf: boolean;
}

/** Second or third group: `GNUTELLA/0.6 503`, with the header X-Try-Ultrapeers. The connection ends. */
export interface Refuse {
  readonly type: 'Refuse';
  readonly tries: ReadonlySet<NodeId>;
}

/** The connection ends: the Bye descriptor of an open link, or the end of a handshake. */
export interface Bye {
  readonly type: 'Bye';
}

/** The query-route table of a leaf (query-routing proposal, section 4: ROUTE_TABLE_UPDATE). */
export interface Table {
  readonly type: 'Table';
  readonly slots: ReadonlySet<Slot>;
}

/** A message that flows only over an open link. */
export type Descriptor = Query | QueryHit | Table;
/** A message between two peers. */
export type UltrapeerMessage = Connect | Accept | Confirm | Refuse | Bye | Descriptor;

// ------------------------------------------------------------- the user, and what a peer reports

/** An order of the peer's user. */
export type UltrapeerInput =
  | { readonly type: 'search'; readonly criteria: string; readonly ttl: number }
  /** Says Bye on every link, and leaves. */
  | { readonly type: 'leave' }
  /** Comes back after it left. */
  | { readonly type: 'join' };

/** A report of a peer; the monitor of the suite reads them. */
export type UltrapeerOutput =
  /** A query can go over the link from now on: it is open, and the table of a leaf is here. */
  | { readonly type: 'attached'; readonly to: NodeId; readonly as: Kind }
  | { readonly type: 'detached'; readonly from: NodeId }
  /** A query arrived for the first time, or was issued here. */
  | { readonly type: 'query'; readonly query: Query; readonly from: NodeId | null; readonly by: Kind }
  /** A hit for a query of this peer. */
  | { readonly type: 'hit'; readonly guid: Guid; readonly servent: NodeId };

// ------------------------------------------------------------- views and settings

/** How far the handshake of a link is, at one end. */
export type Stage = 'closed' | 'connecting' | 'accepting' | 'open' | 'closing';

/** The view of one end of a link. */
export interface LinkView {
  readonly stage: Stage;
  /** What this end is, as it said in the handshake; null before. */
  readonly own: Kind | null;
  /** What the other end is, as it said in the handshake; null before. */
  readonly other: Kind | null;
}

/** The view of one peer. */
export interface UltrapeerView {
  readonly role: Kind;
  readonly isOnline: boolean;
  readonly links: ReadonlyMap<NodeId, LinkView>;
  /** The query-route tables of its leaves. */
  readonly tables: ReadonlyMap<NodeId, ReadonlySet<Slot>>;
  /** The GUIDs of the queries that it knows. */
  readonly queries: ReadonlySet<Guid>;
  /** The number of queries that it issued. */
  readonly issued: number;
  /** The criteria that match a file of this peer. */
  readonly shares: ReadonlySet<string>;
  /** The query-route table of its own files. */
  readonly table: ReadonlySet<Slot>;
  /** The criteria that its query-route table matches: those of its files, and those with the same slot. */
  readonly mayMatch: ReadonlySet<string>;
  /** Whether it is able to be an ultrapeer. */
  readonly isAble: boolean;
  /** The most open links to leaves and to ultrapeers in its present role. */
  readonly limits: Readonly<Record<Kind, number>>;
}

/** The parameters of a scope. */
export interface UltrapeerSetting {
  /**
   * The peers that are able to be ultrapeers (not firewalled, with bandwidth and uptime), the one with the
   * longest uptime first.
   */
  readonly able: readonly NodeId[];
  /**
   * Whose guidance a peer follows: that of any ultrapeer (the draft), or only of one with a longer uptime
   * (gtk-gnutella, nodes.c).
   */
  readonly follows: 'any' | 'older';
  /** The ultrapeers that a peer knows at the start (its host cache); all that are able, unless given. */
  readonly hosts: Readonly<Record<NodeId, readonly NodeId[]>>;
  /** The criteria that match a shared file, by peer. */
  readonly shares: Readonly<Record<NodeId, readonly string[]>>;
  /** The slot of a keyword in a query-route table; a slot of its own, unless given. */
  readonly slots: Readonly<Record<string, Slot>>;
  /** The most leaves of an ultrapeer. */
  readonly leavesMax: number;
  /** The most links of an ultrapeer to others; it connects while it has fewer. */
  readonly ultrapeersMax: number;
  /** An ultrapeer with fewer links to others says "needed" to one that connects. */
  readonly ultrapeersNeeded: number;
  /** The most ultrapeers of a leaf; it connects while it has fewer. */
  readonly ultrapeersOfLeafMax: number;
  /** The most that TTL and Hops may be together. */
  readonly ttlMax: number;
}

/** The shape of the protocol. */
export interface Ultrapeers {
  message: UltrapeerMessage;
  view: UltrapeerView;
  timer: `retry@${NodeId}`;
  input: UltrapeerInput;
  output: UltrapeerOutput;
  setting: UltrapeerSetting;
}

// ------------------------------------------------------------- between the parts of one peer

/** A message of a link to the root. */
export type FromLink =
  /** The link is closed, and the time to try has come. */
  | { readonly type: 'Idle' }
  /** The first group arrived. */
  | { readonly type: 'Asked'; readonly ultrapeer: boolean }
  /** The second group arrived. */
  | { readonly type: 'Answered'; readonly ultrapeer: boolean; readonly needed: boolean }
  /** The third group arrived: what the other end is follows from the first and the third. */
  | { readonly type: 'Confirmed'; readonly ultrapeer: boolean }
  /** The other end ended the link; it names ultrapeers to try. */
  | { readonly type: 'Ended'; readonly tries: ReadonlySet<NodeId> }
  | Descriptor;

/** A message of the root to a link. */
export type ToLink =
  /** Send the first group. */
  | { readonly type: 'Dial'; readonly ultrapeer: boolean }
  /** Send the second group: 200. */
  | { readonly type: 'Admit'; readonly ultrapeer: boolean; readonly needed: boolean }
  /** Send the third group: 200. The link is open. */
  | { readonly type: 'Settle'; readonly becomesLeaf: boolean }
  /** The third group is accepted. The link is open. */
  | { readonly type: 'Open' }
  /** Send the second or the third group: 503. */
  | { readonly type: 'Reject'; readonly tries: ReadonlySet<NodeId> }
  /** End the link. */
  | { readonly type: 'Hang' }
  /** Send a descriptor. */
  | { readonly type: 'Forward'; readonly descriptor: Descriptor };

/** The shape of the root. */
export interface PeerPart {
  message: FromLink | ToLink;
  view: Omit<UltrapeerView, 'links'>;
  input: UltrapeerInput;
  output: UltrapeerOutput;
  setting: UltrapeerSetting;
}

/** The shape of a link. */
export interface LinkPart {
  message: UltrapeerMessage | FromLink | ToLink;
  view: LinkView;
  timer: 'retry';
  setting: UltrapeerSetting;
}

/** What an ultrapeer remembers of a query: as a servent does, without generations. */
export type QueryRoute = Pick<Route, 'guid' | 'from'>;
