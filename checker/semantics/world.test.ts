/** Tests the key of a world: it differs for worlds that can behave differently. */
import { describe, expect, it } from 'vitest';
import { run, start, systemOf } from '../../tests/support/small-systems.ts';
import type { Actor } from '../actors/actor.ts';
import type { System } from './system.ts';
import { worldKey } from './world.ts';

describe('the key of a world', () => {
  const idle = (state: unknown, timers: string[] = []): Actor => ({
    init: () => ({ state, effects: timers.map((timer) => ({ type: 'arm', timer })) }),
    step: (same) => ({ state: same, effects: [] }),
    view: () => ({}),
  });
  const keyOfWorld = (actor: Actor, rest: Partial<System> = {}) =>
    worldKey(start(systemOf({ nodes: { a: actor }, ...rest })));

  it('separates a state, its timers and its record', () => {
    expect(keyOfWorld(idle(1, ['2']))).not.toBe(keyOfWorld(idle(12)));
    expect(keyOfWorld(idle(0, ['t', 'u']))).not.toBe(keyOfWorld(idle(0, ['t,u'])));
  });

  it('differs for a partition of any name and none', () => {
    const system = systemOf({ partitions: [{ name: 'undefined', blocks: [] }] });
    expect(worldKey(run(system, { type: 'partition' }))).not.toBe(worldKey(start(system)));
  });
});
