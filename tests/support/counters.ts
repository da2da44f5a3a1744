/**
 * A system whose worlds can be counted by hand: nodes that count the inputs `up` until `most`, and ignore
 * further ones.
 */
import type { Actor } from '../../checker/actors/actor.ts';
import type { System } from '../../checker/semantics/system.ts';

/** The number that a node shows. */
export const countOf = (view: unknown) => (view as { n: number }).n;

/** With k nodes it has (most + 1)^k worlds, in each of which k inputs can be taken. */
export function counters(most: number, names: readonly string[] = ['a', 'b']): System {
  const counter: Actor = {
    init: () => ({ state: { n: 0 }, effects: [] }),
    step: (state) => ({ state: { n: Math.min(countOf(state) + 1, most) }, effects: [] }),
    view: (state) => state as object,
  };
  return {
    nodes: Object.fromEntries(names.map((name) => [name, counter])),
    setting: {},
    network: 'set',
    inputs: () => [{ type: 'up' }],
  };
}
