/** Worlds whose numbers only grow come back once they are rebased. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { rebase } from '../../properties/raft/rebase.ts';
import type { Actor } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import { exploreAll } from '../suite/explore.ts';
import { systemOf } from '../suite/subject.ts';
import { replay } from '../traces/replay.ts';
import type { System } from './system.ts';
import { asymmetric } from './variants.ts';
import type { UpNode, World } from './world.ts';

const says = { name: 'p', says: '', source: '' };
const n = (view: unknown) => (view as { n: number }).n;

/** Two clocks, neither of which gets ahead of the other by more than two. */
const clock: Actor = {
  init: () => ({ state: { n: 0 }, effects: [{ type: 'arm', timer: 'tick' }] }),
  step: (state) => ({ state: { n: n(state) + 1 }, effects: [{ type: 'arm', timer: 'tick' }] }),
  view: (state) => state as object,
};

const lower = (world: World): World => {
  const states = Object.entries(world.nodes) as [string, UpNode][];
  const lowest = Math.min(...states.map(([, { up }]) => n(up)));
  if (lowest === 0) return world;
  return {
    ...world,
    nodes: Object.fromEntries(
      states.map(([name, node]) => [name, { ...node, up: { n: n(node.up) - lowest } }]),
    ),
  };
};

const clocks: System = {
  nodes: { a: clock, b: clock },
  setting: {},
  network: 'set',
  within: (view) => n(view) < 3,
  rebase: lower,
};

const ahead: Property = {
  ...says,
  kind: 'leadsTo',
  from: { world: (views) => n(views.get('a')) > n(views.get('b')) },
  over: { world: (views) => n(views.get('a')) === n(views.get('b')) },
};

describe('rebase', () => {
  it('makes finitely many worlds of numbers without end', () => {
    expect(exploreAll({ ...clocks, within: () => true }, [], { maxWorlds: 500 }).stopped).toContain(
      '500 worlds',
    );
    // One is ahead by 0, 1, 2 or 3, and then the scope ends.
    expect(exploreAll(clocks, [])).toMatchObject({ worlds: 7, cuts: 2 });
  });

  it('finds runs without end, told with the numbers as they grow, and replays them', () => {
    const [found] = exploreAll(clocks, [ahead]).results;
    expect(found?.verdict).toBe('violated');
    expect(found?.trace).toMatchObject({ loop: 1 });
    // a, then b and a in turn: a is ahead for ever.
    expect(found?.trace?.steps.map(({ action }) => 'node' in action && action.node).join()).toMatch(
      /^a,(a,b|b,a)$/,
    );
    expect(found?.trace?.steps.at(-1)?.changes[0]).toMatchObject({ field: 'n' });
    expect(replay(clocks, ahead, {}, found?.trace as never).verdict).toBe('reproduced');
  });

  it('is refused where a property tells the worlds apart, or they lead elsewhere', () => {
    const even: Property = {
      ...says,
      name: 'Even',
      kind: 'sometimes',
      over: { node: (view) => n(view) % 2 === 1 && n(view) > 2 },
    };
    const byName: Property = {
      ...even,
      over: { world: (views) => n(views.get('a')) === 2 && n(views.get('b')) === 1 },
    };
    expect(() => exploreAll(clocks, [byName])).toThrow(
      "rebase: property 'Even' has another value in the rebased world",
    );
    const moody: Actor = {
      ...clock,
      step: (state) => ({
        state: { n: n(state) === 1 ? 1 : n(state) + 1 },
        effects: [{ type: 'arm', timer: 'tick' }],
      }),
    };
    expect(() => exploreAll({ ...clocks, nodes: { a: clock, b: moody } }, [])).toThrow(
      "do not have the same successors; they differ in 'timeout'",
    );
    const forgets = (world: World): World =>
      world.inFlight.length === 0 ? lower(world) : { ...world, nodes: {} };
    const talks: Actor = {
      ...clock,
      init: () => ({ state: { n: 0 }, effects: [{ type: 'send', to: 'a', message: { type: 'x' } }] }),
    };
    expect(() => exploreAll({ ...clocks, nodes: { a: talks, b: clock }, rebase: forgets }, [])).toThrow(
      'rebase must return a world of the same nodes',
    );
  });

  it("shows that Raft's elections may be split for ever, whatever is delivered and fires in the end", () => {
    const leader: Property = {
      ...says,
      name: 'Leader In The End',
      kind: 'leadsTo',
      from: { world: (views) => [...views.values()].some((view) => role(view) === 'candidate') },
      over: { world: (views) => [...views.values()].some((view) => role(view) === 'leader') },
      fairness: { weak: ['timeout', 'deliver'] },
    };
    for (const side of ['model', 'implementation', 'lockstep'] as const) {
      const system: System = {
        ...asymmetric(systemOf(raft, 'two-terms', { side })),
        rebase: rebase as never,
      };
      const [found] = exploreAll(system, [leader]).results;
      expect(found?.verdict).toBe('violated');
      const { loop, steps = [] } = found?.trace ?? {};
      expect(steps.length).toBeGreaterThan(loop as number);
      expect(replay(system, leader, system.setting, found?.trace as never).verdict).toBe('reproduced');
    }
  });
});

const role = (view: unknown) => (view as { role: string }).role;
