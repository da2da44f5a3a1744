/** Parent pointers, on two nodes that count to 2. */
import { describe, expect, it } from 'vitest';
import { counters } from '../../tests/support/counters.ts';
import type { StateRef } from '../property/verdict.ts';
import type { Action } from '../semantics/actions.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import type { World } from '../semantics/world.ts';
import type { TracedError } from '../traces/trace.ts';
import { CodeError } from '../values/errors.ts';
import { Parents } from './parents.ts';

const system = counters(2);
const actionAt = (world: World, ordinal: number) => actionsOf(system, world).actions[ordinal] as Action;
const successorOf = (world: World, ordinal: number) => apply(system, world, actionAt(world, ordinal)).world;

/** World 1 is after `up` at a, world 2 after a further one at b. */
function parents(worlds: (World | undefined)[] = []) {
  const first = initialWorlds(system)[0] as World;
  const real = [first, successorOf(first, 0), successorOf(successorOf(first, 0), 1)];
  const confirmed: StateRef[] = [];
  const made = new Parents(system, {
    system,
    world: (number) => worlds[number] ?? (real[number] as World),
    canonicalRenaming: () => (node) => node,
    confirm: (ref) => confirmed.push(ref),
  });
  made.add(-1, 0);
  made.add(0, 0);
  made.add(1, 1);
  return { made, real, confirmed };
}

const nodesIn = (actions: readonly { readonly action: Action }[]) =>
  actions.map(({ action }) => ('node' in action ? action.node : undefined));

describe('parent pointers', () => {
  it('make the trace to a world', () => {
    const { made, confirmed } = parents();
    const { trace, at } = made.traceTo({ world: 2 }, ['b']);
    expect(trace.start).toBe(0);
    expect(nodesIn(trace.steps)).toEqual(['a', 'b']);
    expect(at).toEqual(['b']);
    expect(confirmed).toEqual([{ world: 2 }]);
    expect(made.traceTo({ world: 0 }, []).trace.steps).toEqual([]);
  });

  it('make the trace to an action of a world', () => {
    const { made, real } = parents();
    const action = actionAt(real[1] as World, 0);
    expect(nodesIn(made.traceTo({ world: 1, action }, []).trace.steps)).toEqual(['a', 'a']);
  });

  it('add the trace to an error, the failed action last', () => {
    const { made, real } = parents();
    const action = actionAt(real[2] as World, 1);
    const error = made.explained(new CodeError('boom'), 2, action) as TracedError;
    expect(error.message).toBe('boom');
    expect(nodesIn(error.trace.steps)).toEqual(['a', 'b', 'b']);
    // What the failed step would have changed is unknown.
    expect(error.trace.steps.map(({ changes }) => changes.length)).toEqual([1, 1, 0]);
  });

  it('refuse a world that the reference semantics does not reach', () => {
    const { real } = parents();
    const { made } = parents([undefined, real[2]]);
    expect(() => made.traceTo({ world: 2 }, [])).toThrow(
      'the search disagrees with the reference semantics about world 1; please report it with the suite',
    );
  });

  it('refuse an action that the reference semantics does not have', () => {
    const { made } = parents();
    made.add(2, 9);
    expect(() => made.traceTo({ world: 3 }, [])).toThrow('about world 3');
  });
});
