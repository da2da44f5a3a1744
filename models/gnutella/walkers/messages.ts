/**
 * Messages, views and settings of a search by k random walkers: the types that the model of a servent, its
 * implementation and its properties share (Lv, Cao, Cohen, Li & Shenker 2002, section 4.2).
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Guid } from '../messages.ts';

export type { Guid };

/** A walker: one copy of a query, which goes from servent to servent. */
export interface Walker {
  readonly guid: Guid;
  /** The number of the walker among those of its query, from 0. */
  readonly walker: number;
  /** How many more links it may cross; of a walker under way, the link that it is on included. */
  readonly ttl: number;
  /** How many links it crossed; of a walker under way, before the link that it is on. */
  readonly hops: number;
  readonly criteria: string;
  /** The servent that issued the query. It is asked directly whether to go on. */
  readonly origin: NodeId;
}

/** Moves a walker to a neighbour. */
export interface Walk extends Walker {
  readonly type: 'Walk';
}

/** Asks the origin whether a walker should go on. The walker waits at the sender. */
export interface Ask {
  readonly type: 'Ask';
  readonly guid: Guid;
  readonly walker: number;
}

/** Answers an Ask: the walker goes on (`more`), or ends. */
export interface GoOn {
  readonly type: 'GoOn';
  readonly guid: Guid;
  readonly walker: number;
  readonly more: boolean;
}

/** A hit: this servent shares a file that matches. It goes to the origin directly, or back along the path. */
export interface Hit {
  readonly type: 'Hit';
  readonly guid: Guid;
  readonly servent: NodeId;
}

export type WalkersMessage = Walk | Ask | GoOn | Hit;

/** The user searches: k walkers start. */
export interface WalkInput {
  readonly type: 'walk';
  readonly criteria: string;
}

/** A hit for a query of this servent, as its user sees it. */
export interface HitOutput {
  readonly type: 'hit';
  readonly guid: Guid;
  readonly servent: NodeId;
}

/** A query that this servent issued. */
export interface Search {
  readonly guid: Guid;
  /** Whether a hit arrived: the answer to walkers that ask is to end. */
  readonly isOver: boolean;
}

/** What a servent remembers of a query whose walkers came by. */
export interface Visit {
  readonly guid: Guid;
  /**
   * The neighbour from which the first walker of the query came, where hits go back along the path; otherwise
   * null, and at the origin.
   */
  readonly from: NodeId | null;
  /** The neighbours to which walkers of the query went, in the order of the links; empty without `keepsState`. */
  readonly sent: readonly NodeId[];
}

/** The view of one servent. */
export interface WalkersView {
  readonly self: NodeId;
  /** The links, in the order of the setting. */
  readonly neighbours: readonly NodeId[];
  readonly shares: readonly string[];
  /** What the setting bounds. */
  readonly limits: Pick<WalkersSetting, 'walkers' | 'askEvery' | 'ttl'>;
  /** Its own queries, in the order in which they were issued. */
  readonly searches: readonly Search[];
  /** The queries whose walkers it remembers, in the order in which they came. */
  readonly visits: readonly Visit[];
  /** The walkers that wait here for an answer, by GUID and number. */
  readonly standing: readonly Walker[];
}

/** The parameters of a scope. */
export interface WalkersSetting {
  /** The links: the neighbours of each node. Every link is listed at both of its ends. */
  readonly neighbours: Readonly<Record<NodeId, readonly NodeId[]>>;
  /** The criteria that match a shared file, by node. */
  readonly shares: Readonly<Record<NodeId, readonly string[]>>;
  /** The number of walkers of a query: k. */
  readonly walkers: number;
  /** A walker asks its origin after every so many links: c. LV, section 4.2: every fourth step. */
  readonly askEvery: number;
  /** The most links that a walker crosses. LV, section 4.2: 1,024, a stop for strays. */
  readonly ttl: number;
  /** How a hit gets to the origin: `direct`, or back along the `path` of the query's first walker. */
  readonly reply: 'direct' | 'path';
  /**
   * Whether a servent remembers, for each query, to which neighbours it sent walkers, and sends the next one
   * elsewhere while there is another neighbour.
   */
  readonly keepsState: boolean;
}

/** The shape of the protocol. */
export interface Walkers {
  message: WalkersMessage;
  view: WalkersView;
  /** The answers to a question are overdue. */
  timer: 'answerTimeout';
  input: WalkInput;
  output: HitOutput;
  setting: WalkersSetting;
  /**
   * Random numbers, one for each walker that the step moves, in the order of walkers. Number n of a walker
   * with m candidates is uniform below m, and names the candidate at this place.
   */
  draw: readonly number[];
}
