/** Tests the lasso check on a node with two timers: `flip` changes its view, `done` sets it for good. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import type { Action } from '../semantics/actions.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import type { World } from '../semantics/world.ts';
import { isLassoViolation, type LassoRun, type Liveness } from './lasso-check.ts';

const flipper: Actor = {
  init: () => ({ state: 'off', effects: ['flip', 'done'].map((timer) => ({ type: 'arm', timer })) }),
  step: (state, event) => {
    const timer = event.type === 'timeout' ? event.timer : '';
    if (timer === 'done') return { state: 'done', effects: [{ type: 'disarm', timer: 'flip' }] };
    return { state: state === 'on' ? 'off' : 'on', effects: [{ type: 'arm', timer: 'flip' }] };
  },
  view: (state) => ({ is: state as string }),
};
const system: System = { nodes: { x: flipper }, setting: {}, network: 'set' };
const flip = { type: 'timeout', node: 'x', timer: 'flip' } as const;
const done = { type: 'timeout', node: 'x', timer: 'done' } as const;

function runOf(actions: readonly Action[], loop: number): LassoRun {
  const worlds = [initialWorlds(system)[0] as World];
  for (const action of actions) worlds.push(apply(system, worlds.at(-1) as World, action).world);
  return { worlds, actions, loop };
}

const says = { name: 'p', says: 's', source: 'o' };
const isDone = { node: (view: object) => (view as { is: string }).is === 'done' };
const settles = (fairness: Liveness['fairness']): Liveness =>
  ({ ...says, kind: 'settles', over: isDone, fairness }) as Liveness;
const leadsTo = (fairness: Liveness['fairness']): Liveness =>
  ({ ...says, kind: 'leadsTo', from: { node: () => true }, over: isDone, fairness }) as Liveness;

describe.each([
  ['settles', settles],
  ['leadsTo', leadsTo],
] as const)('a lasso against a %s', (_, property) => {
  it('is a violation if its cycle is fair and never satisfies the condition', () => {
    expect(isLassoViolation(system, property({}), runOf([flip, flip], 0))).toBe(true);
    expect(isLassoViolation(system, property({ weak: ['timeout flip'] }), runOf([flip, flip], 0))).toBe(true);
  });

  it('is none if the cycle postpones an enabled fair action for ever', () => {
    expect(isLassoViolation(system, property({ weak: ['timeout done'] }), runOf([flip, flip], 0))).toBe(
      false,
    );
    expect(isLassoViolation(system, property({ strong: ['timeout done'] }), runOf([flip, flip], 0))).toBe(
      false,
    );
  });

  it('is none if it does not return to the first world of its cycle', () => {
    expect(isLassoViolation(system, property({}), runOf([flip], 0))).toBe(false);
  });

  it('is none if it ends where an action could still change the world, or where the condition holds', () => {
    expect(isLassoViolation(system, property({}), runOf([flip], 1))).toBe(false);
    expect(isLassoViolation(system, property({}), runOf([flip, done], 2))).toBe(false);
  });
});

describe('a lasso against a leadsTo', () => {
  it('is a violation if it ends in a terminal world while the obligation is pending', () => {
    const never = { ...leadsTo({}), over: { node: () => false } } as Liveness;
    expect(isLassoViolation(system, never, runOf([done], 1))).toBe(true);
  });

  it('is none if no obligation begins after the condition last held', () => {
    const fromDone = { ...leadsTo({}), from: isDone } as Liveness;
    expect(isLassoViolation(system, fromDone, runOf([flip, flip], 0))).toBe(false);
  });
});
