/**
 * The UDP tracker protocol (BEP 15): datagrams to connect, announce and scrape, their replies, and the schedule
 * of resending. All integers are big-endian.
 *
 * A reply counts only if it has the transaction id of the request. A client drops another one, and waits on.
 */

import type { AnnounceRequest, EventParameter } from './announce-url.ts';
import {
  checkLength,
  checkUint,
  decodeTextLeniently,
  encodeText,
  idBytes,
  readUint16,
  readUint32,
  readUint64,
  writeUint16,
  writeUint32,
  writeUint64,
} from './bytes.ts';
import { WireError } from './decoder.ts';
import { decodeCompact, type Endpoint, encodeCompact, type Family, listens } from './endpoints.ts';
import { type WireRules, wireRules } from './rules.ts';

/** A datagram of a client. `transaction` is an id that the client chose, from 0 to 2^32 - 1. */
export type UdpRequest =
  | { readonly type: 'Connect'; readonly transaction: number }
  | ({
      readonly type: 'Announce';
      readonly transaction: number;
      /** The id from the reply to Connect, 64 bits. */
      readonly connection: bigint;
      /** The client's IPv4 address as a number, or 0 for the one of the datagram. */
      readonly address: number;
      /** A random number that stays, from 0 to 2^32 - 1. */
      readonly key: number;
      /** How many peers the client asks for; -1 leaves it to the tracker. */
      readonly numWanted: number;
    } & Pick<AnnounceRequest, 'infoHash' | 'peerId' | 'port' | 'uploaded' | 'downloaded' | 'left' | 'event'>)
  | {
      readonly type: 'Scrape';
      readonly transaction: number;
      readonly connection: bigint;
      /** 1 to 74 of 20 bytes each. */
      readonly infoHashes: readonly Uint8Array[];
    };

/** The numbers of one torrent in a scrape. */
export interface ScrapeCounts {
  readonly seeders: number;
  /** How often it was downloaded. */
  readonly completed: number;
  readonly leechers: number;
}

/** A datagram of a tracker. */
export type UdpReply =
  | { readonly type: 'Connect'; readonly transaction: number; readonly connection: bigint }
  | {
      readonly type: 'Announce';
      readonly transaction: number;
      /** Seconds until the next announce. */
      readonly interval: number;
      readonly leechers: number;
      readonly seeders: number;
      readonly peers: readonly Endpoint[];
    }
  | { readonly type: 'Scrape'; readonly transaction: number; readonly counts: readonly ScrapeCounts[] }
  | { readonly type: 'Error'; readonly transaction: number; readonly message: string };

/** The first field of a Connect. */
const protocolId = 0x417_2710_1980n;
const actions = { Connect: 0, Announce: 1, Scrape: 2, Error: 3 } as const;
const events: readonly (EventParameter | undefined)[] = [undefined, 'completed', 'started', 'stopped'];
/** BEP 15, "scrape": up to about 74 torrents at once. */
const scrapeMax = 74;
const requestBytes = { Connect: 16, Announce: 98, Scrape: 16 } as const;
const replyBytes = { Connect: 16, Announce: 20, Scrape: 8, Error: 8 } as const;
const countsBytes = 12;
const uint53Max = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The seconds to wait for a reply before a request is sent again, after `n` times without one: 15 * 2^n.
 * Undefined after the last time, n = 8: then the tracker counts as unreachable (BEP 15, "time outs").
 */
export function resendSeconds(n: number): number | undefined {
  checkUint(n, 8, 'number of times without a reply');
  return n <= 8 ? 15 * 2 ** n : undefined;
}

/**
 * Encodes the datagram of a client.
 * @throws {WireError} if a field does not fit.
 */
export function encodeUdpRequest(request: UdpRequest): Uint8Array {
  const hashes = request.type === 'Scrape' ? checkHashes(request.infoHashes) : [];
  const bytes = new Uint8Array(requestBytes[request.type] + hashes.length * idBytes);
  writeUint64(bytes, 0, request.type === 'Connect' ? protocolId : checkConnection(request.connection));
  writeUint32(bytes, 8, actions[request.type]);
  writeUint32(bytes, 12, checkUint(request.transaction, 32, 'transaction of the request'));
  if (request.type === 'Announce') writeAnnounce(bytes, request);
  for (const [at, hash] of hashes.entries()) bytes.set(hash, requestBytes.Scrape + at * idBytes);
  return bytes;
}

