/**
 * What of a server's state no crash can take: records that were handed over come down in order, so it is enough to count them, and
 * to remember of each how much of today's log it holds.
 */
export class Disk {
    /** Term, vote and entries that are down. */
    term;
    vote;
    entries;
    #pending = [];
    constructor(term, vote, entries) {
        this.term = term;
        this.vote = vote;
        this.entries = entries;
    }
    handOver(term, vote, entries) {
        this.#pending.push({ term, vote, entries });
    }
    /** The oldest record is down. */
    written() {
        const down = this.#pending.shift();
        if (down === undefined)
            return;
        this.term = down.term;
        this.vote = down.vote;
        this.entries = down.entries;
    }
    /** Entries behind this index are today's no more, whether they come back or not. */
    truncated(lastIndex) {
        this.entries = Math.min(this.entries, lastIndex);
        for (const write of this.#pending)
            write.entries = Math.min(write.entries, lastIndex);
    }
    save() {
        return [{ term: this.term, vote: this.vote, entries: this.entries }, ...this.#pending].map((one) => ({
            ...one,
        }));
    }
    load([down, ...pending]) {
        const { term, vote, entries } = down;
        this.term = term;
        this.vote = vote;
        this.entries = entries;
        this.#pending.splice(0, this.#pending.length, ...pending.map((one) => ({ ...one })));
    }
}
