/**
 * Churn: which node may crash in a world, and as whom one that is not up may come up. Both may depend on how all nodes stand:
 * many a protocol promises something only as long as not too many leave at once.
 */
/**
 * Timers that may not fire whenever they are armed: on some nodes never, or only once what the node sent has arrived, or nothing
 * under way would change anything. Promises that something comes to be often count on a node that waits long enough.
 */
import type { Actor, NodeId, Received } from '../actors/actor.ts';
import { choicesOf } from '../actors/user-code.ts';
import { mayAnswer, outcomesOf, requestOf } from './calls.ts';
import * as network from './network.ts';
import { apply } from './successors.ts';
import type { Fault, System, TimerConstraint } from './system.ts';
import { birthsOf, drawsAt, inputsOf, isWithin, mayCrashWhen } from './user-code.ts';
import { divergenceOf, standings, viewOf } from './views.ts';
import {
  type Action,
  type Envelope,
  isUp,
  type NodeState,
  type Nondeterminism,
  type Standing,
  type UpNode,
  type World,
  worldKey,
} from './world.ts';

/** How all nodes stand, told when somebody asks. */
export type AllStandings = () => ReadonlyMap<NodeId, Standing>;

/** Whether the crash rule ever lets this node crash. */
export function mayEverCrash({ crash }: System, node: NodeId): boolean {
  return crash !== undefined && (crash.nodes?.includes(node) ?? true);
}

/** Whether a node that is up may crash now. */
export function mayCrash(system: System, node: NodeId, all: AllStandings): boolean {
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
export function drawsOf(system: System, node: NodeId, all: AllStandings): readonly unknown[] {
  return system.births === undefined ? [undefined] : birthsOf(system, node, all());
}

/** The coming up of a node that was handed this. */
export function birthOf(node: NodeId, draw: unknown): Action & { readonly type: 'restart' } {
  return draw === undefined ? { type: 'restart', node } : { type: 'restart', node, draw };
}

/** What a system says of a timer. */
export function constraintOf({ timerConstraints }: System, timer: string): TimerConstraint | undefined {
  return (timerConstraints as Readonly<Record<string, TimerConstraint>> | undefined)?.[timer];
}

/** Whether a timer that is armed may fire. */
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
    const ways = withDrawsAndChoices(
      system,
      world,
      { type: 'deliver', ...envelope },
      { type: 'message', from, message },
    );
    return ways.some((way) => worldKey(apply(system, world, way).world) !== before);
  });
}

/**
 * What may happen in a world, and the names of the bounds that suppressed something (then the world is a cut). A world in
 * which an implementation has left its model is one, too.
 */
export interface Enabled {
  readonly actions: readonly Action[];
  readonly cuts: readonly string[];
  /** What the bounds suppressed, without what the environment might have drawn or the model chosen. */
  readonly suppressed: readonly Action[];
}

// ---------------------------------------------------------------- what may happen