function writeAnnounce(bytes: Uint8Array, request: UdpRequest & { type: 'Announce' }): void {
  const { numWanted } = request;
  bytes.set(checkLength(request.infoHash, idBytes, 'info-hash of the announce'), 16);
  bytes.set(checkLength(request.peerId, idBytes, 'peer id of the announce'), 36);
  for (const [at, name] of (['downloaded', 'left', 'uploaded'] as const).entries())
    writeUint64(bytes, 56 + 8 * at, BigInt(checkUint(request[name], 53, `${name} of the announce`)));
  writeUint32(bytes, 80, events.indexOf(request.event));
  writeUint32(bytes, 84, checkUint(request.address, 32, 'address of the announce'));
  writeUint32(bytes, 88, checkUint(request.key, 32, 'key of the announce'));
  if (!Number.isInteger(numWanted) || numWanted < -(2 ** 31) || numWanted >= 2 ** 31)
    throw new WireError(`The numWanted of the announce is ${numWanted}, but must be an integer of 32 bits.`);
  writeUint32(bytes, 92, numWanted);
  writeUint16(bytes, 96, checkUint(request.port, 16, 'port of the announce'));
}

/**
 * Decodes the datagram of a client. Bytes after the fields are passed over (BEP 41 puts options there).
 * @throws {WireError} if it has not the form of its action.
 */
export function decodeUdpRequest(bytes: Uint8Array): UdpRequest {
  checkAtLeast(bytes, requestBytes.Connect, 'request');
  const [connection, action, transaction] = [
    readUint64(bytes, 0),
    readUint32(bytes, 8),
    readUint32(bytes, 12),
  ];
  if (action === actions.Connect) {
    if (connection !== protocolId)
      throw new WireError(
        `The Connect starts with 0x${connection.toString(16)}, but must start with 0x${protocolId.toString(16)}.`,
      );
    return { type: 'Connect', transaction };
  }
  if (action === actions.Announce) return readAnnounce(bytes, connection, transaction);
  if (action !== actions.Scrape)
    throw new WireError(`The request has action ${action} at byte 8, but must have 0, 1 or 2 there.`);
  const hashBytes = bytes.length - requestBytes.Scrape;
  if (hashBytes % idBytes !== 0)
    throw new WireError(
      `The Scrape has ${hashBytes} bytes of hashes, but must have a multiple of ${idBytes}.`,
    );
  const infoHashes = Array.from({ length: hashBytes / idBytes }, (_, at) =>
    bytes.slice(requestBytes.Scrape + at * idBytes, requestBytes.Scrape + (at + 1) * idBytes),
  );
  return { type: 'Scrape', connection, transaction, infoHashes: checkHashes(infoHashes) };
}

function readAnnounce(bytes: Uint8Array, connection: bigint, transaction: number): UdpRequest {
  checkAtLeast(bytes, requestBytes.Announce, 'Announce');
  const code = readUint32(bytes, 80);
  if (code >= events.length)
    throw new WireError(`The Announce has event ${code} at byte 80, but must have 0 to 3.`);
  const event = events[code];
  return {
    ...{ type: 'Announce', connection, transaction },
    infoHash: bytes.slice(16, 36),
    peerId: bytes.slice(36, 56),
    downloaded: readCount(bytes, 56, 'downloaded'),
    left: readCount(bytes, 64, 'left'),
    uploaded: readCount(bytes, 72, 'uploaded'),
    ...(event !== undefined && { event }),
    address: readUint32(bytes, 84),
    key: readUint32(bytes, 88),
    numWanted: readUint32(bytes, 92) | 0,
    port: readUint16(bytes, 96),
  };
}

/**
 * Encodes the datagram of a tracker.
 * @param family of the address from which the request came: its peers are of the same one.
 * @throws {WireError} if a field does not fit.
 */
export function encodeUdpReply(reply: UdpReply, family: Family = 4): Uint8Array {
  const rest = restOf(reply, family);
  const bytes = new Uint8Array(replyBytes[reply.type] + rest.length);
  writeUint32(bytes, 0, actions[reply.type]);
  writeUint32(bytes, 4, checkUint(reply.transaction, 32, 'transaction of the reply'));
  if (reply.type === 'Connect') writeUint64(bytes, 8, checkConnection(reply.connection));
  if (reply.type === 'Announce')
    for (const [at, name] of (['interval', 'leechers', 'seeders'] as const).entries())
      writeUint32(bytes, 8 + 4 * at, checkUint(reply[name], 32, `${name} of the reply`));
  bytes.set(rest, replyBytes[reply.type]);
  return bytes;
}

