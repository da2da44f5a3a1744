/**
 * The picker: which block is asked of which partner next (rules P1 to P6, V3). In this order:
 *
 * 1. The lowest free block of a begun piece (strict priority).
 * 2. The first block of the rarest piece that is not begun; while few pieces are verified, of any piece.
 * 3. In the endgame, where no block is free, the lowest block that is asked of another partner.
 *
 * It also knows what each partner has, and counts for each the pieces that are missing here. So whether a
 * partner is interesting, and whether it has a piece to begin, is read and not searched.
 */
import { Availability } from './availability.ts';
import { Bitfield, noPiece } from './bitfield.ts';
import { arrived, asked, noPartner, type PieceProgress, Progress, several } from './progress.ts';
import type { PickerRules } from './rules.ts';

/** The answer of a pick that found no block. */
export const noBlock = -1;

/** The numbers of a torrent that a picker depends on. */
export interface PickerSetting {
  readonly pieces: number;
  readonly blocksPerPiece: number;
  /** How many partners are asked for one block in the endgame (P5). */
  readonly endgameAskers: number;
  /** The pieces that are picked by draw alone, before rarest first (P3). */
  readonly randomFirst: number;
}

/** What decides between equal pieces: a ranking of all pieces, or an integer of at least 0 that was drawn. */
export type Tie = readonly number[] | number;

/** Picks blocks; a block is the number `piece * blocksPerPiece + place`. */
export class Picker<Content> {
  readonly #setting: PickerSetting;
  readonly #rules: PickerRules;
  /** The pieces that are verified and stored. */
  readonly verified: Bitfield;
  readonly availability: Availability;
  readonly progress: Progress<Content>;
  /** By partner: its address, as the least number of a partner that has it. The caller may change it. */
  readonly addresses: Int32Array;
  /** By partner: what it has; undefined where it is not open. */
  readonly #has: (Bitfield | undefined)[] = [];
  /** By partner: whether it is counted as one that has everything. */
  readonly #isWhole: boolean[] = [];
  /** By partner: the pieces that it has and that are not verified here. */
  readonly #missing: number[] = [];
  /** By partner: the pieces that it has and that are not begun. */
  readonly #startable: number[] = [];
  /** By partner: whether it shares no piece with others (V3). */
  readonly #isOnParole: boolean[] = [];
  #paroleCount = 0;

  /** `partnersMax`: partners are numbered below it. */
  constructor(setting: PickerSetting, partnersMax: number, rules: PickerRules) {
    this.#setting = setting;
    this.#rules = rules;
    this.verified = new Bitfield(setting.pieces);
    this.addresses = Int32Array.from({ length: partnersMax }, (_, partner) => partner);
    this.availability = new Availability(setting.pieces, partnersMax);
    this.progress = new Progress(setting.pieces, setting.blocksPerPiece, this.addresses);
    for (let partner = 0; partner < partnersMax; partner++) {
      this.#has.push(undefined);
      this.#isWhole.push(false);
      this.#missing.push(0);
      this.#startable.push(0);
      this.#isOnParole.push(false);
    }
  }

  // ------------------------------------------------------------- what partners have

  /** A partner is open; it has nothing yet. */
  join(partner: number): void {
    this.#has[partner] = new Bitfield(this.#setting.pieces);
  }

