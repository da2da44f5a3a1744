/**
 * The packers put wants and answers of about 20 ms into one message: wants up to 2 MiB, answers up to 16 KiB or
 * one block alone, however long. The caller tells the time in ms.
 *
 * The order of two entries about one CID matters, and receivers lose it within a message: they join both, and
 * Cancel wins. So a packer joins entries itself where the receiver's state is the same as if each had come
 * alone, and else puts the later one into the next message.
 */
import { presenceBytes } from '../exchange/server.ts';
import { cidOfKey, isIdentity, keyOfCid, prefixOfCid } from './cid.ts';
import { WireError } from './decoder.ts';
import { entrySize, payloadSize, presenceSize, wantlistSize } from './encode.ts';
import { emptyMessage, type Message, type Payload, type Presence, type WantEntry } from './messages.ts';
import { Parts } from './parts.ts';
import { type WireLimits, type WireRules, wireLimits, wireRules } from './rules.ts';
import { type Block, payloadOf } from './verify.ts';

/** What a message has around its entries at most: the tags and lengths of the want-list, and the flag `full`. */
const wantlistBytes = wantlistSize(wireLimits.messageBytesMax, true) - wireLimits.messageBytesMax;
/** The longest field pendingBytes: a tag and a varint of 31 bits. */
const pendingBytesSize = 6;
const pendingMax = 2 ** 31 - 1;

/** Packs the want-list of one partner. */
export class WantPacker {
  readonly #parts: Parts<WantEntry>;
  readonly #rules: WireRules;
  /** How many of the parts that wait, from the first one on, are of a whole list. */
  #wholeParts = 0;
  /** Whether the first part that waits is the first one of a whole list. */
  #beginsWhole = false;

  constructor(limits: WireLimits = wireLimits, rules: WireRules = wireRules) {
    this.#parts = new Parts(limits.wantBytesMax - wantlistBytes, limits);
    this.#rules = rules;
  }

  /** The time from which `take` returns a message; undefined where nothing waits. */
  get due(): number | undefined {
    return this.#parts.due;
  }

  /** The bytes of entries that wait. */
  get bytes(): number {
    return this.#parts.bytes;
  }

  /**
   * Adds a want or a Cancel to those that wait. An identity CID, which holds its block itself, is never asked for.
   * @throws {WireError} if the bytes are no CID.
   */
  add(entry: WantEntry, now: number): void {
    if (isIdentity(prefixOfCid(entry.cid, 'CID of an entry'))) return;
    const key = keyOfCid(entry.cid);
    // A whole list has no Cancel: what is not in it is not wanted.
    if (entry.cancel && this.#beginsWhole && this.#parts.count === 1) {
      this.#parts.remove(key, entrySize);
      return;
    }
    const waiting = this.#parts.last?.items.get(key);
    if (waiting !== undefined && this.#rules.merges(waiting, entry)) {
      const joined = join(waiting, entry);
      if (this.#parts.replace(key, joined, entrySize(waiting), entrySize(joined))) return;
    }
    const { priority, cancel, wantType, sendDontHave } = entry;
    const copy = { cid: cidOfKey(key), priority, cancel, wantType, sendDontHave };
    this.#parts.add(key, copy, entrySize(entry), now);
  }

  /** Puts a whole want-list, each CID once, in place of all that waits: the partner forgets what it was told before. */
  replace(entries: Iterable<WantEntry>, now: number): void {
    this.#parts.clear();
    this.#parts.open(now);
    this.#beginsWhole = true;
    for (const entry of entries) this.add(entry, now);
    this.#wholeParts = this.#parts.count;
  }

  /** The next message, if it is due. */
  take(now: number): Message | undefined {
    const part = this.#parts.take(now);
    if (part === undefined) return this.#rules.sendsEmpty() ? emptyMessage : undefined;
    const isWholeList = this.#wholeParts > 0;
    const full = this.#rules.isFull({ isFirst: this.#beginsWhole, isWholeList });
    if (isWholeList) this.#wholeParts -= 1;
    this.#beginsWhole = false;
    return { ...emptyMessage, entries: [...part.items.values()], full };
  }
}

/** The entry that leaves a receiver in the state of both, one after the other. */
function join(before: WantEntry, { cancel, priority, wantType, sendDontHave }: WantEntry): WantEntry {
  return {
    cid: before.cid,
    priority,
    cancel: before.cancel || cancel,
    wantType: wantType === 'block' ? wantType : before.wantType,
    sendDontHave: sendDontHave || before.sendDontHave,
  };
}

/** The bytes of the answers in a message as the core counts them while they are under way (`sendEnded`). */
export function answerBytes({ blocks, payload, presences }: Message): number {
  let bytes = 0;
  for (const { length } of blocks) bytes += length;
  for (const { data } of payload) bytes += data.length;
  for (const { cid } of presences) bytes += presenceBytes(cid);
  return bytes;
}

type Answer = { readonly payload: Payload } | { readonly presence: Presence };

/** Packs the answers to one partner. */
export class AnswerPacker {
  readonly #parts: Parts<Answer>;
  readonly #blockMessageBytesMax: number;

  constructor(limits: WireLimits = wireLimits) {
    this.#parts = new Parts(limits.answerBytesMax - pendingBytesSize, limits);
    this.#blockMessageBytesMax = limits.messageBytesMax - pendingBytesSize;
  }

  /** The time from which `take` returns a message; undefined where nothing waits. */
  get due(): number | undefined {
    return this.#parts.due;
  }

  /** The bytes of answers that wait. */
  get bytes(): number {
    return this.#parts.bytes;
  }

  /**
   * Adds a block, whose data stay a view until the message is taken and encoded.
   * @throws {WireError} if no message holds the block, or a partner would refuse it.
   */
  block(block: Block, now: number): void {
    const payload = payloadOf(block);
    const size = payloadSize(payload);
    if (size > this.#blockMessageBytesMax)
      throw new WireError(
        `A block of ${block.data.length} bytes needs a message of ${size + pendingBytesSize} bytes, but ` +
          `${this.#blockMessageBytesMax + pendingBytesSize} are the most.`,
      );
    this.#parts.add(keyOfCid(block.cid), { payload }, size, now);
  }

  /** Adds HAVE or DONT_HAVE. */
  presence({ cid, type }: Presence, now: number): void {
    const key = keyOfCid(cid);
    const presence = { cid: cidOfKey(key), type };
    this.#parts.add(key, { presence }, presenceSize(presence), now);
  }

  /** The next message, if it is due. `pendingBytes` are those that wait beside it, at the caller. */
  take(now: number, pendingBytes = 0): Message | undefined {
    const part = this.#parts.take(now);
    if (part === undefined) return undefined;
    const answers = [...part.items.values()];
    return {
      ...emptyMessage,
      payload: answers.flatMap((answer) => ('payload' in answer ? [answer.payload] : [])),
      presences: answers.flatMap((answer) => ('presence' in answer ? [answer.presence] : [])),
      pendingBytes: Math.min(this.#parts.bytes + pendingBytes, pendingMax),
    };
  }
}
