/**
 * The availability of pieces, as buckets: one permutation of all pieces, sorted by the number of open
 * partners that have each. A piece that one partner more or less has changes places with the last or first
 * piece of its bucket, and the bound of the bucket moves by one: O(1). Partners that have everything are
 * counted by one number for all pieces.
 *
 * Only startable pieces (neither begun nor verified) are in buckets; all others are in front of them. So the
 * rarest startable piece is the first one that a partner has. Where a partner has few of them, whole words of
 * bitfields are compared instead, so that no search looks at every piece.
 */
import { Bitfield, noPiece } from './bitfield.ts';

/** Counts the partners that have each piece, and finds the rarest. */
export class Availability {
  readonly #pieces: number;
  /** The permutation: the pieces that are not startable, then the startable ones by count. */
  readonly #order: Uint32Array;
  /** Where the permutation has each piece. */
  readonly #positions: Uint32Array;
  readonly #counts: Uint16Array;
  /**
   * The first position of each group, and the number of pieces after the last. Group 0 are the pieces that
   * are not startable, group `c + 1` the startable ones with count c.
   */
  readonly #firsts: Uint32Array;
  /** The startable pieces once more, as bits. */
  readonly #startable: Bitfield;
  /** The partners that have everything; they are in no count. */
  #everything = 0;

  /** `partnersMax`: the greatest number of partners at one time, at most 65,535. */
  constructor(pieces: number, partnersMax: number) {
    this.#pieces = pieces;
    this.#order = new Uint32Array(pieces);
    this.#positions = new Uint32Array(pieces);
    for (let piece = 0; piece < pieces; piece++) {
      this.#order[piece] = piece;
      this.#positions[piece] = piece;
    }
    this.#counts = new Uint16Array(pieces);
    this.#firsts = new Uint32Array(partnersMax + 3).fill(pieces, 2);
    this.#startable = new Bitfield(pieces);
    this.#startable.addAll();
  }

  /** The number of partners that have a piece. */
  of(piece: number): number {
    return (this.#counts[piece] as number) + this.#everything;
  }

  /** The pieces that are neither begun nor verified. Nothing but this class writes to them. */
  get startable(): Bitfield {
    return this.#startable;
  }

  /** One partner more has a piece. */
  more(piece: number): void {
    const count = this.#counts[piece] as number;
    this.#counts[piece] = count + 1;
    if (this.#startable.has(piece)) this.#toNextGroup(piece, count + 1);
  }

  /** One partner less has a piece. */
  less(piece: number): void {
    const count = this.#counts[piece] as number;
    this.#counts[piece] = count - 1;
    if (this.#startable.has(piece)) this.#toGroupBefore(piece, count + 1);
  }

  /** A partner that has everything came (`by` is 1) or left (-1): one offset for all pieces. */
  everything(by: 1 | -1): void {
    this.#everything += by;
  }

  /** A partner came (`by` is 1) or left (-1) with these pieces. */
  bitfield(pieces: Bitfield, by: 1 | -1): void {
    for (let piece = pieces.next(0); piece !== noPiece; piece = pieces.next(piece + 1))
      if (by === 1) this.more(piece);
      else this.less(piece);
  }

  /** A piece is begun, or verified. It costs a step for each partner that has it, once a piece. */
  take(piece: number): void {
    if (!this.#startable.delete(piece)) return;
    for (let group = (this.#counts[piece] as number) + 1; group > 0; group--)
      this.#toGroupBefore(piece, group);
  }

  /** Nothing of a piece is under way or kept any more: it may be begun again. */
  putBack(piece: number): void {
    if (!this.#startable.add(piece)) return;
    const last = (this.#counts[piece] as number) + 1;
    for (let group = 0; group < last; group++) this.#toNextGroup(piece, group);
  }

  /**
   * The rarest startable piece that a partner has, or `noPiece`. Of equal ones the draw decides: the first
   * from a drawn place of the bucket on, round to that place.
   *
   * @param count the number of startable pieces that the partner has.
   * @param draw an integer of at least 0.
   */
  rarest(has: Bitfield, count: number, draw: number): number {
    if (count === 0) return noPiece;
    // A walk along the buckets meets a piece of the partner after startable / count pieces, on average.
    const wordsOfAll = this.#pieces >>> 5;
    return this.#startable.count > count * (wordsOfAll + count)
      ? this.#rarestByBits(has, draw)
      : this.#rarestByBuckets(has, draw);
  }

  /** The first piece of `ranking` that is one of the rarest startable pieces of a partner, or `noPiece`. */
  rarestByRanking(has: Bitfield, ranking: readonly number[]): number {
    const one = this.#rarestByBuckets(has, 0);
    if (one === noPiece) return noPiece;
    const fewest = this.of(one);
    return (
      ranking.find((piece) => this.of(piece) === fewest && has.has(piece) && this.#startable.has(piece)) ??
      one
    );
  }

  #rarestByBuckets(has: Bitfield, draw: number): number {
    const order = this.#order;
    const firsts = this.#firsts;
    for (let group = 1; (firsts[group] as number) < this.#pieces; group++) {
      const first = firsts[group] as number;
      const end = firsts[group + 1] as number;
      if (first === end) continue;
      const middle = first + (draw % (end - first));
      for (let at = middle; at < end; at++) if (has.has(order[at] as number)) return order[at] as number;
      for (let at = first; at < middle; at++) if (has.has(order[at] as number)) return order[at] as number;
    }
    return noPiece;
  }

  #rarestByBits(has: Bitfield, draw: number): number {
    const counts = this.#counts;
    let fewest = 0xffff;
    let equal = 0;
    for (let piece = has.nextInBoth(0, this.#startable); piece !== noPiece; ) {
      const count = counts[piece] as number;
      if (count < fewest) {
        fewest = count;
        equal = 1;
      } else if (count === fewest) equal++;
      piece = has.nextInBoth(piece + 1, this.#startable);
    }
    if (equal === 0) return noPiece;
    let skipped = draw % equal;
    let piece = has.nextInBoth(0, this.#startable);
    while (counts[piece] !== fewest || skipped-- > 0) piece = has.nextInBoth(piece + 1, this.#startable);
    return piece;
  }

  /** Moves a piece from a group to the next one: it becomes the first there. */
  #toNextGroup(piece: number, group: number): void {
    const bound = (this.#firsts[group + 1] as number) - 1;
    this.#firsts[group + 1] = bound;
    this.#swap(piece, bound);
  }

  /** Moves a piece from a group to the one before: it becomes the last there. */
  #toGroupBefore(piece: number, group: number): void {
    const bound = this.#firsts[group] as number;
    this.#firsts[group] = bound + 1;
    this.#swap(piece, bound);
  }

  /** Puts a piece at a position, and the piece from there where the first one was. */
  #swap(piece: number, to: number): void {
    const from = this.#positions[piece] as number;
    const other = this.#order[to] as number;
    this.#order[to] = piece;
    this.#order[from] = other;
    this.#positions[piece] = to;
    this.#positions[other] = from;
  }
}
