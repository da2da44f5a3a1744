/** Messages under way in a run, kept so that any of them can be chosen at random: the twin of `network.ts`. */
import type { NodeId, Tagged } from '../actor.ts';
import { canonical } from '../canonical.ts';
import { type Envelope, envelopeKey, linkOf, type NetworkKind, sent } from '../network.ts';
import type { Action } from '../world.ts';
import { Pool, type Pooled } from './pool.ts';

type Delivery = Extract<Action, { type: 'deliver' }>;

/** What a network does with messages. */
export interface Flights {
  /** Those never delivered so far: all, except in a `duplicating` network. */
  readonly fresh: Pool<Flight>;
  /** Those delivered before that may be delivered again. */
  readonly known: Pool<Flight>;
  send(from: NodeId, to: NodeId, message: Tagged): void;
  /** The one that can be delivered, lost or doubled, if it is under way. */
  find(envelope: Envelope): Flight | undefined;
  delivered(flight: Flight): void;
  dropped(flight: Flight): void;
  doubled(flight: Flight): void;
  /** All that is under way to a node, or from it, is lost. */
  loseAll(end: 'to' | 'from', node: NodeId): void;
  /** As the reference semantics keeps them. */
  inFlight(): readonly Envelope[];
}

/** A message on its way, with how many copies there are; of a fifo link the oldest. */
export interface Flight extends Pooled {
  readonly delivery: Delivery;
  readonly key: string;
  copies: number;
  isKnown: boolean;
}

/** The empty network of a kind. */
export function flightsOf(kind: NetworkKind): Flights {
  return kind === 'fifo' ? new Queues() : new Bag(kind);
}

function deliveryOf(from: NodeId, to: NodeId, message: Tagged): Delivery {
  return { type: 'deliver', from, to, message };
}

/** `unordered`, `set` and `duplicating`: equal messages are one flight. */
class Bag implements Flights {
  readonly fresh = new Pool<Flight>();
  readonly known = new Pool<Flight>();
  readonly #kind: NetworkKind;
  /** By link, and by what the message says. */
  readonly #links = new Map<NodeId, Map<NodeId, Map<string, Flight>>>();
  /** By the text of a flat message, in which the order of fields counts. */
  readonly #keys = new Map<string, string>();
  readonly #ofDelivery = new Map<Delivery, Flight>();

  constructor(kind: NetworkKind) {
    this.#kind = kind;
  }

  send(from: NodeId, to: NodeId, message: Tagged): void {
    const link = this.#link(from, to);
    const key = this.#keyOf(message);
    const flight = link.get(key);
    if (flight === undefined) {
      const delivery = deliveryOf(from, to, message);
      const fresh: Flight = { delivery, key, copies: 1, isKnown: false, index: -1 };
      link.set(key, fresh);
      this.#ofDelivery.set(delivery, fresh);
      this.fresh.add(fresh);
    } else if (this.#kind === 'unordered') flight.copies++;
  }

  find(envelope: Envelope): Flight | undefined {
    const { from, to, message } = envelope;
    return (
      this.#ofDelivery.get(envelope as Delivery) ?? this.#links.get(from)?.get(to)?.get(this.#keyOf(message))
    );
  }

  delivered(flight: Flight): void {
    if (this.#kind !== 'duplicating') this.dropped(flight);
    else if (!flight.isKnown) {
      this.fresh.remove(flight);
      flight.isKnown = true;
      this.known.add(flight);
    }
  }

  dropped(flight: Flight): void {
    flight.copies--;
    if (flight.copies === 0) this.#lose(flight);
  }

  doubled(flight: Flight): void {
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

  #lose(flight: Flight): void {
    const { from, to } = flight.delivery;
    this.#link(from, to).delete(flight.key);
    this.#ofDelivery.delete(flight.delivery);
    (flight.isKnown ? this.known : this.fresh).remove(flight);
  }

  /** Equal for equal messages. Most are flat, and looking at their fields is less work than encoding them again. */
  #keyOf(message: Tagged): string {
    const text = textOf(message);
    if (text === undefined) return canonical(message);
    let key = this.#keys.get(text);
    if (key === undefined) {
      key = canonical(message);
      this.#keys.set(text, key);
    }
    return key;
  }

  #link(from: NodeId, to: NodeId): Map<string, Flight> {
    const links = inMap(this.#links, from, () => new Map<NodeId, Map<string, Flight>>());
    return inMap(links, to, () => new Map());
  }
}

function inMap<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  let found = map.get(key);
  if (found === undefined) {
    found = fresh();
    map.set(key, found);
  }
  return found;
}

/** Tells flat messages apart whose fields come in the same order; undefined for others. */
function textOf(message: object): string | undefined {
  let text = '';
  for (const field in message) {
    const value: unknown = (message as Readonly<Record<string, unknown>>)[field];
    text += `${field.length}.${field}`;
    if (typeof value === 'string') text += `"${value.length}.${value}`;
    else if (typeof value === 'boolean') text += value ? '+' : '-';
    else if (typeof value === 'number' && !Object.is(value, -0)) text += `#${value};`;
    else return undefined;
  }
  return text;
}

/** `fifo`: something can happen only to the oldest message of a link. */
class Queues implements Flights {
  readonly fresh = new Pool<Flight>();
  readonly known = new Pool<Flight>();
  readonly #links = new Map<string, Flight[]>();

  send(from: NodeId, to: NodeId, message: Tagged): void {
    const delivery = deliveryOf(from, to, message);
    const link = linkOf(delivery);
    const flight: Flight = { delivery, key: link, copies: 1, isKnown: false, index: -1 };
    const queue = this.#links.get(link);
    if (queue === undefined) this.#links.set(link, [flight]);
    else queue.push(flight);
    if (queue === undefined || queue.length === 1) this.fresh.add(flight);
  }

  find(envelope: Envelope): Flight | undefined {
    const head = this.#links.get(linkOf(envelope))?.[0];
    return head !== undefined && envelopeKey(head.delivery) === envelopeKey(envelope) ? head : undefined;
  }

  delivered(flight: Flight): void {
    const queue = this.#links.get(flight.key) as Flight[];
    queue.shift();
    this.fresh.remove(flight);
    if (queue[0] !== undefined) this.fresh.add(queue[0]);
  }

  dropped(flight: Flight): void {
    this.delivered(flight);
  }

  /** The copy stands right behind its original. */
  doubled(flight: Flight): void {
    const queue = this.#links.get(flight.key) as Flight[];
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
