/**
 * What parts of worlds say of nodes that may change places: which of them a part names, in which _role_ each stands there, and
 * which part it is with two of them exchanged. All of it is asked once for each part.
 *
 * A role is the part as somebody sees it who knows one node by name and of the others only their groups: equal for two nodes
 * exactly if the part could be told with either of them in that place. It does not change when names do, and that is all that
 * must be right about it; where two nodes have the same role in all parts, `canonical-row.ts` looks closer.
 */
import type { Actor, NodeId } from '../../actors/actor.ts';
import { mergesEqual } from '../../semantics/network.ts';
import { renamedEnvelope, renamedInFlight, renamedLimits, renamedNode } from '../../semantics/symmetry.ts';
import type { System } from '../../semantics/system.ts';
import { exchanged, type Naming, renamed } from '../../values/rename.ts';
import { hashOf, PairMap, StringInterner } from '../tables/hash-tables.ts';
import type { BudgetPart, Interner, NodePart } from '../tables/interning.ts';
import type { TableLog, WriteEntry } from '../tables/table-log.ts';
import { refuseFixedFields } from './fixed-fields.ts';
import type { Members, NameOccurrences } from './members.ts';

/** Parts of one kind, by their numbers. */
export class RoleTable {
  readonly #members: Members;
  readonly #roleNames: StringInterner;
  readonly #said: (part: number) => NameOccurrences;
  readonly #renamed: (part: number, name: Naming) => number;
  readonly #masks: number[] = [];
  readonly #roles: Int32Array[] = [];
  readonly #swapped: PairMap;
  readonly #journal: TableLog;
  readonly #tell: WriteEntry;

  /** `roleNames` is one for all kinds, so that roles of different kinds have different numbers. */
  constructor(
    members: Members,
    roleNames: StringInterner,
    said: (part: number) => NameOccurrences,
    renamed: (part: number, name: Naming) => number,
    journal: TableLog,
  ) {
    this.#journal = journal;
    this.#swapped = new PairMap(journal);
    this.#tell = journal.channel(([part, mask, ...roles]) =>
      this.#add(part as number, mask as number, roles),
    );
    this.#members = members;
    this.#roleNames = roleNames;
    this.#said = said;
    this.#renamed = renamed;
  }

  /** The members that a part names, as bits. */
  mask(part: number): number {
    return this.#masks[part] ?? this.#look(part);
  }

  /** The role of each member in a part, as a hash of it; 0 for one that it does not name. */
  roles(part: number): Int32Array {
    if (this.#roles[part] === undefined) this.#look(part);
    return this.#roles[part] as Int32Array;
  }

  #look(part: number): number {
    this.#journal.beforeComputing();
    const members = this.#members;
    const said = this.#said(part);
    const named = members.in([said.data, said.holder]);
    const roles = new Int32Array(members.names.length);
    for (const [member, name] of members.names.entries())
      if ((named >>> member) & 1)
        roles[member] = hashOf(
          0,
          this.#roleNames.of(members.outline(said, name), () => {}),
        );
    const mask = said.isOpaque ? members.all : named;
    this.#add(part, mask, roles);
    this.#tell(part, mask, ...roles);
    return mask;
  }

  #add(part: number, mask: number, roles: ArrayLike<number>): void {
    this.#roles[part] = Int32Array.from(roles);
    this.#masks[part] = mask;
  }

  /** The part in which two members have changed places. */
  swapped(part: number, one: number, other: number): number {
    if ((this.mask(part) & ((1 << one) | (1 << other))) === 0) return part;
    const pair = one < other ? 32 * one + other : 32 * other + one;
    const known = this.#swapped.get(part, pair);
    if (known >= 0) return known;
    this.#journal.beforeComputing();
    const { names } = this.#members;
    const after = this.#renamed(part, exchanged(names[one] as NodeId, names[other] as NodeId));
    this.#swapped.set(part, pair, after);
    if (after !== part) this.#swapped.set(after, pair, part);
    return after;
  }
}

/** All kinds of parts of a system. */
export interface RoleTables {
  readonly nodes: RoleTable;
  readonly envelopes: RoleTable;
  /** What rows hold of all that is under way: messages, or one list of them. */
  readonly items: RoleTable;
  readonly pasts: RoleTable;
  readonly rests: RoleTable;
}

