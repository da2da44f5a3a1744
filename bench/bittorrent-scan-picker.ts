/**
 * A straightforward picker, for comparison in `bench/bittorrent.ts`: it counts availability in an array, and
 * looks through all pieces for each pick and through all pieces of a partner for its interest. Small clients
 * do so.
 */
import { Bitfield } from '../implementations/bittorrent/bitfield.ts';

/** A picker that scans. */
export class ScanPicker {
  readonly #pieces: number;
  readonly #blocksPerPiece: number;
  readonly #counts: Uint16Array;
  readonly #has: Bitfield[];
  readonly #verified: Bitfield;
  /** By piece: the blocks that are free, and those that arrived. Blocks are asked for in order. */
  readonly #free: Uint16Array;
  readonly #arrived: Uint16Array;

  constructor(pieces: number, blocksPerPiece: number, partners: number) {
    this.#pieces = pieces;
    this.#blocksPerPiece = blocksPerPiece;
    this.#counts = new Uint16Array(pieces);
    this.#has = Array.from({ length: partners }, () => new Bitfield(pieces));
    this.#verified = new Bitfield(pieces);
    this.#free = new Uint16Array(pieces).fill(blocksPerPiece);
    this.#arrived = new Uint16Array(pieces);
  }

  have(partner: number, piece: number): void {
    if ((this.#has[partner] as Bitfield).add(piece))
      this.#counts[piece] = (this.#counts[piece] as number) + 1;
  }

  own(piece: number): void {
    this.#verified.add(piece);
    this.#free[piece] = 0;
  }

  /** Whether a partner has a piece that is missing here. */
  isInteresting(partner: number): boolean {
    const has = this.#has[partner] as Bitfield;
    for (let piece = 0; piece < this.#pieces; piece++)
      if (has.has(piece) && !this.#verified.has(piece)) return true;
    return false;
  }

  /** The block to ask of a partner: of a begun piece, or of the rarest one; -1 if there is none. */
  pick(partner: number): number {
    const has = this.#has[partner] as Bitfield;
    let rarest = -1;
    for (let piece = 0; piece < this.#pieces; piece++) {
      const free = this.#free[piece] as number;
      if (free === 0 || !has.has(piece)) continue;
      if (free < this.#blocksPerPiece) return this.#take(piece);
      if (rarest === -1 || (this.#counts[piece] as number) < (this.#counts[rarest] as number)) rarest = piece;
    }
    return rarest === -1 ? -1 : this.#take(rarest);
  }

  #take(piece: number): number {
    const free = this.#free[piece] as number;
    this.#free[piece] = free - 1;
    return (piece + 1) * this.#blocksPerPiece - free;
  }

  /** A block arrived; true if its piece is complete, and then it counts as verified. */
  arrive(block: number): boolean {
    const piece = Math.floor(block / this.#blocksPerPiece);
    const arrived = (this.#arrived[piece] as number) + 1;
    this.#arrived[piece] = arrived;
    return arrived === this.#blocksPerPiece && this.#verified.add(piece);
  }
}
