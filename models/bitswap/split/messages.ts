/**
 * The messages, inputs, views and settings of a Bitswap session with a split factor: the types that its model,
 * its implementation and its properties share. The names are those of go-bitswap, 2018 to 2020.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';

/** The name of a block: a CID. */
export type Key = string;

/** A receipt: a block that is new to the session, or one that it had before. */
export type Receipt = 'unique' | 'duplicate';

/** The receipts so far, and the number of groups over which keys and partners are divided. */
export interface Split {
  /** All receipts. */
  readonly received: number;
  /** Receipts of blocks that the session had before. */
  readonly duplicates: number;
  readonly split: number;
}

/** The shares of duplicates, from 0 to 1, at which the split changes. */
export interface Thresholds {
  /** A duplicate raises the split if a greater share of the receipts are duplicates. */
  readonly raiseAbove: number;
  /** A unique block lowers the split if a smaller share of the receipts are duplicates. */
  readonly lowerBelow: number;
}

export type SplitMessage =
  /** Asks a partner for blocks. */
  { readonly type: 'Want'; readonly keys: readonly Key[] } | { readonly type: 'Block'; readonly key: Key };

export type SplitInput =
  /** A receipt that is counted by itself, without a message. */
  | { readonly type: Receipt }
  /** The user wants blocks: keys without repetition. */
  | { readonly type: 'want'; readonly keys: readonly Key[] };

/** The parameters of a scope. */
export interface SplitSetting {
  readonly thresholds: Thresholds;
  /** Whether receipts of blocks that were broadcast count, too, or only of those that one group was asked for. */
  readonly counts: 'all' | 'targeted';
  /** The blocks of each partner. */
  readonly holds: Readonly<Record<NodeId, readonly Key[]>>;
}

/** The view of a session. */
export interface SessionView extends Split {
  readonly role: 'session';
  /** The blocks that the user waits for, with the partners that were asked for each by the division. */
  readonly wanted: ReadonlyMap<Key, readonly NodeId[]>;
  /** The blocks that arrived. */
  readonly past: ReadonlySet<Key>;
  /** The blocks for which all partners were asked. */
  readonly broadcast: ReadonlySet<Key>;
}

/** The view of a partner: its name and its blocks. */
export interface PartnerView {
  readonly role: 'partner';
  readonly name: NodeId;
  readonly holds: readonly Key[];
}

/** The shape of the protocol. */
export interface BitswapSplit {
  message: SplitMessage;
  view: SessionView | PartnerView;
  timer: 'idle';
  input: SplitInput;
  setting: SplitSetting;
}
