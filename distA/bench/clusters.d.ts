import type { Birth, Outbox, Received } from '../checker/actor.ts';
import type { Raft, RaftSetting } from '../models/raft/messages.ts';
/** A cluster whose first server leads. */
export interface Cluster {
    /** Values that the leader is asked for together; settled once it has said that they are committed. */
    commit(values: readonly string[]): void | Promise<void>;
    end(): void | Promise<void>;
}
/** A server of ours, whether model or implementation. */
interface Server {
    handle(event: Received<Raft>, out: Outbox<Raft>): void;
}
/** With batches, entries go out at heartbeats, otherwise each at once. */
export declare function settingOf(batch: number): RaftSetting;
export declare function implementationServer(birth: Birth<Raft>): Server;
/** The model's actor, which always takes the most entries that it may. */
export declare function modelServer(birth: Birth<Raft>): Server;
/** Servers that answer each other until nothing is left to say; what one persists is down at the end of its step. */
export declare class Queued implements Cluster {
    #private;
    constructor(servers: number, batch: number, make: (birth: Birth<Raft>) => Server);
    commit(values: readonly string[]): void;
    end(): void;
}
/** The servers of `@markwylde/liferaft`, once they have elected one of them: in real time, as they cannot be told to. */
export declare function liferaftCluster(servers: number): Promise<Cluster>;
export {};
