/**
 * The connection decoder decodes all that one partner sends: its handshake, then messages.
 */
import { MessageDecoder, type MessageOptions } from './decode.ts';
import type { Decoder } from './decoder.ts';
import { type Feature, HandshakeDecoder, handshakeBytes, supports } from './handshake.ts';
import type { Handshake, Message } from './messages.ts';

/** What a node knows before its partner speaks. */
export interface ConnectionOptions extends Omit<MessageOptions, 'fast' | 'position'> {
  /** The extensions of which this node's own handshake has the flag. */
  readonly offers: readonly Feature[];
}

/** Decodes the stream of one partner from its first byte on. */
export class ConnectionDecoder implements Decoder<Handshake | Message> {
  readonly #options: ConnectionOptions;
  readonly #handshake = new HandshakeDecoder();
  #messages: MessageDecoder | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get bufferedBytes(): number {
    return this.#handshake.bufferedBytes + (this.#messages?.bufferedBytes ?? 0);
  }

  /** The number of messages of unknown type, which were passed over. */
  get skipped(): number {
    return this.#messages?.skipped ?? 0;
  }

  /** @throws {WireError} if the bytes are no such stream. */
  push(chunk: Uint8Array, out: (value: Handshake | Message) => void): void {
    const taken = this.#handshake.push(chunk, (handshake) => {
      // BEP 6: the extension is on if both sides set the bit.
      const fast = this.#options.offers.includes('fast') && supports(handshake, 'fast');
      this.#messages = new MessageDecoder({ ...this.#options, fast, position: handshakeBytes });
      out(handshake);
    });
    if (taken < chunk.length) this.#messages?.push(chunk.subarray(taken), out);
  }

  /** @throws {WireError} if the handshake or a message is incomplete. */
  end(): void {
    this.#handshake.end();
    this.#messages?.end();
  }
}
