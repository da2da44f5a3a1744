/**
 * Successors: the worlds in which a system begins (`initialWorlds`), and the world after an action (`apply`).
 * With the enabled actions of `enabled.ts` these are the semantics of a system, and the definition that every
 * engine must equal.
 *
 * One action is one atomic step: a node takes one event, and all effects of that step are in place before the
 * next action. Unless persistence is `async`, a record that the step persists is durable by then, and the
 * node has received `persisted`.
 */
import type { Actor, Birth, Effect, NodeId, Received, Step } from '../actors/actor.ts';
import { choicesOf, guarded, initOf, noEffect, refuseUntagged, stepOf } from '../actors/user-code.ts';
import { canonical, keyOf } from '../values/canonical.ts';
import { CodeError } from '../values/errors.ts';
import type { Action, Nondeterminism } from './actions.ts';
import { answerOf, openCalls, refuseCall, withCall, withLostCalls } from './calls.ts';
import type { Envelope } from './envelope.ts';
import * as network from './network.ts';
import type { CrashRule, Fault, MonitorEvent, Start, System } from './system.ts';
import { historyAfter } from './user-code.ts';
import { isUp, type NodeState, type Outcome, type UpNode, type World } from './world.ts';

// ---------------------------------------------------------------- initial worlds

/** The initial worlds of a system. `note` is called with the outcome of each node that comes up. */
export function initialWorlds(system: System, note: (outcome: Outcome) => void = () => {}): readonly World[] {
  if (system.listed !== undefined) return system.listed;
  return (system.starts ?? [{}]).map((start) => {
    const begins = Object.keys(system.nodes).map((node): [NodeId, Start] => [
      node,
      start[node] ?? { up: undefined },
    ]);
    let world: World = {
      nodes: Object.fromEntries(begins.map(([node, how]) => [node, beginning(how)])),
      inFlight: [],
      spent: nothingSpent(system),
      history: system.monitor?.first,
    };
    for (const [node, how] of begins) {
      if (!('up' in how)) continue;
      const outcome = bringUp(system, world, node, how.up, how.draw, 'start');
      note(outcome);
      world = outcome.world;
    }
    return world;
  });
}

/** A node that is about to come up counts as up: messages from the nodes before it are not lost. */
function beginning(how: Start): NodeState {
  return 'up' in how ? { up: undefined, armed: [], durable: how.up } : how;
}

/** The counters of budgets and bounds, all at 0. */
export function nothingSpent({ budget = {}, bounds = {} }: System): World['spent'] {
  return Object.fromEntries([...Object.keys(budget), ...Object.keys(bounds)].map((name) => [name, 0]));
}

// ---------------------------------------------------------------- the world after an action

/**
 * The outcome of an action that is enabled in a world.
 *
 * @throws CodeError if the actor that takes the step fails.
 */
export function apply(system: System, world: World, action: Action): Outcome {
  switch (action.type) {
    case 'deliver': {
      const { from, to, message } = action;
      const delivered = { ...world, inFlight: network.afterDelivery(system.network, world.inFlight, action) };
      return react(system, delivered, to, { type: 'message', from, message }, action);
    }
    case 'timeout': {
      const { node, timer } = action;
      const state = world.nodes[node] as UpNode;
      const fired = withNode(spendBound(system, world, timer), node, {
        ...state,
        armed: state.armed.filter((name) => name !== timer),
      });
      return react(system, fired, node, { type: 'timeout', timer }, action);
    }
    case 'input': {
      const { node, input } = action;
      const counted = monitored(system, spendBound(system, world, input.type), {
        type: 'input',
        node,
        input,
      });
      return react(system, counted, node, { type: 'input', input }, action);
    }
    case 'persisted': {
      const { node, record } = action;
      const { pending = [], ...state } = world.nodes[node] as UpNode;
      const written = withNode(world, node, { ...state, durable: record, ...waiting(pending.slice(1)) });
      return react(system, written, node, { type: 'persisted', record }, action);
    }
    case 'request': {
      const { from, to, id, request } = action;
      const reply = answerOf(system, world, from, to, request);
      const { calls = [] } = world.nodes[from] as UpNode;
      return quiet(
        setUp(world, from, openCalls(calls.map((call) => (call.id === id ? { ...call, reply } : call)))),
      );
    }
    case 'reply': {
      const { node, from, id, reply } = action;
      const { calls = [], ...state } = world.nodes[node] as UpNode;
      const closed = withNode(world, node, {
        ...state,
        ...openCalls(calls.filter((call) => call.id !== id)),
      });
      return react(system, closed, node, { type: 'reply', from, reply }, action);
    }
    case 'drop':
      return quiet({ ...spend(world, 'drop'), inFlight: network.without(world.inFlight, action) });
    case 'duplicate':
      return quiet({ ...spend(world, 'duplicate'), inFlight: network.withCopy(world.inFlight, action) });
    case 'inject':
      return quiet(sendOn(system, spend(world, 'inject'), action));
    case 'crash':
      return quiet(crash(system, spend(world, 'crash'), action.node, action.kept));
    case 'restart': {
      const { node, draw } = action;
      const state = world.nodes[node] as NodeState;
      const record = 'down' in state ? state.down : undefined;
      const restarting = monitored(system, spend(world, 'restart'), { type: 'restart', node });
      return bringUp(system, restarting, node, record, draw, 'restart');
    }
    case 'partition':
      return quiet({ ...spend(world, 'partition'), partition: action.name });
    case 'heal': {
      const { partition: _healed, ...healed } = world;
      return quiet(healed);
    }
  }
}

