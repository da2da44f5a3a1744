/** The passes of shrinking: their candidates by hand. */
import { describe, expect, it } from 'vitest';
import { delivery, pingSystem, timeout } from '../../tests/support/ping.ts';
import type { Action } from '../semantics/actions.ts';
import type { System } from '../semantics/system.ts';
import { canonical } from '../values/canonical.ts';
import { runOf } from './run.ts';
import { passes, type ShrinkTarget, withoutChunks } from './shrink-passes.ts';

function targetOf(system: System, actions: readonly Action[]): ShrinkTarget {
  const after = (count: number) => {
    const run = runOf(system, 0, []);
    run.play(actions.slice(0, count));
    return run;
  };
  return { actions, nodes: Object.keys(system.nodes), after };
}
const candidatesOf = (system: System, actions: readonly Action[]) =>
  new Set(passes.flatMap((pass) => [...pass(targetOf(system, actions))]).map((one) => canonical(one)));

describe('a list without one chunk', () => {
  it('lacks halves first, then quarters, from the end', () => {
    expect([...withoutChunks([1, 2, 3, 4])]).toEqual([
      [1, 2],
      [3, 4],
      [1, 2, 3],
      [1, 2, 4],
      [1, 3, 4],
      [2, 3, 4],
    ]);
    expect([...withoutChunks([1])]).toEqual([[]]);
    expect([...withoutChunks([])]).toEqual([]);
  });
});

describe('the passes propose schedules', () => {
  const expectCandidate = (system: System, actions: readonly Action[], candidate: readonly Action[]) =>
    expect(candidatesOf(system, actions)).toContain(canonical(candidate));

  it('without two actions that are not adjacent', () => {
    const [one, two, three] = [timeout, delivery, { ...timeout, timer: 'u' } as Action];
    expectCandidate(pingSystem(), [one, two, three], [two]);
  });

  it('with a delivery in place of a fault', () => {
    const drop = { ...delivery, type: 'drop' } as Action;
    expectCandidate(pingSystem({ lossy: true }), [timeout, drop], [timeout, delivery]);
  });

  it('with another input', () => {
    const input = (n: number): Action => ({ type: 'input', node: 'a', input: { type: 'add', n } as never });
    const inputs = () => [1, 2].map((n) => ({ type: 'add', n }));
    expectCandidate(pingSystem({ inputs }), [input(2)], [input(1)]);
  });

  it('with two nodes exchanged', () => {
    expectCandidate(
      pingSystem(),
      [timeout, delivery],
      [
        { type: 'timeout', node: 'b', timer: 't' },
        { type: 'deliver', from: 'b', to: 'a', message: { type: 'ping' } },
      ],
    );
  });

  it('with the actions of a node next to each other', () => {
    const other: Action = { ...timeout, timer: 'u' } as Action;
    const candidates = candidatesOf(pingSystem(), [timeout, delivery, other]);
    expect(candidates).toContain(canonical([timeout, other, delivery]));
    expect(candidates).toContain(canonical([delivery, timeout, other]));
  });
});
