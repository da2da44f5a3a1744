/**
 * A torrent of one peer, written for speed: a class without I/O, clocks or randomness. A partner is a small
 * integer that the caller chooses, and a block is an opaque value. It does what the formal model does
 * (`models/bittorrent/torrent.ts` and `connection.ts`); `peer.ts` gives names to its partners, so that both
 * are explored in lockstep.
 *
 * Read the methods for messages first: each is called with one message of a partner. `picker.ts` has rules
 * P1 to P6, `choker.ts` C1 to C4, `verification.ts` V2 to V4, `rules.ts` the decisions.
 *
 * What makes it fast:
 * - A block that arrives is found in a ring of open requests, noted in arrays, and answered by the next
 *   request. Nothing is allocated and no list of pieces is looked through.
 * - A Have is O(1): buckets of availability, and counts of what is missing.
 */
import { isBitfield } from './bitfield.ts';
import { Choker } from './choker.ts';
import { Connection, type TorrentPort } from './connection.ts';
import { noBlock, Picker, type PickerSetting, type Tie } from './picker.ts';
import type { PieceProgress } from './progress.ts';
import { Rates } from './rates.ts';
import { noRequest } from './requests.ts';
import type { TorrentRules } from './rules.ts';
import { type Blame, sourcesOf, Verification } from './verification.ts';

/** The parameters of a torrent. */
export interface TorrentSetting extends PickerSetting {
  /** The partners that are served at a time, and whether the optimistic one is one of them. */
  readonly slots: number;
  readonly optimistic: 'counted' | 'extra' | 'none';
  readonly zeroRate: 'eligible' | 'excluded';
  /** The rounds of a window for rates, and the most blocks of one round that count. */
  readonly rateRounds: number;
  readonly rateMax: number;
  /** The rate of a partner at a seed: the blocks that it got, or none (C2). */
  readonly seedRate: 'given' | 'none';
  /** The most open requests to one partner. */
  readonly pipeline: number;
  /** The most requests of one partner that wait; one more is dropped, or with `fast` rejected. */
  readonly queueMax: number;
  readonly upload: 'atOnce' | 'paced';
  readonly fast: boolean;
  readonly have: 'all' | 'lacking';
  readonly snubs: boolean;
  readonly blame: Blame;
}

/** The rate of a snubbed partner: it ranks last (C2). */
const snubbedRate = -1;

/** One torrent: messages of partners go in, and calls of the port come out. */
export class Torrent<Content> {
  readonly setting: TorrentSetting;
  readonly connections: readonly Connection[];
  readonly picker: Picker<Content>;
  readonly choker: Choker;
  readonly rates: Rates;
  readonly verification: Verification<Content>;
  /** What decides between equal pieces; the caller sets it before an event. */
  tie: Tie = 0;
  readonly #rules: TorrentRules;
  readonly #port: TorrentPort<Content>;
  /** The open requests of all connections. */
  #openCount = 0;

  /** `partnersMax`: partners are numbered below it. */
  constructor(setting: TorrentSetting, partnersMax: number, port: TorrentPort<Content>, rules: TorrentRules) {
    this.setting = setting;
    this.#port = port;
    this.#rules = rules;
    this.connections = Array.from({ length: partnersMax }, () => new Connection());
    this.picker = new Picker(setting, partnersMax, rules);
    this.rates = new Rates(partnersMax, setting.rateRounds);
    this.verification = new Verification(setting.blame, partnersMax, rules, (one, other) =>
      port.isSame(one, other),
    );
    const { slots, zeroRate, optimistic } = setting;
    this.choker = new Choker(
      {
        ...{ rule: 'held', between: 'rounds', reports: 'changes', slots, zeroRate },
        optimistic: optimistic === 'counted' ? 'counted' : 'extra',
      },
      partnersMax,
      { choke: (partner) => this.#choke(partner), unchoke: (partner) => this.#unchoke(partner) },
      optimistic === 'none' ? { ...rules, isWaiting: () => false } : rules,
    );
  }

  get isSeed(): boolean {
    return this.picker.verified.isFull;
  }

  // ------------------------------------------------------------- handshake and end (W1, W2, W7)

  /** Dials a partner. A banned one is not dialled. */
  dial(partner: number): void {
    const connection = this.#connection(partner);
    if (connection.stage !== 'closed' || this.verification.banned[partner] === 1) return;
    connection.stage = 'dialling';
    this.#port.handshake(partner);
  }

  handshake(partner: number): void {
    const connection = this.#connection(partner);
    if (connection.stage === 'dialling') this.open(partner);
    if (connection.stage !== 'closed') return;
    if (this.verification.banned[partner] === 1) {
      connection.stage = 'closing';
      this.#port.close(partner);
      return;
    }
    this.#port.handshake(partner);
    this.open(partner);
  }

  /** A connection is open: the Bitfield goes out before anything else. */
  open(partner: number): void {
    this.#connection(partner).stage = 'open';
    this.picker.join(partner);
    this.choker.connect(partner, this.choker.count);
    this.#port.bitfield(partner);
  }

  /** The partner closed the connection. */
  close(partner: number): void {
    const connection = this.#connection(partner);
    const { stage } = connection;
    if (stage === 'closed') return;
    connection.stage = 'closed';
    if (stage !== 'closing') this.#port.close(partner);
    if (stage !== 'open') return;
    this.#forget(partner);
    this.#fill();
  }

  /** Closes a connection; what the partner sends is ignored until it has closed, too. */
  drop(partner: number): void {
    this.#end(partner);
    this.#fill();
  }

  #end(partner: number): void {
    const connection = this.#connection(partner);
    const { stage } = connection;
    if (stage !== 'open' && stage !== 'dialling') return;
    connection.stage = 'closing';
    this.#port.close(partner);
    if (stage === 'open') this.#forget(partner);
  }

