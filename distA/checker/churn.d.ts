/**
 * Churn: which node may crash in a world, and as whom one that is not up may come up. Both may depend on how all nodes stand:
 * many a protocol promises something only as long as not too many leave at once.
 */
import type { NodeId } from './actor.ts';
import type { System } from './system.ts';
import type { Action, Standing, UpNode } from './world.ts';
/** How all nodes stand, told when somebody asks. */
export type All = () => ReadonlyMap<NodeId, Standing>;
/** Whether the crash rule ever lets this node crash. */
export declare function mayEverCrash({ crash }: System, node: NodeId): boolean;
/** Whether a node that is up may crash now. */
export declare function mayCrash(system: System, node: NodeId, all: All): boolean;
/** A crash for each number of records that got down before it. */
export declare function crashesOf(node: NodeId, { pending }: UpNode): readonly (Action & {
    readonly type: 'crash';
})[];
/** What a node that is not up may be handed if it comes up now; `undefined` is nothing. */
export declare function drawsOf(system: System, node: NodeId, all: All): readonly unknown[];
/** The coming up of a node that was handed this. */
export declare function birthOf(node: NodeId, draw: unknown): Action & {
    readonly type: 'restart';
};
