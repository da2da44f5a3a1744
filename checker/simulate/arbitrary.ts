/**
 * The fast-check Arbitrary of schedules. It generates a list of actions that are enabled one after the other,
 * and it shrinks a schedule as a list: it removes actions, runs the rest again, and drops each action that is
 * no longer enabled. So every shrunk schedule is possible, and no seed is needed to repeat it.
 */
import fc from 'fast-check';
import { withoutAmbience } from '../actors/ambient.ts';
import type { System } from '../semantics/system.ts';
import { asRandom } from '../values/random.ts';
import { draw, type Schedule, type ScheduleOptions } from './draw.ts';
import { enabledInOrder } from './run.ts';
import { withoutChunks } from './shrink-passes.ts';

/**
 * Schedules of a system; `freshSystem` returns the system for one run, since actors may be live (see
 * `Actor.live`).
 */
export function schedules(freshSystem: () => System, options: ScheduleOptions): fc.Arbitrary<Schedule> {
  return new ScheduleArbitrary(freshSystem, options);
}

class ScheduleArbitrary extends fc.Arbitrary<Schedule> {
  readonly #freshSystem: () => System;
  readonly #options: ScheduleOptions;

  constructor(freshSystem: () => System, options: ScheduleOptions) {
    super();
    this.#freshSystem = freshSystem;
    this.#options = options;
  }

  generate(source: fc.Random): fc.Value<Schedule> {
    const { schedule } = withoutAmbience(() => draw(this.#freshSystem, [], this.#options, asRandom(source)));
    return new fc.Value<Schedule>(schedule, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Schedule {
    return typeof value === 'object' && value !== null && 'actions' in value && 'start' in value;
  }

  /**
   * Removes chunks of halving size, from the end to the beginning, for actions after a violation are not
   * needed.
   */
  shrink(schedule: Schedule): fc.Stream<fc.Value<Schedule>> {
    return fc.stream(this.#shorter(schedule));
  }

  *#shorter({ start, actions, faultFreeSeed }: Schedule): IterableIterator<fc.Value<Schedule>> {
    for (const candidate of withoutChunks(actions)) {
      const enabled = withoutAmbience(() => enabledInOrder(this.#freshSystem(), start, candidate));
      if (enabled.length < actions.length)
        yield new fc.Value<Schedule>({ start, actions: enabled, faultFreeSeed }, undefined);
    }
  }
}
