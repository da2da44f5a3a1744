/**
 * A libp2p shell around the exchange: it gives the core its events, and carries out what the core does. It lives
 * with the tests, and is no part of the package.
 *
 * Wants and answers of a partner go over one stream each, which stays open, so no Cancel overtakes its want. All
 * blocks are in memory. A wanted block is stored before it goes to the core. A block that no message holds is
 * answered by DontHave, and counted.
 */
import { createHash } from 'node:crypto';
import { wantBlock, wantHave } from '../../../implementations/bitswap/exchange/asks.ts';
import { Exchange, type ExchangePort } from '../../../implementations/bitswap/exchange/exchange.ts';
import { none } from '../../../implementations/bitswap/exchange/table.ts';
import {
  cidOfKey,
  hashCodes,
  identityOfKey,
  keyOfCid,
  prefixOfCid,
} from '../../../implementations/bitswap/wire/cid.ts';
import {
  type ConnectionEvent,
  type Connections,
  connect,
  noConnections,
} from '../../../implementations/bitswap/wire/connections.ts';
import { MessageDecoder } from '../../../implementations/bitswap/wire/decode.ts';
import { WireError } from '../../../implementations/bitswap/wire/decoder.ts';
import { encodeMessage } from '../../../implementations/bitswap/wire/encode.ts';
import type { Hash } from '../../../implementations/bitswap/wire/hashes.ts';
import { takeMessage } from '../../../implementations/bitswap/wire/intake.ts';
import type { Message } from '../../../implementations/bitswap/wire/messages.ts';
import { AnswerPacker, answerBytes, WantPacker } from '../../../implementations/bitswap/wire/packer.ts';
import type { Node, PeerId, Stream } from './packages.ts';

const protocol = '/ipfs/bitswap/1.2.0';

const hash: Hash = (prefix, data) =>
  prefix.hash === hashCodes.sha2_256 ? createHash('sha256').update(data).digest() : undefined;

/** What the shell keeps of a partner that is up. */
interface Partner {
  readonly peer: PeerId;
  readonly number: number;
  /** The connection in `connect`, and its number in the server. */
  readonly connection: string;
  readonly nth: number;
  readonly wants: WantPacker;
  readonly answers: AnswerPacker;
  /** The sends that wait for each other, one list a stream. */
  sending: { wants: Promise<void>; answers: Promise<void> };
  streams: { wants?: Promise<Stream>; answers?: Promise<Stream> };
  flush?: ReturnType<typeof setTimeout>;
  impatience?: ReturnType<typeof setTimeout>;
  again?: ReturnType<typeof setInterval>;
}

/** What happened so far. */
export interface Counts {
  blocksReceived: number;
  blocksSent: number;
  duplicates: number;
  refused: number;
  dontHaves: number;
  /** Answers that could not be sent. */
  unsendable: number;
}

/** The shell of one node. */
export class Shell {
  readonly exchange: Exchange;
  readonly store = new Map<string, Uint8Array>();
  readonly counts: Counts = {
    ...{ blocksReceived: 0, blocksSent: 0, duplicates: 0, refused: 0, dontHaves: 0, unsendable: 0 },
  };
  readonly #node: Node;
  /** By name, and by number. */
  readonly #partners = new Map<string, Partner>();
  readonly #numbered: (Partner | undefined)[] = [];
  readonly #waiting = new Map<string, (data: Uint8Array) => void>();
  #connections: Connections = noConnections;
  /** How many connections have opened; libp2p tells of the first of a peer, and of the end of the last one. */
  #opened = 0;
  /** By name, the connection of each peer. */
  readonly #current = new Map<string, string>();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #isWorking = false;
  #isStopped = false;

