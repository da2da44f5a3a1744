/**
 * Discrete-event simulation: one execution of a system in virtual time, without faults. Inputs come at given
 * times, messages take a latency, timers run as long as `timersMs` of the system says. It measures what a
 * protocol costs in a large network: no part of a step grows with the number of nodes.
 *
 * The simulation is a generator that yields after every few steps. The caller owns the clock and can answer a
 * yield with a reason to stop.
 */
import type { Effect, NodeId, Tagged } from '../actors/actor.ts';
import { isolated, withoutAmbience } from '../actors/ambient.ts';
import { isTagged } from '../actors/user-code.ts';
import type { Property } from '../property/property.ts';
import { type Action, type ActionKind, actingNode } from '../semantics/actions.ts';
import { initialCount } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { faultFreeSystem } from '../semantics/variants.ts';
import type { Seen } from '../semantics/views.ts';
import { drain } from '../values/drain.ts';
import { UsageError } from '../values/errors.ts';
import { randomOf } from '../values/random.ts';
import { isRecord, strangeFields } from '../values/shapes.ts';
import { Run } from './run.ts';
import { InPlaceSimulation } from './simulation/in-place.ts';
import { type LatencyMs, VirtualTime } from './simulation/virtual-time.ts';

/** An input that a node receives at a time. */
export interface TimedInput {
  /** Milliseconds of virtual time since the beginning. */
  readonly atMs: number;
  readonly node: NodeId;
  /** One of the inputs that the system offers to the node at that time (`inputs` of the system). */
  readonly input: Tagged;
}

/** A step of a simulation, as an observer sees it. */
export interface TimedStep {
  /** Milliseconds of virtual time since the beginning. */
  readonly atMs: number;
  readonly action: Action;
  /** The node that took the step; absent where a callee answered a request. */
  readonly node?: NodeId;
  readonly effects: readonly Effect[];
  /** The world after the step, as properties see it; the same object during the whole execution. */
  readonly seen: Seen;
}

/** The inputs, the times and the observer of a simulation. */
export interface SimulateOptions {
  /** All random choices follow from it: latencies, durations of timers, draws, choices of a model. */
  readonly seed: number;
  /**
   * The latency of each message, drawn in whole milliseconds, both ends included. A latency that is the same
   * for all messages gives synchronous rounds.
   */
  readonly latencyMs: LatencyMs;
  /** In any order; none by default. An input comes before everything else that is due at its time. */
  readonly inputs?: readonly TimedInput[];
  /** Events after this time are left out; by default the simulation ends when no event is due. */
  readonly untilMs?: number;
  /** The index of the initial world; 0 by default. */
  readonly start?: number;
  /** Properties of the kinds `always`, `step` and `sometimes`, judged after each step; none by default. */
  readonly properties?: readonly Property[];
  /**
   * Called after each step; `'end'` ends the simulation. Like all code of a suite it has no clock and no
   * chance.
   */
  onStep?(step: TimedStep): 'end' | undefined;
}

/** The progress of a simulation. */
export interface SimulateProgress {
  readonly steps: number;
  readonly atMs: number;
}

/** The result of a simulation. */
export interface Simulated extends Seen {
  /**
   * `idle`: no event is due; `time`: events are due after `untilMs`; `observer`: the observer ended it;
   * `violated`: a property is violated; `divergence`: an implementation has left its model, and takes no
   * further steps in lockstep with it; `stopped`: the caller gave a reason to stop.
   */
  readonly ended: 'idle' | 'time' | 'observer' | 'violated' | 'divergence' | 'stopped';
  /** The reason to stop that the caller gave. */
  readonly stopped?: string;
  /** The property that the last step violated. */
  readonly violated?: Property;
  /** The `sometimes` properties that were reached. */
  readonly reached: readonly Property[];
  /** The virtual time of the last step, or `untilMs` if that ended the simulation. */
  readonly atMs: number;
  readonly steps: number;
  /** The number of steps by the kind of their action. */
  readonly counts: Readonly<Partial<Record<ActionKind, number>>>;
  /**
   * All actions in order, for `check` with `along`. Kept only if there are properties: otherwise the memory
   * does not grow with the number of steps.
   */
  readonly actions?: readonly Action[];
}

/** Steps between two yields. */
const stepsBetweenYields = 2_000;

/**
 * Simulates one execution in virtual time. There are no faults: bounds, `within`, timer constraints, budgets
 * and a failure detector that lies do not apply. Nodes that are not up in the initial world stay so.
 *
 * @throws UsageError if the system or the options make no sense, an input is due that the system does not
 * offer, or a timer is armed without `timersMs`; CodeError if an actor or a property fails.
 */
export function simulate(
  system: System,
  options: SimulateOptions,
): Generator<SimulateProgress, Simulated, string | undefined> {
  return isolated(simulating(system, options));
}

/** Simulates to the end, for callers that need no progress. */
export function simulateAll(system: System, options: SimulateOptions): Simulated {
  return withoutAmbience(() => drain(simulating(system, options)));
}

