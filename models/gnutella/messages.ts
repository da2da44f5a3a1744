/**
 * Gnutella's descriptors, views and settings: the types that the model of a servent, its implementation and
 * its properties share. The names are those of the Gnutella protocol specification 0.4, and `Bye` is that of
 * the 0.6 draft. `implementations/gnutella/wire/` has the bytes of these descriptors.
 */
import type { NodeId } from '../../checker/actors/actor.ts';

/**
 * The identifier of a request and of its replies: at most 16 ASCII characters, for it has 16 bytes on the
 * wire. Real servents draw it at random; here it is the name of its servent and a number.
 */
export type Guid = string;

/** The fields of the descriptor header that decide how a descriptor is routed (0.4, section "Descriptor Header"). */
export interface Header {
  readonly guid: Guid;
  /** Time to live: how many more links the descriptor may cross, this one included. */
  readonly ttl: number;
  /** How many links the descriptor crossed before this one. */
  readonly hops: number;
}

/** Asks for servents. */
export interface Ping extends Header {
  readonly type: 'Ping';
}

/** Answers a Ping with the address of a servent. */
export interface Pong extends Header {
  readonly type: 'Pong';
  readonly address: NodeId;
}

/** Asks for files. */
export interface Query extends Header {
  readonly type: 'Query';
  readonly criteria: string;
}

/** Answers a Query: this servent shares a file that matches. */
export interface QueryHit extends Header {
  readonly type: 'QueryHit';
  readonly servent: NodeId;
}

/** Asks a servent behind a firewall to open a connection to `to`. Servents route it by `servent`, not by GUID. */
export interface Push extends Header {
  readonly type: 'Push';
  readonly servent: NodeId;
  readonly to: NodeId;
}

/** The last descriptor on a link: its sender leaves (0.6 draft, section 2.2.9). */
export interface Bye {
  readonly type: 'Bye';
}

/** A descriptor that is flooded. */
export type Request = Ping | Query;
/** A descriptor that goes back along the path of its request. */
export type Reply = Pong | QueryHit;
/** A message on a link. */
export type Descriptor = Request | Reply | Push | Bye;

/** An order of the servent's user. */
export type GnutellaInput =
  /** Floods a Query with this TTL. */
  | { readonly type: 'search'; readonly criteria: string; readonly ttl: number }
  /** Floods Queries with growing TTL until one brings a hit (expanding ring; Lv et al. 2002, section 4.1). */
  | { readonly type: 'expand'; readonly criteria: string }
  /** Floods a Ping with this TTL. */
  | { readonly type: 'explore'; readonly ttl: number }
  /** Asks the servent of an earlier hit for a connection. */
  | { readonly type: 'fetch'; readonly servent: NodeId }
  /** Says Bye on every link, and leaves. */
  | { readonly type: 'leave' };

/** A report of a servent to its user. */
export type GnutellaOutput =
  /** A hit for a query of this servent. */
  | { readonly type: 'hit'; readonly guid: Guid; readonly servent: NodeId }
  /** A servent that answered a Ping of this one. */
  | { readonly type: 'host'; readonly guid: Guid; readonly address: NodeId }
  /** A Push for this servent arrived: it opens a connection to the address. */
  | { readonly type: 'connect'; readonly to: NodeId };

/** `generation`: the older half of the routing table is forgotten. `ring`: the last ring brought nothing. */
export type GnutellaTimer = 'generation' | 'ring';

/** What a servent remembers of a request that it issued or received. */
export interface Route {
  readonly request: Request['type'];
  readonly guid: Guid;
  /** The link on which the request arrived first; null if this servent issued it. Replies go there. */
  readonly from: NodeId | null;
  /** The highest TTL with which it arrived (or was issued) and was relayed. */
  readonly ttl: number;
  /** Whether it belongs to the older generation, which the next `generation` forgets. */
  readonly isOld: boolean;
}

/** The link towards a servent whose hit came along it. */
export interface PushRoute {
  readonly servent: NodeId;
  readonly via: NodeId;
}

/** An expanding ring that is under way. */
export interface Ring {
  /** The GUIDs of its queries so far. */
  readonly guids: readonly Guid[];
  readonly ttl: number;
  readonly criteria: string;
}

/** The view of one servent. */
export interface GnutellaView {
  /** The servents to which it has, or had, a link. */
  readonly links: readonly NodeId[];
  /** Those of them whose link is open; none after it left. */
  readonly neighbours: readonly NodeId[];
  /** Sorted by kind of request and GUID. */
  readonly routes: readonly Route[];
  /** Sorted by servent. */
  readonly pushRoutes: readonly PushRoute[];
  /** The number of requests that it issued. */
  readonly issued: number;
  readonly ring: Ring | null;
  /** The criteria that match a file of this servent. */
  readonly shares: readonly string[];
}

/** The parameters of a scope. */
export interface GnutellaSetting {
  /** The links: the neighbours of each node. Every link is listed at both of its ends. */
  readonly neighbours: Readonly<Record<NodeId, readonly NodeId[]>>;
  /**
   * Which copies of a request a servent relays: only the first, as the specification says (`once`), or also a
   * later one with a higher TTL, as gtk-gnutella and other servents do (`higher-ttl`).
   */
  readonly relay: 'once' | 'higher-ttl';
  /**
   * The TTL of a reply: the number of links that its request crossed (`path`), or `ttlMax` (`most`). Where
   * higher copies are relayed, a reply may go back on a longer path than its request came.
   */
  readonly replyTtl: 'path' | 'most';
  /** The criteria that match a shared file, by node. */
  readonly shares: Readonly<Record<NodeId, readonly string[]>>;
  /** The most that TTL and Hops may be together; 7 by convention (0.6 draft, section 2.2.1). */
  readonly ttlMax: number;
  /** Whether routes are forgotten, by generations. */
  readonly forgets: boolean;
}

/** The shape of the protocol. */
export interface Gnutella {
  message: Descriptor;
  view: GnutellaView;
  timer: GnutellaTimer;
  input: GnutellaInput;
  output: GnutellaOutput;
  setting: GnutellaSetting;
}
