/**
 * The extension `ut_metadata` (BEP 9): messages by which a peer gets the info dictionary from others, in blocks
 * of 16 KiB. A block follows the dictionary of its message.
 */
import { decodeBencodeAt, encodeBencode } from './bencode.ts';
import { checkUint, concat } from './bytes.ts';
import { WireError } from './decoder.ts';
import { dictionary, Fields } from './dictionary.ts';
import { extensionLimits } from './extension.ts';

/** The length of each block of metadata but the last one. */
export const metadataBlockBytes = 16_384;

/** A message of `ut_metadata`. */
export type MetadataMessage =
  | { readonly type: 'Request' | 'Reject'; readonly piece: number }
  | {
      readonly type: 'Data';
      readonly piece: number;
      /** The length of the whole info dictionary. */
      readonly totalBytes: number;
      readonly block: Uint8Array;
    }
  /** A later variant, to be ignored (BEP 9, "extension message"). */
  | { readonly type: 'Unknown'; readonly code: number };

const codes = { Request: 0, Data: 1, Reject: 2 } as const;

/**
 * Decodes the payload of an extended message.
 * @throws {WireError} if it has not the form of its type, or a block has not the length of its place.
 */
export function decodeMetadataMessage(payload: Uint8Array): MetadataMessage {
  const { value, end } = decodeBencodeAt(payload, 0, extensionLimits);
  const fields = new Fields(value, 'ut_metadata message');
  const code = fields.integer('msg_type');
  if (code > codes.Reject) return { type: 'Unknown', code };
  const piece = fields.integer('piece');
  if (code === codes.Data) {
    const totalBytes = fields.integer('total_size');
    return { type: 'Data', piece, totalBytes, block: checkBlock(payload.slice(end), piece, totalBytes) };
  }
  if (end < payload.length)
    throw new WireError(
      `The ut_metadata message ends at byte ${end}, but ${payload.length - end} bytes follow it.`,
    );
  return { type: code === codes.Request ? 'Request' : 'Reject', piece };
}

/**
 * Encodes the payload of an extended message.
 * @throws {WireError} if a block has not the length of its place, or an `Unknown` has a known code.
 */
export function encodeMetadataMessage(message: MetadataMessage): Uint8Array {
  if (message.type === 'Unknown') {
    if (message.code <= codes.Reject)
      throw new WireError(`The code of an Unknown is ${message.code}, but must be above ${codes.Reject}.`);
    return encodeBencode(dictionary({ msg_type: message.code }));
  }
  const { type } = message;
  const piece = checkUint(message.piece, 53, 'piece of the ut_metadata message');
  if (type !== 'Data') return encodeBencode(dictionary({ msg_type: codes[type], piece }));
  const { totalBytes, block } = message;
  checkBlock(block, piece, totalBytes);
  return concat([encodeBencode(dictionary({ msg_type: codes.Data, piece, total_size: totalBytes })), block]);
}

function checkBlock(block: Uint8Array, piece: number, totalBytes: number): Uint8Array {
  const length = Math.min(metadataBlockBytes, totalBytes - piece * metadataBlockBytes);
  if (length <= 0)
    throw new WireError(
      `The ut_metadata block has number ${piece}, but must have one below ${Math.ceil(totalBytes / metadataBlockBytes)} of ${totalBytes} bytes.`,
    );
  if (block.length !== length)
    throw new WireError(
      `The ut_metadata block ${piece} has ${block.length} bytes, but must have ${length} of ${totalBytes}.`,
    );
  return block;
}
