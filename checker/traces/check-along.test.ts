/** Tests the check of one property along given actions: verdicts, skipped actions, and refusals. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { checkAlong } from './check-along.ts';

/** Counts three ticks. */
const counter: Actor = {
  init: () => ({ state: 0, effects: [{ type: 'arm', timer: 'tick' }] }),
  step: (state) => ({
    state: (state as number) + 1,
    effects: (state as number) < 2 ? [{ type: 'arm', timer: 'tick' }] : [],
  }),
  view: (state) => ({ n: state as number }),
};
const system: System = { nodes: { a: counter }, setting: {}, network: 'set' };
const tick = { type: 'timeout', node: 'a', timer: 'tick' } as const;
const tock = { type: 'timeout', node: 'a', timer: 'tock' } as const;
const says = { name: 'P', says: 's', source: 'o' };
const n = (view: object) => (view as { n: number }).n;
const below2: Property = { ...says, kind: 'always', over: { node: (view) => n(view) < 2 } };
const is2: Property = { ...says, kind: 'sometimes', over: { node: (view) => n(view) === 2 } };

describe('along given actions', () => {
  it('an always is violated or holds', () => {
    expect(checkAlong(system, below2, { actions: [tick] }).verdict).toBe('holds');
    const { verdict, trace } = checkAlong(system, below2, { actions: [tick, tick] });
    expect(verdict).toBe('violated');
    expect(trace?.steps).toHaveLength(2);
  });

  it('a sometimes is reached or inconclusive', () => {
    expect(checkAlong(system, is2, { actions: [tick, tick] }).verdict).toBe('reached');
    expect(checkAlong(system, is2, { actions: [tick] })).toMatchObject({
      verdict: 'inconclusive',
      because: 'these actions do not reach it',
    });
  });

  it('actions that are not enabled are skipped', () => {
    expect(checkAlong(system, is2, { actions: [tick, tock, tick] }).trace?.steps).toHaveLength(2);
  });

  it('a leadsTo needs to know how the execution continues', () => {
    const leadsTo: Property = {
      ...says,
      kind: 'leadsTo',
      from: { node: (view) => n(view) === 0 },
      over: is2.over as never,
    };
    expect(checkAlong(system, leadsTo, { actions: [tick] }).verdict).toBe('inconclusive');
    const never: Property = { ...leadsTo, over: { node: () => false } } as Property;
    expect(checkAlong(system, never, { actions: [tick, tick, tick], loop: 3 }).verdict).toBe('violated');
    expect(checkAlong(system, leadsTo, { actions: [tick, tick, tick], loop: 3 }).verdict).toBe('holds');
  });

  it.each([
    ['no action is enabled', { actions: [tock] }, 'none of the 1 actions can happen'],
    ['no actions are given', { actions: [] }, "the initial world does not decide 'P'"],
    ['the initial world is unknown', { actions: [tick], start: 1 }, 'the scope has no initial world 1'],
    ['the cycle begins too late', { actions: [tick], loop: 2 }, 'loop is 2; it must be a number of actions'],
  ])('it is refused if %s', (_, execution, sentence) => {
    expect(() => checkAlong(system, below2, execution)).toThrow(sentence);
  });
});
