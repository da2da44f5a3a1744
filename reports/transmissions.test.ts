/** Tests of transmissions: the step that sent each delivered or lost message. */
import { describe, expect, it } from 'vitest';
import type { Action, Effect, Trace } from '../checker/index.ts';
import { raftRecord } from '../tests/support/traces.ts';
import { transmissionsOf } from './transmissions.ts';

const message = { type: 'M' };
const link = { from: 'a', to: 'b', message };
const send: Effect = { type: 'send', to: 'b', message };
const tick: Action = { type: 'timeout', node: 'a', timer: 't' };

function traceOf(...steps: (readonly [Action, ...Effect[]])[]): Trace {
  return {
    start: 0,
    initial: { a: { up: {} }, b: { up: {} } },
    steps: steps.map(([action, ...effects]) => ({ action, effects, changes: [] })),
  };
}

describe('transmissions', () => {
  it('take the oldest of equal messages', () => {
    const flights = transmissionsOf(traceOf([tick, send], [tick, send], [{ type: 'deliver', ...link }]));
    expect(flights).toEqual([
      { ...link, sentAt: 1, ended: { at: 3, how: 'arrived' } },
      { ...link, sentAt: 2 },
    ]);
  });

  it('refer to the same sending if the network delivers twice, or duplicates', () => {
    const deliver: Action = { type: 'deliver', ...link };
    const twice = transmissionsOf(traceOf([tick, send], [deliver], [deliver]));
    expect(twice.map(({ sentAt, ended }) => [sentAt, ended?.at])).toEqual([
      [1, 2],
      [1, 3],
    ]);
    const doubled = transmissionsOf(
      traceOf([tick, send], [{ type: 'duplicate', ...link }], [deliver], [deliver]),
    );
    expect(doubled.map(({ sentAt, ended }) => [sentAt, ended?.at])).toEqual([
      [1, 3],
      [1, 4],
    ]);
  });

  it('distinguish losses from deliveries, and include messages that were in flight initially', () => {
    const flights = transmissionsOf(
      traceOf([{ type: 'deliver', ...link }], [tick, send], [{ type: 'drop', ...link }]),
    );
    expect(flights).toEqual([
      { ...link, sentAt: 0, ended: { at: 1, how: 'arrived' } },
      { ...link, sentAt: 2, ended: { at: 3, how: 'lost' } },
    ]);
  });

  it('have an earlier sending for every delivery of a real counterexample', () => {
    const { trace } = raftRecord('bug:R1');
    const arrived = transmissionsOf(trace).filter(({ ended }) => ended?.how === 'arrived');
    expect(arrived).toHaveLength(trace.steps.filter(({ action }) => action.type === 'deliver').length);
    for (const { sentAt, ended } of arrived) {
      expect(sentAt).toBeGreaterThan(0);
      expect(sentAt).toBeLessThan(ended?.at ?? 0);
    }
  });
});
