/** The draw of a schedule: its length, its end, and retractions at cuts. */
import { describe, expect, it } from 'vitest';
import { pingSystem } from '../../tests/support/ping.ts';
import type { Actor, Effect } from '../actors/actor.ts';
import type { System } from '../semantics/system.ts';
import { randomOf } from '../values/random.ts';
import { type Drawn, draw, type ScheduleOptions } from './draw.ts';
import { enabledInOrder } from './run.ts';

const drawn = (system: System, options: ScheduleOptions, seed = 1): Drawn =>
  draw(() => system, [], options, randomOf(seed));

describe('a drawn schedule', () => {
  it('has between actionsMin and actionsMax actions', () => {
    const lengths = Array.from(
      { length: 60 },
      (_, seed) => drawn(pingSystem(), { actionsMax: 12, actionsMin: 9 }, seed).schedule.actions.length,
    );
    expect(new Set(lengths)).toEqual(new Set([9, 10, 11, 12]));
  });

  it('is the same for the same seed', () => {
    const { schedule } = drawn(pingSystem(), { actionsMax: 20 });
    expect(drawn(pingSystem(), { actionsMax: 20 }).schedule).toEqual(schedule);
    expect(drawn(pingSystem(), { actionsMax: 20 }, 2).schedule).not.toEqual(schedule);
  });

  it('ends at a violation', () => {
    const received = { name: 'p', says: 'p', source: 'test', kind: 'always' } as const;
    const over = { node: (view: never) => (view as { received: number }).received < 2 };
    const { run, schedule } = draw(
      () => pingSystem(),
      [{ ...received, over }],
      { actionsMax: 60 },
      randomOf(1),
    );
    expect(run.violated?.name).toBe('p');
    expect(schedule.actions.at(-1)?.type).toBe('deliver');
    expect(schedule.actions.filter(({ type }) => type === 'deliver')).toHaveLength(2);
  });

  it('retracts actions that lead to a cut, and counts them as steps', () => {
    const within = (view: never) => (view as { received: number }).received < 1;
    const system = pingSystem({ within: within as never });
    const all = Array.from({ length: 40 }, (_, seed) => drawn(system, { actionsMax: 30 }, seed));
    for (const { schedule, steps } of all) {
      expect(enabledInOrder(system, 0, schedule.actions)).toEqual(schedule.actions);
      // Three retractions at most; the fourth cut ends the run, and its delivery stays.
      const deliveries = schedule.actions.filter(({ type }) => type === 'deliver').length;
      expect(steps - schedule.actions.length).toBeLessThanOrEqual(3);
      expect(deliveries).toBeLessThanOrEqual(1);
    }
    expect(all.some(({ schedule, steps }) => steps > schedule.actions.length)).toBe(true);
  });

  it('stagnates after a third of its limit without a visible effect', () => {
    /** Counts its inputs visibly up to a number, and has only these effects from then on. */
    const counter = (most: number, then: readonly Effect[] = []): Actor => ({
      init: () => ({ state: 0, effects: [] }),
      step: (state) => ({ state: (state as number) + 1, effects: (state as number) < most ? [] : then }),
      view: (state) => ({ asked: Math.min(state as number, most) }),
    });
    const lengths = (...[most, then]: Parameters<typeof counter>) => {
      const system: System = {
        nodes: { a: counter(most, then) },
        setting: {},
        network: 'unordered',
        inputs: () => [{ type: 'again' }],
      };
      return Array.from(
        { length: 20 },
        (_, seed) => drawn(system, { actionsMax: 60 }, seed).schedule.actions.length,
      );
    };
    expect(new Set(lengths(5))).toEqual(new Set([25]));
    expect(Math.min(...lengths(1_000))).toBeGreaterThanOrEqual(30);
    expect(Math.min(...lengths(5, [{ type: 'output', value: { type: 'done' } }]))).toBeGreaterThanOrEqual(30);
  });
});
