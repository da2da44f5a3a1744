/**
 * Churn: which node may crash in a world, and as whom one that is not up may come up. Both may depend on how all nodes stand:
 * many a protocol promises something only as long as not too many leave at once.
 */
import type { NodeId } from './actor.ts';
import type { System } from './system.ts';
import { birthsOf, mayCrashWhen } from './user-code.ts';
import type { Action, Standing, UpNode } from './world.ts';

/** How all nodes stand, told when somebody asks. */
export type All = () => ReadonlyMap<NodeId, Standing>;

/** Whether the crash rule ever lets this node crash. */
export function mayEverCrash({ crash }: System, node: NodeId): boolean {
  return crash !== undefined && (crash.nodes?.includes(node) ?? true);
}

/** Whether a node that is up may crash now. */
export function mayCrash(system: System, node: NodeId, all: All): boolean {
  return (
    mayEverCrash(system, node) && (system.crash?.when === undefined || mayCrashWhen(system, node, all()))
  );
}

/** A crash for each number of records that got down before it. */
export function crashesOf(
  node: NodeId,
  { pending }: UpNode,
): readonly (Action & { readonly type: 'crash' })[] {
  if (pending === undefined) return [{ type: 'crash', node }];
  return [...pending.keys(), pending.length].map((kept) => ({ type: 'crash', node, kept }));
}

/** What a node that is not up may be handed if it comes up now; `undefined` is nothing. */
export function drawsOf(system: System, node: NodeId, all: All): readonly unknown[] {
  return system.births === undefined ? [undefined] : birthsOf(system, node, all());
}

/** The coming up of a node that was handed this. */
export function birthOf(node: NodeId, draw: unknown): Action & { readonly type: 'restart' } {
  return draw === undefined ? { type: 'restart', node } : { type: 'restart', node, draw };
}
