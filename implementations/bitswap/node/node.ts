/**
 * A node of Bitswap without sockets or a clock: the core of the exchange (`../exchange/exchange.ts`) joined with its
 * edge (`../wire/`). Bytes that arrive, connections and the time go in; bytes to send go out. Names of partners and
 * of streams are the shell's; CIDs are keys, as `keyOfCid` writes them.
 *
 * The shell calls `tick` at the time `due`, which each other call may change. It may send all wants to a partner over
 * one stream, and all answers over another: then no Cancel overtakes its want.
 */
import { wantBlock, wantHave } from '../exchange/asks.ts';
import { type CoreSetting, coreSetting, Exchange, type ExchangePort } from '../exchange/exchange.ts';
import type { FullEntry } from '../exchange/server.ts';
import { none } from '../exchange/table.ts';
import { cidOfKey, identityOfKey, keyOfCid } from '../wire/cid.ts';
import { type ConnectionEvent, type Connections, connect, noConnections } from '../wire/connections.ts';
import { nodeBytesMax } from '../wire/dag-pb.ts';
import { MessageDecoder } from '../wire/decode.ts';
import { WireError } from '../wire/decoder.ts';
import { encodeMessage } from '../wire/encode.ts';
import type { Hash } from '../wire/hashes.ts';
import { takeMessage } from '../wire/intake.ts';
import type { Message, WantEntry } from '../wire/messages.ts';
import { AnswerPacker, answerBytes, WantPacker } from '../wire/packer.ts';
import { type WireLimits, wireLimits } from '../wire/rules.ts';
import { type Block, isBlockOf, payloadOf } from '../wire/verify.ts';

/** What a node does, and what it reads. */
export interface NodePort {
  readonly hash: Hash;
  /** The data of a block that the store holds. */
  dataOf(cid: string): Uint8Array | undefined;
  /** Stores a block; the data belong to the store from now on. */
  store(cid: string, data: Uint8Array): void;
  /** Sends a message; `sent` says later that it went out or failed. */
  send(partner: string, over: 'wants' | 'answers', bytes: Uint8Array, sending: Sending): void;
  /** Closes a connection whose partner is down already. */
  close(partner: string, connection: string): void;
  /** Asks the routing system for nodes that have a block. */
  findProviders(cid: string): void;
}

/** A message on its way, for `sent`. */
export interface Sending {
  readonly partner: string;
  /** The bytes of its answers, as the core counts them. */
  readonly answerBytes: number;
  /** The connection that had brought the partner up, and its number in the core. */
  readonly connection: string;
  readonly nth: number;
}

/** The parameters of a node; times are in ms. */
export interface NodeSetting {
  readonly core: CoreSetting;
  readonly limits: WireLimits;
  /** After so long all partners hear of the wants that none is asked for; longer with each tick without news (C6). */
  readonly idleMs: number;
  /** After so long wants without an answer are sent again. */
  readonly againMs: number;
}

/** The figures of boxo. */
export const nodeSetting: NodeSetting = {
  ...{ core: coreSetting, limits: wireLimits },
  ...{ idleMs: 1_000, againMs: 30_000 },
};

/** A user of a node, such as a walk over an object. */
export interface NodeUser {
  /** The time of its next `tick` in ms. */
  readonly due: number | undefined;
  tick(now: number): void;
  /** A block that some session of the node wanted is in the store. */
  got(cid: string, now: number): void;
}

/** A partner that is up. */
interface Partner {
  readonly name: string;
  readonly number: number;
  /** The connection that brought it up, and its number in the core. */
  readonly connection: string;
  readonly nth: number;
  readonly wants: WantPacker;
  readonly answers: AnswerPacker;
  /** By the names of its streams. */
  readonly decoders: Map<string, MessageDecoder>;
  impatientAt: number | undefined;
  againAt: number;
}

/** How many blocks came that were of use, came without a want, or could not be verified. */
export interface Receipts {
  wanted: number;
  unwanted: number;
  refused: number;
  /** Blocks that no message holds; the partner got DontHave. */
  unsendable: number;
}

/** A node. */
export class BitswapNode {
  readonly exchange: Exchange;
  readonly receipts: Receipts = { wanted: 0, unwanted: 0, refused: 0, unsendable: 0 };
  readonly #port: NodePort;
  readonly #setting: NodeSetting;
  readonly #users = new Set<NodeUser>();
  readonly #partners = new Map<string, Partner>();
  /** By their numbers in the core. */
  readonly #numbered: (Partner | undefined)[] = [];
  #connections: Connections = noConnections;
  #idleAt: number | undefined;
  /** Blocks that came in this call. Users hear of them after the core is done with its message. */
  #arrived: string[] = [];
  #now = 0;

