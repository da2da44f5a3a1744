/**
 * The message decoder turns frames into messages, and refuses messages at a wrong place: a Bitfield after
 * another message, and messages of the fast extension where it was not negotiated.
 */
import { readUint16, readUint32 } from './bytes.ts';
import { type Decoder, WireError } from './decoder.ts';
import { type Frame, Framer } from './framer.ts';
import { ids, type Message, prefixBytes, spareBits, typeOfId } from './messages.ts';
import { MessageOrder, type OrderProblem } from './order.ts';
import { type WireLimits, type WireRules, wireLimits, wireRules } from './rules.ts';

/** What the decoder of one connection knows beforehand. */
export interface MessageOptions {
  /** The number of pieces; without it, length and spare bits of a Bitfield are not checked. */
  readonly pieces?: number | undefined;
  /** Whether both handshakes have the flag of the fast extension (BEP 6); false unless given. */
  readonly fast?: boolean | undefined;
  readonly rules?: WireRules | undefined;
  readonly limits?: WireLimits | undefined;
  /** The place of the first byte in the stream, for errors; 0 unless given. */
  readonly position?: number | undefined;
}

const keepAlive: Message = { type: 'KeepAlive' };
/** Messages without a payload, by id: one object for all. */
const bare = new Map<number, Message>(
  (['Choke', 'Unchoke', 'Interested', 'NotInterested', 'HaveAll', 'HaveNone'] as const).map((type) => [
    ids[type],
    { type },
  ]),
);

/** Decodes the messages that one partner sends after its handshake. */
export class MessageDecoder implements Decoder<Message> {
  readonly #framer: Framer;
  readonly #order: MessageOrder;
  readonly #pieces: number | undefined;
  readonly #rules: WireRules;
  #out: (value: Message) => void = () => undefined;

  constructor(options: MessageOptions = {}) {
    const { pieces, rules = wireRules, limits = wireLimits, position = 0 } = options;
    this.#framer = new Framer(rules, limits, pieces, position);
    this.#order = new MessageOrder(rules, options.fast ?? false);
    this.#pieces = pieces;
    this.#rules = rules;
  }

  get bufferedBytes(): number {
    return this.#framer.bufferedBytes;
  }

  /** The number of messages of unknown type, which were passed over. */
  get skipped(): number {
    return this.#framer.skipped;
  }

  /** @throws {WireError} if the bytes are no such stream. */
  push(chunk: Uint8Array, out: (value: Message) => void): void {
    this.#out = out;
    this.#framer.push(chunk, this.#take);
  }

  /** @throws {WireError} if a message is incomplete. */
  end(): void {
    this.#framer.end();
  }

  readonly #take = (frame: Frame): void => {
    const problem = this.#order.problem(frame.id);
    if (problem !== undefined) throw wrong(frame, problem);
    if (frame.id === ids.Bitfield && this.#pieces !== undefined) this.#checkSpare(frame, this.#pieces);
    this.#out(messageOf(frame));
  };

  #checkSpare(frame: Frame, pieces: number): void {
    if (this.#rules.acceptsSpareBits(spareBits(payload(frame), pieces))) return;
    throw wrong(frame, { found: `has bits after its ${pieces} pieces`, right: 'must have zeros there' });
  }
}

/** The bytes after the id, as a view. */
function payload({ buffer, offset, length }: Frame): Uint8Array {
  return buffer.subarray(offset + prefixBytes + 1, offset + prefixBytes + length);
}

function messageOf(frame: Frame): Message {
  const { id, buffer } = frame;
  const at = frame.offset + prefixBytes + 1;
  switch (id) {
    case undefined:
      return keepAlive;
    case ids.Have:
      return { type: 'Have', index: readUint32(buffer, at) };
    case ids.SuggestPiece:
      return { type: 'SuggestPiece', index: readUint32(buffer, at) };
    case ids.AllowedFast:
      return { type: 'AllowedFast', index: readUint32(buffer, at) };
    case ids.Bitfield:
      return { type: 'Bitfield', bits: payload(frame) };
    case ids.Request:
      return place('Request', buffer, at);
    case ids.Cancel:
      return place('Cancel', buffer, at);
    case ids.RejectRequest:
      return place('RejectRequest', buffer, at);
    case ids.Piece:
      return {
        type: 'Piece',
        index: readUint32(buffer, at),
        begin: readUint32(buffer, at + 4),
        block: buffer.subarray(at + 8, frame.offset + prefixBytes + frame.length),
      };
    case ids.Port:
      return { type: 'Port', port: readUint16(buffer, at) };
    case ids.Extended:
      return { type: 'Extended', id: buffer[at] as number, payload: payload(frame).subarray(1) };
    default:
      return bare.get(id) as Message;
  }
}

function place(type: 'Request' | 'Cancel' | 'RejectRequest', buffer: Uint8Array, at: number): Message {
  return {
    type,
    index: readUint32(buffer, at),
    begin: readUint32(buffer, at + 4),
    length: readUint32(buffer, at + 8),
  };
}

function wrong(frame: Frame, { found, right }: OrderProblem): WireError {
  return new WireError(
    `The ${typeOfId(frame.id as number)} at byte ${frame.position} ${found}, but ${right}.`,
  );
}
