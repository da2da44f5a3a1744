/**
 * Enabled actions. `actionsOf` lists the actions that can be taken in a world, kind by kind, and names the
 * bounds that suppressed some of them. This file is the definition: the packed search and the in-place
 * simulation list the same actions in the same order.
 *
 * Read in this order: `actionsOf`, the table `enumerators`, then the enabledness of each kind in turn.
 */
import type { Actor, NodeId, Received } from '../actors/actor.ts';
import { choicesOf } from '../actors/user-code.ts';
import { type Action, type ActionKind, type ActionOf, actingNode, type Nondeterminism } from './actions.ts';
import { mayAnswer, outcomesOf, requestOf } from './calls.ts';
import * as network from './network.ts';
import { apply } from './successors.ts';
import type { Fault, System, TimerConstraint } from './system.ts';
import { birthsOf, drawsAt, inputsOf, isWithin, mayCrashWhen } from './user-code.ts';
import { divergenceOf, standings, viewOf } from './views.ts';
import { isUp, type Standing, type UpNode, type World, worldKey } from './world.ts';

/**
 * The enabled actions of a world, and the names of the bounds that suppressed actions: the world is then a
 * cut. A world in which an implementation has left its model is a cut as well.
 */
export interface Enabled {
  readonly actions: readonly Action[];
  readonly cuts: readonly string[];
  /** The actions that bounds suppressed, without draws and choices. */
  readonly suppressed: readonly Action[];
}

/** The standings of all nodes, computed at the first call. */
export type AllStandings = () => ReadonlyMap<NodeId, Standing>;

/** A world whose actions are being listed, and the lists so far. */
interface Listing {
  readonly system: System;
  readonly world: World;
  /** The nodes that are up, in the system's order. */
  readonly up: readonly (readonly [NodeId, UpNode])[];
  readonly actions: Action[];
  readonly suppressed: Action[];
  readonly cuts: Set<string>;
}

/** Adds the enabled actions of one kind, or of two that are listed together. */
type Enumerator = (listing: Listing) => void;

/** The enumerator of each kind, in the order of the lists. */
const enumerators = {
  deliver: deliveries,
  timeout: timeouts,
  input: inputs,
  persisted: completedWrites,
  request: openCalls,
  reply: openCalls,
  drop: losses,
  duplicate: copies,
  inject: injections,
  crash: crashesAndRestarts,
  restart: crashesAndRestarts,
  partition: partitions,
  heal: partitions,
} satisfies Readonly<Record<ActionKind, Enumerator>>;

const enumeratorsInOrder: readonly Enumerator[] = [...new Set(Object.values(enumerators))];

/** The enabled actions of a world. */
export function actionsOf(system: System, world: World): Enabled {
  const up = Object.entries(world.nodes).flatMap(([node, state]) =>
    'up' in state ? [[node, state] as const] : [],
  );
  if (up.some(([node, { up: state }]) => divergenceOf(system, node, state) !== undefined)) {
    return { actions: [], cuts: ['divergence'], suppressed: [] };
  }
  if (system.within && !up.every(([node]) => isWithin(system, viewOf(system, world, node), node))) {
    return { actions: [], cuts: ['within'], suppressed: [] };
  }
  const listing: Listing = { system, world, up, actions: [], suppressed: [], cuts: new Set() };
  for (const enumerate of enumeratorsInOrder) enumerate(listing);
  return { actions: listing.actions, cuts: [...listing.cuts], suppressed: listing.suppressed };
}

// ---------------------------------------------------------------- deliver

/** A delivery for each deliverable message to a node that is up. */
function deliveries(listing: Listing): void {
  const { system, world } = listing;
  for (const envelope of network.deliverable(system, world)) {
    const { from, to, message } = envelope;
    if (isUp(world, to)) list(listing, { type: 'deliver', ...envelope }, { type: 'message', from, message });
  }
}

// ---------------------------------------------------------------- timeout

/** A timeout for each armed timer that may fire, within its bound. */
function timeouts(listing: Listing): void {
  const { system, world, up } = listing;
  for (const [node, { armed }] of up) {
    for (const timer of armed) {
      if (mayFire(system, world, node, timer))
        listBounded(listing, timer, { type: 'timeout', node, timer }, { type: 'timeout', timer });
    }
  }
}

