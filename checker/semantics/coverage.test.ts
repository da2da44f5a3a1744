/** Tests coverage: counts of actions, rules that no step took, and bounds that limited nothing. */
import { expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import { actionKinds } from './actions.ts';
import { CoverageRecorder } from './coverage.ts';
import type { System } from './system.ts';
import type { Outcome, World } from './world.ts';

const actor: Actor = {
  init: () => ({ state: 0, effects: [] }),
  step: (state) => ({ state, effects: [] }),
  view: () => ({}),
  rules: ['m: first', 'm: second'],
};
const system: System = {
  nodes: { a: actor },
  network: 'set',
  bounds: { tick: 2, write: 1, never: 0, other: 1 } as never,
};
const outcome = (event: object, taken: readonly string[] = []): Outcome =>
  ({ world: {} as World, stepped: { node: 'a', event }, effects: [], taken }) as never;

it('lists rules that no step took, and counts by kind', () => {
  const coverage = new CoverageRecorder();
  coverage.note(outcome({ type: 'timeout', timer: 'tick' }, ['m: first']));
  coverage.counts[actionKinds.indexOf('timeout')] = 3;
  const { actions, never } = coverage.coverageOf(system);
  expect(never).toEqual(['m: second']);
  expect(Object.entries(actions).filter(([, times]) => times > 0)).toEqual([['timeout', 3]]);
});

it('names the bounds whose timer or input never occurred', () => {
  const coverage = new CoverageRecorder();
  coverage.note(outcome({ type: 'timeout', timer: 'tick' }));
  coverage.note(outcome({ type: 'input', input: { type: 'write' } }));
  expect(coverage.idleBounds(system)).toEqual(["'other'"]);
});
