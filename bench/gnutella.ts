/**
 * `npm run bench:gnutella`: the descriptors that the implementation routes per second, against a
 * straightforward servent in the same run; its memory over many descriptors; the speed of the wire format;
 * and the cost of searches in an overlay of 10,000 servents.
 *
 * `npm run bench:gnutella -- routing 10000000` routes fewer descriptors than 100 million;
 * `npm run bench:gnutella -- searches 20` runs fewer searches than 100.
 */
import { performance } from 'node:perf_hooks';
import { randomOf } from '../checker/values/random.ts';
import { FrameRouter } from '../implementations/gnutella/frame-router.ts';
import { DescriptorDecoder } from '../implementations/gnutella/wire/decode.ts';
import type { Descriptor } from '../implementations/gnutella/wire/descriptors.ts';
import { encodeDescriptor, encodeInto } from '../implementations/gnutella/wire/encode.ts';
import { Framer } from '../implementations/gnutella/wire/framer.ts';
import { type Graph, largestComponent, linkCount } from '../properties/gnutella/graphs.ts';
import { overlaySystem, type SearchCost, searchCosts, walkCosts } from '../properties/gnutella/searches.ts';
import { MapServent } from './gnutella-map-servent.ts';

const count = (n: number, digits = 0) =>
  n.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });

const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[of.length >> 1] as number;

// ---------------------------------------------------------------- traffic

const links = 8;
const chunkBytes = 65_536;
const generationMax = 65_536;
const noBytes = new Uint8Array(0);

/** One chunk of a link's stream. */
interface Chunk {
  readonly link: number;
  readonly bytes: Uint8Array;
}

/**
 * The traffic of a servent with eight neighbours: each query arrives on four links, so three arrivals are
 * copies, and every second query has a hit. There are more queries than a routing table holds, so the traffic
 * can be repeated.
 */
function traffic(queries: number): { readonly chunks: readonly Chunk[]; readonly descriptors: number } {
  const random = randomOf(33);
  const streams: Uint8Array[][] = Array.from({ length: links }, () => []);
  const guid = () => Uint8Array.from({ length: 16 }, () => random.below(256));
  let descriptors = 0;
  const add = (link: number, descriptor: Descriptor) => {
    (streams[link] as Uint8Array[]).push(encodeDescriptor(descriptor));
    descriptors++;
  };
  for (let nth = 0; nth < queries; nth++) {
    const id = guid();
    const first = random.below(links);
    for (let copy = 0; copy < 4; copy++)
      add((first + copy) % links, {
        ...{ type: 'Query', guid: id, ttl: 3, hops: 2, flags: 0 },
        ...{ criteria: 'some words of a query', extension: noBytes },
      });
    if (nth % 2 === 0)
      add((first + 1) % links, {
        ...{ type: 'QueryHit', guid: id, ttl: 4, hops: 1, port: 6_346, address: 1, speed: 100 },
        results: [{ index: 1, size: 1_000_000, name: 'some words of a query.txt', extension: noBytes }],
        ...{ extension: noBytes, serventId: guid() },
      });
  }
  const chunks: Chunk[] = [];
  const cursors = streams.map((frames) => ({ bytes: Buffer.concat(frames) as Uint8Array, at: 0 }));
  for (let isOver = false; !isOver; ) {
    isOver = true;
    for (const [link, cursor] of cursors.entries()) {
      if (cursor.at >= cursor.bytes.length) continue;
      isOver = false;
      chunks.push({ link, bytes: cursor.bytes.slice(cursor.at, cursor.at + chunkBytes) });
      cursor.at += chunkBytes;
    }
  }
  return { chunks, descriptors };
}

/** Routes traffic, and counts the bytes that go out. */
interface Router {
  take(chunk: Chunk, bytes: Uint8Array): void;
  sentBytes(): number;
}

