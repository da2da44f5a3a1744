/**
 * A straightforward Gnutella servent as a baseline for `bench:gnutella`: it cuts the stream into frames by
 * copying, keys its routing table by GUIDs as hexadecimal text in a Map, and copies a frame for each link.
 * It decides as `FrameRouter` does.
 */
import { codes, headerBytes } from '../implementations/gnutella/wire/descriptors.ts';

/** Sends bytes on a link. */
export type Send = (link: number, bytes: Uint8Array) => void;

/** Routes the descriptors of all links of one servent. */
export class MapServent {
  #newer = new Map<string, number>();
  #older = new Map<string, number>();
  readonly #pushRoutes = new Map<string, number>();
  readonly #partial: Uint8Array[] = [];
  readonly #generationMax: number;
  readonly #send: Send;

  constructor(links: number, generationMax: number, send: Send) {
    for (let link = 0; link < links; link++) this.#partial.push(new Uint8Array(0));
    this.#generationMax = generationMax;
    this.#send = send;
  }

  /** Takes the next bytes of a link. */
  push(link: number, chunk: Uint8Array): void {
    let rest = Buffer.concat([this.#partial[link] as Uint8Array, chunk]) as Uint8Array;
    while (rest.length >= headerBytes) {
      const length = headerBytes + new DataView(rest.buffer, rest.byteOffset + 19, 4).getUint32(0, true);
      if (rest.length < length) break;
      this.#route(link, rest.slice(0, length));
      rest = rest.subarray(length);
    }
    this.#partial[link] = rest.slice();
  }

  #route(link: number, frame: Uint8Array): void {
    const code = frame[16];
    const guid = Buffer.from(frame.subarray(0, 16)).toString('hex');
    if (code === codes.Query || code === codes.Ping) {
      const key = `${code} ${guid}`;
      if (this.#newer.has(key) || this.#older.has(key)) return;
      if (this.#newer.size >= this.#generationMax) {
        this.#older = this.#newer;
        this.#newer = new Map();
      }
      this.#newer.set(key, link);
      const next = aged(frame);
      if (next === undefined) return;
      for (let to = 0; to < this.#partial.length; to++) if (to !== link) this.#send(to, next.slice());
    } else if (code === codes.QueryHit || code === codes.Pong) {
      const key = `${code === codes.QueryHit ? codes.Query : codes.Ping} ${guid}`;
      const back = this.#newer.get(key) ?? this.#older.get(key);
      if (back === undefined) return;
      if (code === codes.QueryHit)
        this.#pushRoutes.set(Buffer.from(frame.subarray(-16)).toString('hex'), link);
      const next = aged(frame);
      if (next !== undefined) this.#send(back, next);
    }
  }
}

/** The frame as it goes on; undefined if its TTL would be 0. */
function aged(frame: Uint8Array): Uint8Array | undefined {
  const [ttl, hops] = [frame[17] as number, frame[18] as number];
  const trimmed = Math.min(ttl, 7 - hops);
  if (trimmed <= 1) return undefined;
  frame[17] = trimmed - 1;
  frame[18] = hops + 1;
  return frame;
}
