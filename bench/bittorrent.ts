/**
 * `npm run bench:bittorrent`: the picks and Have updates of the implementation per second, with 10,000 pieces
 * and 200 connections, against a picker that scans in the same run; blocks per second through a whole torrent,
 * and what a block allocates; the memory of a connection and of a piece; and the speed of the wire format
 * against bittorrent-protocol.
 *
 * `npm run bench:bittorrent -- picker` runs one part: `picker`, `torrent`, `memory` or `codec`.
 */
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import Wire from 'bittorrent-protocol';
import { randomOf } from '../checker/values/random.ts';
import { Bitfield } from '../implementations/bittorrent/bitfield.ts';
import type { TorrentPort } from '../implementations/bittorrent/connection.ts';
import { noBlock, Picker } from '../implementations/bittorrent/picker.ts';
import { pickerRules, torrentRules } from '../implementations/bittorrent/rules.ts';
import { Torrent, type TorrentSetting } from '../implementations/bittorrent/torrent.ts';
import { MessageDecoder } from '../implementations/bittorrent/wire/decode.ts';
import { encodeInto, encodeMessage } from '../implementations/bittorrent/wire/encode.ts';
import { Framer } from '../implementations/bittorrent/wire/framer.ts';
import { encodeHandshake, reservedFor } from '../implementations/bittorrent/wire/handshake.ts';
import type { Message } from '../implementations/bittorrent/wire/messages.ts';
import { ScanPicker } from './bittorrent-scan-picker.ts';

const count = (n: number, digits = 0) =>
  n.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });

const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[of.length >> 1] as number;

const pieces = 10_000;
const connections = 200;
/** Blocks of 16 KiB in a piece of 256 KiB. */
const blocksPerPiece = 16;
const pickerSetting = { pieces, blocksPerPiece, endgameAskers: 2, randomFirst: 4 };

/** What each partner has at first: one in ten everything, the others each piece with a chance of a third. */
function swarmPieces(): readonly Bitfield[] {
  const random = randomOf(34);
  return Array.from({ length: connections }, (_, partner) => {
    const has = new Bitfield(pieces);
    if (partner % 10 === 0) has.addAll();
    else for (let piece = 0; piece < pieces; piece++) if (random.below(3) === 0) has.add(piece);
    return has;
  });
}

/** Haves in a random order: each is a piece that its partner did not have. */
function swarmHaves(swarm: readonly Bitfield[], most: number): { partners: Uint8Array; pieces: Uint16Array } {
  const random = randomOf(35);
  const known = swarm.map((has) => {
    const copy = new Bitfield(pieces);
    copy.load(has.bytes);
    return copy;
  });
  const haves = { partners: new Uint8Array(most), pieces: new Uint16Array(most) };
  for (let nth = 0; nth < most; ) {
    const partner = random.below(connections);
    const piece = random.below(pieces);
    if (known[partner]?.add(piece) !== true) continue;
    haves.partners[nth] = partner;
    haves.pieces[nth] = piece;
    nth++;
  }
  return haves;
}

// ---------------------------------------------------------------- picks and Haves

/** What is measured of a picker. `pick` and `arrive` are one block of a download. */
interface Measured {
  own(piece: number): void;
  have(partner: number, piece: number): boolean;
  pick(partner: number, draw: number): number;
  arrive(partner: number, block: number): void;
}

function buckets(swarm: readonly Bitfield[]): Measured {
  const picker = new Picker<undefined>(pickerSetting, connections, pickerRules);
  for (const [partner, has] of swarm.entries()) {
    picker.join(partner);
    picker.bitfield(partner, has.bytes);
  }
  return {
    own: (piece) => picker.own(piece),
    have: (partner, piece) => {
      picker.have(partner, piece);
      return picker.missingOf(partner) > 0;
    },
    pick: (partner, draw) => picker.pick(partner, draw),
    arrive: (partner, block) => {
      const record = picker.arrive(partner, block, undefined);
      if (record !== undefined) picker.verify(record);
    },
  };
}

