/**
 * Path coverage: for each rule of a model (a transition of its machine, a guard that came out true or false) the shortest list of
 * events after which one node takes it, as `@xstate/graph` finds it.
 *
 * A machine alone does not say which events it may meet; a scope does. So model and implementation go through a scope in lockstep,
 * and what each node met there, in which state, is noted: that is the graph. A path never leaves it, so no path asks of an
 * implementation what cannot happen. Where the implementation leaves its model, the path that ends there shows it.
 */
import { getShortestPaths } from '@xstate/graph';
import type { Actor, Birth, NodeId, Received, Step, Tagged } from '../actors/actor.ts';
import { withoutAmbience } from '../actors/ambient.ts';
import type { Exploration, Limits, Progress } from '../explore/result.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import type { Action, Standing } from '../semantics/world.ts';
import { changesOf, type Trace } from '../traces/trace.ts';
import { canonical, keyOf } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { explore } from './explore.ts';
import { systemOf } from './subject.ts';
import type { Suite } from './suite.ts';

/** What a node comes up with, and what it then meets. */
export interface Path {
  readonly rule: string;
  readonly scope: string;
  readonly birth: Birth;
  readonly events: readonly Received[];
  /** Model and implementation in lockstep, as the node plays them. */
  readonly actor: Actor;
}

/** The paths that were found in a scope. */
export interface Paths {
  /** By the rule they take. */
  readonly paths: ReadonlyMap<string, Path>;
  /** Rules that no node takes in this scope. */
  readonly never: readonly string[];
  /** Whether the implementation left its model anywhere: nothing is known of what comes after that. */
  readonly diverges: boolean;
  /** Why the scope was not seen to its end, if so. */
  readonly stopped?: string;
}

/** Everything that the models of a suite can take, in words: transitions, and guards true and false. */
export function rulesOf({ roles }: Suite): readonly string[] {
  return [...new Set(Object.values(roles).flatMap(({ model }) => model.rules ?? []))];
}

/**
 * The shortest path to each rule of a suite's models, in a scope.
 *
 * @throws UsageError where the suite has no such scope, or no implementation, or the scope has a `rebase`: a node then goes on from
 * another state than the one it came to.
 */
export function* pathsOf(
  suite: Suite,
  scope: string,
  limits: Limits = {},
): Generator<Progress, Paths, string | undefined> {
  const system = asymmetric(systemOf(suite, scope, { side: 'lockstep' }));
  if (system.rebase !== undefined)
    throw new UsageError(`paths are sought in scopes without 'rebase', which '${scope}' has; name another`);
  // Whoever is no pair, such as an adversary, has no model to leave.
  const pairs = new Set(Object.values(system.nodes).filter(({ divergence }) => divergence !== undefined));
  const notes = new Map([...pairs].map((actor) => [actor, new Notes(actor)]));
  const nodes = Object.entries(system.nodes).map(([node, actor]) => [
    node,
    notes.get(actor)?.noting ?? actor,
  ]);
  const noted = { ...system, nodes: Object.fromEntries(nodes) } as System;
  const { stopped }: Exploration = yield* explore(noted, [], limits);
  const diverges = [...notes.values()].some((one) => one.diverges);
  const places = Math.max(0, ...[...notes.values()].map((one) => one.places));
  if (places > placesMax)
    return {
      ...{ paths: new Map(), never: rulesOf(suite), diverges },
      stopped: `nodes can stand in ${places} ways in scope ${scope}, more than the ${placesMax} among which paths are sought`,
    };
  const shortest = new Map<string, Path>();
  for (const one of notes.values()) {
    for (const found of one.paths()) {
      const path = { ...found, scope };
      const known = shortest.get(path.rule);
      if (known === undefined || path.events.length < known.events.length) shortest.set(path.rule, path);
    }
  }
  const never = rulesOf(suite).filter((rule) => !shortest.has(rule));
  return { paths: shortest, never, diverges, ...(stopped !== undefined && { stopped }) };
}

