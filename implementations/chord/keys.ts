/**
 * The keys of a node: puts, copies at the successors of the owner, and the handover to a new predecessor (Stoica et
 * al. 2003, sections III, IV-E3 and V). It does what the model's `storage.ts` does. The keys that it owns, and those
 * that it does not, are ranges of the circle (`key-store.ts`).
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Key, NodeView } from '../../models/chord/node/messages.ts';
import { none } from './contacts.ts';
import type { Home } from './home.ts';
import { KeyStore } from './key-store.ts';

/** The part of a node that waits for the end of a put. */
export interface PutListener {
  /** The owner, this node, has stored a key and its copies. */
  stored(key: Key): void;
}

/** A put at the owner that waits for copies. */
interface Copying {
  readonly origin: NodeId;
  readonly copied: Set<NodeId>;
}

/** What a node stores, as plain data. */
export type KeysState = Pick<NodeView, 'keys' | 'copying'>;

/** The stored keys, and the puts that wait for copies. */
export class Keys {
  readonly #home: Home;
  readonly #store: KeyStore;
  readonly #copying = new Map<Key, Copying>();
  /** Set once, by the node. */
  listener: PutListener | undefined;
  #keysView: NodeView['keys'] | undefined;
  #copyingView: NodeView['copying'] | undefined;

  constructor(home: Home) {
    this.#home = home;
    const { space, naming } = home.routing.contacts;
    this.#store = new KeyStore(space, naming);
  }

  /** The number of stored keys. */
  get size(): number {
    return this.#store.size;
  }

  // ------------------------------------------------------------- puts

  /** A put comes to this node: an owner stores the key, and copies it to its holders before it answers. */
  put(key: Key, origin: NodeId): void {
    const { rules, routing } = this.#home;
    const { contacts } = routing;
    const { scratch } = contacts.space;
    contacts.identify(key, scratch, 0);
    if (!rules.storesPut(routing.owns(scratch, 0))) return;
    this.#add(key);
    this.#copyingView = undefined;
    this.#copying.set(key, { origin, copied: new Set() });
    this.#copyToHolders([key]);
    this.#answerCopied([key]);
  }

  /** Copies come: they are stored and confirmed. */
  copy(keys: readonly Key[], from: NodeId): void {
    for (const key of keys) this.#add(key);
    this.#home.out.send(from, { type: 'Copied', keys });
  }

  /** A holder confirms copies: the puts that waited for it alone are answered. */
  copied(keys: readonly Key[], from: NodeId): void {
    if (this.#copying.size === 0) return;
    this.#copyingView = undefined;
    for (const key of keys) this.#copying.get(key)?.copied.add(from);
    this.#answerCopied(keys);
  }

  /** Answers the puts whose copies are all made. */
  #answerCopied(keys: Iterable<Key>): void {
    const { rules, out, self } = this.#home;
    const holders = this.#holders();
    for (const key of keys) {
      const entry = this.#copying.get(key);
      if (entry === undefined) continue;
      if (!rules.isCopied(holders.every((holder) => entry.copied.has(holder)))) continue;
      this.#copyingView = undefined;
      this.#copying.delete(key);
      if (entry.origin === self) this.listener?.stored(key);
      else out.send(entry.origin, { type: 'Stored', key });
    }
  }

  // ------------------------------------------------------------- copies

  /** The predecessor has changed: it gets every stored key that this node does not own now. */
  handOver(): void {
    const { rules, routing, out } = this.#home;
    const { predecessor } = routing;
    const keys = this.#where(rules.isHanded);
    if (predecessor !== null && keys.length > 0) out.send(predecessor, { type: 'Copy', keys });
  }

  /** The timer fires: owned keys are copied to the holders, and other stored keys to the predecessor. */
  replicate(): void {
    const { rules, routing, out, self } = this.#home;
    const { predecessor } = routing;
    this.#copyToHolders(this.#where(rules.isReplicated));
    const returned = this.#where(rules.isReturned);
    if (predecessor !== null && predecessor !== self && returned.length > 0)
      out.send(predecessor, { type: 'Copy', keys: returned });
    this.#answerCopied([...this.#copying.keys()].sort());
    out.arm('replicate');
  }

  #copyToHolders(keys: readonly Key[]): void {
    if (keys.length === 0) return;
    for (const holder of this.#holders()) this.#home.out.send(holder, { type: 'Copy', keys });
  }

  /** The nodes that store the keys of this node beside it: the first distinct entries of its list other than itself. */
  #holders(): readonly NodeId[] {
    const { routing, self, setting } = this.#home;
    const holders: NodeId[] = [];
    for (const entry of routing.successors) {
      if (holders.length + 1 >= setting.replicas) break;
      if (entry !== self && !holders.includes(entry)) holders.push(entry);
    }
    return holders;
  }

  // ------------------------------------------------------------- ranges

  /** The stored keys that a rule takes, given whether this node owns them. Sorted. */
  #where(takes: (isOwned: boolean) => boolean): Key[] {
    return [...(takes(true) ? this.#owned() : []), ...(takes(false) ? this.#others() : [])].sort();
  }

  /** The stored keys in (predecessor, node]. */
  #owned(): Key[] {
    const { contacts, self, predecessorNumber } = this.#home.routing;
    const { words } = contacts;
    const from = predecessorNumber === none ? self : predecessorNumber;
    return this.#store.inRange(words, contacts.placeOf(from), words, contacts.placeOf(self));
  }

  /** The stored keys in (node, predecessor]. */
  #others(): Key[] {
    const { contacts, self, predecessorNumber } = this.#home.routing;
    const { words } = contacts;
    if (predecessorNumber === none || predecessorNumber === self) return [];
    return this.#store.inRange(words, contacts.placeOf(self), words, contacts.placeOf(predecessorNumber));
  }

  // ------------------------------------------------------------- state

  #add(key: Key): void {
    if (this.#store.add(key)) this.#keysView = undefined;
  }

  /** The state as plain data; the same parts again as long as they do not change. */
  view(): KeysState {
    this.#keysView ??= new Set(this.#store.all());
    this.#copyingView ??= new Map(
      [...this.#copying].map(([key, { origin, copied }]) => [key, { origin, copied: new Set(copied) }]),
    );
    return { keys: this.#keysView, copying: this.#copyingView };
  }

  load({ keys, copying }: KeysState): void {
    if (keys !== this.#keysView) {
      this.#store.clear();
      for (const key of keys) this.#store.add(key);
      this.#keysView = keys;
    }
    if (copying !== this.#copyingView) {
      this.#copying.clear();
      for (const [key, { origin, copied }] of copying)
        this.#copying.set(key, { origin, copied: new Set(copied) });
      this.#copyingView = copying;
    }
  }
}
