/** What a member of either protocol knows, how it comes to be one, and what it tells those who ask. */
import type { Birth, NodeId } from '../../checker/actor.ts';
import type { Chord, ChordSetting, ChordView, Neighbours } from './messages.ts';
export interface ChordContext extends Neighbours {
    readonly self: NodeId;
    readonly setting: ChordSetting;
    /** Through whom it joins; nobody for a member of a ring that stands already. */
    readonly via: NodeId | null;
    /** The predecessor of its successor, if nearer. */
    readonly candidate: NodeId | null;
    /** Whose notification is to be looked at. */
    readonly notifier: NodeId | null;
}
/** One that joins knows nobody but its contact; a member of a ring that stands already knows its neighbours. */
export declare function born({ self, setting, draw }: Birth<Chord>): ChordContext;
/** The first entry of its list. A member always has one. */
export declare function successorOf({ successors }: Pick<Neighbours, 'successors'>): NodeId;
/** What lies open between two operations: in the original protocol nothing but its neighbours. */
export declare function viewOfOriginal({ successors, predecessor }: ChordContext): ChordView;
export declare function viewOfCorrected(context: ChordContext): ChordView;
/** What it replies: that it lives, or its neighbours. */
export declare function answered({ successors, predecessor }: ChordContext, { type }: Chord['request']): Chord['reply'];
