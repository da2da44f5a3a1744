/** A series: its counters, its checks and the options that it refuses. */
import { describe, expect, it } from 'vitest';
import { delivery, ping, pingSystem, timeout } from '../../tests/support/ping.ts';
import type { Actor } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import { CodeError, UsageError } from '../values/errors.ts';
import type { Drawn } from './draw.ts';
import { runOf } from './run.ts';
import { Series } from './series.ts';

const received = (view: object) => (view as { received: number }).received;
const about = { name: 'p', says: 'p', source: 'test' };
const reachesOne = {
  ...about,
  kind: 'sometimes',
  over: { node: (view) => received(view) === 1 },
} as Property;

function drawnFrom(
  series: Series,
  properties: readonly Property[],
  actions: readonly Action[],
  steps = actions.length,
): Drawn {
  const run = runOf(series.freshSystem(), 0, properties);
  run.play(actions);
  return { run, schedule: { start: 0, actions, faultFreeSeed: 1 }, reached: run.reached, steps };
}

describe('a series', () => {
  it('counts runs, actions with retracted ones, and reached goals', () => {
    const series = new Series(pingSystem(), [reachesOne], 10);
    series.add(drawnFrom(series, [reachesOne], [timeout, delivery]));
    series.add(drawnFrom(series, [reachesOne], [timeout], 4));
    const reached = new Map([[reachesOne, 1]]);
    expect(series.counts).toEqual({
      ...{ runs: 2, actions: 6, faultFreePhases: 0 },
      ...{ reached, reachedInStorm: reached },
    });
  });

  it('checks determinism in the first run with actions, in each hundredth after it, and at each violation', () => {
    let steps = 0;
    const counted: Actor = {
      ...ping,
      step: (state, event) => {
        steps++;
        return ping.step(state, event);
      },
    };
    const system = pingSystem({ nodes: { a: { ...ping, live: () => counted }, b: ping } });
    const never = { ...about, kind: 'always', over: { node: (view) => received(view) < 1 } } as Property;
    const series = new Series(system, [never], 10);
    const stepsOf = (actions: readonly Action[]) => {
      const drawn = drawnFrom(series, [never], actions);
      const before = steps;
      series.add(drawn);
      return steps - before;
    };
    // A check repeats each timeout with two live actors; the third repetition has no live actor.
    expect(stepsOf([])).toBe(0);
    expect(stepsOf([timeout])).toBe(2);
    for (let run = 3; run < 102; run++) expect(stepsOf([timeout])).toBe(0);
    expect(stepsOf([timeout])).toBe(2);
    expect(stepsOf([timeout])).toBe(0);
    expect(stepsOf([timeout, delivery])).toBe(2);
  });

  it('refuses steps that depend on chance', () => {
    let calls = 0;
    const restless: Actor = { ...ping, view: () => ({ calls: calls++ }) };
    const system = pingSystem({ nodes: { a: { ...ping, live: () => restless }, b: ping } });
    const series = new Series(system, [reachesOne], 10);
    expect(() => series.add(drawnFrom(series, [], [timeout]))).toThrow(CodeError);
  });

  it.each([
    [Number.NaN, 'actionsMax is NaN; set it to the most actions of a storm'],
    [1.5, 'actionsMax is 1.5; set it to the most actions of a storm'],
    [-1, 'actionsMax is -1; set it to the most actions of a storm'],
    [0, 'schedules of at most 0 actions can violate nothing'],
  ])('refuses storms of at most %s actions', (actionsMax, message) => {
    const begun = () => new Series(pingSystem(), [reachesOne], actionsMax);
    expect(begun).toThrow(UsageError);
    expect(begun).toThrow(message);
  });

  it('allows storms without actions if a property judges the fault-free phase', () => {
    const settles = { ...reachesOne, kind: 'settles', withinMs: 10 } as Property;
    const system = pingSystem({ timersMs: { t: [10, 10] } as never });
    expect(new Series(system, [settles], 0).counts.runs).toBe(0);
  });
});
