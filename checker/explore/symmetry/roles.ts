/**
 * Roles: these tables memoise, for each component of a row, which members it names, the role of each of them
 * in it, and the component with two members exchanged.
 *
 * The role of a member is the component seen with that member marked and the other members replaced by their
 * groups. Two members have the same role exactly if the component cannot tell which of them has which place.
 * A role does not depend on names; the search for canonical rows needs no other guarantee. If two members
 * have equal roles in all components, `canonical-row.ts` compares the components themselves.
 */
import type { Actor, NodeId } from '../../actors/actor.ts';
import { mergesEqual } from '../../semantics/network.ts';
import { renamedEnvelope, renamedInFlight, renamedNode, renamedRest } from '../../semantics/symmetry.ts';
import type { System } from '../../semantics/system.ts';
import { exchanged, type Naming, renamed } from '../../values/rename.ts';
import type { BudgetPart } from '../tables/budgets.ts';
import { hashOf, PairMap, StringInterner } from '../tables/hash-tables.ts';
import type { Interner, NodePart } from '../tables/interning.ts';
import type { TableLog, WriteEntry } from '../tables/table-log.ts';
import { refuseFixedFields } from './fixed-fields.ts';
import type { Members, NameOccurrences } from './members.ts';

/** The roles in all components of one kind, by the components' numbers. */
export class RoleTable {
  readonly #members: Members;
  readonly #roleNames: StringInterner;
  readonly #occurrencesIn: (part: number) => NameOccurrences;
  readonly #renamed: (part: number, name: Naming) => number;
  readonly #masks: number[] = [];
  readonly #roles: Int32Array[] = [];
  readonly #swapped: PairMap;
  readonly #log: TableLog;
  readonly #writeEntry: WriteEntry;

  /** All kinds share `roleNames`, so that roles of different kinds have different numbers. */
  constructor(
    members: Members,
    roleNames: StringInterner,
    occurrences: (part: number) => NameOccurrences,
    renamed: (part: number, name: Naming) => number,
    log: TableLog,
  ) {
    this.#log = log;
    this.#swapped = new PairMap(log);
    this.#writeEntry = log.channel(([part, mask, ...roles]) =>
      this.#add(part as number, mask as number, roles),
    );
    this.#members = members;
    this.#roleNames = roleNames;
    this.#occurrencesIn = occurrences;
    this.#renamed = renamed;
  }

  /** The members that a component names, as a bit set. */
  mask(part: number): number {
    return this.#masks[part] ?? this.#compute(part);
  }

  /** By member its role in a component, as a hash; 0 for a member that the component does not name. */
  roles(part: number): Int32Array {
    if (this.#roles[part] === undefined) this.#compute(part);
    return this.#roles[part] as Int32Array;
  }

  /** Computes the roles in a component from its data. */
  #compute(part: number): number {
    this.#log.beforeComputing();
    const members = this.#members;
    const occurrences = this.#occurrencesIn(part);
    const named = members.in([occurrences.data, occurrences.holder]);
    const roles = new Int32Array(members.names.length);
    for (const [member, name] of members.names.entries())
      if ((named >>> member) & 1)
        roles[member] = hashOf(
          0,
          this.#roleNames.of(members.outline(occurrences, name), () => {}),
        );
    const mask = occurrences.isOpaque ? members.all : named;
    this.#add(part, mask, roles);
    this.#writeEntry(part, mask, ...roles);
    return mask;
  }

  /** Enters the roles in a component. */
  #add(part: number, mask: number, roles: ArrayLike<number>): void {
    this.#roles[part] = Int32Array.from(roles);
    this.#masks[part] = mask;
  }

  /** The component with two members exchanged. */
  swapped(part: number, one: number, other: number): number {
    if ((this.mask(part) & ((1 << one) | (1 << other))) === 0) return part;
    const pair = one < other ? 32 * one + other : 32 * other + one;
    const known = this.#swapped.get(part, pair);
    if (known >= 0) return known;
    this.#log.beforeComputing();
    const { names } = this.#members;
    const after = this.#renamed(part, exchanged(names[one] as NodeId, names[other] as NodeId));
    this.#swapped.set(part, pair, after);
    if (after !== part) this.#swapped.set(after, pair, part);
    return after;
  }
}

/** One table for each kind of component. */
export interface RoleTables {
  readonly nodes: RoleTable;
  readonly envelopes: RoleTable;
  /** The components that in-flight columns consist of: messages, or one list of them. */
  readonly items: RoleTable;
  readonly histories: RoleTable;
  readonly budgets: RoleTable;
}

