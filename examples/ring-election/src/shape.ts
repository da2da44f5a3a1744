/** What members of the ring say to each other, and what each of them shows. */
export interface RingElection {
  message: /** Goes round the ring until it meets a greater name, or comes home. */
    | { type: 'Candidate'; name: string }
    /** Goes round once, so that everybody knows who leads. */
    | { type: 'Elected'; name: string };
  /** Somebody notices that nobody leads. */
  input: { type: 'begin' };
  output: { type: 'leads'; name: string };
  view: { role: 'idle' | 'candidate' | 'leader'; leader: string | null };
  /** In the order in which messages go round. */
  setting: { ring: readonly string[] };
}
