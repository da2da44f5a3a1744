/**
 * The progress of pieces that are begun: the state of each of their blocks. A piece has a record from its
 * first request until it is verified, or until nothing of it is under way or kept; the records are used again,
 * so a block allocates nothing. Outside of the endgame a block has one asker, kept beside its state.
 */

/** The states of a block. */
export const free = 0;
export const asked = 1;
export const arrived = 2;

/** No partner, and more than one. */
export const noPartner = -1;
export const several = -2;

const none: readonly number[] = [];

/** One begun piece. */
export class PieceProgress<Content> {
  piece = 0;
  /** By block: `free`, `asked` or `arrived`. */
  readonly states: Uint8Array;
  /** By block: the first asker, or the partner that it came from. */
  readonly partners: Int32Array;
  /** By block: what arrived. */
  readonly contents: (Content | undefined)[];
  freeCount = 0;
  arrivedCount = 0;
  /** Its place in the list of pieces with a free block. */
  openAt = -1;

  constructor(blocks: number) {
    this.states = new Uint8Array(blocks);
    this.partners = new Int32Array(blocks);
    this.contents = Array.from({ length: blocks }, () => undefined);
  }

  get isComplete(): boolean {
    return this.arrivedCount === this.states.length;
  }

  /** Whether nothing of it is under way or kept. */
  get isIdle(): boolean {
    return this.freeCount === this.states.length;
  }

  /** The first free block, as its place in the piece; -1 if there is none. */
  firstFree(): number {
    return this.states.indexOf(free);
  }

  reset(piece: number): void {
    this.piece = piece;
    this.states.fill(free);
    this.partners.fill(noPartner);
    this.contents.fill(undefined);
    this.freeCount = this.states.length;
    this.arrivedCount = 0;
  }
}

/** A request that is open and does not count. */
interface LateRequest {
  readonly place: number;
  readonly partner: number;
}

const noneLate: readonly LateRequest[] = [];

/** All begun pieces. A block is given by its piece and its place in it. */
export class Progress<Content> {
  readonly #blocks: number;
  /** By partner: its address, as the least number of a partner that has it. */
  readonly #addresses: Int32Array;
  /** By piece: its record. */
  readonly #records: (PieceProgress<Content> | undefined)[];
  /** The begun pieces, and of these the ones with a free block, in no order. */
  readonly begun: PieceProgress<Content>[] = [];
  readonly open: PieceProgress<Content>[] = [];
  readonly #unused: PieceProgress<Content>[] = [];
  /** Endgame: the askers of a block but the first, by number of the block. */
  readonly #moreAskers = new Map<number, number[]>();
  /**
   * By piece: each request that is open and does not count as asked, for its partner is snubbed, or with the
   * fast extension the block arrived from another one.
   */
  readonly #late = new Map<number, LateRequest[]>();
  /** By partner, 0 or 1: snubbed, so its late blocks do not keep others from a piece (P6). */
  readonly silent: Uint8Array;
  /** The free blocks of begun pieces, and the blocks that are asked for. */
  freeCount = 0;
  askedCount = 0;

  constructor(pieces: number, blocksPerPiece: number, addresses: Int32Array) {
    this.#addresses = addresses;
    this.silent = new Uint8Array(addresses.length);
    this.#blocks = blocksPerPiece;
    this.#records = Array.from({ length: pieces }, () => undefined);
  }

  get(piece: number): PieceProgress<Content> | undefined {
    return this.#records[piece];
  }

  begin(piece: number): PieceProgress<Content> {
    const record = this.#unused.pop() ?? new PieceProgress<Content>(this.#blocks);
    record.reset(piece);
    this.#records[piece] = record;
    this.begun.push(record);
    this.#open(record);
    this.freeCount += record.freeCount;
    return record;
  }