/** An outcome in which no node takes a step. */
function quiet(world: World): Outcome {
  return { world, effects: [] };
}

/** Counts a fault that the system limits. */
function spend(world: World, fault: Fault): World {
  return Object.hasOwn(world.spent, fault) ? withOneMore(world, fault) : world;
}

/** Counts a timeout or an input that the system bounds; an input may have the name of a fault. */
function spendBound({ bounds }: System, world: World, name: string): World {
  return Object.hasOwn(bounds ?? {}, name) ? withOneMore(world, name) : world;
}

function withOneMore(world: World, name: string): World {
  return { ...world, spent: { ...world.spent, [name]: (world.spent[name] as number) + 1 } };
}

function withNode(world: World, node: NodeId, state: NodeState): World {
  return { ...world, nodes: { ...world.nodes, [node]: state } };
}

/** The world after the monitor has folded an event; without a monitor the same world. */
export function monitored(system: System, world: World, event: MonitorEvent): World {
  if (system.monitor === undefined || system.adversaries?.includes(event.node)) return world;
  const before = keyOf(world.history);
  const history = historyAfter(system, world.history, event);
  if (canonical(world.history) === before) return { ...world, history };
  throw new CodeError('the monitor changed its history in place; return a new one instead');
}

/** The world after a crash: the node keeps the last of `kept` completed writes, and calls to it are lost. */
function crash(system: System, world: World, node: NodeId, kept = 0): World {
  const { inbox, outbox, returns } = system.crash as CrashRule;
  const { durable, pending = [] } = world.nodes[node] as UpNode;
  const record = kept === 0 ? durable : pending[kept - 1];
  const state: NodeState = returns === 'recovered' ? { down: record } : { absent: true };
  const inFlight = world.inFlight.filter(
    ({ from, to }) => !(inbox === 'lost' && to === node) && !(outbox === 'lost' && from === node),
  );
  const nodes = Object.entries(world.nodes).map(([name, other]) => [name, withLostCalls(other, node)]);
  const others = { ...world, nodes: Object.fromEntries(nodes), inFlight };
  return monitored(system, withNode(others, node, state), { type: 'crash', node });
}

/** The outcome of a node that comes up, in an initial world or at a restart. */
function bringUp(
  system: System,
  world: World,
  node: NodeId,
  durable: object | undefined,
  draw: unknown,
  type: 'start' | 'restart',
): Outcome {
  const actor = system.nodes[node] as Actor;
  const birth = birthIn(system, node, durable, draw);
  const step = initOf(actor, birth);
  const fresh: NodeState = { up: step.state, armed: [], durable };
  return settle(system, withNode(world, node, fresh), node, { type }, step);
}

/** The birth of a node: the data with which its actor begins. */
export function birthIn(
  { nodes, setting }: System,
  self: NodeId,
  durable: object | undefined,
  draw: unknown,
): Birth {
  return {
    self,
    nodes: Object.keys(nodes),
    setting: setting as object,
    ...(durable !== undefined && { durable }),
    ...(draw !== undefined && { draw }),
  };
}

/** The outcome of an event that a node receives. */
function react(
  system: System,
  world: World,
  node: NodeId,
  bare: Received,
  { draw, choice }: Nondeterminism,
): Outcome {
  const event: Received = draw === undefined ? bare : { ...bare, draw };
  const { up: state } = world.nodes[node] as UpNode;
  const actor = system.nodes[node] as Actor;
  const step = stepOf(actor, node, state, event, choice);
  const outcome = settle(system, world, node, event, step);
  return step.ignored === true ? { ...outcome, ignored: true } : outcome;
}

/** A step that persists more records than this, each in reaction to `persisted`, is refused as endless. */
export const persistedMax = 100;

/**
 * The outcome of a step: its effects are applied in order. Within the same action the node receives
 * `persisted` for each record that is durable at once, and the reply of each atomic call.
 */