/** The part of a reply that has no fixed length. */
function restOf(reply: UdpReply, family: Family): Uint8Array {
  if (reply.type === 'Connect') return new Uint8Array(0);
  if (reply.type === 'Error') return encodeText(reply.message, 'message of the reply');
  if (reply.type === 'Announce') return encodeCompact(reply.peers, family, 'peers of the reply');
  const bytes = new Uint8Array(reply.counts.length * countsBytes);
  for (const [at, counts] of reply.counts.entries())
    for (const [field, name] of (['seeders', 'completed', 'leechers'] as const).entries())
      writeUint32(bytes, at * countsBytes + 4 * field, checkUint(counts[name], 32, `${name} of the reply`));
  return bytes;
}

/**
 * Decodes the datagram of a tracker that answers a request.
 * @param family of the address to which the request went.
 * @throws {WireError} if it answers another request, or has not the form of its action.
 */
export function decodeUdpReply(
  bytes: Uint8Array,
  request: UdpRequest,
  family: Family = 4,
  rules: WireRules = wireRules,
): UdpReply {
  checkAtLeast(bytes, replyBytes.Error, 'reply');
  const [action, transaction] = [readUint32(bytes, 0), readUint32(bytes, 4)];
  if (!rules.acceptsTransaction(request.transaction, transaction))
    throw new WireError(
      `The reply has transaction ${transaction} at byte 4, but must have ${request.transaction} there.`,
    );
  if (action === actions.Error)
    return { type: 'Error', transaction, message: decodeTextLeniently(bytes.subarray(8)) };
  if (action !== actions[request.type])
    throw new WireError(
      `The reply has action ${action} at byte 0, but must have ${actions[request.type]} or ${actions.Error} there.`,
    );
  checkAtLeast(bytes, replyBytes[request.type], `reply to ${request.type}`);
  if (request.type === 'Connect') return { type: 'Connect', transaction, connection: readUint64(bytes, 8) };
  if (request.type === 'Scrape')
    return { type: 'Scrape', transaction, counts: readCounts(bytes, request.infoHashes.length) };
  return {
    ...{ type: 'Announce', transaction },
    interval: readUint32(bytes, 8),
    leechers: readUint32(bytes, 12),
    seeders: readUint32(bytes, 16),
    peers: decodeCompact(bytes.subarray(replyBytes.Announce), family, 'peers of the reply', rules).filter(
      listens,
    ),
  };
}

function readCounts(bytes: Uint8Array, torrents: number): ScrapeCounts[] {
  checkAtLeast(bytes, replyBytes.Scrape + torrents * countsBytes, `reply to Scrape of ${torrents} torrents`);
  return Array.from({ length: torrents }, (_, at) => {
    const start = replyBytes.Scrape + at * countsBytes;
    return {
      seeders: readUint32(bytes, start),
      completed: readUint32(bytes, start + 4),
      leechers: readUint32(bytes, start + 8),
    };
  });
}

function readCount(bytes: Uint8Array, at: number, what: string): number {
  const value = readUint64(bytes, at);
  if (value > uint53Max)
    throw new WireError(
      `The ${what} of the Announce is ${value} at byte ${at}, but ${uint53Max} is the most.`,
    );
  return Number(value);
}

function checkAtLeast(bytes: Uint8Array, length: number, what: string): void {
  if (bytes.length < length)
    throw new WireError(`The ${what} has ${bytes.length} bytes, but must have at least ${length}.`);
}

function checkHashes(hashes: readonly Uint8Array[]): readonly Uint8Array[] {
  if (hashes.length < 1 || hashes.length > scrapeMax)
    throw new WireError(`The Scrape has ${hashes.length} hashes, but must have 1 to ${scrapeMax}.`);
  for (const hash of hashes) checkLength(hash, idBytes, 'info-hash of the scrape');
  return hashes;
}

function checkConnection(connection: bigint): bigint {
  if (connection < 0n || connection > 0xffff_ffff_ffff_ffffn)
    throw new WireError(
      `The connection id is ${connection}, but must be an integer of 64 bits without a sign.`,
    );
  return connection;
}
