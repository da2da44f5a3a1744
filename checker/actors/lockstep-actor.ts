/**
 * The lockstep actor: a model and an implementation as one actor that takes every step with both. An
 * exhaustive search of it proves, for its scope, that the implementation refines the model: each step of the
 * implementation is a step of the model.
 *
 * Its state is the *set* of model states that agree with the implementation so far, and the implementation's
 * state. Where the model has choices, every choice is tried, and those that agree with the implementation
 * stay. If none is left, the implementation has diverged: the divergence (the nearest miss) is part of the
 * state, and the pair takes no further steps.
 *
 * Two steps agree if their observable effects are equal: the same messages in the same order to each node,
 * the same outputs in order, the same timers armed (and armed anew), the same durable record, and the same
 * view. The order of messages to different nodes does not count, nor does the number of times that a timer is
 * armed or a record is written.
 */
import { canonical, keyOf } from '../values/canonical.ts';
import { CodeError } from '../values/errors.ts';
import { type Naming, renamed, renamedTimers } from '../values/rename.ts';
import type { Actor, Deviation, Divergence, Effect, NodeId, Received, Shape, Step, Tagged } from './actor.ts';
import { memoised } from './memoised-actor.ts';
import { list, object, renamedState, stepFrom } from './user-code.ts';

/** A model and an implementation between two steps that they take together. */
export interface LockstepState {
  /** Model states that agree so far, each once, in canonical order. */
  readonly models: readonly unknown[];
  readonly implementation: unknown;
  /**
   * The armed timers and the durable record of the world; effects are compared by the changes that they make
   * to these.
   */
  readonly armed: readonly string[];
  readonly durable: unknown;
  readonly divergence?: Divergence;
}

/** The observation of a step: everything that the world sees of it. */
interface Observation extends Pick<ObservableEffects, 'sends' | 'outputs'> {
  readonly armed: readonly string[];
  /** Timers that are armed anew in this step. */
  readonly rearmed: readonly string[];
  readonly durable: unknown;
  readonly view: Readonly<Record<string, unknown>>;
}

/** A step of the model under one choice. */
interface Candidate {
  readonly step: Step;
  readonly observed: Observation;
}

/** The pair as one actor. Its effects and view are the implementation's. */
export function lockstep<P extends Shape>(
  model: Actor<P>,
  implementation: Actor<P>,
): Actor<P, LockstepState> {
  return new Lockstep(model as unknown as Actor, implementation as unknown as Actor) as unknown as Actor<
    P,
    LockstepState
  >;
}

/** The actor of a pair: each event is a step of the implementation and of every model state. */
class Lockstep implements Actor {
  readonly timers?: readonly string[];
  readonly inputs?: readonly string[];
  readonly adapter?: NonNullable<Actor['adapter']>;
  readonly #model: Actor;
  readonly #implementation: Actor;
  /** The model for schedules, in which few states of the model occur many times. */
  #memoised: Actor | undefined;

  constructor(model: Actor, implementation: Actor) {
    this.#model = model;
    this.#implementation = implementation;
    if (model.timers !== undefined) this.timers = model.timers;
    if (model.inputs !== undefined) this.inputs = model.inputs;
    const adapter = implementation.adapter ?? model.adapter;
    if (adapter !== undefined) this.adapter = adapter;
  }

  init(birth: Parameters<Actor['init']>[0]): Step {
    const fresh = { armed: [], durable: birth.durable };
    return this.#compare(fresh, this.#implementation.init(birth), [this.#model.init(birth)]);
  }

