/** The exit codes of the command. If several apply, the first of this list is used. */
export const exits = {
  /** Code under check failed or did not return, or swarmcheck itself failed. */
  internal: 4,
  /** A flag, a name or a bound is invalid; nothing was written. */
  usage: 2,
  /** A property is violated; the counterexample was printed and written. */
  violated: 1,
  /**
   * A limit ended a search, a goal was not reached, a known bug was not caught, or a claim was not refuted.
   */
  inconclusive: 3,
  /** Every property holds. */
  allHold: 0,
} as const;

export type Exit = (typeof exits)[keyof typeof exits];

const precedence: readonly Exit[] = Object.values(exits);

/** The exit code of a run with several outcomes. */
export function worst(codes: readonly Exit[]): Exit {
  return precedence.find((exit) => codes.includes(exit)) ?? exits.allHold;
}
