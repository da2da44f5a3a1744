/**
 * Tests the memoised actor: each step is computed once, and a step that is no function of its input is
 * refused.
 */
import { describe, expect, it } from 'vitest';
import type { Actor, Received } from './actor.ts';
import { memoised } from './memoised-actor.ts';

const birth = { self: 'a', nodes: ['a', 'b'], setting: {} };
const tick: Received = { type: 'timeout', timer: 't' };

/** An actor that counts events in its state, and its own calls in `calls`. */
function counter(step: Actor['step'] = (state) => ({ state: { n: n(state) + 1 }, effects: [] })) {
  const calls = { step: 0, view: 0 };
  const actor: Actor = {
    init: () => ({ state: { n: 0 }, effects: [] }),
    step(state, event) {
      calls.step++;
      return step(state, event);
    },
    view(state) {
      calls.view++;
      return { n: n(state) };
    },
  };
  return { actor: memoised(actor), calls };
}
const n = (state: unknown) => (state as { n: number }).n;

describe('a memoised actor', () => {
  it('computes the step of equal states twice the first time, and never again', () => {
    const { actor, calls } = counter();
    const { state } = actor.init(birth);
    const one = actor.step(state, tick);
    expect(one).toEqual({ state: { n: 1 }, effects: [] });
    expect(calls.step).toBe(2);
    expect(actor.step(structuredClone(state), tick)).toBe(one);
    expect(calls.step).toBe(2);
    actor.step(one.state, tick);
    expect(calls.step).toBe(4);
  });

  it('shares one object among equal states, and one view', () => {
    const { actor, calls } = counter(() => ({ state: { n: 0 }, effects: [] }));
    const { state } = actor.init(birth);
    expect(actor.step(state, tick).state).toBe(state);
    expect(actor.view(structuredClone(state))).toBe(actor.view(state));
    expect(calls.view).toBe(2);
  });

  it('refuses a step that differs the second time', () => {
    let times = 0;
    const { actor } = counter(() => ({ state: { n: times++ }, effects: [] }));
    expect(() => actor.step(actor.init(birth).state, tick)).toThrow('it did something else the second time');
  });

  it('refuses a step that changes its state in place', () => {
    const { actor } = counter((state) => {
      (state as { n: number }).n++;
      return { state, effects: [] };
    });
    expect(() => actor.step(actor.init(birth).state, tick)).toThrow(
      'it changed the state it was given in place',
    );
  });

  it('refuses a step that depends on the memory of an instance', () => {
    const actor: Actor = {
      init: () => ({ state: 0, effects: [] }),
      step: () => ({ state: 1, effects: [] }),
      view: (state) => ({ state }),
      anew: () => ({ ...actor, step: () => ({ state: 2, effects: [] }) }),
    };
    const memo = memoised(actor);
    expect(() => memo.step(memo.init(birth).state, tick)).toThrow(
      "it did something else than a new instance that loads the saved state; what it does and shows must depend on nothing that 'save' leaves out",
    );
  });
});
