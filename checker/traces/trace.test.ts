/** Tests traces: steps with effects and changes, lassos, and traces of failures. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import type { System } from '../semantics/system.ts';
import { CodeError, UsageError } from '../values/errors.ts';
import { changesOf } from './changes.ts';
import { explained, lassoOf, TracedError, traceOf, traceOfFailure } from './trace.ts';

/** A node that counts its ticks modulo `size` and sends each new number to b. */
const counter = (size: number): Actor => ({
  init: () => ({ state: 0, effects: [{ type: 'arm', timer: 'tick' }] }),
  step: (state, event) =>
    event.type === 'message'
      ? { state, effects: [] }
      : {
          state: ((state as number) + 1) % size,
          effects: [
            { type: 'send', to: 'b', message: { type: 'N' } },
            { type: 'arm', timer: 'tick' },
          ],
        },
  view: (state) => ({ n: state as number }),
});
const system: System = { nodes: { a: counter(2), b: counter(2) }, setting: {}, network: 'set' };
const tick = { type: 'timeout', node: 'a', timer: 'tick' } as const;

describe('a trace', () => {
  it('has the initial standings, and the effects and changes of each step', () => {
    const { start, initial, steps, loop } = traceOf(system, 0, [tick]);
    expect([start, loop]).toEqual([0, undefined]);
    expect(initial).toEqual({ a: { up: { n: 0 } }, b: { up: { n: 0 } } });
    expect(steps).toEqual([
      {
        action: tick,
        effects: [
          { type: 'send', to: 'b', message: { type: 'N' } },
          { type: 'arm', timer: 'tick' },
        ],
        changes: [{ node: 'a', field: 'n', before: 0, after: 1 }],
      },
    ]);
  });

  it('of a lasso has the position where its cycle begins', () => {
    const silent: Actor = {
      ...counter(2),
      step: (state) => ({ state: 1 - (state as number), effects: [{ type: 'arm', timer: 'tick' }] }),
    };
    const system: System = { nodes: { a: silent }, setting: {}, network: 'set' };
    const trace = lassoOf(system, 0, [tick], { ordinals: [0, 0, 0], loop: 1 });
    expect(trace.steps.map(({ action }) => action)).toEqual([tick, tick, tick, tick]);
    expect(trace.loop).toBe(2);
    expect(() => lassoOf(system, 0, [tick], { ordinals: [0], loop: 0 })).toThrow('does not return');
  });

  it('of a failure ends with the action that failed', () => {
    const trace = traceOfFailure(system, 0, [tick, { ...tick, node: 'b' }]);
    expect(trace.steps).toHaveLength(2);
    expect(trace.steps[1]).toEqual({ action: { ...tick, node: 'b' }, effects: [], changes: [] });
  });
});

describe('an error', () => {
  it('of code under check carries its trace, and any other error is kept', () => {
    const trace = traceOf(system, 0, []);
    const traced = explained(new CodeError('broken'), () => trace);
    expect(traced).toBeInstanceOf(TracedError);
    expect((traced as TracedError).trace).toBe(trace);
    expect(explained(traced, () => traceOf(system, 0, [tick]))).toBe(traced);
    const usage = new UsageError('wrong');
    expect(explained(usage, () => trace)).toBe(usage);
  });
});

describe('the changes of a node', () => {
  it('are fields of its view, its standing, or its divergence', () => {
    const up = { up: { n: 1, same: [1] } };
    expect(changesOf('a', up, { up: { n: 2, same: [1] } })).toEqual([
      { node: 'a', field: 'n', before: 1, after: 2 },
    ]);
    expect(changesOf('a', up, { down: {} })).toEqual([{ node: 'a', standing: { down: {} } }]);
    expect(changesOf('a', up, up)).toEqual([]);
    expect(changesOf('a', { up: {} }, { up: { ['__proto__']: 0 } })).toEqual([
      { node: 'a', field: '__proto__', before: undefined, after: 0 },
    ]);
    const divergence = { what: 'output', expected: 1, got: 2 };
    expect(changesOf('a', up, { ...up, divergence })).toEqual([{ node: 'a', divergence }]);
    expect(changesOf('a', { ...up, divergence }, { ...up, divergence })).toEqual([]);
  });
});
