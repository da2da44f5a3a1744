/**
 * A torrent of one peer, written for speed: a class without I/O, clocks or randomness. A partner is a small
 * integer that the caller chooses, and a block is an opaque value. It does what the formal model does
 * (`models/bittorrent/torrent.ts` and `connection.ts`); `peer.ts` gives names to its partners, so that both
 * are explored in lockstep.
 *
 * Read the methods for messages first: each is called with one message of a partner. `picker.ts` has rules
 * P1 to P6, `open-requests.ts` W4, `uploads.ts` W5, `choker.ts` C1 to C4, `verification.ts` V2 to V4,
 * `rules.ts` the decisions.
 *
 * What makes it fast:
 * - A block that arrives is found in a ring of open requests, noted in arrays, and answered by the next
 *   request. Nothing is allocated and no list of pieces is looked through.
 * - A Have is O(1): buckets of availability, and counts of what is missing.
 */
import { isBitfield } from './bitfield.ts';
import { Choker } from './choker.ts';
import { Connection, type TorrentPort } from './connection.ts';
import { OpenRequests } from './open-requests.ts';
import { noBlock, Picker, type PickerSetting, type Tie } from './picker.ts';
import type { PieceProgress } from './progress.ts';
import { Rates } from './rates.ts';
import { noRequest } from './requests.ts';
import type { TorrentRules } from './rules.ts';
import { type UploadSetting, Uploads } from './uploads.ts';
import { type Blame, sourcesOf, Verification } from './verification.ts';

/** The parameters of a torrent. */
export interface TorrentSetting extends PickerSetting, UploadSetting {
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
  /** The most pieces that one partner may allow while it chokes this peer; more are not noted. */
  readonly allowedMax: number;
  /** Interest in a partner: while it has a missing piece, or only while a block is left to ask of it (W3). */
  readonly interest: 'missing' | 'unasked';
  readonly notAsked: 'dropped' | 'kept';
  readonly tooLarge: 'close' | 'ignore';
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
  readonly requests: OpenRequests<Content>;
  readonly uploads: Uploads<Content>;
  /** What decides between equal pieces; the caller sets it before an event. */
  tie: Tie = 0;
  /** The user stopped the torrent: it has no partners. */
  isStopped = false;
  readonly #rules: TorrentRules;
  readonly #port: TorrentPort<Content>;

  /**
   * @param partnersMax partners are numbered below it. A number is given to another peer only once `isFree`
   * says so, for blocks and bans know their source by it.
   */
  constructor(setting: TorrentSetting, partnersMax: number, port: TorrentPort<Content>, rules: TorrentRules) {
    this.setting = setting;
    this.#port = port;
    this.#rules = rules;
    this.connections = Array.from({ length: partnersMax }, () => new Connection());
    this.picker = new Picker(setting, partnersMax, rules);
    this.requests = new OpenRequests(setting, this.connections, this.picker, port);
    this.uploads = new Uploads(setting, this.connections, port, rules, (partner, piece, begin, length) =>
      this.#give(partner, piece, begin, length),
    );
    this.rates = new Rates(partnersMax, setting.rateRounds);
    this.verification = new Verification(
      setting.blame,
      partnersMax,
      rules,
      (one, other) => port.isSame(one, other),
      this.picker.addresses,
    );
    const { slots, zeroRate, optimistic } = setting;
    this.choker = new Choker(
      {
        ...{ rule: 'held', between: 'rounds', reports: 'changes', slots, zeroRate },
        ...{ snubbed: 'last', uninterested: 'choked' },
        optimistic: optimistic === 'counted' ? 'counted' : 'extra',
      },
      partnersMax,
      {
        choke: (partner) => this.uploads.choke(partner),
        unchoke: (partner) => this.uploads.unchoke(partner),
      },
      optimistic === 'none' ? { ...rules, isWaiting: () => false } : rules,
    );
  }