  step(state: unknown, event: Received): Step {
    const before = state as LockstepState;
    if (before.divergence !== undefined) return { state, effects: [], ignored: true };
    const armed =
      event.type === 'timeout' ? before.armed.filter((timer) => timer !== event.timer) : before.armed;
    const steps = before.models.flatMap((one) => {
      const choices = list('choices', this.#model.choices?.(one, event) ?? []);
      return choices.length === 0
        ? [this.#model.step(one, event)]
        : choices.map((choice) => this.#model.step(one, event, choice));
    });
    return this.#compare(
      { ...before, armed },
      this.#implementation.step(before.implementation, event),
      steps,
    );
  }

  view(state: unknown): object {
    return this.#implementation.view((state as LockstepState).implementation);
  }

  /**
   * @throws CodeError if no model state that agrees so far has the same reply: a reply changes no state
   * that could be compared.
   */
  answer(state: unknown, request: Tagged): Tagged {
    const { models, implementation } = state as LockstepState;
    const reply = this.#implementation.answer?.(implementation, request);
    const expected = models.map((one) => this.#model.answer?.(one, request));
    if (reply !== undefined && expected.some((one) => canonical(one) === canonical(reply))) return reply;
    throw new CodeError(
      `the implementation leaves its model: its answer should be ${canonical(expected[0])}, but is ${canonical(reply)}`,
    );
  }

  anew(): Actor {
    return new Lockstep(this.#model, this.#implementation.anew?.() ?? this.#implementation);
  }

  live(): Actor {
    this.#memoised ??= memoised(this.#model);
    return new Lockstep(this.#memoised, this.#implementation.live?.() ?? this.#implementation);
  }

  divergence(state: unknown): Divergence | undefined {
    return (state as LockstepState).divergence;
  }

  rename(state: unknown, name: Naming): unknown {
    const { models, implementation, armed, durable, divergence } = state as LockstepState;
    return {
      models: inOrder(models.map((one) => renamedState(this.#model, one, name))),
      implementation: renamedState(this.#implementation, implementation, name),
      armed: renamedTimers(armed, name),
      durable: renamed(durable, name),
      // The description of a divergence is not renamed: which difference comes first depends on names.
      ...(divergence && { divergence }),
    } satisfies LockstepState;
  }

  /** Compares a step of the implementation with the possible steps of the model. */
  #compare(before: Pick<LockstepState, 'armed' | 'durable'>, own: Step, steps: readonly Step[]): Step {
    for (const step of [own, ...steps]) stepFrom(step);
    // An implementation that failed takes no further steps; what its model does is not compared then.
    const failure = this.#implementation.divergence?.(own.state);
    if (failure !== undefined) return failedStep(before, own, failure);
    const observed = observationOf(before, own.effects, viewOf(this.#implementation, own.state));
    const candidates = steps.map((step): Candidate => {
      return { step, observed: observationOf(before, step.effects, viewOf(this.#model, step.state)) };
    });
    const agreeing = candidates.filter((candidate) => differences(candidate.observed, observed).length === 0);
    const divergence = agreeing.length === 0 ? nearestMiss(candidates, observed) : undefined;
    const state: LockstepState = {
      models: inOrder(agreeing.map(({ step }) => step.state)),
      implementation: own.state,
      armed: observed.armed,
      durable: observed.durable,
      ...(divergence && { divergence }),
    };
    const ignored = own.ignored === true && agreeing.every(({ step }) => step.ignored === true);
    const possible = agreeing.length === 0 ? candidates : agreeing;
    const taken = new Set(possible.flatMap(({ step }) => step.taken ?? []));
    return {
      state,
      effects: own.effects,
      ...(ignored && { ignored }),
      ...(taken.size > 0 && { taken: [...taken].sort() }),
    };
  }
}

/** The step of a pair whose implementation failed. */
function failedStep(
  { armed, durable }: Pick<LockstepState, 'armed' | 'durable'>,
  { state: implementation, effects }: Step,
  divergence: Divergence,
): Step {
  const state: LockstepState = { models: [], implementation, armed, durable, divergence };
  return { state, effects };
}

/** The view of one of the two. */
function viewOf(actor: Actor, state: unknown): object {
  return object('a view', actor.view(state));
}

/** States in canonical order, each once. */
function inOrder(states: readonly unknown[]): readonly unknown[] {
  const byKey = new Map(states.map((state) => [keyOf(state), state]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, state]) => state);
}

/** The observation of a step, given the timers and the record before it. */
function observationOf(
  before: Pick<LockstepState, 'armed' | 'durable'>,
  effects: readonly Effect[],
  view: object,
): Observation {
  const { sends, outputs, timers, records } = observableEffectsOf(effects);
  const rearmed = [...timers].filter(([, last]) => last === 'arm').map(([timer]) => timer);
  const kept = before.armed.filter((timer) => !timers.has(timer));
  return {
    sends,
    outputs,
    armed: [...kept, ...rearmed].sort(),
    rearmed: rearmed.sort(),
    durable: records.length === 0 ? before.durable : records[0],
    view: view as Readonly<Record<string, unknown>>,
  };
}

/**
 * The aspects in which a step of the model differs from that of the implementation; empty where they agree.
 */
function differences(model: Observation, implementation: Observation): Deviation[] {
  const aspects: [what: string, expected: unknown, got: unknown][] = [];
  for (const to of new Set([...model.sends.keys(), ...implementation.sends.keys()])) {
    aspects.push([`sends to ${to}`, model.sends.get(to) ?? [], implementation.sends.get(to) ?? []]);
  }
  aspects.push(['outputs', model.outputs, implementation.outputs]);
  for (const field of new Set([...Object.keys(model.view), ...Object.keys(implementation.view)])) {
    aspects.push([field, model.view[field], implementation.view[field]]);
  }
  aspects.push(['durable record', model.durable, implementation.durable]);
  aspects.push(['armed timers', model.armed, implementation.armed]);
  aspects.push(['timers armed anew', model.rearmed, implementation.rearmed]);
  return aspects
    .filter(([, expected, got]) => canonical(expected) !== canonical(got))
    .map(([what, expected, got]) => ({ what, expected, got }));
}

/** The first difference of the candidate with the fewest differences. */
function nearestMiss(candidates: readonly Candidate[], observed: Observation): Deviation {
  const misses = candidates.map((candidate) => differences(candidate.observed, observed));
  const nearest = misses.reduce((best, miss) => (miss.length < best.length ? miss : best), misses[0] ?? []);
  return nearest[0] ?? { what: 'choices', expected: 'at least one choice', got: 'none' };
}

/** The observable effects of a step; the order of messages to different nodes is left out. */
export interface ObservableEffects {
  /** Messages and requests by addressee, in order. */
  readonly sends: ReadonlyMap<NodeId, readonly unknown[]>;
  readonly outputs: readonly unknown[];
  /** The last effect on each timer that the step armed or disarmed. */
  readonly timers: ReadonlyMap<string, 'arm' | 'disarm'>;
  /** The last record that was persisted, in a list; empty where there was none. */
  readonly records: readonly unknown[];
}

/** The observable effects among the effects of a step. */
export function observableEffectsOf(effects: readonly Effect[]): ObservableEffects {
  const sends = new Map<NodeId, unknown[]>();
  const outputs: unknown[] = [];
  const timers = new Map<string, 'arm' | 'disarm'>();
  let records: unknown[] = [];
  for (const effect of effects) {
    switch (effect.type) {
      case 'send':
        sends.set(effect.to, [...(sends.get(effect.to) ?? []), effect.message]);
        break;
      case 'call':
        sends.set(effect.to, [...(sends.get(effect.to) ?? []), { request: effect.request }]);
        break;
      case 'output':
        outputs.push(effect.value);
        break;
      case 'persist':
        records = [effect.record];
        break;
      case 'arm':
      case 'disarm':
        timers.set(effect.timer, effect.type);
        break;
    }
  }
  return { sends, outputs, timers, records };
}
