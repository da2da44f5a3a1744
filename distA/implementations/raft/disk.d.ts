/**
 * What of a server's state no crash can take: records that were handed over come down in order, so it is enough to count them, and
 * to remember of each how much of today's log it holds.
 */
/** A record that is not down yet. */
export interface Write {
    readonly term: number;
    readonly vote: number;
    /** So many entries of today's log are in it. */
    entries: number;
}
export declare class Disk {
    #private;
    /** Term, vote and entries that are down. */
    term: number;
    vote: number;
    entries: number;
    constructor(term: number, vote: number, entries: number);
    handOver(term: number, vote: number, entries: number): void;
    /** The oldest record is down. */
    written(): void;
    /** Entries behind this index are today's no more, whether they come back or not. */
    truncated(lastIndex: number): void;
    save(): readonly Write[];
    load([down, ...pending]: readonly Write[]): void;
}
