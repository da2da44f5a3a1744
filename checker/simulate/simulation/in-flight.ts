/**
 * In-flight messages of an in-place simulation, in pools for random choice. The classes here equal the
 * networks of `semantics/network.ts`: one for networks with a bag of messages, one for fifo links.
 */
import type { NodeId, Tagged } from '../../actors/actor.ts';
import type { Action } from '../../semantics/actions.ts';
import { type Envelope, envelopeKey, linkOf } from '../../semantics/envelope.ts';
import type { NetworkKind } from '../../semantics/system.ts';
import { canonical } from '../../values/canonical.ts';
import { digest, isSame } from '../../values/equality.ts';
import { Pool, type Pooled } from './pool.ts';

type Delivery = Extract<Action, { type: 'deliver' }>;

/** The messages of a network. */
export interface InFlight {
  /** The messages never delivered so far: all, except in a `duplicating` network. */
  readonly undelivered: Pool<InFlightMessage>;
  /** The messages delivered before, which may be delivered again. */
  readonly redeliverable: Pool<InFlightMessage>;
  /** Puts a message in flight. */
  send(from: NodeId, to: NodeId, message: Tagged): void;
  /**
   * The entry of a message that can be delivered, dropped or duplicated; undefined if it is not in flight.
   */
  find(envelope: Envelope): InFlightMessage | undefined;
  /** Removes one copy that is delivered; a `duplicating` network keeps it as redeliverable. */
  deliver(entry: InFlightMessage): void;
  /** Removes one copy that is lost. */
  drop(entry: InFlightMessage): void;
  /** Adds one copy. */
  duplicate(entry: InFlightMessage): void;
  /** Drops all messages to a node, or all messages from it. */
  loseAll(end: 'to' | 'from', node: NodeId): void;
  /** All messages in the form and order of the reference semantics. */
  envelopes(): readonly Envelope[];
}

/** One in-flight message, with the number of its copies. */
export interface InFlightMessage extends Pooled {
  readonly delivery: Delivery;
  copies: number;
  wasDelivered: boolean;
}

/** The empty network of a kind. */
export function inFlightOf(kind: NetworkKind): InFlight {
  return kind === 'fifo' ? new LinkQueues() : new MessageBag(kind);
}

function deliveryOf(from: NodeId, to: NodeId, message: Tagged): Delivery {
  return { type: 'deliver', from, to, message };
}

/** An entry of a hash table keyed by the digest of the message; entries with the same digest form a chain. */
interface BagEntry extends InFlightMessage {
  readonly digest: number;
  next: BagEntry | undefined;
}

type Link = Map<number, BagEntry>;

/** The networks `unordered`, `set` and `duplicating`: equal messages of a link share one entry. */
class MessageBag implements InFlight {
  readonly undelivered = new Pool<BagEntry>();
  readonly redeliverable = new Pool<BagEntry>();
  readonly #kind: NetworkKind;
  readonly #links = new Map<NodeId, Map<NodeId, Link>>();
  readonly #entries = new Map<Delivery, BagEntry>();

  constructor(kind: NetworkKind) {
    this.#kind = kind;
  }

