/** A system in which nodes are told apart by nothing but whom they have been told of. */
import type { Actor, NodeId, Received } from '../../checker/actors/actor.ts';
import type { System } from '../../checker/semantics/system.ts';

/** Nodes that know nothing of each other but whom they are told of by the outside, each at most once. */
export function acquaintances(
  nodes: readonly NodeId[],
  isAsked: (view: { met: ReadonlySet<NodeId> }) => boolean,
): System {
  const actor: Actor = {
    init: ({ self }) => ({ state: { self, met: new Set() }, effects: [] }),
    step: (state, event: Received) => {
      const { self, met } = state as { self: NodeId; met: ReadonlySet<NodeId> };
      const { whom } = (event as unknown as { input: { whom: NodeId } }).input;
      return { state: { self, met: new Set([...met, whom]) }, effects: [] };
    },
    view: (state) => state as object,
  };
  return {
    nodes: Object.fromEntries(nodes.map((node) => [node, actor])),
    setting: {},
    network: 'set',
    symmetric: [nodes],
    inputs: (view) =>
      isAsked(view as never) ? nodes.map((whom) => ({ type: 'meet', whom }) as { type: string }) : [],
  };
}
