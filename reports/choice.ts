/** What a live session is about: a system of a suite, and the property that a search tries to break. */

/** The choice of a system. */
export interface Choice {
  readonly scope: string;
  readonly subject: string;
  /** The property that a search tries to break; absent for all of them. */
  readonly property?: string;
  /** Whether steps may go beyond the bounds of the scope. */
  readonly isBeyondBounds?: boolean;
}
