/**
 * What a system asks of all nodes before one may crash or come up, asked once for each way in which all of them can stand. The
 * answers are few, however many these ways are.
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

/** What may become of each node, by index. */
export interface Guarded {
  /** Whether it may crash, if it is up. */
  readonly crashes: readonly boolean[];
  /** What it may be handed if it comes up, if it is not up: numbers of draws. */
  readonly births: readonly (readonly number[])[];
}

export class GlobalGuards {
  readonly #system: System;
  readonly #parts: Interner;
  readonly #ways: RowTable;
  readonly #way: Int32Array;
  /** By way of standing, the number of its answer. */
  readonly #answerOf = new IntList();
  readonly #answers: Guarded[] = [];
  readonly #known = new StringInterner();
  /** The one answer, where nothing depends on how all nodes stand. */
  readonly #always: Guarded | undefined;
  readonly #tellWay: WriteEntry;
  readonly #tellAnswer: WriteEntry;

  constructor(system: System, parts: Interner) {
    this.#system = system;
    this.#parts = parts;
    this.#ways = new RowTable(0, parts.names.length);
    this.#way = new Int32Array(parts.names.length);
    if (system.crash?.when === undefined && system.births === undefined)
      this.#always = {
        crashes: parts.names.map((name) => mayEverCrash(system, name)),
        births: parts.names.map(() => [parts.drawOf(undefined)]),
      };
    this.#tellAnswer = parts.log.channel((entry) => this.#answers.push(answerOf(entry)));
    this.#tellWay = parts.log.channel((entry) => {
      this.#way.set(entry.subarray(1));
      this.#addWay(entry[0] as number);
    });
  }

  /** Whether what may become of a node depends on how others stand. */
  get areConditional(): boolean {
    return this.#always === undefined;
  }

  /** What may become of the nodes of a world, given as a row. */
  of(row: Int32Array): Guarded {
    if (this.#always !== undefined) return this.#always;
    for (let node = 0; node < this.#way.length; node++) {
      const { standingNumber } = this.#parts.nodes[row[nodeColumn + node] as number] as NodePart;
      this.#way[node] = standingNumber;
    }
    const known = this.#ways.find(this.#way, this.#ways.hashOf(this.#way));
    if (known >= 0) return this.#answers[this.#answerOf.at(known)] as Guarded;
    this.#parts.log.beforeComputing();
    const answer = this.#asked(row);
    const number = this.#known.of(canonical(answer), () => {
      this.#answers.push(answer);
      this.#tellAnswer(...entryOf(answer));
    });
    this.#addWay(number);
    this.#tellWay(number, ...this.#way);
    return answer;
  }

  /** The way in which all stand has this answer. */
  #addWay(answer: number): void {
    this.#ways.add(this.#way, this.#ways.hashOf(this.#way));
    this.#answerOf.push(answer);
  }

  #asked(row: Int32Array): Guarded {
    const { names, nodes } = this.#parts;
    const parts = names.map((_, node) => nodes[row[nodeColumn + node] as number] as NodePart);
    const all = new Map(
      names.map((name, node): [string, Standing] => [name, (parts[node] as NodePart).standing]),
    );
    return {
      crashes: parts.map(
        ({ isUp }, node) => isUp && mayCrash(this.#system, names[node] as string, () => all),
      ),
      births: parts.map(({ isUp }, node) =>
        isUp
          ? []
          : drawsOf(this.#system, names[node] as string, () => all).map((draw) => this.#parts.drawOf(draw)),
      ),
    };
  }
}

/** An answer in numbers: of each node whether it may crash, how many draws it may be handed, and these. */
function entryOf({ crashes, births }: Guarded): number[] {
  return crashes.flatMap((mayCrash, node) => {
    const draws = births[node] as readonly number[];
    return [Number(mayCrash), draws.length, ...draws];
  });
}

function answerOf(entry: Int32Array): Guarded {
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
