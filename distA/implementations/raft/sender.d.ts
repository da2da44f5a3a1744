/**
 * What a leader sends to whom: entries in batches, one behind the other as far as the window allows. There is one object for
 * all AppendEntries, filled in anew, and those for several servers share their entries.
 */
import type { RaftMessage, RaftSetting } from '../../models/raft/messages.ts';
import type { Log } from './log.ts';
import type { Progress } from './progress.ts';
type Writable<T> = {
    -readonly [K in keyof T]: T[K];
};
export type Message<T extends RaftMessage['type']> = Writable<Extract<RaftMessage, {
    type: T;
}>>;
export declare class Sender {
    #private;
    /** Most entries of a message at a heartbeat, and of one that does not wait for it. */
    readonly atHeartbeat: number;
    readonly atOnce: number;
    constructor({ entries, window }: RaftSetting, log: Log, progress: Progress);
    /** Forgets what it sent: the log may be another. */
    forget(): void;
    /** What a server lacks, as far as the window allows; undefined where that is less than so many entries. */
    messageTo(to: number, entriesMax: number, entriesMin: number, term: number, leaderCommit: number): RaftMessage | undefined;
}
export {};
