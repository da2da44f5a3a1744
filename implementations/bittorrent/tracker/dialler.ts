/**
 * A dialler (T3, T5): the known peers of a torrent that have no connection, in the order in which they are
 * dialled. It does what the formal model does (`models/bittorrent/dialling.ts`).
 */
import { type DiallerRules, diallerRules } from './rules.ts';

/** The state of a partner, for a dialler. */
export interface DiallerPort {
  /** The connections that are open or dialled. */
  connected(): number;
  /** Whether a partner has such a connection. */
  isConnected(partner: number): boolean;
  /** Whether the address of a partner is banned. */
  isBanned(partner: number): boolean;
  dial(partner: number): void;
}

/** What a dialler keeps. */
export interface DiallerLimits {
  /** Peers are dialled while there are fewer connections. */
  readonly connections: number;
  readonly isPrivate: boolean;
  /** The most peers that wait to be dialled; more are not noted. */
  readonly candidatesMax?: number;
}

/** A response of 1 MiB can name 174,755 peers; a client has some 50 connections. */
const usualCandidatesMax = 1_000;

/** The peers that one torrent may dial. */
export class Dialler {
  /** Partners by number, the next one first. */
  readonly #candidates = new Set<number>();
  readonly #limits: DiallerLimits;
  readonly #candidatesMax: number;
  readonly #port: DiallerPort;
  readonly #rules: DiallerRules;

  constructor(limits: DiallerLimits, port: DiallerPort, rules: DiallerRules = diallerRules) {
    this.#limits = limits;
    this.#candidatesMax = limits.candidatesMax ?? usualCandidatesMax;
    this.#port = port;
    this.#rules = rules;
  }

  /** Partners by number, the next one first. */
  get candidates(): readonly number[] {
    return [...this.#candidates];
  }

  set candidates(partners: readonly number[]) {
    this.#candidates.clear();
    for (const partner of partners) this.#candidates.add(partner);
  }

  /** Notes peers that a tracker gave, or that came from another source. */
  learn(partners: Iterable<number>, by: 'tracker' | 'other'): void {
    if (by === 'other' && !this.#rules.takesOthers(this.#limits.isPrivate)) return;
    for (const partner of partners) {
      if (this.#candidates.size >= this.#candidatesMax) return;
      if (this.#isUnknown(partner)) this.#candidates.add(partner);
    }
  }

  /** A partner is no candidate any more: it has a connection. */
  remove(partner: number): void {
    this.#candidates.delete(partner);
  }

  /**
   * Dials candidates; the result says whether more peers are needed. It costs time by the candidates that it
   * takes, so a call that changes nothing costs none.
   */
  look(): boolean {
    for (const partner of this.#candidates) {
      if (!this.#dialsMore()) break;
      this.#candidates.delete(partner);
      if (this.#isUnknown(partner)) this.#port.dial(partner);
    }
    return this.#candidates.size === 0 && this.#port.connected() < this.#limits.connections;
  }

  #dialsMore(): boolean {
    return this.#rules.dials(this.#port.connected(), this.#limits.connections);
  }

  #isUnknown(partner: number): boolean {
    return !this.#port.isConnected(partner) && !this.#port.isBanned(partner);
  }
}
