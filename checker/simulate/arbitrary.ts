import fc from 'fast-check';
import { withoutAmbience } from '../actors/ambient.ts';
import type { System } from '../semantics/system.ts';
import { asRandom } from '../values/random.ts';
import { draw, possible, type Schedule, type ScheduleOptions, withoutChunks } from './draw.ts';

/**
 * Schedules of a system. `fresh` gives the system anew for each walk, since actors may be alive (see `Actor.live`).
 */
export function schedules(fresh: () => System, options: ScheduleOptions): fc.Arbitrary<Schedule> {
  return new ScheduleArbitrary(fresh, options);
}

class ScheduleArbitrary extends fc.Arbitrary<Schedule> {
  readonly #fresh: () => System;
  readonly #options: ScheduleOptions;

  constructor(fresh: () => System, options: ScheduleOptions) {
    super();
    this.#fresh = fresh;
    this.#options = options;
  }

  generate(source: fc.Random): fc.Value<Schedule> {
    const { schedule } = withoutAmbience(() => draw(this.#fresh, [], this.#options, asRandom(source)));
    return new fc.Value<Schedule>(schedule, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Schedule {
    return typeof value === 'object' && value !== null && 'actions' in value && 'start' in value;
  }

  /** Chunks first, halves of halves, from the end backwards: what comes after the mistake goes first. */
  shrink(schedule: Schedule): fc.Stream<fc.Value<Schedule>> {
    return fc.stream(this.#shorter(schedule));
  }

  *#shorter({ start, actions, faultFreeSeed }: Schedule): IterableIterator<fc.Value<Schedule>> {
    for (const left of withoutChunks(actions)) {
      const walked = withoutAmbience(() => possible(this.#fresh(), start, left));
      if (walked.length < actions.length)
        yield new fc.Value<Schedule>({ start, actions: walked, faultFreeSeed }, undefined);
    }
  }
}
