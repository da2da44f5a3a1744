/**
 * The table of peers: it numbers them, and keeps strikes and receipts of each by its name, so that they outlive
 * a connection. A connected peer stays. Of the others only the latest are remembered (an LRU cache): a peer that
 * comes back under its name meets its strikes, and a million names take no more memory than some thousand.
 */
import { grown, none } from './table.ts';

/** Peers, by number from 0 on. */
export class Peers {
  /** How many peers are remembered that are not connected. */
  readonly remembered: number;
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #free: number[] = [];
  /** Bad blocks, up to 255. */
  #strikes = new Uint8Array(16);
  /** Bytes of blocks, sent to the peer and received from it. */
  #sent = new Float64Array(16);
  #received = new Float64Array(16);
  #isConnected = new Uint8Array(16);
  /** The list of those that are not connected, by time of the end of their connection; one more than the number. */
  #next = new Int32Array(16);
  #previous = new Int32Array(16);
  #oldest: number = none;
  #latest: number = none;
  #idle = 0;

  constructor(remembered: number) {
    this.remembered = remembered;
  }

  get size(): number {
    return this.#numbers.size;
  }

  numberOf(name: string): number {
    return this.#numbers.get(name) ?? none;
  }

  nameOf(peer: number): string {
    return this.#names[peer] as string;
  }

  /** The number of a peer that is connected from now on. */
  connect(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) {
      if (this.#isConnected[known] === 0) this.#unlink(known);
      this.#isConnected[known] = 1;
      return known;
    }
    const peer = this.#free.pop() ?? this.#names.length;
    this.#grow(peer);
    this.#numbers.set(name, peer);
    this.#names[peer] = name;
    this.#strikes[peer] = 0;
    this.#sent[peer] = 0;
    this.#received[peer] = 0;
    this.#isConnected[peer] = 1;
    return peer;
  }

  /** The peer is not connected any more; one that ended its connection before it may be forgotten. */
  disconnect(peer: number): void {
    if (this.#isConnected[peer] === 0) return;
    this.#isConnected[peer] = 0;
    this.#next[peer] = 0;
    this.#previous[peer] = this.#latest + 1;
    if (this.#latest === none) this.#oldest = peer;
    else this.#next[this.#latest] = peer + 1;
    this.#latest = peer;
    this.#idle++;
    if (this.#idle > this.remembered) this.#forget(this.#oldest);
  }

  strikesOf(peer: number): number {
    return this.#strikes[peer] as number;
  }

  /** Counts a bad block, up to a number. */
  strike(peer: number, most: number): void {
    const strikes = this.#strikes[peer] as number;
    if (strikes < most && strikes < 255) this.#strikes[peer] = strikes + 1;
  }

  sentTo(peer: number): number {
    return this.#sent[peer] as number;
  }

  receivedFrom(peer: number): number {
    return this.#received[peer] as number;
  }

  countSent(peer: number, bytes: number): void {
    this.#sent[peer] = (this.#sent[peer] as number) + bytes;
  }

  countReceived(peer: number, bytes: number): void {
    this.#received[peer] = (this.#received[peer] as number) + bytes;
  }

  /** Gives a peer the strikes and receipts of a saved state. */
  restore(peer: number, strikes: number, sent: number, received: number): void {
    this.#strikes[peer] = strikes;
    this.#sent[peer] = sent;
    this.#received[peer] = received;
  }

  #forget(peer: number): void {
    this.#unlink(peer);
    this.#numbers.delete(this.#names[peer] as string);
    this.#names[peer] = '';
    this.#free.push(peer);
  }

  #unlink(peer: number): void {
    const next = (this.#next[peer] as number) - 1;
    const previous = (this.#previous[peer] as number) - 1;
    if (previous === none) this.#oldest = next;
    else this.#next[previous] = next + 1;
    if (next === none) this.#latest = previous;
    else this.#previous[next] = previous + 1;
    this.#idle--;
  }

  #grow(peer: number): void {
    this.#strikes = grown(this.#strikes, peer);
    this.#sent = grown(this.#sent, peer);
    this.#received = grown(this.#received, peer);
    this.#isConnected = grown(this.#isConnected, peer);
    this.#next = grown(this.#next, peer);
    this.#previous = grown(this.#previous, peer);
  }
}
