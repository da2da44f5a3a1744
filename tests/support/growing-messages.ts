/** A system with ever more different messages. */
import type { Actor } from '../../checker/actors/actor.ts';
import type { System } from '../../checker/semantics/system.ts';

/** The largest number that a node has received. */
export const largestReceived = (view: object) => (view as { n: number }).n;

/**
 * Two nodes that send each other growing numbers: more different messages than a row has columns for at
 * first.
 */
export function growingMessages(network: System['network'], most: number): System {
  const actor: Actor = {
    init: ({ self }) => ({ state: { self, n: 0 }, effects: self === 'a' ? [hello('b', 1)] : [] }),
    step: (state, event) => {
      const { self, n } = state as { self: string; n: number };
      const received = event.type === 'message' ? (event.message as unknown as { n: number }).n : 0;
      const next = Math.max(n, received);
      const to = self === 'a' ? 'b' : 'a';
      return {
        state: { self, n: next },
        effects: received > n && received < most ? [hello(to, received + 1)] : [],
      };
    },
    view: (state) => ({ n: (state as { n: number }).n }),
  };
  const hello = (to: string, n: number) => ({ type: 'send' as const, to, message: { type: 'hello', n } });
  return { nodes: { a: actor, b: actor }, setting: {}, network };
}