  /** Forgets a piece with all that arrived of it. */
  end(record: PieceProgress<Content>): void {
    for (let place = 0; place < this.#blocks && this.#moreAskers.size > 0; place++)
      this.#moreAskers.delete(record.piece * this.#blocks + place);
    this.#records[record.piece] = undefined;
    const last = this.begun.pop() as PieceProgress<Content>;
    if (last !== record) this.begun[this.begun.indexOf(record)] = last;
    if (record.freeCount > 0) this.#shut(record);
    record.contents.fill(undefined);
    this.#unused.push(record);
    this.freeCount -= record.freeCount;
  }

  /** A block is asked of one more partner. */
  ask(record: PieceProgress<Content>, place: number, partner: number): void {
    if (record.states[place] === free) {
      record.states[place] = asked;
      record.partners[place] = partner;
      this.#take(record);
      this.askedCount++;
      return;
    }
    const block = record.piece * this.#blocks + place;
    const more = this.#moreAskers.get(block);
    if (more === undefined) this.#moreAskers.set(block, [partner]);
    else more.push(partner);
  }

  /** The number of partners of which a block is asked. */
  askers(record: PieceProgress<Content>, place: number): number {
    if (record.states[place] !== asked) return 0;
    return 1 + (this.#more(record, place)?.length ?? 0);
  }

  isAskedOf(record: PieceProgress<Content>, place: number, partner: number): boolean {
    if (record.states[place] !== asked) return false;
    return record.partners[place] === partner || this.#more(record, place)?.includes(partner) === true;
  }

  /**
   * The address, other than that of the given partner, that gave a block of a piece, is asked for one, or may
   * send one late and is not silent: `noPartner`, one address, or `several`. It looks at each block of the
   * piece.
   */
  otherSharer(piece: number, partner: number): number {
    const record = this.#records[piece];
    const own = this.#addresses[partner] as number;
    let other = noPartner;
    for (const { partner: name } of this.#late.get(piece) ?? noneLate) {
      const late = this.#addresses[name] as number;
      if (this.silent[name] === 1 || late === own || late === other) continue;
      if (other !== noPartner) return several;
      other = late;
    }
    for (let place = 0; record !== undefined && place < this.#blocks; place++) {
      const name = record.partners[place] as number;
      const first = name === noPartner ? noPartner : (this.#addresses[name] as number);
      if (first !== noPartner && first !== own && first !== other) {
        if (other !== noPartner) return several;
        other = first;
      }
      for (const more of this.#more(record, place) ?? none) {
        const asker = this.#addresses[more] as number;
        if (asker === own || asker === other) continue;
        if (other !== noPartner) return several;
        other = asker;
      }
    }
    return other;
  }

  /** Whether a block of a piece is asked of a partner that is not silent, or may come late from one. */
  isUnderWay({ piece, freeCount, arrivedCount }: PieceProgress<Content>): boolean {
    if (freeCount + arrivedCount < this.#blocks) return true;
    return (this.#late.get(piece) ?? noneLate).some(({ partner }) => this.silent[partner] === 0);
  }

  /** Whether any partner may send a block late. */
  get hasLate(): boolean {
    return this.#late.size > 0;
  }

  /** A partner may send a block although it does not count as asked for it. */
  addLate(piece: number, place: number, partner: number): void {
    const late = this.#late.get(piece);
    if (late === undefined) this.#late.set(piece, [{ place, partner }]);
    else if (!late.some((one) => one.place === place && one.partner === partner))
      late.push({ place, partner });
  }

  /** The block will not come late from a partner. */
  removeLate(piece: number, place: number, partner: number): void {
    const late = this.#late.get(piece);
    if (late === undefined) return;
    const at = late.findIndex((one) => one.place === place && one.partner === partner);
    if (at >= 0) late.splice(at, 1);
    if (late.length === 0) this.#late.delete(piece);
  }

  /** The block will not come from a partner; it is free again if no other is asked. */
  giveUp(record: PieceProgress<Content>, place: number, partner: number): void {
    if (!this.isAskedOf(record, place, partner)) return;
    const more = this.#more(record, place);
    if (more !== undefined) {
      const at = more.indexOf(partner);
      if (at === -1) record.partners[place] = more.shift() as number;
      else more.splice(at, 1);
      if (more.length === 0) this.#moreAskers.delete(record.piece * this.#blocks + place);
      return;
    }
    this.askedCount--;
    this.#free(record, place);
  }

  /** A block arrived, asked or free: it is asked of no partner any more. */
  arrive(record: PieceProgress<Content>, place: number, partner: number, content: Content): void {
    if (record.states[place] === free) this.#take(record);
    else {
      this.askedCount--;
      if (this.#moreAskers.size > 0) this.#moreAskers.delete(record.piece * this.#blocks + place);
    }
    record.states[place] = arrived;
    record.partners[place] = partner;
    record.contents[place] = content;
    record.arrivedCount++;
  }

  /** Discards a block that arrived. */
  discard(record: PieceProgress<Content>, place: number): void {
    record.contents[place] = undefined;
    record.arrivedCount--;
    this.#free(record, place);
  }

  #free(record: PieceProgress<Content>, place: number): void {
    record.states[place] = free;
    record.partners[place] = noPartner;
    record.freeCount++;
    this.freeCount++;
    if (record.freeCount === 1) this.#open(record);
  }

  /** One free block less. */
  #take(record: PieceProgress<Content>): void {
    record.freeCount--;
    this.freeCount--;
    if (record.freeCount === 0) this.#shut(record);
  }

  #open(record: PieceProgress<Content>): void {
    record.openAt = this.open.length;
    this.open.push(record);
  }

  #shut(record: PieceProgress<Content>): void {
    const last = this.open.pop() as PieceProgress<Content>;
    if (last === record) return;
    this.open[record.openAt] = last;
    last.openAt = record.openAt;
  }

  #more(record: PieceProgress<Content>, place: number): number[] | undefined {
    if (this.#moreAskers.size === 0) return undefined;
    return this.#moreAskers.get(record.piece * this.#blocks + place);
  }
}
