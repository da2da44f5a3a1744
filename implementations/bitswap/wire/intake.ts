/**
 * The intake makes of a message what the core takes: wants and answers by their CIDs, and blocks whose CIDs were
 * computed from their data. It passes over what no honest partner needs to know: wants and answers about
 * identity CIDs, which hold their block themselves, and about CIDs of more than 168 bytes.
 */
import { cidBytesMax, isIdentity, prefixOfCid } from './cid.ts';
import { WireError } from './decoder.ts';
import type { Hash } from './hashes.ts';
import type { Message, Payload, Presence, WantEntry } from './messages.ts';
import { type WireRules, wireRules } from './rules.ts';
import { type Block, verifyBareBlock, verifyBlock } from './verify.ts';

/** A message as the core takes it. Its bytes are views of the message's. */
export interface Taken {
  readonly entries: readonly WantEntry[];
  readonly full: boolean;
  readonly blocks: readonly Block[];
  readonly presences: readonly Presence[];
  readonly pendingBytes: number;
  /** How many entries and answers were passed over. */
  readonly skipped: number;
  /** Blocks that cannot be verified: strikes against the partner. */
  readonly refused: readonly Refusal[];
}

/** A block that cannot be verified. */
export interface Refusal {
  readonly payload: Payload;
  /** One sentence. */
  readonly reason: string;
}

/**
 * Takes a message. A block that cannot be verified is refused alone; the rest of the message counts.
 * @throws {WireError} if `hash` lacks SHA2-256, which blocks of 1.0.0 need.
 */
export function takeMessage(message: Message, hash: Hash, rules: WireRules = wireRules): Taken {
  const entries = message.entries.filter(concernsBlocks);
  const presences = message.presences.filter(concernsBlocks);
  const refused: Refusal[] = [];
  const blocks: Block[] = [];
  for (const payload of message.payload)
    try {
      blocks.push(verifyBlock(payload, hash, rules));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      refused.push({ payload, reason: error.message });
    }
  for (const data of message.blocks) blocks.push(verifyBareBlock(data, hash));
  const skipped = message.entries.length - entries.length + message.presences.length - presences.length;
  return {
    entries,
    full: message.full,
    blocks,
    presences,
    pendingBytes: message.pendingBytes,
    skipped,
    refused,
  };
}

/** Whether a want or an answer is about a CID that nodes exchange blocks of. */
function concernsBlocks({ cid }: { readonly cid: Uint8Array }): boolean {
  return cid.length <= cidBytesMax && !isIdentity(prefixOfCid(cid));
}
