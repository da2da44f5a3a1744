/** The system factory: live actors where they are possible, and the same executions as with other actors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { pingSystem } from '../../tests/support/ping.ts';
import type { Actor } from '../actors/actor.ts';
import { systemOf } from '../suite/subject.ts';
import { traceOf } from '../traces/trace.ts';
import { schedules } from './arbitrary.ts';
import { systemFactory } from './system-factory.ts';

describe('the system factory', () => {
  const implementation = systemOf(raft, 'default', { side: 'implementation' });

  it('makes new live actors for each run', () => {
    const fresh = systemFactory(implementation);
    const [one, other] = [fresh(), fresh()];
    expect(one.nodes.a).not.toBe(implementation.nodes.a);
    expect(one.nodes.a).not.toBe(other.nodes.a);
  });

  it('shares memoised actors between runs if none can be live', () => {
    const system = pingSystem();
    const fresh = systemFactory(system);
    expect(fresh().nodes.a).toBe(fresh().nodes.a);
    expect(fresh().nodes.a).not.toBe(system.nodes.a);
  });

  it.each([
    ['with atomic calls', { calls: 'atomic' }],
    ['with timer constraints', { timerConstraints: {} }],
  ] as const)('makes no live actors for a system %s', (_, fields) => {
    const fresh = systemFactory({ ...implementation, ...fields });
    expect(fresh().nodes.a).toBe(fresh().nodes.a);
  });

  it.each(['default', 'storm-3', 'storm-5'])(
    'has live actors that do the same as actors loaded before each step: %s',
    (scope) => {
      for (const side of ['implementation', 'lockstep'] as const) {
        const system = systemOf(raft, scope, { side });
        const alive = systemFactory(system);
        fc.assert(
          fc.property(schedules(alive, { actionsMax: 40 }), ({ start, actions }) => {
            expect(traceOf(alive(), start, actions)).toEqual(traceOf(system, start, actions));
          }),
          { numRuns: 25 },
        );
      }
    },
  );

  it('has live actors that only go forward', () => {
    const { implementation } = raft.roles.server as { implementation: Actor };
    const actor = implementation.live?.() as Actor;
    const setting = systemOf(raft, 'default').setting as object;
    const { state } = actor.init({ self: 'a', nodes: ['a', 'b', 'c'], setting });
    const timeout = { type: 'timeout', timer: 'electionTimeout' } as const;
    actor.step(state, timeout);
    expect(() => actor.step(state, timeout)).toThrow('a live instance only goes forward');
  });
});
