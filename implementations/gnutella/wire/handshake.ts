/**
 * The 0.6 handshake of one direction: which groups a partner sends, and where its descriptors start.
 *
 * The initiator sends Connect and, after the acceptor's Answer, an Answer of its own; the acceptor sends one
 * Answer ("An Extensible Handshaking Protocol for the Gnutella Network", section 3). An Answer whose status is
 * not 200 ends the connection.
 */
import { parseAddress } from './bytes.ts';
import { type Decoder, WireError } from './decoder.ts';
import { type Group, GroupDecoder, headerOf, type Version } from './group.ts';

/** The role of a partner: the initiator opened the connection. */
export type Side = 'initiator' | 'acceptor';

const expected: Readonly<Record<Side, readonly Group['type'][]>> = {
  initiator: ['Connect', 'Answer'],
  acceptor: ['Answer'],
};

/** Decodes the handshake of one partner, and leaves the bytes after it to the decoder of descriptors. */
export class HandshakeDecoder implements Decoder<Group> {
  readonly #groups = new GroupDecoder();
  readonly #expected: readonly Group['type'][];
  #received = 0;
  #refusal: number | undefined;

  /** @param partner the side whose bytes this decoder takes. */
  constructor(partner: Side) {
    this.#expected = expected[partner];
  }

  get bufferedBytes(): number {
    return this.#groups.bufferedBytes;
  }

  /** Whether the handshake is complete, and descriptors follow. */
  get isOpen(): boolean {
    return this.#refusal === undefined && this.#received === this.#expected.length;
  }

  /** The status with which the partner refused the connection. */
  get refusal(): number | undefined {
    return this.#refusal;
  }

  /**
   * Takes bytes until the handshake is complete, and returns how many: the rest of the chunk belongs to the
   * stream of descriptors. Bytes after a refusal are passed over, because the connection ends there.
   * @throws {WireError} if a group has not its form, or is not the next one of this partner.
   */
  push(chunk: Uint8Array, out: (group: Group) => void): number {
    let at = 0;
    while (at < chunk.length && !this.isOpen && this.#refusal === undefined)
      at = this.#groups.next(chunk, at, (group) => this.#receive(group, out));
    return this.#refusal === undefined ? at : chunk.length;
  }

  /** @throws {WireError} if the handshake is incomplete. */
  end(): void {
    this.#groups.end();
    if (!this.isOpen && this.#refusal === undefined)
      throw new WireError(
        `The stream ends after ${this.#received} groups of the handshake, but this partner sends ` +
          `${this.#expected.length}.`,
      );
  }

  #receive(group: Group, out: (group: Group) => void): void {
    const type = this.#expected[this.#received];
    if (group.type !== type)
      throw new WireError(
        `Group ${this.#received + 1} of the handshake is of type ${group.type}, but must be of type ${type}.`,
      );
    this.#received += 1;
    if (group.type === 'Answer' && group.status !== 200) this.#refusal = group.status;
    out(group);
  }
}

/** What a group's headers say about ultrapeers; an absent or malformed header is undefined. */
export interface LinkFeatures {
  /** X-Ultrapeer: whether the sender is an ultrapeer; a leaf says false. */
  readonly ultrapeer: boolean | undefined;
  /** X-Ultrapeer-Needed: whether the sender asks its partner to be an ultrapeer. */
  readonly ultrapeerNeeded: boolean | undefined;
  /** X-Query-Routing: the version of the query routing proposal. */
  readonly queryRouting: Version | undefined;
  /** X-Try-Ultrapeers: addresses of other ultrapeers, without the malformed ones. */
  readonly tryUltrapeers: readonly { readonly address: number; readonly port: number }[];
}

/** The port of Gnutella: X-Try-Ultrapeers may omit it. */
export const defaultPort = 6_346;

/** Reads the headers of the ultrapeer system (0.6 draft, section 3.2.1). Values are case-insensitive. */
export function linkFeatures(group: Group): LinkFeatures {
  const version = /^(\d{1,3})\.(\d{1,3})$/.exec(headerOf(group, 'X-Query-Routing') ?? '');
  return {
    ultrapeer: truth(headerOf(group, 'X-Ultrapeer')),
    ultrapeerNeeded: truth(headerOf(group, 'X-Ultrapeer-Needed')),
    queryRouting: version === null ? undefined : { major: Number(version[1]), minor: Number(version[2]) },
    tryUltrapeers: (headerOf(group, 'X-Try-Ultrapeers') ?? '').split(',').flatMap(endpoints),
  };
}

function truth(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (/^(true|yes)$/i.test(value)) return true;
  return /^(false|no)$/i.test(value) ? false : undefined;
}

/** One address and port of a list, if it is one. Some servents add the time when they last saw it. */
function endpoints(text: string): { address: number; port: number }[] {
  const [, host = '', port = `${defaultPort}`] = /^\s*([\d.]+)(?::(\d{1,5}))?(?:\s.*)?$/.exec(text) ?? [];
  const address = parseAddress(host);
  if (address === undefined || Number(port) < 1 || Number(port) > 65_535) return [];
  return [{ address, port: Number(port) }];
}
