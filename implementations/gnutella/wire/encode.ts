/**
 * The encoder of descriptors: from a typed value to the bytes of its header and payload. It writes only what
 * the decoder reads back as the same value, and refuses everything else.
 */
import { textLength, writeAddress, writeText, writeUint16, writeUint32 } from './bytes.ts';
import { WireError } from './decoder.ts';
import {
  codes,
  type Descriptor,
  guidBytes,
  headerBytes,
  isKnownCode,
  isPowerOfTwo,
  variants,
} from './descriptors.ts';
import { wireLimits } from './rules.ts';

const uint8Max = 0xff;
const uint16Max = 0xffff;
const uint32Max = 0xffff_ffff;

/**
 * Encodes a descriptor.
 * @throws {WireError} if a field does not fit its place, or if the payload is above the limit.
 */
export function encodeDescriptor(descriptor: Descriptor): Uint8Array {
  const bytes = new Uint8Array(headerBytes + payloadLength(descriptor));
  encodeInto(descriptor, bytes, 0);
  return bytes;
}

/**
 * Encodes a descriptor into a buffer, and returns the offset after it.
 * @throws {WireError} if a field does not fit its place, if the payload is above the limit, or if the buffer is
 * too short. The buffer may have changed then.
 */
export function encodeInto(descriptor: Descriptor, bytes: Uint8Array, offset: number): number {
  const length = payloadLength(descriptor);
  if (length > wireLimits.payloadBytesMax)
    throw new WireError(
      `The payload of the ${descriptor.type} has ${length} bytes, but ${wireLimits.payloadBytesMax} are the most.`,
    );
  const start = offset + headerBytes;
  if (start + length > bytes.length)
    throw new WireError(
      `The ${descriptor.type} at offset ${offset} takes ${headerBytes + length} bytes, but the buffer has ` +
        `${bytes.length - offset} there.`,
    );
  writeId(bytes, offset, descriptor.guid, 'guid');
  bytes[offset + 16] = codeOf(descriptor);
  bytes[offset + 17] = inRange(descriptor.ttl, uint8Max, 'ttl');
  bytes[offset + 18] = inRange(descriptor.hops, uint8Max, 'hops');
  writeUint32(bytes, offset + 19, length);
  writePayload(descriptor, bytes, start);
  return start + length;
}

function codeOf(descriptor: Descriptor): number {
  switch (descriptor.type) {
    case 'Reset':
    case 'Patch':
      return codes.RouteTableUpdate;
    case 'Unknown':
      if (isKnownCode(descriptor.code) && !isLaterVariant(descriptor.code, descriptor.payload))
        throw new WireError(
          `The type of an Unknown is 0x${descriptor.code.toString(16)}, but must be one without a name here.`,
        );
      return inRange(descriptor.code, uint8Max, 'code');
    default:
      return codes[descriptor.type];
  }
}

/** Whether it is a route table update of a variant that was defined after Reset and Patch. */
function isLaterVariant(code: number, payload: Uint8Array): boolean {
  return code === codes.RouteTableUpdate && (payload[0] ?? 0) > variants.Patch;
}

/** The payload's length in bytes. */
function payloadLength(descriptor: Descriptor): number {
  switch (descriptor.type) {
    case 'Ping':
      return descriptor.extension.length;
    case 'Pong':
      return 14 + descriptor.extension.length;
    case 'Bye':
      return 3 + textLength(descriptor.reason) + descriptor.extension.length;
    case 'Reset':
      return 6;
    case 'Patch':
      return 5 + descriptor.data.length;
    case 'Push':
      return 26 + descriptor.extension.length;
    case 'Query':
      return 3 + textLength(descriptor.criteria) + descriptor.extension.length;
    case 'QueryHit':
      return descriptor.results.reduce(
        (sum, { name, extension }) => sum + 10 + textLength(name) + extension.length,
        27 + descriptor.extension.length,
      );
    case 'Unknown':
      return descriptor.payload.length;
  }
}

