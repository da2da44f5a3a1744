/**
 * The messages of the peer wire protocol as types: their ids, their fields, and the lengths that they may have
 * (BEP 3, "peer messages"; BEP 5 for Port; BEP 6 for the fast extension; BEP 10 for Extended).
 */
import type { WireLimits } from './rules.ts';

/** The first value of a connection (BEP 3, "peer protocol"). */
export interface Handshake {
  readonly type: 'Handshake';
  /** 8 bytes of flags; see `features` in `handshake.ts`. */
  readonly reserved: Uint8Array;
  /** 20 bytes. */
  readonly infoHash: Uint8Array;
  /** 20 bytes. */
  readonly peerId: Uint8Array;
}

/** The place of a block: `length` bytes of piece `index`, from byte `begin` on. Each is from 0 to 2^32 - 1. */
export interface BlockPlace {
  readonly index: number;
  readonly begin: number;
  readonly length: number;
}

/** Messages without a payload. */
export type BareType =
  | 'KeepAlive'
  | 'Choke'
  | 'Unchoke'
  | 'Interested'
  | 'NotInterested'
  | 'HaveAll'
  | 'HaveNone';

/** A message of the peer wire protocol. Bytes of a decoded one are views: see `Decoder.push`. */
export type Message =
  | { readonly type: BareType }
  | { readonly type: 'Have' | 'SuggestPiece' | 'AllowedFast'; readonly index: number }
  | ({ readonly type: 'Request' | 'Cancel' | 'RejectRequest' } & BlockPlace)
  /** The highest bit of the first byte is piece 0. */
  | { readonly type: 'Bitfield'; readonly bits: Uint8Array }
  | { readonly type: 'Piece'; readonly index: number; readonly begin: number; readonly block: Uint8Array }
  | { readonly type: 'Port'; readonly port: number }
  /** `id` is 0 for the extension handshake, else an id that the receiver announced in its own. */
  | { readonly type: 'Extended'; readonly id: number; readonly payload: Uint8Array };

export type MessageType = Message['type'];

/** The id of each type; a keep-alive has none. */
export const ids = {
  Choke: 0,
  Unchoke: 1,
  Interested: 2,
  NotInterested: 3,
  Have: 4,
  Bitfield: 5,
  Request: 6,
  Piece: 7,
  Cancel: 8,
  Port: 9,
  SuggestPiece: 13,
  HaveAll: 14,
  HaveNone: 15,
  RejectRequest: 16,
  AllowedFast: 17,
  Extended: 20,
} as const satisfies Record<Exclude<MessageType, 'KeepAlive'>, number>;

const types = new Map<number, MessageType>(
  Object.entries(ids).map(([type, id]) => [id, type as MessageType]),
);

/** The length of the prefix of each message, in bytes. */
export const prefixBytes = 4;

/** The type of an id; undefined if this codec does not know it. */
export function typeOfId(id: number): MessageType | undefined {
  return types.get(id);
}

/** Whether the fast extension defines the id (BEP 6). */
export function isFast(id: number): boolean {
  return id >= ids.SuggestPiece && id <= ids.AllowedFast;
}

/** The number of bytes of a bitfield. */
export function bitfieldBytes(pieces: number): number {
  return Math.ceil(pieces / 8);
}

/** The bits after the last piece, as a number: 0 if all of them are zero. The length must be exact. */
export function spareBits(bits: Uint8Array, pieces: number): number {
  const spare = bits.length * 8 - pieces;
  return spare === 0 ? 0 : (bits[bits.length - 1] as number) & ((1 << spare) - 1);
}

/** The lengths, with the id and without the prefix, that a message of an id may have. */
export interface LengthRange {
  readonly min: number;
  readonly max: number;
}

/**
 * The lengths that a message of an id may have; undefined for an unknown id.
 * @param pieces the number of pieces; undefined before the metadata is known.
 */
export function lengthRange(
  id: number,
  limits: WireLimits,
  pieces: number | undefined,
): LengthRange | undefined {
  switch (typeOfId(id)) {
    case undefined:
    case 'KeepAlive':
      return undefined;
    case 'Have':
    case 'SuggestPiece':
    case 'AllowedFast':
      return exactly(5);
    case 'Request':
    case 'Cancel':
    case 'RejectRequest':
      return exactly(13);
    case 'Port':
      return exactly(3);
    case 'Piece':
      return { min: 9, max: 9 + limits.blockBytesMax };
    case 'Extended':
      return { min: 2, max: 2 + limits.extendedBytesMax };
    case 'Bitfield':
      return pieces === undefined
        ? { min: 1, max: 1 + limits.bitfieldBytesMax }
        : exactly(1 + bitfieldBytes(pieces));
    default:
      return exactly(1);
  }
}

function exactly(length: number): LengthRange {
  return { min: length, max: length };
}
