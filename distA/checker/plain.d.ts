/**
 * The plain space: worlds as objects, recognised by their keys, every action asked of the reference semantics. Written to be
 * read; the fast one must number the same worlds in the same order.
 */
import { Edges } from './edges.ts';
import type { Place } from './finding.ts';
import type { Property } from './property.ts';
import { type Exploration, type Jury, type Limits, type Progress, type Space, Tally } from './search.ts';
import { type Sights } from './sight.ts';
import type { System } from './system.ts';
import { Bits } from './tables.ts';
import { type Trace } from './trace.ts';
/** As `explore`, slower and plainer: its twin in tests. */
export declare function explorePlainly(system: System, properties: readonly Property[], limits?: Limits): Generator<Progress, Exploration, string | undefined>;
/** Runs a plain exploration to its end. */
export declare function explorePlainlyToEnd(system: System, properties: readonly Property[], limits?: Limits): Exploration;
/** See the head of this file; a system that rebases its worlds is always explored here. */
export declare class PlainSpace implements Space {
    #private;
    readonly cut: Bits;
    readonly edges: Edges;
    readonly coverage: Tally;
    readonly sights: Sights;
    transitions: number;
    unchanged: number;
    expanded: number;
    constructor(system: System, maxWorlds: number);
    get worlds(): number;
    begin(jury: Jury): void;
    expand(number: number): void;
    trace(place: Place): Trace;
}
