/** Changes of the nodes in one step: the fields of a view, or the standing of a node. */
import type { Divergence, NodeId } from '../actors/actor.ts';
import type { Standing } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';

/**
 * A node that started, crashed or left, an implementation that diverged from its model, or a changed field of
 * a view.
 */
export type Change =
  | { readonly node: NodeId; readonly standing: Standing }
  | { readonly node: NodeId; readonly divergence: Divergence }
  | { readonly node: NodeId; readonly field: string; readonly before: unknown; readonly after: unknown };

/** The differences between two standings of a node: changed fields of its view, or the new standing. */
export function changesOf(node: NodeId, before: Standing, after: Standing): Change[] {
  if ('up' in before && 'failed' in after) return [{ node, divergence: after }];
  if (!('up' in before) || !('up' in after)) {
    return canonical(before) === canonical(after) ? [] : [{ node, standing: after }];
  }
  // A view may have any key, so fields are read from a Map: a record inherits `__proto__`.
  const [old, current] = [new Map(Object.entries(before.up)), new Map(Object.entries(after.up))];
  const fields = [...new Set([...old.keys(), ...current.keys()])]
    .map((field) => ({ node, field, before: old.get(field), after: current.get(field) }))
    .filter((change) => canonical(change.before) !== canonical(change.after));
  const { divergence } = after;
  return divergence === undefined || before.divergence !== undefined
    ? fields
    : [...fields, { node, divergence }];
}
