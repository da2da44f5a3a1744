/**
 * The decoder of a whole connection, one direction of it: first the groups of the handshake, then descriptors.
 * The first descriptor may be in the same chunk as the last group.
 */
import { DescriptorDecoder } from './decode.ts';
import type { Decoder } from './decoder.ts';
import type { Descriptor } from './descriptors.ts';
import type { Group } from './group.ts';
import { HandshakeDecoder, type Side } from './handshake.ts';
import { type WireLimits, type WireRules, wireLimits, wireRules } from './rules.ts';

/** Decodes all that one partner sends. Bytes after a refusal are passed over. */
export class ConnectionDecoder implements Decoder<Group | Descriptor> {
  readonly #handshake: HandshakeDecoder;
  readonly #descriptors: DescriptorDecoder;

  /** @param partner the side whose bytes this decoder takes. */
  constructor(partner: Side, rules: WireRules = wireRules, limits: WireLimits = wireLimits) {
    this.#handshake = new HandshakeDecoder(partner);
    this.#descriptors = new DescriptorDecoder(rules, limits);
  }

  get bufferedBytes(): number {
    return this.#handshake.bufferedBytes + this.#descriptors.bufferedBytes;
  }

  /** @throws {WireError} if the bytes are no such connection; positions count from its last group on. */
  push(chunk: Uint8Array, out: (value: Group | Descriptor) => void): void {
    const taken = this.#handshake.isOpen ? 0 : this.#handshake.push(chunk, out);
    if (taken < chunk.length) this.#descriptors.push(chunk.subarray(taken), out);
  }

  /** @throws {WireError} if a group or descriptor is incomplete. */
  end(): void {
    this.#handshake.end();
    this.#descriptors.end();
  }
}
