/**
 * The messages, inputs, outputs, views and settings of a DAG walk: the types that its model, its implementation
 * and its properties share. A walker asks the exchange of its node for blocks, and the exchange answers.
 *
 * A block is a letter, and its data are good or bad: good if its bytes hash to its CID. An identity CID holds
 * its own bytes; here it is an equals sign and the letters that it links to, such as `=bc`.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';

/** The content identifier of a block. */
export type Cid = string;

/** Asks the exchange for a block, as a part of a session. */
export type Want = { readonly type: 'Want'; readonly cid: Cid; readonly session: number };
/** Ends a want. */
export type Cancel = { readonly type: 'Cancel'; readonly cid: Cid; readonly session: number };
/** A block, with the links that its data have. */
export type Block = {
  readonly type: 'Block';
  readonly cid: Cid;
  readonly session: number;
  readonly links: readonly Cid[];
  readonly data: 'good' | 'bad';
};
/** The exchange knows no partner that has the block. */
export type Missing = { readonly type: 'Missing'; readonly cid: Cid; readonly session: number };

export type WalkMessage = Want | Cancel | Block | Missing;

export type WalkInput =
  /** The user wants all that can be reached from a CID. */
  { readonly type: 'walk'; readonly root: Cid } | { readonly type: 'stop' };

export type WalkOutput =
  /** A block is there. */
  | { readonly type: 'visit'; readonly cid: Cid }
  /** The walk is over. It is whole if nothing is missing and no limit left a link out. */
  | { readonly type: 'ended'; readonly missing: readonly Cid[]; readonly isWhole: boolean };

/** The limits of a walk. */
export interface WalkLimits {
  /** The greatest number of links from the root to a block; the root has depth 0. */
  readonly depthMax: number;
  /** The number of CIDs that a walk remembers. */
  readonly knownMax: number;
  /** The number of different links of one block that are followed. */
  readonly linksMax: number;
  /** The number of wants under way, at least 1. */
  readonly wantsMax: number;
}

/** The parameters of a scope. */
export interface WalkSetting {
  readonly limits: WalkLimits;
  /** The node that is the exchange. */
  readonly exchange: NodeId;
  /** The links of each block. */
  readonly dag: Readonly<Record<Cid, readonly Cid[]>>;
  /** The blocks that no partner has: the exchange answers Missing. */
  readonly absent: readonly Cid[];
  /** The blocks that are asked of a partner that never answers. */
  readonly silent: readonly Cid[];
}

/** The phase of a walker. */
export type WalkPhase = 'idle' | 'walking' | 'ended' | 'stopped';

/** The view of a walker. Each known CID is in exactly one of `queue`, `wants`, `got` and `missing`. */
export interface WalkerView {
  readonly role: 'walker';
  readonly phase: WalkPhase;
  readonly limits: WalkLimits;
  /** The number of the walk; 0 before the first one. */
  readonly session: number;
  readonly root: Cid | null;
  /** Known CIDs with the shortest known way from the root, in links. */
  readonly depths: ReadonlyMap<Cid, number>;
  /** CIDs that are not asked for yet, in order. */
  readonly queue: readonly Cid[];
  readonly wants: ReadonlySet<Cid>;
  /** The blocks that are there, each with its different links. */
  readonly got: ReadonlyMap<Cid, readonly Cid[]>;
  readonly missing: ReadonlySet<Cid>;
  /** Whether a block had more links than are followed. */
  readonly isClipped: boolean;
}

/** The view of the exchange, which has no state. */
export interface ExchangeView {
  readonly role: 'exchange';
}

/** The shape of the protocol. */
export interface BitswapWalk {
  message: WalkMessage;
  view: WalkerView | ExchangeView;
  timer: 'patience';
  input: WalkInput;
  output: WalkOutput;
  setting: WalkSetting;
}