  /** A partner is gone. Its open requests are given up before, by `giveUp`. */
  leave(partner: number): void {
    const has = this.#has[partner];
    if (has === undefined) return;
    if (this.#isWhole[partner] === true) this.availability.everything(-1);
    else this.availability.bitfield(has, -1);
    this.#has[partner] = undefined;
    this.#isWhole[partner] = false;
    this.#missing[partner] = 0;
    this.#startable[partner] = 0;
    this.setSnubbed(partner, false);
  }

  /** What a partner has. */
  piecesOf(partner: number): Bitfield | undefined {
    return this.#has[partner];
  }

  /** A partner that had nothing has everything (HaveAll, or a Bitfield without a 0). */
  everything(partner: number): void {
    const has = this.#has[partner] as Bitfield;
    has.addAll();
    this.#isWhole[partner] = true;
    this.availability.everything(1);
    this.#missing[partner] = this.#setting.pieces - this.verified.count;
    this.#startable[partner] = this.availability.startable.count;
  }

  /** A partner that had nothing sent the bytes of its Bitfield, which `isBitfield` accepts. */
  bitfield(partner: number, bytes: Uint8Array): void {
    const has = this.#has[partner] as Bitfield;
    has.load(bytes);
    if (has.isFull) {
      this.everything(partner);
      return;
    }
    this.availability.bitfield(has, 1);
    this.#missing[partner] = has.countWithout(this.verified);
    this.#startable[partner] = has.count - has.countWithout(this.availability.startable);
  }

  /** A partner has one piece more. */
  have(partner: number, piece: number): void {
    if (!(this.#has[partner] as Bitfield).add(piece)) return;
    this.availability.more(piece);
    if (!this.verified.has(piece)) this.#missing[partner] = (this.#missing[partner] as number) + 1;
    if (this.availability.startable.has(piece))
      this.#startable[partner] = (this.#startable[partner] as number) + 1;
  }

  /** The pieces that a partner has and that are missing here: 0 means that it is of no interest (W3). */
  missingOf(partner: number): number {
    return this.#missing[partner] as number;
  }

  /** Whether a partner has a block that is missing here and asked of no partner. */
  hasFree(partner: number): boolean {
    const has = this.#has[partner];
    if (has === undefined) return false;
    if ((this.#startable[partner] as number) > 0) return true;
    return this.progress.open.some(({ piece }) => has.has(piece));
  }

  // ------------------------------------------------------------- picks

  /**
   * Picks a block to ask of a partner, and notes that it is asked; `noBlock` if there is none. `suggested` is
   * a piece that comes first among equal ones, or `noPiece`; `among` are the only pieces that may be asked for.
   */
  pick(partner: number, tie: Tie, suggested = noPiece, among?: readonly number[]): number {
    const has = this.#has[partner];
    if (has === undefined) return noBlock;
    const record = this.#begun(partner, has, among) ?? this.#begin(partner, has, tie, suggested, among);
    if (record === undefined) return this.#inEndgame(partner, has, among);
    const place = record.firstFree();
    this.progress.ask(record, place, partner);
    return record.piece * this.#setting.blocksPerPiece + place;
  }

  /** The first begun piece with a free block that the partner may be asked for (P1). */
  #begun(
    partner: number,
    has: Bitfield,
    among: readonly number[] | undefined,
  ): PieceProgress<Content> | undefined {
    const { open } = this.progress;
    let first: PieceProgress<Content> | undefined;
    for (let at = 0; at < open.length; at++) {
      const record = open[at] as PieceProgress<Content>;
      if (
        (first === undefined || record.piece < first.piece) &&
        has.has(record.piece) &&
        among?.includes(record.piece) !== false &&
        this.#mayShare(record.piece, partner)
      )
        first = record;
    }
    return first;
  }

  /**
   * Whether a partner may be asked for a block of a piece (V3): on parole only if no other shares it, and
   * what one on parole has for itself is for no other.
   */
  #mayShare(piece: number, partner: number): boolean {
    if (this.#paroleCount === 0) return true;
    const other = this.progress.otherSharer(piece, partner);
    if (other === noPartner) return true;
    return this.#isOnParole[partner] === false && (other === several || this.#isOnParole[other] === false);
  }

  /** Begins a piece (P2, P3). */
  #begin(
    partner: number,
    has: Bitfield,
    tie: Tie,
    suggested: number,
    among: readonly number[] | undefined,
  ): PieceProgress<Content> | undefined {
    const count = this.#startable[partner] as number;
    if (count === 0) return undefined;
    const isRestricted = this.#paroleCount > 0 && this.progress.hasLate;
    let piece: number;
    if (among !== undefined) piece = this.#chooseAmong(partner, has, tie, among);
    else if (isRestricted) piece = this.#chooseOfShared(partner, has, tie);
    else piece = this.#choose(has, count, tie);
    if (piece === noPiece) return undefined;
    const isAdvised =
      suggested !== noPiece &&
      among?.includes(suggested) !== false &&
      this.#mayBegin(suggested, partner, has) &&
      this.#more(suggested, piece) === 0;
    return this.#start(isAdvised ? suggested : piece);
  }

  /** Whether a piece may be begun with a request to this partner. */
  #mayBegin(piece: number, partner: number, has: Bitfield): boolean {
    return has.has(piece) && this.availability.startable.has(piece) && this.#mayShare(piece, partner);
  }

  /** How many partners more have one piece than another; 0 where pieces are drawn (P3). */
  #more(piece: number, other: number): number {
    return this.#isRarestFirst() ? this.availability.of(piece) - this.availability.of(other) : 0;
  }

  /** Whether a piece comes before another one. */
  #isBefore(piece: number, other: number, tie: Tie): boolean {
    const rankOf = (one: number) =>
      typeof tie === 'number' ? (one + tie) % this.#setting.pieces : tie.indexOf(one);
    const more = this.#more(piece, other);
    return more < 0 || (more === 0 && rankOf(piece) < rankOf(other));
  }

