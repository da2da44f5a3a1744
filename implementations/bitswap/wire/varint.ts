/**
 * Unsigned varints: integers in groups of seven bits, the lowest group first, the highest bit of each byte set
 * where another one follows (multiformats, "unsigned-varint"). Only the shortest form of a number is one.
 */

/** The most bytes of a varint here: 53 bits need 8. The specification allows 9. */
export const varintBytesMax = 8;
/** The largest number that such a varint holds, and that a `number` of JavaScript holds exactly. */
export const varintMax = Number.MAX_SAFE_INTEGER;

/** The number of bytes of an integer from 0 to `varintMax`. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  if (value < 0x1000_0000) return 4;
  return 4 + varintSize(Math.floor(value / 0x1000_0000));
}

/** The bytes of a field of protobuf that has a length: a tag of one byte, the length, and the content. */
export function fieldSize(contentBytes: number): number {
  return 1 + varintSize(contentBytes) + contentBytes;
}

/**
 * The varint that starts at an offset; -1 if the bytes end inside it, if it is not the shortest form, or if it
 * is above `varintMax`. It ends `varintSize` bytes later.
 */
export function readVarint(bytes: Uint8Array, at: number): number {
  let value = 0;
  let unit = 1;
  for (let nth = 0; nth < varintBytesMax && at + nth < bytes.length; nth++) {
    const byte = bytes[at + nth] as number;
    value += (byte & 0x7f) * unit;
    unit *= 0x80;
    if (byte < 0x80) return (byte === 0 && nth > 0) || value > varintMax ? -1 : value;
  }
  return -1;
}

/** Writes an integer from 0 to `varintMax`, and returns the place after it. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let end = at;
  let rest = value;
  // Above 31 bits a shift would lose the highest ones.
  for (; rest >= 0x8000_0000; rest = Math.floor(rest / 0x80)) bytes[end++] = (rest % 0x80) | 0x80;
  for (; rest >= 0x80; rest >>>= 7) bytes[end++] = (rest & 0x7f) | 0x80;
  bytes[end++] = rest;
  return end;
}
