/** Worlds equal up to renaming are explored once: what is found is the same, and every orbit is one world. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bruteForce, propertiesAt } from '../tests/support/brute-force.ts';
import { graphOf, naive } from '../tests/support/oracle.ts';
import { symmetricSystem } from '../tests/support/symmetric-systems.ts';
import type { Actor, NodeId, Received } from './actor.ts';
import { CodeError, UsageError } from './errors.ts';
import { type Exploration, exploreAll, type Result } from './explore.ts';
import { seenIn, transitionOf } from './observe.ts';
import { explorePlainlyToEnd } from './plain.ts';
import { failure, type Property, witness } from './property.ts';
import { actionsOf, apply, initialWorlds } from './semantics.ts';
import { asymmetric, renamedWorld, renamings } from './symmetry.ts';
import type { System } from './system.ts';
import type { Action, World } from './world.ts';

/** Of all renamings of a world the least, told by the structure of its data. */
function orbitOf(system: System, world: World): string {
  return [...renamings(system)].map((name) => naive(renamedWorld(system, world, name))).sort()[0] as string;
}

/** A trace goes from action to action of the whole system, and ends where what it shows can be seen. */
function expectReal(whole: System, { property, verdict, trace, at }: Result): void {
  if (trace === undefined) return;
  let world = initialWorlds(whole)[trace.start] as World;
  let before = world;
  for (const { action } of trace.steps) {
    expect(actionsOf(whole, world).actions).toContainEqual(action);
    before = world;
    world = apply(whole, world, action).world;
  }
  const seen = seenIn(whole, world);
  if (property.kind === 'always') expect(failure(property.over, seen)).toBeDefined();
  if (property.kind === 'sometimes') expect(witness(property.over, seen)).toBeDefined();
  if ('node' in property.over && property.kind !== 'possible') {
    const [node] = at as [string];
    expect(property.over.node?.(seen.views.get(node) as never, node)).toBe(verdict === 'reached');
  }
  if (property.kind === 'step') {
    const step = transitionOf(whole, before, apply(whole, before, trace.steps.at(-1)?.action as Action));
    expect(property.over.holds(step as never)).toBe(false);
    expect(at).toEqual([step?.node]);
  }
}

/** Which world stands for its orbit is each explorer's own choice: all that does not depend on that. */
function numbersOf({ results, ...others }: Exploration) {
  return {
    ...others,
    results: results.map(({ verdict, because, trace }) => [verdict, because, trace?.steps.length]),
  };
}

