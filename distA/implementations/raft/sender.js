const noEntries = [];
export class Sender {
    /** Most entries of a message at a heartbeat, and of one that does not wait for it. */
    atHeartbeat;
    atOnce;
    /** Most entries that are on their way to a server; 0 for no limit. */
    #window;
    #log;
    #progress;
    #message = {
        type: 'AppendEntries',
        term: 0,
        prevLogIndex: 0,
        prevLogTerm: 0,
        entries: noEntries,
        leaderCommit: 0,
    };
    /** The entries that went out last, and the first one's index: most servers are sent the same. */
    #batch = noEntries;
    #batchFrom = 0;
    constructor({ entries, window }, log, progress) {
        this.atHeartbeat = Math.max(...entries.atHeartbeat);
        this.atOnce = Math.max(...entries.atOnce);
        this.#window = window;
        this.#log = log;
        this.#progress = progress;
    }
    /** Forgets what it sent: the log may be another. */
    forget() {
        this.#batchFrom = 0;
    }
    /** What a server lacks, as far as the window allows; undefined where that is less than so many entries. */
    messageTo(to, entriesMax, entriesMin, term, leaderCommit) {
        const { next, match } = this.#progress;
        const first = next[to];
        const onTheirWay = first - 1 - match[to];
        const room = this.#window === 0 ? entriesMax : Math.max(0, this.#window - onTheirWay);
        const count = Math.min(entriesMax, room, this.#log.lastIndex + 1 - first);
        if (count < entriesMin)
            return undefined;
        this.#message.term = term;
        this.#message.prevLogIndex = first - 1;
        this.#message.prevLogTerm = this.#log.termAt(first - 1);
        this.#message.entries = count === 0 ? noEntries : this.#batchOf(first, count);
        this.#message.leaderCommit = leaderCommit;
        if (this.#window > 0)
            next[to] = first + count;
        return this.#message;
    }
    #batchOf(from, count) {
        if (this.#batchFrom !== from || this.#batch.length !== count) {
            this.#batch = this.#log.slice(from, count);
            this.#batchFrom = from;
        }
        return this.#batch;
    }
}