/** What may happen in a world. */
export function actionsOf(system: System, world: World): Enabled {
  const cuts = new Set<string>();
  const up = Object.entries(world.nodes).flatMap(([node, state]) =>
    'up' in state ? [{ node, ...state }] : [],
  );
  if (up.some(({ node, up: state }) => divergenceOf(system, node, state) !== undefined)) {
    return { actions: [], cuts: ['divergence'], suppressed: [] };
  }
  if (system.within && !up.every(({ node }) => isWithin(system, viewOf(system, world, node), node))) {
    return { actions: [], cuts: ['within'], suppressed: [] };
  }
  const actions: Action[] = [];
  const suppressed: Action[] = [];
  const offer = (action: Action, event: Received) =>
    actions.push(...withDrawsAndChoices(system, world, action, event));
  const offerWithin = (name: string, action: Action, event: Received) => {
    const limit = Object.hasOwn(system.bounds ?? {}, name) ? system.bounds?.[name] : undefined;
    if (isWithinLimit(world, name, limit)) return offer(action, event);
    cuts.add(name);
    return suppressed.push(action);
  };

  for (const envelope of network.deliverable(system, world)) {
    const { from, to, message } = envelope;
    if ('up' in (world.nodes[to] as NodeState)) {
      offer({ type: 'deliver', ...envelope }, { type: 'message', from, message });
    }
  }
  for (const { node, armed } of up) {
    for (const timer of armed) {
      if (!mayFire(system, world, node, timer)) continue;
      offerWithin(timer, { type: 'timeout', node, timer }, { type: 'timeout', timer });
    }
  }
  for (const { node } of up) {
    for (const input of system.inputs ? inputsOf(system, viewOf(system, world, node), node) : []) {
      offerWithin(input.type, { type: 'input', node, input }, { type: 'input', input });
    }
  }
  for (const { node, pending = [] } of up) {
    const [record] = pending;
    if (record !== undefined) offer({ type: 'persisted', node, record }, { type: 'persisted', record });
  }
  for (const { node, calls = [] } of up) {
    for (const call of calls) {
      if (mayAnswer(system, world, node, call)) actions.push(requestOf(node, call));
      for (const reply of outcomesOf(system, world, node, call)) {
        const { id, to } = call;
        offer({ type: 'reply', node, from: to, id, reply }, { type: 'reply', from: to, reply });
      }
    }
  }
  actions.push(...faults(system, world));
  return { actions, cuts: [...cuts], suppressed };
}

function faults(system: System, world: World): Action[] {
  const actions: Action[] = [];
  const may = (fault: Fault) => isWithinLimit(world, fault, system.budget?.[fault]);
  const heads = network.heads(system.network, world.inFlight);
  if (system.lossy === true && may('drop')) {
    for (const envelope of heads) actions.push({ type: 'drop', ...envelope });
  }
  if (system.budget?.duplicate !== undefined && may('duplicate')) {
    for (const envelope of heads) actions.push({ type: 'duplicate', ...envelope });
  }
  if (may('inject')) {
    for (const envelope of system.injects ?? []) actions.push({ type: 'inject', ...envelope });
  }
  let seen: ReturnType<AllStandings> | undefined;
  const all: AllStandings = () => {
    seen ??= standings(system, world);
    return seen;
  };
  for (const [node, state] of Object.entries(world.nodes)) {
    if ('up' in state && may('crash') && mayCrash(system, node, all)) actions.push(...crashesOf(node, state));
    if (!('up' in state) && may('restart'))
      actions.push(...drawsOf(system, node, all).map((draw) => birthOf(node, draw)));
  }
  if (world.partition !== undefined) {
    actions.push({ type: 'heal' });
  } else if (may('partition')) {
    for (const { name } of system.partitions ?? []) actions.push({ type: 'partition', name });
  }
  return actions;
}

/** Whether a limit leaves room for one more. */
export function isWithinLimit(world: World, name: string, limit: number | undefined): boolean {
  return limit === undefined || (world.spent[name] as number) < limit;
}

/** The action once for each draw of the environment and each choice of the model. */
export function withDrawsAndChoices<A extends Action & Nondeterminism>(
  system: System,
  world: World,
  action: A,
  event: Received,
): A[] {
  const node = 'node' in action ? action.node : (action as Envelope).to;
  const { up: state } = world.nodes[node] as UpNode;
  const actor = system.nodes[node] as Actor;
  const draws = system.draws ? drawsAt(system, viewOf(system, world, node), event, node) : [];
  return orNone(draws).flatMap((draw) => {
    const drawn = draw === undefined ? action : { ...action, draw };
    const choices = choicesOf(actor, node, state, draw === undefined ? event : { ...event, draw });
    return orNone(choices).map((choice) => (choice === undefined ? drawn : { ...drawn, choice }));
  });
}

function orNone<T>(options: readonly T[]): readonly (T | undefined)[] {
  return options.length === 0 ? [undefined] : options;
}
