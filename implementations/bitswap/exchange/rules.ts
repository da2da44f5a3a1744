/** The decisions of an exchange as pure functions over numbers and flags. A known bug replaces some of them. */

/** The decisions of the client, rules C1 to C7 and N1, N4. */
export interface ClientRules {
  /** Whether a partner is sent the want-list when its connection comes up, given two sizes (N4). */
  greets(wants: number, sessionSize: number): boolean;
  /** Whether the loss of a connection ends what was told over it (N1). */
  forgetsTold(): boolean;
  /** Whether the loss of a connection ends what was asked over it (N1). */
  forgetsAsked(): boolean;
  /** Whether a DontHave of the partner that was asked ends the wait for it (C3). */
  endsAsked(): boolean;
  /** Whether a partner is asked, given whether one is asked already (C2). */
  mayAsk(isAsked: boolean): boolean;
  /** Whether the want goes to all partners where none can be asked (C2). */
  broadcasts(): boolean;
  /** Whether a block is taken, given whether it is wanted, and whether its sender was asked (C4). */
  takesBlock(isWanted: boolean, isAsked: boolean): boolean;
  /** Whether a block is refused, given whether it matches its CID (C4). */
  refuses(isGood: boolean): boolean;
  /** Whether a bad block ends the want (C4). */
  endsAtBadBlock(): boolean;
  /** Whether giving up ends the want, given the sessions that are left (C5). */
  endsAtGivingUp(sessionsLeft: number): boolean;
  /** Whether a Cancel goes to a partner that was told, given whether the want was given up (C4, C5). */
  cancels(isGivenUp: boolean): boolean;
  /** Whether a want is sent again after 30 s without an answer, given whether its block was asked for. */
  isSentAgain(isAsked: boolean): boolean;
}

/** The decisions of the server, rules S1 to S5. */
export interface ServerRules {
  /** Whether the loss of a connection ends the asks of the partner (N1). */
  forgetsAsks(): boolean;
  /** Whether an ask stays that was answered by a DontHave (S1). */
  keepsDenied(): boolean;
  /** Whether a Have ends an ask, given whether it is for the block (S2). */
  endsAtHave(isForBlock: boolean): boolean;
  /** Whether the answer that waits gives way to another, by size of the answer (S4). */
  isRaised(task: number, other: number): boolean;
  /** Whether a Cancel takes the answer that waits, too (S5). */
  dropsTask(): boolean;
  /** Whether a new block goes to the partners that ask for it, given whether it came from a partner (S3). */
  servesWaiting(isReceived: boolean): boolean;
  /** Whether a want is answered as that of a held block, given whether it is held (S1). */
  isAnswered(isHeld: boolean, isForBlock: boolean): boolean;
  /** Whether a full want-list takes away what is not in it (S5). */
  replaces(): boolean;
  /** Whether an answer goes out before another one, given two different priorities. */
  isHigher(priority: number, other: number): boolean;
  /** Whether an ask takes one of the places for blocks that are not here, given whether its block is held. */
  takesPlace(isHeld: boolean): boolean;
  /** Whether an ask is evicted before another one, given two different priorities. */
  isLower(priority: number, other: number): boolean;
  /** Whether a want takes the place of the lowest ask of a partner with too many, given both priorities. */
  evicts(priority: number, lowest: number): boolean;
  /** Whether bytes under way are released, given whether they were sent or failed. */
  releases(isSent: boolean): boolean;
}

/** The decisions of an exchange. */
export interface ExchangeRules extends ClientRules, ServerRules {}

/** The rules as they are meant. */
export const exchangeRules: ExchangeRules = {
  greets: (wants) => wants > 0,
  forgetsTold: () => true,
  forgetsAsked: () => true,
  endsAsked: () => true,
  mayAsk: (isAsked) => !isAsked,
  broadcasts: () => true,
  takesBlock: (isWanted) => isWanted,
  refuses: (isGood) => !isGood,
  endsAtBadBlock: () => false,
  endsAtGivingUp: (sessionsLeft) => sessionsLeft === 0,
  cancels: () => true,
  isSentAgain: (isAsked) => !isAsked,
  forgetsAsks: () => true,
  keepsDenied: () => true,
  endsAtHave: (isForBlock) => !isForBlock,
  isRaised: (task, other) => other > task,
  dropsTask: () => true,
  servesWaiting: () => true,
  isAnswered: (isHeld) => isHeld,
  replaces: () => true,
  isHigher: (priority, other) => priority > other,
  takesPlace: (isHeld) => !isHeld,
  isLower: (priority, other) => priority < other,
  // Of equal asks the first one goes: the client sends it again if it still waits (boxo, handleOverflow).
  evicts: (priority, lowest) => priority >= lowest,
  releases: () => true,
};
