/**
 * Symmetry: nodes that a system lists as `symmetric` are interchangeable, and worlds that are equal up to a
 * renaming of them (one _orbit_) are explored once.
 *
 * This file defines renamed worlds and actions, the renamings of a system, and the representative of an
 * orbit; `symmetryProblems` refuses descriptions that tell such nodes apart. `symmetry-check.ts` checks the
 * code of the actors on the worlds of a search.
 */
import type { Actor, NodeId } from '../actors/actor.ts';
import { guarded, renamedState } from '../actors/user-code.ts';
import { canonical } from '../values/canonical.ts';
import { exchanged, type Naming, renamed, renamedTimer, renamedTimers } from '../values/rename.ts';
import { type Action, actionFields, type FieldType } from './actions.ts';
import type { Envelope } from './envelope.ts';
import * as network from './network.ts';
import type { Partition, System } from './system.ts';
import { divergenceOf } from './views.ts';
import { type NodeState, type World, worldKey } from './world.ts';

/** A search keeps a set of nodes as the bits of one integer. */
const symmetricMax = 31;

/** Whether any nodes of a system are interchangeable. */
export function isSymmetric({ symmetric = [] }: System): boolean {
  return symmetric.some(({ length }) => length > 1);
}

/** Two interchangeable nodes. */
export type Pair = readonly [one: NodeId, other: NodeId];

/** Every pair of interchangeable nodes. */
export function pairsOf({ symmetric = [] }: System): readonly Pair[] {
  return symmetric.flatMap((group) =>
    group.flatMap((one, at) => group.slice(at + 1).map((other) => [one, other] as const)),
  );
}

// ---------------------------------------------------------------- renaming

/** A memo of renamed node states and envelopes, by object. */
export type Renamed = WeakMap<NodeState | Envelope, NodeState | Envelope>;

/** The renamed world. `known` is a memo for this renaming, and is extended. */
export function renamedWorld(
  system: System,
  world: World,
  name: Naming,
  known: Renamed = new WeakMap(),
): World {
  const { inFlight, history, nodes: states, ...limits } = world;
  const once = <T extends NodeState | Envelope>(part: T, make: () => T): T => {
    const after = (known.get(part) as T | undefined) ?? make();
    known.set(part, after);
    return after;
  };
  const nodes = new Map(
    Object.entries(states).map(([node, state]) => [
      name(node),
      once(state, () => renamedNode(system, node, state, name)),
    ]),
  );
  return {
    nodes: Object.fromEntries(Object.keys(states).map((node) => [node, nodes.get(node) as NodeState])),
    inFlight: inOrder(
      system,
      inFlight.map((one) => once(one, () => renamedEnvelope(one, name))),
    ),
    ...renamedLimits(system, limits, name),
    history: renamed(history, name),
  };
}

/**
 * Whether two worlds are equal, apart from the description of a divergence: of several differences it is the
 * first one, and which is first depends on names.
 */
export function areAlike(system: System, one: World, other: World): boolean {
  const withoutDivergences = ({ nodes, ...others }: World): World => ({
    ...others,
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([node, state]): [NodeId, NodeState] => [
        node,
        'up' in state && divergenceOf(system, node, state.up) !== undefined
          ? { ...state, up: 'diverged' }
          : state,
      ]),
    ),
  });
  return (
    worldKey(one) === worldKey(other) ||
    worldKey(withoutDivergences(one)) === worldKey(withoutDivergences(other))
  );
}

/** The renamed envelope. */
export function renamedEnvelope({ from, to, message }: Envelope, name: Naming): Envelope {
  return { from: name(from), to: name(to), message: renamed(message, name) };
}

/** The renamed messages in flight, in the order of `network.ts`. */
export function renamedInFlight(
  system: System,
  inFlight: readonly Envelope[],
  name: Naming,
): readonly Envelope[] {
  return inOrder(
    system,
    inFlight.map((envelope) => renamedEnvelope(envelope, name)),
  );
}

/** The messages in flight, in the canonical order of the network. */
function inOrder(system: System, inFlight: readonly Envelope[]): readonly Envelope[] {
  return inFlight.reduce<readonly Envelope[]>((all, one) => network.sent(system.network, all, one), []);
}

/** The renamed limits that are used up, and the renamed partition. */
export function renamedLimits(
  system: System,
  { spent, partition }: Pick<World, 'spent' | 'partition'>,
  name: Naming,
): Pick<World, 'spent' | 'partition'> {
  return {
    spent: Object.fromEntries(
      Object.entries(spent).map(([what, times]) => [renamedTimer(what, name), times]),
    ),
    ...(partition !== undefined && { partition: renamedPartition(system, partition, name) }),
  };
}

/** The renamed state of a node. */
export function renamedNode({ nodes }: System, node: NodeId, state: NodeState, name: Naming): NodeState {
  if (!('up' in state)) return 'down' in state ? { down: renamed(state.down, name) } : state;
  const { up, armed, durable, pending, calls } = state;
  return {
    up: guarded(node, 'its rename', () => renamedState(nodes[node] as Actor, up, name)),
    armed: renamedTimers(armed, name),
    durable: renamed(durable, name),
    ...(pending !== undefined && { pending: renamed(pending, name) }),
    ...(calls !== undefined && {
      calls: calls.map(({ id, to, request, reply, isLost }) => ({
        id,
        to: name(to),
        request: renamed(request, name),
        ...(reply !== undefined && { reply: renamed(reply, name) }),
        ...(isLost && { isLost }),
      })),
    }),
  };
}

