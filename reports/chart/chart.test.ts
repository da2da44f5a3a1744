/** Tests of the data of statecharts: transitions, coverage, and which states are entered. */
import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { type ChartState, chartOf } from './chart.ts';

const machine = setup({
  guards: { isFull: () => true, isEmpty: () => false },
  delays: { pause: 1 },
}).createMachine({
  id: 'lift',
  description: 'A lift.',
  initial: 'idle',
  on: { stop: '.idle', ring: {} },
  states: {
    idle: {
      after: { pause: { target: 'idle', reenter: true } },
      on: { call: [{ guard: 'isFull' }, { guard: 'isEmpty', target: 'moving' }] },
    },
    moving: {
      type: 'parallel',
      states: { motor: { initial: 'on', states: { on: {}, off: {} } }, lamp: {} },
    },
  },
});

function statesIn(state: ChartState): readonly ChartState[] {
  return [state, ...state.states.flatMap(statesIn)];
}

describe('chartOf', () => {
  it('has transitions that stay as rows of their state, and the others as arrows', () => {
    const { root, arrows, says } = chartOf(machine);
    expect(says).toBe('A lift.');
    expect(root.rows.map(({ label }) => label)).toEqual(['ring']);
    expect(root.states[0]?.rows).toEqual([
      { label: 'call [isFull]', coverage: 'unknown', reenters: false },
      { label: 'after pause', coverage: 'unknown', reenters: true },
    ]);
    expect(arrows).toEqual([
      { from: '', to: 'idle', label: 'stop', coverage: 'unknown' },
      { from: 'idle', to: 'moving', label: 'call [isEmpty]', coverage: 'unknown' },
    ]);
  });

  it('marks transitions that were never taken, and states that none of the others enters', () => {
    const { root, arrows } = chartOf(machine, ['lift: idle --call [isEmpty]--> moving']);
    expect(arrows.map(({ coverage }) => coverage)).toEqual(['taken', 'never']);
    const never = statesIn(root).filter(({ coverage }) => coverage === 'never');
    expect(never.map(({ path }) => path)).toEqual([
      'moving',
      'moving.motor',
      'moving.motor.on',
      'moving.motor.off',
      'moving.lamp',
    ]);
    const entered = statesIn(chartOf(machine, []).root).filter(({ coverage }) => coverage === 'never');
    expect(entered.map(({ path }) => path)).toEqual(['moving.motor.off']);
  });

  it('names guards with one outcome only', () => {
    const never = ['lift: guard isFull false', 'lift: guard isEmpty true', 'lift: guard isEmpty false'];
    expect(chartOf(machine, never).oneSided).toEqual(['isFull is never false', 'isEmpty is never asked']);
    expect(chartOf(machine).oneSided).toEqual([]);
  });

  it('counts transitions that share their text', () => {
    const twice = setup({}).createMachine({
      id: 'twice',
      initial: 'one',
      states: { one: { on: { go: [{ guard: () => false }, { guard: () => true }] } } },
    });
    expect(chartOf(twice).root.states[0]?.rows.map(({ label }) => label)).toEqual([
      'go [inline guard] (2 transitions)',
    ]);
  });
});
