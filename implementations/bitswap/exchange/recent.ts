/**
 * A cache of recent names (least recently used): it knows the names that were added last, up to a number. A name that
 * is added once more counts as new.
 */

/** The latest names. */
export class RecentNames {
  readonly #capacity: number;
  /** In the order in which they were added. */
  readonly #names = new Set<string>();

  /** `capacity`: 0 remembers none. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether a name is one of the latest. A cache of capacity 0 takes every name for one. */
  mayHave(name: string): boolean {
    return this.#capacity === 0 || this.#names.has(name);
  }

  add(name: string): void {
    if (this.#capacity === 0) return;
    this.#names.delete(name);
    this.#names.add(name);
    if (this.#names.size <= this.#capacity) return;
    for (const oldest of this.#names) {
      this.#names.delete(oldest);
      return;
    }
  }
}
