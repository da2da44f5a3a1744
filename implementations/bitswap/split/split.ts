/**
 * The split factor of a session: three counters, and the division of a request by them. It does what the pure
 * functions of the model do (`models/bitswap/split/split.ts`, `division.ts`); a search and drawn receipts
 * compare them.
 */
import type { Thresholds } from '../../../models/bitswap/split/messages.ts';

/** The greatest split. */
export const splitMax = 16;
/** A duplicate raises the split only after more receipts than these. */
const receiptsBeforeRaise = 2;

/** The decisions of the split factor, each of which a mutant replaces. */
export const splitRules = {
  /** The thresholds that a session uses. */
  thresholdsOf: (thresholds: Thresholds): Thresholds => thresholds,
  /** Whether a duplicate raises the split. */
  isRaised: (received: number, duplicates: number, { raiseAbove }: Thresholds): boolean =>
    received > receiptsBeforeRaise && duplicates / received > raiseAbove,
  /** Whether a unique block lowers the split. */
  isLowered: (received: number, duplicates: number, { lowerBelow }: Thresholds): boolean =>
    duplicates / received < lowerBelow,
  /** The split within its limits. */
  bounded: (split: number): number => (split < 1 ? 1 : split > splitMax ? splitMax : split),
  /** The duplicates that a unique block adds. */
  duplicatesOfUnique: (): number => 0,
  /** The number of groups of keys. */
  keyGroups: (split: number, partners: number, keys: number): number => Math.min(split, partners, keys),
  /** The group of an item by its place: items are dealt in turn. */
  groupOf: (at: number, groups: number, _count: number): number => at % groups,
  /** Whether a broadcast goes to the partners that were not asked. */
  asksOthers: (): boolean => true,
};

/** The rules of the split factor and of a session. */
export type SplitRules = typeof splitRules;

/** The split factor: counts receipts, and divides requests. */
export class SplitFactor {
  received = 0;
  duplicates = 0;
  split = 2;
  readonly #thresholds: Thresholds;
  readonly #rules: SplitRules;

  constructor(thresholds: Thresholds, rules: SplitRules = splitRules) {
    this.#thresholds = rules.thresholdsOf(thresholds);
    this.#rules = rules;
  }

  /** Counts a unique block, which lowers the split if few blocks were duplicates. */
  recordUnique(): void {
    this.received++;
    this.duplicates += this.#rules.duplicatesOfUnique();
    if (this.#rules.isLowered(this.received, this.duplicates, this.#thresholds))
      this.split = this.#rules.bounded(this.split - 1);
  }

  /** Counts a duplicate, which raises the split if many blocks were duplicates. */
  recordDuplicate(): void {
    this.received++;
    this.duplicates++;
    if (this.#rules.isRaised(this.received, this.duplicates, this.#thresholds))
      this.split = this.#rules.bounded(this.split + 1);
  }

  /**
   * Divides a request, and calls `ask` for each partner that is asked, in the order of groups: with the places
   * of the partner and of its keys in their lists. Both lists are dealt in turn over groups.
   */
  divide(keys: number, partners: number, ask: (partner: number, keys: readonly number[]) => void): void {
    const { groupOf, keyGroups } = this.#rules;
    const partnerGroups = Math.min(this.split, partners);
    const groups = keyGroups(this.split, partners, keys);
    for (let group = 0; group < groups; group++) {
      const asked: number[] = [];
      for (let key = 0; key < keys; key++) if (groupOf(key, groups, keys) === group) asked.push(key);
      for (let partner = 0; partner < partners; partner++)
        if (groupOf(partner, partnerGroups, partners) === group) ask(partner, asked);
    }
  }
}