  send(from: NodeId, to: NodeId, message: Tagged): void {
    const links = getOrInsert(this.#links, from, () => new Map<NodeId, Link>());
    const link = getOrInsert(links, to, () => new Map());
    const number = digest(message);
    const first = link.get(number);
    const entry = inChain(first, message);
    if (entry === undefined) {
      refuseNonPlain(message);
      const delivery = deliveryOf(from, to, message);
      const added: BagEntry = {
        delivery,
        digest: number,
        copies: 1,
        wasDelivered: false,
        index: -1,
        next: first,
      };
      link.set(number, added);
      this.#entries.set(delivery, added);
      this.undelivered.add(added);
    } else if (this.#kind === 'unordered') entry.copies++;
  }

  find(envelope: Envelope): BagEntry | undefined {
    const { from, to, message } = envelope;
    return (
      this.#entries.get(envelope as Delivery) ??
      inChain(this.#links.get(from)?.get(to)?.get(digest(message)), message)
    );
  }

  deliver(entry: BagEntry): void {
    if (this.#kind !== 'duplicating') this.drop(entry);
    else if (!entry.wasDelivered) {
      this.undelivered.remove(entry);
      entry.wasDelivered = true;
      this.redeliverable.add(entry);
    }
  }

  drop(entry: BagEntry): void {
    entry.copies--;
    if (entry.copies === 0) this.#lose(entry);
  }

  duplicate(entry: BagEntry): void {
    entry.copies++;
  }

  loseAll(end: 'to' | 'from', node: NodeId): void {
    for (const entry of [...this.#entries.values()]) if (entry.delivery[end] === node) this.#lose(entry);
  }

  envelopes(): readonly Envelope[] {
    const envelopes = [...this.#entries.values()].flatMap(({ delivery: { from, to, message }, copies }) =>
      Array.from({ length: copies }, () => ({ from, to, message })),
    );
    return sorted(envelopes, envelopeKey);
  }

  #lose(entry: BagEntry): void {
    const { from, to } = entry.delivery;
    const link = this.#links.get(from)?.get(to) as Link;
    const first = link.get(entry.digest) as BagEntry;
    if (first !== entry) {
      let before = first;
      while (before.next !== entry) before = before.next as BagEntry;
      before.next = entry.next;
    } else if (entry.next !== undefined) link.set(entry.digest, entry.next);
    else link.delete(entry.digest);
    this.#entries.delete(entry.delivery);
    (entry.wasDelivered ? this.redeliverable : this.undelivered).remove(entry);
  }
}

/** The entry with this message in a chain of entries of one digest. */
function inChain(first: BagEntry | undefined, message: Tagged): BagEntry | undefined {
  let entry = first;
  while (entry !== undefined && !isSame(entry.delivery.message, message)) entry = entry.next;
  return entry;
}

function getOrInsert<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let found = map.get(key);
  if (found === undefined) {
    found = create();
    map.set(key, found);
  }
  return found;
}

/** Refuses a message that is not plain data; the error of `canonical` names the place in the message. */
function refuseNonPlain(message: Tagged): void {
  if (!isPlain(message)) canonical(message);
}

const plainDepthMax = 6;

/** True if a value is plain data down to a small depth; false means that only `canonical` can decide. */
function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object') return typeof value !== 'function' && typeof value !== 'symbol';
  if (value === null) return true;
  if (depth > plainDepthMax) return false;
  const kind = Object.getPrototypeOf(value);
  if (kind === Array.prototype) return (value as unknown[]).every((item) => isPlain(item, depth + 1));
  if (kind !== Object.prototype) return false;
  for (const field in value)
    if (!isPlain((value as Readonly<Record<string, unknown>>)[field], depth + 1)) return false;
  return true;
}

/** Envelopes in the order of `semantics/network.ts`; those with the same key keep their order. */
function sorted(envelopes: readonly Envelope[], keyOf: (envelope: Envelope) => string): readonly Envelope[] {
  const keyed = envelopes.map((envelope) => ({ envelope, key: keyOf(envelope) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ envelope }) => envelope);
}

interface QueueEntry extends InFlightMessage {
  readonly link: QueueEntry[];
}

/** The network `fifo`: only the oldest message of each link is in a pool. */
class LinkQueues implements InFlight {
  readonly undelivered = new Pool<QueueEntry>();
  readonly redeliverable = new Pool<QueueEntry>();
  /** The messages of each link by sender and addressee, oldest first; a joined key would be built at each lookup. */
  readonly #links = new Map<NodeId, Map<NodeId, QueueEntry[]>>();

  send(from: NodeId, to: NodeId, message: Tagged): void {
    refuseNonPlain(message);
    const links = getOrInsert(this.#links, from, () => new Map<NodeId, QueueEntry[]>());
    const link = getOrInsert(links, to, () => []);
    const delivery = deliveryOf(from, to, message);
    const entry: QueueEntry = { delivery, link, copies: 1, wasDelivered: false, index: -1 };
    link.push(entry);
    if (link.length === 1) this.undelivered.add(entry);
  }

  find(envelope: Envelope): QueueEntry | undefined {
    const head = this.#links.get(envelope.from)?.get(envelope.to)?.[0];
    return head !== undefined && isSame(head.delivery.message, envelope.message) ? head : undefined;
  }

  deliver({ link }: QueueEntry): void {
    this.undelivered.remove(link.shift() as QueueEntry);
    if (link[0] !== undefined) this.undelivered.add(link[0]);
  }

  drop(entry: QueueEntry): void {
    this.deliver(entry);
  }

  /** Puts the copy immediately behind its original. */
  duplicate(entry: QueueEntry): void {
    entry.link.splice(1, 0, { ...entry, index: -1 });
  }

  loseAll(end: 'to' | 'from', node: NodeId): void {
    for (const link of this.#queues()) {
      const head = link[0];
      if (head?.delivery[end] !== node) continue;
      this.undelivered.remove(head);
      link.length = 0;
    }
  }

  envelopes(): readonly Envelope[] {
    const inFlight = this.#queues().flatMap((link) =>
      link.map(({ delivery: { from, to, message } }) => ({ from, to, message })),
    );
    return sorted(inFlight, linkOf);
  }

  /** The messages of each link, in the order in which the links were first used. */
  #queues(): QueueEntry[][] {
    return [...this.#links.values()].flatMap((links) => [...links.values()]);
  }
}
