/** Violations: their shrunk schedules and traces, in the storm and in the fault-free phase. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { replay } from '../traces/replay.ts';
import type { TracedError } from '../traces/trace.ts';
import { CodeError } from '../values/errors.ts';
import { fuzzAll } from './fuzz.ts';

const says = { name: 'p', says: 'p', source: 'test' };

describe('a violation', () => {
  it.each([
    ['no bound limits the storm', undefined],
    // The fault-free phase goes on beyond the bound.
    ['a bound limits the storm', { t: 5 }],
  ])('in the fault-free phase has a shrunk schedule, if %s', (_, bounds) => {
    const ticking: Actor = {
      init: () => ({ state: 0, effects: [{ type: 'arm', timer: 't' }] }),
      step: (state) => ({ state: (state as number) + 1, effects: [{ type: 'arm', timer: 't' }] }),
      view: (state) => ({ n: state }),
    };
    const system: System = {
      nodes: { a: ticking, b: ticking },
      setting: {},
      network: 'set',
      timersMs: { t: [10, 10] } as never,
      ...(bounds !== undefined && { bounds: bounds as never }),
    };
    const settles: Property = {
      ...says,
      name: 's',
      kind: 'settles',
      withinMs: 500,
      over: { node: () => true },
    };
    const few: Property = {
      ...says,
      kind: 'always',
      over: { node: (view) => (view as { n: number }).n < 6 },
    };
    const { violation } = fuzzAll(system, [few, settles], { runs: 20, actionsMax: 5, seed: 1 });
    expect(violation?.property).toBe(few);
    const ticksOf = (node: string) =>
      violation?.trace.steps.filter(({ action }) => 'node' in action && action.node === node).length;
    expect([ticksOf('a'), ticksOf('b')]).toContain(6);
    if (bounds !== undefined) return;
    expect(violation?.trace.steps).toHaveLength(6);
    expect(replay(system, few, system.setting, violation?.trace as never).verdict).toBe('reproduced');
  });

  it('by an actor that fails is an error with the shrunk trace', () => {
    const fragile: Actor = {
      init: () => ({ state: 0, effects: [{ type: 'arm', timer: 't' }] }),
      step: (state) => {
        if (state === 2) throw new Error('no third tick');
        return { state: (state as number) + 1, effects: [{ type: 'arm', timer: 't' }] };
      },
      view: () => ({}),
    };
    const system: System = { nodes: { a: fragile, b: fragile }, setting: {}, network: 'set' };
    try {
      fuzzAll(system, [], { runs: 50, actionsMax: 30, seed: 1 });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CodeError);
      expect((error as CodeError).message).toMatch(/^node '[ab]' failed at timeout 't': no third tick$/);
      expect((error as TracedError).trace.steps).toHaveLength(3);
    }
  });
});
