/**
 * The frame of every exploration: breadth-first, every world of a scope once, all properties in one pass; when it ends early,
 * and what is then said. How worlds are kept and expanded is for a `Space` to know: `plain.ts` is written to be read, `fast/` to be
 * fast, and both number the same worlds in the same order.
 *
 * A search is a generator that yields every few thousand transitions. The caller owns clock, memory limit and signals: it may
 * answer a progress with a reason to stop, and the verdict is then inconclusive wherever nothing was found yet.
 */
import type { NodeId } from './actor.ts';
import type { Edges } from './edges.ts';
import { Labels } from './fairness.ts';
import type { Finding, Judge, Place } from './finding.ts';
import type { Property } from './property.ts';
import type { Outcome } from './semantics.ts';
import type { Sights } from './sight.ts';
import type { System } from './system.ts';
import type { Bits } from './tables.ts';
import type { Trace } from './trace.ts';
import type { Action } from './world.ts';
/** How far a search has come. */
export interface Progress {
    readonly worlds: number;
    readonly transitions: number;
    /** Steps from an initial world to the farthest one seen. */
    readonly depth: number;
    /** Worlds seen but not yet expanded. */
    readonly queue: number;
}
/** What a search took and what it never took. */
export interface Coverage {
    /** How often each kind of action was taken. */
    readonly actions: Readonly<Record<Action['type'], number>>;
    /** Transitions of machines that no step took, and outcomes that no guard had, in words. */
    readonly never: readonly string[];
}
/** What a search found. */
export interface Exploration extends Omit<Progress, 'queue'> {
    /** Transitions that led back to the very world they left; counted in `transitions` as well. */
    readonly unchanged: number;
    /** Worlds in which a bound of the scope suppressed something. */
    readonly cuts: number;
    /** Worlds in which nothing can change any more, and no bound held anything back: ends, or deadlocks. */
    readonly quiescent: {
        readonly worlds: number;
        /** Steps from an initial world to the nearest of them. */
        readonly depth?: number;
    };
    /** Why the search ended before every world was expanded, if it did. */
    readonly stopped?: string;
    readonly coverage: Coverage;
    readonly results: readonly Result[];
}
/** What became of one property. A violation and a witness come with the trace that leads there. */
export interface Result {
    readonly property: Property;
    readonly verdict: Finding['verdict'];
    readonly because?: string;
    readonly trace?: Trace;
    /** The nodes where it was broken or reached; empty where the world as a whole was meant. */
    readonly at?: readonly NodeId[];
}
/** Where a search ends though there is more to see. */
export interface Limits {
    /** Worlds seen before the search stops. */
    readonly maxWorlds?: number;
    /** Steps from an initial world beyond which no world is expanded. */
    readonly maxDepth?: number;
}
/** The worlds of a system, numbered from 0 in the order in which they are seen. */
export interface Space {
    readonly worlds: number;
    readonly transitions: number;
    readonly unchanged: number;
    /** The first so many worlds are expanded. */
    readonly expanded: number;
    /** Worlds in which a bound suppressed something. */
    readonly cut: Bits;
    readonly edges: Edges;
    readonly coverage: Tally;
    /** How properties look at the world that is being judged. */
    readonly sights: Sights;
    /** Sees the initial worlds, and shows them to the judges as every world from then on. */
    begin(jury: Jury): void;
    /** Takes every action of a world; ends early where that would take more worlds than there may be. */
    expand(world: number): void;
    /** The way to a world, told by the reference semantics. */
    trace(place: Place): Trace;
}
/** Every kind of action, in the order in which a tally counts them. */
export declare const actionKinds: ("crash" | "deliver" | "drop" | "duplicate" | "heal" | "inject" | "input" | "partition" | "persisted" | "reply" | "request" | "restart" | "timeout")[];
/** Counts what a search takes. */
export declare class Tally {
    #private;
    /** How often each of `actionKinds` was taken. */
    readonly counts: Float64Array<ArrayBuffer>;
    /** Notes the rules that a step took. */
    readonly note: ({ taken }: Outcome) => void;
    in(system: System): Coverage;
}
/** The judges of one search. */
export declare class Jury {
    #private;
    readonly judges: readonly (readonly [Property, Judge])[];
    /** Whether edges are to be kept, and if so by which labels to be told. */
    readonly needsEdges: boolean;
    readonly labels: Labels | undefined;
    constructor(properties: readonly Property[], sights: Sights);
    world(world: number): void;
    step(...step: Parameters<NonNullable<Judge['step']>>): void;
    /** Nothing that is still to come could change a finding. */
    get settled(): boolean;
    get hasBroken(): boolean;
}
/**
 * Explores a space.
 *
 * @returns findings for each property, in the order given. The search ends early once every property is settled.
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails.
 */
export declare function search(spaceOf: (system: System, maxWorlds: number) => Space, system: System, properties: readonly Property[], { maxWorlds, maxDepth }?: Limits): Generator<Progress, Exploration, string | undefined>;
/** Why a search ended that was to look no farther than so many steps. */
export declare function stoppedAt(maxDepth: number): string;
/** Runs a search to its end, for callers that need no progress. */
export declare function toEnd<Result>(search: Generator<unknown, Result, string | undefined>): Result;