function scan(swarm: readonly Bitfield[]): Measured {
  const picker = new ScanPicker(pieces, blocksPerPiece, connections);
  for (const [partner, has] of swarm.entries()) for (const piece of has.pieces()) picker.have(partner, piece);
  return {
    own: (piece) => picker.own(piece),
    have: (partner, piece) => {
      picker.have(partner, piece);
      return picker.isInteresting(partner);
    },
    pick: (partner) => picker.pick(partner),
    arrive: (_, block) => {
      if (!picker.arrive(block)) return;
      for (let other = 0; other < connections; other++) picker.isInteresting(other);
    },
  };
}

/**
 * A download in which every partner has 8 open requests and is answered in turn, up to a number of blocks.
 *
 * @returns picks per second.
 */
function download(picker: Measured, blocks: number): number {
  const open: number[][] = Array.from({ length: connections }, () => []);
  let picked = 0;
  let done = 0;
  let draw = 1;
  const begun = performance.now();
  for (let isStuck = false; !isStuck && done < blocks; ) {
    isStuck = true;
    for (let partner = 0; partner < connections && done < blocks; partner++) {
      const queue = open[partner] as number[];
      while (queue.length < 8) {
        draw = (draw * 48_271) % 2_147_483_647;
        const block = picker.pick(partner, draw);
        if (block === noBlock) break;
        queue.push(block);
        picked++;
      }
      const block = queue.shift();
      if (block === undefined) continue;
      picker.arrive(partner, block);
      done++;
      isStuck = false;
    }
  }
  return (picked / (performance.now() - begun)) * 1_000;
}

/** Haves per second; at first, one in `ownedOf` pieces is missing, or all are where it is 1. */
function updates(
  picker: Measured,
  haves: ReturnType<typeof swarmHaves>,
  most: number,
  ownedOf: number,
): number {
  if (ownedOf > 1) for (let piece = 0; piece < pieces; piece++) if (piece % ownedOf > 0) picker.own(piece);
  const begun = performance.now();
  for (let nth = 0; nth < most; nth++)
    picker.have(haves.partners[nth] as number, haves.pieces[nth] as number);
  return (most / (performance.now() - begun)) * 1_000;
}

function pickers(): void {
  const swarm = swarmPieces();
  const sizes = { buckets: { haves: 500_000, blocks: 100_000 }, scan: { haves: 100_000, blocks: 10_000 } };
  const haves = swarmHaves(swarm, sizes.buckets.haves);
  const columns = ['Haves/s, all missing', 'Haves/s, 1 in 100 missing', 'picks/s'];
  const rates = { buckets: columns.map((): number[] => []), scan: columns.map((): number[] => []) };
  for (let round = 0; round < 4; round++)
    for (const [name, make] of Object.entries({ buckets, scan })) {
      const size = sizes[name as keyof typeof sizes];
      const found = [
        updates(make(swarm), haves, size.haves, 1),
        updates(make(swarm), haves, size.haves, 100),
        download(make(swarm), size.blocks),
      ];
      if (round === 0) continue;
      for (const [column, rate] of found.entries()) rates[name as keyof typeof rates][column]?.push(rate);
    }
  const [ours, other] = [rates.buckets.map(median), rates.scan.map(median)];
  console.log(
    `${count(pieces)} pieces of ${blocksPerPiece} blocks, ${connections} connections (one in ten has everything), 8 open ` +
      'requests each; interest is looked at after each Have, and a pick is counted with the arrival of its block. ' +
      'Median of 3 passes in turn:\n',
  );
  console.log(`| picker | ${columns.join(' | ')} |`);
  console.log('|---|---|---|---|');
  console.log(`| implementation (buckets) | ${ours.map((rate) => count(rate)).join(' | ')} |`);
  console.log(`| scans all pieces | ${other.map((rate) => count(rate)).join(' | ')} |`);
  const ratios = ours.map((rate, column) => count(rate / (other[column] as number), 1));
  console.log(`| implementation : scan | ${ratios.join(' | ')} |\n`);
}

// ---------------------------------------------------------------- a whole torrent

