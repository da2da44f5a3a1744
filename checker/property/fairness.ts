/**
 * What may not be put off for ever. A search sees every order of events, also the ones in which a message is never delivered
 * though nothing keeps it back. A promise that something happens in the end (`leadsTo`, `settles`) says which of these
 * orders it counts on not to meet.
 *
 * Fairness is spoken of in families, and every member of a family is judged by itself: `timeout` means each timer of each node,
 * `deliver ack` each acknowledgement by its content and link. Weak fairness: what stays possible from some moment on
 * is done in the end. Strong fairness: what is possible again and again is done in the end, even if it is
 * impossible in between. (TLA+'s WF and SF; what changes nothing counts neither as possible nor as done.)
 */
import type { AnyShape, Of, Shape, Tagged } from '../actors/actor.ts';
import { actionTable, detailOf, type KindsWith } from '../semantics/actions.ts';
import type { NodeState, Action as WorldAction } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';

type TypeOf<T> = T extends Tagged ? T['type'] : never;

/** What of a kind may happen: all of it, or what bears a name: a type of message or input, a timer. */
export type Family<P extends Shape = AnyShape> =
  | KindsWith<{ role: 'protocol' | 'input' | 'repair' }>
  | `deliver ${TypeOf<P['message']>}`
  | `timeout ${Extract<Of<P, 'timer'>, string>}`
  | `input ${TypeOf<Of<P, 'input'>>}`;

/** What is counted on not to be put off for ever. Without it whatever can go on for ever may. */
export interface Fairness<P extends Shape = AnyShape> {
  readonly weak?: readonly Family<P>[];
  readonly strong?: readonly Family<P>[];
}

/** The families an action belongs to. */
function familiesOf(action: WorldAction): readonly string[] {
  const detail = detailOf(action);
  return detail === undefined ? [action.type] : [action.type, `${action.type} ${detail}`];
}

/** Faults and what the outside asks end when calm comes; a node that was never there does not join then either. */
function isFaultFreeAction(action: WorldAction, before: NodeState | undefined): boolean {
  if (action.type === 'restart') return before !== undefined && 'down' in before;
  const { role } = actionTable[action.type];
  return role === 'protocol' || role === 'repair';
}

/** The label of what may happen in calm and belongs to no family that a property names. */
export const faultFreeLabel = 0;
const otherLabel = 1;

/**
 * Labels for the edges of a graph of worlds: one for each member of a family that some property names, and two for all that
 * is in none.
 */
export class Labels {
  readonly #families: ReadonlySet<string>;
  readonly #numbers = new Map<string, number>();
  readonly #kinds: { readonly families: readonly string[]; readonly isCalm: boolean }[] = [
    { families: [], isCalm: true },
    { families: [], isCalm: false },
  ];

  constructor(families: Iterable<string>) {
    this.#families = new Set(families);
  }

  get count(): number {
    return this.#kinds.length;
  }

  /** The label of an action; `before` is how the node stood that restarts. A draw or choice makes no other member of it. */
  of(action: WorldAction, before?: NodeState): number {
    const isCalm = isFaultFreeAction(action, before);
    const families = familiesOf(action);
    if (!families.some((family) => this.#families.has(family))) return isCalm ? faultFreeLabel : otherLabel;
    const { draw: _, choice: __, ...member } = action as WorldAction & { draw?: unknown; choice?: unknown };
    const key = canonical([member, isCalm]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const label = this.#kinds.push({ families, isCalm }) - 1;
    this.#numbers.set(key, label);
    return label;
  }

  /** By label, whether it may happen in calm. */
  calm(): Uint8Array {
    return Uint8Array.from(this.#kinds, ({ isCalm }) => Number(isCalm));
  }

  /** By label, whether it belongs to one of these families. */
  among(families: readonly string[]): Uint8Array {
    return Uint8Array.from(this.#kinds, (kind) =>
      Number(kind.families.some((family) => families.includes(family))),
    );
  }
}
