/** Tests rule coverage: transitions that no step took, and results that no guard had. */
import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import type { System } from '../semantics/system.ts';
import { exploreAll } from '../suite/explore.ts';
import type { Actor } from './actor.ts';
import { machineActor } from './xstate-actor.ts';

type Event =
  | { type: 'go'; n: number; from: string }
  | { type: 'back'; from: string }
  | { type: 'lost'; from: string };

const machine = setup({
  types: { events: {} as Event },
  delays: { wait: 5 },
  guards: {
    isOdd: ({ event }) => event.type === 'go' && event.n % 2 === 1,
    always: () => true,
  },
}).createMachine({
  id: 'm',
  initial: 'start',
  states: {
    start: { always: { guard: 'always', target: 'off' } },
    off: { on: { go: [{ guard: 'isOdd', target: 'on' }, { actions: [] }], lost: 'gone' } },
    on: { after: { wait: 'off' }, on: { back: 'off', go: undefined } },
    gone: { on: { back: { guard: 'always', target: 'off' } } },
  },
});

function explored(inputs: readonly object[]) {
  const actor = machineActor(
    machine as never,
    { view: ({ value }: { value: string }) => ({ value }) } as never,
  );
  const system: System = {
    nodes: { a: actor as Actor },
    setting: {},
    network: 'set',
    inputs: () => inputs as never,
  };
  return exploreAll(system, []);
}

describe('coverage', () => {
  it('lists transitions that were never taken, and results that guards never had', () => {
    expect(explored([{ type: 'go', n: 1 }]).coverage.never).toEqual([
      'm: off --go--> stays',
      'm: off --lost--> gone',
      'm: on --back--> off',
      'm: gone --back [always]--> off',
      'm: guard isOdd false',
      'm: guard always false',
    ]);
  });

  it('counts a transition that changes nothing, one without event, and one of a timer', () => {
    const { never } = explored([
      { type: 'go', n: 1 },
      { type: 'go', n: 2 },
      { type: 'back' },
      { type: 'lost' },
    ]).coverage;
    expect(never).toEqual(['m: guard always false']);
  });

  it('counts actions by kind', () => {
    const { coverage, transitions } = explored([{ type: 'go', n: 1 }]);
    expect(coverage.actions).toMatchObject({ input: 2, timeout: 1, deliver: 0 });
    expect(Object.values(coverage.actions).reduce((a, b) => a + b, 0)).toBe(transitions);
  });

  it('does not change the author’s machine', () => {
    const before = JSON.stringify(machine.root.definition);
    explored([{ type: 'go', n: 1 }]);
    expect(JSON.stringify(machine.root.definition)).toBe(before);
    expect(machine.implementations.guards.always?.({} as never, undefined as never)).toBe(true);
  });
});