  /** Forgets a partner; what it was asked for is free again. */
  #forget(partner: number): void {
    const connection = this.#connection(partner);
    this.#giveUpAll(partner);
    this.#stopParoled(partner);
    this.#clearQueue(partner);
    connection.reset();
    this.picker.leave(partner);
    this.choker.leave(partner);
    this.rates.forget(partner);
  }

  // ------------------------------------------------------------- pieces of partners (W2, W3)

  /**
   * The Bitfield of a partner. It closes the connection unless it is the first message and has the right
   * length and no spare bit.
   */
  bitfield(partner: number, bytes: Uint8Array): void {
    const connection = this.#connection(partner);
    if (connection.stage !== 'open') return;
    if (!connection.isNew || !isBitfield(bytes, this.setting.pieces)) {
      this.drop(partner);
      return;
    }
    connection.isNew = false;
    this.picker.bitfield(partner, bytes);
    this.#updateInterest(partner);
    this.#fill();
  }

  /** HaveAll or HaveNone in place of a Bitfield (BEP 6): everything costs one step, not one a piece. */
  haveAllOrNone(partner: number, isAll: boolean): void {
    const connection = this.#connection(partner);
    if (connection.stage !== 'open') return;
    if (!connection.isNew || !this.setting.fast) {
      this.drop(partner);
      return;
    }
    connection.isNew = false;
    if (isAll) this.picker.everything(partner);
    this.#updateInterest(partner);
    this.#fill();
  }

  /** The partner has one more piece; an index that does not exist closes the connection. */
  have(partner: number, piece: number): void {
    if (!this.#takes(partner)) return;
    if (piece >= this.setting.pieces) {
      this.drop(partner);
      return;
    }
    this.picker.have(partner, piece);
    if (this.#rules.looksAtHave()) this.#updateInterest(partner);
    this.#fill();
  }

  /** Tells a partner whether it is interesting, if that changed (W3). */
  #updateInterest(partner: number): void {
    const connection = this.#connection(partner);
    const is = this.#rules.isInteresting(this.picker.missingOf(partner), connection.amInterested);
    if (is === connection.amInterested) return;
    connection.amInterested = is;
    if (is) this.#port.interested(partner);
    else this.#port.notInterested(partner);
  }

  // ------------------------------------------------------------- flags

  /** The partner is interested, or not any more; the choker looks at it in the next round (C4). */
  interest(partner: number, is: boolean): void {
    if (!this.#takes(partner)) return;
    this.#connection(partner).isInterested = is;
    this.choker.setInterest(partner, is);
  }

  /** The partner unchokes this peer. */
  unchoked(partner: number): void {
    if (!this.#takes(partner)) return;
    this.#connection(partner).isUnchoking = true;
    this.#fill();
  }

  /** The partner chokes this peer. Open requests are lost; with `fast` each stays until its answer (W4). */
  choked(partner: number): void {
    if (!this.#takes(partner)) return;
    this.#connection(partner).isUnchoking = false;
    if (this.#rules.losesAtChoke(this.setting.fast)) this.#giveUpAll(partner);
    this.#stopParoled(partner);
    this.#fill();
  }

  /** The choker unchokes a partner. */
  #unchoke(partner: number): void {
    this.#connection(partner).amUnchoking = true;
    this.#port.unchoke(partner);
  }

  /** The choker chokes a partner: its queue is emptied, with `fast` by a Reject each (W5). */
  #choke(partner: number): void {
    const { queue } = this.#connection(partner);
    this.#connection(partner).amUnchoking = false;
    this.#port.choke(partner);
    if (!this.#rules.emptiesQueue()) return;
    if (this.#rules.rejectsAtChoke(this.setting.fast))
      for (let nth = 0; nth < queue.size; nth++)
        this.#port.reject(partner, queue.pieceAt(nth), queue.beginAt(nth), queue.lengthAt(nth));
    this.#clearQueue(partner);
  }

  /** A round of the choker (C2, C3). */
  round(): void {
    const { choker, rates } = this;
    for (let at = 0; at < choker.count; at++) {
      const partner = choker.rotation[at] as number;
      const { isSnubbed } = this.#connection(partner);
      choker.rates[partner] = this.#rules.rank(rates.sums[partner] as number, isSnubbed, snubbedRate);
    }
    choker.round();
    rates.nextRound();
  }

  // ------------------------------------------------------------- requests of partners (W5)

  /** A request of the partner: of an unchoked one it is served, or waits. */
  request(partner: number, piece: number, begin: number, length: number): void {
    if (!this.#takes(partner)) return;
    const { queue, amUnchoking } = this.#connection(partner);
    const isServed = this.#rules.servesRequest(amUnchoking);
    if (isServed && this.setting.upload === 'atOnce') {
      this.#give(partner, piece, begin, length);
      return;
    }
    const nth = queue.find(piece, begin, length);
    if (!isServed || (nth === noRequest && queue.size >= this.setting.queueMax)) {
      if (this.setting.fast) this.#port.reject(partner, piece, begin, length);
      return;
    }
    if (nth !== noRequest) queue.remove(nth);
    queue.push(piece, begin, length);
    if (queue.size === 1 && nth === noRequest) this.#port.arm('upload', partner);
  }

  /** Takes a request of the partner out of the queue; with `fast` it is rejected. */
  cancel(partner: number, piece: number, begin: number, length: number): void {
    if (!this.#takes(partner)) return;
    const { queue } = this.#connection(partner);
    const nth = queue.find(piece, begin, length);
    if (nth === noRequest) return;
    queue.remove(nth);
    if (this.#rules.rejectsAtCancel(this.setting.fast)) this.#port.reject(partner, piece, begin, length);
    if (queue.size === 0) this.#port.disarm('upload', partner);
  }

  /** The next request of the queue is served: the lowest block. */
  upload(partner: number): void {
    const { queue } = this.#connection(partner);
    if (queue.size === 0) return;
    let first = 0;
    for (let nth = 1; nth < queue.size; nth++)
      if (
        queue.pieceAt(nth) < queue.pieceAt(first) ||
        (queue.pieceAt(nth) === queue.pieceAt(first) && queue.beginAt(nth) < queue.beginAt(first))
      )
        first = nth;
    const piece = queue.pieceAt(first);
    const begin = queue.beginAt(first);
    const length = queue.lengthAt(first);
    queue.remove(first);
    if (queue.size > 0) this.#port.arm('upload', partner);
    this.#give(partner, piece, begin, length);
  }

  /** A block of a verified piece goes out; a request of another piece is dropped. */
  #give(partner: number, piece: number, begin: number, length: number): void {
    if (!this.picker.verified.has(piece)) return;
    if (this.isSeed && this.setting.seedRate === 'given') this.rates.add(partner, this.setting.rateMax);
    this.#port.piece(partner, piece, begin, length);
  }

  // ------------------------------------------------------------- requests of this peer (W4, W6, P1 to P6)

  /** A block of the partner. One that was not asked for is dropped, or with `fast` closes (W6). */
  piece(partner: number, piece: number, begin: number, content: Content): void {
    if (!this.#takes(partner)) return;
    const connection = this.#connection(partner);
    const nth = connection.requests.find(piece, begin, 1);
    if (nth === noRequest) {
      if (this.#rules.countsUnasked()) this.rates.add(partner, this.setting.rateMax);
      if (this.setting.fast) this.drop(partner);
      return;
    }
    this.#answered(partner, nth);
    const block = piece * this.setting.blocksPerPiece + begin;
    if (this.picker.isMissing(block)) this.#got(partner, block, content);
    else this.picker.giveUp(partner, block);
    if (connection.isSnubbed) this.#unsnub(partner);
    this.#fill();
  }

  /** The partner will not serve a request. One that was not open closes the connection. */
  rejected(partner: number, piece: number, begin: number): void {
    if (!this.#takes(partner)) return;
    const nth = this.#connection(partner).requests.find(piece, begin, 1);
    if (nth === noRequest) {
      this.drop(partner);
      return;
    }
    this.#withdrawRequest(partner, nth);
    this.#fill();
  }

  /** A minute passed after a request without a block: what is open may be asked of others (P6). */
  snub(partner: number): void {
    const connection = this.#connection(partner);
    if (connection.watch !== 'waiting') return;
    connection.watch = 'late';
    connection.isSnubbed = true;
    const { requests } = connection;
    for (let nth = 0; nth < requests.size; nth++) this.#setLate(partner, nth);
    this.#fill();
  }

  /** A snubbed partner sent a block: what is still open counts as asked again. */
  #unsnub(partner: number): void {
    const connection = this.#connection(partner);
    connection.isSnubbed = false;
    for (let nth = 0; nth < connection.requests.size; nth++) this.#askAgain(partner, nth);
  }

  #askAgain(partner: number, nth: number): void {
    const block = this.#blockOf(partner, nth);
    if (this.picker.isMissing(block)) this.picker.askAgain(partner, block);
  }

  /** A missing block arrived. */
  #got(partner: number, block: number, content: Content): void {
    if (!this.isSeed) this.rates.add(partner, this.setting.rateMax);
    const record = this.picker.arrive(partner, block, content);
    this.#withdraw(Math.floor(block / this.setting.blocksPerPiece), block % this.setting.blocksPerPiece);
    if (record === undefined) return;
    if (this.#rules.isVerified(this.#port.isGood(record.piece, record.contents))) this.#verify(record);
    else this.#fail(record);
  }

  /** Sends Cancel wherever a block that arrived is open; with `fast` it stays open until its answer (P5). */
  #withdraw(piece: number, place: number): void {
    // Each open request is the only one for its block: the block is open nowhere.
    if (this.#openCount === this.picker.progress.askedCount) return;
    for (let partner = 0; partner < this.connections.length; partner++) {
      const nth = this.#connection(partner).requests.find(piece, place, 1);
      if (nth === noRequest || !this.#rules.cancels()) continue;
      if (this.setting.fast) this.#setLate(partner, nth);
      else this.#withdrawRequest(partner, nth);
      this.#port.cancel(partner, piece, place);
    }
  }

  /** A good piece: stored, then announced, then interest is looked at anew (V1). */
  #verify(record: PieceProgress<Content>): void {
    const { piece } = record;
    const sources = sourcesOf(record);
    this.#port.verified(piece, sources, record.contents);
    const banned = this.verification.pass(record);
    this.picker.verify(record);
    this.#judge(sources, banned);
    for (let at = 0; at < this.choker.count; at++) {
      const partner = this.choker.rotation[at] as number;
      this.#announce(partner, piece);
      this.#updateInterest(partner);
    }
  }

  #announce(partner: number, piece: number): void {
    const hasIt = this.picker.piecesOf(partner)?.has(piece) === true;
    if (this.#rules.isAnnounced(hasIt, this.setting.have)) this.#port.have(partner, piece);
  }

  /** A bad piece: its blocks are discarded and count in no rate, and its sources are judged (V2). */
  #fail(record: PieceProgress<Content>): void {
    const { piece } = record;
    const sources = sourcesOf(record);
    for (const partner of record.partners) this.rates.remove(partner);
    this.#port.failed(piece, sources);
    const banned = this.verification.fail(record);
    this.picker.discard(record);
    this.#askMissingAgain();
    this.#judge(sources, banned);
  }

  /** Carries out what verification decided about the sources of a piece. */
  #judge(sources: readonly number[], banned: readonly number[]): void {
    for (const partner of sources) this.picker.setParole(partner, this.verification.paroled[partner] === 1);
    for (const partner of banned) {
      this.picker.setParole(partner, false);
      this.#end(partner);
    }
  }

  /** A partner on parole gives no more for now: it gives whole pieces or nothing (V3). */
  #stopParoled(partner: number): void {
    if (this.verification.paroled[partner] !== 1) return;
    this.picker.discardFrom(partner);
    this.#askMissingAgain();
  }

  /**
   * Blocks that were discarded are missing again. With `fast`, requests for them that were withdrawn are open
   * still, and count again.
   */
  #askMissingAgain(): void {
    if (!this.setting.fast) return;
    for (let partner = 0; partner < this.connections.length; partner++) {
      const { requests, isSnubbed } = this.#connection(partner);
      if (isSnubbed) continue;
      for (let nth = 0; nth < requests.size; nth++) this.#askAgain(partner, nth);
    }
  }

  /** Asks every partner with room for what the picker picks. */
  #fill(): void {
    const { pipeline, blocksPerPiece } = this.setting;
    for (let partner = 0; partner < this.connections.length; partner++) {
      const connection = this.#connection(partner);
      if (!connection.isUnchoking) continue;
      const most = connection.isSnubbed ? 1 : pipeline;
      while (connection.requests.size < most) {
        const block = this.picker.pick(partner, this.tie);
        if (block === noBlock) break;
        this.#ask(partner, Math.floor(block / blocksPerPiece), block % blocksPerPiece);
      }
    }
  }

  // ------------------------------------------------------------- open requests and queues

  /** Restores an open request; blocks that arrived are restored before. */
  reopen(partner: number, piece: number, place: number): void {
    const { requests, isSnubbed } = this.#connection(partner);
    requests.push(piece, place, 1);
    this.#openCount++;
    const nth = requests.size - 1;
    if (isSnubbed || !this.picker.isMissing(this.#blockOf(partner, nth))) this.#setLate(partner, nth);
    else this.#askAgain(partner, nth);
  }

  #ask(partner: number, piece: number, place: number): void {
    const connection = this.#connection(partner);
    connection.requests.push(piece, place, 1);
    this.#openCount++;
    this.#port.request(partner, piece, place);
    // A snubbed partner may never answer, so others may be asked for the block all the same.
    if (connection.isSnubbed) this.#setLate(partner, connection.requests.size - 1);
    if (!this.setting.snubs || connection.watch !== 'idle') return;
    connection.watch = 'waiting';
    this.#port.arm('request', partner);
  }

  /** An open request is answered by a block: the minute begins anew, for a snubbed partner too. */
  #answered(partner: number, nth: number): void {
    const connection = this.#connection(partner);
    if (connection.watch !== 'idle') {
      connection.watch = 'waiting';
      this.#port.arm('request', partner);
    }
    this.#removeRequest(partner, nth);
  }

  /** An open request whose block may come, but does not count. */
  #setLate(partner: number, nth: number): void {
    this.picker.setLate(partner, this.#blockOf(partner, nth));
  }

  #withdrawRequest(partner: number, nth: number): void {
    const block = this.#blockOf(partner, nth);
    this.#removeRequest(partner, nth);
    this.picker.giveUp(partner, block);
  }

  #removeRequest(partner: number, nth: number): void {
    const { requests } = this.#connection(partner);
    requests.remove(nth);
    this.#openCount--;
    if (requests.size === 0) this.#stopWatch(partner);
  }

  /** All open requests are lost. */
  #giveUpAll(partner: number): void {
    const { requests } = this.#connection(partner);
    for (let nth = 0; nth < requests.size; nth++) this.picker.giveUp(partner, this.#blockOf(partner, nth));
    this.#openCount -= requests.size;
    requests.clear();
    this.#stopWatch(partner);
  }

  #stopWatch(partner: number): void {
    const connection = this.#connection(partner);
    if (connection.watch === 'waiting') this.#port.disarm('request', partner);
    connection.watch = 'idle';
  }

  #clearQueue(partner: number): void {
    const { queue } = this.#connection(partner);
    if (queue.size > 0) this.#port.disarm('upload', partner);
    queue.clear();
  }

  #blockOf(partner: number, nth: number): number {
    const { requests } = this.#connection(partner);
    return requests.pieceAt(nth) * this.setting.blocksPerPiece + requests.beginAt(nth);
  }

  /** Whether a message of a partner counts: its connection is open. */
  #takes(partner: number): boolean {
    const connection = this.#connection(partner);
    if (connection.stage !== 'open') return false;
    connection.isNew = false;
    return true;
  }

  #connection(partner: number): Connection {
    return this.connections[partner] as Connection;
  }
}
