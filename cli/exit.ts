/** Exit codes, and what each tells a script. Where several apply the first of this list wins. */
export const exits = {
  /** An actor or property failed or did not come back, or swarmcheck itself failed. */
  internal: 4,
  /** A flag, name or bound that makes no sense; nothing was written. */
  usage: 2,
  /** A property was violated; the counterexample was printed and written. */
  violated: 1,
  /** A limit cut the search short, something was never reached, a known bug was not caught, or a claim was not refuted. */
  inconclusive: 3,
  allHold: 0,
} as const;

export type Exit = (typeof exits)[keyof typeof exits];

const precedence: readonly Exit[] = Object.values(exits);

/** The exit code of a run with several outcomes. */
export function worst(codes: readonly Exit[]): Exit {
  return precedence.find((exit) => codes.includes(exit)) ?? exits.allHold;
}
