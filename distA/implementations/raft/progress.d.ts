/** What a leader knows of the others' logs: typed arrays by a server's number, and the quorum found by arithmetic on them. */
export declare class Progress {
    #private;
    /** The next entry to send to each server. */
    readonly next: Float64Array;
    /** The last entry known to be durable on each, this server included. */
    readonly match: Float64Array;
    constructor(servers: number);
    /** The last entry that so many servers have. */
    onAtLeast(servers: number): number;
}