/** The partition that cuts the renamed links. */
function renamedPartition({ partitions = [] }: System, partition: string, name: Naming): string {
  const blocksOf = (one: Partition) => canonical(new Set(one.blocks));
  const { blocks } = partitions.find((one) => one.name === partition) as Partition;
  const wanted = blocksOf({ name: partition, blocks: renamed(blocks, name) });
  return partitions.find((one) => blocksOf(one) === wanted)?.name as string;
}

/** The renamed action. */
export function renamedAction(system: System, action: Action, name: Naming): Action {
  const after: Record<string, unknown> = { ...action };
  for (const { name: field, type } of actionFields[action.type])
    if (field in action) after[field] = renamedField(system, type, after[field], name);
  return after as unknown as Action;
}

/** A renamed field of an action. */
function renamedField(system: System, type: FieldType, content: unknown, name: Naming): unknown {
  switch (type) {
    case 'timer':
      return renamedTimer(content as string, name);
    case 'partition':
      return renamedPartition(system, content as string, name);
    case 'number':
      return content;
    case 'node':
    case 'message':
    case 'data':
      return renamed(content, name);
  }
}

// ---------------------------------------------------------------- orbits, by enumeration

/** Every renaming of the symmetric nodes, the identity included: n! for a group of n nodes. */
export function* renamings({ symmetric = [] }: System): Generator<Naming> {
  const orders = symmetric.map((group) => [...permutations(group)]);
  for (const chosen of combinations(orders)) {
    const names = new Map(
      symmetric.flatMap((group, at) => group.map((node, of) => [node, chosen[at]?.[of] as NodeId] as const)),
    );
    yield (node) => names.get(node) ?? node;
  }
}

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield [];
  for (const [at, item] of items.entries())
    for (const rest of permutations(items.toSpliced(at, 1))) yield [item, ...rest];
}

function* combinations<T>([first, ...others]: readonly (readonly T[])[]): Generator<readonly T[]> {
  if (first === undefined) yield [];
  else for (const one of first) for (const rest of combinations(others)) yield [one, ...rest];
}

/**
 * The representative of a world's orbit: of all renamings of the world the one with the least key. Enumerates
 * all of them.
 */
export function representativeOf(
  system: System,
  world: World,
): { readonly world: World; readonly name: Naming } {
  let least = { world, name: ((node) => node) as Naming, key: worldKey(world) };
  for (const name of renamings(system)) {
    const other = renamedWorld(system, world, name);
    const key = worldKey(other);
    if (key < least.key) least = { world: other, name, key };
  }
  return least;
}

// ---------------------------------------------------------------- descriptions that are not symmetric

/** The reasons why the description of a system does not allow its `symmetric`, as sentences. */
export function* symmetryProblems(
  system: System,
  unknownNode: (name: string, where: string) => readonly string[],
): Generator<string> {
  const { symmetric, nodes, partitions = [] } = system;
  if (symmetric === undefined) return;
  if (!Array.isArray(symmetric) || !symmetric.every(Array.isArray))
    return yield "'symmetric' must be a list of groups of nodes, for instance [['a', 'b', 'c']]";
  const all = symmetric.flat() as readonly string[];
  yield* all.flatMap((node) => unknownNode(node, "'symmetric'"));
  const twice = all.find((node, at) => all.indexOf(node) !== at);
  if (twice !== undefined) yield `'symmetric' names '${twice}' twice; a node is in one group at most`;
  if (all.includes('type'))
    yield "'symmetric' names a node 'type', which is a field of every message; give it another name";
  if (all.length > symmetricMax)
    yield `'symmetric' names ${all.length} nodes; a search can exchange ${symmetricMax} at most`;
  if (system.rebase !== undefined) yield "'symmetric' and 'rebase' do not go together; leave one of them out";
  const cuts = partitions.map(({ blocks }) => canonical(new Set(blocks)));
  if (new Set(cuts).size < cuts.length)
    yield "two partitions cut the same links, so 'symmetric' cannot tell which is which; leave one out";
  for (const [one, other] of pairsOf(system)) {
    const taken = `'symmetric' takes '${one}' and '${other}' for interchangeable, but`;
    if (nodes[one] !== nodes[other]) yield `${taken} they are not played by the same actor`;
    const here = renamedDescription(system, (node) => node);
    const there = renamedDescription(system, exchanged(one, other));
    const differs = Object.keys(here).find((part) => canonical(here[part]) !== canonical(there[part]));
    if (differs !== undefined) yield `${taken} '${differs}' tells them apart`;
  }
}

/** The renamed fields of a description that name nodes, as sets and maps: their order does not matter. */
function renamedDescription(system: System, name: Naming): Readonly<Record<string, unknown>> {
  const {
    severed = [],
    partitions = [],
    injects = [],
    adversaries = [],
    crash,
    timerConstraints = {},
  } = system;
  const named = (list: readonly unknown[] | undefined) => list && new Set(renamed(list, name));
  const byTimer = (limits: object = {}, of: (limit: never) => unknown = (limit) => limit) =>
    new Map(Object.entries(limits).map(([timer, limit]) => [renamedTimer(timer, name), of(limit as never)]));
  return {
    severed: named(severed),
    partitions: new Set(partitions.map(({ blocks }) => named(blocks))),
    injects: named(injects),
    adversaries: named(adversaries),
    'crash.nodes': named(crash?.nodes),
    timerConstraints: byTimer(
      timerConstraints,
      ({ nodes, afterQuiet, afterOwnDelivered }: Record<string, never[]>) => [
        named(nodes),
        named(afterQuiet),
        afterOwnDelivered,
      ],
    ),
    bounds: byTimer(system.bounds),
  };
}
