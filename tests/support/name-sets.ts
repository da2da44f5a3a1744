/** A symmetric system whose nodes differ only in the sets of names that they have received. */
import type { Actor, NodeId, Received } from '../../checker/actors/actor.ts';
import type { System } from '../../checker/semantics/system.ts';

/** Nodes that receive names as inputs, while `takesInput` allows it. */
export function nameSets(
  nodes: readonly NodeId[],
  takesInput: (view: { met: ReadonlySet<NodeId> }) => boolean,
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
      takesInput(view as never) ? nodes.map((whom) => ({ type: 'meet', whom }) as { type: string }) : [],
  };
}
