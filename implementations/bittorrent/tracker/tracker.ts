/**
 * A tracker of one torrent (T2), for swarms in one process or on loopback: a class without I/O, clocks or
 * randomness. It does what the formal model does (`models/bittorrent/tracker/tracker.ts`).
 *
 * An answer costs time by the peers that it gives, not by those that are known: the known peers are in order
 * of their turn, and those that were given go to the end.
 */
import type { AnnounceEvent } from '../../../models/bittorrent/tracker/messages.ts';
import { type TrackerRules, trackerRules } from './rules.ts';

/** A peer that a tracker knows. */
export interface TrackedEntry {
  readonly id: string;
  /** Where the peer listens, as one text. */
  readonly address: string;
  readonly left: number;
  /** Sweeps since its last announce. */
  readonly age: number;
}

/** An announce, as a tracker reads it. */
export interface TrackerRequest {
  readonly id: string;
  readonly address: string;
  readonly left: number;
  readonly event: AnnounceEvent;
  /** How many peers the client asks for; undefined or a negative number leaves it to the tracker. */
  readonly numWanted?: number;
  /** The peers that are given first, by address, where there are more than `numWanted`. */
  readonly chosen?: readonly string[];
}

/** A tracker on loopback has far fewer peers; the limit bounds its memory. */
const usualPeersMax = 100_000;

/** One torrent of a tracker. An address has one entry: the peer that announced from it last. */
export class Tracker {
  /** By address, the longest silent first. */
  readonly #known = new Map<string, TrackedEntry>();
  /** The known addresses in the order in which they are given. */
  readonly #turns = new Set<string>();
  readonly #numWantedMax: number;
  readonly #peersMax: number;
  readonly #rules: TrackerRules;
  /** How often `completed` was announced, for a scrape. No rule reads it. */
  downloads = 0;

  /**
   * @param numWantedMax the most peers of one response; 50 are usual.
   * @param peersMax the most peers of the torrent: a new one replaces the one whose last announce is the
   * longest ago.
   */
  constructor(numWantedMax: number, rules: TrackerRules = trackerRules, peersMax = usualPeersMax) {
    this.#numWantedMax = numWantedMax;
    this.#peersMax = peersMax;
    this.#rules = rules;
  }

  /** The known peers, by address. */
  get known(): readonly TrackedEntry[] {
    return [...this.#known.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  /** The numbers of a scrape. */
  get counts(): { readonly complete: number; readonly incomplete: number; readonly downloaded: number } {
    const complete = [...this.#known.values()].filter(({ left }) => left === 0).length;
    return { complete, incomplete: this.#known.size - complete, downloaded: this.downloads };
  }

  /** An announce: the peer is noted, or forgotten where it stops. The result are other peers. */
  announce({ id, address, left, event, numWanted = -1, chosen }: TrackerRequest): readonly TrackedEntry[] {
    if (event === 'stopped') {
      if (this.#rules.forgetsStopped() && this.#known.get(address)?.id === id) this.#forget(address);
      return [];
    }
    if (event === 'completed') this.downloads++;
    this.restore({ id, address, left, age: 0 });
    const most = this.#rules.most(numWanted, this.#numWantedMax);
    return chosen === undefined ? this.#next(id, address, most) : this.#chosen(id, address, most, chosen);
  }

  /** The peers whose turn it is. They go to the end, so that the next asker gets others. */
  #next(id: string, address: string, most: number): readonly TrackedEntry[] {
    const given: TrackedEntry[] = [];
    for (const turn of this.#turns) {
      if (given.length >= most) break;
      const entry = this.#known.get(turn) as TrackedEntry;
      if (!this.#rules.isAsker(entry.id === id, entry.address === address)) given.push(entry);
    }
    for (const { address: turn } of given) {
      this.#turns.delete(turn);
      this.#turns.add(turn);
    }
    return given;
  }

  /** The chosen peers, then others; both by address, and no turn changes. */
  #chosen(id: string, address: string, most: number, chosen: readonly string[]): readonly TrackedEntry[] {
    const others = this.known.filter(
      (other) => !this.#rules.isAsker(other.id === id, other.address === address),
    );
    const isChosen = ({ address: other }: TrackedEntry) => chosen.includes(other);
    return [...others.filter(isChosen), ...others.filter((other) => !isChosen(other))].slice(0, most);
  }

  /** An interval is over: peers that were silent for two of them are forgotten. */
  sweep(): void {
    for (const [address, entry] of this.#known)
      if (this.#rules.isForgotten(entry.age)) this.#forget(address);
      else this.#known.set(address, { ...entry, age: entry.age + 1 });
  }

  /** Notes a peer as it is, in place of another one at its address. */
  restore(entry: TrackedEntry): void {
    const { address } = entry;
    this.#known.delete(address);
    if (this.#known.size >= this.#peersMax) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#forget(oldest);
    }
    this.#known.set(address, entry);
    this.#turns.add(address);
  }

  #forget(address: string): void {
    this.#known.delete(address);
    this.#turns.delete(address);
  }
}
