/**
 * Published trackers and clients of `bittorrent-tracker` as judges of our tracker codecs, on loopback: our
 * requests to their tracker, and their client's requests to a tracker of ours (`../tracker/tracker.ts`).
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Server from 'bittorrent-tracker/server';
import { afterEach, describe, expect, it } from 'vitest';
import { Tracker } from '../tracker/tracker.ts';
import { type AnnounceRequest, announceUrl, decodeAnnounce } from './announce-url.ts';
import { toByteString, toHex } from './bytes.ts';
import { type Endpoint, familyOf } from './endpoints.ts';
import { decodeScrape, decodeScrapeResponse, encodeScrapeResponse, scrapeUrl } from './http-scrape.ts';
import { decodeResponse, encodeResponse } from './http-tracker.ts';
import {
  decodeUdpReply,
  decodeUdpRequest,
  encodeUdpReply,
  encodeUdpRequest,
  type UdpReply,
  type UdpRequest,
} from './udp-tracker.ts';

const loopback = '127.0.0.1';
/** All kinds of bytes: what a URL must encode, and what it need not. */
const infoHash = Uint8Array.from({ length: 20 }, (_, at) => [0x00, 0x41, 0x25, 0x7e, 0x26][at % 5] as number);
const idOf = (name: string) => Uint8Array.from(`-SC0001-${name.padEnd(12, '.')}`, (c) => c.charCodeAt(0));

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A socket on loopback. */
async function socketOn(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, loopback);
  await once(socket, 'listening');
  closing.push(() => {
    socket.close();
  });
  return socket;
}

// ------------------------------------------------------------- our requests, their tracker