/** The constraint of a timer, if the system has one. */
export function constraintOf({ timerConstraints }: System, timer: string): TimerConstraint | undefined {
  return (timerConstraints as Readonly<Record<string, TimerConstraint>> | undefined)?.[timer];
}

/** Whether the constraint of an armed timer lets it fire. */
export function mayFire(system: System, world: World, node: NodeId, timer: string): boolean {
  const constraint = constraintOf(system, timer);
  if (constraint === undefined) return true;
  const { nodes, afterQuiet, afterOwnDelivered } = constraint;
  if (nodes?.includes(node) === false) return false;
  if (afterOwnDelivered === true && world.inFlight.some(({ from }) => from === node)) return false;
  return afterQuiet === undefined || !someDeliveryMatters(system, world, afterQuiet);
}

/** Whether a delivery from one of these nodes to another would change the world. */
function someDeliveryMatters(system: System, world: World, among: readonly NodeId[]): boolean {
  const before = worldKey(world);
  return network.deliverable(system, world).some((envelope) => {
    const { from, to, message } = envelope;
    if (!among.includes(from) || !among.includes(to) || !isUp(world, to)) return false;
    const deliveries = withDrawsAndChoices(
      system,
      world,
      { type: 'deliver', ...envelope },
      { type: 'message', from, message },
    );
    return deliveries.some((delivery) => worldKey(apply(system, world, delivery).world) !== before);
  });
}

// ---------------------------------------------------------------- input

/** The inputs for the view of each node, within their bounds. */
function inputs(listing: Listing): void {
  const { system, world, up } = listing;
  if (system.inputs === undefined) return;
  for (const [node] of up) {
    for (const input of inputsOf(system, viewOf(system, world, node), node))
      listBounded(listing, input.type, { type: 'input', node, input }, { type: 'input', input });
  }
}

// ---------------------------------------------------------------- persisted

/** The oldest pending write of each node. */
function completedWrites(listing: Listing): void {
  for (const [node, { pending = [] }] of listing.up) {
    const [record] = pending;
    if (record !== undefined)
      list(listing, { type: 'persisted', node, record }, { type: 'persisted', record });
  }
}

// ---------------------------------------------------------------- request, reply

/** Call by call: its request if it can be answered, then each outcome that it can have. */
function openCalls(listing: Listing): void {
  const { system, world, up, actions } = listing;
  for (const [node, { calls = [] }] of up) {
    for (const call of calls) {
      if (mayAnswer(system, world, node, call)) actions.push(requestOf(node, call));
      for (const reply of outcomesOf(system, world, node, call)) {
        const { id, to } = call;
        list(listing, { type: 'reply', node, from: to, id, reply }, { type: 'reply', from: to, reply });
      }
    }
  }
}

// ---------------------------------------------------------------- drop, duplicate, inject

/** A loss of each message that can be delivered next, also of one that a partition blocks. */
function losses({ system, world, actions }: Listing): void {
  if (system.lossy !== true || !isInBudget(system, world, 'drop')) return;
  for (const envelope of network.heads(system.network, world.inFlight))
    actions.push({ type: 'drop', ...envelope });
}

/** A copy of each message that can be delivered next; only with a budget. */
function copies({ system, world, actions }: Listing): void {
  if (system.budget?.duplicate === undefined || !isInBudget(system, world, 'duplicate')) return;
  for (const envelope of network.heads(system.network, world.inFlight))
    actions.push({ type: 'duplicate', ...envelope });
}

/** Each message that the system lists in `injects`. */
function injections({ system, world, actions }: Listing): void {
  if (!isInBudget(system, world, 'inject')) return;
  for (const envelope of system.injects ?? []) actions.push({ type: 'inject', ...envelope });
}

// ---------------------------------------------------------------- crash, restart

/**
 * Node by node: its crashes if it is up, else its restarts. Both may depend on the standings of all nodes.
 */
function crashesAndRestarts({ system, world, actions }: Listing): void {
  let computed: ReturnType<AllStandings> | undefined;
  const all: AllStandings = () => {
    computed ??= standings(system, world);
    return computed;
  };
  const crashes = isInBudget(system, world, 'crash');
  const restarts = isInBudget(system, world, 'restart');
  for (const [node, state] of Object.entries(world.nodes)) {
    if (!('up' in state)) {
      if (restarts) actions.push(...drawsOf(system, node, all).map((draw) => birthOf(node, draw)));
    } else if (crashes && mayCrash(system, node, all)) actions.push(...crashesOf(node, state));
  }
}