  constructor(node: Node) {
    this.#node = node;
    this.exchange = new Exchange(this.#port());
  }

  async start(): Promise<void> {
    await this.#node.handle(protocol, (stream, connection) => this.#read(stream, connection.remotePeer));
    await this.#node.register(protocol, {
      onConnect: (peer) => {
        this.#current.set(`${peer}`, `connection ${this.#opened++}`);
        this.#noteConnection('opened', peer);
      },
      onDisconnect: (peer) => this.#noteConnection('closed', peer),
    });
  }

  /** Ends all timers; the node is stopped by its owner. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#idle);
    for (const partner of this.#partners.values()) {
      clearTimeout(partner.flush);
      clearTimeout(partner.impatience);
      clearInterval(partner.again);
    }
  }

  /** How many partners are up. */
  get partners(): number {
    return this.#partners.size;
  }

  /** The block of a CID, once it is here. An identity CID holds it itself. @throws {WireError} if it is no CID. */
  want(cid: Uint8Array): Promise<Uint8Array> {
    prefixOfCid(cid);
    const key = keyOfCid(cid);
    const held = this.#dataOf(key);
    if (held !== undefined) return Promise.resolve(held);
    return new Promise((resolve) => {
      this.#waiting.set(key, resolve);
      this.exchange.want(key, 'user');
    });
  }

  put(cid: Uint8Array, data: Uint8Array): void {
    const key = keyOfCid(cid);
    this.store.set(key, data);
    this.exchange.put(key);
  }

  #dataOf(key: string): Uint8Array | undefined {
    return this.store.get(key) ?? identityOfKey(key);
  }

  // ------------------------------------------------------------- what arrives

  /** Notes that a connection opened, closed or failed; without a name, the current one of the peer. */
  #noteConnection(type: ConnectionEvent['type'], peer: PeerId, name?: string): void {
    const connection = name ?? this.#current.get(`${peer}`) ?? '';
    const { connections, told } = connect(this.#connections, [{ type, partner: `${peer}`, connection }]);
    this.#connections = connections;
    for (const change of told) {
      if (change.type === 'up') this.#up(change.partner, peer, connection);
      else if (change.type === 'down') this.#down(change.partner);
      else void this.#node.hangUp(peer);
    }
  }

  #up(name: string, peer: PeerId, connection: string): void {
    const number = this.exchange.peers.connect(name);
    const done = Promise.resolve();
    const nth = this.exchange.server.connectionTo(number);
    const partner: Partner = {
      ...{ peer, number, connection, nth, wants: new WantPacker(), answers: new AnswerPacker() },
      ...{ sending: { wants: done, answers: done }, streams: {} },
    };
    this.#partners.set(name, partner);
    this.#numbered[number] = partner;
    this.exchange.connected(name);
    partner.again = setInterval(() => this.exchange.client.sendAgain(number), 30_000);
  }

  #down(name: string): void {
    const partner = this.#partners.get(name);
    if (partner === undefined) return;
    clearTimeout(partner.flush);
    clearTimeout(partner.impatience);
    clearInterval(partner.again);
    this.#partners.delete(name);
    this.#numbered[partner.number] = undefined;
    this.exchange.lost(partner.number);
  }

  #read(stream: Stream, peer: PeerId): void {
    const decoder = new MessageDecoder();
    stream.addEventListener('message', ({ data }) => {
      try {
        decoder.push(data.subarray(), (message) => this.#receive(`${peer}`, message));
      } catch (error) {
        stream.abort(error as Error);
      }
    });
    stream.addEventListener('remoteCloseWrite', () => void stream.close().catch(() => {}));
  }

  #receive(name: string, message: Message): void {
    const partner = this.#partners.get(name)?.number;
    if (partner === undefined) return;
    const { exchange } = this;
    const { entries, full, blocks, presences, refused } = takeMessage(message, hash);
    for (const { cid, data } of blocks) this.#receiveBlock(partner, keyOfCid(cid), data);
    for (const _ of refused) {
      this.counts.refused++;
      exchange.block(partner, '', false, 0);
    }
    for (const { cid, type } of presences)
      if (type === 'have') exchange.have(partner, keyOfCid(cid));
      else {
        this.counts.dontHaves++;
        exchange.dontHave(partner, keyOfCid(cid));
      }
    if (full) {
      const wanted = entries.filter(({ cancel }) => !cancel);
      exchange.server.full(
        partner,
        wanted.map(({ cid, priority, wantType, sendDontHave }) => ({
          ...{ cid: keyOfCid(cid), want: wantType === 'block' ? wantBlock : wantHave },
          ...{ sendDontHave, priority },
        })),
      );
      return;
    }
    for (const { cid, priority, cancel, wantType, sendDontHave } of entries) {
      const key = keyOfCid(cid);
      if (cancel) exchange.cancel(partner, key);
      else if (wantType === 'block') exchange.wantBlock(partner, key, sendDontHave, priority);
      else exchange.wantHave(partner, key, sendDontHave, priority);
    }
  }

  #receiveBlock(partner: number, key: string, data: Uint8Array): void {
    const isNew = this.exchange.client.isWanted(key);
    if (isNew) this.store.set(key, data.slice());
    if (!this.exchange.block(partner, key, true, data.length)) this.counts.duplicates++;
  }

  // ------------------------------------------------------------- what the core does

  #port(): ExchangePort {
    const at = (partner: number) => this.#numbered[partner] as Partner;
    const entry = (
      partner: number,
      cid: string,
      wantType: 'have' | 'block',
      sendDontHave: boolean,
      cancel = false,
    ) => {
      at(partner).wants.add({ cid: cidOfKey(cid), priority: 1, cancel, wantType, sendDontHave }, Date.now());
      this.#flushLater(at(partner));
    };
    const presence = (partner: number, cid: string, type: 'have' | 'dont-have') => {
      at(partner).answers.presence({ cid: cidOfKey(cid), type }, Date.now());
      this.#flushLater(at(partner));
    };
    return {
      now: () => Date.now(),
      sizeOf: (cid) => this.#dataOf(cid)?.length ?? none,
      wantHave: (partner, cid, sendDontHave) => entry(partner, cid, 'have', sendDontHave),
      wantBlock: (partner, cid) => entry(partner, cid, 'block', true),
      cancel: (partner, cid) => entry(partner, cid, 'have', false, true),
      full: (partner, cids) => {
        const entries = cids.map((cid) => ({ cid: cidOfKey(cid), priority: 1, cancel: false }));
        at(partner).wants.replace(
          entries.map((one) => ({ ...one, wantType: 'have' as const, sendDontHave: false })),
          Date.now(),
        );
        this.#flushLater(at(partner));
      },
      findProviders: () => {},
      idle: (isArmed, ticks) => {
        clearTimeout(this.#idle);
        if (!isArmed || this.#isStopped) return;
        this.#idle = setTimeout(() => this.exchange.client.idle(), 1_000 * (1 + ticks));
      },
      impatience: (partner, isArmed, afterMs) => {
        clearTimeout(at(partner)?.impatience);
        if (isArmed)
          at(partner).impatience = setTimeout(() => this.exchange.client.impatience(partner), afterMs);
      },
      block: (partner, cid) => {
        at(partner).answers.block({ cid: cidOfKey(cid), data: this.#dataOf(cid) as Uint8Array }, Date.now());
        this.#flushLater(at(partner));
      },
      have: (partner, cid) => presence(partner, cid, 'have'),
      dontHave: (partner, cid) => presence(partner, cid, 'dont-have'),
      work: (_, isDue) => {
        if (isDue) this.#workLater();
      },
      got: (cid) => {
        this.counts.blocksReceived++;
        this.#waiting.get(cid)?.(this.store.get(cid) as Uint8Array);
        this.#waiting.delete(cid);
      },
    };
  }

  /** Takes the turns of the server after the events that are due now. */
  #workLater(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    setImmediate(() => {
      this.#isWorking = false;
      for (let served = 0; served !== none; )
        try {
          served = this.exchange.server.serveNext();
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          this.counts.unsendable++;
        }
    });
  }

  #flushLater(partner: Partner): void {
    if (this.#isStopped) return;
    const due = Math.min(
      partner.wants.due ?? Number.POSITIVE_INFINITY,
      partner.answers.due ?? Number.POSITIVE_INFINITY,
    );
    if (due === Number.POSITIVE_INFINITY) return;
    clearTimeout(partner.flush);
    partner.flush = setTimeout(() => this.#flush(partner), Math.max(0, due - Date.now()));
  }

  #flush(partner: Partner): void {
    const now = Date.now();
    for (let message = partner.wants.take(now); message; message = partner.wants.take(now))
      this.#send(partner, 'wants', message);
    for (let message = partner.answers.take(now); message; message = partner.answers.take(now))
      this.#send(partner, 'answers', message);
    this.#flushLater(partner);
  }

  /** Sends a message after those before it. A send that fails takes the partner down, and its bytes are released. */
  #send(partner: Partner, over: 'wants' | 'answers', message: Message): void {
    const bytes = encodeMessage(message);
    partner.sending[over] = partner.sending[over]
      .then(async () => {
        partner.streams[over] ??= this.#node.dialProtocol(partner.peer, protocol);
        const stream = await partner.streams[over];
        if (!stream.send(bytes)) await stream.onDrain();
        this.#ended(partner, message, true);
      })
      .catch(() => {
        this.#ended(partner, message, false);
        this.#noteConnection('failed', partner.peer, partner.connection);
      });
  }

  #ended({ number, nth }: Partner, message: Message, isSent: boolean): void {
    if (isSent) this.counts.blocksSent += message.payload.length;
    const bytes = answerBytes(message);
    if (bytes === 0) return;
    this.exchange.server.sendEnded(number, bytes, isSent, nth);
    this.#workLater();
  }
}
