/**
 * Global guards: the conditions of a system on crashes and births, which read the standings of all nodes.
 * They are evaluated once for each combination of standings. The distinct results are few and are interned.
 */
import { drawsOf, mayCrash, mayEverCrash } from '../../semantics/enabled.ts';
import type { System } from '../../semantics/system.ts';
import type { Standing } from '../../semantics/world.ts';
import { canonical } from '../../values/canonical.ts';
import { IntList } from '../../values/int-lists.ts';
import { StringInterner } from '../tables/hash-tables.ts';
import { type Interner, type NodePart, nodeColumn } from '../tables/interning.ts';
import { RowTable } from '../tables/row-table.ts';
import type { WriteEntry } from '../tables/table-log.ts';

/** The result of all guards in a world, by index of a node. */
export interface GuardResult {
  /** Whether the node may crash, if it is up. */
  readonly crashes: readonly boolean[];
  /** The numbers of the draws that the node may come up with, if it is not up. */
  readonly births: readonly (readonly number[])[];
}

/** Evaluates the guards of one system. */
export class GlobalGuards {
  readonly #system: System;
  readonly #interner: Interner;
  readonly #combinations: RowTable;
  readonly #standings: Int32Array;
  /** By combination of standings, the number of its result. */
  readonly #resultOf = new IntList();
  readonly #results: GuardResult[] = [];
  readonly #resultNumbers = new StringInterner();
  /** The only result, if no guard reads the standings. */
  readonly #always: GuardResult | undefined;
  readonly #writeCombination: WriteEntry;
  readonly #writeResult: WriteEntry;

  constructor(system: System, interner: Interner) {
    this.#system = system;
    this.#interner = interner;
    this.#combinations = new RowTable(0, interner.names.length);
    this.#standings = new Int32Array(interner.names.length);
    if (system.crash?.when === undefined && system.births === undefined)
      this.#always = {
        crashes: interner.names.map((name) => mayEverCrash(system, name)),
        births: interner.names.map(() => [interner.drawOf(undefined)]),
      };
    this.#writeResult = interner.log.channel((entry) => this.#results.push(resultIn(entry)));
    this.#writeCombination = interner.log.channel((entry) => {
      this.#standings.set(entry.subarray(1));
      this.#addCombination(entry[0] as number);
    });
  }

  /** The result of all guards in a world, given as a row. */
  of(row: Int32Array): GuardResult {
    if (this.#always !== undefined) return this.#always;
    for (let node = 0; node < this.#standings.length; node++) {
      const { standingNumber } = this.#interner.nodes[row[nodeColumn + node] as number] as NodePart;
      this.#standings[node] = standingNumber;
    }
    const known = this.#combinations.find(this.#standings, this.#combinations.hashOf(this.#standings));
    if (known >= 0) return this.#results[this.#resultOf.at(known)] as GuardResult;
    this.#interner.log.beforeComputing();
    const result = this.#evaluate(row);
    const number = this.#resultNumbers.of(canonical(result), () => {
      this.#results.push(result);
      this.#writeResult(...entryOf(result));
    });
    this.#addCombination(number);
    this.#writeCombination(number, ...this.#standings);
    return result;
  }

  /** Enters the result for the present combination of standings. */
  #addCombination(result: number): void {
    this.#combinations.add(this.#standings, this.#combinations.hashOf(this.#standings));
    this.#resultOf.push(result);
  }

  /** Evaluates the guards through the semantics. */
  #evaluate(row: Int32Array): GuardResult {
    const { names, nodes } = this.#interner;
    const components = names.map((_, node) => nodes[row[nodeColumn + node] as number] as NodePart);
    const all = new Map(
      names.map((name, node): [string, Standing] => [name, (components[node] as NodePart).standing]),
    );
    return {
      crashes: components.map(
        ({ isUp }, node) => isUp && mayCrash(this.#system, names[node] as string, () => all),
      ),
      births: components.map(({ isUp }, node) =>
        isUp
          ? []
          : drawsOf(this.#system, names[node] as string, () => all).map((draw) =>
              this.#interner.drawOf(draw),
            ),
      ),
    };
  }
}

/**
 * A result as an entry of the table log: for each node whether it may crash, its number of draws, and these.
 */
function entryOf({ crashes, births }: GuardResult): number[] {
  return crashes.flatMap((mayCrash, node) => {
    const draws = births[node] as readonly number[];
    return [Number(mayCrash), draws.length, ...draws];
  });
}

/** The result in an entry of the table log. */
function resultIn(entry: Int32Array): GuardResult {
  const crashes: boolean[] = [];
  const births: number[][] = [];
  for (let at = 0; at < entry.length; ) {
    const draws = at + 2;
    const end = draws + (entry[at + 1] as number);
    crashes.push(entry[at] === 1);
    births.push([...entry.subarray(draws, end)]);
    at = end;
  }
  return { crashes, births };
}
