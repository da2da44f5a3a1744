/**
 * The codecs of Bitswap's edge: the stream of messages, CIDs, blocks as they are verified, and messages as they
 * are packed.
 */

import fc from 'fast-check';
import { codec } from '../../checker/codecs/codec.ts';
import {
  type Cid,
  decodeCid,
  encodeCid,
  isIdentity,
  keyOfCid,
  prefixOfCid,
} from '../../implementations/bitswap/wire/cid.ts';
import { decodeMessage, MessageDecoder } from '../../implementations/bitswap/wire/decode.ts';
import { WireError } from '../../implementations/bitswap/wire/decoder.ts';
import { encodeMessage, messageSize } from '../../implementations/bitswap/wire/encode.ts';
import { takeMessage } from '../../implementations/bitswap/wire/intake.ts';
import {
  emptyMessage,
  isEmpty,
  type Message,
  type Payload,
  type WantEntry,
} from '../../implementations/bitswap/wire/messages.ts';
import { AnswerPacker, WantPacker } from '../../implementations/bitswap/wire/packer.ts';
import { type WireRules, wireLimits, wireRules } from '../../implementations/bitswap/wire/rules.ts';
import { varintSize } from '../../implementations/bitswap/wire/varint.ts';
import { type Block, payloadOf } from '../../implementations/bitswap/wire/verify.ts';
import { type Batch, batch, block, cidFields, lie, message, standIn } from './arbitraries.ts';

/** Limits that drawn streams reach: messages of at most 512 bytes, of which wants and answers fill 100 bytes each. */
const limits = { ...wireLimits, messageBytesMax: 512, wantBytesMax: 100, answerBytesMax: 100 };

/** The decoder of a stream by these rules. */
export function messageDecoder(rules: WireRules): MessageDecoder {
  return new MessageDecoder({ rules, limits });
}

/** The codec of the messages on a stream. */
export const messages = codec<Message>({
  says: 'Messages as protobuf, each with its length as an unsigned varint before it.',
  source: 'ipfs/specs, Bitswap 1.2.0, "Wire Format"',
  values: message,
  encode: (value) => encodeMessage(value, limits),
  decoder: () => messageDecoder(wireRules),
  error: WireError,
  bufferedBytesMax: varintSize(limits.messageBytesMax) + limits.messageBytesMax,
});

const cid = codec<Cid>({
  says: 'A CID: version, codec, hash function, length and digest.',
  source: 'multiformats, "cid" and "unsigned-varint"',
  values: cidFields,
  encode: ({ digest, ...prefix }) => encodeCid(prefix, digest),
  decode: (bytes) => decodeCid(bytes),
  error: WireError,
});

/** The blocks of a message: those that verification names, and those that it refuses. */
export interface Delivery {
  readonly blocks: readonly Block[];
  readonly refused: readonly Payload[];
}

/** Verifies the blocks of a message by these rules. */
export function decodeDelivery(bytes: Uint8Array, rules: WireRules): Delivery {
  const { blocks, refused } = takeMessage(decodeMessage(bytes, { limits }), standIn, rules);
  return { blocks, refused: refused.map(({ payload }) => payload) };
}

/** The codec of blocks, whose CIDs are computed from what came. */
export const delivery = codec<Delivery>({
  says: 'The blocks of a message, each with the CID that its data and the four fields of its prefix have.',
  source: 'ipfs/specs, Bitswap 1.1.0; boxo, verifcid',
  values: fc.record({
    blocks: fc.array(block, { maxLength: 2 }),
    refused: fc.array(lie, { maxLength: 2 }),
  }),
  encode: ({ blocks, refused }) =>
    encodeBody({ ...emptyMessage, payload: [...blocks.map(payloadOf), ...refused] }),
  decode: (bytes) => decodeDelivery(bytes, wireRules),
  error: WireError,
});

/** The bytes of a message without its length. */
function encodeBody(value: Message): Uint8Array {
  const bytes = encodeMessage(value, limits);
  return bytes.subarray(bytes.length - messageSize(value));
}

/** Packs a batch by these rules: all messages, one after the other. */
export function encodeBatch({ entries, full, blocks }: Batch, rules: WireRules): Uint8Array {
  const wants = new WantPacker(limits, rules);
  const answers = new AnswerPacker(limits);
  if (full) wants.replace(entries, 0);
  else for (const entry of entries) wants.add(entry, 0);
  for (const one of blocks) answers.block(one, 0);
  const packed: Message[] = [];
  for (const packer of [wants, answers]) {
    while (packer.due !== undefined) packed.push(packer.take(limits.gatherMs) as Message);
    // The timer of the shell may fire once more.
    const late = packer.take(limits.gatherMs);
    if (late !== undefined) packed.push(late);
  }
  return Uint8Array.from(packed.flatMap((one) => [...encodeMessage(one, limits)]));
}

/** The wants and blocks that a partner has after all messages of a batch. */
export function decodeBatch(bytes: Uint8Array): Batch {
  const entries = new Map<string, WantEntry>();
  const blocks: Block[] = [];
  let full = false;
  const decoder = messageDecoder(wireRules);
  decoder.push(bytes, (one) => {
    if (isEmpty(one)) throw new WireError('A message is empty, but must have something in it.');
    if (one.full) entries.clear();
    full ||= one.full;
    // An identity CID holds its block itself, so the packer asks for none.
    for (const entry of one.entries)
      if (isIdentity(prefixOfCid(entry.cid, 'CID of an entry'))) continue;
      else if (entry.cancel) entries.delete(keyOfCid(entry.cid));
      else entries.set(keyOfCid(entry.cid), entry);
    blocks.push(...takeMessage(one, standIn).blocks);
  });
  decoder.end();
  return { entries: [...entries.values()], full, blocks };
}

/** The codec of what waits for one partner, packed into messages. */
export const packing = codec<Batch>({
  says: 'Wants and blocks for one partner in as many messages as they need, none of them empty.',
  source: 'ipfs/specs, Bitswap 1.2.0; boxo, messagequeue and decision engine',
  values: batch,
  encode: (value) => encodeBatch(value, wireRules),
  decode: decodeBatch,
  error: WireError,
});

/** The codecs by name. */
export const codecs = { messages, cid, delivery, packing };
