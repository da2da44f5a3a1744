/**
 * The state of one end of a connection, and the interface through which a torrent acts: `TorrentPort`. A
 * connection is made once for each partner number and used again after its end.
 */
import { noPiece } from './bitfield.ts';
import { RequestRing } from './requests.ts';

/** How far a connection is: the dialler waits for the handshake, the closer for the partner's end. */
export type Stage = 'closed' | 'dialling' | 'open' | 'closing';

/** Whether open requests are watched for an answer: `late` once a minute was over (P6). */
export type Watch = 'idle' | 'waiting' | 'late';

/** One end of a connection. */
export class Connection {
  stage: Stage = 'closed';
  /** No message came since the handshake. */
  isNew = true;
  /** What this end told the partner, and what the partner told. */
  amInterested = false;
  amUnchoking = false;
  isInterested = false;
  isUnchoking = false;
  isSnubbed = false;
  watch: Watch = 'idle';
  /** The pieces that this end may ask for while it is choked (BEP 6). */
  readonly allowed: number[] = [];
  /** The last piece that the partner suggested, or `noPiece`. */
  suggested = noPiece;
  /** The requests of this end, by piece and place of the block. */
  readonly requests = new RequestRing();
  /** The requests of the partner, in the shell's own units. */
  readonly queue = new RequestRing();

  /** Forgets all that concerns one connection. */
  reset(): void {
    this.isNew = true;
    this.amInterested = false;
    this.amUnchoking = false;
    this.isInterested = false;
    this.isUnchoking = false;
    this.isSnubbed = false;
    this.watch = 'idle';
    this.allowed.length = 0;
    this.suggested = noPiece;
    this.requests.clear();
    this.queue.clear();
  }
}

/**
 * What a torrent does: messages to partners, timers of connections, and reports. A partner is a number.
 * `begin` and `length` of a request of this end count blocks; those of a partner's request come back as they
 * were given.
 */
export interface TorrentPort<Content> {
  handshake(partner: number): void;
  /** The end of the stream in this direction; nothing follows. */
  close(partner: number): void;
  /** Sends the pieces that are verified. */
  bitfield(partner: number): void;
  /** The pieces that a partner may ask for while it is choked, with the fast extension (BEP 6). */
  allowedFast(partner: number): readonly number[];
  allow(partner: number, piece: number): void;
  /** The pieces that a partner is advised to ask for, with the fast extension; at most a few. */
  suggestions(partner: number): readonly number[];
  suggest(partner: number, piece: number): void;
  have(partner: number, piece: number): void;
  choke(partner: number): void;
  unchoke(partner: number): void;
  interested(partner: number): void;
  notInterested(partner: number): void;
  request(partner: number, piece: number, begin: number): void;
  cancel(partner: number, piece: number, begin: number): void;
  /** Whether a request of a partner is within its piece, and no larger than 16 KiB. */
  isServable(piece: number, begin: number, length: number): boolean;
  /** Sends a block of a verified piece. */
  piece(partner: number, piece: number, begin: number, length: number): void;
  reject(partner: number, piece: number, begin: number, length: number): void;
  arm(timer: 'upload' | 'request', partner: number): void;
  disarm(timer: 'upload' | 'request', partner: number): void;
  /** Whether the blocks of a piece have its hash. */
  isGood(piece: number, blocks: readonly (Content | undefined)[]): boolean;
  /** Whether two blocks have the same content. */
  isSame(one: Content, other: Content): boolean;
  /** A piece was verified; its blocks are to be stored before the call returns. Sources are addresses. */
  verified(piece: number, sources: readonly number[], blocks: readonly (Content | undefined)[]): void;
  /** A piece failed its check. */
  failed(piece: number, sources: readonly number[]): void;
}