function settle(
  system: System,
  before: World,
  node: NodeId,
  event: Received | { readonly type: 'start' } | { readonly type: 'restart' },
  step: Step,
): Outcome {
  const actor = system.nodes[node] as Actor;
  const effects: Effect[] = [...step.effects];
  const taken: string[] = [...(step.taken ?? [])];
  let state = step.state;
  let persists = 0;
  let calls = 0;
  for (let at = 0; at < effects.length; at++) {
    const effect = effects[at] as Effect;
    if (effect.type === 'persist' && system.persistence !== 'async' && ++persists > persistedMax)
      throw endlessPersisting(node);
    if (effect.type === 'call') refuseCall(system, node, event, effect, ++calls);
    const then = atOnce(system, before, node, effect);
    if (then === undefined) continue;
    if (choicesOf(actor, node, state, then).length > 0) throw choiceWithin(node, then);
    const next = stepOf(actor, node, state, then);
    state = next.state;
    effects.push(...next.effects);
    taken.push(...(next.taken ?? []));
  }
  guarded(node, 'the state it came to', () => keyOf(state));
  const world = effects.reduce(
    (sofar, effect) => withEffect(system, sofar, node, effect),
    setUp(before, node, { up: state }),
  );
  return {
    world,
    ...(event.type !== 'start' && { stepped: { node, event } }),
    effects,
    ...(taken.length > 0 && { taken }),
  };
}

/** The event that an effect causes within the same action: `persisted`, or the reply of an atomic call. */
function atOnce(system: System, before: World, node: NodeId, effect: Effect): Received | undefined {
  if (effect.type === 'persist' && system.persistence !== 'async')
    return { type: 'persisted', record: effect.record };
  if (effect.type !== 'call' || system.calls !== 'atomic') return undefined;
  const { to, request } = effect;
  return { type: 'reply', from: to, reply: answerOf(system, before, node, to, request) };
}

/** The pending writes of a node; no field where there are none, so that equal nodes have equal keys. */
export function waiting(pending: readonly object[]): Pick<UpNode, 'pending'> {
  return pending.length === 0 ? {} : { pending };
}

/** The world after a change of a node that is up. */
function setUp(world: World, node: NodeId, change: Partial<UpNode>): World {
  return withNode(world, node, { ...(world.nodes[node] as UpNode), ...change });
}

/** The world after one effect of a node's step. */
function withEffect(system: System, world: World, node: NodeId, effect: Effect): World {
  const { armed } = world.nodes[node] as UpNode;
  switch (effect.type) {
    case 'send': {
      const { to, message } = effect;
      if (world.nodes[to] === undefined) throw sentToStranger(world, node, effect);
      refuseUntagged(node, 'the message', message);
      guarded(node, `sending '${message.type}'`, () => keyOf(message));
      const sent = sendOn(system, world, { from: node, to, message });
      return system.monitor?.observesSends === true
        ? monitored(system, sent, { type: 'send', node, to, message })
        : sent;
    }
    case 'output':
      refuseUntagged(node, 'the output', effect.value);
      guarded(node, 'an output', () => keyOf(effect.value));
      return monitored(system, world, { type: 'output', node, output: effect.value });
    case 'persist':
      guarded(node, 'the record it persists', () => keyOf(effect.record));
      if (system.persistence === 'async') {
        const { pending = [] } = world.nodes[node] as UpNode;
        return setUp(world, node, waiting([...pending, effect.record]));
      }
      return setUp(world, node, { durable: effect.record });
    case 'arm':
      return armed.includes(effect.timer)
        ? world
        : setUp(world, node, { armed: [...armed, effect.timer].sort() });
    case 'disarm':
      return setUp(world, node, { armed: armed.filter((timer) => timer !== effect.timer) });
    case 'call': {
      if (system.calls === 'atomic') return world;
      const { to, request } = effect;
      refuseUntagged(node, 'the request', request);
      guarded(node, `calling '${to}'`, () => keyOf(request));
      if (world.nodes[to] === undefined) answerOf(system, world, node, to, request);
      const { calls = [] } = world.nodes[node] as UpNode;
      return setUp(world, node, openCalls(withCall(calls, to, request)));
    }
    default:
      throw noEffect(node, effect);
  }
}

/**
 * The world with one more message in flight, unless the message is lost: its link never works, or its
 * addressee is not up.
 */
function sendOn(system: System, world: World, { from, to, message }: Envelope): World {
  if (network.isSevered(system, from, to)) return world;
  if (!isUp(world, to) && system.crash?.inbox === 'lost') return world;
  return { ...world, inFlight: network.sent(system.network, world.inFlight, { from, to, message }) };
}

/** The error for a node that answers every `persisted` with another record. */
export function endlessPersisting(node: NodeId): CodeError {
  return new CodeError(
    `node '${node}' answers every persisted with another persist; let one record end the step`,
  );
}

/** The error for a model with choices at an event within a step. */
export function choiceWithin(node: NodeId, { type }: Received): CodeError {
  return new CodeError(
    `node '${node}' leaves a choice open at ${type}, within another event's step; choose there`,
  );
}

/** The error for a message to a node that the system does not have. */
export function sentToStranger(
  { nodes }: Pick<World, 'nodes'>,
  node: NodeId,
  { to, message }: Extract<Effect, { type: 'send' }>,
): CodeError {
  return new CodeError(
    `node '${node}' sent '${message?.type}' to '${to}', which is no node of the system; nodes: ${Object.keys(nodes).join(', ')}`,
  );
}
