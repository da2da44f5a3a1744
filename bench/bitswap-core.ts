/**
 * The parts of `npm run bench:bitswap` about the core of the exchange: events per second against the servers of
 * `@helia/bitswap` and `ipfs-bitswap`, in one process and with the same stream of messages; memory under a
 * flooder of a million CIDs; and the memory of a partner and of a CID.
 */
import { performance } from 'node:perf_hooks';
import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { randomOf } from '../checker/values/random.ts';
import { coreSetting, Exchange, type ExchangePort } from '../implementations/bitswap/exchange/exchange.ts';
import { none } from '../implementations/bitswap/exchange/table.ts';
import { cidOfKey, keyOfCid } from '../implementations/bitswap/wire/cid.ts';
import type { WantEntry } from '../implementations/bitswap/wire/messages.ts';
import { AnswerPacker } from '../implementations/bitswap/wire/packer.ts';
import { type CountingNetwork, loadPeers, type Peers } from './bitswap-peers.ts';

const count = (n: number, digits = 0) =>
  n.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });

const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[of.length >> 1] as number;

// ---------------------------------------------------------------- one stream of messages

const partners = 50;
const heldBlocks = 5_000;
const missingBlocks = 5_000;
const messages = 2_000;
const entriesPerMessage = 16;
const blockBytes = 2_048;

/** A stream: messages with want-lists, the CIDs, and which of them are held. */
interface Stream {
  readonly cids: readonly CID[];
  readonly messages: readonly { readonly partner: number; readonly entries: readonly WantEntry[] }[];
}

/** Wants of blocks and presences, of held and of missing blocks, and one Cancel in eight entries. */
async function streamOf(seed: number): Promise<Stream> {
  const random = randomOf(seed);
  const cids: CID[] = [];
  for (let nth = 0; nth < heldBlocks + missingBlocks; nth++)
    cids.push(CID.createV1(0x55, await sha256.digest(new TextEncoder().encode(`block ${nth}`))));
  /** What each partner asked for and did not cancel. */
  const asked: number[][] = Array.from({ length: partners }, () => []);
  return {
    cids,
    messages: Array.from({ length: messages }, () => {
      const partner = random.below(partners);
      const own = asked[partner] as number[];
      const entries = new Map<number, WantEntry>();
      while (entries.size < entriesPerMessage) {
        const cancel = random.below(8) === 0 && own.length > 0;
        const which = cancel
          ? (own.splice(random.below(own.length), 1)[0] as number)
          : random.below(heldBlocks + missingBlocks);
        if (entries.has(which)) continue;
        if (!cancel) own.push(which);
        entries.set(which, {
          ...{ cid: (cids[which] as CID).bytes, priority: random.below(100), cancel, sendDontHave: true },
          wantType: random.below(2) === 0 ? 'block' : 'have',
        });
      }
      return { partner, entries: [...entries.values()] };
    }),
  };
}

/** The answers that a server gave, to see that all do the same work. */
interface Answers {
  blocks: number;
  presences: number;
}

// ---------------------------------------------------------------- the servers

const data = new Uint8Array(blockBytes);

/** This core. With `packs`, its answers go into messages by the packer of the edge, as the others' do. */
function ours(stream: Stream, packs: boolean): { run(): Promise<Answers>; exchange: Exchange } {
  const answers: Answers = { blocks: 0, presences: 0 };
  const held = new Set(stream.cids.slice(0, heldBlocks).map(({ bytes }) => keyOfCid(bytes)));
  const packers = Array.from({ length: partners }, () => new AnswerPacker());
  const presence = (partner: number, cid: string, type: 'have' | 'dont-have') => {
    if (packs) packers[partner]?.presence({ cid: cidOfKey(cid), type }, 0);
    else answers.presences++;
  };
  const port: ExchangePort = {
    ...idlePort,
    sizeOf: (cid) => (held.has(cid) ? blockBytes : none),
    block: (partner, cid) => {
      if (packs) packers[partner]?.block({ cid: cidOfKey(cid), data }, 0);
      else answers.blocks++;
    },
    have: (partner, cid) => presence(partner, cid, 'have'),
    dontHave: (partner, cid) => presence(partner, cid, 'dont-have'),
  };
  const exchange = new Exchange(port);
  const numbers = Array.from({ length: partners }, (_, nth) => exchange.connected(`peer ${nth}`));
  const take = (partner: number) => {
    for (let message = packers[partner]?.take(1_000); message; message = packers[partner]?.take(1_000)) {
      answers.blocks += message.payload.length;
      answers.presences += message.presences.length;
    }
  };
  return {
    exchange,
    async run() {
      for (const { partner, entries } of stream.messages) {
        const number = numbers[partner] as number;
        for (const { cid, priority, cancel, wantType, sendDontHave } of entries) {
          const key = keyOfCid(cid);
          if (cancel) exchange.cancel(number, key);
          else if (wantType === 'block') exchange.wantBlock(number, key, sendDontHave, priority);
          else exchange.wantHave(number, key, sendDontHave, priority);
        }
        for (
          let served = exchange.server.serveNext();
          served !== none;
          served = exchange.server.serveNext()
        ) {
          const bytes = exchange.server.outstandingTo(served);
          if (bytes > 0) exchange.server.sendEnded(served, bytes, true);
        }
        if (packs) take(number);
      }
      return answers;
    },
  };
}