  /** The choice of a few pieces. */
  #chooseAmong(partner: number, has: Bitfield, tie: Tie, among: readonly number[]): number {
    let best = noPiece;
    for (const piece of among)
      if (this.#mayBegin(piece, partner, has) && (best === noPiece || this.#isBefore(piece, best, tie)))
        best = piece;
    return best;
  }

  #start(piece: number): PieceProgress<Content> {
    this.availability.take(piece);
    this.#countStartable(piece, -1);
    return this.progress.begin(piece);
  }

  /** The choice where some pieces are not for this partner: it looks at all of them. */
  #chooseOfShared(partner: number, has: Bitfield, tie: Tie): number {
    const { startable } = this.availability;
    let best = noPiece;
    for (let piece = has.nextInBoth(0, startable); piece !== noPiece; ) {
      const isFirst = best === noPiece || this.#isBefore(piece, best, tie);
      if (isFirst && this.#mayShare(piece, partner)) best = piece;
      piece = has.nextInBoth(piece + 1, startable);
    }
    return best;
  }

  #isRarestFirst(): boolean {
    return this.#rules.isRarestFirst(this.verified.count, this.#setting.randomFirst);
  }

  #choose(has: Bitfield, count: number, tie: Tie): number {
    const { availability } = this;
    if (!this.#isRarestFirst()) {
      const { startable } = availability;
      if (typeof tie !== 'number')
        return tie.find((piece) => has.has(piece) && startable.has(piece)) ?? noPiece;
      const piece = has.nextInBoth(tie % this.#setting.pieces, startable);
      return piece === noPiece ? has.nextInBoth(0, startable) : piece;
    }
    return typeof tie === 'number'
      ? availability.rarest(has, count, tie)
      : availability.rarestByRanking(has, tie);
  }

  /** A block that is asked of fewer partners than the endgame allows (P5). */
  #inEndgame(partner: number, has: Bitfield, among: readonly number[] | undefined): number {
    if (!this.#rules.isEndgame(this.freeBlocks)) return noBlock;
    let first: PieceProgress<Content> | undefined;
    for (const record of this.progress.begun)
      if (
        has.has(record.piece) &&
        among?.includes(record.piece) !== false &&
        (first === undefined || record.piece < first.piece) &&
        this.#placeToShare(record, partner) >= 0 &&
        this.#mayShare(record.piece, partner)
      )
        first = record;
    if (first === undefined) return noBlock;
    const place = this.#placeToShare(first, partner);
    this.progress.ask(first, place, partner);
    return first.piece * this.#setting.blocksPerPiece + place;
  }

  /** The first block of a piece for which one partner more may be asked; -1 if there is none. */
  #placeToShare(record: PieceProgress<Content>, partner: number): number {
    const { blocksPerPiece, endgameAskers } = this.#setting;
    for (let place = 0; place < blocksPerPiece; place++)
      if (
        record.states[place] === asked &&
        !this.progress.isAskedOf(record, place, partner) &&
        this.#rules.mayAskToo(this.progress.askers(record, place), endgameAskers)
      )
        return place;
    return -1;
  }

  #pieceOf(block: number): number {
    return Math.floor(block / this.#setting.blocksPerPiece);
  }

  /** The missing blocks that are asked of no partner. */
  get freeBlocks(): number {
    return this.progress.freeCount + this.availability.startable.count * this.#setting.blocksPerPiece;
  }

  // ------------------------------------------------------------- what becomes of requests

  /** A block will not come from a partner: choke, Reject, or its end. */
  giveUp(partner: number, block: number): void {
    const piece = this.#pieceOf(block);
    const place = block % this.#setting.blocksPerPiece;
    const record = this.progress.get(piece);
    if (record === undefined || !this.progress.isAskedOf(record, place, partner)) {
      this.progress.removeLate(piece, place, partner);
      return;
    }
    this.progress.giveUp(record, place, partner);
    if (record.isIdle) this.#putBack(record);
  }

  /** A block may come late from a partner: its request stays open and does not count (P6, W5). */
  setLate(partner: number, block: number): void {
    this.giveUp(partner, block);
    this.progress.addLate(this.#pieceOf(block), block % this.#setting.blocksPerPiece, partner);
  }

  /** Whether a block is neither here nor part of a verified piece. */
  isMissing(block: number): boolean {
    const piece = this.#pieceOf(block);
    if (this.verified.has(piece)) return false;
    return this.progress.get(piece)?.states[block % this.#setting.blocksPerPiece] !== arrived;
  }

  /** The request of a missing block, which may have been late, counts as asked. */
  askAgain(partner: number, block: number): void {
    const piece = this.#pieceOf(block);
    const place = block % this.#setting.blocksPerPiece;
    this.progress.removeLate(piece, place, partner);
    const record = this.progress.get(piece) ?? this.#start(piece);
    if (!this.progress.isAskedOf(record, place, partner)) this.progress.ask(record, place, partner);
  }

  /**
   * A missing block arrived.
   *
   * @returns the progress of its piece, if it is complete.
   */
  arrive(partner: number, block: number, content: Content): PieceProgress<Content> | undefined {
    const piece = this.#pieceOf(block);
    const place = block % this.#setting.blocksPerPiece;
    const record = this.progress.get(piece) ?? this.#start(piece);
    if (!this.progress.isAskedOf(record, place, partner)) this.progress.removeLate(piece, place, partner);
    this.progress.arrive(record, place, partner, content);
    return record.isComplete ? record : undefined;
  }

  /** A piece passed its check. */
  verify(record: PieceProgress<Content>): void {
    const { piece } = record;
    this.progress.end(record);
    this.own(piece);
  }

  /** A piece is there, verified and stored. */
  own(piece: number): void {
    if (!this.verified.add(piece)) return;
    if (this.availability.startable.has(piece)) {
      this.availability.take(piece);
      this.#countStartable(piece, -1);
    }
    for (let partner = 0; partner < this.#has.length; partner++)
      if (this.#has[partner]?.has(piece) === true)
        this.#missing[partner] = (this.#missing[partner] as number) - 1;
  }

  /** A piece failed its check: its blocks are discarded, and it may be begun anew. */
  discard(record: PieceProgress<Content>): void {
    const { blocksPerPiece } = this.#setting;
    for (let place = 0; place < blocksPerPiece; place++)
      if (this.#rules.isDiscarded(place, blocksPerPiece)) this.progress.discard(record, place);
    if (record.isIdle) this.#putBack(record);
  }

  setParole(partner: number, is: boolean): void {
    if (this.#isOnParole[partner] === is) return;
    this.#isOnParole[partner] = is;
    this.#paroleCount += is ? 1 : -1;
  }

  /** Nothing came of a partner for a minute, or something came at last (P6). */
  setSnubbed(partner: number, is: boolean): void {
    this.progress.silent[partner] = this.#rules.isSilent(is) ? 1 : 0;
  }

  /**
   * Whether a missing block of a partner comes too late: the partner is snubbed, and by parole it may not give
   * the piece any more (V3).
   */
  isTooLate(partner: number, block: number): boolean {
    return this.progress.silent[partner] === 1 && !this.#mayShare(this.#pieceOf(block), partner);
  }

  /**
   * Begins a piece anew for a partner that has room and nothing to give, for parole's sake: the lowest piece
   * that the partner offers and parole keeps from it, if no partner goes on with it (V3). It costs time by the
   * begun pieces and the partners.
   *
   * @param offers whether a partner gives a piece that it has: it unchokes this peer, or allows the piece.
   * @returns whether there is such a piece; all its blocks are free now.
   */
  renew(partner: number, offers: (partner: number, piece: number) => boolean): boolean {
    if (this.#paroleCount === 0) return false;
    let first: PieceProgress<Content> | undefined;
    for (const record of this.progress.begun) {
      const { piece, arrivedCount } = record;
      if (arrivedCount === 0 || (first !== undefined && first.piece < piece)) continue;
      if (this.#has[partner]?.has(piece) !== true || !offers(partner, piece)) continue;
      if (this.#mayShare(piece, partner) || !this.#rules.isRenewed(this.#isStuck(record, offers))) continue;
      first = record;
    }
    if (first === undefined) return false;
    for (let place = 0; place < this.#setting.blocksPerPiece; place++)
      if (first.states[place] === arrived) this.progress.discard(first, place);
    if (first.isIdle) this.#putBack(first);
    return true;
  }

  /** Whether no partner goes on with a piece: none that is not snubbed is asked for it, or may be. */
  #isStuck(record: PieceProgress<Content>, offers: (partner: number, piece: number) => boolean): boolean {
    const { piece } = record;
    if (this.progress.isUnderWay(record)) return false;
    return !this.#has.some(
      (has, partner) =>
        has?.has(piece) === true &&
        this.progress.silent[partner] === 0 &&
        offers(partner, piece) &&
        this.#mayShare(piece, partner),
    );
  }

  #putBack(record: PieceProgress<Content>): void {
    const { piece } = record;
    this.progress.end(record);
    this.availability.putBack(piece);
    this.#countStartable(piece, 1);
  }

  #countStartable(piece: number, by: 1 | -1): void {
    for (let partner = 0; partner < this.#has.length; partner++)
      if (this.#has[partner]?.has(piece) === true)
        this.#startable[partner] = (this.#startable[partner] as number) + by;
  }
}
