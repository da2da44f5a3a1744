/** Enabled actions of an in-place world: numbers, positions and outcomes by hand. */
import { describe, expect, it } from 'vitest';
import { delivery, ping, pingSystem, timeout } from '../../../tests/support/ping.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import type { World } from '../../semantics/world.ts';
import { EnabledActions } from './enabled-actions.ts';
import { InPlaceWorld } from './in-place-world.ts';
import { kinds } from './simulation.ts';

function enabledIn(fields: Partial<System> = {}): { world: InPlaceWorld; enabled: EnabledActions } {
  const system = pingSystem(fields);
  const world = new InPlaceWorld(system, initialWorlds(system)[0] as World);
  return { world, enabled: new EnabledActions(world) };
}
const countsOf = (enabled: EnabledActions) =>
  Object.fromEntries(kinds.map((kind) => [kind, enabled.count(kind)]).filter(([, count]) => count !== 0));

describe('enabled actions', () => {
  it('are timeouts and deliveries', () => {
    const { world, enabled } = enabledIn();
    expect(countsOf(enabled)).toEqual({ timeout: 1 });
    expect(enabled.at('timeout', 0)).toEqual(timeout);
    world.inFlight.send('a', 'b', { type: 'ping' });
    expect(countsOf(enabled)).toEqual({ deliver: 1, timeout: 1 });
    expect(enabled.at('deliver', 0)).toEqual(delivery);
    expect(enabled.outcomes(delivery)).toEqual([delivery]);
    expect(enabled.outcomes({ ...delivery, to: 'a' } as typeof delivery)).toEqual([]);
  });

  it('are faults within the budget', () => {
    const { world, enabled } = enabledIn({ lossy: true, budget: { duplicate: 1, drop: 1 } });
    world.inFlight.send('a', 'b', { type: 'ping' });
    expect(countsOf(enabled)).toEqual({ deliver: 1, timeout: 1, drop: 1, duplicate: 1 });
    expect(enabled.at('drop', 0)).toEqual({ ...delivery, type: 'drop' });
    world.world.spent.drop = 1;
    expect(countsOf(enabled)).toEqual({ deliver: 1, timeout: 1, duplicate: 1 });
    expect(enabled.outcomes({ ...delivery, type: 'drop' } as never)).toEqual([]);
  });

  it('are crashes of nodes that are up, and restarts of nodes that are down', () => {
    const { world, enabled } = enabledIn({ crash: { inbox: 'kept', returns: 'recovered' } as never });
    world.inFlight.send('a', 'b', { type: 'ping' });
    expect(enabled.at('crash', 1)).toEqual({ type: 'crash', node: 'b' });
    expect(enabled.count('restart')).toBe(0);
    world.world.nodes.b = { down: undefined };
    expect(enabled.at('crash', 1)).toBeUndefined();
    expect(enabled.at('restart', 0)).toBeUndefined();
    expect(enabled.at('restart', 1)).toEqual({ type: 'restart', node: 'b' });
    expect([enabled.count('deliver'), enabled.at('deliver', 0)]).toEqual([1, undefined]);
  });

  it('exclude deliveries that a partition blocks', () => {
    const { world, enabled } = enabledIn({ partitions: [{ name: 'cut', blocks: [['a', 'b']] }] });
    world.inFlight.send('a', 'b', { type: 'ping' });
    expect(enabled.at('partition', 0)).toEqual({ type: 'partition', name: 'cut' });
    world.world.partition = 'cut';
    expect(enabled.at('deliver', 0)).toBeUndefined();
    expect([enabled.count('partition'), enabled.at('heal', 0)]).toEqual([0, { type: 'heal' }]);
  });

  it('have one outcome for each draw and each choice', () => {
    const { enabled } = enabledIn({
      nodes: { a: { ...ping, choices: () => ['left', 'right'] }, b: ping },
      draws: () => [1, 2],
    });
    expect(enabled.at('timeout', 0)).toEqual(timeout);
    expect(enabled.outcomes(timeout)).toEqual([
      { ...timeout, draw: 1, choice: 'left' },
      { ...timeout, draw: 1, choice: 'right' },
      { ...timeout, draw: 2, choice: 'left' },
      { ...timeout, draw: 2, choice: 'right' },
    ]);
  });

  it('are none in a cut', () => {
    const { world, enabled } = enabledIn();
    world.cutAt.add('b');
    expect(countsOf(enabled)).toEqual({});
    expect(enabled.outcomes(timeout)).toEqual([]);
  });
});
