/**
 * A network of Bitswap nodes in virtual time, without sockets: it carries the bytes that nodes send, cut at any
 * place, with a latency of their own; connections are lost with all that is under way over them. A node may be
 * given a lie, which changes the messages that it sends.
 */
import { createHash } from 'node:crypto';
import { BitswapNode, type NodeSetting, nodeSetting } from '../../implementations/bitswap/node/node.ts';
import { hashCodes } from '../../implementations/bitswap/wire/cid.ts';
import { MessageDecoder } from '../../implementations/bitswap/wire/decode.ts';
import { encodeMessage } from '../../implementations/bitswap/wire/encode.ts';
import type { Hash } from '../../implementations/bitswap/wire/hashes.ts';
import { isEmpty, type Message } from '../../implementations/bitswap/wire/messages.ts';

/** SHA2-256 alone. */
export const sha256: Hash = (prefix, data) =>
  prefix.hash === hashCodes.sha2_256 ? createHash('sha256').update(data).digest() : undefined;

/** A node with its store. */
export interface Member {
  readonly name: string;
  readonly node: BitswapNode;
  /** Data by the keys of their CIDs. */
  readonly store: Map<string, Uint8Array>;
}

/** What a node that lies sends in place of a message. */
export type Lie = (message: Message) => Message;

interface Event {
  readonly at: number;
  run(): void;
}

/** A network; `below(n)` draws latencies, of up to so many ms, and cuts. */
export class Network {
  now = 0;
  readonly members = new Map<string, Member>();
  readonly #below: (n: number) => number;
  readonly #latencyMsMax: number;
  /** What is under way, in the order of its times. */
  readonly #events: Event[] = [];
  /** Names of open connections, by the pair of their ends. */
  readonly #open = new Map<string, string>();
  /** The time of the last bytes of each stream. */
  readonly #lastAt = new Map<string, number>();
  #opened = 0;

  constructor(below: (n: number) => number, latencyMsMax = 40) {
    this.#below = below;
    this.#latencyMsMax = latencyMsMax;
  }

  add(name: string, { setting = nodeSetting, lie }: { setting?: NodeSetting; lie?: Lie } = {}): Member {
    const store = new Map<string, Uint8Array>();
    const node: BitswapNode = new BitswapNode(
      {
        hash: sha256,
        dataOf: (cid) => store.get(cid),
        store: (cid, data) => store.set(cid, data),
        send: (to, over, bytes, sending) => {
          this.at(1, () => node.sent(sending, true, this.now));
          this.#carry(name, to, over, lie === undefined ? bytes : told(lie, bytes));
        },
        close: (to) => this.lose(name, to),
        findProviders: () => {},
      },
      setting,
    );
    const member = { name, node, store };
    this.members.set(name, member);
    return member;
  }

  /** Runs a function after some ms. */
  at(ms: number, run: () => void): void {
    const at = this.now + ms;
    let place = this.#events.length;
    while (place > 0 && (this.#events[place - 1] as Event).at > at) place--;
    this.#events.splice(place, 0, { at, run });
  }

  /** Opens a connection of two nodes, unless one is open. */
  link(one: string, other: string): void {
    const pair = pairOf(one, other);
    if (this.#open.has(pair)) return;
    const connection = `connection ${this.#opened++}`;
    this.#open.set(pair, connection);
    this.#note(one, other, 'opened', connection);
  }

  /** Ends the connection of two nodes, and all that is under way over it. Returns whether there was one. */
  lose(one: string, other: string): boolean {
    const pair = pairOf(one, other);
    const connection = this.#open.get(pair);
    if (connection === undefined) return false;
    this.#open.delete(pair);
    this.#note(one, other, 'closed', connection);
    return true;
  }

  /** Bytes of a stream from one node to another. */
  send(from: string, to: string, stream: string, bytes: Uint8Array): void {
    this.#carry(from, to, stream, bytes);
  }

  /** Goes on while a condition holds, for some ms at most. Returns whether it does not hold any more. */
  runWhile(holds: () => boolean, msMax: number): boolean {
    const end = this.now + msMax;
    while (holds()) {
      const event = this.#events[0];
      let next = event?.at ?? Number.POSITIVE_INFINITY;
      let due: BitswapNode | undefined;
      for (const { node } of this.members.values()) {
        const at = node.due ?? Number.POSITIVE_INFINITY;
        if (at < next) [next, due] = [at, node];
      }
      if (next > end) return false;
      this.now = Math.max(this.now, next);
      if (due !== undefined) due.tick(this.now);
      else this.#events.shift()?.run();
    }
    return true;
  }

  #carry(from: string, to: string, over: string, bytes: Uint8Array): void {
    const pair = pairOf(from, to);
    const connection = this.#open.get(pair);
    const stream = `${connection} ${from} ${over}`;
    for (let start = 0; start < bytes.length; ) {
      const end = start + 1 + this.#below(bytes.length - start);
      const chunk = bytes.slice(start, end);
      // The bytes of a stream keep their order.
      const at = Math.max(this.#lastAt.get(stream) ?? 0, this.now + 1 + this.#below(this.#latencyMsMax));
      this.#lastAt.set(stream, at);
      this.at(at - this.now, () => {
        if (this.#open.get(pair) === connection)
          this.members.get(to)?.node.receive(from, stream, chunk, this.now);
      });
      start = end;
    }
  }

  #note(one: string, other: string, type: 'opened' | 'closed', connection: string): void {
    for (const [name, partner] of [
      [one, other],
      [other, one],
    ] as const)
      this.members.get(name)?.node.note({ type, partner, connection }, this.now);
  }
}

function pairOf(one: string, other: string): string {
  return [one, other].sort().join(' ');
}

/** The bytes of what a lie makes of a message; none if nothing is left of it. */
function told(lie: Lie, bytes: Uint8Array): Uint8Array {
  let sent = new Uint8Array(0);
  new MessageDecoder().push(bytes, (message) => {
    const changed = lie(message);
    if (!isEmpty(changed)) sent = new Uint8Array(encodeMessage(changed));
  });
  return sent;
}
