/**
 * The table of contacts: names of nodes as small numbers, with all identifiers in one typed array. Nodes of one
 * process may share a table, so a node of a simulated ring costs a number where it knows another one.
 *
 * Each use of a number is counted. A name leaves the table with its last use, so a node that runs for years keeps
 * the names that it still knows.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { IdentifierSpace, Words } from './identifiers.ts';
import type { Naming } from './naming.ts';

/** The number of no contact. */
export const none = -1;

/** Names by number, and numbers by name. */
export class Contacts {
  readonly space: IdentifierSpace;
  readonly naming: Naming;
  /** The identifiers of all contacts; that of contact n begins at `n * space.words`. It is replaced as it grows. */
  words: Words;
  readonly #names: NodeId[] = [];
  readonly #uses: number[] = [];
  readonly #numbers = new Map<NodeId, number>();
  /** Numbers whose names have left. */
  readonly #vacant: number[] = [];

  constructor(space: IdentifierSpace, naming: Naming) {
    this.space = space;
    this.naming = naming;
    this.words = new Uint32Array(space.words * 8);
  }

  /** The number of names in the table. */
  get size(): number {
    return this.#numbers.size;
  }

  /** The number of a name, used once more; `release` ends the use. */
  take(name: NodeId): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return this.share(known);
    const number = this.#vacant.pop() ?? this.#names.length;
    this.#reserve(number + 1);
    this.naming.identify(name, this.words, number * this.space.words);
    this.#names[number] = name;
    this.#uses[number] = 1;
    this.#numbers.set(name, number);
    return number;
  }

  /** Uses a number once more, and returns it. */
  share(number: number): number {
    if (number !== none) this.#uses[number] = (this.#uses[number] as number) + 1;
    return number;
  }

  /** Ends one use of a number. */
  release(number: number): void {
    if (number === none) return;
    const uses = (this.#uses[number] as number) - 1;
    this.#uses[number] = uses;
    if (uses > 0) return;
    this.#numbers.delete(this.nameOf(number));
    this.#names[number] = '';
    this.#vacant.push(number);
  }

  /** The name of a number that is in use. */
  nameOf(number: number): NodeId {
    return this.#names[number] as NodeId;
  }

  /** The number of a name that is in use; `none` for any other name. */
  numberOf(name: NodeId): number {
    return this.#numbers.get(name) ?? none;
  }

  /** The place of a contact's identifier in `words`. */
  placeOf(number: number): number {
    return number * this.space.words;
  }

  /** Writes the identifier of any name; one that is in the table is not hashed again. */
  identify(name: string, into: Words, at: number): void {
    const { words } = this.space;
    const number = this.numberOf(name);
    if (number === none) this.naming.identify(name, into, at);
    else
      for (let word = 0; word < words; word++) into[at + word] = this.words[number * words + word] as number;
  }

  #reserve(contacts: number): void {
    const due = contacts * this.space.words;
    if (due <= this.words.length) return;
    const words = new Uint32Array(Math.max(due, this.words.length * 2));
    words.set(this.words);
    this.words = words;
  }
}
