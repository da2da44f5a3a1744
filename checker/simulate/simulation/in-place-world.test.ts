/** The in-place world: limits, timers, offered inputs and snapshots of one small system. */
import { describe, expect, it } from 'vitest';
import { pingSystem } from '../../../tests/support/ping.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import type { World } from '../../semantics/world.ts';
import { callsOf, InPlaceWorld, pendingOf } from './in-place-world.ts';

const worldOf = (fields: Partial<System> = {}) => {
  const system = pingSystem(fields);
  return new InPlaceWorld(system, initialWorlds(system)[0] as World);
};

describe('an in-place world', () => {
  it('has the armed timers of the initial world in its pool', () => {
    const world = worldOf();
    expect(world.armedTimers.size).toBe(1);
    expect(world.armedTimers.at(0).action).toEqual({ type: 'timeout', node: 'a', timer: 't' });
    world.disarm('a', 't');
    expect(world.armedTimers.size).toBe(0);
    world.arm('a', 't');
    world.arm('b', 'u');
    expect(world.armedTimers.size).toBe(2);
  });

  it('allows as many faults as the budget, and as many timeouts as the bound', () => {
    const world = worldOf({ lossy: true, budget: { drop: 1 }, bounds: { t: 2 } as never });
    expect([world.isWithinBudget('drop'), world.isWithinBound('t'), world.mayFire('a', 't')]).toEqual([
      true,
      true,
      true,
    ]);
    Object.assign(world.world.spent, { drop: 1, t: 2 });
    expect([world.isWithinBudget('drop'), world.isWithinBound('t'), world.mayFire('a', 't')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(world.isWithinBound('unbounded')).toBe(true);
  });

  it('counts offered inputs and finds them by index', () => {
    const world = worldOf();
    const [x, y, z] = [{ type: 'x' }, { type: 'y' }, { type: 'z' }];
    world.setInputs('a', [x]);
    world.setInputs('b', [y, z]);
    expect(world.inputCount).toBe(3);
    const count = (_: unknown, node: string) => world.inputs.get(node)?.length ?? 0;
    expect([0, 1, 2].map((index) => world.locate(index, count))).toEqual([
      ['a', 0],
      ['b', 0],
      ['b', 1],
    ]);
    expect(() => world.locate(3, count)).toThrow('index 3 is outside the 3 items of all nodes');
    world.setInputs('a', []);
    expect(world.inputCount).toBe(2);
    expect(world.sumOverNodes((_, node) => (node === 'a' ? 5 : 1))).toBe(6);
  });

  it('has snapshots that later changes do not alter', () => {
    const world = worldOf();
    const before = world.snapshot();
    world.inFlight.send('a', 'b', { type: 'ping' });
    world.world.nodes.a = { down: undefined };
    world.world.spent.t = 1;
    expect(before.inFlight).toEqual([]);
    expect(before.nodes.a).toEqual({ up: 0, armed: ['t'], durable: undefined });
    expect(before.spent).not.toHaveProperty('t', 1);
    expect(world.snapshot().inFlight).toEqual([{ from: 'a', to: 'b', message: { type: 'ping' } }]);
  });

  it('reads pending records and open calls of nodes that are up', () => {
    const call = { id: 0, to: 'b', request: { type: 'get' } };
    const up = { up: 0, armed: [], durable: undefined, pending: [{ n: 1 }], calls: [call] };
    expect(pendingOf(up)).toEqual([{ n: 1 }]);
    expect(callsOf(up as never)).toEqual([call]);
    for (const state of [undefined, { down: undefined }, { up: 0, armed: [], durable: undefined }]) {
      expect(pendingOf(state)).toEqual([]);
      expect(callsOf(state)).toEqual([]);
    }
  });
});
