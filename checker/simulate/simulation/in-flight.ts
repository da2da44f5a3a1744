/** Messages under way in a run, kept so that any of them can be chosen at random: the twin of `network.ts`. */
import type { NodeId, Tagged } from '../../actors/actor.ts';
import { sent } from '../../semantics/network.ts';
import type { NetworkKind } from '../../semantics/system.ts';
import { type Action, type Envelope, linkOf } from '../../semantics/world.ts';
import { canonical } from '../../values/canonical.ts';
import { digest, isSame } from '../../values/equality.ts';
import { Pool, type Pooled } from './pool.ts';

type Delivery = Extract<Action, { type: 'deliver' }>;

/** What a network does with messages. */
export interface InFlight {
  /** Those never delivered so far: all, except in a `duplicating` network. */
  readonly fresh: Pool<InFlightMessage>;
  /** Those delivered before that may be delivered again. */
  readonly known: Pool<InFlightMessage>;
  send(from: NodeId, to: NodeId, message: Tagged): void;
  /** The one that can be delivered, lost or doubled, if it is under way. */
  find(envelope: Envelope): InFlightMessage | undefined;
  delivered(flight: InFlightMessage): void;
  dropped(flight: InFlightMessage): void;
  doubled(flight: InFlightMessage): void;
  /** All that is under way to a node, or from it, is lost. */
  loseAll(end: 'to' | 'from', node: NodeId): void;
  /** As the reference semantics keeps them. */
  inFlight(): readonly Envelope[];
}

/** A message on its way, with how many copies there are; of a fifo link the oldest. */
export interface InFlightMessage extends Pooled {
  readonly delivery: Delivery;
  copies: number;
  isKnown: boolean;
}

/** The empty network of a kind. */
export function inFlightOf(kind: NetworkKind): InFlight {
  return kind === 'fifo' ? new Queues() : new Bag(kind);
}

function deliveryOf(from: NodeId, to: NodeId, message: Tagged): Delivery {
  return { type: 'deliver', from, to, message };
}

/** Found by the digest of its message; of those with the same one each knows the next. */
interface Bagged extends InFlightMessage {
  readonly digest: number;
  next: Bagged | undefined;
}

type Link = Map<number, Bagged>;

/** `unordered`, `set` and `duplicating`: equal messages are one flight. */
class Bag implements InFlight {
  readonly fresh = new Pool<Bagged>();
  readonly known = new Pool<Bagged>();
  readonly #kind: NetworkKind;
  readonly #links = new Map<NodeId, Map<NodeId, Link>>();
  readonly #ofDelivery = new Map<Delivery, Bagged>();

  constructor(kind: NetworkKind) {
    this.#kind = kind;
  }

