/** Tests the variants of a system: each leaves out exactly its fields. */
import { expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import type { System } from './system.ts';
import { asymmetric, faultFreeSystem, memoisedSystem, withoutCuts, withoutWithin } from './variants.ts';

const actor: Actor = {
  init: () => ({ state: 0, effects: [] }),
  step: (state) => ({ state, effects: [] }),
  view: () => ({}),
};
const system: System = {
  nodes: { a: actor, b: actor, c: { ...actor } },
  network: 'set',
  calls: 'messages',
  failureDetector: 'mayLie',
  symmetric: [['a', 'b']],
  bounds: { t: 1 } as never,
  timerConstraints: { t: { nodes: ['a'] } } as never,
  within: () => true,
};
const missing = (variant: System) => Object.keys(system).filter((field) => !(field in variant));

it('leaves out the fields that make the variant', () => {
  expect(missing(withoutWithin(system))).toEqual(['within']);
  expect(missing(withoutCuts(system))).toEqual(['bounds', 'within']);
  expect(missing(faultFreeSystem(system))).toEqual([
    'failureDetector',
    'bounds',
    'timerConstraints',
    'within',
  ]);
  expect(missing(asymmetric(system))).toEqual(['symmetric']);
});

it('memoises each actor once', () => {
  const { a, b, c } = memoisedSystem(system).nodes;
  expect(a).toBe(b);
  expect(a).not.toBe(c);
  expect(a).not.toBe(actor);
});
