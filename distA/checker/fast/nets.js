import { envelopeKey } from '../network.js';
/** `from` is the first column; further ones follow it. */
export function netOf(parts, from) {
    const { network } = parts.system;
    return network === 'set' || network === 'duplicating'
        ? new BitNet(parts, from, network === 'duplicating')
        : new ListNet(parts, from, network === 'fifo');
}
class BitNet {
    columns = 1;
    #parts;
    #from;
    #keeps;
    /** The place of each message in the order of `network.ts`, and the messages in that order. */
    #ranks = [];
    #order = [];
    constructor(parts, from, keeps) {
        this.#parts = parts;
        this.#from = from;
        this.#keeps = keeps;
    }
    get isWideEnough() {
        return this.#parts.envelopes.length <= 32 * this.columns;
    }
    widen() {
        while (!this.isWideEnough)
            this.columns++;
    }
    heads(row, into) {
        if (this.#ranks.length < this.#parts.envelopes.length)
            this.#rank();
        let count = 0;
        for (let word = 0; word < this.columns; word++) {
            let bits = row[this.#from + word];
            while (bits !== 0) {
                const rank = this.#ranks[32 * word + 31 - Math.clz32(bits & -bits)];
                bits &= bits - 1;
                let at = count++;
                for (; at > 0 && into[at - 1] > rank; at--)
                    into[at] = into[at - 1];
                into[at] = rank;
            }
        }
        for (let at = 0; at < count; at++)
            into[at] = this.#order[into[at]];
        return count;
    }
    #rank() {
        const keys = this.#parts.envelopes.map(envelopeKey);
        this.#order = [...keys.keys()].sort((a, b) => (keys[a] < keys[b] ? -1 : 1));
        this.#ranks = [];
        for (const [rank, envelope] of this.#order.entries())
            this.#ranks[envelope] = rank;
    }
    receive(row, envelope) {
        if (!this.#keeps)
            this.lose(row, envelope);
    }
    lose(row, envelope) {
        const column = this.#from + (envelope >>> 5);
        row[column] = row[column] & ~(1 << (envelope & 31));
    }
    double() { }
    send(row, messages) {
        const { lists } = this.#parts;
        const to = lists.to(messages);
        for (let at = lists.from(messages); at < to; at++)
            this.#add(row, lists.item(at));
    }
    #add(row, envelope) {
        const column = this.#from + (envelope >>> 5);
        row[column] = row[column] | (1 << (envelope & 31));
    }
    empty(row, node, end) {
        const { addressees, senders, envelopes } = this.#parts;
        const ends = end === 'to' ? addressees : senders;
        for (let envelope = 0; envelope < envelopes.length; envelope++) {
            if (ends[envelope] === node)
                this.lose(row, envelope);
        }
    }
    write(row, inFlight) {
        for (const envelope of inFlight)
            this.#add(row, this.#parts.envelopeOf(envelope));
    }
    read(row) {
        const heads = new Int32Array(this.#parts.envelopes.length);
        const count = this.heads(row, heads);
        return [...heads.subarray(0, count)].map((envelope) => this.#parts.envelopes[envelope]);
    }
}
class ListNet {
    columns = 1;
    isWideEnough = true;
    #parts;
    #column;
    #isFifo;
    constructor(parts, column, isFifo) {
        this.#parts = parts;
        this.#column = column;
        this.#isFifo = isFifo;
    }
    widen() { }
    /** Of equal messages the first, of a fifo link the oldest. */
    heads(row, into) {
        const { lists, links } = this.#parts;
        const list = row[this.#column];
        const to = lists.to(list);
        let count = 0;
        for (let at = lists.from(list), before = -1; at < to; at++) {
            const envelope = lists.item(at);
            const isSame = before >= 0 && (this.#isFifo ? links[before] === links[envelope] : before === envelope);
            if (!isSame)
                into[count++] = envelope;
            before = envelope;
        }
        return count;
    }
    receive(row, envelope) {
        row[this.#column] = this.#parts.received(row[this.#column], envelope);
    }
    lose(row, envelope) {
        row[this.#column] = this.#parts.lost(row[this.#column], envelope);
    }
    double(row, envelope) {
        row[this.#column] = this.#parts.doubled(row[this.#column], envelope);
    }
    send(row, messages) {
        row[this.#column] = this.#parts.sent(row[this.#column], messages);
    }
    empty(row, node, end) {
        row[this.#column] = this.#parts.emptied(row[this.#column], node, end);
    }
    write(row, inFlight) {
        row[this.#column] = this.#parts.listOf(inFlight);
    }
    read(row) {
        return this.#parts.envelopesOf(row[this.#column]);
    }
}
