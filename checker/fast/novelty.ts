/**
 * What the world that is being judged shows that none showed before it. A judge that stops at the first answer has heard all it
 * can hear of the rest: the same node standing in the same way, or the same two views, were shown to it in another world.
 */
import { Bits, Square } from '../tables.ts';
import { type NodePart, nodeColumn, type Parts } from './parts.ts';
import type { Scene } from './sights.ts';

export class Novelty {
  readonly #parts: Parts;
  /** Indices of the nodes of which anything is promised. */
  readonly #honest: readonly number[];
  readonly #scene: () => Scene;
  /** Numbers of parts. */
  readonly #nodes = new Bits();
  /** Numbers of views, the lesser first. */
  readonly #pairs = new Square();
  /** The worlds that were looked at last, and what came out. */
  #nodesOf = -1;
  #hasNode = false;
  #pairsOf = -1;
  #hasPair = false;

  constructor(parts: Parts, honest: readonly number[], scene: () => Scene) {
    this.#parts = parts;
    this.#honest = honest;
    this.#scene = scene;
  }

  /** Whether a node stands as it stood in no world before. */
  hasNode(): boolean {
    const { world, row, changed } = this.#scene();
    if (world === this.#nodesOf) return this.#hasNode;
    this.#nodesOf = world;
    this.#hasNode = false;
    for (const at of this.#honest) {
      const part = row[nodeColumn + at] as number;
      if ((changed !== -2 && changed !== at) || this.#nodes.has(part)) continue;
      this.#nodes.add(part);
      this.#hasNode = true;
    }
    return this.#hasNode;
  }

  /** Whether two nodes that are up show what no two showed before. */
  hasPair(): boolean {
    const { world, row, changed } = this.#scene();
    if (world === this.#pairsOf) return this.#hasPair;
    this.#pairsOf = world;
    this.#hasPair = false;
    for (const at of this.#honest) {
      if (changed !== -2 && changed !== at) continue;
      const part = this.#parts.nodes[row[nodeColumn + at] as number] as NodePart;
      if (part.isUp) this.#look(row, at, part.viewNumber);
    }
    return this.#hasPair;
  }

  #look(row: Int32Array, at: number, view: number): void {
    for (const other of this.#honest) {
      const { isUp, viewNumber } = this.#parts.nodes[row[nodeColumn + other] as number] as NodePart;
      if (other === at || !isUp) continue;
      const least = Math.min(view, viewNumber);
      const most = Math.max(view, viewNumber);
      if (this.#pairs.get(least, most) >= 0) continue;
      this.#pairs.set(least, most, 1);
      this.#hasPair = true;
    }
  }
}