function* simulating(
  system: System,
  options: SimulateOptions,
): Generator<SimulateProgress, Simulated, string | undefined> {
  validateOnce(system);
  refuseOptions(system, options);
  const { seed, latencyMs, inputs = [], untilMs = Infinity, start = 0, properties = [], onStep } = options;
  const faultFree = forwardSystem(faultFreeSystem(system));
  const simulation = new InPlaceSimulation(faultFree, start, 'on demand');
  const run = new Run(faultFree, simulation, properties);
  const time = new VirtualTime(faultFree, randomOf(seed), latencyMs);
  for (const { atMs, node, input } of inputs) time.addInput(atMs, node, input);
  time.addWorld(simulation.world());
  const counts: Partial<Record<ActionKind, number>> = {};
  let steps = 0;
  /** The time of the last step. Events that came to nothing after it do not count. */
  let lastMs = 0;
  const simulated = (ended: Simulated['ended'], more: Pick<Simulated, 'stopped' | 'violated'> = {}) => ({
    ...simulation.seen,
    ...{ ended, reached: run.reached, atMs: ended === 'time' ? untilMs : lastMs, steps, counts },
    ...(properties.length > 0 && { actions: run.taken }),
    ...more,
  });
  while (!run.isOver) {
    if (simulation.isCut) return simulated('divergence');
    const action = time.next(simulation, untilMs);
    if (action === undefined) return simulated(time.isDue ? 'time' : 'idle');
    const taken = run.take(action);
    if (taken === undefined) break;
    if (properties.length === 0) run.taken.length = 0;
    steps++;
    lastMs = time.nowMs;
    counts[action.type] = (counts[action.type] ?? 0) + 1;
    time.addEffects(action, taken.effects);
    const answer = onStep?.(timedStep(lastMs, action, taken.effects, simulation.seen));
    if (run.isOver) break;
    if (answer === 'end') return simulated('observer');
    if (steps % stepsBetweenYields > 0) continue;
    const stopped = yield { steps, atMs: lastMs };
    if (stopped !== undefined) return simulated('stopped', { stopped });
  }
  if (run.failed !== undefined) throw run.failed.cause;
  return simulated('violated', { violated: run.violated as Property });
}

function timedStep(atMs: number, action: Action, effects: readonly Effect[], seen: Seen): TimedStep {
  const node = actingNode(action);
  return node === undefined ? { atMs, action, effects, seen } : { atMs, action, node, effects, seen };
}

/** Systems that are valid: many executions may share one, and its setting may be large. */
const valid = new WeakSet<System>();

function validateOnce(system: System): void {
  if (valid.has(system)) return;
  validate(system);
  valid.add(system);
}

/**
 * The system for one execution that only goes forward: with live actors, where a node cannot read a state of
 * before its step by an atomic call.
 */
function forwardSystem(system: System): System {
  if (system.calls === 'atomic') return system;
  const actors = new Map(
    [...new Set(Object.values(system.nodes))].map((actor) => [actor, actor.live?.() ?? actor]),
  );
  const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, actors.get(actor)]);
  return { ...system, nodes: Object.fromEntries(nodes) };
}

/** The options, all of which are checked before anything runs. */
const fields: readonly string[] = [
  'seed',
  'latencyMs',
  'inputs',
  'untilMs',
  'start',
  'properties',
  'onStep',
] satisfies (keyof SimulateOptions)[];

/** @throws UsageError if an option is unknown or makes no sense: callers may use plain JavaScript. */
function refuseOptions(system: System, options: SimulateOptions): void {
  const problem = problems(system, options).next();
  if (problem.done !== true) throw new UsageError(problem.value);
}

/** The problems of the options, one sentence each. */
function* problems(system: System, options: SimulateOptions): Generator<string> {
  if (!isRecord(options)) {
    yield 'simulate is given no options; give it at least { seed, latencyMs }';
    return;
  }
  yield* strangeFields('simulate', options, fields);
  const { seed, latencyMs, inputs = [], untilMs = 0, start = 0, properties = [], onStep } = options;
  if (!Number.isInteger(seed)) yield `simulate: 'seed' is ${seed}; it must be a whole number`;
  const [minMs, maxMs] = Array.isArray(latencyMs) && latencyMs.length === 2 ? latencyMs : [];
  if (!(isWhole(minMs) && isWhole(maxMs) && minMs <= maxMs))
    yield `simulate: 'latencyMs' is ${JSON.stringify(latencyMs)}; it must be [least, most] in whole milliseconds, for instance [10, 50]`;
  if (!(untilMs >= 0))
    yield `simulate: 'untilMs' is ${untilMs}; it must be a time in milliseconds, 0 or more`;
  if (!(isWhole(start) && start < initialCount(system)))
    yield `simulate: the system has no initial world ${start}; it has ${initialCount(system)}, counted from 0`;
  if (onStep !== undefined && typeof onStep !== 'function') yield "simulate: 'onStep' must be a function";
  if (!Array.isArray(inputs)) yield "simulate: 'inputs' must be a list of { atMs, node, input }";
  for (const [at, timed] of (inputs as readonly Partial<TimedInput>[]).entries()) {
    const { atMs, node, input } = timed ?? {};
    if (typeof atMs !== 'number' || !(atMs >= 0 && atMs < Infinity))
      yield `simulate: input ${at} comes at ${atMs} ms; 'atMs' must be a time in milliseconds, 0 or more`;
    if (node === undefined || !Object.hasOwn(system.nodes, node))
      yield `simulate: input ${at} is for '${node}', which is no node of the system`;
    if (!isTagged(input)) yield `simulate: input ${at} is no object with a 'type'; give it { type: ... }`;
  }
  if (!Array.isArray(properties)) yield "simulate: 'properties' must be a list of properties";
  for (const { name, kind } of properties)
    if (kind !== 'always' && kind !== 'step' && kind !== 'sometimes')
      yield `simulate: property '${name}' is of kind '${kind}', which one execution without faults cannot decide; give it 'always', 'step' or 'sometimes'`;
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
