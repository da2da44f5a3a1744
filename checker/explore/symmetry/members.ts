import type { NodeId } from '../../actors/actor.ts';
import { canonical } from '../../values/canonical.ts';
import { renamed } from '../../values/rename.ts';

/** What a part says. */
export interface NameOccurrences {
  readonly data: unknown;
  /** Whose part it is, if that is a member. */
  readonly holder?: NodeId;
  /** Whether the order of lists says anything. */
  readonly isOrdered: boolean;
  /** Nobody can tell which members it names: perhaps all. */
  readonly isOpaque?: boolean;
}

/** The nodes that may change places, numbered from 0, group by group. */
export class Members {
  readonly names: readonly NodeId[];
  /** Of each member its index among all nodes, and back; -1 for a node that is in no group. */
  readonly nodes: readonly number[];
  readonly numbers: readonly number[];
  /** Of each member the first of its group. */
  readonly groups: readonly number[];
  readonly #groupOf: ReadonlyMap<NodeId, number>;

  /** Groups are taken in the system's order, and so are their members. */
  constructor(names: readonly NodeId[], symmetric: readonly (readonly NodeId[])[]) {
    const groups = symmetric.map((group) => names.filter((name) => group.includes(name)));
    this.names = groups.flat();
    this.nodes = this.names.map((name) => names.indexOf(name));
    this.numbers = names.map((name) => this.names.indexOf(name));
    this.groups = groups.flatMap((group) => group.map(() => this.names.indexOf(group[0] as NodeId)));
    this.#groupOf = new Map(this.names.map((name, member) => [name, this.groups[member] as number]));
  }

  /** The numbers of those that data name, as bits. */
  in(data: unknown): number {
    let bits = 0;
    renamed(data, (name) => {
      const member = this.names.indexOf(name);
      if (member >= 0) bits |= 1 << member;
      return name;
    });
    return bits;
  }

  get all(): number {
    return this.in(this.names);
  }

  /** Data as they look to whoever knows one node alone; `holder` is the one whose part it is. */
  outline({ data, holder, isOrdered }: NameOccurrences, focus: NodeId): string {
    const told = (part: unknown): string => {
      if (typeof part === 'string') {
        if (part === focus) return '*';
        const group = this.#groupOf.get(part);
        return group === undefined ? canonical(part) : part === holder ? '^' : `?${group}`;
      }
      if (typeof part !== 'object' || part === null) return canonical(part);
      if (Array.isArray(part)) return `[${(isOrdered ? part.map(told) : part.map(told).sort()).join()}]`;
      if (part instanceof Set) return `Set{${[...part].map(told).sort().join()}}`;
      const fields = [...(part instanceof Map ? part : Object.entries(part))];
      return `{${fields
        .map((field) => field.map(told).join(':'))
        .sort()
        .join()}}`;
    };
    return `${focus === holder ? 'own' : ''}${told(data)}`;
  }
}
