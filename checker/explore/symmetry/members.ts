/** Members: the nodes of symmetric groups, by number, and the roles that data give to them. */
import type { NodeId } from '../../actors/actor.ts';
import { canonical } from '../../values/canonical.ts';
import { renamed } from '../../values/rename.ts';

/** The occurrences of node names in one component of a row. */
export interface NameOccurrences {
  readonly data: unknown;
  /** The member that the component belongs to, if any. */
  readonly holder?: NodeId;
  /** Whether the order of lists has a meaning. */
  readonly isOrdered: boolean;
  /**
   * Whether the data may name members in a form that cannot be read. It then counts as naming all of them.
   */
  readonly isOpaque?: boolean;
}

/** The members of all symmetric groups, numbered from 0, group by group. */
export class Members {
  readonly names: readonly NodeId[];
  /** By member its index among all nodes; by node its member number, or -1 if it is in no group. */
  readonly nodes: readonly number[];
  readonly numbers: readonly number[];
  /** By member, the first member of its group. */
  readonly groups: readonly number[];
  readonly #groupOf: ReadonlyMap<NodeId, number>;

  /** Groups are taken in the order of `symmetric`, their members in the order of `names`. */
  constructor(names: readonly NodeId[], symmetric: readonly (readonly NodeId[])[]) {
    const groups = symmetric.map((group) => names.filter((name) => group.includes(name)));
    this.names = groups.flat();
    this.nodes = this.names.map((name) => names.indexOf(name));
    this.numbers = names.map((name) => this.names.indexOf(name));
    this.groups = groups.flatMap((group) => group.map(() => this.names.indexOf(group[0] as NodeId)));
    this.#groupOf = new Map(this.names.map((name, member) => [name, this.groups[member] as number]));
  }

  /** The members that data name, as a bit set. */
  in(data: unknown): number {
    let bits = 0;
    renamed(data, (name) => {
      const member = this.names.indexOf(name);
      if (member >= 0) bits |= 1 << member;
      return name;
    });
    return bits;
  }

  /** All members, as a bit set. */
  get all(): number {
    return this.in(this.names);
  }

  /**
   * The role of `focus` in the data as a string: other members are replaced by their groups, and `holder` by
   * a mark.
   */
  outline({ data, holder, isOrdered }: NameOccurrences, focus: NodeId): string {
    const encode = (part: unknown): string => {
      if (typeof part === 'string') {
        if (part === focus) return '*';
        const group = this.#groupOf.get(part);
        return group === undefined ? canonical(part) : part === holder ? '^' : `?${group}`;
      }
      if (typeof part !== 'object' || part === null) return canonical(part);
      if (Array.isArray(part)) return `[${(isOrdered ? part.map(encode) : part.map(encode).sort()).join()}]`;
      if (part instanceof Set) return `Set{${[...part].map(encode).sort().join()}}`;
      const fields = [...(part instanceof Map ? part : Object.entries(part))];
      return `{${fields
        .map((field) => field.map(encode).join(':'))
        .sort()
        .join()}}`;
    };
    return `${focus === holder ? 'own' : ''}${encode(data)}`;
  }
}
