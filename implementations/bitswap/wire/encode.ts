/**
 * The encoder writes messages as protobuf, version 3, with their lengths before them. Fields with their default
 * value are left out. The size of each part is known before it is written, so a message is one allocation, and
 * the packer can fill messages exactly.
 */
import { prefixOfCid } from './cid.ts';
import { WireError } from './decoder.ts';
import type { Message, Payload, Presence, WantEntry } from './messages.ts';
import { type WireLimits, wireLimits } from './rules.ts';
import { fieldSize, varintSize, writeVarint } from './varint.ts';

/** Tags of fields: the number of the field, times 8, plus 0 for a varint or 2 for bytes with a length. */
export const tags = {
  wantlist: 0x0a,
  blocks: 0x12,
  payload: 0x1a,
  presences: 0x22,
  pendingBytes: 0x28,
  list: { entries: 0x0a, full: 0x10 },
  entry: { cid: 0x0a, priority: 0x10, cancel: 0x18, wantType: 0x20, sendDontHave: 0x28 },
  block: { prefix: 0x0a, data: 0x12 },
  presence: { cid: 0x0a, type: 0x10 },
} as const;

/** Above so many bytes one call of `set` is faster than a loop. */
const loopBytesMax = 64;
/** A negative int32 is a varint of 64 bits. */
const negativeBytes = 10;

function bytesSize({ length }: Uint8Array): number {
  return length === 0 ? 0 : fieldSize(length);
}

function int32Size(value: number): number {
  if (value === 0) return 0;
  return 1 + (value < 0 ? negativeBytes : varintSize(value));
}

const flagSize = (value: boolean) => (value ? 2 : 0);

function entryContent({ cid, priority, cancel, wantType, sendDontHave }: WantEntry): number {
  const flags = flagSize(cancel) + flagSize(wantType === 'have') + flagSize(sendDontHave);
  return bytesSize(cid) + int32Size(priority) + flags;
}

function payloadContent({ prefix, data }: Payload): number {
  return bytesSize(prefix) + bytesSize(data);
}

function presenceContent({ cid, type }: Presence): number {
  return bytesSize(cid) + flagSize(type === 'dont-have');
}

/** The bytes that an entry adds to a want-list. */
export function entrySize(entry: WantEntry): number {
  return fieldSize(entryContent(entry));
}

/** The bytes that a block adds to a message. */
export function payloadSize(payload: Payload): number {
  return fieldSize(payloadContent(payload));
}

/** The bytes that an answer adds to a message. */
export function presenceSize(presence: Presence): number {
  return fieldSize(presenceContent(presence));
}

/** The bytes of a want-list field by those of its entries; 0 if it says nothing. */
export function wantlistSize(entryBytes: number, full: boolean): number {
  const content = entryBytes + flagSize(full);
  return content === 0 ? 0 : fieldSize(content);
}

function entriesSize(entries: readonly WantEntry[]): number {
  let size = 0;
  for (const entry of entries) size += entrySize(entry);
  return size;
}

/** The bytes of a message without its length. */
export function messageSize(message: Message): number {
  let size = wantlistSize(entriesSize(message.entries), message.full) + int32Size(message.pendingBytes);
  for (const data of message.blocks) size += fieldSize(data.length);
  for (const payload of message.payload) size += payloadSize(payload);
  for (const presence of message.presences) size += presenceSize(presence);
  return size;
}

/**
 * The bytes of a message with its length before them.
 * @throws {WireError} if a field has a value that the format does not hold, or the message is too long.
 */
export function encodeMessage(message: Message, limits: WireLimits = wireLimits): Uint8Array {
  checkMessage(message, limits);
  const size = messageSize(message);
  if (size > limits.messageBytesMax)
    throw new WireError(`The message has ${size} bytes, but ${limits.messageBytesMax} are the most.`);
  const bytes = new Uint8Array(varintSize(size) + size);
  writeMessage(bytes, writeVarint(bytes, 0, size), message);
  return bytes;
}

