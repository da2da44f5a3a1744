/** The decisions of a torrent as pure functions over numbers. A known bug replaces some of them. */
import { type ChokerRules, chokerRules } from './choker-rules.ts';
import { type VerificationRules, verificationRules } from './verification.ts';

/** The decisions of the picker. */
export interface PickerRules {
  /** Whether the rarest piece comes first, given the pieces verified, and how many are drawn before (P3). */
  isRarestFirst(verified: number, randomFirst: number): boolean;
  /** Whether it is the endgame, given the missing blocks that are asked of no partner (P5). */
  isEndgame(freeBlocks: number): boolean;
  /** Whether one more partner is asked for a block, given the number that is asked already. */
  mayAskToo(askers: number, askersMax: number): boolean;
  /** Whether the block at a place of a failed piece is discarded (V2). */
  isDiscarded(place: number, blocksPerPiece: number): boolean;
  /** Whether open requests of a partner leave their pieces to others, given whether it is snubbed (P6). */
  isSilent(isSnubbed: boolean): boolean;
  /** Whether a piece is begun anew, given whether no partner goes on with it (V3). */
  isRenewed(isStuck: boolean): boolean;
}

/** The rules P1 to P6 and V2. */
export const pickerRules: PickerRules = {
  isRarestFirst: (verified, randomFirst) => verified >= randomFirst,
  isEndgame: (freeBlocks) => freeBlocks === 0,
  mayAskToo: (askers, askersMax) => askers < askersMax,
  isDiscarded: () => true,
  isSilent: (isSnubbed) => isSnubbed,
  isRenewed: (isStuck) => isStuck,
};

/** The decisions of a torrent. */
export interface TorrentRules extends PickerRules, VerificationRules, ChokerRules {
  /** Whether a partner is interesting, given the pieces that it has and that are missing here (W3). */
  isInteresting(missing: number, wasInteresting: boolean): boolean;
  /** Whether interest is looked at after a Have. */
  looksAtHave(): boolean;
  /** Whether a Have of a verified piece goes to a partner, given whether it has it (W3). */
  isAnnounced(hasIt: boolean, have: 'all' | 'lacking'): boolean;
  /** Whether open requests are lost at a choke (W4, W5), of a snubbed partner too. */
  losesAtChoke(fast: boolean, isSnubbed: boolean): boolean;
  /** Whether a choke empties the queue of the partner (W5). */
  emptiesQueue(): boolean;
  /** Whether a choke answers each request in the queue by a Reject (W5). */
  rejectsAtChoke(fast: boolean): boolean;
  /** Whether a queued request stays at a choke, given whether its piece is allowed fast (W5). */
  staysAtChoke(isAllowed: boolean): boolean;
  /** Whether a request is served: its sender is unchoked, or its piece is allowed fast (W5). */
  servesRequest(amUnchoking: boolean, isAllowed: boolean): boolean;
  /** Whether a request that is cancelled is answered by a Reject (W5). */
  rejectsAtCancel(fast: boolean): boolean;
  /** Whether a block that was not asked for counts in the rate of its sender (W6). */
  countsUnasked(): boolean;
  /** Whether a Cancel goes to the other partners that were asked for a block that arrived (P5). */
  cancels(): boolean;
  /** Whether a complete piece is taken as verified, given the result of its check (V1). */
  isVerified(isGood: boolean): boolean;
  /** The rate by which the choker ranks a partner (C2). */
  rank(rate: number, isSnubbed: boolean, snubbedRate: number): number;
}

/** The rules as they are meant. */
export const torrentRules: TorrentRules = {
  ...chokerRules,
  ...pickerRules,
  ...verificationRules,
  isInteresting: (missing) => missing > 0,
  looksAtHave: () => true,
  isAnnounced: (hasIt, have) => have === 'all' || !hasIt,
  losesAtChoke: (fast) => !fast,
  emptiesQueue: () => true,
  rejectsAtChoke: (fast) => fast,
  staysAtChoke: (isAllowed) => isAllowed,
  servesRequest: (amUnchoking, isAllowed) => amUnchoking || isAllowed,
  rejectsAtCancel: (fast) => fast,
  countsUnasked: () => false,
  cancels: () => true,
  isVerified: (isGood) => isGood,
  rank: (rate, isSnubbed, snubbedRate) => (isSnubbed ? snubbedRate : rate),
};
