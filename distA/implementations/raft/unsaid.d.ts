/** What a server has to say and may not say yet: it waits until what it vouches for is durable. */
import type { NodeId, Outbox } from '../../checker/actor.ts';
import type { Raft, RaftMessage } from '../../models/raft/messages.ts';
export interface Saying {
    readonly to: NodeId;
    readonly message: RaftMessage;
}
export declare class Unsaid {
    #private;
    /** Keeps a copy, for the message's object is filled in anew; what waits already does not wait twice. */
    keep(to: NodeId, message: RaftMessage): void;
    /** Says what may be said now, in order. */
    release(maySay: (message: RaftMessage) => boolean, out: Outbox<Raft>): void;
    forget(): void;
    save(): readonly Saying[];
    load(saved: readonly Saying[]): void;
}
