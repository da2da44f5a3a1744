/**
 * Schedules as a fast-check Arbitrary: a list of concrete actions, made by walking a system from world to world and
 * choosing among the actions that are enabled, so that none is wasted.
 *
 * A schedule shrinks as a list. Whatever is left after cutting something out is walked again, and actions that are no longer
 * enabled fall out: with a send go its deliveries, with a crash its restart. So every shrunk schedule is one that can
 * happen, and what is kept is never a seed but the actions themselves.
 */
import fc from 'fast-check';
import { canonical } from './canonical.ts';
import { CodeError } from './errors.ts';
import { asRandom, type Random } from './random.ts';
import { actionsOf, apply, initialWorlds } from './semantics.ts';
import type { System } from './system.ts';
import type { Action, World } from './world.ts';

/** A storm of concrete actions, and the calm after it. */
export interface Schedule {
  /** Which initial world, from 0. */
  readonly start: number;
  /** The storm. */
  readonly actions: readonly Action[];
  /** Seed of the calm after it. */
  readonly calm: number;
}

/** A biased way of choosing what happens next; `uniform` has no bias. */
export type Strategy = (actions: readonly Action[], random: Random) => Action;

/** Every enabled action is as likely as any other. */
export const uniform: Strategy = (actions, random) => actions[random.below(actions.length)] as Action;

/** How schedules are drawn. */
export interface ScheduleOptions {
  /** Most actions of a storm. */
  readonly actionsMax: number;
  readonly strategy?: Strategy;
}

/**
 * Schedules of a system. `fresh` gives the system anew for each walk, since actors may be alive (see `Actor.live`).
 */
export function schedules(
  fresh: () => System,
  { actionsMax, strategy = uniform }: ScheduleOptions,
): fc.Arbitrary<Schedule> {
  return new ScheduleArbitrary(fresh, actionsMax, strategy);
}

class ScheduleArbitrary extends fc.Arbitrary<Schedule> {
  readonly #fresh: () => System;
  readonly #actionsMax: number;
  readonly #strategy: Strategy;

  constructor(fresh: () => System, actionsMax: number, strategy: Strategy) {
    super();
    this.#fresh = fresh;
    this.#actionsMax = actionsMax;
    this.#strategy = strategy;
  }

  generate(source: fc.Random): fc.Value<Schedule> {
    const random = asRandom(source);
    const system = this.#fresh();
    const worlds = initialWorlds(system);
    const start = random.below(worlds.length);
    const length = random.upTo(0, this.#actionsMax);
    let world = worlds[start] as World;
    const actions: Action[] = [];
    while (actions.length < length) {
      const enabled = actionsOf(system, world).actions;
      if (enabled.length === 0) break;
      const action = this.#strategy(enabled, random);
      actions.push(action);
      const next = worldAfter(system, world, action);
      if (next === undefined) break;
      world = next;
    }
    return new fc.Value<Schedule>({ start, actions, calm: random.upTo(0, 0x7fffffff) }, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Schedule {
    return typeof value === 'object' && value !== null && 'actions' in value && 'start' in value;
  }

  /** Chunks first, halves of halves, from the end backwards: what comes after the mistake goes first. */
  shrink(schedule: Schedule): fc.Stream<fc.Value<Schedule>> {
    return fc.stream(this.#shorter(schedule));
  }

  *#shorter({ start, actions, calm }: Schedule): IterableIterator<fc.Value<Schedule>> {
    for (let size = Math.ceil(actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let end = actions.length; end > 0; end -= size) {
        const left = [...actions.slice(0, Math.max(0, end - size)), ...actions.slice(end)];
        const walked = possible(this.#fresh(), start, left);
        if (walked.length < actions.length)
          yield new fc.Value<Schedule>({ start, actions: walked, calm }, undefined);
      }
    }
  }
}

/** The actions that can still happen, in order, once those that cannot are left out. */
export function possible(system: System, start: number, actions: readonly Action[]): Action[] {
  let world: World | undefined = initialWorlds(system)[start];
  const left: Action[] = [];
  for (const wanted of actions) {
    if (world === undefined) break;
    const key = canonical(wanted);
    if (!actionsOf(system, world).actions.some((action) => canonical(action) === key)) continue;
    left.push(wanted);
    world = worldAfter(system, world, wanted);
  }
  return left;
}

/** Undefined where an actor fails: whoever runs the schedule will see it, and tell. */
function worldAfter(system: System, world: World, action: Action): World | undefined {
  try {
    return apply(system, world, action).world;
  } catch (error) {
    if (error instanceof CodeError) return undefined;
    throw error;
  }
}
