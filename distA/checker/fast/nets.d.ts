/**
 * Everything under way, as columns of a row.
 *
 * Where equal messages merge (`set`, `duplicating`) it is a set: a bit for each message ever sent. Elsewhere it is a list, kept
 * once and known by its number; what receiving, losing or sending makes of a list is asked of `network.ts` the first time.
 */
import type { Envelope } from '../network.ts';
import type { Parts } from './parts.ts';
/** Reads and writes the columns of a row that hold what is under way. */
export interface Net {
    /** Columns it takes, at the end of a row; more once there are more messages than it can hold. */
    readonly columns: number;
    /** Whether every message there is has its place; if not, `widen` before it is written. */
    readonly isWideEnough: boolean;
    widen(): void;
    /** Writes the messages that something can happen to, each once, in the order of `network.ts`; returns how many. */
    heads(row: Int32Array, into: Int32Array): number;
    receive(row: Int32Array, envelope: number): void;
    lose(row: Int32Array, envelope: number): void;
    double(row: Int32Array, envelope: number): void;
    /** `messages` is a list of `Parts.lists`. */
    send(row: Int32Array, messages: number): void;
    /** Discards what goes to a node, or what comes from it. */
    empty(row: Int32Array, node: number, end: 'to' | 'from'): void;
    write(row: Int32Array, inFlight: readonly Envelope[]): void;
    read(row: Int32Array): Envelope[];
}
/** `from` is the first column; further ones follow it. */
export declare function netOf(parts: Parts, from: number): Net;
