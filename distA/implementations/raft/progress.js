/** What a leader knows of the others' logs: typed arrays by a server's number, and the quorum found by arithmetic on them. */
export class Progress {
    /** The next entry to send to each server. */
    next;
    /** The last entry known to be durable on each, this server included. */
    match;
    #sorted;
    constructor(servers) {
        this.next = new Float64Array(servers);
        this.match = new Float64Array(servers);
        this.#sorted = new Float64Array(servers);
    }
    /** The last entry that so many servers have. */
    onAtLeast(servers) {
        this.#sorted.set(this.match);
        this.#sorted.sort();
        return this.#sorted[this.#sorted.length - servers];
    }
}
