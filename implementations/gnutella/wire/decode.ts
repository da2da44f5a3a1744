/**
 * The decoder of descriptors: from a frame to a typed value (Gnutella 0.4, section 3.2; 0.6 draft, section
 * 2.2). A value shares no memory with the stream.
 *
 * A servent relays the frame and not the value: a frame that is relayed stays as it is, byte for byte, but for
 * TTL and Hops.
 */
import { readAddress, readText, readUint16, readUint32 } from './bytes.ts';
import { type Decoder, WireError } from './decoder.ts';
import {
  codes,
  type Descriptor,
  guidBytes,
  type Header,
  type HitResult,
  headerBytes,
  isPowerOfTwo,
  nameOfCode,
  variants,
} from './descriptors.ts';
import { type Frame, Framer } from './framer.ts';
import { type WireLimits, type WireRules, wireLimits, wireRules } from './rules.ts';

const noBytes = new Uint8Array(0);

/** Decodes the descriptors that one partner sends. Descriptors above the limit are skipped and counted. */
export class DescriptorDecoder implements Decoder<Descriptor> {
  readonly #framer: Framer;
  #skipped = 0;

  constructor(rules: WireRules = wireRules, limits: WireLimits = wireLimits) {
    this.#framer = new Framer(rules, limits);
  }

  get bufferedBytes(): number {
    return this.#framer.bufferedBytes;
  }

  /** The number of descriptors whose payload was above the limit. */
  get skipped(): number {
    return this.#skipped;
  }

  push(chunk: Uint8Array, out: (descriptor: Descriptor) => void): void {
    this.#framer.push(chunk, (frame) => {
      if (frame.isSkipped) this.#skipped += 1;
      else out(decodeFrame(frame));
    });
  }

  end(): void {
    this.#framer.end();
  }
}

/**
 * Decodes bytes that are exactly one descriptor.
 * @throws {WireError} if they are not, or if its payload is above the limit.
 */
export function decodeDescriptor(bytes: Uint8Array, rules: WireRules = wireRules): Descriptor {
  const decoder = new DescriptorDecoder(rules);
  const descriptors: Descriptor[] = [];
  decoder.push(bytes, (descriptor) => descriptors.push(descriptor));
  decoder.end();
  const [descriptor] = descriptors;
  if (descriptor === undefined || descriptors.length + decoder.skipped > 1)
    throw new WireError(
      `The ${bytes.length} bytes are ${descriptors.length} descriptors within the limit and ` +
        `${decoder.skipped} above it, but must be exactly one within it.`,
    );
  return descriptor;
}

/**
 * Decodes the descriptor of a frame that was not skipped. The framer has checked that the payload is as long
 * as the shortest of its type.
 * @throws {WireError} if the payload does not have the form of its type.
 */
export function decodeFrame(frame: Frame): Descriptor {
  const { buffer, offset, code } = frame;
  const start = offset + headerBytes;
  const end = start + frame.payloadLength;
  const header: Header = {
    guid: copy(buffer, offset, offset + guidBytes),
    ttl: frame.ttl,
    hops: frame.hops,
  };
  switch (code) {
    case codes.Ping:
      return { type: 'Ping', ...header, extension: copy(buffer, start, end) };
    case codes.Pong:
      return {
        type: 'Pong',
        ...header,
        port: readUint16(buffer, start),
        address: readAddress(buffer, start + 2),
        files: readUint32(buffer, start + 6),
        kilobytes: readUint32(buffer, start + 10),
        extension: copy(buffer, start + 14, end),
      };
    case codes.Bye: {
      const nul = nulAt(buffer, start + 2, end, frame);
      return {
        type: 'Bye',
        ...header,
        code: readUint16(buffer, start),
        reason: readText(buffer, start + 2, nul),
        extension: copy(buffer, nul + 1, end),
      };
    }
    case codes.RouteTableUpdate:
      return decodeRouteTableUpdate(frame, header, start, end);
    case codes.Push:
      return {
        type: 'Push',
        ...header,
        serventId: copy(buffer, start, start + guidBytes),
        index: readUint32(buffer, start + 16),
        address: readAddress(buffer, start + 20),
        port: readUint16(buffer, start + 24),
        extension: copy(buffer, start + 26, end),
      };
    case codes.Query: {
      const nul = nulAt(buffer, start + 2, end, frame);
      return {
        type: 'Query',
        ...header,
        flags: readUint16(buffer, start),
        criteria: readText(buffer, start + 2, nul),
        extension: copy(buffer, nul + 1, end),
      };
    }
    case codes.QueryHit:
      return decodeQueryHit(frame, header, start, end);
    default:
      return { type: 'Unknown', ...header, code, payload: copy(buffer, start, end) };
  }
}

