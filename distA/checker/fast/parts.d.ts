import { type Envelope } from '../network.ts';
import type { Fault, Happened, System } from '../system.ts';
import { Lists } from '../tables.ts';
import { type NodeState, type Standing, type World } from '../world.ts';
import { type Net } from './nets.ts';
/** How a node stands, with what depends on that alone. */
export interface NodePart {
    readonly node: number;
    readonly state: NodeState;
    readonly isUp: boolean;
    /**
     * Why a world with such a node is a cut: it left its model, or its view is not within the scope. That nobody can tell is for
     * whoever expands such a world to say.
     */
    readonly stops: 'divergence' | 'within' | {
        readonly failed: unknown;
    } | undefined;
    readonly standing: Standing;
    /** Equal for equal standings, of whatever node. */
    readonly standingNumber: number;
    /** Equal for equal views, of whatever node; -1 where the node is not up. */
    readonly viewNumber: number;
}
/** What was spent of budgets and bounds, and the partition that stands. */
interface Rest {
    readonly spent: Readonly<Record<string, number>>;
    readonly partition?: string;
}
/** The column of the first node. */
export declare const nodeColumn = 2;
export declare class Parts {
    #private;
    readonly system: System;
    readonly names: readonly string[];
    readonly net: Net;
    /** Columns of what was spent and of what the monitor remembers: 0 and 1, one that cannot change in this system first. */
    readonly rest: number;
    readonly past: number;
    /** The first column in which worlds can differ. */
    readonly first: number;
    readonly nodes: NodePart[];
    /** Whether any of them stops a world. */
    hasStops: boolean;
    readonly envelopes: Envelope[];
    /** Index of the node to which each envelope goes. */
    readonly addressees: number[];
    /** Index of the node from which it comes. */
    readonly senders: number[];
    /** Equal for envelopes on one link. */
    readonly links: number[];
    /** Lists of envelopes, in the order of `network.ts`: everything under way, or what one step sends. */
    readonly lists: Lists;
    /** Lists of what the monitor is told of one step. */
    readonly tidings: Lists;
    readonly rests: Rest[];
    readonly pasts: unknown[];
    readonly happenings: Happened[];
    constructor(system: System);
    /** Columns of a row, those that no world of this system differs in included. */
    get width(): number;
    /** Makes room for a world; `net.isWideEnough` may be false after it. */
    know(world: World): void;
    /** A row of `width` columns for a world that is known. */
    pack(world: World): Int32Array;
    unpack(row: Int32Array): World;
    nodeOf(world: World, name: string): number;
    /** How a node stands once one that it may be calling has crashed. */
    withLostCalls(part: number, callee: number): number;
    envelopeOf(envelope: Envelope): number;
    listOf(inFlight: readonly Envelope[]): number;
    envelopesOf(list: number): Envelope[];
    happeningOf(happened: Happened): number;
    /** Everything under way once a message was received. */
    received(list: number, envelope: number): number;
    lost(list: number, envelope: number): number;
    doubled(list: number, envelope: number): number;
    /** Everything under way once a step has sent a list of messages. */
    sent(list: number, messages: number): number;
    /** Everything under way once what goes to a node, or comes from it, is discarded. */
    emptied(list: number, node: number, end: 'to' | 'from'): number;
    /** What the monitor remembers once it has been told. */
    noted(past: number, tidings: number): number;
    /** The number of what a budget limits; -1 for a fault that nothing limits. */
    budgetOf(fault: Fault): number;
    /** The number of what a bound limits; -1 for a timer or input that nothing limits. */
    boundOf(name: string): number;
    /** Whether it may happen once more. */
    mayHappen(rest: number, limit: number): boolean;
    /** The rest once it has happened. */
    counted(rest: number, limit: number): number;
    cutOff(rest: number, partition: number): number;
    healed(rest: number): number;
    /** The index of the partition that stands, or -1. */
    partitionOf(rest: number): number;
}
export {};
