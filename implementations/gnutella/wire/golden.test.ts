/**
 * Golden bytes: each type of descriptor, written by hand from the specification, field by field, and decoded.
 * Encoding the value gives the same bytes.
 */
import { describe, expect, it } from 'vitest';
import { formatAddress } from './bytes.ts';
import { decodeDescriptor } from './decode.ts';
import type { Descriptor } from './descriptors.ts';
import { encodeDescriptor, encodeInto } from './encode.ts';

/** Bytes from hexadecimal digits; blanks separate fields. */
function hex(...parts: string[]): Uint8Array {
  const digits = parts.join('').replaceAll(/\s/g, '');
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

const none = new Uint8Array(0);
/** A GUID as modern servents make it: byte 8 is all ones, byte 15 is zero (0.6 draft, section 2.2.1). */
const guidHex = '00010203 04050607 ff090a0b 0c0d0e00';
const guid = hex(guidHex);
const idHex = 'a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf';
const serventId = hex(idHex);

/** Sources are sections of the annotated Gnutella 0.4, revision 1.6, unless another one is named. */
const golden: { source: string; bytes: Uint8Array; value: Descriptor }[] = [
  {
    source: '3.2.1 Ping: no payload',
    bytes: hex(guidHex, '00 07 00 00000000'),
    value: { type: 'Ping', guid, ttl: 7, hops: 0, extension: none },
  },
  {
    // The address is the example of section 3: d0 11 32 04 is 208.17.50.4. Port 6346 is 0x18ca.
    source: '3.2.2 Pong: port, address (big-endian), files, kilobytes',
    bytes: hex(guidHex, '01 03 04 0e000000', 'ca18 d0113204 0a000000 40420f00'),
    value: {
      ...{ type: 'Pong', guid, ttl: 3, hops: 4, port: 6_346, address: 0xd0113204 },
      ...{ files: 10, kilobytes: 1_000_000, extension: none },
    },
  },
  {
    source: 'GGEP 0.51, Usage, Pong: an extension block after the fixed fields',
    bytes: hex(guidHex, '01 01 00 14000000', 'ca18 d0113204 0a000000 40420f00', 'c3 82 5550 41 01'),
    value: {
      ...{ type: 'Pong', guid, ttl: 1, hops: 0, port: 6_346, address: 0xd0113204 },
      ...{ files: 10, kilobytes: 1_000_000, extension: hex('c3 82 5550 41 01') },
    },
  },
  {
    source: '3.2.3 Query: minimum speed, criteria, NUL',
    bytes: hex(guidHex, '80 07 00 0c000000', '3800 676f6f6420626f6f6b', '00'),
    value: { type: 'Query', guid, ttl: 7, hops: 0, flags: 56, criteria: 'good book', extension: none },
  },
  {
    source: 'GGEP 0.51, Usage, Query: an extension block after the NUL; é is c3 a9',
    bytes: hex(guidHex, '80 02 05 0a000000', '0080 c3a9 00', 'c3 82 554e 40'),
    value: {
      ...{ type: 'Query', guid, ttl: 2, hops: 5, flags: 0x8000, criteria: 'é' },
      extension: hex('c3 82 554e 40'),
    },
  },
  {
    source: '3.2.4 QueryHit: count, port, address, speed, results with two NULs, servent id',
    bytes: hex(
      guidHex,
      '81 05 02 34000000',
      '02 ca18 7f000001 80000000',
      '01000000 00100000 61 00 00',
      '00010000 ffffffff 622e63 00 75 00',
      idHex,
    ),
    value: {
      ...{ type: 'QueryHit', guid, ttl: 5, hops: 2, port: 6_346, address: 0x7f000001, speed: 128 },
      results: [
        { index: 1, size: 4_096, name: 'a', extension: none },
        { index: 256, size: 0xffffffff, name: 'b.c', extension: hex('75') },
      ],
      ...{ extension: none, serventId },
    },
  },
  {
    source: 'Appendix 1, extended QueryHit: vendor code, open data size, flags, between results and id',
    bytes: hex(
      guidHex,
      '81 01 00 2d000000',
      '01 ca18 0a000001 00000000',
      '00000000 01000000 78 00 00',
      '4c494d45 02 1c19',
      idHex,
    ),
    value: {
      ...{ type: 'QueryHit', guid, ttl: 1, hops: 0, port: 6_346, address: 0x0a000001, speed: 0 },
      results: [{ index: 0, size: 1, name: 'x', extension: none }],
      ...{ extension: hex('4c494d45 02 1c19'), serventId },
    },
  },
  {
    source: '3.2.5 Push: servent id, file index, address, port',
    bytes: hex(guidHex, '40 04 00 1a000000', idHex, '0d000000 c0000201 ca18'),
    value: {
      ...{ type: 'Push', guid, ttl: 4, hops: 0, serventId, index: 13, address: 0xc0000201 },
      ...{ port: 6_346, extension: none },
    },
  },
  {
    source: '0.6 draft, 2.2.9 Bye: code 200, reason, NUL',
    bytes: hex(guidHex, '02 01 00 06000000', 'c800 627965 00'),
    value: { type: 'Bye', guid, ttl: 1, hops: 0, code: 200, reason: 'bye', extension: none },
  },
  {
    source: 'query routing proposal 1.0, Appendix B, example 1, RESET',
    bytes: hex('85d9764d bf021d9a ff72e721 c340dd00', '30 01 00 06000000', '00 08000000 07'),
    value: {
      guid: hex('85d9764d bf021d9a ff72e721 c340dd00'),
      ...{ type: 'Reset', ttl: 1, hops: 0, tableLength: 8, infinity: 7 },
    },
  },
  {
    source: 'query routing proposal 1.0, Appendix B, example 1, PATCH',
    bytes: hex('a9ab9b14 c11e52aa ffb4b441 756d2900', '30 01 00 0d000000', '01 01 01 00 08 0000fa0000000000'),
    value: {
      guid: hex('a9ab9b14 c11e52aa ffb4b441 756d2900'),
      ...{ type: 'Patch', ttl: 1, hops: 0, sequence: 1, sequenceSize: 1, compressor: 0, entryBits: 8 },
      data: hex('0000fa0000000000'),
    },
  },
  {
    source: 'a vendor message (0x31), which this codec does not read',
    bytes: hex(guidHex, '31 01 00 03000000', '010203'),
    value: { type: 'Unknown', guid, ttl: 1, hops: 0, code: 0x31, payload: hex('010203') },
  },
];

describe('golden bytes', () => {
  it.each(golden)('decodes $source', ({ bytes, value }) => {
    expect(decodeDescriptor(bytes)).toEqual(value);
  });

  it.each(golden)('encodes $source', ({ bytes, value }) => {
    expect([...encodeDescriptor(value)]).toEqual([...bytes]);
    const buffer = new Uint8Array(bytes.length + 6).fill(0xee);
    expect(encodeInto(value, buffer, 3)).toBe(bytes.length + 3);
    expect([...buffer]).toEqual([0xee, 0xee, 0xee, ...bytes, 0xee, 0xee, 0xee]);
  });

  it('prints addresses with the first byte first', () => {
    expect(formatAddress(0xd0113204)).toBe('208.17.50.4');
  });
});
