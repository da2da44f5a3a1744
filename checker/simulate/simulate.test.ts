/** Simulations in virtual time: compared with the reference, at ten thousand nodes, and their options. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { floodingSystem, randomLinks } from '../../tests/support/flooding.ts';
import { randomSystem } from '../../tests/support/random-systems.ts';
import type { Actor } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import { initialCount, initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { faultFreeSystem } from '../semantics/variants.ts';
import { isUp, type World } from '../semantics/world.ts';
import { check } from '../suite/check.ts';
import { subjectOf, systemOf } from '../suite/subject.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { randomOf } from '../values/random.ts';
import { type SimulateOptions, simulate, simulateAll, type TimedStep } from './simulate.ts';
import { ReferenceSimulation } from './simulation/reference.ts';
import { VirtualTime } from './simulation/virtual-time.ts';

/** The same execution by the reference semantics: the steps and the last world, as text. */
function byReference(
  system: System,
  { seed, latencyMs, inputs = [], untilMs = 0, start = 0 }: SimulateOptions,
) {
  const faultFree = faultFreeSystem(system);
  const simulation = new ReferenceSimulation(faultFree, start);
  const time = new VirtualTime(faultFree, randomOf(seed), latencyMs);
  for (const { atMs, node, input } of inputs) time.addInput(atMs, node, input);
  time.addWorld(simulation.world());
  const steps: string[] = [];
  for (;;) {
    const action = time.next(simulation, untilMs);
    if (action === undefined) return { steps, seen: canonical({ ...simulation.seen }) };
    const { effects } = simulation.take(action);
    time.addEffects(action, effects);
    steps.push(canonical([time.nowMs, action, effects]));
  }
}

/** The same by `simulateAll`. */
function bySimulate(system: System, options: SimulateOptions) {
  const steps: string[] = [];
  const { views, all, history } = simulateAll(system, {
    ...options,
    onStep: ({ atMs, action, effects }) => void steps.push(canonical([atMs, action, effects])),
  });
  return { steps, seen: canonical({ views, all, history }) };
}

