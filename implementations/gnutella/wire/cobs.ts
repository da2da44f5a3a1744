/**
 * Consistent Overhead Byte Stuffing (Cheshire and Baker, "Consistent Overhead Byte Stuffing", SIGCOMM 1997):
 * bytes without zeros that stand for any bytes.
 *
 * The data is cut at its zeros, after a zero is appended to it. Each piece is a code and its bytes: code n
 * means n - 1 bytes and the zero after them, 0xff for 254 bytes and no zero.
 */
import { WireError } from './decoder.ts';

const codeMax = 0xff;

/** Encodes data of any bytes; the result has no zero, and at most one byte in 254 more, and one. */
export function encodeCobs(data: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(data.length + Math.floor(data.length / (codeMax - 1)) + 1);
  let codeAt = 0;
  let at = 1;
  for (const byte of data) {
    if (byte !== 0) encoded[at++] = byte;
    if (byte === 0 || at - codeAt === codeMax) {
      encoded[codeAt] = at - codeAt;
      codeAt = at++;
    }
  }
  encoded[codeAt] = at - codeAt;
  return encoded.slice(0, at);
}

/** @throws {WireError} if the bytes contain zero, are empty, or end inside a piece. */
export function decodeCobs(encoded: Uint8Array): Uint8Array {
  if (encoded.length === 0) throw new WireError('The COBS data has no byte, but has at least one.');
  const zeroAt = encoded.indexOf(0);
  if (zeroAt >= 0) throw new WireError(`The COBS data has a zero at byte ${zeroAt}, but has none.`);
  const data = new Uint8Array(encoded.length);
  let length = 0;
  for (let at = 0, end = 0; at < encoded.length; at = end) {
    const code = encoded[at] as number;
    end = at + code;
    if (end > encoded.length)
      throw new WireError(`The COBS data ends ${end - encoded.length} bytes before its last piece ends.`);
    data.set(encoded.subarray(at + 1, end), length);
    length += code - 1;
    // The last piece ends with the zero that the encoder appended.
    if (code < codeMax && end < encoded.length) data[length++] = 0;
  }
  return data.slice(0, length);
}
