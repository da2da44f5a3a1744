/**
 * Little-endian integers, IPv4 addresses and NUL-terminated strings, as the fields of descriptors have them:
 * read and written at an offset of a buffer.
 *
 * A string on the wire is any bytes without NUL, mostly UTF-8. Bytes that are no UTF-8 become lone surrogates,
 * U+DC80 to U+DCFF (the method of PEP 383, "surrogateescape"), so decoding loses nothing and never fails.
 */
import { WireError } from './decoder.ts';

export function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at) + readUint16(bytes, at + 2) * 0x1_00_00;
}

/** An IPv4 address as a number whose highest byte is the first one: big-endian, unlike all other fields. */
export function readAddress(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  return high * 0x1_00_00 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
}

export function writeUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  writeUint16(bytes, at, value);
  writeUint16(bytes, at + 2, value >>> 16);
}

export function writeAddress(bytes: Uint8Array, at: number, address: number): void {
  bytes[at] = address >>> 24;
  bytes[at + 1] = address >>> 16;
  bytes[at + 2] = address >>> 8;
  bytes[at + 3] = address;
}

/** An address in dotted form: 0x7f000001 is '127.0.0.1'. */
export function formatAddress(address: number): string {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
}

/** The address that a dotted form names; undefined if it names none. */
export function parseAddress(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((address, part) => address * 256 + part, 0);
}

/** The string of the bytes from `start` to before `end`. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; ) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : sequenceLength(bytes, at, end);
    if (first < 0x80) text += String.fromCharCode(first);
    else if (length === 0) text += String.fromCharCode(0xdc00 + first);
    else text += String.fromCodePoint(codePoint(bytes, at, length));
    at += length || 1;
  }
  return text;
}

/** The length of the UTF-8 sequence at a byte above 0x7f; 0 if there is none (Unicode 15, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > end) return 0;
  const second = bytes[at + 1] as number;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  for (let next = at + 1; next < at + length; next++) if (((bytes[next] as number) & 0xc0) !== 0x80) return 0;
  return length;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  let point = (bytes[at] as number) & (0xff >> (length + 1));
  for (let next = at + 1; next < at + length; next++) point = (point << 6) | ((bytes[next] as number) & 0x3f);
  return point;
}

/** The number of bytes that a string takes, without its NUL. */
export function textLength(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80 || isEscape(unit)) length += 1;
    else if (unit < 0x800) length += 2;
    else if (isLead(unit) && isTrail(text.charCodeAt(at + 1))) {
      length += 4;
      at += 1;
    } else length += 3;
  }
  return length;
}

/**
 * Writes a string and its NUL, and returns the offset after them.
 * @param what the field, as an error names it.
 * @throws {WireError} if the string has no such form on the wire: it contains NUL or a lone surrogate.
 */
export function writeText(bytes: Uint8Array, start: number, text: string, what: string): number {
  let at = start;
  let escapes = false;
  for (let unit = 0; unit < text.length; unit++) {
    const point = text.codePointAt(unit) as number;
    if (point === 0 || (point >= 0xd800 && point <= 0xdfff && !isEscape(point))) {
      const found = point === 0 ? 'NUL' : 'a lone surrogate';
      throw new WireError(
        `The ${what} has ${found} at index ${unit}, but ends with the first NUL and is UTF-8.`,
      );
    }
    if (isEscape(point)) escapes = true;
    at = writePoint(bytes, at, point);
    if (point > 0xffff) unit++;
  }
  if (escapes && readText(bytes, start, at) !== text)
    throw new WireError(
      `The ${what} has escaped bytes that are UTF-8 together, which are read as that character.`,
    );
  bytes[at] = 0;
  return at + 1;
}

function writePoint(bytes: Uint8Array, at: number, point: number): number {
  if (point < 0x80 || isEscape(point)) {
    bytes[at] = point;
    return at + 1;
  }
  const length = point < 0x800 ? 2 : point < 0x1_00_00 ? 3 : 4;
  for (let last = length - 1, rest = point; last > 0; last--, rest >>>= 6)
    bytes[at + last] = 0x80 | (rest & 0x3f);
  bytes[at] = (0xf00 >> length) | (point >>> (6 * (length - 1)));
  return at + length;
}

function isEscape(unit: number): boolean {
  return unit >= 0xdc80 && unit <= 0xdcff;
}

function isLead(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isTrail(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
