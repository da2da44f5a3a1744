/**
 * A small protocol for tests of schedules: node a sends a ping to b at each timeout, and each node counts the
 * pings it receives.
 */
import type { Actor } from '../../checker/actors/actor.ts';
import type { Action } from '../../checker/semantics/actions.ts';
import type { System } from '../../checker/semantics/system.ts';
export const ping: Actor = {
  init: ({ self }) => ({ state: 0, effects: self === 'a' ? [{ type: 'arm', timer: 't' }] : [] }),
  step: (state, event) => {
    if (event.type === 'message') return { state: (state as number) + 1, effects: [] };
    if (event.type !== 'timeout') return { state, effects: [] };
    return {
      state,
      effects: [
        { type: 'send', to: 'b', message: { type: 'ping' } },
        { type: 'arm', timer: 't' },
      ],
    };
  },
  view: (state) => ({ received: state }),
};

/** Nodes a and b over an `unordered` network, with other fields replaced. */
export function pingSystem(fields: Partial<System> = {}): System {
  return { nodes: { a: ping, b: ping }, setting: {}, network: 'unordered', ...fields };
}

export const timeout: Action = { type: 'timeout', node: 'a', timer: 't' };
export const delivery: Action = { type: 'deliver', from: 'a', to: 'b', message: { type: 'ping' } };
