/**
 * Raft, written for speed: one server as a sans-I/O class.
 *
 * What makes it fast: servers are numbers inside, and votes the bits of one number, so that counting and comparing votes
 * is arithmetic; the log is a ring (`log.ts`), what is known of the others typed arrays (`progress.ts`), and entries go out in
 * batches (`sender.ts`). Each server has one object per kind of message it sends, filled in anew; the outbox copies what it
 * keeps, so a heartbeat, on either side, allocates nothing. The state is written down only where it changed (`disk.ts`), and
 * the record that is handed over makes its log when somebody reads it.
 *
 * What a known mistake may change is in `rules.ts`; this file only carries the decisions out. The formal model is
 * `models/raft/machine.ts`, and both are explored in lockstep.
 */
import type { Birth, Core, Outbox, Received } from '../../checker/actor.ts';
import type { Entry, Raft, RaftView, Role } from '../../models/raft/messages.ts';
import { type Write } from './disk.ts';
import { type RaftRules } from './rules.ts';
import { type Saying } from './unsaid.ts';
/** A server between two steps, with numbers for names. */
export interface RaftSaved {
    readonly role: Role;
    readonly currentTerm: number;
    /** Position in the list of servers, or -1. */
    readonly votedFor: number;
    /** Bit n is the vote of server n. */
    readonly votes: number;
    readonly log: readonly Entry[];
    readonly commitIndex: number;
    readonly lastApplied: number;
    /** Of a leader, by the number of a server. */
    readonly next: readonly number[];
    readonly match: readonly number[];
    /** What is down, and what was handed over since. */
    readonly disk: readonly Write[];
    /** What it has to say once that is down. */
    readonly unsaid: readonly Saying[];
}
export declare class RaftServer implements Core<Raft, RaftSaved> {
    #private;
    /** @throws RangeError where the cluster has more servers than votes have bits. */
    constructor({ self, nodes, setting, durable }: Birth<Raft>, rules?: RaftRules);
    start(out: Outbox<Raft>): void;
    handle(event: Received<Raft>, out: Outbox<Raft>): void;
    view(): RaftView;
    save(): RaftSaved;
    load(saved: RaftSaved): void;
}
