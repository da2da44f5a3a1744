/**
 * Symmetry: nodes that a system lists as `symmetric` may change places, and nothing is different but the names. Worlds that are equal
 * up to such a renaming (one _orbit_) are explored once.
 *
 * This file says what a world and an action are under other names, which renamings there are, and what a description must not
 * say of nodes that it takes for interchangeable. That their code keeps to it is asked of the worlds of a search
 * (`symmetry-check.ts`).
 */
import type { Actor, NodeId } from '../actors/actor.ts';
import { guarded, renamedState } from '../actors/user-code.ts';
import { canonical } from '../values/canonical.ts';
import { exchanged, type Naming, renamed, renamedTimer, renamedTimers } from '../values/rename.ts';
import * as network from './network.ts';
import type { Partition, System } from './system.ts';
import { divergenceOf } from './views.ts';
import { type Action, type Envelope, type NodeState, type World, worldKey } from './world.ts';

/** More would have more names than a search has bits for. */
const symmetricMax = 31;

/** Whether any nodes of a system may change places. */
export function isSymmetric({ symmetric = [] }: System): boolean {
  return symmetric.some(({ length }) => length > 1);
}

/** Two nodes that may change places. */
export type Pair = readonly [one: NodeId, other: NodeId];

/** Every two nodes that may change places. */
export function pairsOf({ symmetric = [] }: System): readonly Pair[] {
  return symmetric.flatMap((group) =>
    group.flatMap((one, at) => group.slice(at + 1).map((other) => [one, other] as const)),
  );
}

// ---------------------------------------------------------------- under other names

/** Parts of worlds as they are under other names. */
export type Renamed = WeakMap<NodeState | Envelope, NodeState | Envelope>;

/** The same world, in which nodes bear other names; `known` may have parts under these names already, and is given others. */
export function renamedWorld(
  system: System,
  world: World,
  name: Naming,
  known: Renamed = new WeakMap(),
): World {
  const { inFlight, history, ...rest } = world;
  const once = <T extends NodeState | Envelope>(part: T, make: () => T): T => {
    const after = (known.get(part) as T | undefined) ?? make();
    known.set(part, after);
    return after;
  };
  const nodes = new Map(
    Object.entries(world.nodes).map(([node, state]) => [
      name(node),
      once(state, () => renamedNode(system, node, state, name)),
    ]),
  );
  return {
    nodes: Object.fromEntries(Object.keys(world.nodes).map((node) => [node, nodes.get(node) as NodeState])),
    inFlight: inOrder(
      system,
      inFlight.map((one) => once(one, () => renamedEnvelope(one, name))),
    ),
    ...renamedRest(system, rest, name),
    history: renamed(history, name),
  };
}

/**
 * Whether two worlds are the same, but for what is told of how an implementation left its model: of several differences that is
 * the first, and which comes first depends on names.
 */
export function areAlike(system: System, one: World, other: World): boolean {
  const told = ({ nodes, ...rest }: World): World => ({
    ...rest,
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([node, state]): [NodeId, NodeState] => [
        node,
        'up' in state && divergenceOf(system, node, state.up) !== undefined
          ? { ...state, up: 'diverged' }
          : state,
      ]),
    ),
  });
  return worldKey(one) === worldKey(other) || worldKey(told(one)) === worldKey(told(other));
}

/** A message between nodes that bear other names. */
export function renamedEnvelope({ from, to, message }: Envelope, name: Naming): Envelope {
  return { from: name(from), to: name(to), message: renamed(message, name) };
}

/** Everything under way, in the order of `network.ts`. */
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

function inOrder(system: System, inFlight: readonly Envelope[]): readonly Envelope[] {
  return inFlight.reduce<readonly Envelope[]>((all, one) => network.sent(system.network, all, one), []);
}

/** What was spent, and the partition that stands. */
export function renamedRest(
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

/** How a node of a system stands once it bears another name. */
export function renamedNode({ nodes }: System, node: NodeId, state: NodeState, name: Naming): NodeState {
  if (!('up' in state)) return renamedFields(state, name);
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

/** The partition that cuts the same links, under their other names. */
function renamedPartition({ partitions = [] }: System, partition: string, name: Naming): string {
  const blocksOf = (one: Partition) => canonical(new Set(one.blocks));
  const { blocks } = partitions.find((one) => one.name === partition) as Partition;
  const wanted = blocksOf({ name: partition, blocks: renamed(blocks, name) });
  return partitions.find((one) => blocksOf(one) === wanted)?.name as string;
}

/** The same action, in a world whose nodes bear other names. */
export function renamedAction(system: System, action: Action, name: Naming): Action {
  switch (action.type) {
    case 'partition':
      return { type: 'partition', name: renamedPartition(system, action.name, name) };
    case 'heal':
      return action;
    default: {
      const { type, ...carried } = action;
      return { type, ...renamedFields(carried, name) } as Action;
    }
  }
}

/** A record whose fields are not the user's, and so bear no names. */
function renamedFields<T extends object>(record: T, name: Naming): T {
  const fields = Object.entries(record).map(([field, is]) => [
    field,
    field === 'timer' ? renamedTimer(is as string, name) : renamed(is, name),
  ]);
  return Object.fromEntries(fields) as T;
}

// ---------------------------------------------------------------- orbits, plainly

/** Every renaming of the symmetric nodes, that of none included. There are as many as n! says. */
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

/** The world that stands for its orbit: of all its renamings the one with the least key. Tries every one of them. */
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

// ---------------------------------------------------------------- what may not be said

/** What is wrong with taking these nodes for interchangeable, as far as the description alone tells. */
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
    const here = told(system, (node) => node);
    const there = told(system, exchanged(one, other));
    const differs = Object.keys(here).find((part) => canonical(here[part]) !== canonical(there[part]));
    if (differs !== undefined) yield `${taken} '${differs}' tells them apart`;
  }
}

/** All in which a description names nodes, under other names, as data in which order says nothing. */
function told(system: System, name: Naming): Readonly<Record<string, unknown>> {
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
