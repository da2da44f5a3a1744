/**
 * How a property looks at the world that is being judged. The plain way asks it of every node, every pair of nodes or the
 * whole world; an engine that remembers what it asked before may answer sooner, and the same.
 */
import type { NodeId } from './actor.ts';
import { type Over, type OverGiven, type Seen } from './property.ts';
/** A condition, asked of the world that is being judged. */
export interface Sight {
    /** Whether it fails anywhere. */
    fails(): boolean;
    /** Whether it holds anywhere. */
    holds(): boolean;
    /** Whether it says anything about this world. */
    premiseOccurs(): boolean;
    /** The nodes where it fails; none where the world as a whole is meant. */
    failingAt(): readonly NodeId[];
    /** The nodes where it holds. */
    holdingAt(): readonly NodeId[];
}
/**
 * `news` is for those who stop asking at the first answer: what cannot have changed since a world that was judged before
 * need not be asked again. `whole` is for those who need the answer for each world by itself.
 */
export type Extent = 'news' | 'whole';
/** A condition asked of each node, each ordered pair or the world by itself, in the world that is being judged. */
export interface Instances {
    /** The nodes of each; none for the world. */
    readonly at: readonly (readonly NodeId[])[];
    /** Whether its nodes are up. */
    isUp(instance: number): boolean;
    /** Asked only of one whose nodes are up. */
    holds(instance: number): boolean;
}
/** How conditions look at worlds. */
export interface Sights {
    of(over: OverGiven | Over, extent: Extent): Sight;
    each(over: Over): Instances;
}
/** Asks everything each time; `seen` gives the world that is being judged, of these nodes. */
export declare function plainSights(nodes: readonly NodeId[], seen: () => Seen): Sights;
/** The nodes of each instance of a condition. */
export declare function instancesOf(over: Over, nodes: readonly NodeId[]): readonly (readonly NodeId[])[];
/** A condition that is due and the one that keeps it. Of one kind both are asked of the same node or pair. */
export declare function duties(sights: Sights, from: Over, over: Over): readonly [due: Instances, kept: Instances];
