/**
 * The Gnutella Generic Extension Protocol (GGEP 0.51): blocks of named extensions, in the extension area of a
 * descriptor.
 *
 * A block starts with 0xc3. Each extension has flags (last in the block, COBS, deflate, and the length of its
 * id), an id of 1 to 15 bytes, the length of its data in 1 to 3 bytes, and its data. This codec undoes COBS;
 * compressed data stays compressed.
 */
import { decodeCobs, encodeCobs } from './cobs.ts';
import { WireError } from './decoder.ts';

/** One extension of a block. */
export interface Extension {
  /** 1 to 15 characters, one for each byte, without NUL. Case matters. */
  readonly id: string;
  /** The data after COBS is undone, and before it is inflated. */
  readonly data: Uint8Array;
  /** Whether the data travels as COBS, so without NUL: between the NULs of a QueryHit it must. */
  readonly isCobs: boolean;
  /** Whether the data is compressed (RFC 1951). */
  readonly isDeflated: boolean;
}

const magic = 0xc3;
const flags = { last: 0x80, cobs: 0x40, deflate: 0x20, reserved: 0x10, idLength: 0x0f };
/** A byte of a length: whether more follow or it is the last, and six bits of the number. */
const lengthBits = { more: 0x80, last: 0x40, value: 0x3f };
/** What three bytes of six bits can say. */
const dataBytesMax = 0x3_ffff;

/** Whether a block starts at an offset. */
export function isGgep(bytes: Uint8Array, at = 0): boolean {
  return bytes[at] === magic;
}

/**
 * Decodes the block at an offset. Bytes may follow it: `end` is the offset after it.
 * @throws {WireError} if there is no block, or if it has not the form of GGEP 0.51.
 */
export function decodeGgep(bytes: Uint8Array, start = 0): { extensions: Extension[]; end: number } {
  if (!isGgep(bytes, start))
    throw wrong(start, `starts with ${bytes[start] ?? 'nothing'}`, `starts with ${magic}`);
  const extensions: Extension[] = [];
  for (let at = start + 1; ; ) {
    const { extension, isLast, end } = decodeExtension(bytes, at);
    extensions.push(extension);
    if (isLast) return { extensions, end };
    at = end;
  }
}

function decodeExtension(bytes: Uint8Array, start: number) {
  const header = bytes[start];
  if (header === undefined) throw wrong(start, 'ends', 'ends after an extension with the last flag');
  if ((header & flags.reserved) !== 0) throw wrong(start, 'has the reserved flag', 'keeps bit 4 at 0');
  const idLength = header & flags.idLength;
  if (idLength === 0) throw wrong(start, 'has an id of 0 bytes', 'has 1 to 15');
  const idEnd = start + 1 + idLength;
  if (idEnd > bytes.length) throw wrong(bytes.length, 'ends inside an id', 'has all its bytes');
  const id = String.fromCharCode(...bytes.subarray(start + 1, idEnd));
  if (id.includes('\0')) throw wrong(start, 'has an id with NUL', 'has none there');
  const { length, end: dataStart } = decodeLength(bytes, idEnd);
  const end = dataStart + length;
  if (end > bytes.length) throw wrong(bytes.length, `ends ${end - bytes.length} bytes early`, 'has all data');
  const isCobs = (header & flags.cobs) !== 0;
  const data = bytes.slice(dataStart, end);
  const extension: Extension = {
    id,
    data: isCobs ? decodeCobs(data) : data,
    isCobs,
    isDeflated: (header & flags.deflate) !== 0,
  };
  return { extension, isLast: (header & flags.last) !== 0, end };
}

/** Reads 1 to 3 bytes, the highest six bits first (GGEP 0.51, "Length Encoding"). */
function decodeLength(bytes: Uint8Array, start: number): { length: number; end: number } {
  let length = 0;
  for (let at = start; at < start + 3; at++) {
    const byte = bytes[at];
    if (byte === undefined) throw wrong(at, 'ends inside a length', 'has all its bytes');
    const kind = byte & (lengthBits.more | lengthBits.last);
    if (kind === 0 || kind === (lengthBits.more | lengthBits.last))
      throw wrong(at, `has ${byte} in a length`, 'has bits 10 (more) or 01 (last) there');
    length = (length << 6) | (byte & lengthBits.value);
    if (kind === lengthBits.last) return { length, end: at + 1 };
  }
  throw wrong(start, 'has a length of more than 3 bytes', 'has 1 to 3');
}

/**
 * Encodes a block.
 * @throws {WireError} if there is no extension, or one does not fit the form.
 */
export function encodeGgep(extensions: readonly Extension[]): Uint8Array {
  if (extensions.length === 0) throw new WireError('The GGEP block has no extension, but has at least one.');
  const parts = extensions.map((extension, at) => encodeExtension(extension, at === extensions.length - 1));
  const block = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 1));
  block[0] = magic;
  let at = 1;
  for (const part of parts) {
    block.set(part, at);
    at += part.length;
  }
  return block;
}

function encodeExtension({ id, data, isCobs, isDeflated }: Extension, isLast: boolean): Uint8Array {
  const idBytes = Array.from(id, (character) => character.charCodeAt(0));
  if (id.length < 1 || id.length > 15 || idBytes.some((byte) => byte < 1 || byte > 0xff))
    throw new WireError(
      `The GGEP id ${JSON.stringify(id)} must have 1 to 15 characters, from U+0001 to U+00FF.`,
    );
  const payload = isCobs ? encodeCobs(data) : data;
  if (payload.length > dataBytesMax)
    throw new WireError(
      `The data of GGEP extension ${id} has ${payload.length} bytes, but ${dataBytesMax} are the most.`,
    );
  const header =
    id.length | (isLast ? flags.last : 0) | (isCobs ? flags.cobs : 0) | (isDeflated ? flags.deflate : 0);
  return Uint8Array.from([header, ...idBytes, ...encodeLength(payload.length), ...payload]);
}

function encodeLength(length: number): number[] {
  const chunks = [length & lengthBits.value];
  for (let rest = length >>> 6; rest > 0; rest >>>= 6) chunks.unshift(rest & lengthBits.value);
  return chunks.map((chunk, at) => chunk | (at < chunks.length - 1 ? lengthBits.more : lengthBits.last));
}

function wrong(at: number, found: string, right: string): WireError {
  return new WireError(`The GGEP block ${found} at byte ${at}, but ${right}.`);
}
