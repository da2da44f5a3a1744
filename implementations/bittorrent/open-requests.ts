/**
 * The open requests of a torrent: which blocks are asked of which partner, and the minute by which each
 * partner has to answer (W4, P5, P6). The picker knows which requests count; one of a snubbed partner, or
 * with the fast extension one that was withdrawn, is open and does not count.
 */
import type { Connection, TorrentPort } from './connection.ts';
import type { Picker } from './picker.ts';
import { noRequest } from './requests.ts';

/** The parameters that open requests depend on. */
export interface RequestSetting {
  readonly blocksPerPiece: number;
  readonly fast: boolean;
  readonly snubs: boolean;
}

/** The open requests of all connections; a request is the nth of its connection, the oldest being 0. */
export class OpenRequests<Content> {
  readonly #setting: RequestSetting;
  readonly #connections: readonly Connection[];
  readonly #picker: Picker<Content>;
  readonly #port: TorrentPort<Content>;
  /** The open requests of all connections. */
  #count = 0;

  constructor(
    setting: RequestSetting,
    connections: readonly Connection[],
    picker: Picker<Content>,
    port: TorrentPort<Content>,
  ) {
    this.#setting = setting;
    this.#connections = connections;
    this.#picker = picker;
    this.#port = port;
  }

  // ------------------------------------------------------------- requests

  /** Asks a partner for a block that the picker picked. */
  ask(partner: number, piece: number, place: number): void {
    const connection = this.#connection(partner);
    connection.requests.push(piece, place, 1);
    this.#count++;
    this.#port.request(partner, piece, place);
    // A snubbed partner may never answer, so others may be asked for the block all the same.
    if (connection.isSnubbed) this.#setLate(partner, connection.requests.size - 1);
    if (!this.#setting.snubs || connection.watch !== 'idle') return;
    connection.watch = 'waiting';
    this.#port.arm('request', partner);
  }

  /** Restores an open request; blocks that arrived are restored before. */
  reopen(partner: number, piece: number, place: number): void {
    const { requests, isSnubbed } = this.#connection(partner);
    requests.push(piece, place, 1);
    this.#count++;
    const nth = requests.size - 1;
    if (isSnubbed || !this.#picker.isMissing(this.#blockOf(partner, nth))) this.#setLate(partner, nth);
    else this.#askAgain(partner, nth);
  }

  /** A request is answered by a block: the minute begins anew, for a snubbed partner too. */
  answered(partner: number, nth: number): void {
    const connection = this.#connection(partner);
    if (connection.watch !== 'idle') {
      connection.watch = 'waiting';
      this.#port.arm('request', partner);
    }
    this.#remove(partner, nth);
  }

  /** A request will not be answered by a block, which is free again. */
  giveUp(partner: number, nth: number): void {
    const block = this.#blockOf(partner, nth);
    this.#remove(partner, nth);
    this.#picker.giveUp(partner, block);
  }

  /** All open requests to a partner are lost. */
  giveUpAll(partner: number): void {
    const { requests } = this.#connection(partner);
    for (let nth = 0; nth < requests.size; nth++) this.#picker.giveUp(partner, this.#blockOf(partner, nth));
    this.#count -= requests.size;
    requests.clear();
    this.#stopWatch(partner);
  }

  /** Sends Cancel wherever a block that arrived is open; with `fast` it stays open until its answer (P5). */
  withdraw(piece: number, place: number): void {
    // Each open request is the only one for its block: the block is open nowhere.
    if (this.#count === this.#picker.progress.askedCount) return;
    for (let partner = 0; partner < this.#connections.length; partner++) {
      const nth = this.#connection(partner).requests.find(piece, place, 1);
      if (nth === noRequest) continue;
      if (this.#setting.fast) this.#setLate(partner, nth);
      else this.giveUp(partner, nth);
      this.#port.cancel(partner, piece, place);
    }
  }

  /**
   * Blocks that were discarded are missing again. With `fast`, requests for them that were withdrawn are open
   * still, and count again.
   */
  askMissingAgain(): void {
    if (!this.#setting.fast) return;
    for (let partner = 0; partner < this.#connections.length; partner++) {
      const { requests, isSnubbed } = this.#connection(partner);
      if (isSnubbed) continue;
      for (let nth = 0; nth < requests.size; nth++) this.#askAgain(partner, nth);
    }
  }

  // ------------------------------------------------------------- snubs (P6)

  /** A minute passed without an answer: what is open does not count any more. Whether it was watched. */
  expire(partner: number): boolean {
    const connection = this.#connection(partner);
    if (connection.watch !== 'waiting') return false;
    connection.watch = 'late';
    connection.isSnubbed = true;
    this.#picker.setSnubbed(partner, true);
    const { requests } = connection;
    for (let nth = 0; nth < requests.size; nth++) this.#setLate(partner, nth);
    return true;
  }

  /** A snubbed partner sent a block: what is still open counts as asked again. */
  unsnub(partner: number): void {
    const connection = this.#connection(partner);
    connection.isSnubbed = false;
    this.#picker.setSnubbed(partner, false);
    for (let nth = 0; nth < connection.requests.size; nth++) this.#askAgain(partner, nth);
  }

  // ------------------------------------------------------------- parts

  #askAgain(partner: number, nth: number): void {
    const block = this.#blockOf(partner, nth);
    if (this.#picker.isMissing(block)) this.#picker.askAgain(partner, block);
  }

  /** An open request whose block may come, but does not count. */
  #setLate(partner: number, nth: number): void {
    this.#picker.setLate(partner, this.#blockOf(partner, nth));
  }

  #remove(partner: number, nth: number): void {
    const { requests } = this.#connection(partner);
    requests.remove(nth);
    this.#count--;
    if (requests.size === 0) this.#stopWatch(partner);
  }

  #stopWatch(partner: number): void {
    const connection = this.#connection(partner);
    if (connection.watch === 'waiting') this.#port.disarm('request', partner);
    connection.watch = 'idle';
  }

  #blockOf(partner: number, nth: number): number {
    const { requests } = this.#connection(partner);
    return requests.pieceAt(nth) * this.#setting.blocksPerPiece + requests.beginAt(nth);
  }

  #connection(partner: number): Connection {
    return this.#connections[partner] as Connection;
  }
}
