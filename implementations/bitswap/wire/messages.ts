/**
 * The messages of Bitswap 1.0.0 to 1.2.0 as types (ipfs/specs, "Bitswap", "Wire Format"). A message has any
 * number of wants and cancels, blocks, and answers to "who has this block?".
 */

/** One entry of a want-list. */
export interface WantEntry {
  /** A CID. */
  readonly cid: Uint8Array;
  /** From -2^31 to 2^31 - 1; the highest is served first. */
  readonly priority: number;
  /** Ends a want; the fields below mean nothing then. */
  readonly cancel: boolean;
  /** Whether the block is wanted, or only the answer who has it (1.2.0). */
  readonly wantType: 'block' | 'have';
  /** Asks for the answer DONT_HAVE of a partner that lacks the block (1.2.0). */
  readonly sendDontHave: boolean;
}

/** A block as it travels since 1.1.0: its CID without the digest, and its data. */
export interface Payload {
  /** The four fields of `CidPrefix`, as varints. */
  readonly prefix: Uint8Array;
  readonly data: Uint8Array;
}

/** The answer whether a partner has a block (1.2.0). */
export interface Presence {
  /** A CID. */
  readonly cid: Uint8Array;
  readonly type: 'have' | 'dont-have';
}

/** A message. Bytes of a decoded one are views: see `Decoder.push`. */
export interface Message {
  readonly entries: readonly WantEntry[];
  /** Whether the entries are all that the sender wants, and replace what it wanted before. */
  readonly full: boolean;
  /** Data of blocks of 1.0.0, whose CIDs have version 0. */
  readonly blocks: readonly Uint8Array[];
  readonly payload: readonly Payload[];
  readonly presences: readonly Presence[];
  /** The bytes that the sender still has to send, from -2^31 to 2^31 - 1 as the schema says. */
  readonly pendingBytes: number;
}

/** A message without anything in it. */
export const emptyMessage: Message = {
  entries: [],
  full: false,
  blocks: [],
  payload: [],
  presences: [],
  pendingBytes: 0,
};

/** Whether a message tells its receiver nothing to act upon. A whole want-list without entries does. */
export function isEmpty({ entries, full, blocks, payload, presences }: Message): boolean {
  return (
    entries.length === 0 && !full && blocks.length === 0 && payload.length === 0 && presences.length === 0
  );
}
