/**
 * The split factor as a pure function: duplicates raise it, unique blocks lower it. Source: go-bitswap,
 * `sessionrequestsplitter` (December 2018 to April 2020).
 */
import type { Receipt, Split, Thresholds } from './messages.ts';

/** The thresholds of the code. */
export const code: Thresholds = { raiseAbove: 0.4, lowerBelow: 0.2 };

/** The thresholds of the lecture: ten times those of the code. */
export const lecture: Thresholds = { raiseAbove: 4, lowerBelow: 2 };

/** The greatest split. */
export const splitMax = 16;

/** A duplicate raises the split only after more receipts than these. */
export const receiptsBeforeRaise = 2;

/** No receipts; keys go to two groups. */
export const initialSplit: Split = { received: 0, duplicates: 0, split: 2 };

/** The decisions of the split factor, each of which a mutant replaces. */
export const deciding = {
  /** The thresholds that a session uses. */
  thresholdsOf: (thresholds: Thresholds): Thresholds => thresholds,
  /** Whether a duplicate raises the split. */
  isRaised: ({ received, duplicates }: Split, { raiseAbove }: Thresholds): boolean =>
    received > receiptsBeforeRaise && duplicates / received > raiseAbove,
  /** Whether a unique block lowers the split. */
  isLowered: ({ received, duplicates }: Split, { lowerBelow }: Thresholds): boolean =>
    duplicates / received < lowerBelow,
  /** The split within its limits. */
  bounded: (split: number): number => Math.min(Math.max(split, 1), splitMax),
  /** The duplicates that a unique block adds. */
  duplicatesOfUnique: (): number => 0,
};

/** Decisions of the split factor. */
export type Deciding = typeof deciding;

/** The split after a receipt. */
export function splitAfter(
  { received, duplicates, split }: Split,
  receipt: Receipt,
  thresholds: Thresholds,
  by: Deciding = deciding,
): Split {
  const more = receipt === 'duplicate' ? 1 : by.duplicatesOfUnique();
  const counted = { received: received + 1, duplicates: duplicates + more, split };
  const limits = by.thresholdsOf(thresholds);
  if (receipt === 'duplicate')
    return by.isRaised(counted, limits) ? { ...counted, split: by.bounded(split + 1) } : counted;
  return by.isLowered(counted, limits) ? { ...counted, split: by.bounded(split - 1) } : counted;
}