export function roleTablesOf(parts: Interner, members: Members): RoleTables {
  const { system, names } = parts;
  const roleNames = new StringInterner();
  const named = (said: (part: number) => NameOccurrences, rename: (part: number, name: Naming) => number) =>
    new RoleTable(members, roleNames, said, rename, parts.journal);
  const envelopes = named(
    (envelope) => {
      const { from, to, message } = parts.envelopes[envelope] as Interner['envelopes'][number];
      refuseFixedFields(system, () => `message '${message.type}'`, message);
      return { data: ['(sent)', from, to, message], isOrdered: true };
    },
    (envelope, name) =>
      parts.envelopeOf(renamedEnvelope(parts.envelopes[envelope] as Interner['envelopes'][number], name)),
  );
  const lists = named(
    (list) => ({ data: parts.envelopesOf(list), isOrdered: true }),
    (list, name) => parts.listOf(renamedInFlight(system, parts.envelopesOf(list), name)),
  );
  return {
    envelopes,
    items: mergesEqual(system.network) ? envelopes : lists,
    nodes: named(
      (part) => {
        const { node } = parts.nodes[part] as NodePart;
        const name = names[node] as NodeId;
        refuseFields(system, name, parts.nodes[part] as NodePart);
        return occurrencesInNode(system.nodes[name] as Actor, name, parts.nodes[part] as NodePart);
      },
      (part, name) => {
        const { node, state } = parts.nodes[part] as NodePart;
        const own = names[node] as NodeId;
        return parts.partOf(name(own), renamedNode(system, own, state, name));
      },
    ),
    pasts: named(
      (past) => {
        refuseFixedFields(system, () => 'the history of the monitor', parts.histories[past]);
        return { data: ['(past)', parts.histories[past]], isOrdered: true };
      },
      (past, name) => parts.historyOf(renamed(parts.histories[past], name)),
    ),
    rests: named(
      (rest) => ({ data: occurrencesInBudget(system, parts.budgets[rest] as BudgetPart), isOrdered: true }),
      (rest, name) => parts.budgetPartOf(renamedLimits(system, parts.budgets[rest] as BudgetPart, name)),
    ),
  };
}

/** Looks through what a node is and shows; what an actor renames by a rule of its own is left to that. */
function refuseFields(system: System, name: NodeId, { state, standing }: NodePart): void {
  if (!('up' in state) || !('up' in standing)) return;
  const actor = system.nodes[name] as Actor;
  const { up, durable, pending } = state;
  refuseFixedFields(system, () => `the view of node '${name}'`, standing.up);
  refuseFixedFields(system, () => `a record of node '${name}'`, [durable, pending]);
  if (actor.rename === undefined) refuseFixedFields(system, () => `the state of node '${name}'`, up);
}

/**
 * What a node says; words of ours are told so that no node can bear them as its name. An actor that renames its states by a rule of
 * its own may keep names as numbers: then its view is what can be read.
 */
function occurrencesInNode(actor: Actor, name: NodeId, { state, standing }: NodePart): NameOccurrences {
  if (!('up' in state))
    return { data: ['(down)', name, Object.values(state)], holder: name, isOrdered: true };
  const { up, armed, durable, pending, calls = [] } = state;
  const isOpaque = actor.rename !== undefined;
  const shown = isOpaque && 'up' in standing ? standing.up : up;
  const open = calls.map(({ id, to, request, reply, isLost }) => [id, to, request, reply, isLost]);
  const data = ['(up)', name, shown, new Set(armed.map(inParts)), durable, pending, open];
  return { data, holder: name, isOrdered: !isOpaque, isOpaque };
}

function occurrencesInBudget({ partitions = [] }: System, { spent, partition }: BudgetPart): unknown {
  const blocks = partitions.find(({ name }) => name === partition)?.blocks;
  return ['(rest)', new Map(Object.entries(spent).map(([what, n]) => [inParts(what), n])), new Set(blocks)];
}

/** A timer with the partner that it is of. */
function inParts(timer: string): readonly string[] {
  const at = timer.lastIndexOf('@');
  return at < 0 ? [`(${timer})`] : [`(${timer.slice(0, at)})`, timer.slice(at + 1)];
}