describe('symmetric systems', () => {
  it('are explored orbit by orbit, with the verdicts and lengths of the whole', () => {
    const seen = new Set<string>();
    let saved = 0;
    fc.assert(
      fc.property(symmetricSystem, fc.nat(2), (system, target) => {
        const whole = asymmetric(system);
        fc.pre(exploreAll(whole, [], { maxWorlds: 250 }).stopped === undefined);
        const graph = graphOf(whole, 50_000);
        const properties = propertiesAt(target);
        const found = exploreAll(system, properties);
        expect(
          found.results.map(({ verdict, trace }) => ({
            verdict,
            ...(trace && { steps: trace.steps.length }),
          })),
        ).toEqual(bruteForce(whole, graph, target));
        const orbits = new Set([...graph.values()].map(({ world }) => orbitOf(system, world)));
        expect(found.worlds).toBe(orbits.size);
        const plain = explorePlainlyToEnd(system, properties);
        expect(numbersOf(found)).toEqual(numbersOf(plain));
        for (const { results } of [found, plain]) for (const result of results) expectReal(whole, result);
        saved += graph.size - orbits.size;
        for (const { property, verdict } of found.results) seen.add(`${property.kind} ${verdict}`);
        for (const [kind, times] of Object.entries(found.coverage.actions)) if (times > 0) seen.add(kind);
        seen.add(system.network);
        if (system.symmetric.length > 1) seen.add('two groups');
        if (system.nodes.hub !== undefined) seen.add('hub');
        if (system.nodes.a?.rename !== undefined) seen.add('own rename');
      }),
      { numRuns: 170 },
    );
    expect(saved).toBeGreaterThan(0);
    expect([...seen].sort()).toEqual(
      expect.arrayContaining([
        ...['always violated', 'crash', 'deliver', 'drop', 'duplicate', 'duplicating', 'fifo', 'heal', 'hub'],
        ...['inject', 'input', 'own rename', 'partition', 'persisted', 'reply', 'request'],
        ...['restart', 'set', 'sometimes reached', 'step violated', 'timeout', 'two groups', 'unordered'],
      ]),
    );
  }, 240_000);

  it('have no way left where the whole has none, after as many steps', () => {
    const actor: Actor = {
      init: () => ({ state: 'open', effects: [] }),
      step: (state, event: Received) => ({
        state: state === 'open' ? (event as unknown as { input: { type: string } }).input.type : state,
        effects: [],
      }),
      view: (state) => ({ is: state }),
    };
    const system: System = {
      nodes: { a: actor, b: actor, c: actor },
      setting: {},
      network: 'set',
      symmetric: [['a', 'b', 'c']],
      inputs: () => [{ type: 'good' }, { type: 'bad' }],
    };
    const possible: Property = {
      ...{ name: 'p', says: '', source: '', kind: 'possible' },
      over: { node: (view) => (view as { is: string }).is === 'good' },
    };
    const [orbits, whole] = [system, asymmetric(system)].map((one) => exploreAll(one, [possible]));
    expect([orbits?.worlds, whole?.worlds]).toEqual([10, 27]);
    for (const { results } of [orbits, whole] as Exploration[])
      expect(results).toMatchObject([{ verdict: 'violated', trace: { steps: { length: 3 } } }]);
    expectReal(asymmetric(system), orbits?.results[0] as Result);
  });

  it('are searched node by node for what must happen in the end', () => {
    fc.assert(
      fc.property(symmetricSystem, fc.nat(2), (system, target) => {
        const whole = asymmetric(system);
        fc.pre(exploreAll(whole, [], { maxWorlds: 250 }).stopped === undefined);
        const says = { name: 'p', says: '', source: '' };
        const over = { node: (view: object) => (view as { at: number }).at === target };
        const properties: Property[] = [
          { ...says, kind: 'leadsTo', from: { node: () => true }, over, fairness: { weak: ['deliver'] } },
          { ...says, kind: 'settles', over, fairness: { weak: ['timeout'] } },
        ];
        expect(exploreAll(system, properties).results).toEqual(exploreAll(whole, properties).results);
      }),
      { numRuns: 100 },
    );
  });
});

/** Nodes that know nothing of each other but whom they are told of by the outside, each at most once. */
function acquaintances(
  nodes: readonly NodeId[],
  isAsked: (view: { met: ReadonlySet<NodeId> }) => boolean,
): System {
  const actor: Actor = {
    init: ({ self }) => ({ state: { self, met: new Set() }, effects: [] }),
    step: (state, event: Received) => {
      const { self, met } = state as { self: NodeId; met: ReadonlySet<NodeId> };
      const { whom } = (event as unknown as { input: { whom: NodeId } }).input;
      return { state: { self, met: new Set([...met, whom]) }, effects: [] };
    },
    view: (state) => state as object,
  };
  return {
    nodes: Object.fromEntries(nodes.map((node) => [node, actor])),
    setting: {},
    network: 'set',
    symmetric: [nodes],
    inputs: (view) =>
      isAsked(view as never) ? nodes.map((whom) => ({ type: 'meet', whom }) as { type: string }) : [],
  };
}

