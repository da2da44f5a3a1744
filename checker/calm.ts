/**
 * The calm after a storm: links are healed, nodes that are down come back, no fault and no input happens any more, and time
 * passes. Timers run as long as the system's `timersMs` say; a message takes a time drawn below half the shortest of them.
 *
 * Time is virtual: a queue of what is due, no clock. What happens is drawn from a seed, so the same world and seed have the
 * same calm.
 */
import type { NodeId } from './actor.ts';
import { canonical } from './canonical.ts';
import { UsageError } from './errors.ts';
import { type Envelope, isEqual } from './network.ts';
import type { Random } from './random.ts';
import { actionsOf, apply, type Outcome } from './semantics.ts';
import type { System } from './system.ts';
import type { Action, World } from './world.ts';

/** One step of the calm. */
export interface CalmStep {
  /** Virtual time since the calm began. */
  readonly atMs: number;
  readonly action: Action;
  readonly outcome: Outcome;
}

/** What is due at a time: a timer, a delivery on a link, a record that is written, or one of a node's calls that gets on. */
interface Due {
  readonly atMs: number;
  readonly action: { readonly type: 'timeout' | 'deliver' | 'persisted' | 'call' } & Partial<
    Envelope & { node: NodeId; timer: string }
  >;
}

/** The system without its cuts: where a scope ends, time does not. */
export function withoutCuts({ within: _, bounds: __, ...system }: System): System {
  return system;
}

/** A failure detector that may lie does so in a storm. */
function faithful({ failureDetector: _, ...system }: System): System {
  return system;
}

/** Lets time pass until nothing is due any more, or `untilMs`. */
export function* calm(scope: System, start: World, random: Random, untilMs: number): Generator<CalmStep> {
  const system = faithful(withoutCuts(scope));
  const latencyMsMax = latencyLimit(system);
  const timers = new Map<string, Due>();
  let deliveries: Due[] = [];
  let world = start;
  let nowMs = 0;

  const arm = (node: NodeId, timer: string) => {
    const [minMs, maxMs] = rangeOf(system, timer);
    const atMs = nowMs + random.upTo(minMs, maxMs);
    timers.set(`${node} ${timer}`, { atMs, action: { type: 'timeout', node, timer } });
  };
  /** On a fifo link nothing overtakes: a message arrives no sooner than the one before it. */
  const send = ({ from, to, message }: Envelope) => {
    const before = deliveries.filter(({ action }) => action.from === from && action.to === to);
    const soonest = system.network === 'fifo' ? Math.max(nowMs, ...before.map(({ atMs }) => atMs)) : nowMs;
    const atMs = Math.max(soonest, nowMs + random.upTo(1, latencyMsMax));
    deliveries.push({ atMs, action: { type: 'deliver', from, to, message } });
  };
  /** The disk is as slow as a link, and writes one record after the other. */
  const write = (node: NodeId) => {
    const before = deliveries.filter(({ action }) => action.type === 'persisted' && action.node === node);
    const soonest = Math.max(nowMs, ...before.map(({ atMs }) => atMs));
    const atMs = Math.max(soonest, nowMs + random.upTo(1, latencyMsMax));
    deliveries.push({ atMs, action: { type: 'persisted', node } });
  };
  const pursue = (node: NodeId) => {
    const atMs = nowMs + random.upTo(1, latencyMsMax);
    if (!deliveries.some(({ action }) => action.type === 'call' && action.node === node))
      deliveries.push({ atMs, action: { type: 'call', node } });
  };
  const take = (action: Action): CalmStep => {
    const outcome = apply(system, world, action);
    world = outcome.world;
    for (const [node, state] of Object.entries(world.nodes))
      if ('up' in state && state.calls !== undefined) pursue(node);
    const node = outcome.stepped?.node;
    for (const effect of outcome.effects) {
      if (effect.type === 'send') send({ from: node as NodeId, to: effect.to, message: effect.message });
      if (effect.type === 'persist' && system.persistence === 'async') write(node as NodeId);
      if (effect.type === 'arm') arm(node as NodeId, effect.timer);
      if (effect.type === 'disarm') timers.delete(`${node} ${effect.timer}`);
    }
    return { atMs: nowMs, action, outcome };
  };

  for (const [node, state] of Object.entries(world.nodes)) {
    if (!('up' in state)) continue;
    for (const timer of state.armed) arm(node, timer);
    for (const _ of state.pending ?? []) write(node);
    if (state.calls !== undefined) pursue(node);
  }
  for (const envelope of world.inFlight) send(envelope);
  const restores = (action: Action) =>
    action.type === 'heal' || (action.type === 'restart' && 'down' in (world.nodes[action.node] as object));
  for (
    let action = offered(system, world).find(restores);
    action !== undefined;
    action = offered(system, world).find(restores)
  ) {
    yield take(action);
  }
  for (;;) {
    const next = [...timers.values(), ...deliveries].reduce<Due | undefined>(
      (first, due) => (first === undefined || due.atMs < first.atMs ? due : first),
      undefined,
    );
    if (next === undefined || next.atMs > untilMs) return;
    nowMs = next.atMs;
    if (next.action.type !== 'timeout') deliveries = deliveries.filter((due) => due !== next);
    else timers.delete(`${next.action.node} ${next.action.timer}`);
    const ways = offered(system, world).filter((action) => isWayOf(action, next.action));
    // A message that merged with an equal one, or was lost with its addressee, is not there any more.
    const way = ways[random.below(ways.length)];
    if (way !== undefined) yield take(way);
  }
}

function rangeOf({ timersMs }: System, timer: string): readonly [minMs: number, maxMs: number] {
  const range = (timersMs as Readonly<Record<string, readonly [number, number]>> | undefined)?.[timer];
  if (range !== undefined) return range;
  throw new UsageError(`system: timer '${timer}' is armed, but timersMs does not say how long it runs`);
}

function offered(system: System, world: World): readonly Action[] {
  return actionsOf(system, world).actions;
}

/** Whether an action is what was due, under any draw and choice. */
function isWayOf(action: Action, due: Due['action']): boolean {
  if (action.type === 'deliver' && due.type === 'deliver') return isEqual(action, due as Envelope);
  if (action.type === 'persisted' && due.type === 'persisted') return action.node === due.node;
  if (due.type === 'call')
    return action.type === 'request'
      ? action.from === due.node
      : action.type === 'reply' && action.node === due.node;
  return (
    action.type === 'timeout' &&
    due.type === 'timeout' &&
    action.node === due.node &&
    action.timer === due.timer
  );
}

/** Below the shortest timeout by half, so that a heartbeat and its answer fit in. */
function latencyLimit({ timersMs }: System): number {
  const shortest = Math.min(
    ...Object.values((timersMs ?? {}) as Record<string, readonly number[]>).map(([minMs]) => minMs as number),
  );
  if (!Number.isFinite(shortest) || shortest < 2) {
    throw new UsageError(
      `system: 'settles' needs timersMs with a shortest timeout of 2 ms or more; it has ${canonical(timersMs)}`,
    );
  }
  return shortest / 2;
}
