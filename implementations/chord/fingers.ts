/**
 * The fingers of a node: contacts by number of the finger, in runs of equal ones (Stoica et al. 2003, section IV-D).
 * In a ring of N nodes only about log2 N fingers differ, so a node of a million nodes keeps 20 runs in place of 160
 * entries.
 */
import { none } from './contacts.ts';

/** A compact table of fingers. Fingers are numbered from 1; a number that has no finger has `none`. */
export class Fingers {
  /** By run: its contact or `none`. The last run has a contact, and neighbours differ. */
  nodes: number[] = [];
  /** By run: the number of its last finger. */
  ends: number[] = [];

  /** The contact of a finger, or `none`. */
  at(finger: number): number {
    const { nodes, ends } = this;
    for (let run = 0; run < ends.length; run++)
      if ((ends[run] as number) >= finger) return nodes[run] as number;
    return none;
  }

  /** Calls the function for each finger that there is, in the order of their numbers. */
  forEach(visit: (contact: number, finger: number) => void): void {
    let finger = 1;
    for (const [run, contact] of this.nodes.entries())
      for (; finger <= (this.ends[run] as number); finger++) if (contact !== none) visit(contact, finger);
  }

  /** Sets the fingers `first` to `last` to a contact, or to `none`. */
  set(first: number, last: number, contact: number): void {
    const { nodes, ends } = this;
    this.nodes = [];
    this.ends = [];
    let end = 0;
    for (const [run, node] of nodes.entries()) {
      const runEnd = ends[run] as number;
      if (end < first) this.#append(node, Math.min(runEnd, first - 1));
      if (end < first && runEnd >= first) this.#append(contact, last);
      if (runEnd > last) this.#append(node, runEnd);
      end = runEnd;
    }
    if (end < first) {
      this.#append(none, first - 1);
      this.#append(contact, last);
    }
    if (this.nodes.at(-1) === none) {
      this.nodes.pop();
      this.ends.pop();
    }
    // Copies without the room that an array keeps to grow.
    this.nodes = this.nodes.slice();
    this.ends = this.ends.slice();
  }

  /** Adds a run at the end, up to the finger `end`. */
  #append(contact: number, end: number): void {
    const { nodes, ends } = this;
    const last = ends.length - 1;
    if (end <= (ends[last] ?? 0)) return;
    if (nodes[last] === contact) ends[last] = end;
    else {
      nodes.push(contact);
      ends.push(end);
    }
  }
}