  constructor(port: NodePort, setting: NodeSetting = nodeSetting) {
    this.#port = port;
    this.#setting = setting;
    this.exchange = new Exchange(this.#exchangePort(), setting.core);
  }

  // ------------------------------------------------------------- the user

  /** From now on a user gets a note of each block that comes. */
  join(user: NodeUser): void {
    this.#users.add(user);
  }

  leave(user: NodeUser): void {
    this.#users.delete(user);
  }

  dataOf(cid: string): Uint8Array | undefined {
    return this.#port.dataOf(cid) ?? identityOfKey(cid);
  }

  /** A session wants a block that the store does not hold. */
  want(cid: string, session: string, now: number): void {
    this.#now = now;
    this.exchange.want(cid, session);
  }

  giveUp(cid: string, session: string, now: number): void {
    this.#now = now;
    this.exchange.giveUp(cid, session);
  }

  /**
   * Stores a block that the user made, and offers it.
   * @throws {WireError} if the data are not those of the CID, or no partner could take the block.
   */
  put(block: Block, now: number): void {
    payloadOf(block);
    if (block.data.length > nodeBytesMax)
      throw new WireError(`A block has ${block.data.length} bytes, but ${nodeBytesMax} are the most.`);
    if (!isBlockOf(block.cid, block.data, this.#port.hash))
      throw new WireError('The data of a block must have the digest in its CID, but they have another one.');
    this.#now = now;
    const key = keyOfCid(block.cid);
    this.#port.store(key, block.data);
    this.exchange.put(key);
    this.#settle();
  }

  // ------------------------------------------------------------- connections and time

  /** A connection opened, closed, or failed to send. */
  note(event: ConnectionEvent, now: number): void {
    this.#now = now;
    const { connections, told } = connect(this.#connections, [event]);
    this.#connections = connections;
    for (const change of told)
      if (change.type === 'close') this.#port.close(change.partner, change.connection);
      else if (change.type === 'up') this.#up(change.partner, event.connection);
      else this.#down(change.partner);
    this.#settle();
  }

  /** A message of `send` went out, or failed for good. */
  sent({ partner, answerBytes, connection, nth }: Sending, isSent: boolean, now: number): void {
    this.#now = now;
    const number = this.#partners.get(partner)?.number;
    if (number === undefined) return;
    if (answerBytes > 0) this.exchange.server.sendEnded(number, answerBytes, isSent, nth);
    if (isSent) this.#settle();
    else this.note({ type: 'failed', partner, connection }, now);
  }

  /** The time of the next `tick` in ms; undefined where nothing waits. */
  get due(): number | undefined {
    const times = [this.#idleAt, ...[...this.#users].map((user) => user.due)];
    for (const { wants, answers, impatientAt, againAt } of this.#partners.values())
      times.push(wants.due, answers.due, impatientAt, this.#idleAt === undefined ? undefined : againAt);
    const least = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
    return least === Number.POSITIVE_INFINITY ? undefined : least;
  }

  /** Does all that is due. */
  tick(now: number): void {
    this.#now = now;
    const { client } = this.exchange;
    if (isDue(this.#idleAt, now)) client.idle();
    for (const partner of [...this.#partners.values()]) {
      if (isDue(partner.impatientAt, now)) {
        partner.impatientAt = undefined;
        client.impatience(partner.number);
      }
      if (partner.againAt <= now) {
        partner.againAt = now + this.#setting.againMs;
        client.sendAgain(partner.number);
      }
    }
    for (const user of [...this.#users]) if (isDue(user.due, now)) user.tick(now);
    this.#settle();
    for (const partner of [...this.#partners.values()]) this.#flush(partner);
  }

  #up(name: string, connection: string): void {
    const number = this.exchange.peers.connect(name);
    const nth = this.exchange.server.connectionTo(number);
    const { limits, againMs } = this.#setting;
    const partner: Partner = {
      ...{ name, number, connection, nth, wants: new WantPacker(limits), answers: new AnswerPacker(limits) },
      ...{ decoders: new Map(), impatientAt: undefined, againAt: this.#now + againMs },
    };
    this.#partners.set(name, partner);
    this.#numbered[number] = partner;
    this.exchange.connected(name);
  }

  #down(name: string): void {
    const partner = this.#partners.get(name);
    if (partner === undefined) return;
    this.#partners.delete(name);
    this.#numbered[partner.number] = undefined;
    this.exchange.lost(partner.number);
  }

  // ------------------------------------------------------------- what arrives

  /** Bytes of a stream of a partner. A stream that is none of messages ends the connections of the partner. */
  receive(name: string, stream: string, chunk: Uint8Array, now: number): void {
    this.#now = now;
    const partner = this.#partners.get(name);
    if (partner === undefined) return;
    const { limits } = this.#setting;
    const decoder = partner.decoders.get(stream) ?? new MessageDecoder({ limits });
    partner.decoders.set(stream, decoder);
    try {
      decoder.push(chunk, (message) => this.#receiveMessage(partner, message));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.note({ type: 'failed', partner: name, connection: partner.connection }, now);
    }
    this.#settle();
  }

  /** A stream of a partner ended. A message that is incomplete is lost. */
  ended(name: string, stream: string): void {
    this.#partners.get(name)?.decoders.delete(stream);
  }

  #receiveMessage(partner: Partner, message: Message): void {
    const { exchange } = this;
    const { number } = partner;
    const { entries, full, blocks, presences, refused } = takeMessage(message, this.#port.hash);
    for (const block of blocks) this.#receiveBlock(partner, block);
    this.receipts.refused += refused.length;
    for (const { payload } of refused) exchange.block(number, '', false, payload.data.length);
    for (const { cid, type } of presences)
      if (type === 'have') exchange.have(number, keyOfCid(cid));
      else exchange.dontHave(number, keyOfCid(cid));
    if (full) {
      const wanted = entries.filter(({ cancel }) => !cancel);
      exchange.server.full(number, wanted.map(fullEntryOf));
      return;
    }
    for (const { cid, priority, cancel, wantType, sendDontHave } of entries) {
      const key = keyOfCid(cid);
      if (cancel) exchange.cancel(number, key);
      else if (wantType === 'block') exchange.wantBlock(number, key, sendDontHave, priority);
      else exchange.wantHave(number, key, sendDontHave, priority);
    }
  }

  /** Takes a block by the CID that its data have. A forged one is so another block, which is not wanted. */
  #receiveBlock(partner: Partner, { cid, data }: Block): void {
    const key = keyOfCid(cid);
    const isWanted = this.exchange.client.isWanted(key);
    if (isWanted) this.#port.store(key, data.slice());
    this.exchange.block(partner.number, key, true, data.length);
    if (!isWanted) {
      this.receipts.unwanted++;
      return;
    }
    this.receipts.wanted++;
  }

  /** Hands out the blocks that came, and lets the server take its turns. */
  #settle(): void {
    while (this.#arrived.length > 0) {
      const arrived = this.#arrived;
      this.#arrived = [];
      for (const cid of arrived) for (const user of [...this.#users]) user.got(cid, this.#now);
    }
    for (let served = 0; served !== none; )
      try {
        served = this.exchange.server.serveNext();
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        this.receipts.unsendable++;
      }
  }

  // ------------------------------------------------------------- what goes out

  #exchangePort(): ExchangePort {
    const entry = (partner: number, cid: string, what: Partial<WantEntry>) =>
      this.#at(partner).wants.add(entryOf(cid, what), this.#now);
    const presence = (partner: number, cid: string, type: 'have' | 'dont-have') =>
      this.#at(partner).answers.presence({ cid: cidOfKey(cid), type }, this.#now);
    return {
      now: () => this.#now,
      sizeOf: (cid) => this.dataOf(cid)?.length ?? none,
      wantHave: (partner, cid, sendDontHave) => entry(partner, cid, { sendDontHave }),
      wantBlock: (partner, cid) => entry(partner, cid, { wantType: 'block', sendDontHave: true }),
      cancel: (partner, cid) => entry(partner, cid, { cancel: true }),
      full: (partner, cids) =>
        this.#at(partner).wants.replace(
          cids.map((cid) => entryOf(cid, {})),
          this.#now,
        ),
      findProviders: (cid) => this.#port.findProviders(cid),
      idle: (isArmed, ticks) => {
        this.#idleAt = isArmed ? this.#now + this.#setting.idleMs * (1 + ticks) : undefined;
      },
      impatience: (number, isArmed, afterMs) => {
        const partner = this.#numbered[number];
        if (partner !== undefined) partner.impatientAt = isArmed ? this.#now + afterMs : undefined;
      },
      block: (partner, cid) => {
        const data = this.dataOf(cid) as Uint8Array;
        this.#at(partner).answers.block({ cid: cidOfKey(cid), data }, this.#now);
      },
      have: (partner, cid) => presence(partner, cid, 'have'),
      dontHave: (partner, cid) => presence(partner, cid, 'dont-have'),
      work: () => {},
      got: (cid) => this.#arrived.push(cid),
    };
  }

  #at(partner: number): Partner {
    return this.#numbered[partner] as Partner;
  }

  /** Sends the messages of a partner that are due. */
  #flush(partner: Partner): void {
    const { wants, answers, name, connection, nth } = partner;
    const now = this.#now;
    const isUp = () => this.#numbered[partner.number] === partner;
    for (let message = wants.take(now); message && isUp(); message = wants.take(now))
      this.#port.send(name, 'wants', encodeMessage(message), {
        ...{ partner: name, answerBytes: 0, connection, nth },
      });
    for (let message = answers.take(now); message && isUp(); message = answers.take(now)) {
      const sending = { partner: name, answerBytes: answerBytes(message), connection, nth };
      this.#port.send(name, 'answers', encodeMessage(message), sending);
    }
  }
}

function fullEntryOf({ cid, priority, wantType, sendDontHave }: WantEntry): FullEntry {
  const want = wantType === 'block' ? wantBlock : wantHave;
  return { cid: keyOfCid(cid), want, sendDontHave, priority };
}

function isDue(time: number | undefined, now: number): boolean {
  return time !== undefined && time <= now;
}

/** A want for a CID; all wants of a node have one priority. */
function entryOf(key: string, what: Partial<WantEntry>): WantEntry {
  return {
    cid: cidOfKey(key),
    ...{ priority: 1, cancel: false, wantType: 'have', sendDontHave: false },
    ...what,
  };
}