  /**
   * Whether the number of a partner may be given to another peer. Its connection has ended, it gave no block of a
   * piece that is not verified yet, and it names no address that is banned, on parole, suspected, or shared. It
   * costs time by the begun pieces and their blocks, so a caller asks when a new partner needs a number.
   */
  isFree(partner: number): boolean {
    const { picker, verification } = this;
    if (this.#connection(partner).stage !== 'closed') return false;
    if (verification.banned[partner] === 1 || verification.paroled[partner] === 1) return false;
    if (picker.addresses.some((address, other) => other !== partner && address === partner)) return false;
    for (const suspects of verification.suspects.values())
      if (suspects.some(({ source }) => source === partner)) return false;
    return picker.progress.begun.every(({ partners }) => !partners.includes(partner));
  }

  get isSeed(): boolean {
    return this.picker.verified.isFull;
  }

  // ------------------------------------------------------------- handshake and end (W1, W2, W7)

  /** Stops the torrent: every connection is closed. */
  stop(): void {
    this.isStopped = true;
    for (let partner = 0; partner < this.connections.length; partner++) this.#end(partner);
  }

  /** Starts a torrent that was stopped. */
  start(): void {
    this.isStopped = false;
  }

  /** Dials a partner. A banned one is not dialled. */
  dial(partner: number): void {
    const connection = this.#connection(partner);
    if (this.isStopped || connection.stage !== 'closed' || this.verification.isBanned(partner)) return;
    connection.stage = 'dialling';
    this.#port.handshake(partner);
  }

  handshake(partner: number): void {
    const connection = this.#connection(partner);
    if (connection.stage === 'dialling') {
      this.open(partner);
      return;
    }
    // The partner has restarted and dials again: this connection is dead.
    if (connection.stage === 'open') this.drop(partner);
    if (connection.stage !== 'closed') return;
    if (this.verification.isBanned(partner)) {
      connection.stage = 'closing';
      this.#port.close(partner);
      return;
    }
    this.#port.handshake(partner);
    if (this.isStopped) {
      connection.stage = 'closing';
      this.#port.close(partner);
    } else this.open(partner);
  }

  /** A connection is open: the Bitfield goes out before anything else, then what BEP 6 allows and suggests. */
  open(partner: number): void {
    this.#connection(partner).stage = 'open';
    this.picker.join(partner);
    this.choker.connect(partner, this.choker.count);
    this.#port.bitfield(partner);
    if (!this.setting.fast) return;
    for (const piece of this.#port.allowedFast(partner)) this.#port.allow(partner, piece);
    for (const piece of this.#port.suggestions(partner)) this.#port.suggest(partner, piece);
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
    this.requests.giveUpAll(partner);
    this.uploads.clear(partner);
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

  /** The partner gives a piece while it chokes this peer (BEP 6). */
  allowedFast(partner: number, piece: number): void {
    if (!this.#takes(partner)) return;
    if (!this.setting.fast || piece >= this.setting.pieces) {
      this.drop(partner);
      return;
    }
    const { allowed } = this.#connection(partner);
    if (!allowed.includes(piece) && allowed.length < this.setting.allowedMax) allowed.push(piece);
    this.#fill();
  }

  /** The partner suggests a piece: of equally rare ones it is picked first (BEP 6). */
  suggest(partner: number, piece: number): void {
    if (!this.#takes(partner)) return;
    if (!this.setting.fast || piece >= this.setting.pieces) this.drop(partner);
    else this.#connection(partner).suggested = piece;
  }

  /** Tells a partner whether it is interesting, if that changed (W3). */
  #updateInterest(partner: number): void {
    if (this.setting.interest === 'unasked') return;
    const { amInterested } = this.#connection(partner);
    this.#showInterest(partner, this.#rules.isInteresting(this.picker.missingOf(partner), amInterested));
  }

  #showInterest(partner: number, is: boolean): void {
    const connection = this.#connection(partner);
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
    const connection = this.#connection(partner);
    connection.isUnchoking = false;
    if (this.#rules.losesAtChoke(this.setting.fast, connection.isSnubbed)) this.requests.giveUpAll(partner);
    this.#fill();
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

  /** A request of the partner, in the shell's own units. One that reaches beyond its piece closes (W4). */
  request(partner: number, piece: number, begin: number, length: number): void {
    if (!this.#takes(partner)) return;
    if (this.#port.isServable(piece, begin, length)) this.uploads.request(partner, piece, begin, length);
    else if (this.setting.tooLarge === 'close') this.drop(partner);
    else if (this.setting.fast) this.#port.reject(partner, piece, begin, length);
  }

  /** Takes a request of the partner out of the queue; with `fast` it is rejected. */
  cancel(partner: number, piece: number, begin: number, length: number): void {
    if (this.#takes(partner)) this.uploads.cancel(partner, piece, begin, length);
  }

  /** The next request of the queue is served: the lowest block. */
  upload(partner: number): void {
    this.uploads.next(partner);
  }

  /** A block of a verified piece goes out; a request of another piece is dropped, with `fast` by a Reject. */
  #give(partner: number, piece: number, begin: number, length: number): void {
    if (!this.picker.verified.has(piece)) {
      if (this.setting.fast) this.#port.reject(partner, piece, begin, length);
      return;
    }
    if (this.isSeed && this.setting.seedRate === 'given') this.rates.add(partner, this.setting.rateMax);
    this.#port.piece(partner, piece, begin, length);
  }

  // ------------------------------------------------------------- requests of this peer (W4, W6, P1 to P6)

  /**
   * A block of the partner. One that was not asked for is dropped, or with `fast` closes, or with `notAsked:
   * kept` is taken and counts in no rate (W6).
   */
  piece(partner: number, piece: number, begin: number, content: Content): void {
    if (!this.#takes(partner)) return;
    const connection = this.#connection(partner);
    const nth = connection.requests.find(piece, begin, 1);
    const block = piece * this.setting.blocksPerPiece + begin;
    if (nth === noRequest) {
      if (this.#rules.countsUnasked()) this.rates.add(partner, this.setting.rateMax);
      if (this.setting.fast) this.drop(partner);
      else if (this.#isKept(partner, piece, begin)) {
        this.#got(partner, block, content);
        this.#fill();
      }
      return;
    }
    const isUnneeded = !this.picker.isMissing(block) || this.picker.isTooLate(partner, block);
    this.requests.answered(partner, nth);
    if (connection.isSnubbed) this.requests.unsnub(partner);
    if (!isUnneeded) {
      if (!this.isSeed) this.rates.add(partner, this.setting.rateMax);
      this.#got(partner, block, content);
    } else this.picker.giveUp(partner, block);
    this.#fill();
  }

  /** Whether a block that was not asked for is of use. */
  #isKept(partner: number, piece: number, begin: number): boolean {
    const { notAsked, pieces, blocksPerPiece } = this.setting;
    if (notAsked !== 'kept' || piece >= pieces || begin >= blocksPerPiece) return false;
    const block = piece * blocksPerPiece + begin;
    return this.picker.isMissing(block) && !this.picker.isTooLate(partner, block);
  }

  /** The partner will not serve a request. One that was not open closes the connection. */
  rejected(partner: number, piece: number, begin: number): void {
    if (!this.#takes(partner)) return;
    const nth = this.#connection(partner).requests.find(piece, begin, 1);
    if (nth === noRequest || !this.setting.fast) {
      this.drop(partner);
      return;
    }
    this.requests.giveUp(partner, nth);
    this.#fill();
  }

  /** A minute passed after a request without a block: what is open may be asked of others (P6). */
  snub(partner: number): void {
    if (!this.requests.expire(partner)) return;
    this.#fill();
  }

  /** A missing block arrived. */
  #got(partner: number, block: number, content: Content): void {
    const record = this.picker.arrive(partner, block, content);
    if (this.#rules.cancels())
      this.requests.withdraw(
        Math.floor(block / this.setting.blocksPerPiece),
        block % this.setting.blocksPerPiece,
      );
    if (record === undefined) return;
    if (this.#rules.isVerified(this.#port.isGood(record.piece, record.contents))) this.#verify(record);
    else this.#fail(record);
  }

  /** A good piece: stored, then announced, then interest is looked at anew (V1). */
  #verify(record: PieceProgress<Content>): void {
    const { piece } = record;
    const sources = sourcesOf(record, this.picker.addresses);
    this.#port.verified(piece, sources, record.contents);
    const banned = this.verification.pass(record);
    this.picker.verify(record);
    this.#judge(banned);
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
    const sources = sourcesOf(record, this.picker.addresses);
    for (const partner of record.partners) this.rates.remove(partner);
    this.#port.failed(piece, sources);
    const banned = this.verification.fail(record);
    this.picker.discard(record);
    this.#judge(banned);
    this.requests.askMissingAgain();
  }

  /** Carries out what verification decided about the sources of a piece, which it knows by their addresses. */
  #judge(banned: readonly number[]): void {
    const { addresses } = this.picker;
    for (let partner = 0; partner < this.connections.length; partner++) {
      this.picker.setParole(partner, this.verification.isParoled(partner));
      if (banned.includes(addresses[partner] as number)) this.#end(partner);
    }
  }

  /** Asks every partner with room for what the picker picks; with `interest: 'unasked'` the interest follows. */
  #fill(): void {
    const { pipeline, blocksPerPiece, interest } = this.setting;
    for (let partner = 0; partner < this.connections.length; partner++) {
      const connection = this.#connection(partner);
      const among = connection.isUnchoking ? undefined : connection.allowed;
      if (among?.length === 0) continue;
      const most = connection.isSnubbed ? 1 : pipeline;
      while (connection.requests.size < most) {
        const block = this.picker.pick(partner, this.tie, connection.suggested, among);
        if (block === noBlock) {
          if (this.picker.renew(partner, this.#offers)) continue;
          break;
        }
        this.requests.ask(partner, Math.floor(block / blocksPerPiece), block % blocksPerPiece);
      }
    }
    if (interest === 'missing') return;
    for (let at = 0; at < this.choker.count; at++) {
      const partner = this.choker.rotation[at] as number;
      this.#showInterest(partner, this.picker.hasFree(partner));
    }
  }

  /** Whether a partner gives a piece that it has: it unchokes this peer, or the piece is allowed fast (W4). */
  readonly #offers = (partner: number, piece: number): boolean => {
    const { isUnchoking, allowed } = this.#connection(partner);
    return isUnchoking || allowed.includes(piece);
  };

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
