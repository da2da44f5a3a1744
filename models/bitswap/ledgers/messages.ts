/**
 * Messages, views and settings of Bitswap's ledgers: the types that the model and its properties share. The
 * protocol is the one of Benet, "IPFS: Content Addressed, Versioned, P2P File System" (draft 3, 2014), section
 * 3.4.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';

/** The name of a block: a letter. Blocks are ordered by their names. */
export type BlockName = string;

/** The bytes that two partners exchanged, as one of them counts them. */
export interface Ledger {
  /** Bytes that this node sent to its partner. */
  readonly sent: number;
  /** Bytes that this node received from its partner. */
  readonly recv: number;
}

/** Opens a connection, with the sender's ledger. */
export interface Open extends Ledger {
  readonly type: 'Open';
}

/** The blocks that the sender needs; it replaces the list before. */
export interface Wants {
  readonly type: 'Wants';
  readonly blocks: readonly BlockName[];
}

/** A block. `good` data match the name, and `bad` data do not. */
export interface Block {
  readonly type: 'Block';
  readonly block: BlockName;
  readonly data: 'good' | 'bad';
}

/** Confirms a block: it was needed and its data matched (`ok`), or not. */
export interface Confirm {
  readonly type: 'Confirm';
  readonly block: BlockName;
  readonly ok: boolean;
}

/** Closes the connection. After a final one the sender does not come back by itself. */
export interface Close {
  readonly type: 'Close';
  readonly final: boolean;
}

export type LedgersMessage = Open | Wants | Block | Confirm | Close;

/** The state of a connection; a node that left is idle for ever. */
export type Phase = 'idle' | 'opening' | 'open' | 'exited';

/** The view of one node. */
export interface LedgersView extends Ledger {
  readonly phase: Phase;
  /** The blocks that it has, and those that it needs, in order. */
  readonly have: readonly BlockName[];
  readonly need: readonly BlockName[];
  /** The blocks that its partner asked for; none unless open. */
  readonly wants: readonly BlockName[];
  /** The block that it sent and that is not confirmed yet; at most one. */
  readonly out: BlockName | null;
  /** It refused its partner, and ignores what the partner asks for until `cooldown` fires. */
  readonly ignoring: boolean;
  /** It refused its partner, and no `cooldown` fired since. The protocol does not read this field. */
  readonly isCooling: boolean;
  /** Its partner sent the final Close, and no Open since. */
  readonly isGone: boolean;
}

/** The blocks of a node at its start. They survive a crash, the ledger does not. */
export interface Blocks {
  readonly have: readonly BlockName[];
  readonly need: readonly BlockName[];
}

/** The parameters of a scope. The switches are decisions of the model where the paper is silent or wrong. */
export interface LedgersSetting {
  readonly blocks: Readonly<Record<NodeId, Blocks>>;
  /** The first ledgers; a node without an entry starts with (0, 0). */
  readonly ledgers: Readonly<Record<NodeId, Ledger>>;
  /** The size of each block, in bytes. */
  readonly blockBytes: number;
  /**
   * How the ledger of an Open is compared with the own one. `mirrored`: with its sides exchanged. `counts`:
   * side by side. `fields`: owner and partner must be equal, too, which they never are. `never`: each side
   * keeps its own ledger, and nothing is compared.
   */
  readonly comparison: 'mirrored' | 'counts' | 'fields' | 'never';
  /** A block that arrives while the connection is not open is kept, or dropped. */
  readonly late: 'kept' | 'dropped';
  /** An Open whose ledger matches is answered with an Open. */
  readonly answersMatch: boolean;
  /** A Close that arrives while there is no connection is answered with a Close. */
  readonly answersClose: boolean;
  /** The end of a connection ends ignoring, too. */
  readonly forgetsRefusal: boolean;
  /** An open connection repeats its want-list, by the timer `wants`. */
  readonly repeatsWants: boolean;
}

/** The shape of the protocol. */
export interface Ledgers {
  message: LedgersMessage;
  view: LedgersView;
  /**
   * Opens again; the partner was silent (30 s); a refusal was long enough ago (10 s); repeats the want-list.
   */
  timer: 'reopen' | 'silence' | 'cooldown' | 'wants';
  /** The user ends the node. */
  input: { readonly type: 'exit' };
  durable: Blocks;
  setting: LedgersSetting;
  /** A throw of the dice: uniform from 0 (inclusive) to 1 (exclusive). */
  draw: number;
}
