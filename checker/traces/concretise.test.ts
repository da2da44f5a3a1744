/** Tests concretisation: a path of representatives becomes an execution with the concrete names. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import type { Action } from '../semantics/actions.ts';
import { initialWorlds } from '../semantics/successors.ts';
import { representativeOf } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import type { World } from '../semantics/world.ts';
import { type CanonicalPath, concretise } from './concretise.ts';

/** Has one timer, which fires once. */
const once: Actor = {
  init: () => ({ state: 0, effects: [{ type: 'arm', timer: 'tick' }] }),
  step: () => ({ state: 1, effects: [] }),
  view: (state) => ({ n: state as number }),
};
const system: System = {
  nodes: { a: once, b: once },
  setting: {},
  network: 'set',
  symmetric: [['a', 'b']],
};
const tick = (node: string): Action => ({ type: 'timeout', node, timer: 'tick' });
/** The node that has not ticked yet. */
const waiting = (world: World) =>
  Object.keys(world.nodes).find((node) => (world.nodes[node] as { up: number }).up === 0) as string;

const path = (length: number, more: Partial<CanonicalPath> = {}): CanonicalPath => ({
  length,
  canonicalRenaming: (world) => representativeOf(system, world).name,
  actionAt: (world) => tick(waiting(world)),
  ...more,
});

describe('a concrete execution', () => {
  it('takes each action at the node that the representative renames', () => {
    const { actions } = concretise(system, 0, path(2), undefined);
    expect(actions.map((action) => 'node' in action && action.node).sort()).toEqual(['a', 'b']);
  });

  it('renames the last action without executing it', () => {
    let last: World = initialWorlds(system)[0] as World;
    const check = (world: World) => {
      last = world;
    };
    const { actions: first } = concretise(system, 0, path(1, { check }), undefined);
    const { actions, real } = concretise(system, 0, path(1), tick(waiting(last)));
    expect(actions).toHaveLength(2);
    expect(actions[0]).toEqual(first[0]);
    expect(actions[1]).toEqual(tick(real(waiting(last))));
    expect(actions[1]).not.toEqual(actions[0]);
  });

  it('is checked at every representative', () => {
    const checked: number[] = [];
    concretise(system, 0, path(2, { check: (_, after) => checked.push(after) }), undefined);
    expect(checked).toEqual([0, 1, 2]);
  });

  it('is refused if the nodes are not interchangeable', () => {
    const stubborn: Actor = { ...once, step: () => ({ state: 2, effects: [] }) };
    const odd: System = { ...system, nodes: { a: once, b: stubborn } };
    const swapped: CanonicalPath = {
      length: 1,
      canonicalRenaming: () => (node) => (node === 'a' ? 'b' : 'a'),
      actionAt: () => tick('a'),
    };
    expect(() => concretise(odd, 0, swapped, undefined)).toThrow("'symmetric' lists nodes");
  });
});
