/**
 * That Zave's invariant keeps itself: from every ring that satisfies it, whether any run leads there or not, every step of anybody
 * leads to one that does. Whatever the invariant implies (that there is one ring, and that it is in order) is so proved for a circle of so
 * many identifiers and any number of steps.
 *
 * Of all that members remember the invariant is about their lists. The lists are listed in every combination; what else a step reads
 * (one predecessor, or one candidate) takes every value, in all members at once: no step reads two of these. Of notifications
 * there is one from everybody to everybody.
 */
import type { NodeId } from '../../checker/actor.ts';
import type { Listed, Property } from '../../checker/property.ts';
import type { Chord, ChordView } from '../../models/chord/messages.ts';
/** The lists of all members. */
export type Lists = ReadonlyMap<NodeId, readonly NodeId[]>;
/** Every way in which nodes of a circle can be members with lists that satisfy the invariant. */
export declare function soundLists(identifiers: number, listLength: number): Generator<Lists>;
/** The invariant's inductiveness, by size of the circle. */
export declare function keepsItself(name: string, identifiers: number, listLength: number): Property<Chord, undefined>;
/** The world in which members have these lists, and remember besides what is said of each. A candidate that is not nearer is none. */
export declare function worldOf(identifiers: number, lists: Lists, besides: (node: NodeId) => Required<Pick<ChordView, 'predecessor' | 'candidate'>>): Listed<Chord, undefined>;