describe('simulate', () => {
  it('equals the reference semantics in random systems', () => {
    let steps = 0;
    fc.assert(
      fc.property(randomSystem, fc.nat(), fc.nat(), (drawn, seed, delay) => {
        const system = { ...drawn, timersMs: { t: [10, 20] } } as System;
        const start = seed % initialCount(system);
        const world = initialWorlds(system)[start] as World;
        const inputs = Object.keys(system.nodes)
          .filter((node) => isUp(world, node))
          .map((node, at) => ({ atMs: at * (delay % 30), node, input: { type: 'input' } }));
        const options: SimulateOptions = {
          ...{ seed, start, inputs, untilMs: 150 },
          latencyMs: [delay % 3, 3 + (delay % 20)],
        };
        const reference = byReference(system, options);
        expect(bySimulate(system, options)).toEqual(reference);
        steps += reference.steps.length;
      }),
      { numRuns: 500 },
    );
    expect(steps).toBeGreaterThan(1_500);
  });

  it.each(['model', 'implementation', 'lockstep'] as const)('equals the reference in Raft: %s', (side) => {
    const system = systemOf(raft, 'storm-3', { side });
    for (let seed = 0; seed < 3; seed++) {
      const options: SimulateOptions = { seed, latencyMs: [1, 20], untilMs: 600 };
      const reference = byReference(system, options);
      expect(reference.steps.length).toBeGreaterThan(20);
      expect(bySimulate(system, options)).toEqual(reference);
    }
  });

  it('floods a graph of 10,000 nodes and 20,000 links with exactly 2E - V + 1 messages, each time', () => {
    const [nodeCount, linkCount] = [10_000, 20_000];
    const system = floodingSystem(randomLinks(nodeCount, linkCount, 7));
    const searches = 3;
    const messages = Array.from({ length: searches }, () => 0);
    const { ended, counts, steps, views } = simulateAll(system, {
      seed: 1,
      latencyMs: [10, 100],
      inputs: Array.from({ length: searches }, (_, id) => ({
        ...{ atMs: id * 100_000, node: `n${id}` },
        input: { type: 'search', id } as { type: string },
      })),
      onStep({ action }) {
        if (action.type !== 'deliver') return;
        const { id } = action.message as unknown as { id: number };
        messages[id] = (messages[id] as number) + 1;
      },
    });
    const expected = 2 * linkCount - nodeCount + 1;
    expect(messages).toEqual(Array.from({ length: searches }, () => expected));
    expect(counts).toEqual({ deliver: searches * expected, input: searches });
    expect(steps).toBe(searches * expected + searches);
    expect(ended).toBe('idle');
    expect([...views.values()]).toEqual(Array.from({ length: nodeCount }, () => ({ reached: searches })));
  });

  it('takes synchronous rounds if the latency is constant: a node is reached at its distance', () => {
    const links = randomLinks(300, 500, 3);
    const distances = new Map([['n0', 0]]);
    for (const [node, distance] of distances)
      for (const other of links[node] ?? []) if (!distances.has(other)) distances.set(other, distance + 1);
    const reached = new Map<string, number>();
    const { atMs } = simulateAll(floodingSystem(links), {
      seed: 1,
      latencyMs: [10, 10],
      inputs: [{ atMs: 0, node: 'n0', input: { type: 'search', id: 0 } as { type: string } }],
      onStep({ atMs, node = '' }) {
        if (!reached.has(node)) reached.set(node, atMs / 10);
      },
    });
    expect(new Map([...reached].sort())).toEqual(new Map([...distances].sort()));
    expect(Math.floor(atMs / 10)).toBeGreaterThanOrEqual(Math.max(...distances.values()));
  });

  /** A node that counts its timeouts, which never end. */
  const metronome: Actor = {
    init: () => ({ state: 0, effects: [{ type: 'arm', timer: 't' }] }),
    step: (state) => ({ state: (state as number) + 1, effects: [{ type: 'arm', timer: 't' }] }),
    view: (state) => ({ n: state }),
  };
  const ticking: System = {
    nodes: { a: metronome },
    setting: {},
    network: 'set',
    timersMs: { t: [10, 10] } as never,
    bounds: { t: 1 } as never,
    within: (view) => (view as { n: number }).n < 2,
  };
  const always = (most: number): Property => ({
    ...{ kind: 'always', name: 'Few', says: 'few', source: 'test' },
    over: { node: (view) => (view as { n: number }).n <= most },
  });

  it('ends at untilMs, by the observer, by the caller, or by a violation, beyond all bounds', () => {
    const options = { seed: 1, latencyMs: [1, 1] as const };
    const timed = simulateAll(ticking, { ...options, untilMs: 55 });
    expect(timed).toMatchObject({ ended: 'time', atMs: 55, steps: 5, counts: { timeout: 5 } });
    expect(timed.views.get('a')).toEqual({ n: 5 });
    expect(timed).not.toHaveProperty('actions');
    const seen: TimedStep[] = [];
    const observed = simulateAll(ticking, {
      ...options,
      onStep: (step) => (seen.push(step) === 7 ? 'end' : undefined),
    });
    expect(observed).toMatchObject({ ended: 'observer', atMs: 70, steps: 7 });
    expect(seen.map(({ atMs, node }) => [atMs, node])).toEqual(
      [10, 20, 30, 40, 50, 60, 70].map((atMs) => [atMs, 'a']),
    );
    const stopping = simulate(ticking, options);
    expect(stopping.next().value).toEqual({ steps: 2_000, atMs: 20_000 });
    expect(stopping.next('enough').value).toMatchObject({
      ended: 'stopped',
      stopped: 'enough',
      steps: 2_000,
    });
    const property = always(3);
    const violating = simulateAll(ticking, { ...options, properties: [property] });
    expect(violating).toMatchObject({ ended: 'violated', violated: property, atMs: 40, steps: 4 });
    expect(violating.actions).toHaveLength(4);
    const again = simulateAll(ticking, { ...options, properties: [always(-1)] });
    expect(again).toMatchObject({ ended: 'violated', steps: 0, atMs: 0 });
  });

  it('records the actions of a violation, along which check finds the counterexample', () => {
    const [scope, subject] = ['storm-3', 'bug:R9/implementation'];
    const system = systemOf(raft, scope, subjectOf(raft, subject));
    const property = raft.properties.find(({ name }) => name === 'Election Safety') as Property;
    const found = Array.from({ length: 20 }, (_, seed) =>
      simulateAll(system, {
        ...{ seed: 200 + seed, untilMs: 3_000, properties: [property] },
        latencyMs: [1, 200],
      }),
    ).find(({ ended }) => ended === 'violated');
    expect(found?.violated).toBe(property);
    const { actions = [] } = found ?? {};
    const { verdict } = check(raft, {
      ...{ subject, scope, property: 'election-safety' },
      along: { actions: actions as never },
    });
    expect(verdict).toBe('violated');
  });

  it('ends where an implementation leaves its model in lockstep', () => {
    const system = systemOf(raft, 'storm-3', { side: 'lockstep', bug: 'R12' });
    const { ended, all } = simulateAll(system, { seed: 1, latencyMs: [1, 20], untilMs: 20_000 });
    expect(ended).toBe('divergence');
    expect([...all.values()].some((node) => 'divergence' in node)).toBe(true);
  });

  it('names the node and the event in the error of an actor', () => {
    const failing: Actor = { ...metronome, step: () => JSON.parse('{') };
    expect(() => simulateAll({ ...ticking, nodes: { a: failing } }, { seed: 1, latencyMs: [1, 1] })).toThrow(
      "node 'a' failed at timeout 't'",
    );
  });

  it.each([
    [undefined, 'simulate is given no options; give it at least { seed, latencyMs }'],
    [
      { latency: 1 },
      "simulate has no field 'latency'; it has seed, latencyMs, inputs, untilMs, start, properties, onStep",
    ],
    [{ seed: 0.5 }, "simulate: 'seed' is 0.5; it must be a whole number"],
    [
      { latencyMs: [5, 1] },
      "simulate: 'latencyMs' is [5,1]; it must be [least, most] in whole milliseconds, for instance [10, 50]",
    ],
    [
      { latencyMs: 5 },
      "simulate: 'latencyMs' is 5; it must be [least, most] in whole milliseconds, for instance [10, 50]",
    ],
    [{ untilMs: -1 }, "simulate: 'untilMs' is -1; it must be a time in milliseconds, 0 or more"],
    [{ start: 1 }, 'simulate: the system has no initial world 1; it has 1, counted from 0'],
    [{ onStep: 1 }, "simulate: 'onStep' must be a function"],
    [{ inputs: {} }, "simulate: 'inputs' must be a list of { atMs, node, input }"],
    [
      { inputs: [{ atMs: Number.NaN, node: 'a', input: { type: 'x' } }] },
      "simulate: input 0 comes at NaN ms; 'atMs' must be a time in milliseconds, 0 or more",
    ],
    [
      { inputs: [{ atMs: 1, node: 'z', input: { type: 'x' } }] },
      "simulate: input 0 is for 'z', which is no node of the system",
    ],
    [
      { inputs: [{ atMs: 1, node: 'a', input: 'x' }] },
      "simulate: input 0 is no object with a 'type'; give it { type: ... }",
    ],
    [{ properties: {} }, "simulate: 'properties' must be a list of properties"],
    [
      { properties: [{ name: 'P', kind: 'settles' }] },
      "simulate: property 'P' is of kind 'settles', which one execution without faults cannot decide; give it 'always', 'step' or 'sometimes'",
    ],
    [
      { inputs: [{ atMs: 1, node: 'a', input: { type: 'x' } }] },
      "input 'x' is due for node 'a' at 1 ms, when the system does not offer it; 'inputs' of the system must list it for the view that the node has then",
    ],
  ])('refuses options that make no sense: %j', (options, sentence) => {
    const all = options && { seed: 1, latencyMs: [1, 2], ...options };
    const run = () => simulateAll(ticking, all as never);
    expect(run).toThrow(UsageError);
    expect(run).toThrow(sentence);
  });
});