describe('orbits', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

  // Members are told apart by nothing but who points to whom: rings, stars, forests, all in one. OEIS A126285 and A001372.
  const mappings = [
    [2, 6, 3],
    [3, 16, 7],
    [4, 45, 19],
    [5, 121, 47],
    [6, 338, 130],
    [7, 929, 343],
    [8, 2_598, 951],
  ] as const;

  // OEIS A000595: relations on unlabelled points.
  const relations = [
    [2, 10],
    [3, 104],
    [4, 3_044],
  ] as const;

  it.each(mappings)(
    'of mappings of %i nodes to themselves are %i, and %i where each is mapped',
    (size, partial, whole) => {
      const found = exploreAll(
        acquaintances(nodes.slice(0, size), ({ met }) => met.size === 0),
        [],
      );
      expect(found.worlds).toBe(partial);
      expect(found.quiescent.worlds).toBe(whole);
    },
  );

  it('are as many whatever nodes are called', () => {
    const crashing: Partial<System> = {
      crash: { inbox: 'lost', returns: 'recovered' },
      budget: { crash: 1, restart: 1 },
    };
    const met = ({ met }: { met: ReadonlySet<NodeId> }) => met.size === 0;
    for (const change of [{}, crashing]) {
      const [abc = 0, ...others] = ['a', 'past', 'crash', 'to', 'down', 'node', 'calls'].map(
        (first) => exploreAll({ ...acquaintances([first, 'b', 'c'], met), ...change }, []).worlds,
      );
      expect(others).toEqual(others.map(() => abc));
    }
  });

  it.each(relations)('of relations on %i nodes are %i', (size, relations) => {
    expect(
      exploreAll(
        acquaintances(nodes.slice(0, size), () => true),
        [],
      ).worlds,
    ).toBe(relations);
  });

  it('of relations that the monitor alone remembers are as many', () => {
    type Seen = ReadonlyMap<NodeId, ReadonlySet<NodeId>>;
    const system = acquaintances(nodes.slice(0, 3), () => true);
    const [actor] = Object.values(system.nodes) as [Actor];
    const forgetful: Actor = { ...actor, step: (state) => ({ state, effects: [] }) };
    const found = exploreAll(
      {
        ...system,
        nodes: { a: forgetful, b: forgetful, c: forgetful },
        monitor: {
          first: new Map(),
          next: (seen, happened) => {
            const { node, input } = happened as unknown as { node: NodeId; input: { whom: NodeId } };
            const met = (seen as Seen).get(node) ?? [];
            return new Map(seen as Seen).set(node, new Set([...met, input.whom]));
          },
        },
      },
      [],
    );
    expect(found.worlds).toBe(104);
  });

  /** Nodes that remember only that they were asked, and send a message to whom they were told of. */
  const sending: Actor = {
    init: () => ({ state: 'idle', effects: [] }),
    step: (state, event) => {
      const { input } = event as unknown as { input?: { whom: NodeId } };
      if (input === undefined) return { state, effects: [], ignored: true };
      return { state: 'asked', effects: [{ type: 'send', to: input.whom, message: { type: 'hello' } }] };
    },
    view: (state) => ({ is: state }),
  };
  const among = (size: number): System => ({
    ...acquaintances(nodes.slice(0, size), () => true),
    nodes: Object.fromEntries(nodes.slice(0, size).map((node) => [node, sending])),
    network: 'duplicating',
  });

  it.each(mappings)(
    'of mappings of %i nodes that are nothing but messages under way are %i',
    (size, partial) => {
      const system = among(size);
      const once: System = {
        ...system,
        inputs: (view, node) =>
          (view as { is: string }).is === 'idle' ? (system.inputs?.(view, node) ?? []) : [],
      };
      expect(exploreAll(once, []).worlds).toBe(partial);
    },
  );

  it.each(relations)('of relations on %i nodes that are messages under way are %i', (size, relations) => {
    expect(exploreAll(among(size), []).worlds).toBe(relations);
  });

  it.each(['unordered', 'fifo'] as const)('of three messages that keep their copies: %s', (network) => {
    const system = { ...among(4), network, bounds: { meet: 3 } };
    expect(numbersOf(exploreAll(system, []))).toEqual(numbersOf(explorePlainlyToEnd(system, [])));
  });

  it('of links that are cut in a ring are one, whichever way round', () => {
    const ring = (name: string, nodes: readonly NodeId[]) => ({
      name,
      blocks: nodes.map((node, at) => [node, nodes[(at + 1) % nodes.length] as NodeId] as const),
    });
    const system: System = {
      ...acquaintances(nodes.slice(0, 3), () => false),
      partitions: [ring('clockwise', ['a', 'b', 'c']), ring('counterclockwise', ['a', 'c', 'b'])],
      budget: { partition: 1 },
    };
    expect(exploreAll(asymmetric(system), []).worlds).toBe(4);
    expect(exploreAll(system, []).worlds).toBe(3);
  });
});