/** A tracker of the judge: the URL for HTTP, and the port for UDP. */
async function theirTracker(): Promise<{ readonly url: string; readonly port: number }> {
  const server = new Server({ http: true, udp: false, ws: false, interval: 60_000 });
  const http = server.http as HttpServer;
  http.listen(0, loopback);
  await once(http, 'listening');
  const socket = await socketOn();
  server.udp4 = socket;
  socket.on('message', (bytes: Buffer, from: RemoteInfo) => server.onUdpRequest(bytes, from));
  closing.push(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  return { url: `http://${loopback}:${port}/announce`, port: socket.address().port };
}

function requestOf(name: string, changes: Partial<AnnounceRequest> = {}): AnnounceRequest {
  return {
    ...{ infoHash, peerId: idOf(name), port: 7_000 + name.charCodeAt(0), uploaded: 0, downloaded: 0 },
    ...{ left: 100, event: 'started', compact: true, numWanted: 50, ...changes },
  };
}

async function bytesOf(url: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

describe('the tracker of bittorrent-tracker 11.2.3', () => {
  it('reads our announces and scrapes over HTTP, and we read its responses', async () => {
    const { url } = await theirTracker();
    const announce = async (name: string, changes?: Partial<AnnounceRequest>) =>
      decodeResponse(await bytesOf(announceUrl(url, requestOf(name, changes))));
    expect(await announce('a')).toMatchObject({ type: 'Peers', interval: 60, complete: 0, incomplete: 1 });
    const b = await announce('b', { left: 0 });
    expect(b).toMatchObject({ complete: 1, incomplete: 1, form: 'compact' });
    // In any order, and with the one that asks: this tracker leaves that one out for WebRTC alone.
    const given = b.type === 'Peers' ? [...b.peers].sort((one, other) => one.port - other.port) : [];
    expect(given).toEqual([7_097, 7_098].map((port) => ({ address: loopback, port })));
    const c = await announce('c', { compact: false, numWanted: 2 });
    expect(c).toMatchObject({ form: 'dictionaries' });
    expect(c.type === 'Peers' && c.peers.length).toBe(2);

    const scrape = scrapeUrl(url, [infoHash]) as string;
    expect(decodeScrapeResponse(await bytesOf(scrape))).toMatchObject({
      files: [{ infoHash, counts: { seeders: 1, leechers: 2 } }],
    });
    await announce('a', { event: 'completed', left: 0 });
    await announce('c', { event: 'stopped' });
    expect(decodeScrapeResponse(await bytesOf(scrape))).toMatchObject({
      files: [{ infoHash, counts: { seeders: 2, leechers: 0 } }],
    });
    const failure = decodeResponse(await bytesOf(`${url}?info_hash=short`));
    expect(failure).toEqual({ type: 'Failure', reason: 'invalid info_hash' });
  });

  it('reads our datagrams, and we read its replies', async () => {
    const { port } = await theirTracker();
    const socket = await socketOn();
    const ask = async (request: UdpRequest): Promise<UdpReply> => {
      socket.send(encodeUdpRequest(request), port, loopback);
      const [bytes] = (await once(socket, 'message')) as [Buffer];
      return decodeUdpReply(bytes, request);
    };
    const connected = await ask({ type: 'Connect', transaction: 7 });
    if (connected.type !== 'Connect') return expect.fail(`a ${connected.type} came`);
    const { connection } = connected;
    const announce = (name: string, transaction: number, left: number) =>
      ask({
        ...{ type: 'Announce', transaction, connection, infoHash, peerId: idOf(name) },
        ...{ uploaded: 0, downloaded: 0, left, event: 'started', address: 0, key: 0, numWanted: -1 },
        port: 7_000 + name.charCodeAt(0),
      });
    expect(await announce('a', 8, 100)).toMatchObject({ type: 'Announce', interval: 60, leechers: 1 });
    const reply = await announce('b', 9, 0);
    expect(reply).toMatchObject({ leechers: 1, seeders: 1 });
    expect(reply.type === 'Announce' && reply.peers).toContainEqual({ address: loopback, port: 7_097 });
    expect(await ask({ type: 'Scrape', transaction: 10, connection, infoHashes: [infoHash] })).toMatchObject({
      type: 'Scrape',
      counts: [{ seeders: 1, leechers: 1 }],
    });
  });
});

// ------------------------------------------------------------- their requests, our tracker

/** A tracker of ours for one torrent, over HTTP and UDP. */
async function ourTracker() {
  const tracker = new Tracker(50);
  const addressOf = (name: string, port: number) => `${name}:${port}`;
  const endpointOf = (text: string): Endpoint => ({
    address: text.slice(0, text.lastIndexOf(':')),
    port: Number(text.slice(text.lastIndexOf(':') + 1)),
  });
  const peersFor = (request: Pick<AnnounceRequest, 'peerId' | 'left' | 'event' | 'numWanted' | 'port'>) =>
    tracker
      .announce({
        ...{ id: toHex(request.peerId), address: addressOf(loopback, request.port) },
        ...{ left: request.left, event: request.event ?? 'regular', numWanted: request.numWanted ?? 50 },
      })
      .map(({ address }) => endpointOf(address));
  const countsOf = () => {
    const { complete: seeders, incomplete: leechers, downloaded: completed } = tracker.counts;
    return { seeders, completed, leechers };
  };

  const http = createServer(({ url = '' }, response) => {
    const [path, query = ''] = url.split('?');
    if (path === '/scrape') {
      const files = decodeScrape(query).map((hash) => ({ infoHash: hash, counts: countsOf() }));
      response.end(encodeScrapeResponse({ type: 'Scrape', files }));
      return;
    }
    const peers = peersFor(decodeAnnounce(query));
    response.end(encodeResponse({ type: 'Peers', interval: 60, form: 'compact', peers }));
  });
  http.listen(0, loopback);
  await once(http, 'listening');
  const socket = await socketOn();
  socket.on('message', (bytes: Buffer, { address, port }: RemoteInfo) => {
    const reply = replyTo(decodeUdpRequest(bytes), peersFor, countsOf);
    socket.send(encodeUdpReply(reply, familyOf(address)), port, address);
  });
  closing.push(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  return {
    tracker,
    url: `http://${loopback}:${port}/announce`,
    udp: `udp://${loopback}:${socket.address().port}`,
  };
}

function replyTo(
  request: UdpRequest,
  peersFor: (request: UdpRequest & { type: 'Announce' }) => readonly Endpoint[],
  countsOf: () => { seeders: number; completed: number; leechers: number },
): UdpReply {
  const { transaction } = request;
  if (request.type === 'Connect') return { type: 'Connect', transaction, connection: 0x0123_4567_89ab_cdefn };
  expect(request.connection).toBe(0x0123_4567_89ab_cdefn);
  if (request.type === 'Scrape') return { type: 'Scrape', transaction, counts: [countsOf()] };
  const peers = peersFor(request);
  const { leechers, seeders } = countsOf();
  return { type: 'Announce', transaction, interval: 60, leechers, seeders, peers };
}

/** The judge's requests to one tracker: its class for HTTP or UDP, with the fields that it reads of a client. */
interface TheirRequests {
  announce(fields: Readonly<Record<string, unknown>>): void;
  scrape(fields: Readonly<Record<string, unknown>>): void;
  destroy(done: () => void): void;
}
type TheirClass = new (client: EventEmitter, url: string) => TheirRequests;

async function theirClient(url: string, name: string) {
  const file = url.startsWith('udp') ? 'udp-tracker.js' : 'http-tracker.js';
  // The package exports its client with WebRTC alone.
  const place = new URL(`../../../node_modules/bittorrent-tracker/lib/client/${file}`, import.meta.url);
  const { default: Requests } = (await import(place.href)) as { default: TheirClass };
  const client = Object.assign(new EventEmitter(), {
    ...{ infoHash: toHex(infoHash), _infoHashBinary: toByteString(infoHash), _infoHashBuffer: infoHash },
    ...{ _peerIdBinary: toByteString(idOf(name)), _peerIdBuffer: idOf(name) },
    ...{ _port: 7_000 + name.charCodeAt(0), _defaultAnnounceOpts: () => ({}) },
  });
  const warnings: unknown[] = [];
  client.on('warning', (error) => warnings.push(error));
  const requests = new Requests(client, url);
  closing.push(() => requests.destroy(() => {}));
  const peers: string[] = [];
  client.on('peer', (address: string) => peers.push(address));
  return { client, requests, peers, warnings };
}

describe.each(['HTTP', 'UDP'])('the client of bittorrent-tracker 11.2.3 over %s', (by) => {
  it('announces to our tracker, and reads its answers', async () => {
    const { tracker, url, udp } = await ourTracker();
    const fields = { uploaded: 0, downloaded: 0, numwant: 50 };
    const [a, b] = await Promise.all(['a', 'b'].map((name) => theirClient(by === 'HTTP' ? url : udp, name)));
    if (a === undefined || b === undefined) return expect.fail('no client');
    const announce = async ({ client, requests }: typeof a, changes: Readonly<Record<string, unknown>>) => {
      const update = once(client, 'update');
      requests.announce({ ...fields, ...changes });
      return ((await update) as [Record<string, unknown>])[0];
    };
    await announce(a, { event: 'started', left: 100 });
    expect(tracker.known).toEqual([{ id: toHex(idOf('a')), address: `${loopback}:7097`, left: 100, age: 0 }]);
    await announce(b, { event: 'started', left: 0 });
    expect([a.peers, b.peers]).toEqual([[], [`${loopback}:7097`]]);
    await announce(a, { event: 'completed', left: 0 });
    expect(a.peers).toEqual([`${loopback}:7098`]);
    expect(tracker.counts).toEqual({ complete: 2, incomplete: 0, downloaded: 1 });

    const scraped = once(a.client, 'scrape');
    a.requests.scrape({});
    expect(((await scraped) as [object])[0]).toMatchObject({ complete: 2, incomplete: 0, downloaded: 1 });
    await announce(a, { event: 'stopped', left: 0 });
    expect(tracker.known.map(({ address }) => address)).toEqual([`${loopback}:7098`]);
    expect([a.warnings, b.warnings]).toEqual([[], []]);
  });
});
