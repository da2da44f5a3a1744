/**
 * The descriptors of Gnutella as plain values: Ping, Pong, Query, QueryHit, Push (Gnutella 0.4, section 3.2),
 * Bye (0.6 draft, section 2.2.9), and the route table updates Reset and Patch (query routing proposal 1.0,
 * section "Gnutella Protocol Changes").
 *
 * Numbers are unsigned. An address is a number whose highest byte comes first (`formatAddress`). A `guid` and
 * a `serventId` have 16 bytes. Each `extension` has the bytes after the fixed fields as they are: GGEP blocks
 * (`ggep.ts`) or older formats; it is empty in most descriptors.
 */

/** The first 23 bytes of a descriptor, without type and payload length. */
export interface Header {
  readonly guid: Uint8Array;
  /** Links that the descriptor may still cross, 0 to 255. */
  readonly ttl: number;
  /** Links that it has crossed, 0 to 255. */
  readonly hops: number;
}

export interface Ping extends Header {
  readonly type: 'Ping';
  readonly extension: Uint8Array;
}

/** The address of a servent and what it shares. */
export interface Pong extends Header {
  readonly type: 'Pong';
  readonly port: number;
  readonly address: number;
  readonly files: number;
  readonly kilobytes: number;
  readonly extension: Uint8Array;
}

/** The last descriptor of a connection. Its code has the classes of SMTP: 200, 400, 500. */
export interface Bye extends Header {
  readonly type: 'Bye';
  readonly code: number;
  readonly reason: string;
  readonly extension: Uint8Array;
}

/** Resets the sender's route table to `tableLength` entries, all of them `infinity`. */
export interface Reset extends Header {
  readonly type: 'Reset';
  /** The number of entries, a power of two. */
  readonly tableLength: number;
  readonly infinity: number;
}

/** One part of the differences between the sender's last route table and its current one. */
export interface Patch extends Header {
  readonly type: 'Patch';
  /** The place of this part in the update, from 1. */
  readonly sequence: number;
  /** The number of parts. */
  readonly sequenceSize: number;
  /** 0: none, 1: zlib. */
  readonly compressor: number;
  /** The number of bits of one entry, with its sign. */
  readonly entryBits: 4 | 8;
  readonly data: Uint8Array;
}

/** Asks the servent that sent a QueryHit to connect to `address` and upload a file. */
export interface Push extends Header {
  readonly type: 'Push';
  readonly serventId: Uint8Array;
  readonly index: number;
  readonly address: number;
  readonly port: number;
  readonly extension: Uint8Array;
}

export interface Query extends Header {
  readonly type: 'Query';
  /** The minimum speed in kB/s, or flags if the highest bit is set. */
  readonly flags: number;
  readonly criteria: string;
  readonly extension: Uint8Array;
}

/** One file of a QueryHit. */
export interface HitResult {
  readonly index: number;
  /** In bytes. */
  readonly size: number;
  readonly name: string;
  /** Bytes without NUL: NUL ends them. */
  readonly extension: Uint8Array;
}

export interface QueryHit extends Header {
  readonly type: 'QueryHit';
  readonly port: number;
  readonly address: number;
  /** In kB/s. */
  readonly speed: number;
  /** At most 255. */
  readonly results: readonly HitResult[];
  /** The bytes between the results and the servent id: vendor code, open data, private data. */
  readonly extension: Uint8Array;
  readonly serventId: Uint8Array;
}

/** A descriptor of a type that this codec does not know, such as a vendor message. */
export interface Unknown extends Header {
  readonly type: 'Unknown';
  /** Byte 16 of the header. */
  readonly code: number;
  readonly payload: Uint8Array;
}

export type Descriptor = Ping | Pong | Bye | Reset | Patch | Push | Query | QueryHit | Unknown;

/** Byte 16 of the header. Reset and Patch are variants of one type. */
export const codes = {
  Ping: 0x00,
  Pong: 0x01,
  Bye: 0x02,
  RouteTableUpdate: 0x30,
  Push: 0x40,
  Query: 0x80,
  QueryHit: 0x81,
} as const;

/** The first byte of a route table update. */
export const variants = { Reset: 0, Patch: 1 } as const;

export const guidBytes = 16;
export const headerBytes = 23;

/**
 * The shortest payload of each type, in bytes. GGEP 0.51, section "Usage", lets a Ping, Pong and Push be longer
 * than its fixed fields, which 0.4 forbids, so only less is wrong. A Query has at least flags and NUL, a Bye
 * code and NUL, a QueryHit 11 bytes before its results and the servent id after them.
 */
const payloadBytesMin: Readonly<Record<keyof typeof codes, number>> = {
  Ping: 0,
  Pong: 14,
  Bye: 3,
  RouteTableUpdate: 1,
  Push: 26,
  Query: 3,
  QueryHit: 27,
};

const names = new Map(Object.entries(codes).map(([name, code]) => [code as number, name]));

/** The shortest payload by code; 0 for codes that are not known. */
const minima = new Uint8Array(256);
for (const [code, name] of names) minima[code] = payloadBytesMin[name as keyof typeof codes];

/** The shortest payload of a type, in bytes. */
export function shortestPayload(code: number): number {
  return minima[code] as number;
}

/** The name of a type, as errors have it. */
export function nameOfCode(code: number): string {
  return names.get(code) ?? `descriptor of type 0x${code.toString(16).padStart(2, '0')}`;
}

export function isKnownCode(code: number): boolean {
  return names.has(code);
}

/** Whether a number of 32 bits is a power of two, as the length of a route table must be. */
export function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 0xffff_ffff && (value & (value - 1)) === 0;
}
