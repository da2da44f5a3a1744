/**
 * The implementation of Bitswap's exchange, written for speed: a class without I/O, clocks or randomness. It does
 * what the formal model does (`models/bitswap/exchange/`); both are explored in lockstep. Read in this order:
 * this file (a node as a whole), `client.ts` (what it wants), `server.ts` (what it answers); then their structures:
 * `table.ts`, `asks.ts`, `heap.ts`, `ring.ts`, `peers.ts`.
 *
 * Blocks reach it verified: the edge hashes, and says whether the content matches a CID. The store of blocks is
 * outside, too; it must hold a wanted block before `block` says that it came (boxo: stored before announced).
 *
 * What makes it fast: partners, CIDs and entries are small integers, all fields are typed arrays, and an event
 * allocates nothing unless it begins something new. What makes it safe: all of it is bounded (`server.ts`).
 */
import { wantBlock, wantHave } from './asks.ts';
import { Client, type ClientPort, type ClientSetting, clientSetting } from './client.ts';
import { Peers } from './peers.ts';
import { RecentNames } from './recent.ts';
import { type ExchangeRules, exchangeRules } from './rules.ts';
import { Server, type ServerPort, type ServerSetting, serverSetting } from './server.ts';
import { none } from './table.ts';

/** What an exchange does, and what it reads of the store. Partners are numbers, CIDs are names. */
export interface ExchangePort extends ServerPort, ClientPort {
  /** A wanted block is here. */
  got(cid: string): void;
}

/** The parameters of an exchange. */
export interface CoreSetting extends ServerSetting, Omit<ClientSetting, 'isDistrusted'> {
  /** Bad blocks after which a partner is asked last; 0 counts none. */
  readonly strikesMax: number;
  /**
   * How many wants are remembered after their end. A block of any other CID that is not wanted was never asked for, and
   * is a strike: wrong data are the block of another CID. 0: such a block is no strike.
   */
  readonly endedRemembered: number;
  /** How many peers are remembered after their connection, for strikes and receipts. */
  readonly remembered: number;
}

/** The figures of boxo, and those that it leaves open. */
export const coreSetting: CoreSetting = {
  ...serverSetting,
  ...clientSetting,
  ...{ strikesMax: 3, endedRemembered: 16_384, remembered: 4_096 },
};

/** A node of the exchange. */
export class Exchange {
  readonly client: Client;
  readonly server: Server;
  readonly peers: Peers;
  readonly #port: ExchangePort;
  readonly #setting: CoreSetting;
  readonly #rules: ExchangeRules;
  /** The CIDs of the wants that ended last. */
  readonly #ended: RecentNames;

  constructor(
    port: ExchangePort,
    setting: CoreSetting = coreSetting,
    rules: ExchangeRules = exchangeRules,
    server?: (port: ServerPort) => Server,
  ) {
    this.#port = port;
    this.#setting = setting;
    this.#rules = rules;
    this.peers = new Peers(setting.remembered);
    this.#ended = new RecentNames(setting.endedRemembered);
    const isDistrusted = (partner: number) =>
      setting.strikesMax > 0 && this.peers.strikesOf(partner) >= setting.strikesMax;
    const serverPort: ServerPort = {
      sizeOf: (cid) => port.sizeOf(cid),
      block: (partner, cid, bytes) => {
        port.block(partner, cid, bytes);
        this.peers.countSent(partner, bytes);
      },
      have: (partner, cid) => port.have(partner, cid),
      dontHave: (partner, cid) => port.dontHave(partner, cid),
      work: (partner, isDue) => port.work(partner, isDue),
    };
    this.client = new Client(port, rules, { ...setting, isDistrusted });
    this.server = server?.(serverPort) ?? new Server(serverPort, setting, rules);
  }

  // ------------------------------------------------------------- connections

  /** N4: a connection to a peer is up, the first one of several. Returns the number of the partner. */
  connected(name: string): number {
    const partner = this.peers.connect(name);
    this.client.join(partner);
    return partner;
  }

  /** N1: the last connection to a partner is gone. The number may be another peer's from now on. */
  lost(partner: number, order?: readonly number[]): void {
    this.server.leave(partner);
    this.client.leave(partner, order);
    this.peers.disconnect(partner);
  }

  // ------------------------------------------------------------- orders of the user

  /** C1: a session wants a block. One that is held is not wanted. */
  want(cid: string, session: string, order?: readonly number[]): void {
    if (this.#port.sizeOf(cid) === none) this.client.want(cid, session, order);
  }

  /** C5: a session wants a block no more. */
  giveUp(cid: string, session: string): void {
    this.client.giveUp(cid, session);
    if (!this.client.isWanted(cid)) this.#ended.add(cid);
  }

  /** S3: the user made a block, and the store holds it. */
  put(cid: string): void {
    this.#stored(cid, none);
  }

  // ------------------------------------------------------------- what comes from a partner

  /**
   * C4: a partner sends a block; if it is wanted, the store holds it already. A block that was never asked for is a
   * strike against the partner, as a bad one is.
   *
   * @returns whether it was wanted, and taken.
   */
  block(partner: number, cid: string, isGood: boolean, bytes: number): boolean {
    this.peers.countReceived(partner, bytes);
    if (this.#rules.refuses(isGood)) {
      this.peers.strike(partner, this.#setting.strikesMax);
      if (this.#rules.endsAtBadBlock()) this.client.drop(cid);
      return false;
    }
    const { client } = this;
    const slot = client.wants.numberOf(cid);
    if (!this.#rules.takesBlock(slot !== none, slot !== none && client.askedFor(slot) === partner)) {
      if (slot === none && !this.#ended.mayHave(cid)) this.peers.strike(partner, this.#setting.strikesMax);
      return false;
    }
    this.#stored(cid, partner);
    return true;
  }

  /** C2. */
  have(partner: number, cid: string, order?: readonly number[]): void {
    this.client.have(partner, cid, order);
  }

  /** C3. */
  dontHave(partner: number, cid: string, order?: readonly number[]): void {
    this.client.dontHave(partner, cid, order);
  }

  /** S1. */
  wantHave(partner: number, cid: string, sendDontHave: boolean, priority: number): void {
    this.#wants(partner, cid, wantHave, sendDontHave, priority);
  }

  /** S1. */
  wantBlock(partner: number, cid: string, sendDontHave: boolean, priority: number): void {
    this.#wants(partner, cid, wantBlock, sendDontHave, priority);
  }

  /** S5. */
  cancel(partner: number, cid: string): void {
    this.server.cancel(partner, cid);
  }

  /** S1: a block that is held is served, and a want for any other one waits. */
  #wants(partner: number, cid: string, want: number, sendDontHave: boolean, priority: number): void {
    this.server.want(partner, cid, want, sendDontHave, priority);
  }

  /** S3: the store holds a block from now on, of a partner or of the user (`none`). Its want ends, if there is one. */
  #stored(cid: string, giver: number): void {
    try {
      if (giver !== none || this.client.isWanted(cid)) this.#port.got(cid);
    } finally {
      if (this.client.take(giver, cid)) this.#ended.add(cid);
      if (this.#rules.servesWaiting(giver !== none)) this.server.newBlock(cid);
    }
  }
}