const torrentSetting: TorrentSetting = {
  ...pickerSetting,
  ...{ slots: 4, optimistic: 'counted', zeroRate: 'eligible', rateRounds: 2, rateMax: 1_000_000 },
  ...{ seedRate: 'given', pipeline: 8, queueMax: 500, upload: 'paced', fast: true, have: 'all' },
  ...{ snubs: true, blame: 'parole', allowedMax: 10 },
  ...{ interest: 'missing', notAsked: 'dropped', tooLarge: 'close' },
};

/** A port that counts messages and keeps requests, so that they can be answered. */
class CountingPort implements TorrentPort<number> {
  sent = 0;
  readonly requests = new Int32Array(1 << 16);
  head = 0;
  tail = 0;
  handshake(): void {
    this.sent++;
  }
  close(): void {
    this.sent++;
  }
  bitfield(): void {
    this.sent++;
  }
  have(): void {
    this.sent++;
  }
  choke(): void {
    this.sent++;
  }
  unchoke(): void {
    this.sent++;
  }
  interested(): void {
    this.sent++;
  }
  notInterested(): void {
    this.sent++;
  }
  request(partner: number, piece: number, begin: number): void {
    this.sent++;
    this.requests[this.tail++ & 0xffff] = (partner * pieces + piece) * blocksPerPiece + begin;
  }
  cancel(): void {
    this.sent++;
  }
  piece(): void {
    this.sent++;
  }
  reject(): void {
    this.sent++;
  }
  allowedFast(): readonly number[] {
    return [];
  }
  allow(): void {}
  suggestions(): readonly number[] {
    return [];
  }
  suggest(): void {}
  isServable(): boolean {
    return true;
  }
  arm(): void {}
  disarm(): void {}
  isGood(): boolean {
    return true;
  }
  isSame(): boolean {
    return true;
  }
  verified(): void {}
  failed(): void {}
}

function torrents(): void {
  const swarm = swarmPieces();
  const rates: number[] = [];
  let bytes = 0;
  let perBlock = 0;
  for (let round = 0; round < 4; round++) {
    const port = new CountingPort();
    const torrent = new Torrent<number>(torrentSetting, connections, port, torrentRules);
    for (const [partner, has] of swarm.entries()) {
      torrent.open(partner);
      torrent.bitfield(partner, has.bytes);
    }
    for (let partner = 0; partner < connections; partner++) torrent.unchoked(partner);
    const total = pieces * blocksPerPiece;
    // Nothing is collected while half of the torrent is measured; it is collected before.
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const begun = performance.now();
    let done = 0;
    for (; done < total / 2 && port.head < port.tail; done++) {
      const request = port.requests[port.head++ & 0xffff] as number;
      const block = request % (pieces * blocksPerPiece);
      torrent.tie = done;
      torrent.piece(
        (request / (pieces * blocksPerPiece)) | 0,
        (block / blocksPerPiece) | 0,
        block % blocksPerPiece,
        1,
      );
    }
    const seconds = (performance.now() - begun) / 1_000;
    bytes = process.memoryUsage().heapUsed - before;
    perBlock = bytes / done;
    if (round > 0) rates.push(done / seconds);
  }
  console.log(
    `The whole torrent (picker, requests, choker, verification; each verified piece is announced to ${connections} ` +
      `partners), half of it: ${count(median(rates))} blocks/s, median of 3 passes; ${count(perBlock * blocksPerPiece)} bytes of heap a piece.\n`,
  );
}

// ---------------------------------------------------------------- memory

/** The bytes that a torrent keeps. */
function bytesOf(pieceCount: number, partners: number): number {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const torrent = new Torrent<number>(
    { ...torrentSetting, pieces: pieceCount },
    partners,
    new CountingPort(),
    torrentRules,
  );
  const has = new Bitfield(pieceCount);
  for (let piece = 0; piece < pieceCount; piece += 3) has.add(piece);
  for (let partner = 0; partner < partners; partner++) {
    torrent.open(partner);
    torrent.bitfield(partner, has.bytes);
  }
  globalThis.gc?.();
  const after = process.memoryUsage();
  if (torrent.isSeed) throw new Error('an empty torrent is no seed');
  return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
}

