/** The shape of the protocol: messages, inputs, outputs, views and settings. */
export interface RingElection {
  message: /** Passes along the ring until it meets a greater name, or returns to its candidate. */
    | { type: 'Candidate'; name: string }
    /** Passes along the ring once, with the name of the leader. */
    | { type: 'Elected'; name: string };
  /** A member starts an election. */
  input: { type: 'begin' };
  output: { type: 'leads'; name: string };
  view: { role: 'idle' | 'candidate' | 'leader'; leader: string | null };
  /** The members in the order in which messages pass. */
  setting: { ring: readonly string[] };
}
