/**
 * The encoder of messages: one message becomes bytes, in a new array or in place. A Piece can be sent without
 * a copy of its block: `encodePieceHeader` makes the 13 bytes before it.
 */
import { checkUint, writeUint16, writeUint32 } from './bytes.ts';
import { WireError } from './decoder.ts';
import { ids, lengthRange, type Message, prefixBytes, spareBits } from './messages.ts';
import { MessageOrder } from './order.ts';
import { type WireLimits, wireLimits, wireRules } from './rules.ts';

/** What the encoder checks a message by. */
export interface EncodeOptions {
  /** The number of pieces: a Bitfield has their exact length, and zeros after them. */
  readonly pieces?: number | undefined;
  readonly limits?: WireLimits | undefined;
}

/** The bytes of a Piece before its block. */
export const pieceHeaderBytes = prefixBytes + 9;

/** The number of bytes of a message, with its prefix. */
export function encodedBytes(message: Message): number {
  switch (message.type) {
    case 'KeepAlive':
      return prefixBytes;
    case 'Have':
    case 'SuggestPiece':
    case 'AllowedFast':
      return prefixBytes + 5;
    case 'Request':
    case 'Cancel':
    case 'RejectRequest':
      return prefixBytes + 13;
    case 'Bitfield':
      return prefixBytes + 1 + message.bits.length;
    case 'Piece':
      return pieceHeaderBytes + message.block.length;
    case 'Port':
      return prefixBytes + 3;
    case 'Extended':
      return prefixBytes + 2 + message.payload.length;
    default:
      return prefixBytes + 1;
  }
}

/**
 * Encodes a message.
 * @throws {WireError} if a field does not fit, or the message is longer than partners accept.
 */
export function encodeMessage(message: Message, options: EncodeOptions = {}): Uint8Array {
  const bytes = new Uint8Array(encodedBytes(message));
  encodeInto(message, bytes, 0, options);
  return bytes;
}

/** Encodes the messages of one side of a connection, and refuses those that may not come at their place. */
export class MessageEncoder {
  readonly #options: EncodeOptions;
  readonly #order: MessageOrder;

  /** @param fast whether both handshakes have the flag of the fast extension. */
  constructor(options: EncodeOptions = {}, fast = false) {
    this.#options = options;
    this.#order = new MessageOrder(wireRules, fast);
  }

  /** @throws {WireError} as `encodeMessage`, and if the message may not come here. */
  encode(message: Message): Uint8Array {
    const bytes = encodeMessage(message, this.#options);
    const problem = this.#order.problem(message.type === 'KeepAlive' ? undefined : ids[message.type]);
    if (problem !== undefined)
      throw new WireError(`The ${message.type} ${problem.found}, but ${problem.right}.`);
    return bytes;
  }
}

/**
 * Encodes a message at an offset of a buffer that has room for it, and returns the offset after it.
 * @throws {WireError} as `encodeMessage`.
 */
export function encodeInto(
  message: Message,
  bytes: Uint8Array,
  offset: number,
  { pieces, limits = wireLimits }: EncodeOptions = {},
): number {
  const end = offset + encodedBytes(message);
  writeUint32(bytes, offset, end - offset - prefixBytes);
  if (message.type === 'KeepAlive') return end;
  checkLengthOf(message, end - offset - prefixBytes, limits, pieces);
  bytes[offset + prefixBytes] = ids[message.type];
  const at = offset + prefixBytes + 1;
  switch (message.type) {
    case 'Have':
    case 'SuggestPiece':
    case 'AllowedFast':
      writeUint32(bytes, at, checkUint(message.index, 32, `index of the ${message.type}`));
      break;
    case 'Request':
    case 'Cancel':
    case 'RejectRequest':
      writeUint32(bytes, at, checkUint(message.index, 32, `index of the ${message.type}`));
      writeUint32(bytes, at + 4, checkUint(message.begin, 32, `begin of the ${message.type}`));
      writeUint32(bytes, at + 8, checkUint(message.length, 32, `length of the ${message.type}`));
      break;
    case 'Bitfield':
      if (pieces !== undefined && spareBits(message.bits, pieces) !== 0)
        throw new WireError(`The Bitfield has bits after its ${pieces} pieces, but must have zeros there.`);
      bytes.set(message.bits, at);
      break;
    case 'Piece':
      writeUint32(bytes, at, checkUint(message.index, 32, 'index of the Piece'));
      writeUint32(bytes, at + 4, checkUint(message.begin, 32, 'begin of the Piece'));
      bytes.set(message.block, at + 8);
      break;
    case 'Port':
      writeUint16(bytes, at, checkUint(message.port, 16, 'port of the Port'));
      break;
    case 'Extended':
      bytes[at] = checkUint(message.id, 8, 'id of the Extended');
      bytes.set(message.payload, at + 1);
      break;
    default:
  }
  return end;
}

/**
 * The bytes of a Piece before its block, at an offset of a buffer; returns the offset after them.
 * @param blockBytes the length of the block, which the caller sends right after these bytes.
 */
export function encodePieceHeader(
  bytes: Uint8Array,
  offset: number,
  index: number,
  begin: number,
  blockBytes: number,
): number {
  writeUint32(bytes, offset, pieceHeaderBytes - prefixBytes + blockBytes);
  bytes[offset + prefixBytes] = ids.Piece;
  writeUint32(bytes, offset + prefixBytes + 1, index);
  writeUint32(bytes, offset + prefixBytes + 5, begin);
  return offset + pieceHeaderBytes;
}

function checkLengthOf(
  { type }: Exclude<Message, { type: 'KeepAlive' }>,
  length: number,
  limits: WireLimits,
  pieces: number | undefined,
): void {
  if (type !== 'Bitfield' && type !== 'Piece' && type !== 'Extended') return;
  const range = lengthRange(ids[type], limits, pieces);
  if (range !== undefined && (length < range.min || length > range.max))
    throw new WireError(
      `The ${type} has ${length} bytes, but must have ${range.min === range.max ? '' : `${range.min} to `}${range.max}.`,
    );
}
