/**
 * The frame router: routes descriptors as bytes, without decoding their payloads. It decides on the header
 * alone, changes TTL and Hops in place, and hands the same bytes to each link. A frame that it drops, such as
 * a copy of a known request, costs one look into the routing table and allocates nothing.
 *
 * Replies and Push need their servent id, which lies at a fixed place: the last 16 bytes of a QueryHit, the
 * first 16 of a Push (Gnutella 0.4, sections "QueryHit" and "Push").
 */
import { wordAt } from './guid.ts';
import { dropped, noLink, notRelayed, RoutingCore, type RoutingSetting } from './routing-core.ts';
import { ownLink, pingKind, queryKind } from './rules.ts';
import { codes, guidBytes, headerBytes } from './wire/descriptors.ts';
import type { Frame } from './wire/framer.ts';

/** The places of TTL and Hops in a header. */
const ttlAt = 17;
const hopsAt = 18;

/** The receiver of routed frames. Bytes are valid until a call returns. */
export interface FrameSink {
  /** The frame goes out on a link: `length` bytes of `buffer` from `offset`. */
  forward(link: number, buffer: Uint8Array, offset: number, length: number): void;
  /**
   * A new request, which this servent may answer, a reply to a request of its own, a Push for it, or a
   * descriptor that is not routed. Neighbours relay payloads unread, so the receiver should catch the
   * WireError of `decodeFrame`: an error that it throws closes the framer of the link.
   */
  deliver(frame: Frame, link: number): void;
}

/** Routes the frames of all links of one servent. */
export class FrameRouter {
  readonly #core: RoutingCore;
  readonly #sink: FrameSink;
  readonly #serventId: Uint8Array;
  /** The open links, in the order in which they were opened. Routes keep the numbers of closed ones. */
  readonly #open = new Set<number>();
  #opened = 0;

  /**
   * `serventId`: the 16 bytes of this servent. `generationMax`: the number of requests that it never forgets.
   */
  constructor(setting: RoutingSetting, serventId: Uint8Array, generationMax: number, sink: FrameSink) {
    this.#core = new RoutingCore(setting, generationMax);
    this.#serventId = serventId;
    this.#sink = sink;
  }

  /** Opens a link, and returns its number. */
  open(): number {
    const link = this.#opened++;
    this.#open.add(link);
    return link;
  }

  /** Closes a link: nothing more goes out on it. */
  close(link: number): void {
    this.#open.delete(link);
  }

  /** The number of requests in the routing table. */
  get size(): number {
    return this.#core.routes.size;
  }

  /** Forgets the older half of the routing table. */
  nextGeneration(): void {
    this.#core.routes.nextGeneration();
  }

  /** Enters a request that this servent issues, given the bytes of its frame, which go to every link. */
  issue(buffer: Uint8Array, offset: number, length: number): void {
    const kind = buffer[offset + 16] === codes.Ping ? pingKind : queryKind;
    const at = offset;
    const ttl = buffer[offset + ttlAt] as number;
    this.#core.routes.insert(
      kind,
      wordAt(buffer, at),
      wordAt(buffer, at + 4),
      wordAt(buffer, at + 8),
      wordAt(buffer, at + 12),
      ownLink,
      ttl,
    );
    this.#forwardToAll(noLink, buffer, offset, length);
  }

  /** Routes a frame that arrived on a link. Its TTL and Hops are changed in place. */
  route(frame: Frame, link: number): void {
    if (frame.isSkipped) return;
    const { code } = frame;
    if (code === codes.Query) this.#routeRequest(queryKind, frame, link);
    else if (code === codes.QueryHit) this.#routeReply(queryKind, frame, link);
    else if (code === codes.Ping) this.#routeRequest(pingKind, frame, link);
    else if (code === codes.Pong) this.#routeReply(pingKind, frame, link);
    else if (code === codes.Push) this.#routePush(frame, link);
    else if (code === codes.Bye) this.close(link);
    else this.#sink.deliver(frame, link);
  }

  #routeRequest(kind: number, frame: Frame, link: number): void {
    const { buffer, offset: at } = frame;
    const ttl = this.#core.request(
      kind,
      wordAt(buffer, at),
      wordAt(buffer, at + 4),
      wordAt(buffer, at + 8),
      wordAt(buffer, at + 12),
      frame.ttl,
      frame.hops,
      link,
    );
    if (ttl === dropped) return;
    if (this.#core.isNew) this.#sink.deliver(frame, link);
    if (ttl === notRelayed) return;
    this.#age(frame, ttl);
    this.#forwardToAll(link, buffer, at, headerBytes + frame.payloadLength);
  }

  #routeReply(kind: number, frame: Frame, link: number): void {
    const { buffer, offset: at } = frame;
    const back = this.#core.linkBack(
      kind,
      wordAt(buffer, at),
      wordAt(buffer, at + 4),
      wordAt(buffer, at + 8),
      wordAt(buffer, at + 12),
    );
    if (back === noLink) return;
    if (kind === queryKind) {
      const id = at + headerBytes + frame.payloadLength - guidBytes;
      this.#core.notePushRoute(
        wordAt(buffer, id),
        wordAt(buffer, id + 4),
        wordAt(buffer, id + 8),
        wordAt(buffer, id + 12),
        link,
      );
    }
    if (back === ownLink) this.#sink.deliver(frame, link);
    else this.#forward(back, frame);
  }

  #routePush(frame: Frame, link: number): void {
    const { buffer } = frame;
    const id = frame.offset + headerBytes;
    if (this.#isOwnId(buffer, id)) {
      this.#sink.deliver(frame, link);
      return;
    }
    const towards = this.#core.linkTowards(
      wordAt(buffer, id),
      wordAt(buffer, id + 4),
      wordAt(buffer, id + 8),
      wordAt(buffer, id + 12),
    );
    if (towards !== noLink) this.#forward(towards, frame);
  }

  #forward(link: number, frame: Frame): void {
    const ttl = this.#core.relayTtl(frame.ttl, frame.hops);
    if (ttl === notRelayed || !this.#open.has(link)) return;
    this.#age(frame, ttl);
    this.#sink.forward(link, frame.buffer, frame.offset, headerBytes + frame.payloadLength);
  }

  #forwardToAll(from: number, buffer: Uint8Array, offset: number, length: number): void {
    for (const link of this.#open) if (link !== from) this.#sink.forward(link, buffer, offset, length);
  }

  #age({ buffer, offset, hops }: Frame, ttl: number): void {
    buffer[offset + ttlAt] = ttl;
    buffer[offset + hopsAt] = hops + 1;
  }

  #isOwnId(buffer: Uint8Array, at: number): boolean {
    for (let byte = 0; byte < guidBytes; byte++)
      if (buffer[at + byte] !== this.#serventId[byte]) return false;
    return true;
  }
}
