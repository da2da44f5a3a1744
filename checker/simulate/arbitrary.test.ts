/** The Arbitrary of schedules: generated and shrunk values are possible executions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSystem } from '../../tests/support/random-systems.ts';
import type { System } from '../semantics/system.ts';
import { schedules } from './arbitrary.ts';
import type { Schedule } from './draw.ts';
import { enabledInOrder } from './run.ts';

const arbitraryOf = (system: System) => schedules(() => system, { actionsMax: 12 });

describe('schedules', () => {
  it('are lists of actions, each enabled after those before it, in random systems', () => {
    fc.assert(
      fc.property(
        randomSystem.chain((system) => arbitraryOf(system).map((schedule) => ({ system, schedule }))),
        ({ system, schedule: { start, actions } }) => {
          expect(enabledInOrder(system, start, actions)).toEqual(actions);
          expect(actions.length).toBeLessThanOrEqual(12);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('shrink to shorter schedules that are possible', () => {
    fc.assert(
      fc.property(randomSystem, fc.integer(), (system, seed) => {
        const arbitrary = arbitraryOf(system);
        const [schedule] = fc.sample(arbitrary, { numRuns: 1, seed }) as [Schedule];
        for (const { value } of arbitrary.shrink(schedule, undefined)) {
          expect(value.actions.length).toBeLessThan(schedule.actions.length);
          expect(enabledInOrder(system, value.start, value.actions)).toEqual(value.actions);
        }
      }),
      { numRuns: 100 },
    );
  });
});