/** The role tables of a system. */
export function roleTablesOf(interner: Interner, members: Members): RoleTables {
  const { system, names } = interner;
  const roleNames = new StringInterner();
  const table = (
    occurrences: (part: number) => NameOccurrences,
    rename: (part: number, name: Naming) => number,
  ) => new RoleTable(members, roleNames, occurrences, rename, interner.log);
  const envelopes = table(
    (envelope) => {
      const { from, to, message } = interner.envelopes[envelope] as Interner['envelopes'][number];
      refuseFixedFields(system, () => `message '${message.type}'`, message);
      return { data: ['(sent)', from, to, message], isOrdered: true };
    },
    (envelope, name) =>
      interner.envelopeOf(
        renamedEnvelope(interner.envelopes[envelope] as Interner['envelopes'][number], name),
      ),
  );
  const lists = table(
    (list) => ({ data: interner.envelopesOf(list), isOrdered: true }),
    (list, name) => interner.listOf(renamedInFlight(system, interner.envelopesOf(list), name)),
  );
  return {
    envelopes,
    items: mergesEqual(system.network) ? envelopes : lists,
    nodes: table(
      (part) => {
        const { node } = interner.nodes[part] as NodePart;
        const name = names[node] as NodeId;
        refuseFixedFieldsOfNode(system, name, interner.nodes[part] as NodePart);
        return occurrencesInNode(system.nodes[name] as Actor, name, interner.nodes[part] as NodePart);
      },
      (part, name) => {
        const { node, state } = interner.nodes[part] as NodePart;
        const own = names[node] as NodeId;
        return interner.nodePartOf(name(own), renamedNode(system, own, state, name));
      },
    ),
    histories: table(
      (history) => {
        refuseFixedFields(system, () => 'the history of the monitor', interner.histories[history]);
        return { data: ['(history)', interner.histories[history]], isOrdered: true };
      },
      (history, name) => interner.historyOf(renamed(interner.histories[history], name)),
    ),
    budgets: table(
      (budget) => ({
        data: occurrencesInBudget(system, interner.budgets.parts[budget] as BudgetPart),
        isOrdered: true,
      }),
      (budget, name) =>
        interner.budgets.of(renamedRest(system, interner.budgets.parts[budget] as BudgetPart, name)),
    ),
  };
}

/**
 * Refuses fixed fields in the state, records and view of a node. An actor with its own `rename` handles its
 * state itself.
 */
function refuseFixedFieldsOfNode(system: System, name: NodeId, { state, standing }: NodePart): void {
  if (!('up' in state) || !('up' in standing)) return;
  const actor = system.nodes[name] as Actor;
  const { up, durable, pending } = state;
  refuseFixedFields(system, () => `the view of node '${name}'`, standing.up);
  refuseFixedFields(system, () => `a record of node '${name}'`, [durable, pending]);
  if (actor.rename === undefined) refuseFixedFields(system, () => `the state of node '${name}'`, up);
}

/**
 * The occurrences of names in a node. Marks such as '(up)' are no valid names of nodes, so they cannot be
 * confused with one. An actor with its own `rename` may store names as numbers, so its view is read instead
 * of its state.
 */
function occurrencesInNode(actor: Actor, name: NodeId, { state, standing }: NodePart): NameOccurrences {
  if (!('up' in state))
    return { data: ['(down)', name, Object.values(state)], holder: name, isOrdered: true };
  const { up, armed, durable, pending, calls = [] } = state;
  const isOpaque = actor.rename !== undefined;
  const shown = isOpaque && 'up' in standing ? standing.up : up;
  const open = calls.map(({ id, to, request, reply, isLost }) => [id, to, request, reply, isLost]);
  const data = ['(up)', name, shown, new Set(armed.map(timerParts)), durable, pending, open];
  return { data, holder: name, isOrdered: !isOpaque, isOpaque };
}

function occurrencesInBudget({ partitions = [] }: System, { spent, partition }: BudgetPart): unknown {
  const blocks = partitions.find(({ name }) => name === partition)?.blocks;
  return [
    '(budget)',
    new Map(Object.entries(spent).map(([what, n]) => [timerParts(what), n])),
    new Set(blocks),
  ];
}

/** A timer's name, apart from the partner that it belongs to. */
function timerParts(timer: string): readonly string[] {
  const at = timer.lastIndexOf('@');
  return at < 0 ? [`(${timer})`] : [`(${timer.slice(0, at)})`, timer.slice(at + 1)];
}
