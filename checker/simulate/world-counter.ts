/**
 * The world counter estimates the state coverage of schedules: the number of distinct worlds that they
 * visited, and the probability that the next step leads to a new one (Good–Turing estimate).
 */
import type { NodeId } from '../actors/actor.ts';
import type { Seen } from '../semantics/views.ts';
import { canonical } from '../values/canonical.ts';

/** Counts of visited worlds, as properties see them: nodes and history, without in-flight messages. */
export interface WorldsSeen {
  readonly distinct: number;
  /** The number of worlds visited exactly once. */
  readonly once: number;
  /** The number of visits: one for each initial world and each step. */
  readonly looks: number;
  /**
   * The probability that the next step leads to a new world, estimated as `once / looks` (Good 1953, after
   * Turing). The worlds of one run depend on each other, so the estimate holds for runs like these.
   */
  readonly unseen: number;
}

/**
 * Counts worlds by a hash of 53 bits; among some 90 million worlds, one in a million has the hash of another.
 */
export class WorldCounter {
  /** For each hash, true if it was observed more than once. */
  readonly #isRepeated = new Map<number, boolean>();
  readonly #nodes = new Map<NodeId, string>();
  #history: unknown;
  #historyKey = '';
  #looks = 0;
  #once = 0;

  get seen(): WorldsSeen {
    const unseen = this.#looks === 0 ? 1 : this.#once / this.#looks;
    return {
      distinct: this.#isRepeated.size,
      once: this.#once,
      looks: this.#looks,
      unseen,
    };
  }

  /** Counts the visit of the initial world of a run; runs of a family have different nodes. */
  begin(seen: Seen): void {
    this.#nodes.clear();
    this.observe(seen, [...seen.all.keys()]);
  }

  /** Counts a visit; `changed` are the nodes that differ from the world of the last visit. */
  observe({ all, history }: Seen, changed: readonly NodeId[]): void {
    for (const node of changed) this.#nodes.set(node, canonical(all.get(node)));
    if (history !== this.#history) {
      this.#history = history;
      this.#historyKey = canonical(history);
    }
    let text = this.#historyKey;
    for (const key of this.#nodes.values()) text += `|${key}`;
    const world = hashOf(text);
    const isRepeated = this.#isRepeated.get(world);
    this.#looks++;
    if (isRepeated === undefined) this.#once++;
    else if (!isRepeated) this.#once--;
    this.#isRepeated.set(world, isRepeated !== undefined);
  }
}

/** Two hashes of 32 bits with multipliers of their own (after MurmurHash2's), joined to 53 bits. */
function hashOf(text: string): number {
  let low = 0x9747b28c;
  let high = 0x1b873593;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x5bd1e995);
    low ^= low >>> 15;
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}