function memory(): void {
  bytesOf(1_000, 10);
  const aPiece = (bytesOf(1_000_000, 1) - bytesOf(100_000, 1)) / 900_000;
  const aConnection = (bytesOf(pieces, 1_000) - bytesOf(pieces, 100)) / 900;
  const bitfield = Math.ceil(pieces / 8);
  console.log(
    `Memory: ${count(aPiece, 1)} bytes a piece; ${count(aConnection)} bytes a connection with ${count(pieces)} pieces, of ` +
      `which the bitfield of the partner takes ${count(bitfield)}.\n`,
  );
}

// ---------------------------------------------------------------- wire format

/** A stream as of a seed: blocks of 16 KiB, with a Have and a Request for each. */
function wireStream(blocks: number): { readonly messages: readonly Message[]; readonly bytes: Uint8Array } {
  const messages: Message[] = [{ type: 'Unchoke' }];
  const block = Uint8Array.from({ length: 16_384 }, (_, at) => at % 251);
  for (let nth = 0; nth < blocks; nth++)
    messages.push(
      { type: 'Have', index: nth },
      { type: 'Request', index: nth, begin: 0, length: 16_384 },
      { type: 'Piece', index: nth, begin: 0, block },
    );
  return { messages, bytes: Buffer.concat(messages.map((message) => encodeMessage(message))) };
}

/** Feeds a stream to bittorrent-protocol; resolves when it has taken all bytes. */
function judge(chunks: readonly Uint8Array[], blocks: number): Promise<void> {
  const handshake = encodeHandshake({
    type: 'Handshake',
    infoHash: new Uint8Array(20).fill(1),
    peerId: new Uint8Array(20).fill(2),
    reserved: reservedFor([]),
  });
  return new Promise((done) => {
    const wire = new Wire();
    let seen = 0;
    wire.on('piece', () => {
      seen++;
      if (seen < blocks) return;
      wire.destroy();
      done();
    });
    wire.write(handshake);
    for (const chunk of chunks) wire.write(chunk);
  });
}

async function codec(): Promise<void> {
  const blocks = 4_000;
  const { messages, bytes } = wireStream(blocks);
  const chunkBytes = 65_536;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.slice(at, at + chunkBytes));
  const buffer = new Uint8Array(32_768);
  const measured: Record<string, () => void | Promise<void>> = {
    'framing (Framer)': () => {
      const framer = new Framer();
      for (const chunk of chunks) framer.push(chunk, () => {});
    },
    'decoding (MessageDecoder)': () => {
      const decoder = new MessageDecoder();
      for (const chunk of chunks) decoder.push(chunk, () => {});
    },
    'bittorrent-protocol, decoding': () => judge(chunks, blocks),
    'encoding (encodeInto)': () => {
      for (const message of messages) encodeInto(message, buffer, 0);
    },
  };
  console.log(
    `The wire format: ${count(blocks)} blocks of 16 KiB, a Have and a Request with each, chunks of 64 KiB, ` +
      'median of 5 passes in turn:\n',
  );
  console.log('| what | MB/s | messages/s |');
  console.log('|---|---|---|');
  const rates = new Map(Object.keys(measured).map((name) => [name, [] as number[]]));
  for (let round = 0; round < 6; round++)
    for (const [name, run] of Object.entries(measured)) {
      const begun = performance.now();
      await run();
      const ms = performance.now() - begun;
      if (round > 0) rates.get(name)?.push(ms);
    }
  for (const [name, all] of rates) {
    const perMs = 1 / median(all);
    console.log(
      `| ${name} | ${count((bytes.length / 1_000) * perMs)} | ${count(messages.length * perMs * 1_000)} |`,
    );
  }
  console.log('');
}

const [part] = process.argv.slice(2);
console.log(
  `Load of the machine at the start: ${loadavg()
    .map((load) => count(load, 1))
    .join(', ')}.\n`,
);
if (part === undefined || part === 'picker') pickers();
if (part === undefined || part === 'torrent') torrents();
if (part === undefined || part === 'memory') memory();
if (part === undefined || part === 'codec') await codec();
