/**
 * Timer constraints: decides in a row whether an armed timer may fire, as the system's `timerConstraints` say.
 * Deliveries are enumerated before timeouts, so it is known by then which deliveries have an effect.
 */
import type { System, TimerConstraint } from '../../semantics/system.ts';
import type { Interner } from '../tables/interning.ts';

/** A constraint in numbers of the interner. */
interface Constraint {
  /** By index of a node, whether the timer may fire there. */
  readonly nodes: readonly boolean[];
  /** The index of the group within which no delivery may have an effect, or -1. */
  readonly group: number;
  readonly afterOwnDelivered: boolean;
}

/** The constraints of one system, and what they depend on in the row that is expanded. */
export class TimerConstraints {
  readonly #interner: Interner;
  /** In the order of `System.timerConstraints`. */
  readonly #constraints: readonly Constraint[];
  /** By group and index of a node, whether the node is in the group. */
  readonly #groups: readonly (readonly boolean[])[];
  /** By group, whether a delivery within it has an effect. */
  readonly #isBusy: boolean[];

  constructor(system: System, interner: Interner) {
    const { names } = interner;
    const all = Object.values((system.timerConstraints ?? {}) as Readonly<Record<string, TimerConstraint>>);
    const groups = all.flatMap(({ afterQuiet }) => (afterQuiet === undefined ? [] : [afterQuiet]));
    this.#interner = interner;
    this.#constraints = all.map(({ nodes, afterQuiet, afterOwnDelivered = false }) => ({
      nodes: names.map((name) => nodes?.includes(name) !== false),
      group: afterQuiet === undefined ? -1 : groups.indexOf(afterQuiet),
      afterOwnDelivered,
    }));
    this.#groups = groups.map((group) => names.map((name) => group.includes(name)));
    this.#isBusy = groups.map(() => false);
  }

  /** Whether effects of deliveries must be noted. */
  get hasGroups(): boolean {
    return this.#groups.length > 0;
  }

  /** Begins another row: no delivery is known to have an effect. */
  begin(): void {
    this.#isBusy.fill(false);
  }

  /** The delivery of a message has an effect. */
  noteEffect(envelope: number): void {
    const { senders, addressees } = this.#interner;
    for (const [group, isIn] of this.#groups.entries())
      if (isIn[senders[envelope] as number] === true && isIn[addressees[envelope] as number] === true)
        this.#isBusy[group] = true;
  }

  /**
   * Whether a timer of a node may fire; `constraint` is its number, or -1. The messages in flight are the
   * first `count` of `heads`.
   */
  allows(constraint: number, node: number, heads: Int32Array, count: number): boolean {
    if (constraint < 0) return true;
    const { nodes, group, afterOwnDelivered } = this.#constraints[constraint] as Constraint;
    if (nodes[node] !== true || this.#isBusy[group] === true) return false;
    if (!afterOwnDelivered) return true;
    for (let at = 0; at < count; at++) if (this.#interner.senders[heads[at] as number] === node) return false;
    return true;
  }
}