/** Of more, `@xstate/graph` takes minutes without a pause. */
const placesMax = 10_000;

/** What happens to a node: it comes up, or it receives something. */
type Happening =
  | { readonly type: 'birth'; readonly birth: Birth }
  | { readonly type: 'event'; readonly event: Received };

/** Where a node stands, and what it took to come there. Before it comes up it stands nowhere. */
interface Place {
  readonly at: string;
  readonly taken: readonly string[];
}

const nowhere: Place = { at: '', taken: [] };

/** What was seen of one actor: from where, by what, to where. */
class Notes {
  /** The actor, but everything it is asked is noted. */
  readonly noting: Actor;
  diverges = false;
  readonly #actor: Actor;
  /** By where the node stood, then by what happened to it. */
  readonly #seen = new Map<string, Map<string, { readonly happening: Happening; readonly place: Place }>>([
    [nowhere.at, new Map()],
  ]);

  constructor(actor: Actor) {
    this.#actor = actor;
    this.noting = {
      init: (birth) => this.#note(nowhere.at, { type: 'birth', birth }, actor.init(birth)),
      step: (state, event) => this.#note(keyOf(state), { type: 'event', event }, actor.step(state, event)),
      view: (state) => actor.view(state),
      divergence: (state) => actor.divergence?.(state),
      answer: (state, request) => actor.answer?.(state, request) as Tagged,
    };
  }

  /** In how many ways it was seen to stand. */
  get places(): number {
    return this.#seen.size;
  }

  #note(at: string, happening: Happening, step: Step): Step {
    const from = this.#seen.get(at) ?? new Map();
    this.#seen.set(at, from);
    const place = { at: keyOf(step.state), taken: step.taken ?? [] };
    from.set(canonical(happening), { happening, place });
    this.diverges ||= this.#actor.divergence?.(step.state) !== undefined;
    return step;
  }

  /** A shortest path to each rule that was taken. */
  *paths(): Generator<Omit<Path, 'scope'>> {
    // Where a node stands is told apart by what it took to come there, so that a path to each place is one to each rule.
    const logic = {
      transition: ({ at }: Place, happening: Happening) =>
        this.#seen.get(at)?.get(canonical(happening))?.place,
      getInitialSnapshot: () => nowhere,
      getPersistedSnapshot: (place: Place) => place,
    };
    const shortest = getShortestPaths(logic as never, {
      fromState: nowhere as never,
      events: (({ at }: Place) =>
        [...(this.#seen.get(at)?.values() ?? [])].map(({ happening }) => happening)) as never,
      serializeState: (({ at, taken }: Place) => `${at} ${taken.join('; ')}`) as never,
      serializeEvent: canonical,
      limit: Number.POSITIVE_INFINITY,
    }) as unknown as readonly {
      readonly state: Place;
      readonly steps: readonly { readonly event: Happening }[];
    }[];
    const known = new Set<string>();
    for (const { state, steps } of shortest.toSorted((a, b) => a.steps.length - b.steps.length)) {
      const news = state.taken.filter((rule) => !known.has(rule));
      if (news.length === 0) continue;
      const happenings = steps.map(({ event }) => event);
      const birth = happenings.find((one) => one.type === 'birth')?.birth as Birth;
      const events = happenings.flatMap((one) => (one.type === 'event' ? [one.event] : []));
      for (const rule of news) {
        known.add(rule);
        yield { rule, birth, events, actor: this.#actor };
      }
    }
  }
}

/** What came of a path. */
export interface Walked {
  /** The node's own view of it: a trace of one node, whose messages nobody sent. */
  readonly trace: Trace;
  /** Whether its last step took the rule. */
  readonly isTaken: boolean;
  readonly divergence?: NonNullable<ReturnType<NonNullable<Actor['divergence']>>>;
}

/** Goes a path with model and implementation, as far as they agree. */
export function walkPath(path: Path): Walked {
  return withoutAmbience(() => walked(path));
}

function walked({ rule, birth, events, actor }: Path): Walked {
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
