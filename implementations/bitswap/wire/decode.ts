/**
 * The message decoder turns the bytes of a stream into messages, by the reader of protobufjs: fields that it does
 * not know are passed over, the last value of a single field counts, and the parts of a want-list that came in
 * several fields are joined (protobuf, "Encoding").
 *
 * A want or an answer of a type that this version does not know is passed over like an unknown field. A CID
 * that is none closes the stream.
 */
import protobuf from 'protobufjs/minimal.js';
import { prefixOfCid } from './cid.ts';
import { type Decoder, WireError } from './decoder.ts';
import { tags } from './encode.ts';
import { Framer } from './framer.ts';
import type { Message, WantEntry } from './messages.ts';
import { type Draft, type WireLimits, type WireRules, wireLimits, wireRules } from './rules.ts';

type Reader = protobuf.Reader;

const noBytes: Uint8Array = new Uint8Array(0);

/** The decisions and limits of a decoder; the specification's where they are not given. */
export interface MessageOptions {
  readonly rules?: WireRules | undefined;
  readonly limits?: WireLimits | undefined;
}

/** Decodes the messages of one stream. */
export class MessageDecoder implements Decoder<Message> {
  readonly #framer: Framer;
  readonly #rules: WireRules;
  readonly #limits: WireLimits;
  #draft: Draft | undefined;
  #out: (value: Message) => void = () => undefined;

  constructor({ rules = wireRules, limits = wireLimits }: MessageOptions = {}) {
    this.#framer = new Framer(rules, limits);
    this.#rules = rules;
    this.#limits = limits;
  }

  get bufferedBytes(): number {
    return this.#framer.bufferedBytes;
  }

  /** @throws {WireError} if the bytes are no stream of messages. */
  push(chunk: Uint8Array, out: (value: Message) => void): void {
    this.#out = out;
    this.#framer.push(chunk, this.#take);
  }

  /** @throws {WireError} if a message is incomplete. */
  end(): void {
    this.#framer.end();
  }

  readonly #take = (bytes: Uint8Array): void => {
    this.#draft = this.#rules.draftAfter(this.#draft);
    const place = `The message at byte ${this.#framer.position}`;
    this.#out(readMessage(bytes, this.#draft, place, this.#rules, this.#limits));
  };
}

/**
 * The message of these bytes, which have no length before them.
 * @throws {WireError} if they are none.
 */
export function decodeMessage(
  bytes: Uint8Array,
  { rules = wireRules, limits = wireLimits }: MessageOptions = {},
): Message {
  return readMessage(bytes, rules.draftAfter(undefined), 'The message', rules, limits);
}

function readMessage(
  bytes: Uint8Array,
  draft: Draft,
  place: string,
  rules: WireRules,
  limits: WireLimits,
): Message {
  try {
    new MessageReader(bytes, draft, rules, limits).read();
  } catch (error) {
    throw isOfReader(error) ? new WireError(`${place} is no protobuf message: ${error.message}.`) : error;
  }
  const { entries, full } = rules.wantlistOf(draft);
  const { blocks, payload, presences, pendingBytes } = draft;
  return { entries, full, blocks, payload, presences, pendingBytes };
}

/** Whether an error is one that protobufjs throws; a TypeError is none, but a mistake of this file. */
function isOfReader(error: unknown): error is Error {
  return error instanceof Error && (error.constructor === Error || error.constructor === RangeError);
}

/** Reads the fields of one message into a draft. */
class MessageReader {
  readonly #reader: Reader;
  readonly #draft: Draft;
  readonly #rules: WireRules;
  readonly #limits: WireLimits;
  #items = 0;

  constructor(bytes: Uint8Array, draft: Draft, rules: WireRules, limits: WireLimits) {
    this.#reader = new protobuf.Reader(bytes);
    this.#draft = draft;
    this.#rules = rules;
    this.#limits = limits;
  }

  read(): void {
    const reader = this.#reader;
    const draft = this.#draft;
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      switch (tag) {
        case tags.wantlist:
          this.#wantlist();
          break;
        case tags.blocks:
          this.#count();
          draft.blocks.push(reader.bytes());
          break;
        case tags.payload:
          this.#payload();
          break;
        case tags.presences:
          this.#presence();
          break;
        case tags.pendingBytes:
          draft.pendingBytes = this.#int32();
          break;
        default:
          skip(reader, tag);
      }
    }
  }

  #wantlist(): void {
    const reader = this.#reader;
    const outer = this.#enter();
    this.#draft.wantlist ??= { entries: [], full: false };
    const list = this.#draft.wantlist;
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      if (tag === tags.list.entries) this.#entry(list.entries);
      else if (tag === tags.list.full) list.full = reader.bool();
      else skip(reader, tag);
    }
    reader.len = outer;
  }

  #entry(entries: WantEntry[]): void {
    this.#count();
    const reader = this.#reader;
    const outer = this.#enter();
    let cid = noBytes;
    let priority = 0;
    let cancel = false;
    let type = 0;
    let sendDontHave = false;
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      switch (tag) {
        case tags.entry.cid:
          cid = reader.bytes();
          break;
        case tags.entry.priority:
          priority = this.#int32();
          break;
        case tags.entry.cancel:
          cancel = reader.bool();
          break;
        case tags.entry.wantType:
          type = reader.int32();
          break;
        case tags.entry.sendDontHave:
          sendDontHave = reader.bool();
          break;
        default:
          skip(reader, tag);
      }
    }
    reader.len = outer;
    prefixOfCid(cid, 'CID of an entry');
    if (type !== 0 && type !== 1) return;
    entries.push({ cid, priority, cancel, wantType: type === 1 ? 'have' : 'block', sendDontHave });
  }

  #payload(): void {
    this.#count();
    const reader = this.#reader;
    const outer = this.#enter();
    let prefix = noBytes;
    let data = noBytes;
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      if (tag === tags.block.prefix) prefix = reader.bytes();
      else if (tag === tags.block.data) data = reader.bytes();
      else skip(reader, tag);
    }
    reader.len = outer;
    this.#draft.payload.push({ prefix, data });
  }

  #presence(): void {
    this.#count();
    const reader = this.#reader;
    const outer = this.#enter();
    let cid = noBytes;
    let type = 0;
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      if (tag === tags.presence.cid) cid = reader.bytes();
      else if (tag === tags.presence.type) type = reader.int32();
      else skip(reader, tag);
    }
    reader.len = outer;
    prefixOfCid(cid, 'CID of an answer');
    if (type === 0 || type === 1)
      this.#draft.presences.push({ cid, type: type === 1 ? 'dont-have' : 'have' });
  }

  /** Lets the reader end where the field that has a length here ends, and returns where it would have ended. */
  #enter(): number {
    const reader = this.#reader;
    const outer = reader.len;
    const end = reader.uint32() + reader.pos;
    if (end > outer)
      throw new WireError(`A field ends at byte ${end} of its message, but must end before ${outer}.`);
    reader.len = end;
    return outer;
  }

  #int32(): number {
    return this.#rules.int32(this.#reader.uint32());
  }

  /** Counts an entry, a block or an answer. */
  #count(): void {
    this.#items += 1;
    if (this.#items > this.#limits.itemsMax)
      throw new WireError(
        `A message has more than ${this.#limits.itemsMax} entries, blocks and answers, which are the most.`,
      );
  }
}

/** Passes over a field that is not known, or has another wire type than the known one. */
function skip(reader: Reader, tag: number): void {
  reader.skipType(tag & 7, 0, tag >>> 3);
}
