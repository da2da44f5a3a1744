/**
 * Where an infinite run can stay: the fair components of a part of the graph of worlds.
 *
 * A run that goes on for ever ends up in one strongly connected component, and sees again and again the worlds and takes
 * again and again the edges of some cycle through it. A component is fair if it has a cycle that every fairness allows.
 *
 * - Weak: a label that is possible in every world of the component, and that no edge inside bears, makes all its
 *   cycles unfair.
 * - Strong: a label that is possible in some world, and that no edge inside bears, makes those cycles unfair that pass such a
 *   world; so the component is looked through again without them.
 *
 * What leads back to the same world changes nothing, and counts neither as possible nor as done. What a bound held back
 * counts as possible.
 */
import { type Edges } from './edges.ts';
/** The part of a graph that is asked about, and what is fair there. */
export interface Region {
    /** Worlds are numbered below this. */
    readonly worlds: number;
    readonly edges: Edges;
    /** By world, whether it is in the region. */
    readonly inside: Uint8Array;
    /** By label, whether an edge that bears it is in the region. */
    readonly takes: Uint8Array;
    /** By label, whether it must not be put off for ever. */
    readonly weak: Uint8Array;
    readonly strong: Uint8Array;
    /** Worlds of which a run must see some again and again, if it asks for that. */
    readonly visits?: (world: number) => boolean;
}
/** For each world the number of the fair component it is in, or 0. */
export declare function fairComponents(region: Region): Int32Array;
/** Whether something is possible in a world that bears such a label. */
export declare function isPossible({ edges }: Region, world: number, wanted: (label: number) => boolean): boolean;
