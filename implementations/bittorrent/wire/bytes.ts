/**
 * Big-endian integers, byte strings and UTF-8 text: read and written at an offset of a buffer, as all formats
 * of BitTorrent have them (BEP 3, "peer protocol": integers are four bytes big-endian).
 */
import { WireError } from './decoder.ts';

/** The length of an info-hash and of a peer id, in bytes (BEP 3). */
export const idBytes = 20;

export function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at) * 0x1_00_00 + readUint16(bytes, at + 2);
}

/** An unsigned integer of 8 bytes. */
export function readUint64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(readUint32(bytes, at)) << 32n) | BigInt(readUint32(bytes, at + 4));
}

export function writeUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  writeUint16(bytes, at, value >>> 16);
  writeUint16(bytes, at + 2, value);
}

export function writeUint64(bytes: Uint8Array, at: number, value: bigint): void {
  writeUint32(bytes, at, Number((value >> 32n) & 0xffff_ffffn));
  writeUint32(bytes, at + 4, Number(value & 0xffff_ffffn));
}

/**
 * The number itself, if it is an integer that `bits` bits hold without a sign.
 * @throws {WireError} if it is none; `what` names the field.
 */
export function checkUint(value: number, bits: 8 | 16 | 32 | 53, what: string): number {
  const max = 2 ** bits - 1;
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new WireError(`The ${what} is ${value}, but must be an integer from 0 to ${max}.`);
  return value;
}

/** @throws {WireError} if the bytes are not as many as the field has; `what` names the field. */
export function checkLength(bytes: Uint8Array, length: number, what: string): Uint8Array {
  if (bytes.length !== length)
    throw new WireError(`The ${what} has ${bytes.length} bytes, but must have ${length}.`);
  return bytes;
}

/** All parts, one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * The text of UTF-8 bytes (BEP 3, "metainfo files": all strings that contain text are UTF-8).
 * @throws {WireError} if the bytes are no UTF-8; `what` names the field.
 */
export function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new WireError(`The ${what} is not UTF-8, but must be text.`);
  }
}

/** The text of bytes that should be UTF-8; each wrong sequence becomes U+FFFD. */
export function decodeTextLeniently(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/** @throws {WireError} if the text has a lone surrogate, which has no UTF-8 form; `what` names the field. */
export function encodeText(text: string, what: string): Uint8Array {
  if (/\p{Surrogate}/u.test(text))
    throw new WireError(`The ${what} has a lone surrogate, but must be Unicode text.`);
  return encoder.encode(text);
}

/** A string of one character for each byte. */
export function toByteString(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** @throws {WireError} if a character is above U+00FF; `what` names the field. */
export function fromByteString(text: string, what: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0xff) throw new WireError(`The ${what} has a character above U+00FF at index ${at}.`);
    bytes[at] = code;
  }
  return bytes;
}

/** Two lower-case digits for each byte. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