/** Whether the crash rule applies to this node at all. */
export function mayEverCrash({ crash }: System, node: NodeId): boolean {
  return crash !== undefined && (crash.nodes?.includes(node) ?? true);
}

/** Whether the crash rule lets a node that is up crash in this world. */
export function mayCrash(system: System, node: NodeId, all: AllStandings): boolean {
  return (
    mayEverCrash(system, node) && (system.crash?.when === undefined || mayCrashWhen(system, node, all()))
  );
}

/** A crash for each number of pending writes that were completed before it. */
export function crashesOf(node: NodeId, { pending }: UpNode): readonly ActionOf<'crash'>[] {
  if (pending === undefined) return [{ type: 'crash', node }];
  return [...pending.keys(), pending.length].map((kept) => ({ type: 'crash', node, kept }));
}

/** The draws with which a node that is not up may come up now; `undefined` is no draw. */
export function drawsOf(system: System, node: NodeId, all: AllStandings): readonly unknown[] {
  return system.births === undefined ? [undefined] : birthsOf(system, node, all());
}

/** The restart of a node with a draw, or without one. */
export function birthOf(node: NodeId, draw: unknown): ActionOf<'restart'> {
  return draw === undefined ? { type: 'restart', node } : { type: 'restart', node, draw };
}

// ---------------------------------------------------------------- partition, heal

/** One partition at a time: it heals before the next. */
function partitions({ system, world, actions }: Listing): void {
  if (world.partition !== undefined) actions.push({ type: 'heal' });
  else if (isInBudget(system, world, 'partition'))
    for (const { name } of system.partitions ?? []) actions.push({ type: 'partition', name });
}

// ---------------------------------------------------------------- limits, draws and choices

/** Whether a limit leaves room for one more. */
export function isWithinLimit(world: World, name: string, limit: number | undefined): boolean {
  return limit === undefined || (world.spent[name] as number) < limit;
}

/** Whether the budget allows one more fault of a kind. */
function isInBudget({ budget }: System, world: World, fault: Fault): boolean {
  return isWithinLimit(world, fault, budget?.[fault]);
}

/** Lists an action with all draws and choices. */
function list(listing: Listing, action: Action & Nondeterminism, event: Received): void {
  listing.actions.push(...withDrawsAndChoices(listing.system, listing.world, action, event));
}

/** Lists an action unless its bound suppresses it. */
function listBounded(listing: Listing, name: string, action: Action & Nondeterminism, event: Received): void {
  const { bounds } = listing.system;
  const limit = Object.hasOwn(bounds ?? {}, name) ? bounds?.[name] : undefined;
  if (isWithinLimit(listing.world, name, limit)) list(listing, action, event);
  else {
    listing.cuts.add(name);
    listing.suppressed.push(action);
  }
}

/** The action once for each draw of the environment and each choice of the model. */
export function withDrawsAndChoices<A extends Action & Nondeterminism>(
  system: System,
  world: World,
  action: A,
  event: Received,
): A[] {
  const node = actingNode(action) as NodeId;
  const { up: state } = world.nodes[node] as UpNode;
  const draws = system.draws ? drawsAt(system, viewOf(system, world, node), event, node) : [];
  return withChoices(system.nodes[node] as Actor, node, state, draws, action, event);
}

/** The action once for each of these draws and each choice of the model. */
export function withChoices<A extends Action & Nondeterminism>(
  actor: Actor,
  node: NodeId,
  state: unknown,
  draws: readonly unknown[],
  action: A,
  event: Received,
): A[] {
  return orNone(draws).flatMap((draw) => {
    const drawn = draw === undefined ? action : { ...action, draw };
    const choices = choicesOf(actor, node, state, draw === undefined ? event : { ...event, draw });
    return orNone(choices).map((choice) => (choice === undefined ? drawn : { ...drawn, choice }));
  });
}

function orNone<T>(options: readonly T[]): readonly (T | undefined)[] {
  return options.length === 0 ? [undefined] : options;
}