function writePayload(descriptor: Descriptor, bytes: Uint8Array, start: number): void {
  switch (descriptor.type) {
    case 'Ping':
      bytes.set(descriptor.extension, start);
      return;
    case 'Pong':
      writeUint16(bytes, start, inRange(descriptor.port, uint16Max, 'port'));
      writeAddress(bytes, start + 2, inRange(descriptor.address, uint32Max, 'address'));
      writeUint32(bytes, start + 6, inRange(descriptor.files, uint32Max, 'files'));
      writeUint32(bytes, start + 10, inRange(descriptor.kilobytes, uint32Max, 'kilobytes'));
      bytes.set(descriptor.extension, start + 14);
      return;
    case 'Bye':
      writeUint16(bytes, start, inRange(descriptor.code, uint16Max, 'code'));
      bytes.set(descriptor.extension, writeText(bytes, start + 2, descriptor.reason, 'reason'));
      return;
    case 'Reset':
      if (!isPowerOfTwo(descriptor.tableLength))
        throw new WireError(
          `The tableLength of the Reset is ${descriptor.tableLength}, but must be a power of 2.`,
        );
      bytes[start] = variants.Reset;
      writeUint32(bytes, start + 1, inRange(descriptor.tableLength, uint32Max, 'tableLength'));
      bytes[start + 5] = inRange(descriptor.infinity, uint8Max, 'infinity');
      return;
    case 'Patch':
      if (descriptor.entryBits !== 4 && descriptor.entryBits !== 8)
        throw new WireError(`The entryBits of the Patch are ${descriptor.entryBits}, but must be 4 or 8.`);
      bytes[start] = variants.Patch;
      bytes[start + 1] = inRange(descriptor.sequence, uint8Max, 'sequence');
      bytes[start + 2] = inRange(descriptor.sequenceSize, uint8Max, 'sequenceSize');
      bytes[start + 3] = inRange(descriptor.compressor, uint8Max, 'compressor');
      bytes[start + 4] = descriptor.entryBits;
      bytes.set(descriptor.data, start + 5);
      return;
    case 'Push':
      writeId(bytes, start, descriptor.serventId, 'serventId');
      writeUint32(bytes, start + 16, inRange(descriptor.index, uint32Max, 'index'));
      writeAddress(bytes, start + 20, inRange(descriptor.address, uint32Max, 'address'));
      writeUint16(bytes, start + 24, inRange(descriptor.port, uint16Max, 'port'));
      bytes.set(descriptor.extension, start + 26);
      return;
    case 'Query':
      writeUint16(bytes, start, inRange(descriptor.flags, uint16Max, 'flags'));
      bytes.set(descriptor.extension, writeText(bytes, start + 2, descriptor.criteria, 'criteria'));
      return;
    case 'QueryHit': {
      bytes[start] = inRange(descriptor.results.length, uint8Max, 'number of results');
      writeUint16(bytes, start + 1, inRange(descriptor.port, uint16Max, 'port'));
      writeAddress(bytes, start + 3, inRange(descriptor.address, uint32Max, 'address'));
      writeUint32(bytes, start + 7, inRange(descriptor.speed, uint32Max, 'speed'));
      let at = start + 11;
      for (const [nth, { index, size, name, extension }] of descriptor.results.entries()) {
        if (extension.includes(0))
          throw new WireError(`The extension of result ${nth + 1} has a NUL, but NUL ends it.`);
        writeUint32(bytes, at, inRange(index, uint32Max, 'index'));
        writeUint32(bytes, at + 4, inRange(size, uint32Max, 'size'));
        at = writeText(bytes, at + 8, name, 'name');
        bytes.set(extension, at);
        at += extension.length;
        bytes[at] = 0;
        at += 1;
      }
      bytes.set(descriptor.extension, at);
      writeId(bytes, at + descriptor.extension.length, descriptor.serventId, 'serventId');
      return;
    }
    case 'Unknown':
      bytes.set(descriptor.payload, start);
  }
}

function writeId(bytes: Uint8Array, at: number, id: Uint8Array, what: string): void {
  if (id.length !== guidBytes)
    throw new WireError(`The ${what} has ${id.length} bytes, but must have ${guidBytes}.`);
  bytes.set(id, at);
}

function inRange(value: number, max: number, what: string): number {
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new WireError(`The ${what} is ${value}, but must be an integer from 0 to ${max}.`);
}
