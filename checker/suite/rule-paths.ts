/**
 * Path coverage: a shortest list of events after which one node takes a rule, for each rule of a model (a
 * transition of its machine, or an outcome of a guard), by the shortest paths of `@xstate/graph`.
 *
 * A machine alone does not determine the events that a node can receive; a scope does. So the scope is
 * explored with model and implementation in lockstep, and the steps of each node form the graph. A path stays
 * in this graph, so its events are possible ones. If the implementation diverges from its model, the path
 * that ends there shows it.
 */
import { getShortestPaths } from '@xstate/graph';
import type { Actor, Birth, NodeId, Received, Step, Tagged } from '../actors/actor.ts';
import { withoutAmbience } from '../actors/ambient.ts';
import type { Exploration, Limits, Progress } from '../explore/result.ts';
import type { Action } from '../semantics/actions.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import type { Standing } from '../semantics/world.ts';
import { changesOf } from '../traces/changes.ts';
import type { Trace } from '../traces/trace.ts';
import { canonical, keyOf } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { explore } from './explore.ts';
import { scopesIn, systemOf } from './subject.ts';
import type { Suite } from './suite.ts';

/** The birth of a node and the events that it then receives. */
export interface Path {
  readonly rule: string;
  readonly scope: string;
  readonly birth: Birth;
  readonly events: readonly Received[];
  /** The lockstep actor of the node. */
  readonly actor: Actor;
}

/** The paths of a scope. */
export interface Paths {
  /** By the rule that the path covers. */
  readonly paths: ReadonlyMap<string, Path>;
  /** Rules that no node takes in this scope. */
  readonly never: readonly string[];
  /** Whether the implementation diverged from its model somewhere; the steps after that are unknown. */
  readonly diverges: boolean;
  /** Why the exploration of the scope ended early, if it did. */
  readonly stopped?: string;
}

/** The rules of a suite's models, in words: transitions, and guards true and false. */
export function rulesOf({ roles }: Suite): readonly string[] {
  return [...new Set(Object.values(roles).flatMap(({ model }) => model.rules ?? []))];
}

/**
 * The shortest path to each rule of a suite's models, in a scope or in all members of a family.
 *
 * @throws UsageError if the suite has no such scope or no implementation, or the scope has a `rebase`, under
 * which the state after a step is not the state before the next one.
 */
export function* pathsOf(
  suite: Suite,
  scope: string,
  limits: Limits = {},
): Generator<Progress, Paths, string | undefined> {
  const all: Paths[] = [];
  for (const name of scopesIn(suite, scope)) all.push(yield* pathsInScope(suite, name, limits));
  const shortest = shortestPaths(all.flatMap(({ paths }) => [...paths.values()]));
  const [stopped] = all.flatMap((one) => one.stopped ?? []);
  return {
    paths: shortest,
    never: rulesOf(suite).filter((rule) => !shortest.has(rule)),
    diverges: all.some(({ diverges }) => diverges),
    ...(stopped !== undefined && { stopped }),
  };
}

/** For each rule the shortest of these paths; of equally short ones the first. */
function shortestPaths(all: readonly Path[]): ReadonlyMap<string, Path> {
  const shortest = new Map<string, Path>();
  for (const path of all) {
    const known = shortest.get(path.rule);
    if (known === undefined || path.events.length < known.events.length) shortest.set(path.rule, path);
  }
  return shortest;
}

function* pathsInScope(
  suite: Suite,
  scope: string,
  limits: Limits,
): Generator<Progress, Paths, string | undefined> {
  const system = asymmetric(systemOf(suite, scope, { side: 'lockstep' }));
  if (system.rebase !== undefined)
    throw new UsageError(`paths need a scope without 'rebase', and '${scope}' has one; name another`);
  // Other actors, such as an adversary, are not in lockstep with a model.
  const lockstepActors = new Set(
    Object.values(system.nodes).filter(({ divergence }) => divergence !== undefined),
  );
  const recorders = new Map([...lockstepActors].map((actor) => [actor, new GraphRecorder(actor)]));
  const nodes = Object.entries(system.nodes).map(([node, actor]) => [
    node,
    recorders.get(actor)?.recording ?? actor,
  ]);
  const recorded = { ...system, nodes: Object.fromEntries(nodes) } as System;
  const { stopped }: Exploration = yield* explore(recorded, [], limits);
  const diverges = [...recorders.values()].some((recorder) => recorder.diverges);
  const states = Math.max(0, ...[...recorders.values()].map((recorder) => recorder.states));
  if (states > statesMax)
    return {
      ...{ paths: new Map(), never: rulesOf(suite), diverges },
      stopped: `nodes have ${states} states in scope ${scope}, more than the ${statesMax} that the search for paths can take`,
    };
  const found = [...recorders.values()].flatMap((recorder) => [...recorder.paths()]);
  const shortest = shortestPaths(found.map((path) => ({ ...path, scope })));
  const never = rulesOf(suite).filter((rule) => !shortest.has(rule));
  return { paths: shortest, never, diverges, ...(stopped !== undefined && { stopped }) };
}