/** A network that counts what it sends. */
function networkOf(answers: Answers): CountingNetwork {
  return {
    addEventListener() {},
    async sendMessage(_, { blocks, blockPresences }) {
      answers.blocks += blocks.size;
      answers.presences += blockPresences.size;
    },
  };
}

/** A store in memory that answers within the same turn. */
function storeOf(stream: Stream, get: (found: boolean) => unknown): object {
  const held = new Set(stream.cids.slice(0, heldBlocks).map(String));
  return { has: (cid: CID) => held.has(String(cid)), get: (cid: CID) => get(held.has(String(cid))) };
}

async function helia(stream: Stream, peers: Peers): Promise<Answers> {
  const answers: Answers = { blocks: 0, presences: 0 };
  const server = peers.helia(
    storeOf(stream, () => [data]),
    networkOf(answers),
  );
  const ids = await peers.peerIds(partners);
  const received = stream.messages.map(({ partner, entries }) => ({
    partner: ids[partner] as (typeof ids)[number],
    entries: entries.map((entry) => ({
      ...entry,
      wantType: entry.wantType === 'block' ? 'WantBlock' : 'WantHave',
    })),
  }));
  begin();
  for (const { partner, entries } of received) {
    server.receiveMessage(partner, { wantlist: { entries }, blocks: [] });
    await server.ledgerMap.get(partner)?.sendQueue.onIdle();
  }
  return answers;
}

async function ipfs(stream: Stream, peers: Peers): Promise<Answers> {
  const answers: Answers = { blocks: 0, presences: 0 };
  const get = (found: boolean) => {
    if (found) return data;
    throw Object.assign(new Error('not found'), { code: 'ERR_NOT_FOUND' });
  };
  const server = peers.ipfs(storeOf(stream, get), networkOf(answers));
  server._scheduleProcessTasks = () => {};
  server.start();
  const ids = await peers.peerIds(partners);
  begin();
  for (const { partner: nth, entries } of stream.messages) {
    const partner = ids[nth] as (typeof ids)[number];
    const message = peers.ipfsMessage();
    // As its decoder does after protobuf.
    for (const { cid, priority, cancel, wantType, sendDontHave } of entries)
      if (cancel) message.cancel(CID.decode(cid));
      else
        message.addEntry(
          CID.decode(cid),
          priority,
          wantType === 'block' ? 'Block' : 'Have',
          false,
          sendDontHave,
        );
    await server.messageReceived(partner, message);
    for (let before = -1; before !== answers.blocks + answers.presences; ) {
      before = answers.blocks + answers.presences;
      await server._processTasks();
    }
  }
  return answers;
}

/** The moment at which a server begins its work; what it needs before is not counted. */
let begun = 0;
function begin(): void {
  begun = performance.now();
}

const idlePort: Omit<ExchangePort, 'sizeOf'> = {
  wantHave() {},
  wantBlock() {},
  cancel() {},
  full() {},
  findProviders() {},
  idle() {},
  impatience() {},
  block() {},
  have() {},
  dontHave() {},
  work() {},
  got() {},
};

/** Events per second of the servers, in turn. */
export async function engines(): Promise<void> {
  const peers = await loadPeers();
  const stream = await streamOf(35);
  const events = messages * entriesPerMessage;
  const runs: Readonly<Record<string, () => Promise<Answers>>> = {
    'this core': () => {
      const { run } = ours(stream, false);
      begin();
      return run();
    },
    'this core, and its packer': () => {
      const { run } = ours(stream, true);
      begin();
      return run();
    },
    [`@helia/bitswap ${peers.versions.helia}`]: () => helia(stream, peers),
    [`ipfs-bitswap ${peers.versions.ipfs}`]: () => ipfs(stream, peers),
  };
  const rates = new Map<string, number[]>();
  const found = new Map<string, Answers>();
  for (let round = 0; round < 4; round++)
    for (const [name, run] of Object.entries(runs)) {
      const answers = await run();
      const seconds = (performance.now() - begun) / 1_000;
      found.set(name, answers);
      if (round > 0) rates.set(name, [...(rates.get(name) ?? []), events / seconds]);
    }
  console.log(
    `A server with ${count(heldBlocks)} blocks of ${count(blockBytes)} bytes and ${partners} partners takes ` +
      `${count(messages)} messages of ${entriesPerMessage} entries: wants of blocks and of presences, half of them held, and ` +
      'one Cancel in eight; it answers each message before the next one. Median of 3 passes in turn:\n',
  );
  console.log('| server | events/s | this core and its packer : it | blocks | presences |');
  console.log('|---|---|---|---|---|');
  const own = median(rates.get('this core, and its packer') as number[]);
  for (const [name, all] of rates) {
    const { blocks, presences } = found.get(name) as Answers;
    const rate = median(all);
    console.log(
      `| ${name} | ${count(rate)} | ${count(own / rate, 1)} | ${count(blocks)} | ${count(presences)} |`,
    );
  }
  console.log('');
}

