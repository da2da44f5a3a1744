/** The symmetry check: nodes that are not interchangeable are refused, with the code that depends on a name. */
import { describe, expect, it } from 'vitest';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { exploreByReference } from '../../../tests/support/reference-search.ts';
import type { Actor, NodeId } from '../../actors/actor.ts';
import type { Property } from '../../property/property.ts';
import type { System } from '../../semantics/system.ts';
import { exploreAll } from '../../suite/explore.ts';
import { CodeError, UsageError } from '../../values/errors.ts';

describe('code that depends on a name', () => {
  const social = nameSets(['a', 'b', 'c'], ({ met }) => met.size === 0);
  const [member] = Object.values(social.nodes) as [Actor];
  const says = { says: '', source: '' };
  const met = (view: object) => (view as { met: ReadonlySet<NodeId> }).met;
  const asked: Property = {
    ...says,
    name: 'Asked',
    kind: 'possible',
    over: { node: (view) => met(view).size > 0 },
  };
  const played = (by: Partial<Actor>): System['nodes'] => {
    const actor = { ...member, ...by };
    return { a: actor, b: actor, c: actor };
  };
  const restarting: Partial<System> = {
    crash: { inbox: 'lost', returns: 'absent' },
    budget: { crash: 1, restart: 1 },
  };

  it.each<[string, Partial<System>, Property, string]>([
    [
      'in a property',
      {},
      {
        ...says,
        name: 'P',
        kind: 'always',
        over: { node: (view, self) => self !== 'b' || met(view).size === 0 },
      },
      "property 'P' tells them apart",
    ],
    [
      'in the premise of a property',
      {},
      { ...says, name: 'P', kind: 'always', over: { node: () => true, premise: (_, self) => self !== 'b' } },
      "property 'P' tells them apart",
    ],
    [
      'in a property on steps',
      {},
      { ...says, name: 'P', kind: 'step', over: { holds: ({ node }) => node !== 'b' } },
      "property 'P' tells them apart at input",
    ],
    [
      'in inputs',
      { inputs: (_, self) => (self === 'b' ? [] : [{ type: 'x' }]) },
      asked,
      "'inputs' tells them apart",
    ],
    [
      'in draws',
      { draws: (_, __, self) => (self === 'b' ? [1] : [1, 2]) },
      asked,
      "'draws' tells them apart",
    ],
    ['in within', { within: (view) => !met(view).has('b') }, asked, "'within' tells them apart"],
    [
      'in who may crash',
      { ...restarting, crash: { inbox: 'lost', returns: 'absent', when: (node) => node !== 'b' } },
      asked,
      "'crash.when' tells them apart",
    ],
    [
      'in who may come up',
      { ...restarting, births: (node) => (node === 'b' ? [] : [1]) },
      asked,
      "'births' tells them apart",
    ],
    [
      'in a monitor',
      { monitor: { first: 0, next: (n, { node }) => (node === 'b' ? (n as number) + 1 : n) } },
      asked,
      'the monitor has',
    ],
    [
      'in choices',
      {
        nodes: played({
          choices: (state) => ((state as { self: string }).self === 'b' ? ['x'] : ['x', 'y']),
        }),
      },
      asked,
      "'choices' of the actor tells them apart",
    ],
    [
      'in a step',
      {
        nodes: played({
          step: (state, event) => {
            const step = member.step(state, event);
            return (state as { self: string }).self === 'b'
              ? { ...step, state: { ...(step.state as object), at: 1 } }
              : step;
          },
        }),
      },
      asked,
      'node',
    ],
    [
      'in a guard without effect',
      {
        nodes: played({
          step: (state, event) => ({
            ...member.step(state, event),
            taken: [`guard isFirst ${(state as { self: string }).self === 'a'}`],
          }),
        }),
      },
      asked,
      "the rule 'guard isFirst ",
    ],
    [
      'in what is sent',
      {
        nodes: played({
          step: (state, event) => ({
            ...member.step(state, event),
            effects: [{ type: 'send', to: 'b', message: { type: 'x' } }],
          }),
        }),
      },
      asked,
      'has sent {"type":"x"} to',
    ],
    [
      'in the initial world',
      {
        nodes: played({
          init: ({ self, nodes }) => ({ state: { self, nodes, met: new Set() }, effects: [] }),
        }),
      },
      asked,
      'in the initial world node \'a\' has "a" at .up.nodes[0], where "b" was due',
    ],
    [
      'in the initial worlds',
      { starts: [{ a: { absent: true } }, {}] },
      asked,
      'no initial world is as number 0 where they have changed places',
    ],
  ])('%s is named in the error', (_, change, property, message) => {
    for (const explored of [exploreAll, exploreByReference]) {
      const run = () => explored({ ...social, ...change }, [property]);
      expect(run).toThrow(UsageError);
      expect(run).toThrow(/^system: 'symmetric' takes '\w' and '\w' for interchangeable, but /);
      expect(run).toThrow(message);
    }
  });

  /** Counts to two; one node counts wrong at its second step. */
  const counting = (who: NodeId): Actor => ({
    init: ({ self }) => ({ state: { self, n: 0 }, effects: [] }),
    step: (state) => {
      const { self, n } = state as { self: NodeId; n: number };
      return { state: { self, n: n === 1 && self === who ? 9 : Math.min(n + 1, 2) }, effects: [] };
    },
    view: (state) => ({ n: (state as { n: number }).n }),
  });

  it.each([
    [[['a', 'b', 'c']]],
    [[['a', 'b', 'c', 'd']]],
    [[['a', 'b', 'c', 'd', 'e', 'f']]],
    [
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
    ],
  ])('in a step is found in any node: %j', (symmetric) => {
    for (const who of symmetric.flat()) {
      const actor = counting(who);
      const system: System = {
        nodes: Object.fromEntries(symmetric.flat().map((node) => [node, actor])),
        setting: {},
        network: 'set',
        symmetric,
        inputs: () => [{ type: 'x' }, { type: 'y' }],
      };
      const says9: Property = {
        ...says,
        name: 'P',
        kind: 'always',
        over: { node: (view) => (view as { n: number }).n !== 9 },
      };
      expect(() => exploreAll(system, [says9])).toThrow('for interchangeable, but');
    }
  });

  it('in a scope is not reported as a bound', () => {
    const system: System = {
      ...social,
      inputs: () => ['a', 'b', 'c'].map((whom) => ({ type: 'meet', whom }) as { type: string }),
      bounds: { meet: 1 },
      within: (view) => (view as { self: NodeId }).self !== 'b' || met(view).size === 0,
    };
    expect(() => exploreAll(system, [])).toThrow(/'within' tells them apart$/);
  });

  it.each<[string, Partial<Actor>, Property, string]>([
    [
      'a step',
      {
        step: () => {
          throw new Error('boom');
        },
      },
      asked,
      "node 'a' failed at input 'meet': boom",
    ],
    [
      'a property',
      {},
      {
        ...says,
        name: 'P',
        kind: 'step',
        over: {
          holds: () => {
            throw new Error('boom');
          },
        },
      },
      "property 'P' failed: boom",
    ],
    [
      'a rename',
      {
        rename: () => {
          throw new Error('boom');
        },
      },
      asked,
      "node 'a' failed at its rename: boom",
    ],
  ])('is not confused with %s that fails', (_, by, property, message) => {
    for (const explored of [exploreAll, exploreByReference]) {
      const run = () => explored({ ...social, nodes: played(by) }, [property]);
      expect(run).toThrow(CodeError);
      expect(run).toThrow(message);
    }
  });

  it.each<[Partial<System>, string]>([
    [
      { symmetric: 'abc' as never },
      "'symmetric' must be a list of groups of nodes, for instance [['a', 'b', 'c']]",
    ],
    [{ symmetric: [['a', 'z']] }, "'symmetric' names 'z', which is no node; nodes: a, b, c"],
    [
      { nodes: { type: member, b: member }, symmetric: [['type', 'b']] },
      "'symmetric' names a node 'type', which is a field of every message; give it another name",
    ],
    [
      {
        symmetric: [
          ['a', 'b'],
          ['b', 'c'],
        ],
      },
      "'symmetric' names 'b' twice; a node is in one group at most",
    ],
    [{ rebase: (world) => world }, "'symmetric' and 'rebase' do not go together; leave one of them out"],
    [
      { nodes: { ...social.nodes, c: { ...member } } },
      "'a' and 'c' for interchangeable, but they are not played by the same actor",
    ],
    [{ severed: [['a', 'b']] }, "'a' and 'b' for interchangeable, but 'severed' tells them apart"],
    [{ adversaries: ['c'] }, "'a' and 'c' for interchangeable, but 'adversaries' tells them apart"],
    [{ crash: { inbox: 'lost', returns: 'absent', nodes: ['a'] } }, "but 'crash.nodes' tells them apart"],
    [{ timerConstraints: { t: { nodes: ['a', 'b'] } } as never }, "but 'timerConstraints' tells them apart"],
    [{ bounds: { 'idle@a': 1 } as never }, "but 'bounds' tells them apart"],
    [{ partitions: [{ name: 'x', blocks: [['a', 'b']] }] }, "but 'partitions' tells them apart"],
    [
      {
        partitions: [
          { name: 'x', blocks: [['a', 'b']] },
          { name: 'y', blocks: [['a', 'b']] },
        ],
      },
      "two partitions cut the same links, so 'symmetric' cannot tell which is which; leave one out",
    ],
    [
      { injects: [{ from: 'a', to: 'b', message: { type: 'x' } }], budget: { inject: 1 } },
      "but 'injects' tells them apart",
    ],
  ])('in a description is refused before anything runs: %o', (change, message) => {
    expect(() => exploreAll({ ...social, ...change }, [])).toThrow(message);
  });

  it('is not searched for if there are more nodes than bits', () => {
    const many = Array.from({ length: 32 }, (_, at) => `n${at}`);
    expect(() =>
      exploreAll(
        nameSets(many, () => false),
        [],
      ),
    ).toThrow("'symmetric' names 32 nodes; a search can exchange 31 at most");
    expect(
      exploreAll(
        nameSets(many.slice(1), ({ met }) => met.size === 0),
        [],
        { maxDepth: 1 },
      ).worlds,
    ).toBe(3);
  });
});
