import { canonical } from '../canonical.js';
import { envelopeKey, linkOf, sent } from '../network.js';
import { Pool } from './pool.js';
/** The empty network of a kind. */
export function flightsOf(kind) {
    return kind === 'fifo' ? new Queues() : new Bag(kind);
}
function deliveryOf(from, to, message) {
    return { type: 'deliver', from, to, message };
}
/** `unordered`, `set` and `duplicating`: equal messages are one flight. */
class Bag {
    fresh = new Pool();
    known = new Pool();
    #kind;
    /** By link, and by what the message says. */
    #links = new Map();
    /** By the text of a flat message, in which the order of fields counts. */
    #keys = new Map();
    #ofDelivery = new Map();
    constructor(kind) {
        this.#kind = kind;
    }
    send(from, to, message) {
        const link = this.#link(from, to);
        const key = this.#keyOf(message);
        const flight = link.get(key);
        if (flight === undefined) {
            const delivery = deliveryOf(from, to, message);
            const fresh = { delivery, key, copies: 1, isKnown: false, index: -1 };
            link.set(key, fresh);
            this.#ofDelivery.set(delivery, fresh);
            this.fresh.add(fresh);
        }
        else if (this.#kind === 'unordered')
            flight.copies++;
    }
    find(envelope) {
        const { from, to, message } = envelope;
        return (this.#ofDelivery.get(envelope) ?? this.#links.get(from)?.get(to)?.get(this.#keyOf(message)));
    }
    delivered(flight) {
        if (this.#kind !== 'duplicating')
            this.dropped(flight);
        else if (!flight.isKnown) {
            this.fresh.remove(flight);
            flight.isKnown = true;
            this.known.add(flight);
        }
    }
    dropped(flight) {
        flight.copies--;
        if (flight.copies === 0)
            this.#lose(flight);
    }
    doubled(flight) {
        flight.copies++;
    }
    loseAll(end, node) {
        for (const flight of [...this.#ofDelivery.values()])
            if (flight.delivery[end] === node)
                this.#lose(flight);
    }
    inFlight() {
        return [...this.#ofDelivery.values()]
            .flatMap(({ delivery: { from, to, message }, copies }) => Array.from({ length: copies }, () => ({ from, to, message })))
            .reduce((before, envelope) => sent(this.#kind, before, envelope), []);
    }
    #lose(flight) {
        const { from, to } = flight.delivery;
        this.#link(from, to).delete(flight.key);
        this.#ofDelivery.delete(flight.delivery);
        (flight.isKnown ? this.known : this.fresh).remove(flight);
    }
    /** Equal for equal messages. Most are flat, and looking at their fields is less work than encoding them again. */
    #keyOf(message) {
        const text = textOf(message);
        if (text === undefined)
            return canonical(message);
        let key = this.#keys.get(text);
        if (key === undefined) {
            key = canonical(message);
            this.#keys.set(text, key);
        }
        return key;
    }
    #link(from, to) {
        const links = inMap(this.#links, from, () => new Map());
        return inMap(links, to, () => new Map());
    }
}
function inMap(map, key, fresh) {
    let found = map.get(key);
    if (found === undefined) {
        found = fresh();
        map.set(key, found);
    }
    return found;
}
/** Tells flat messages apart whose fields come in the same order; undefined for others. */
function textOf(message) {
    let text = '';
    for (const field in message) {
        const value = message[field];
        text += `${field.length}.${field}`;
        if (typeof value === 'string')
            text += `"${value.length}.${value}`;
        else if (typeof value === 'boolean')
            text += value ? '+' : '-';
        else if (typeof value === 'number' && !Object.is(value, -0))
            text += `#${value};`;
        else
            return undefined;
    }
    return text;
}
/** `fifo`: something can happen only to the oldest message of a link. */
class Queues {
    fresh = new Pool();
    known = new Pool();
    #links = new Map();
    send(from, to, message) {
        const delivery = deliveryOf(from, to, message);
        const link = linkOf(delivery);
        const flight = { delivery, key: link, copies: 1, isKnown: false, index: -1 };
        const queue = this.#links.get(link);
        if (queue === undefined)
            this.#links.set(link, [flight]);
        else
            queue.push(flight);
        if (queue === undefined || queue.length === 1)
            this.fresh.add(flight);
    }
    find(envelope) {
        const head = this.#links.get(linkOf(envelope))?.[0];
        return head !== undefined && envelopeKey(head.delivery) === envelopeKey(envelope) ? head : undefined;
    }
    delivered(flight) {
        const queue = this.#links.get(flight.key);
        queue.shift();
        this.fresh.remove(flight);
        if (queue[0] !== undefined)
            this.fresh.add(queue[0]);
    }
    dropped(flight) {
        this.delivered(flight);
    }
    /** The copy stands right behind its original. */
    doubled(flight) {
        const queue = this.#links.get(flight.key);
        queue.splice(1, 0, { ...flight, index: -1 });
    }
    loseAll(end, node) {
        for (const queue of this.#links.values()) {
            const head = queue[0];
            if (head?.delivery[end] !== node)
                continue;
            this.fresh.remove(head);
            queue.length = 0;
        }
    }
    inFlight() {
        return [...this.#links.values()]
            .flat()
            .reduce((before, { delivery: { from, to, message } }) => sent('fifo', before, { from, to, message }), []);
    }
}