/** The results come first, the servent id last, and the extension is what lies between them. */
function decodeQueryHit(frame: Frame, header: Header, start: number, end: number): Descriptor {
  const { buffer } = frame;
  const count = buffer[start] as number;
  const resultsEnd = end - guidBytes;
  const results: HitResult[] = [];
  let at = start + 11;
  while (results.length < count) {
    if (at + 8 > resultsEnd)
      throw malformed(
        frame.code,
        frame.position,
        `ends inside result ${results.length + 1} of ${count}`,
        'has all of them before the servent id',
      );
    const nameEnd = nulAt(buffer, at + 8, resultsEnd, frame);
    const extensionEnd = nulAt(buffer, nameEnd + 1, resultsEnd, frame);
    results.push({
      index: readUint32(buffer, at),
      size: readUint32(buffer, at + 4),
      name: readText(buffer, at + 8, nameEnd),
      extension: copy(buffer, nameEnd + 1, extensionEnd),
    });
    at = extensionEnd + 1;
  }
  return {
    type: 'QueryHit',
    ...header,
    port: readUint16(buffer, start + 1),
    address: readAddress(buffer, start + 3),
    speed: readUint32(buffer, start + 7),
    results,
    extension: copy(buffer, at, resultsEnd),
    serventId: copy(buffer, resultsEnd, end),
  };
}

/** Query routing proposal 1.0, tables of the RESET and PATCH payloads; later variants stay unknown. */
function decodeRouteTableUpdate(frame: Frame, header: Header, start: number, end: number): Descriptor {
  const { buffer, code, position, payloadLength } = frame;
  const variant = buffer[start] as number;
  if (variant === variants.Reset) {
    if (payloadLength !== 6)
      throw malformed(code, position, `is a Reset of ${payloadLength} bytes`, 'has 6 then');
    const tableLength = readUint32(buffer, start + 1);
    if (!isPowerOfTwo(tableLength))
      throw malformed(code, position, `resets to ${tableLength} entries`, 'has a power of 2 of them');
    return { type: 'Reset', ...header, tableLength, infinity: buffer[start + 5] as number };
  }
  if (variant !== variants.Patch)
    return { type: 'Unknown', ...header, code, payload: copy(buffer, start, end) };
  if (payloadLength < 5)
    throw malformed(code, position, `is a Patch of ${payloadLength} bytes`, 'has at least 5 then');
  const entryBits = buffer[start + 4] as number;
  if (entryBits !== 4 && entryBits !== 8)
    throw malformed(code, position, `has entries of ${entryBits} bits`, 'has 4 or 8');
  return {
    type: 'Patch',
    ...header,
    sequence: buffer[start + 1] as number,
    sequenceSize: buffer[start + 2] as number,
    compressor: buffer[start + 3] as number,
    entryBits,
    data: copy(buffer, start + 5, end),
  };
}

/** A copy of some bytes. Most extensions are empty, and an empty one needs no memory of its own. */
function copy(buffer: Uint8Array, start: number, end: number): Uint8Array {
  return start === end ? noBytes : buffer.slice(start, end);
}

/** Where the next NUL is. @throws {WireError} if there is none before `end`. */
function nulAt(buffer: Uint8Array, start: number, end: number, frame: Frame): number {
  for (let at = start; at < end; at++) if (buffer[at] === 0) return at;
  const where = start - frame.offset - headerBytes;
  throw malformed(
    frame.code,
    frame.position,
    `has no NUL after byte ${where} of its payload`,
    'ends each string with NUL',
  );
}

function malformed(code: number, position: number, found: string, right: string): WireError {
  return new WireError(`The ${nameOfCode(code)} at byte ${position} ${found}, but ${right}.`);
}