describe('a name that matters', () => {
  const social = acquaintances(['a', 'b', 'c'], ({ met }) => met.size === 0);
  const [anybody] = Object.values(social.nodes) as [Actor];
  const says = { says: '', source: '' };
  const met = (view: object) => (view as { met: ReadonlySet<NodeId> }).met;
  const asked: Property = {
    ...says,
    name: 'Asked',
    kind: 'possible',
    over: { node: (view) => met(view).size > 0 },
  };
  const played = (by: Partial<Actor>): System['nodes'] => {
    const actor = { ...anybody, ...by };
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
            const step = anybody.step(state, event);
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
      'in a guard of which nothing comes',
      {
        nodes: played({
          step: (state, event) => ({
            ...anybody.step(state, event),
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
            ...anybody.step(state, event),
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
  ])('%s is told', (_, change, property, told) => {
    for (const explored of [exploreAll, explorePlainlyToEnd]) {
      const run = () => explored({ ...social, ...change }, [property]);
      expect(run).toThrow(UsageError);
      expect(run).toThrow(/^system: 'symmetric' takes '\w' and '\w' for interchangeable, but /);
      expect(run).toThrow(told);
    }
  });

  /** Counts to two; whom it concerns goes wrong at the second step. */
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
  ])('in a step is found whosever it is: %j', (symmetric) => {
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

  it('is told of a scope where that is what differs, and not of a bound', () => {
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
  ])('is not why %s fails, and that is told as ever', (_, by, property, told) => {
    for (const explored of [exploreAll, explorePlainlyToEnd]) {
      const run = () => explored({ ...social, nodes: played(by) }, [property]);
      expect(run).toThrow(CodeError);
      expect(run).toThrow(told);
    }
  });

  it.each<[Partial<System>, string]>([
    [
      { symmetric: 'abc' as never },
      "'symmetric' must be a list of groups of nodes, for instance [['a', 'b', 'c']]",
    ],
    [{ symmetric: [['a', 'z']] }, "'symmetric' names 'z', which is no node; nodes: a, b, c"],
    [
      { nodes: { type: anybody, b: anybody }, symmetric: [['type', 'b']] },
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
      { nodes: { ...social.nodes, c: { ...anybody } } },
      "'a' and 'c' for interchangeable, but they are not played by the same actor",
    ],
    [{ severed: [['a', 'b']] }, "'a' and 'b' for interchangeable, but 'severed' tells them apart"],
    [{ adversaries: ['c'] }, "'a' and 'c' for interchangeable, but 'adversaries' tells them apart"],
    [{ crash: { inbox: 'lost', returns: 'absent', nodes: ['a'] } }, "but 'crash.nodes' tells them apart"],
    [{ patience: { t: { nodes: ['a', 'b'] } } as never }, "but 'patience' tells them apart"],
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
  ])('in a description is told before anything runs: %o', (change, told) => {
    expect(() => exploreAll({ ...social, ...change }, [])).toThrow(told);
  });

  it('does not where there are more of them than a search has bits for, for it is refused', () => {
    const many = Array.from({ length: 32 }, (_, at) => `n${at}`);
    expect(() =>
      exploreAll(
        acquaintances(many, () => false),
        [],
      ),
    ).toThrow("'symmetric' names 32 nodes; a search can exchange 31 at most");
    expect(
      exploreAll(
        acquaintances(many.slice(1), ({ met }) => met.size === 0),
        [],
        { maxDepth: 1 },
      ).worlds,
    ).toBe(3);
  });
});
