/**
 * What a system asks of all nodes before one may crash or come up, asked once for each way in which all of them can stand. The
 * answers are few, however many these ways are.
 */
import { canonical } from '../canonical.ts';
import { drawsOf, mayCrash, mayEverCrash } from '../churn.ts';
import type { System } from '../system.ts';
import { hashOf, Ints, Rows } from '../tables.ts';
import type { Standing } from '../world.ts';
import { type NodePart, nodeColumn, type Parts } from './parts.ts';

/** What may become of each node, by index. */
export interface Guarded {
  /** Whether it may crash, if it is up. */
  readonly crashes: readonly boolean[];
  /** What it may be handed if it comes up, if it is not up; equal draws are one object. */
  readonly births: readonly (readonly unknown[])[];
}

export class Guards {
  readonly #system: System;
  readonly #parts: Parts;
  readonly #ways: Rows;
  readonly #way: Int32Array;
  /** By way of standing, the number of its answer. */
  readonly #answerOf = new Ints();
  readonly #answers: Guarded[] = [];
  readonly #known = new Map<string, number>();
  readonly #draws = new Map<string, unknown>();
  /** The one answer, where nothing depends on how all nodes stand. */
  readonly #always: Guarded | undefined;

  constructor(system: System, parts: Parts) {
    this.#system = system;
    this.#parts = parts;
    this.#ways = new Rows(0, parts.names.length);
    this.#way = new Int32Array(parts.names.length);
    if (system.crash?.when === undefined && system.births === undefined)
      this.#always = {
        crashes: parts.names.map((name) => mayEverCrash(system, name)),
        births: parts.names.map(() => [undefined]),
      };
  }

  /** What may become of the nodes of a world, given as a row. */
  of(row: Int32Array): Guarded {
    if (this.#always !== undefined) return this.#always;
    let hash = 0;
    for (let node = 0; node < this.#way.length; node++) {
      const { standingNumber } = this.#parts.nodes[row[nodeColumn + node] as number] as NodePart;
      this.#way[node] = standingNumber;
      hash ^= hashOf(node, standingNumber);
    }
    const known = this.#ways.find(this.#way, hash);
    if (known >= 0) return this.#answers[this.#answerOf.at(known)] as Guarded;
    const answer = this.#asked(row);
    this.#ways.add(this.#way, hash);
    this.#answerOf.push(this.#numberOf(answer));
    return answer;
  }

  #numberOf(answer: Guarded): number {
    const key = canonical(answer);
    const number = this.#known.get(key) ?? this.#answers.push(answer) - 1;
    this.#known.set(key, number);
    return number;
  }

  #same(draw: unknown): unknown {
    const key = canonical(draw);
    if (!this.#draws.has(key)) this.#draws.set(key, draw);
    return this.#draws.get(key);
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
        isUp ? [] : drawsOf(this.#system, names[node] as string, () => all).map((draw) => this.#same(draw)),
      ),
    };
  }
}
