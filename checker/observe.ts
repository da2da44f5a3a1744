/** Worlds and steps as properties see them. */
import type { NodeId } from './actor.ts';
import type { Recovery, Seen, Transition } from './property.ts';
import type { Outcome } from './semantics.ts';
import type { System } from './system.ts';
import { standings, type UpNode, viewOf, type World } from './world.ts';

/** The nodes of which anything is promised. */
export function honestNodes(system: System): readonly NodeId[] {
  return Object.keys(system.nodes).filter((node) => isHonest(system, node));
}

function isHonest({ adversaries }: System, node: NodeId): boolean {
  return adversaries?.includes(node) !== true;
}

/** A world as properties see it: without adversaries. */
export function seenIn(system: System, world: World): Seen {
  const all = new Map([...standings(system, world)].filter(([node]) => isHonest(system, node)));
  const views = new Map(
    [...all].flatMap(([node, standing]) => ('up' in standing ? [[node, standing.up]] : [])),
  );
  return { views, all, history: world.history };
}

/** The step that an action made a node take. Of a restart without a durable record `before` is undefined. */
export function transitionOf(
  system: System,
  before: World,
  outcome: Outcome,
): Transition | Recovery | undefined {
  if (outcome.stepped === undefined || !isHonest(system, outcome.stepped.node)) return undefined;
  const { node, event } = outcome.stepped;
  const after = viewOf(system, outcome.world, node);
  const { durable } = outcome.world.nodes[node] as UpNode;
  const left = {
    node,
    after,
    effects: Object.freeze(outcome.effects),
    ...(durable !== undefined && { durable }),
  };
  if (event.type !== 'restart') return { ...left, before: viewOf(system, before, node), event };
  const { down: record } = before.nodes[node] as { readonly down?: object };
  return { ...left, before: record as object, event };
}
