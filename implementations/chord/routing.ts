/**
 * The routing table of a node: its predecessor, its successor list and its fingers, and the next node on the way to
 * a key (Stoica et al. 2003, Figure 5). It does what `models/chord/node/routing.ts` does.
 *
 * `closestPreceding` looks from the farthest node down and stops at the first one that is before the key. That is
 * right where no entry is nearer to the node than the entry before it, which holds in every ring that is nearly
 * ideal; the table notes at each change whether it does, and looks at all entries where it does not.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Key, NodeView } from '../../models/chord/node/messages.ts';
import { type Contacts, none } from './contacts.ts';
import { Fingers } from './fingers.ts';
import type { Words } from './identifiers.ts';

/** The neighbours and fingers of one node, as numbers of contacts. */
export class Routing {
  readonly contacts: Contacts;
  /** The number of the node itself. */
  readonly self: number;
  readonly #fingers = new Fingers();
  #predecessor = none;
  /** The nearest first. A node that joins has none yet. */
  #successors: readonly number[] = [];
  /** The names of the list and of the fingers, as long as they do not change. */
  #successorNames: readonly NodeId[] | undefined;
  #fingerNames: ReadonlyMap<number, NodeId> | undefined;
  /** Whether no entry of the list, and no finger, is nearer than the one before it. */
  #isListSorted = true;
  #areFingersSorted = true;

  constructor(contacts: Contacts, self: NodeId) {
    this.contacts = contacts;
    this.self = contacts.take(self);
  }

  // ------------------------------------------------------------- entries

  /** The number of the predecessor, or `none`. */
  get predecessorNumber(): number {
    return this.#predecessor;
  }

  get predecessor(): NodeId | null {
    return this.#nameOf(this.#predecessor);
  }

