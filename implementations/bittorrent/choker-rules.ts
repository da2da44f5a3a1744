/** The decisions of a choker as pure functions. A known bug replaces some of them. */

/** The decisions of a choker. */
export interface ChokerRules {
  /** Whether a peer ranks before another (C2), given their rates and whether they are unchoked. */
  isBetter(rate: number, isUnchoked: boolean, otherRate: number, isOtherUnchoked: boolean): boolean;
  /** Whether the turn of the optimistic peer ends in the round with this number (C3). */
  isTurnOver(round: number): boolean;
  /** Whether a peer may become optimistic (C3). */
  isWaiting(isInterested: boolean, isRegular: boolean): boolean;
  /** Whether a later peer of the rotation becomes optimistic in place of an earlier one, given their rates. */
  isPreferred(rate: number, earlierRate: number): boolean;
  /** Whether a peer whose turn is over may become optimistic again although another one waits. */
  maySucceedItself(): boolean;
  /** Whether the chosen optimistic peer goes to the end of the rotation. */
  goesToEnd(): boolean;
  /** Whether places that no regular peer takes go to the next ones of the rotation. */
  isSubstituted(snubbed: 'last' | 'excluded'): boolean;
  /** Whether a snubbed peer may be regular. */
  isSnubbedEligible(snubbed: 'last' | 'excluded'): boolean;
  /** Whether a peer that is not interested is unchoked, given its rate and that of the slowest regular one. */
  isFaster(rate: number, slowestRate: number): boolean;
  /** Whether a served peer may be choked for one that becomes interested. */
  mayYield(isOptimistic: boolean): boolean;
  /** Whether a vacant place is filled in the round with this number. */
  isFilled(round: number): boolean;
  /** Whether a peer is unchoked after a choice. */
  isServed(isChosen: boolean, wasUnchoked: boolean): boolean;
  /** Whether a change is sent to the peer. */
  isTold(isUnchoked: boolean, wasUnchoked: boolean): boolean;
  /** Whether a choked peer that becomes interested brings the next round forward. */
  choosesAtInterest(): boolean;
  /** Whether the optimistic peer is none any more when it leaves, or loses interest. */
  vacatesWhenLeft(): boolean;
  vacatesWithoutInterest(): boolean;
  /** `recent`: the places for peers that are unchoked anew, by slots and round (C5). */
  freshSlots(slots: number, round: number): number;
  /** `recent`: the places for those that stay, by slots and fresh places. */
  keptSlots(slots: number, fresh: number): number;
}

/** The rounds of a turn. */
export const turnRounds = 3;

/** The rules C1 to C5. */
export const chokerRules: ChokerRules = {
  isBetter: (rate, isUnchoked, otherRate, isOtherUnchoked) =>
    rate === otherRate ? isUnchoked && !isOtherUnchoked : rate > otherRate,
  isTurnOver: (round) => round === 0,
  isWaiting: (isInterested, isRegular) => isInterested && !isRegular,
  isPreferred: () => false,
  maySucceedItself: () => false,
  goesToEnd: () => true,
  isSubstituted: (snubbed) => snubbed === 'excluded',
  isSnubbedEligible: (snubbed) => snubbed === 'last',
  isFaster: (rate, slowestRate) => rate > slowestRate,
  mayYield: (isOptimistic) => !isOptimistic,
  isFilled: () => true,
  isServed: (isChosen) => isChosen,
  isTold: (isUnchoked, wasUnchoked) => isUnchoked !== wasUnchoked,
  choosesAtInterest: () => false,
  vacatesWhenLeft: () => true,
  vacatesWithoutInterest: () => true,
  freshSlots: (slots, round) =>
    Math.floor((Math.floor((slots + turnRounds - 1) / turnRounds) + round) / turnRounds),
  keptSlots: (slots, fresh) => slots - fresh,
};
