/**
 * The handshake of the peer wire protocol: the 68 bytes with which each side of a connection begins
 * (BEP 3, "peer protocol"), and the flags of extensions in its reserved bytes.
 */
import { checkLength, concat, fromByteString, idBytes } from './bytes.ts';
import { type Decoder, WireError } from './decoder.ts';
import type { Handshake } from './messages.ts';

const protocolName = 'BitTorrent protocol';
/** The length of the name, and the name. */
const start = Uint8Array.from([protocolName.length, ...fromByteString(protocolName, 'protocol')]);
const reservedBytes = 8;

/** The length of a handshake, in bytes. */
export const handshakeBytes = start.length + reservedBytes + 2 * idBytes;

/** The flags of extensions: a byte of the reserved ones and a mask. */
export const features = {
  /** BEP 6. */
  fast: { byte: 7, mask: 0x04 },
  /** BEP 10. */
  extensions: { byte: 5, mask: 0x10 },
  /** BEP 5. */
  dht: { byte: 7, mask: 0x01 },
} as const;

export type Feature = keyof typeof features;

/** Reserved bytes with the flags of these extensions. */
export function reservedFor(wanted: readonly Feature[]): Uint8Array {
  const reserved = new Uint8Array(reservedBytes);
  for (const { byte, mask } of wanted.map((feature) => features[feature]))
    reserved[byte] = (reserved[byte] as number) | mask;
  return reserved;
}

/** Whether a handshake has the flag of an extension. */
export function supports({ reserved }: Handshake, feature: Feature): boolean {
  const { byte, mask } = features[feature];
  return ((reserved[byte] as number) & mask) !== 0;
}

/** @throws {WireError} if a field has not its length. */
export function encodeHandshake({ reserved, infoHash, peerId }: Handshake): Uint8Array {
  return concat([
    start,
    checkLength(reserved, reservedBytes, 'reserved field of the handshake'),
    checkLength(infoHash, idBytes, 'info-hash of the handshake'),
    checkLength(peerId, idBytes, 'peer id of the handshake'),
  ]);
}

/** Decodes the handshake at the start of a stream. A byte that no handshake has there is refused at once. */
export class HandshakeDecoder implements Decoder<Handshake> {
  readonly #bytes = new Uint8Array(handshakeBytes);
  #count = 0;
  #failure: unknown;

  get bufferedBytes(): number {
    return this.isDone ? 0 : this.#count;
  }

  /** Whether the handshake came out: later bytes are messages. */
  get isDone(): boolean {
    return this.#count === handshakeBytes;
  }

  /**
   * Takes the bytes that belong to the handshake, and returns how many of the chunk these are.
   * @throws {WireError} if the stream does not start with the protocol's name.
   */
  push(chunk: Uint8Array, out: (value: Handshake) => void): number {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.isDone) return 0;
    try {
      return this.#take(chunk, out);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /** @throws {WireError} if the handshake is incomplete. */
  end(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.isDone)
      throw new WireError(
        `The stream ends after ${this.#count} bytes, but a handshake has ${handshakeBytes}.`,
      );
  }

  #take(chunk: Uint8Array, out: (value: Handshake) => void): number {
    const taken = Math.min(chunk.length, handshakeBytes - this.#count);
    for (let at = 0; at < taken; at++) {
      const byte = chunk[at] as number;
      const place = this.#count + at;
      if (place < start.length && byte !== start[place])
        throw new WireError(
          `The handshake has ${byte} at byte ${place}, but must have ${start[place]} there ` +
            `(${start.length - 1}, "${protocolName}").`,
        );
      this.#bytes[place] = byte;
    }
    this.#count += taken;
    if (this.isDone) out(this.#handshake());
    return taken;
  }

  #handshake(): Handshake {
    const field = (from: number, length: number) => this.#bytes.slice(from, from + length);
    const infoHashAt = start.length + reservedBytes;
    return {
      type: 'Handshake',
      reserved: field(start.length, reservedBytes),
      infoHash: field(infoHashAt, idBytes),
      peerId: field(infoHashAt + idBytes, idBytes),
    };
  }
}
