/** The reference simulation: one small execution by hand. */
import { describe, expect, it } from 'vitest';
import { delivery, pingSystem, timeout } from '../../../tests/support/ping.ts';
import { ReferenceSimulation } from './reference.ts';

describe('the reference simulation', () => {
  it('goes from world to world', () => {
    const simulation = new ReferenceSimulation(pingSystem(), 0);
    expect(simulation.changed).toEqual(['a', 'b']);
    expect([simulation.count('timeout'), simulation.count('deliver')]).toEqual([1, 0]);
    expect(simulation.take(timeout).effects).toEqual([
      { type: 'send', to: 'b', message: { type: 'ping' } },
      { type: 'arm', timer: 't' },
    ]);
    expect(simulation.at('deliver', 0)).toEqual(delivery);
    expect(simulation.take(delivery).transition).toMatchObject({
      node: 'b',
      before: { received: 0 },
      after: { received: 1 },
    });
    expect(simulation.seen.views).toEqual(
      new Map([
        ['a', { received: 0 }],
        ['b', { received: 1 }],
      ]),
    );
    expect(simulation.outcomes(delivery)).toEqual([]);
  });

  it('counts a delivered message of a duplicating network as redeliverable', () => {
    const simulation = new ReferenceSimulation(pingSystem({ network: 'duplicating' }), 0);
    simulation.take(timeout);
    simulation.take(delivery);
    expect([simulation.count('deliver'), simulation.at('redeliver', 0)]).toEqual([0, delivery]);
  });

  it('is at a cut outside `within`, until faults stop', () => {
    const within = (view: never) => (view as { received: number }).received < 1;
    const simulation = new ReferenceSimulation(pingSystem({ within: within as never }), 0);
    simulation.take(timeout);
    expect(simulation.isCut).toBe(false);
    simulation.take(delivery);
    expect([simulation.isCut, simulation.count('timeout')]).toEqual([true, 0]);
    simulation.stopFaults();
    expect([simulation.isCut, simulation.count('timeout')]).toEqual([false, 1]);
  });
});