  set predecessor(node: NodeId | null) {
    const number = node === null ? none : this.contacts.take(node);
    this.contacts.release(this.#predecessor);
    this.#predecessor = number;
  }

  /** The names of the successor list. */
  get successors(): readonly NodeId[] {
    this.#successorNames ??= this.#successors.map((number) => this.contacts.nameOf(number));
    return this.#successorNames;
  }

  set successors(nodes: readonly NodeId[]) {
    if (nodes === this.#successorNames) return;
    const numbers = nodes.map((node) => this.contacts.take(node));
    for (const number of this.#successors) this.contacts.release(number);
    this.#successors = numbers;
    this.#successorNames = undefined;
    this.#isListSorted = this.#isSorted(numbers);
  }

  /** The first successor; a member always has one. */
  get successor(): NodeId {
    return this.contacts.nameOf(this.#successors[0] as number);
  }

  /** The number of entries of the successor list. */
  get successorCount(): number {
    return this.#successors.length;
  }

  /** The fingers by number, as names. */
  fingers(): ReadonlyMap<number, NodeId> {
    if (this.#fingerNames !== undefined) return this.#fingerNames;
    const named = new Map<number, NodeId>();
    this.#fingers.forEach((contact, finger) => {
      named.set(finger, this.contacts.nameOf(contact));
    });
    this.#fingerNames = named;
    return named;
  }

  /** The number of fingers that differ from the one before them: the size of the table. */
  get fingerRuns(): number {
    return this.#fingers.nodes.length;
  }

  /** Sets a finger, or with null removes it. */
  setFinger(finger: number, node: NodeId | null): void {
    this.setFingers(finger, finger, node);
  }

  /** Sets the fingers `first` to `last` to one node, or with null removes them. */
  setFingers(first: number, last: number, node: NodeId | null): void {
    const { contacts } = this;
    const number = node === null ? none : contacts.take(node);
    for (let finger = first; finger <= last; finger++) {
      contacts.release(this.#fingers.at(finger));
      contacts.share(number);
    }
    this.#fingers.set(first, last, number);
    contacts.release(number);
    this.#fingerNames = undefined;
    this.#areFingersSorted = this.#isSorted(this.#fingers.nodes);
  }

  /** Removes every finger. */
  clearFingers(): void {
    this.setFingers(1, this.#fingers.ends.at(-1) ?? 0, null);
  }

  /** Removes the fingers that are a node. */
  removeFingers(node: NodeId): void {
    const number = this.contacts.numberOf(node);
    if (number === none || !this.#fingers.nodes.includes(number)) return;
    const fingers: number[] = [];
    this.#fingers.forEach((contact, finger) => {
      if (contact === number) fingers.push(finger);
    });
    for (const finger of fingers) this.setFinger(finger, null);
  }

  /** Takes all entries of a saved state. */
  load({ successors, predecessor, fingers }: Pick<NodeView, 'successors' | 'predecessor' | 'fingers'>): void {
    this.successors = successors;
    if (predecessor !== this.predecessor) this.predecessor = predecessor;
    if (fingers === this.#fingerNames) return;
    this.clearFingers();
    for (const [finger, node] of fingers) this.setFinger(finger, node);
  }

  // ------------------------------------------------------------- the way to a key

  /** Whether this node owns a key: the key is in (predecessor, node]. A node always owns its own identifier. */
  owns(key: Words, keyAt: number): boolean {
    const predecessor = this.#predecessor;
    if (this.#isAt(this.self, key, keyAt)) return true;
    return predecessor !== none && this.#isIn(predecessor, key, keyAt, this.self);
  }

  /**
   * The owner of a key, as far as this node knows it without asking; null otherwise. It is the node itself, or the
   * first successor; if successors before the key were tried, it is the one after them.
   */
  ownerKnownTo(key: Words, keyAt: number, tried?: ReadonlySet<NodeId>): NodeId | null {
    const { contacts, self } = this;
    if (this.owns(key, keyAt)) return contacts.nameOf(self);
    for (const successor of this.#successors) {
      if (this.#isIn(self, key, keyAt, successor)) return contacts.nameOf(successor);
      if (tried === undefined || !tried.has(contacts.nameOf(successor))) return null;
    }
    return null;
  }

  /**
   * The nearest node before a key among fingers and successors, those that were tried left out; null if there is none
   * between this node and the key.
   */
  closestPreceding(key: Words, keyAt: number, tried?: ReadonlySet<NodeId>): NodeId | null {
    const skipped = tried !== undefined && tried.size > 0 ? tried : undefined;
    const fingers = this.#fingers.nodes;
    const finger = this.#farthest(fingers, this.#areFingersSorted, none, key, keyAt, skipped);
    return this.#nameOf(this.#farthest(this.#successors, this.#isListSorted, finger, key, keyAt, skipped));
  }

  /** The entry before the key that is farthest from this node, or `best` if that is as far. */
  #farthest(
    entries: readonly number[],
    isSorted: boolean,
    best: number,
    key: Words,
    keyAt: number,
    tried: ReadonlySet<NodeId> | undefined,
  ): number {
    const { contacts, self } = this;
    const { space, words } = contacts;
    const selfAt = contacts.placeOf(self);
    let farthest = best;
    for (let index = entries.length - 1; index >= 0; index--) {
      const node = entries[index] as number;
      if (node === none) continue;
      const nodeAt = contacts.placeOf(node);
      if (
        farthest !== none &&
        !space.isNearer(words, selfAt, words, contacts.placeOf(farthest), words, nodeAt)
      ) {
        if (isSorted) break;
        continue;
      }
      if (!space.isBetween(words, selfAt, words, nodeAt, key, keyAt)) continue;
      if (tried?.has(contacts.nameOf(node))) continue;
      farthest = node;
      if (isSorted) break;
    }
    return farthest;
  }

  /** The same for the place of a node, by its name. */
  closestPrecedingNode(node: NodeId): NodeId | null {
    const { scratch } = this.contacts.space;
    this.contacts.identify(node, scratch, 0);
    return this.closestPreceding(scratch, 0);
  }

  // ------------------------------------------------------------- identifiers

  /** The name of the node with the identifier after that of a node; it need not exist. */
  nodeAfter(node: NodeId): NodeId {
    const { contacts } = this;
    const { scratch } = contacts.space;
    contacts.identify(node, scratch, 0);
    contacts.space.next(scratch, 0, scratch, 0);
    return contacts.naming.nodeAt(scratch, 0);
  }

  /** The identifier of a finger, 2 to the power of its number after this node, as the name of a key. */
  fingerKey(finger: number): Key {
    const { contacts, self } = this;
    const { scratch } = contacts.space;
    contacts.space.addPowerOfTwo(contacts.words, contacts.placeOf(self), finger, scratch, 0);
    return contacts.naming.keyAt(scratch, 0);
  }

  /** Whether a contact lies strictly between two others, by name. */
  isBetween(a: NodeId, b: NodeId, c: NodeId): boolean {
    const { contacts } = this;
    const { space } = contacts;
    const { scratch } = space;
    contacts.identify(a, scratch, 0);
    contacts.identify(b, scratch, space.words);
    contacts.identify(c, scratch, 2 * space.words);
    return space.isBetween(scratch, 0, scratch, space.words, scratch, 2 * space.words);
  }

  /** Whether an identifier is in (a, b], clockwise. If a is b, that is the whole circle. */
  #isIn(a: number, key: Words, keyAt: number, b: number): boolean {
    const { contacts } = this;
    const { space, words } = contacts;
    return (
      this.#isAt(b, key, keyAt) ||
      space.isBetween(words, contacts.placeOf(a), key, keyAt, words, contacts.placeOf(b))
    );
  }

  #isAt(node: number, key: Words, keyAt: number): boolean {
    const { contacts } = this;
    return contacts.space.compare(contacts.words, contacts.placeOf(node), key, keyAt) === 0;
  }

  /** Whether no entry is nearer to this node than the one before it; entries that are `none` do not count. */
  #isSorted(entries: readonly number[]): boolean {
    const { contacts, self } = this;
    const { space, words } = contacts;
    const selfAt = contacts.placeOf(self);
    let before = none;
    for (const node of entries) {
      if (node === none) continue;
      const nodeAt = contacts.placeOf(node);
      if (before !== none && space.isNearer(words, selfAt, words, nodeAt, words, contacts.placeOf(before)))
        return false;
      before = node;
    }
    return true;
  }

  #nameOf(number: number): NodeId | null {
    return number === none ? null : this.contacts.nameOf(number);
  }
}