function checkMessage(message: Message, { itemsMax }: WireLimits): void {
  const { entries, blocks, payload, presences } = message;
  const items = entries.length + blocks.length + payload.length + presences.length;
  if (items > itemsMax)
    throw new WireError(
      `The message has ${items} entries, blocks and answers, but ${itemsMax} are the most.`,
    );
  for (const { cid, priority } of entries) {
    prefixOfCid(cid, 'CID of an entry');
    checkInt32(priority, 'priority of an entry');
  }
  for (const { cid } of presences) prefixOfCid(cid, 'CID of an answer');
  checkInt32(message.pendingBytes, 'number of pending bytes');
}

function checkInt32(value: number, what: string): void {
  if ((value | 0) === value) return;
  throw new WireError(`The ${what} is ${value}, but must be an integer from -2^31 to 2^31 - 1.`);
}

// Each function below writes to bytes that have room, from an offset on, and returns the place after it.

function writeMessage(bytes: Uint8Array, start: number, message: Message): number {
  const { entries, full, blocks, payload, presences, pendingBytes } = message;
  let at = start;
  if (entries.length > 0 || full) {
    at = writeOpening(bytes, at, tags.wantlist, entriesSize(entries) + flagSize(full));
    for (const entry of entries) at = writeEntry(bytes, at, entry);
    at = writeFlag(bytes, at, tags.list.full, full);
  }
  for (const data of blocks) at = writeContent(bytes, at, tags.blocks, data);
  for (const one of payload) {
    at = writeOpening(bytes, at, tags.payload, payloadContent(one));
    at = writeOptional(bytes, at, tags.block.prefix, one.prefix);
    at = writeOptional(bytes, at, tags.block.data, one.data);
  }
  for (const presence of presences) {
    at = writeOpening(bytes, at, tags.presences, presenceContent(presence));
    at = writeOptional(bytes, at, tags.presence.cid, presence.cid);
    at = writeFlag(bytes, at, tags.presence.type, presence.type === 'dont-have');
  }
  return writeInt32(bytes, at, tags.pendingBytes, pendingBytes);
}

function writeEntry(bytes: Uint8Array, start: number, entry: WantEntry): number {
  let at = writeOpening(bytes, start, tags.list.entries, entryContent(entry));
  at = writeOptional(bytes, at, tags.entry.cid, entry.cid);
  at = writeInt32(bytes, at, tags.entry.priority, entry.priority);
  at = writeFlag(bytes, at, tags.entry.cancel, entry.cancel);
  at = writeFlag(bytes, at, tags.entry.wantType, entry.wantType === 'have');
  return writeFlag(bytes, at, tags.entry.sendDontHave, entry.sendDontHave);
}

/** Writes the tag and the length of a field whose content follows. */
function writeOpening(bytes: Uint8Array, at: number, tag: number, contentBytes: number): number {
  bytes[at] = tag;
  return writeVarint(bytes, at + 1, contentBytes);
}

function writeContent(bytes: Uint8Array, start: number, tag: number, content: Uint8Array): number {
  const { length } = content;
  const at = writeOpening(bytes, start, tag, length);
  if (length > loopBytesMax) bytes.set(content, at);
  else for (let nth = 0; nth < length; nth++) bytes[at + nth] = content[nth] as number;
  return at + length;
}

function writeOptional(bytes: Uint8Array, at: number, tag: number, content: Uint8Array): number {
  return content.length === 0 ? at : writeContent(bytes, at, tag, content);
}

function writeFlag(bytes: Uint8Array, at: number, tag: number, value: boolean): number {
  if (!value) return at;
  bytes[at] = tag;
  bytes[at + 1] = 1;
  return at + 2;
}

function writeInt32(bytes: Uint8Array, at: number, tag: number, value: number): number {
  if (value === 0) return at;
  bytes[at] = tag;
  return value > 0 ? writeVarint(bytes, at + 1, value) : writeNegative(bytes, at + 1, value);
}

/** The sign of a negative number fills all 64 bits of its varint. */
function writeNegative(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  for (let nth = 0; nth < negativeBytes - 1; nth++) {
    bytes[at + nth] = (rest & 0x7f) | 0x80;
    rest >>= 7;
  }
  bytes[at + negativeBytes - 1] = 1;
  return at + negativeBytes;
}
