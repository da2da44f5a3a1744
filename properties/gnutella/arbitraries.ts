/**
 * Arbitrary values of the wire format, for fast-check: each one is valid, so it encodes without an error.
 */
import fc from 'fast-check';
import { type Descriptor, guidBytes, isKnownCode } from '../../implementations/gnutella/wire/descriptors.ts';
import type { Extension } from '../../implementations/gnutella/wire/ggep.ts';
import type { Group } from '../../implementations/gnutella/wire/group.ts';

const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const id = fc.uint8Array({ minLength: guidBytes, maxLength: guidBytes });
const header = { guid: id, ttl: uint(8), hops: uint(8) };

/** Any character of Unicode. The unit 'binary' of fast-check would build a large table when a suite is loaded. */
const character = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10_ffff }))
  .map((code) => String.fromCodePoint(code));

/** Strings without NUL: names as people give them, and any well-formed Unicode. */
const text = fc
  .oneof(fc.string({ maxLength: 24 }), fc.string({ unit: character, maxLength: 12 }))
  .map((string) => string.replaceAll('\0', ''));

const address = uint(32);
const entryBits = fc.constantFrom<4 | 8>(4, 8);
const withoutNul = bytes(12).map((data) => data.map((byte) => byte || 1));
const hitResult = fc.record({ index: uint(32), size: uint(32), name: text, extension: withoutNul });

/** A descriptor of any type; most are short, some have the longest payload that is not skipped. */
export const descriptor: fc.Arbitrary<Descriptor> = fc.oneof(
  fc.record({ type: fc.constant('Ping' as const), ...header, extension: bytes(8) }),
  fc.record({
    type: fc.constant('Pong' as const),
    ...header,
    port: uint(16),
    address,
    files: uint(32),
    kilobytes: uint(32),
    extension: bytes(8),
  }),
  fc.record({
    type: fc.constant('Bye' as const),
    ...header,
    code: uint(16),
    reason: text,
    extension: bytes(4),
  }),
  fc.record({
    type: fc.constant('Reset' as const),
    ...header,
    tableLength: fc.integer({ min: 0, max: 31 }).map((bits) => 2 ** bits),
    infinity: uint(8),
  }),
  fc.record({
    type: fc.constant('Patch' as const),
    ...header,
    sequence: uint(8),
    sequenceSize: uint(8),
    compressor: uint(8),
    entryBits,
    data: bytes(24),
  }),
  fc.record({
    type: fc.constant('Push' as const),
    ...header,
    serventId: id,
    index: uint(32),
    address,
    port: uint(16),
    extension: bytes(8),
  }),
  fc.record({
    type: fc.constant('Query' as const),
    ...header,
    flags: uint(16),
    criteria: text,
    extension: bytes(24),
  }),
  fc.record({
    type: fc.constant('QueryHit' as const),
    ...header,
    port: uint(16),
    address,
    speed: uint(32),
    results: fc.array(hitResult, { maxLength: 4 }),
    extension: bytes(24),
    serventId: id,
  }),
  fc.record({
    type: fc.constant('Unknown' as const),
    ...header,
    code: uint(8).filter((code) => !isKnownCode(code)),
    payload: fc.oneof({ weight: 9, arbitrary: bytes(32) }, { weight: 1, arbitrary: longest() }),
  }),
);

function longest(): fc.Arbitrary<Uint8Array> {
  return fc.integer({ min: 4_090, max: 4_096 }).map((length) => new Uint8Array(length).fill(7));
}

/** A value or reason of the handshake: Latin-1 without control characters, and without spaces at its ends. */
const line = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0xa0, max: 0xff })), {
    maxLength: 16,
  })
  .map((codes) => String.fromCharCode(...codes).replace(/^ +| +$/g, ''));
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,11}$/);
const headers = fc.array(fc.record({ name, value: line }), { maxLength: 4 });
const version = fc.oneof(
  fc.constant({ major: 0, minor: 6 }),
  fc.record({ major: fc.integer({ min: 1, max: 9 }), minor: fc.integer({ min: 0, max: 9 }) }),
);

/** A group of the handshake. */
export const group: fc.Arbitrary<Group> = fc.oneof(
  fc.record({ type: fc.constant('Connect' as const), version, headers }),
  fc.record({
    type: fc.constant('Answer' as const),
    version,
    status: fc.integer({ min: 100, max: 999 }),
    reason: line,
    headers,
  }),
);

/** A GGEP extension; some data is at the edges of the length's 1 to 3 bytes, and of COBS's pieces. */
export const extension: fc.Arbitrary<Extension> = fc.record({
  id: fc.uint8Array({ min: 1, minLength: 1, maxLength: 15 }).map((codes) => String.fromCharCode(...codes)),
  data: fc.oneof(
    bytes(70),
    fc
      .tuple(fc.constantFrom(63, 64, 253, 254, 255, 508, 4_095, 4_096), uint(8))
      .map(([length, byte]) => new Uint8Array(length).fill(byte)),
  ),
  isCobs: fc.boolean(),
  isDeflated: fc.boolean(),
});
