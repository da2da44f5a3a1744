/** The fault-free phase: its times and its order, in small systems and in Raft. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import type { Actor, Effect } from '../../actors/actor.ts';
import type { Action } from '../../semantics/actions.ts';
import { actionsOf } from '../../semantics/enabled.ts';
import type { System } from '../../semantics/system.ts';
import { systemOf } from '../../suite/subject.ts';
import { UsageError } from '../../values/errors.ts';
import { randomOf } from '../../values/random.ts';
import { faultFreePhase } from './fault-free-phase.ts';
import { InPlaceSimulation } from './in-place.ts';
import type { Simulation } from './simulation.ts';

describe('the fault-free phase', () => {
  const afterStorm = (scope: string, length: number, seed: number) => {
    const system = systemOf(raft, scope);
    const simulation = new InPlaceSimulation(system, 0);
    const random = randomOf(seed);
    for (let at = 0; at < length; at++) {
      const { actions } = actionsOf(system, simulation.world());
      simulation.take(actions[random.below(actions.length)] as Action);
    }
    return { system, simulation };
  };
  const phaseOf = (system: System, simulation: Simulation, seed: number, untilMs: number) => {
    const steps: { readonly atMs: number; readonly action: Action }[] = [];
    faultFreePhase(system, simulation, randomOf(seed), untilMs, (action, atMs) => {
      steps.push({ atMs, action });
      return simulation.take(action);
    });
    return steps;
  };

  it('is the same for the same world and seed, and differs for another seed', () => {
    const run = (seed: number) => {
      const { system, simulation } = afterStorm('storm-3', 30, 1);
      return phaseOf(system, simulation, seed, 500);
    };
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  it('goes forward in time, restarts nodes that are down, and has no faults', () => {
    const { system, simulation } = afterStorm('storm-5', 60, 2);
    expect(Object.values(simulation.world().nodes).some((node) => 'down' in node)).toBe(true);
    const steps = phaseOf(system, simulation, 1, 1_000);
    const times = steps.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(1_000);
    expect(steps.some(({ action }) => action.type === 'restart')).toBe(true);
    expect(steps.filter(({ action }) => !['restart', 'deliver', 'timeout'].includes(action.type))).toEqual(
      [],
    );
    expect(Object.values(simulation.world().nodes).every((node) => 'up' in node)).toBe(true);
  });

  it('fires timers after their duration', () => {
    const metronome: Actor = {
      init: () => ({ state: 0, effects: [{ type: 'arm', timer: 't' }] }),
      step: (state) => ({ state: (state as number) + 1, effects: [{ type: 'arm', timer: 't' }] }),
      view: (state) => ({ n: state }),
    };
    const system: System = {
      nodes: { a: metronome },
      setting: {},
      network: 'set',
      timersMs: { t: [10, 20] } as never,
    };
    const times = phaseOf(system, new InPlaceSimulation(system, 0), 3, 1_000).map(({ atMs }) => atMs);
    const gaps = times.map((atMs, at) => atMs - (times[at - 1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(20);
    expect(new Set(gaps).size).toBeGreaterThan(5);
  });

  it('delivers messages within half the shortest timer', () => {
    const sends: Effect[] = ['1', '2', '3'].map((type) => ({ type: 'send', to: 'b', message: { type } }));
    const actor = (effects: Effect[]): Actor => ({
      init: () => ({ state: 0, effects }),
      step: (state) => ({ state, effects: [] }),
      view: () => ({}),
    });
    const system: System = {
      nodes: { a: actor(sends), b: actor([]) },
      setting: {},
      network: 'unordered',
      timersMs: { t: [100, 200], u: [300, 300] } as never,
    };
    const times = Array.from({ length: 50 }, (_, seed) =>
      phaseOf(system, new InPlaceSimulation(system, 0), seed, 1_000).map(({ atMs }) => atMs),
    ).flat();
    expect(times).toHaveLength(150);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...times)).toBeLessThanOrEqual(50);
    expect(Math.max(...times)).toBeGreaterThan(40);
  });

  it('keeps the order of a fifo link', () => {
    const sends = (...types: string[]): Effect[] =>
      types.map((type) => ({ type: 'send', to: 'b', message: { type } }));
    const idle = (effects: Effect[]): Actor => ({
      init: () => ({ state: 0, effects }),
      step: (state) => ({ state, effects: [] }),
      view: () => ({}),
    });
    const system: System = {
      nodes: { a: idle(sends('1', '2', '3', '4', '5')), b: idle([]) },
      setting: {},
      network: 'fifo',
      timersMs: { t: [100, 100] } as never,
    };
    for (let seed = 0; seed < 20; seed++) {
      const order = phaseOf(system, new InPlaceSimulation(system, 0), seed, 1_000).map(
        ({ action }) => (action as { message: { type: string } }).message.type,
      );
      expect(order).toEqual(['1', '2', '3', '4', '5']);
    }
  });

  it('needs the durations of timers', () => {
    const { system, simulation } = afterStorm('storm-3', 0, 1);
    const { timersMs: _, ...timeless } = system;
    expect(() => phaseOf(timeless, simulation, 1, 10)).toThrow(UsageError);
    const half: System = { ...system, timersMs: { heartbeat: [50, 50] } as never };
    expect(() => phaseOf(half, simulation, 1, 10)).toThrow(
      "timer 'electionTimeout' is armed, but timersMs does not say how long it runs",
    );
  });
});