function frameRouter(): Router {
  let sent = 0;
  const router = new FrameRouter({ relay: 'once', ttlMax: 7 }, new Uint8Array(16), generationMax, {
    forward: (_link, _buffer, _offset, length) => {
      sent += length;
    },
    deliver: () => {},
  });
  const inputs = Array.from({ length: links }, () => {
    const link = router.open();
    const framer = new Framer();
    return { framer, route: (frame: Parameters<FrameRouter['route']>[0]) => router.route(frame, link) };
  });
  return {
    take: ({ link }, bytes) => {
      const { framer, route } = inputs[link] as (typeof inputs)[number];
      framer.push(bytes, route);
    },
    sentBytes: () => sent,
  };
}

function mapServent(): Router {
  let sent = 0;
  const one = new MapServent(links, generationMax, (_link, bytes) => {
    sent += bytes.length;
  });
  return { take: ({ link }, bytes) => one.push(link, bytes), sentBytes: () => sent };
}

// ---------------------------------------------------------------- descriptors per second

/** The descriptors per second of one pass over the traffic. A router changes frames in place, so it gets a copy. */
function pass(router: Router, chunks: readonly Chunk[], descriptors: number, copy: Uint8Array): number {
  const begun = performance.now();
  for (const chunk of chunks) {
    const bytes = copy.subarray(0, chunk.bytes.length);
    bytes.set(chunk.bytes);
    router.take(chunk, bytes);
  }
  return (descriptors / (performance.now() - begun)) * 1_000;
}

function routing(total: number): void {
  const { chunks, descriptors } = traffic(300_000);
  const copy = new Uint8Array(chunkBytes);
  const ours = frameRouter();
  const maps = mapServent();
  const rates: { ours: number[]; maps: number[] } = { ours: [], maps: [] };
  for (let round = 0; round < 6; round++) {
    const one = pass(ours, chunks, descriptors, copy);
    const other = pass(maps, chunks, descriptors, copy);
    if (round === 0) continue;
    rates.ours.push(one);
    rates.maps.push(other);
  }
  if (ours.sentBytes() !== maps.sentBytes())
    throw new Error(`the routers differ: ${ours.sentBytes()} and ${maps.sentBytes()} bytes were sent`);
  console.log(
    `Descriptors routed per second on one core, ${count(descriptors)} a pass, 7 of 9 of them copies or hits, ` +
      `median of 5 passes in turn (both sent the same ${count(ours.sentBytes())} bytes):\n`,
  );
  console.log('| servent | descriptors/s | implementation : this |');
  console.log('|---|---|---|');
  console.log(`| implementation (FrameRouter) | ${count(median(rates.ours))} | 1 |`);
  const ratio = median(rates.ours) / median(rates.maps);
  console.log(`| with a Map, copies and text keys | ${count(median(rates.maps))} | ${count(ratio, 1)} |\n`);

  const router = frameRouter();
  const memory: number[] = [];
  let routed = 0;
  const perSample = total / 5;
  while (routed < total) {
    pass(router, chunks, descriptors, copy);
    routed += descriptors;
    if (routed < perSample * (memory.length + 1)) continue;
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    memory.push((heapUsed + arrayBuffers) / 2 ** 20);
  }
  console.log(
    `Memory while it routes ${count(routed)} descriptors, at each fifth of them: ${memory.map((mb) => count(mb, 1)).join(', ')} MiB.\n`,
  );
}

// ---------------------------------------------------------------- wire format

function codec(): void {
  const { chunks } = traffic(50_000);
  const values: Descriptor[] = [];
  const decoders = Array.from({ length: links }, () => new DescriptorDecoder());
  for (const { link, bytes } of chunks) decoders[link]?.push(bytes, (value) => values.push(value));
  const megabytes = chunks.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
  const buffer = new Uint8Array(8_192);
  const measured = {
    framing: () => {
      const framers = Array.from({ length: links }, () => new Framer());
      for (const { link, bytes } of chunks) framers[link]?.push(bytes, () => {});
    },
    decoding: () => {
      const fresh = Array.from({ length: links }, () => new DescriptorDecoder());
      for (const { link, bytes } of chunks) fresh[link]?.push(bytes, () => {});
    },
    encoding: () => {
      for (const value of values) encodeInto(value, buffer, 0);
    },
  };
  console.log(
    `The wire format, ${count(values.length)} descriptors, chunks of 64 KiB, median of 7 passes:\n`,
  );
  console.log('| what | MB/s |');
  console.log('|---|---|');
  for (const [name, run] of Object.entries(measured)) {
    const rates = Array.from({ length: 8 }, () => {
      const begun = performance.now();
      run();
      return (megabytes / (performance.now() - begun)) * 1_000;
    }).slice(1);
    console.log(`| ${name} | ${count(median(rates))} |`);
  }
  console.log('');
}

