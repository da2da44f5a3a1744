/**
 * The uploads of a torrent: the queue of requests of each partner, and which of them are served (W5, BEP 6).
 * A request is in the shell's own units, and an answer repeats them.
 */
import type { Connection, TorrentPort } from './connection.ts';
import { noRequest } from './requests.ts';
import type { TorrentRules } from './rules.ts';

/** The parameters that uploads depend on. */
export interface UploadSetting {
  /** The most requests of one partner that wait; one more is dropped, or with `fast` rejected. */
  readonly queueMax: number;
  /** Whether a request is served within the step, or by a step of its own (timer `upload`). */
  readonly upload: 'atOnce' | 'paced';
  readonly fast: boolean;
}

/** The queues of all connections. */
export class Uploads<Content> {
  readonly #setting: UploadSetting;
  readonly #connections: readonly Connection[];
  readonly #port: TorrentPort<Content>;
  readonly #rules: TorrentRules;
  readonly #give: (partner: number, piece: number, begin: number, length: number) => void;

  /** `give`: sends a block, or refuses it. */
  constructor(
    setting: UploadSetting,
    connections: readonly Connection[],
    port: TorrentPort<Content>,
    rules: TorrentRules,
    give: (partner: number, piece: number, begin: number, length: number) => void,
  ) {
    this.#setting = setting;
    this.#connections = connections;
    this.#port = port;
    this.#rules = rules;
    this.#give = give;
  }

  /** The choker unchokes a partner. */
  unchoke(partner: number): void {
    this.#connection(partner).amUnchoking = true;
    this.#port.unchoke(partner);
  }

  /**
   * The choker chokes a partner: its queue is emptied, with `fast` by a Reject each. Requests for pieces that
   * are allowed fast stay (W5).
   */
  choke(partner: number): void {
    const connection = this.#connection(partner);
    const { queue } = connection;
    connection.amUnchoking = false;
    this.#port.choke(partner);
    if (!this.#rules.emptiesQueue() || queue.size === 0) return;
    for (let nth = 0; nth < queue.size; ) {
      if (this.#rules.staysAtChoke(this.#isAllowed(partner, queue.pieceAt(nth)))) {
        nth++;
        continue;
      }
      if (this.#rules.rejectsAtChoke(this.#setting.fast)) this.#reject(partner, nth);
      queue.remove(nth);
    }
    if (queue.size === 0) this.#port.disarm('upload', partner);
  }

  /** A request of the partner: of an unchoked one, or for an allowed fast piece, it is served, or waits. */
  request(partner: number, piece: number, begin: number, length: number): void {
    const { queue, amUnchoking } = this.#connection(partner);
    const isServed = this.#rules.servesRequest(amUnchoking, this.#isAllowed(partner, piece));
    if (isServed && this.#setting.upload === 'atOnce') {
      this.#give(partner, piece, begin, length);
      return;
    }
    const nth = queue.find(piece, begin, length);
    if (!isServed || (nth === noRequest && queue.size >= this.#setting.queueMax)) {
      if (this.#setting.fast) this.#port.reject(partner, piece, begin, length);
      return;
    }
    if (nth !== noRequest) queue.remove(nth);
    queue.push(piece, begin, length);
    if (queue.size === 1 && nth === noRequest) this.#port.arm('upload', partner);
  }

  /** Takes a request of the partner out of the queue; with `fast` it is rejected. */
  cancel(partner: number, piece: number, begin: number, length: number): void {
    const { queue } = this.#connection(partner);
    const nth = queue.find(piece, begin, length);
    if (nth === noRequest) return;
    queue.remove(nth);
    if (this.#rules.rejectsAtCancel(this.#setting.fast)) this.#port.reject(partner, piece, begin, length);
    if (queue.size === 0) this.#port.disarm('upload', partner);
  }

  /** The next request of the queue is served: the lowest block. */
  next(partner: number): void {
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

  /** The connection ends: nothing waits any more. */
  clear(partner: number): void {
    const { queue } = this.#connection(partner);
    if (queue.size > 0) this.#port.disarm('upload', partner);
    queue.clear();
  }

  /** Whether a partner may ask for a piece while it is choked (BEP 6). */
  #isAllowed(partner: number, piece: number): boolean {
    return this.#setting.fast && this.#port.allowedFast(partner).includes(piece);
  }

  #reject(partner: number, nth: number): void {
    const { queue } = this.#connection(partner);
    this.#port.reject(partner, queue.pieceAt(nth), queue.beginAt(nth), queue.lengthAt(nth));
  }

  #connection(partner: number): Connection {
    return this.#connections[partner] as Connection;
  }
}
