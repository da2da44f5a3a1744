/**
 * Views: worlds and steps as properties see them. Each node shows the view of its actor; adversaries are left
 * out.
 */
import type { Actor, AnyShape, Divergence, Effect, NodeId, Of, Received, Shape } from '../actors/actor.ts';
import { guarded, viewBy } from '../actors/user-code.ts';
import { keyOf } from '../values/canonical.ts';
import type { System } from './system.ts';
import type { NodeState, Outcome, Standing, UpNode, World } from './world.ts';

/** The nodes that properties see: all but the adversaries. */
export function honestNodes(system: System): readonly NodeId[] {
  const adversaries = new Set(system.adversaries);
  return Object.keys(system.nodes).filter((node) => !adversaries.has(node));
}

/** Whether a node is no adversary. */
function isHonest({ adversaries }: System, node: NodeId): boolean {
  return adversaries?.includes(node) !== true;
}

/** A world as properties see it: without adversaries. */
export function seenIn(system: System, world: World): Seen {
  const honest = new Set(honestNodes(system));
  const all = new Map([...standings(system, world)].filter(([node]) => honest.has(node)));
  const views = new Map(
    [...all].flatMap(([node, standing]) => ('up' in standing ? [[node, standing.up]] : [])),
  );
  return { views, all, history: world.history };
}

/**
 * The step that a node took in an action; undefined for a step in which its code failed, for it ends in no view.
 * Of a restart without a durable record `before` is undefined.
 */
export function transitionOf(
  system: System,
  before: World,
  outcome: Outcome,
): Transition | Recovery | undefined {
  if (outcome.stepped === undefined || !isHonest(system, outcome.stepped.node)) return undefined;
  const { node, event } = outcome.stepped;
  if (hasFailed(system, outcome.world, node)) return undefined;
  const after = viewOf(system, outcome.world, node);
  const { durable } = outcome.world.nodes[node] as UpNode;
  const common = {
    node,
    after,
    effects: Object.freeze(outcome.effects),
    ...(durable !== undefined && { durable }),
  };
  if (event.type !== 'restart') return { ...common, before: viewOf(system, before, node), event };
  const { down: record } = before.nodes[node] as { readonly down?: object };
  return { ...common, before: record as object, event };
}

/** The views of the nodes that are up. */
export type Views<P extends Shape = AnyShape> = ReadonlyMap<NodeId, P['view']>;

/** One step of one node. */
export interface Transition<P extends Shape = AnyShape> {
  readonly node: NodeId;
  readonly before: P['view'];
  readonly event: Received<P>;
  readonly after: P['view'];
  readonly effects: readonly Effect<P>[];
  /** The durable record at the end of the step; absent where there is none. */
  readonly durable?: Of<P, 'durable'>;
}

/** A restart: the durable record, and the view of the node that came up with it. */
export interface Recovery<P extends Shape = AnyShape> {
  readonly node: NodeId;
  readonly before: Of<P, 'durable'>;
  readonly event: { readonly type: 'restart' };
  readonly after: P['view'];
  readonly effects: readonly Effect<P>[];
  readonly durable?: Of<P, 'durable'>;
}

/** A world as properties see it. */
export interface Seen {
  readonly views: Views;
  readonly history: unknown;
  readonly all: ReadonlyMap<NodeId, Standing>;
}

/** Every node as properties see it, in the system's order. */
export function standings(system: System, world: World): ReadonlyMap<NodeId, Standing> {
  return new Map(
    Object.keys(world.nodes).map((node): [NodeId, Standing] => [node, standingOf(system, world, node)]),
  );
}

/** One node as properties see it. */
export function standingOf(system: System, world: World, node: NodeId): Standing {
  const state = world.nodes[node] as NodeState;
  if (!('up' in state)) return state;
  const divergence = divergenceOf(system, node, state.up);
  // The view from before the failure is no longer true, and a node that failed while it came up has none.
  if (divergence !== undefined && 'failed' in divergence) return divergence;
  const { durable } = state;
  const up = viewOf(system, world, node);
  return { up, ...(durable && { durable }), ...(divergence && { divergence }) };
}

/** The divergence of a node from its model, if there is one: what the node does after it has no meaning. */
export function divergenceOf(system: System, node: NodeId, state: unknown): Divergence | undefined {
  return system.nodes[node]?.divergence?.(state);
}

/** Whether the code of a node has failed, in a step or while it came up. */
export function hasFailed(system: System, { nodes }: Pick<World, 'nodes'>, node: NodeId): boolean {
  const state = nodes[node] as NodeState;
  const divergence = 'up' in state ? divergenceOf(system, node, state.up) : undefined;
  return divergence !== undefined && 'failed' in divergence;
}

/** The view of a node that is up. */
export function viewOf(system: System, world: World, node: NodeId): object {
  const { up: state } = world.nodes[node] as UpNode;
  const view = viewBy(system.nodes[node] as Actor, node, state);
  guarded(node, 'its view', () => keyOf(view));
  return view;
}