  send(from: NodeId, to: NodeId, message: Tagged): void {
    const links = inMap(this.#links, from, () => new Map<NodeId, Link>());
    const link = inMap(links, to, () => new Map());
    const number = digest(message);
    const first = link.get(number);
    const flight = among(first, message);
    if (flight === undefined) {
      refuseUnplain(message);
      const delivery = deliveryOf(from, to, message);
      const fresh: Bagged = { delivery, digest: number, copies: 1, isKnown: false, index: -1, next: first };
      link.set(number, fresh);
      this.#ofDelivery.set(delivery, fresh);
      this.fresh.add(fresh);
    } else if (this.#kind === 'unordered') flight.copies++;
  }

  find(envelope: Envelope): Bagged | undefined {
    const { from, to, message } = envelope;
    return (
      this.#ofDelivery.get(envelope as Delivery) ??
      among(this.#links.get(from)?.get(to)?.get(digest(message)), message)
    );
  }

  delivered(flight: Bagged): void {
    if (this.#kind !== 'duplicating') this.dropped(flight);
    else if (!flight.isKnown) {
      this.fresh.remove(flight);
      flight.isKnown = true;
      this.known.add(flight);
    }
  }

  dropped(flight: Bagged): void {
    flight.copies--;
    if (flight.copies === 0) this.#lose(flight);
  }

  doubled(flight: Bagged): void {
    flight.copies++;
  }

  loseAll(end: 'to' | 'from', node: NodeId): void {
    for (const flight of [...this.#ofDelivery.values()])
      if (flight.delivery[end] === node) this.#lose(flight);
  }

  inFlight(): readonly Envelope[] {
    return [...this.#ofDelivery.values()]
      .flatMap(({ delivery: { from, to, message }, copies }) =>
        Array.from({ length: copies }, () => ({ from, to, message })),
      )
      .reduce<readonly Envelope[]>((before, envelope) => sent(this.#kind, before, envelope), []);
  }

  #lose(flight: Bagged): void {
    const { from, to } = flight.delivery;
    const link = this.#links.get(from)?.get(to) as Link;
    const first = link.get(flight.digest) as Bagged;
    if (first !== flight) {
      let before = first;
      while (before.next !== flight) before = before.next as Bagged;
      before.next = flight.next;
    } else if (flight.next !== undefined) link.set(flight.digest, flight.next);
    else link.delete(flight.digest);
    this.#ofDelivery.delete(flight.delivery);
    (flight.isKnown ? this.known : this.fresh).remove(flight);
  }
}

function among(first: Bagged | undefined, message: Tagged): Bagged | undefined {
  let flight = first;
  while (flight !== undefined && !isSame(flight.delivery.message, message)) flight = flight.next;
  return flight;
}

function inMap<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  let found = map.get(key);
  if (found === undefined) {
    found = fresh();
    map.set(key, found);
  }
  return found;
}

/** What is not plain data is refused before it is under way; `canonical` says where it is. */
function refuseUnplain(message: Tagged): void {
  if (!isPlain(message)) canonical(message);
}

const plainDepthMax = 6;

/** Whether a look that does not go deep is enough to see that there is nothing but plain data in it. */
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

interface Queued extends InFlightMessage {
  readonly link: string;
}

/** `fifo`: something can happen only to the oldest message of a link. */
class Queues implements InFlight {
  readonly fresh = new Pool<Queued>();
  readonly known = new Pool<Queued>();
  readonly #links = new Map<string, Queued[]>();

  send(from: NodeId, to: NodeId, message: Tagged): void {
    refuseUnplain(message);
    const delivery = deliveryOf(from, to, message);
    const link = linkOf(delivery);
    const flight: Queued = { delivery, link, copies: 1, isKnown: false, index: -1 };
    const queue = this.#links.get(link);
    if (queue === undefined) this.#links.set(link, [flight]);
    else queue.push(flight);
    if (queue === undefined || queue.length === 1) this.fresh.add(flight);
  }

  find(envelope: Envelope): Queued | undefined {
    const head = this.#links.get(linkOf(envelope))?.[0];
    return head !== undefined && isSame(head.delivery.message, envelope.message) ? head : undefined;
  }

  delivered(flight: Queued): void {
    const queue = this.#links.get(flight.link) as Queued[];
    queue.shift();
    this.fresh.remove(flight);
    if (queue[0] !== undefined) this.fresh.add(queue[0]);
  }

  dropped(flight: Queued): void {
    this.delivered(flight);
  }

  /** The copy stands right behind its original. */
  doubled(flight: Queued): void {
    const queue = this.#links.get(flight.link) as Queued[];
    queue.splice(1, 0, { ...flight, index: -1 });
  }

  loseAll(end: 'to' | 'from', node: NodeId): void {
    for (const queue of this.#links.values()) {
      const head = queue[0];
      if (head?.delivery[end] !== node) continue;
      this.fresh.remove(head);
      queue.length = 0;
    }
  }

  inFlight(): readonly Envelope[] {
    return [...this.#links.values()]
      .flat()
      .reduce<readonly Envelope[]>(
        (before, { delivery: { from, to, message } }) => sent('fifo', before, { from, to, message }),
        [],
      );
  }
}
