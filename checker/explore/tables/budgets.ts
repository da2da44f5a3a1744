/**
 * The spent budget of a world: an interned component that holds the spent faults and bounded actions, and
 * the partition in force. The transitions between these components are memoised by number.
 */
import type { Fault, System } from '../../semantics/system.ts';
import { canonical } from '../../values/canonical.ts';
import { PairMap, StringInterner } from './hash-tables.ts';
import type { TableLog, WriteEntry } from './table-log.ts';

/** What is spent of budgets and bounds, and the name of the partition in force. */
export interface BudgetPart {
  readonly spent: Readonly<Record<string, number>>;
  readonly partition?: string;
}

/** The key of the transition that heals a partition. */
const heals = -1;

export class Budgets {
  /** The components by number. */
  readonly parts: BudgetPart[] = [];
  readonly #system: System;
  readonly #log: TableLog;
  readonly #numbers = new StringInterner();
  /** The names of all budgets, then of all bounds. */
  readonly #limits: readonly string[];
  /** The value of each limit. */
  readonly #most: readonly number[];
  /** What is spent of each limit, by number of the component. */
  readonly #spent: ArrayLike<number>[] = [];
  /** The index of the partition in force or -1, by number of the component. */
  readonly #partitions: number[] = [];
  /** The component after a limit is spent once, a partition begins, or it heals. */
  readonly #after: PairMap;
  readonly #write: WriteEntry;

  constructor(system: System, log: TableLog) {
    this.#system = system;
    this.#log = log;
    const limits = Object.entries({ ...system.budget, ...system.bounds }) as [string, number][];
    this.#limits = limits.map(([name]) => name);
    this.#most = limits.map(([, most]) => most);
    this.#after = new PairMap(log);
    this.#write = log.channel(([partition, ...spent]) => this.#add(partition as number, spent));
  }

  /** Whether worlds of the system can differ in their budget. */
  get canVary(): boolean {
    return this.#limits.length > 0 || (this.#system.partitions ?? []).length > 0;
  }

  /** The number of a component. */
  of(part: BudgetPart): number {
    return this.#numbers.of(canonical([part.spent, part.partition]), () => {
      this.parts.push(part);
      const { partitions = [] } = this.#system;
      const partition = partitions.findIndex(({ name }) => name === part.partition);
      const spent = this.#limits.map((name) => part.spent[name] ?? 0);
      this.#add(partition, spent);
      this.#write(partition, ...spent);
    });
  }

  #add(partition: number, spent: ArrayLike<number>): void {
    this.#partitions.push(partition);
    this.#spent.push(spent);
  }

  /** The number of the limit on a fault; -1 if it has none. */
  limitOfFault(fault: Fault): number {
    return Object.keys(this.#system.budget ?? {}).indexOf(fault);
  }

  /** The number of the limit on a timer or input; -1 if it has none. */
  limitOf(name: string): number {
    const at = Object.keys(this.#system.bounds ?? {}).indexOf(name);
    return at < 0 ? -1 : Object.keys(this.#system.budget ?? {}).length + at;
  }

  /** Whether a limit allows one more; limit -1 always does. */
  allows(part: number, limit: number): boolean {
    return (
      limit < 0 || ((this.#spent[part] as ArrayLike<number>)[limit] as number) < (this.#most[limit] as number)
    );
  }

  /** The component after one more is spent; limit -1 spends nothing. */
  spend(part: number, limit: number): number {
    if (limit < 0) return part;
    const known = this.#after.get(part, limit);
    if (known >= 0) return known;
    this.#log.beforeComputing();
    const name = this.#limits[limit] as string;
    const { spent, ...others } = this.parts[part] as BudgetPart;
    return this.#remember(part, limit, {
      ...others,
      spent: { ...spent, [name]: (spent[name] as number) + 1 },
    });
  }

  /** The component after a partition begins, by its index. */
  partitioned(part: number, partition: number): number {
    const key = this.#limits.length + partition;
    const known = this.#after.get(part, key);
    if (known >= 0) return known;
    this.#log.beforeComputing();
    const name = this.#system.partitions?.[partition]?.name as string;
    return this.#remember(part, key, { spent: (this.parts[part] as BudgetPart).spent, partition: name });
  }

  /** The component after the partition heals. */
  healed(part: number): number {
    const known = this.#after.get(part, heals);
    if (known >= 0) return known;
    this.#log.beforeComputing();
    return this.#remember(part, heals, { spent: (this.parts[part] as BudgetPart).spent });
  }

  #remember(part: number, key: number, after: BudgetPart): number {
    const number = this.of(after);
    this.#after.set(part, key, number);
    return number;
  }

  /** The index of the partition in force, or -1. */
  partitionOf(part: number): number {
    return this.#partitions[part] as number;
  }
}