// ---------------------------------------------------------------- memory

const settled = () => {
  // Twice: buffers of arrays that are garbage are freed after the first one.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const million = 1_000_000;

/** CIDs of 168 characters that are made one after the other. */
function flooded(nth: number): string {
  return `${nth}`.padStart(8, '0').padEnd(168, '\x12');
}

/** The bytes of a CID of 36 bytes, by number. */
function cidBytesOf(nth: number): Uint8Array {
  const bytes = new Uint8Array(36);
  bytes.set([1, 0x55, 0x12, 32]);
  new DataView(bytes.buffer).setUint32(4, nth);
  return bytes;
}

/** The memory after each fifth of a million asks, from the memory before the first one; the priority by number. */
function floodBy(priorityOf: (nth: number) => number): { kib: number[]; kept: number; perSecond: number } {
  const exchange = new Exchange({ ...idlePort, sizeOf: () => none });
  const flooder = exchange.connected('flooder');
  const before = settled();
  const kib: number[] = [];
  let seconds = 0;
  for (let fifth = 0; fifth < 5; fifth++) {
    const started = performance.now();
    for (let nth = (fifth * million) / 5; nth < ((fifth + 1) * million) / 5; nth++)
      exchange.wantBlock(flooder, flooded(nth), true, priorityOf(nth));
    seconds += (performance.now() - started) / 1_000;
    kib.push((settled() - before) / 1_024);
  }
  const { ledger, cids } = exchange.server;
  if (cids.size !== ledger.countOf(flooder)) throw new Error('CIDs and asks are as many for one partner');
  return { kib, kept: cids.size, perSecond: million / seconds };
}

/** A partner that asks for a million CIDs: with the highest priority each, with one that rises, and one that falls. */
export function flood(): void {
  const floods = {
    'equal: each new ask evicts the first one': () => 2 ** 31 - 1,
    'rising: each new ask evicts the lowest one': (nth: number) => nth,
    'falling: each new ask is dropped': (nth: number) => -nth,
  };
  // Once before, so that what the compiler needs is not counted.
  for (const priorityOf of Object.values(floods)) floodBy(priorityOf);
  console.log(
    'A partner asks for a million CIDs of 168 bytes that are not here; KiB of memory more than before the first, after each fifth:\n',
  );
  console.log('| priorities | 200,000 | 400,000 | 600,000 | 800,000 | 1,000,000 | asks kept | asks/s |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [name, priorityOf] of Object.entries(floods)) {
    const { kib, kept, perSecond } = floodBy(priorityOf);
    console.log(
      `| ${name} | ${kib.map((one) => count(one)).join(' | ')} | ${count(kept)} | ${count(perSecond)} |`,
    );
  }
  console.log('');
}

/** Bytes of a partner and of an ask, with partners whose asks have these CIDs. */
function ofPartners(cidOf: (nth: number, ask: number) => string): {
  exchange: Exchange;
  partner: number;
  ask: number;
} {
  const exchange = new Exchange({ ...idlePort, sizeOf: () => none }, { ...coreSetting, asksMax: 1_024 });
  const start = settled();
  const numbers = Array.from({ length: partnersMany }, (_, nth) => exchange.connected(`peer ${nth}`));
  const joined = settled();
  for (const [nth, partner] of numbers.entries())
    for (let ask = 0; ask < asksEach; ask++) exchange.wantBlock(partner, cidOf(nth, ask), false, ask);
  const asks = partnersMany * asksEach;
  return { exchange, partner: (joined - start) / partnersMany, ask: (settled() - joined) / asks };
}

const partnersMany = 1_000;
const asksEach = 100;

/** Bytes of a partner, of an ask with a CID that others ask for or of its own, and of a wanted CID. */
export function memory(): void {
  const cids = Array.from({ length: 10_000 }, (_, nth) => `cid ${nth}`);
  const shared = (nth: number, ask: number) => cids[(nth * 7 + ask * 13) % cids.length] as string;
  const own = (nth: number, ask: number) => keyOfCid(cidBytesOf(nth * asksEach + ask));
  // Once before, so that what the compiler needs is not counted.
  ofPartners(own);
  const alone = ofPartners(own);
  const { exchange, partner, ask } = ofPartners(shared);
  const asked = settled();
  for (const cid of cids) exchange.want(cid, 'session');
  const wanted = settled();
  console.log(
    `Memory, with ${count(partnersMany)} partners, ${asksEach} asks of each, and ${count(cids.length)} wants:\n`,
  );
  console.log('| of | bytes |');
  console.log('|---|---|');
  console.log(`| a partner without asks | ${count(partner)} |`);
  console.log(`| an ask for a CID that others ask for, too | ${count(ask)} |`);
  console.log(`| an ask for a CID of 36 bytes of its own | ${count(alone.ask)} |`);
  console.log(
    `| a wanted CID that ${count(partnersMany)} partners were told of | ${count((wanted - asked) / cids.length)} |`,
  );
  console.log('');
}
