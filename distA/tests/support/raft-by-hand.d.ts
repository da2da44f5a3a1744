/**
 * Raft leader election transcribed a second time, by hand and without XState, actors or systems: arrays of servers and a
 * set of message strings. It counts the worlds within a scope, so that the figures of the model rest on two legs, and has
 * switches for what other models of the same protocol do otherwise.
 */
export interface Granularity {
    /** A leader's first heartbeats go out with its election, not in an action of their own. */
    readonly heartbeatsWithElection: boolean;
    /** A server crashes and is back in one action. */
    readonly crashIsOneAction: boolean;
    readonly refusals: 'none' | 'newerTerm';
}
/** Worlds of `servers` servers up to term `terms`, with one crash. */
export declare function countWorlds(servers: number, terms: number, how: Granularity): number;