/** With more states, `@xstate/graph` runs for minutes without a pause. */
const statesMax = 10_000;

/** An edge of the graph: the birth of a node, or an event that it receives. */
type PathEvent =
  | { readonly type: 'birth'; readonly birth: Birth }
  | { readonly type: 'event'; readonly event: Received };

/** A vertex of the graph: the key of a node's state, with the rules of the step that led there. */
interface PathState {
  readonly at: string;
  readonly taken: readonly string[];
}

/** The vertex before the birth of a node. */
const unborn: PathState = { at: '', taken: [] };

/** Records the steps of one actor as a graph. */
class GraphRecorder {
  /** The actor, with every step recorded. */
  readonly recording: Actor;
  diverges = false;
  readonly #actor: Actor;
  /** By the state before the step, then by its event. */
  readonly #edges = new Map<
    string,
    Map<string, { readonly pathEvent: PathEvent; readonly target: PathState }>
  >([[unborn.at, new Map()]]);

  constructor(actor: Actor) {
    this.#actor = actor;
    this.recording = {
      init: (birth) => this.#record(unborn.at, { type: 'birth', birth }, actor.init(birth)),
      step: (state, event) => this.#record(keyOf(state), { type: 'event', event }, actor.step(state, event)),
      view: (state) => actor.view(state),
      divergence: (state) => actor.divergence?.(state),
      answer: (state, request) => actor.answer?.(state, request) as Tagged,
    };
  }

  /** The number of its states. */
  get states(): number {
    return this.#edges.size;
  }

  #record(at: string, pathEvent: PathEvent, step: Step): Step {
    const from = this.#edges.get(at) ?? new Map();
    this.#edges.set(at, from);
    const target = { at: keyOf(step.state), taken: step.taken ?? [] };
    from.set(canonical(pathEvent), { pathEvent, target });
    this.diverges ||= this.#actor.divergence?.(step.state) !== undefined;
    return step;
  }

  /** A shortest path to each rule that some step took. */
  *paths(): Generator<Omit<Path, 'scope'>> {
    // Vertices differ by the rules of the last step, so a path to each vertex is a path to each rule.
    const logic = {
      transition: ({ at }: PathState, pathEvent: PathEvent) =>
        this.#edges.get(at)?.get(canonical(pathEvent))?.target,
      getInitialSnapshot: () => unborn,
      getPersistedSnapshot: (state: PathState) => state,
    };
    const shortest = getShortestPaths(logic as never, {
      fromState: unborn as never,
      events: (({ at }: PathState) =>
        [...(this.#edges.get(at)?.values() ?? [])].map(({ pathEvent }) => pathEvent)) as never,
      serializeState: (({ at, taken }: PathState) => `${at} ${taken.join('; ')}`) as never,
      serializeEvent: canonical,
      limit: Number.POSITIVE_INFINITY,
    }) as unknown as readonly {
      readonly state: PathState;
      readonly steps: readonly { readonly event: PathEvent }[];
    }[];
    const known = new Set<string>();
    for (const { state, steps } of shortest.toSorted((a, b) => a.steps.length - b.steps.length)) {
      const uncovered = state.taken.filter((rule) => !known.has(rule));
      if (uncovered.length === 0) continue;
      const pathEvents = steps.map(({ event }) => event);
      const birth = pathEvents.find((one) => one.type === 'birth')?.birth as Birth;
      const events = pathEvents.flatMap((one) => (one.type === 'event' ? [one.event] : []));
      for (const rule of uncovered) {
        known.add(rule);
        yield { rule, birth, events, actor: this.#actor };
      }
    }
  }
}

/** The result of executing a path. */
export interface PathResult {
  /** The trace of the one node; its messages have no sender in the trace. */
  readonly trace: Trace;
  /** Whether its last step took the rule. */
  readonly isTaken: boolean;
  readonly divergence?: NonNullable<ReturnType<NonNullable<Actor['divergence']>>>;
}

/** Executes a path by model and implementation in lockstep. */
export function executePath(path: Path): PathResult {
  return withoutAmbience(() => executed(path));
}

function executed({ rule, birth, events, actor }: Path): PathResult {
  const { self } = birth;
  const standing = (state: unknown): Standing => {
    const divergence = actor.divergence?.(state);
    return { up: actor.view(state), ...(divergence !== undefined && { divergence }) };
  };
  let last = actor.init(birth);
  const initial = { [self]: standing(last.state) };
  const steps = events.map((event) => {
    const before = standing(last.state);
    last = actor.step(last.state, event);
    const changes = changesOf(self, before, standing(last.state));
    return { action: actionOf(self, event), effects: last.effects, changes };
  });
  const divergence = actor.divergence?.(last.state);
  return {
    trace: { start: 0, initial, steps },
    isTaken: last.taken?.includes(rule) ?? false,
    ...(divergence !== undefined && { divergence }),
  };
}

function actionOf(node: NodeId, event: Received): Action {
  switch (event.type) {
    case 'message':
      return { ...event, type: 'deliver', to: node };
    case 'reply':
      return { ...event, node, id: 0 };
    default:
      return { ...event, node };
  }
}