// ---------------------------------------------------------------- searches

/** Lv et al. 2002, table of the random graph: remembered figures, not checked against the paper. */
const remembered = {
  flood: { hops: 3.4, messages: 2.509, visited: 9_220 },
  'expanding ring': { hops: 5.77, messages: 0.061, visited: 536 },
  '32 walkers': { hops: 10.3, messages: 0.031, visited: 149 },
} as const;

/** Searches in an overlay whose copies lie anew for every ten of them. */
const perOverlay = 10;

/** Runs searches from some servents, in an overlay in which some servents have a copy. */
type RunSearches = (
  graph: Graph,
  sharers: readonly string[],
  origins: readonly string[],
) => readonly SearchCost[];

const kinds: Readonly<Record<keyof typeof remembered, RunSearches>> = {
  flood: (graph, sharers, origins) =>
    searchCosts(overlaySystem(graph, sharers, 15), origins, { type: 'search', ttl: 8 }),
  'expanding ring': (graph, sharers, origins) =>
    searchCosts(overlaySystem(graph, sharers, 15), origins, { type: 'expand' }),
  '32 walkers': walkCosts,
};

/** The means of some searches; a search that found nothing has no hops. */
function means(costs: readonly SearchCost[], nodes: number) {
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
  const found = costs.flatMap(({ hops }) => (hops === undefined ? [] : [hops]));
  return {
    hops: mean(found),
    messages: mean(costs.map(({ messages }) => messages)) / nodes,
    visited: mean(costs.map(({ visited }) => visited)),
    found: found.length / costs.length,
  };
}

function searches(runs: number): void {
  const random = randomOf(2_002);
  const graph = largestComponent(10_000, 20_100, (n) => random.below(n));
  const all = Object.keys(graph);
  const copies = Math.round(all.length / 100);
  console.log(
    `Searches in a random overlay of ${count(all.length)} servents and ${count(linkCount(graph))} links, 1 % of them with ` +
      `a copy, ${count(runs)} searches each. In brackets: Lv et al. 2002, 9,836 nodes, remembered.\n`,
  );
  console.log(
    '| search | messages a node | hops until a copy is found | servents visited | found | s a search |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const [name, run] of Object.entries(kinds)) {
    const costs: SearchCost[] = [];
    const begun = performance.now();
    while (costs.length < runs) {
      const sharers = Array.from({ length: copies }, () => all[random.below(all.length)] as string);
      const origins = Array.from({ length: perOverlay }, () => all[random.below(all.length)] as string);
      costs.push(...run(graph, sharers, origins));
    }
    const seconds = (performance.now() - begun) / 1_000 / runs;
    const { hops, messages, visited, found } = means(costs, all.length);
    const paper = remembered[name as keyof typeof remembered];
    console.log(
      `| ${name} | ${count(messages, 3)} (${paper.messages}) | ${count(hops, 2)} (${paper.hops}) | ${count(visited)} (${count(paper.visited)}) | ${count(100 * found)} % | ${count(seconds, 2)} |`,
    );
  }
  console.log('');
}

const [part, size] = process.argv.slice(2);
if (part === undefined || part === 'routing') routing(Number(size ?? 100_000_000));
if (part === undefined || part === 'codec') codec();
if (part === undefined || part === 'searches') searches(Number(size ?? 100));
