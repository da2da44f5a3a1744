/** What may happen to whom in a system, looked up once: the fast space asks it for every world. */
import type { System } from '../system.ts';
import type { Parts } from './parts.ts';
export interface Rules {
    readonly isLossy: boolean;
    readonly doubles: boolean;
    readonly losesInbox: boolean;
    readonly losesOutbox: boolean;
    readonly isDuplicating: boolean;
    readonly hasInputs: boolean;
    readonly writesLater: boolean;
    /** Calls take actions of their own. */
    readonly callsLater: boolean;
    readonly detectorMayLie: boolean;
    /** Whether any fault can ever happen, or a node be down. */
    readonly mayFail: boolean;
    /** By index of a partition and number of an envelope. */
    readonly blocks: (partition: number, envelope: number) => boolean;
    /** By index of a partition and of the nodes at the ends of a link. */
    readonly blocksLink: (partition: number, from: number, to: number) => boolean;
    readonly partitions: number;
    /** By timer. */
    readonly patience: ReadonlyMap<string, Patient>;
    /** By group and number of an envelope, whether both its ends are in it. */
    readonly within: readonly ((envelope: number) => boolean)[];
    readonly drop: number;
    readonly duplicate: number;
    readonly inject: number;
    /** Lists of one message each, and the index of the node it goes to. */
    readonly injects: readonly {
        readonly messages: number;
        readonly to: number;
    }[];
    readonly crash: number;
    readonly restart: number;
    readonly partition: number;
}
/** When a timer may fire that may not do so whenever it is armed. */
interface Patient {
    /** On which nodes, by index. */
    readonly mayFire: readonly boolean[];
    /** The number of the group whose deliveries it waits for, or -1. */
    readonly group: number;
    readonly awaitsOwn: boolean;
}
export declare function rulesOf(system: System, parts: Parts): Rules;
export {};
