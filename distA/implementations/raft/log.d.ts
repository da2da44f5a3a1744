/**
 * A server's log as a ring: terms in a typed array, values beside them, both as long as a power of two, so that the place of an
 * index is one mask. It doubles when it is full; entries at its beginning can be dropped without moving the others.
 */
import type { Entry } from '../../models/raft/messages.ts';
export declare class Log {
    #private;
    get lastIndex(): number;
    get lastTerm(): number;
    /** 0 before the first entry, -1 beyond the last and for what was dropped. */
    termAt(index: number): number;
    valueAt(index: number): string;
    append(term: number, value: string): void;
    /** Forgets every entry behind this index. */
    truncate(lastIndex: number): void;
    /** Forgets every entry up to this index, which must be in the log: what a snapshot holds. */
    drop(index: number): void;
    /** The first index of the term that the entry at this index has: terms never decrease, so half of the rest goes at each look. */
    firstOfTerm(index: number): number;
    /** So many entries from an index on. */
    slice(from: number, count: number): readonly Entry[];
    /** All that is left of it. */
    entries(): readonly Entry[];
    /** Holds these entries and no others, the first at index 1. */
    load(entries: readonly Entry[]): void;
}
