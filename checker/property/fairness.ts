/**
 * Fairness assumptions and the labels of edges that express them. A search explores every order of events,
 * including those in which an enabled message is never delivered. A liveness property (`leadsTo`, `settles`)
 * names the actions that a fair execution does not postpone for ever.
 *
 * Fairness names families of actions and applies to every member separately: `timeout` means each timer of
 * each node, `deliver ack` each acknowledgement by its content and link. Weak fairness: an action that stays
 * enabled from some world on is eventually taken. Strong fairness: an action that is enabled infinitely often
 * is eventually taken, even if it is disabled in between. (These are TLA+'s WF and SF: an action that does
 * not change the world counts neither as enabled nor as taken.)
 */
import type { AnyShape, Of, Shape, Tagged } from '../actors/actor.ts';
import { actionTable, detailOf, type KindsWith, type Action as WorldAction } from '../semantics/actions.ts';
import type { NodeState } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';

type TypeOf<T> = T extends Tagged ? T['type'] : never;

/** The actions of a kind: all of them, or those with one name (a type of message or input, a timer). */
export type Family<P extends Shape = AnyShape> =
  | KindsWith<{ role: 'protocol' | 'input' | 'repair' }>
  | `deliver ${TypeOf<P['message']>}`
  | `timeout ${Extract<Of<P, 'timer'>, string>}`
  | `input ${TypeOf<Of<P, 'input'>>}`;

/** The families that are weakly or strongly fair. Without any, every infinite execution is allowed. */
export interface Fairness<P extends Shape = AnyShape> {
  readonly weak?: readonly Family<P>[];
  readonly strong?: readonly Family<P>[];
}

/** The families an action belongs to. */
export function familiesOf(action: WorldAction): readonly string[] {
  const detail = detailOf(action);
  return detail === undefined ? [action.type] : [action.type, `${action.type} ${detail}`];
}

/**
 * Whether the fault-free phase allows an action: it has no faults and no inputs, and no node joins for the
 * first time.
 */
function isFaultFreeAction(action: WorldAction, before: NodeState | undefined): boolean {
  if (action.type === 'restart') return before !== undefined && 'down' in before;
  const { role } = actionTable[action.type];
  return role === 'protocol' || role === 'repair';
}

/** The label of fault-free actions that belong to no family which a property names. */
export const faultFreeLabel = 0;
const otherLabel = 1;

/**
 * The labels of the edges of a state graph: one for each member of a family that a property names, and two
 * for all other actions (fault-free or not).
 */
export class Labels {
  readonly #families: ReadonlySet<string>;
  readonly #numbers = new Map<string, number>();
  readonly #labels: { readonly families: readonly string[]; readonly isFaultFree: boolean }[] = [
    { families: [], isFaultFree: true },
    { families: [], isFaultFree: false },
  ];

  constructor(families: Iterable<string>) {
    this.#families = new Set(families);
  }

  get count(): number {
    return this.#labels.length;
  }

  /**
   * The label of an action; `before` is the state of the node before a restart. Actions that differ only in a
   * draw or choice have the same label.
   */
  of(action: WorldAction, before?: NodeState): number {
    const isFaultFree = isFaultFreeAction(action, before);
    const families = familiesOf(action);
    if (!families.some((family) => this.#families.has(family)))
      return isFaultFree ? faultFreeLabel : otherLabel;
    const { draw: _, choice: __, ...member } = action as WorldAction & { draw?: unknown; choice?: unknown };
    const key = canonical([member, isFaultFree]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const label = this.#labels.push({ families, isFaultFree }) - 1;
    this.#numbers.set(key, label);
    return label;
  }

  /** By label, whether the fault-free phase allows it. */
  faultFree(): Uint8Array {
    return Uint8Array.from(this.#labels, ({ isFaultFree }) => Number(isFaultFree));
  }

  /** By label, whether it belongs to one of these families. */
  among(families: readonly string[]): Uint8Array {
    return Uint8Array.from(this.#labels, (label) =>
      Number(label.families.some((family) => families.includes(family))),
    );
  }
}
