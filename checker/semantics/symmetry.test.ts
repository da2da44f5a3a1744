/** Tests symmetry: worlds that are equal up to renaming are explored once, and the verdicts are the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bruteForce, propertiesAt } from '../../tests/support/brute-force.ts';
import { nameSets } from '../../tests/support/name-sets.ts';
import { graphOf, naive } from '../../tests/support/oracle.ts';
import { assertReaching } from '../../tests/support/reaching.ts';
import { exploreByReference } from '../../tests/support/reference-search.ts';
import { symmetricSystem } from '../../tests/support/symmetric-systems.ts';
import type { Actor, NodeId, Received } from '../actors/actor.ts';
import type { Exploration } from '../explore/result.ts';
import { failure, witness } from '../property/evaluate.ts';
import type { Property } from '../property/property.ts';
import { exploreAll } from '../suite/explore.ts';
import type { Result } from '../traces/result.ts';
import type { Action } from './actions.ts';
import { actionsOf } from './enabled.ts';
import { apply, initialWorlds } from './successors.ts';
import { renamedWorld, renamings } from './symmetry.ts';
import type { System } from './system.ts';
import { asymmetric } from './variants.ts';
import { seenIn, transitionOf } from './views.ts';
import type { World } from './world.ts';

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
  it('have one world for each orbit, with the verdicts and lengths of the full search', () => {
    const seen = new Set<string>();
    const due = [
      ...['always violated', 'crash', 'deliver', 'drop', 'duplicate', 'duplicating', 'fifo', 'heal', 'hub'],
      ...['inject', 'input', 'own rename', 'partition', 'persisted', 'reply', 'request'],
      ...['restart', 'set', 'sometimes reached', 'step violated', 'timeout', 'two groups', 'unordered'],
    ];
    let saved = 0;
    assertReaching(
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
        const plain = exploreByReference(system, properties);
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
      { numRuns: 170, fixedRuns: 40 },
      () => {
        expect(saved).toBeGreaterThan(0);
        expect([...seen]).toEqual(expect.arrayContaining(due));
      },
    );
  }, 240_000);

  it('deadlock where the full search does, after as many steps', () => {
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

  it('have liveness verdicts for each node', () => {
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
        nameSets(nodes.slice(0, size), ({ met }) => met.size === 0),
        [],
      );
      expect(found.worlds).toBe(partial);
      expect(found.quiescent.worlds).toBe(whole);
    },
  );

  it('are as many with other names of nodes', () => {
    const crashing: Partial<System> = {
      crash: { inbox: 'lost', returns: 'recovered' },
      budget: { crash: 1, restart: 1 },
    };
    const met = ({ met }: { met: ReadonlySet<NodeId> }) => met.size === 0;
    for (const change of [{}, crashing]) {
      const [abc = 0, ...others] = ['a', 'past', 'crash', 'to', 'down', 'node', 'calls'].map(
        (first) => exploreAll({ ...nameSets([first, 'b', 'c'], met), ...change }, []).worlds,
      );
      expect(others).toEqual(others.map(() => abc));
    }
  });

  it.each(relations)('of relations on %i nodes are %i', (size, relations) => {
    expect(
      exploreAll(
        nameSets(nodes.slice(0, size), () => true),
        [],
      ).worlds,
    ).toBe(relations);
  });

  it('of relations in the history of the monitor are as many', () => {
    type Seen = ReadonlyMap<NodeId, ReadonlySet<NodeId>>;
    const system = nameSets(nodes.slice(0, 3), () => true);
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

  /** Nodes that remember only that they were asked, and send a message to the node that the question names. */
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
    ...nameSets(nodes.slice(0, size), () => true),
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

  it.each(relations)('of relations on %i nodes that are messages in flight are %i', (size, relations) => {
    expect(exploreAll(among(size), []).worlds).toBe(relations);
  });

  it.each(['unordered', 'fifo'] as const)('of three messages that keep their copies: %s', (network) => {
    const system = { ...among(4), network, bounds: { meet: 3 } };
    expect(numbersOf(exploreAll(system, []))).toEqual(numbersOf(exploreByReference(system, [])));
  });

  it('of cut links in a ring are one, in either direction', () => {
    const ring = (name: string, nodes: readonly NodeId[]) => ({
      name,
      blocks: nodes.map((node, at) => [node, nodes[(at + 1) % nodes.length] as NodeId] as const),
    });
    const system: System = {
      ...nameSets(nodes.slice(0, 3), () => false),
      partitions: [ring('clockwise', ['a', 'b', 'c']), ring('counterclockwise', ['a', 'c', 'b'])],
      budget: { partition: 1 },
    };
    expect(exploreAll(asymmetric(system), []).worlds).toBe(4);
    expect(exploreAll(system, []).worlds).toBe(3);
  });
});
