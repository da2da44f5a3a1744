/**
 * Tests the liveness judges: against brute force on random graphs, and by hand on fairness and fault-free
 * phase.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertReaching } from '../../tests/support/reaching.ts';
import { exploreByReference } from '../../tests/support/reference-search.ts';
import type { Actor, Effect } from '../actors/actor.ts';
import type { Limits } from '../explore/result.ts';
import type { System } from '../semantics/system.ts';
import { exploreAll } from '../suite/explore.ts';
import { replay } from '../traces/replay.ts';
import type { Family } from './fairness.ts';
import type { Over, Property } from './property.ts';

/** A graph of states with labelled steps. A self-loop does not change the world. */
interface Graph {
  readonly states: number;
  readonly steps: readonly { readonly from: number; readonly label: number; readonly to: number }[];
  /** By label. */
  readonly fair: readonly ('weak' | 'strong' | 'none')[];
  /** By state. */
  readonly due: readonly boolean[];
  readonly kept: readonly boolean[];
}

const labels = 3;

const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 6 }).chain((states) => {
  const state = fc.nat(states - 1);
  const each = (arbitrary: fc.Arbitrary<boolean>) =>
    fc.array(arbitrary, { minLength: states, maxLength: states });
  return fc.record({
    states: fc.constant(states),
    steps: fc.array(fc.record({ from: state, label: fc.nat(labels - 1), to: state }), {
      maxLength: 2 * states + 2,
    }),
    fair: fc.array(fc.constantFrom('weak' as const, 'strong' as const, 'none' as const), {
      minLength: labels,
      maxLength: labels,
    }),
    due: each(fc.boolean()),
    kept: each(fc.boolean()),
  });
});

/** A node whose state is one of the graph's; each label is a timer, armed where a step has the label. */
function systemOf({ steps }: Graph): System {
  const armed = (at: number): Effect[] =>
    Array.from({ length: labels }, (_, label) => ({
      type: steps.some((step) => step.from === at && step.label === label) ? 'arm' : 'disarm',
      timer: `t${label}`,
    }));
  const actor: Actor = {
    init: () => ({ state: { at: 0 }, effects: armed(0) }),
    choices: (state, event) =>
      event.type === 'timeout'
        ? steps
            .filter(({ from, label }) => from === (state as { at: number }).at && `t${label}` === event.timer)
            .map(({ to }) => to)
        : [],
    step: (_state, _event, choice) => ({ state: { at: choice as number }, effects: armed(choice as number) }),
    view: (state) => state as object,
  };
  return { nodes: { x: actor }, setting: {}, network: 'set' };
}

function familiesOf({ fair }: Graph, kind: 'weak' | 'strong'): Family[] {
  return fair.flatMap((one, label) => (one === kind ? [`timeout t${label}` as const] : []));
}

/**
 * By brute force: whether some fair execution visits exactly the states of a set infinitely often. It then
 * takes all steps between them, for more steps only make it fairer.
 */
function isFairSet({ steps, fair }: Graph, set: ReadonlySet<number>): boolean {
  const changing = steps.filter(({ from, to }) => from !== to);
  const inner = changing.filter(({ from, to }) => set.has(from) && set.has(to));
  if (inner.length === 0) return false;
  const isConnected = [...set].every(
    (start) => reached([start], (at) => set.has(at), changing).size === set.size,
  );
  return (
    isConnected &&
    fair.every((kind, label) => {
      const possibleIn = [...set].filter((at) =>
        changing.some((step) => step.from === at && step.label === label),
      );
      const isTaken = inner.some((step) => step.label === label);
      if (kind === 'weak') return isTaken || possibleIn.length < set.size;
      return kind === 'none' || isTaken || possibleIn.length === 0;
    })
  );
}

function reached(
  from: readonly number[],
  within: (at: number) => boolean,
  steps: Graph['steps'],
): ReadonlySet<number> {
  const seen = new Set(from.filter(within));
  for (const at of seen) for (const step of steps) if (step.from === at && within(step.to)) seen.add(step.to);
  return seen;
}

function subsets(states: readonly number[]): readonly ReadonlySet<number>[] {
  return Array.from(
    { length: 2 ** states.length },
    (_, bits) => new Set(states.filter((_, at) => (bits >> at) & 1)),
  );
}

const isEnd = ({ steps }: Graph, at: number) => !steps.some(({ from, to }) => from === at && to !== at);

function leadsTo(graph: Graph): boolean {
  const { states, steps, due, kept } = graph;
  const reachable = reached([0], () => true, steps);
  const all = Array.from({ length: states }, (_, at) => at);
  const isPending = (at: number) => kept[at] !== true;
  const pending = reached(
    all.filter((at) => reachable.has(at) && due[at]),
    isPending,
    steps,
  );
  return !(
    [...pending].some((at) => isEnd(graph, at)) || subsets([...pending]).some((set) => isFairSet(graph, set))
  );
}

function settles(graph: Graph): boolean {
  const reachable = [...reached([0], () => true, graph.steps)];
  const fails = (at: number) => graph.kept[at] !== true;
  return !(
    reachable.some((at) => fails(at) && isEnd(graph, at)) ||
    subsets(reachable).some((set) => [...set].some(fails) && isFairSet(graph, set))
  );
}

/** Whether the steps of a label end, in every fair execution. */
function ends(graph: Graph, label: number): boolean {
  const reachable = [...reached([0], () => true, graph.steps)];
  const takes = (set: ReadonlySet<number>) =>
    graph.steps.some(
      (step) => step.label === label && step.from !== step.to && set.has(step.from) && set.has(step.to),
    );
  return !subsets(reachable).some((set) => takes(set) && isFairSet(graph, set));
}

/**
 * The length of the shortest stem of a `leadsTo` counterexample, on the product graph of (state, whether it
 * is due).
 */
function stemLength(graph: Graph): number {
  const { steps, due, kept, states } = graph;
  const fair = subsets(Array.from({ length: states }, (_, at) => at).filter((at) => !kept[at])).filter(
    (set) => isFairSet(graph, set),
  );
  const enter = (at: number, wasDue: boolean) => ({ at, isDue: !kept[at] && (wasDue || due[at] === true) });
  let level = [enter(0, false)];
  for (let length = 0; length < 100; length++) {
    if (level.some(({ at, isDue }) => isDue && (isEnd(graph, at) || fair.some((set) => set.has(at)))))
      return length;
    level = level.flatMap(({ at, isDue }) =>
      steps.filter(({ from }) => from === at).map(({ to }) => enter(to, isDue)),
    );
    level = [...new Map(level.map((one) => [JSON.stringify(one), one])).values()];
  }
  throw new Error('no execution violates it');
}

const says = { name: 'p', says: '', source: '' };
const stateOf = (view: object) => (view as { at: number }).at;

describe('liveness properties', () => {
  it('have the verdicts of brute force on random graphs, with a shortest stem', () => {
    const seen = new Set<string>();
    assertReaching(
      fc.property(graphs, (graph) => {
        const system = systemOf(graph);
        const fairness = { weak: familiesOf(graph, 'weak'), strong: familiesOf(graph, 'strong') };
        const over = { node: (view: object) => graph.kept[stateOf(view)] === true };
        const from = { node: (view: object) => graph.due[stateOf(view)] === true };
        const properties: Property[] = [
          { ...says, kind: 'leadsTo', over, from, fairness },
          { ...says, kind: 'settles', over, fairness },
          { ...says, kind: 'settles', over: { world: () => true }, fairness, ends: ['timeout t0'] },
        ];
        const { results } = exploreAll(system, properties);
        const [leading, settling, ending] = results;
        expect(exploreByReference(system, properties).results).toEqual(results);
        expect(leading?.verdict === 'violated').toBe(!leadsTo(graph));
        expect(settling?.verdict).toBe(settles(graph) ? 'holds' : 'violated');
        expect(ending?.verdict).toBe(ends(graph, 0) ? 'holds' : 'violated');
        if (leading?.verdict === 'violated') expect(leading.trace?.loop).toBe(stemLength(graph));
        for (const { property, trace, verdict } of results) {
          seen.add(`${'ends' in property ? 'ends' : property.kind} ${verdict}`);
          if (trace === undefined) continue;
          expect(replay(system, property, system.setting, trace).verdict).toBe('reproduced');
        }
      }),
      { numRuns: 2_000, fixedRuns: 200 },
      () => {
        expect([...seen].sort()).toEqual([
          'ends holds',
          'ends violated',
          'leadsTo holds',
          'leadsTo inconclusive',
          'leadsTo violated',
          'settles holds',
          'settles violated',
        ]);
      },
    );
  });

  it('decompose a component again without the worlds where strong fairness is violated', () => {
    // 0, 1 and 2 are one component; strong fairness forces its exit, from 2 to 3, if 2 is visited infinitely
    // often.
    const graph: Graph = {
      states: 4,
      steps: [
        { from: 0, label: 0, to: 1 },
        { from: 1, label: 0, to: 0 },
        { from: 1, label: 1, to: 2 },
        { from: 2, label: 0, to: 0 },
        { from: 2, label: 2, to: 3 },
      ],
      fair: ['none', 'none', 'strong'],
      due: [true, true, true, true],
      kept: [false, false, false, true],
    };
    expect(verdictOf(graph)).toBe('violated');
    // Now strong fairness also forces the step from 1 to 2.
    expect(verdictOf({ ...graph, fair: ['none', 'strong', 'strong'] })).toBe('holds');
  });

  it('have no cycle through a world that was not fully expanded as a counterexample', () => {
    const graph: Graph = {
      states: 4,
      steps: [
        { from: 0, label: 0, to: 1 },
        { from: 1, label: 0, to: 0 },
        { from: 1, label: 1, to: 2 },
        { from: 1, label: 2, to: 3 },
      ],
      fair: ['none', 'none', 'strong'],
      due: [true, true, true, true],
      kept: [false, false, true, true],
    };
    expect(verdictOf(graph)).toBe('holds');
    // The limit excludes the fourth state, so the enabled actions of state 1 are not fully known.
    expect(verdictOf(graph, { maxWorlds: 3 })).toBe('inconclusive');
  });

  it('are inconclusive in a search where a settles has a time and no fairness', () => {
    const system = systemOf({ states: 1, steps: [], fair: [], due: [], kept: [] });
    const never: Property = { ...says, kind: 'settles', over: { node: () => false }, withinMs: 100 };
    expect(exploreAll(system, [never]).results[0]).toMatchObject({ verdict: 'inconclusive' });
    expect(exploreAll(system, [{ ...never, fairness: {} } as Property]).results[0]?.verdict).toBe('violated');
  });

  it('assume that links heal and nodes restart in the fault-free phase', () => {
    // Each node always has a timer to fire; a greets b once.
    const busy: Actor = {
      init: ({ self }) => ({
        state: { isEven: true, isGreeted: self === 'a' },
        effects: [tick, ...(self === 'a' ? [greeting] : [])],
      }),
      step: (state, event) => {
        const { isEven, isGreeted } = state as { isEven: boolean; isGreeted: boolean };
        if (event.type === 'message') return { state: { isEven, isGreeted: true }, effects: [] };
        return { state: { isEven: !isEven, isGreeted }, effects: [tick] };
      },
      view: (state) => state as object,
    };
    const cluster: System = { nodes: { a: busy, b: busy }, setting: {}, network: 'set' };
    const verdictIn = (system: System, over: Over) =>
      exploreAll(system, [{ ...says, kind: 'settles', over, fairness: { weak: ['deliver'] } }]).results[0]
        ?.verdict;

    const allUp: Over = { world: (views) => views.size === 2 };
    const crash = { inbox: 'lost', returns: 'recovered' } as const;
    expect(verdictIn({ ...cluster, crash }, allUp)).toBe('holds');
    expect(verdictIn({ ...cluster, crash, budget: { restart: 0 } }, allUp)).toBe('violated');
    expect(verdictIn({ ...cluster, crash: { ...crash, returns: 'absent' } }, allUp)).toBe('violated');

    const greeted: Over = { node: (view) => (view as { isGreeted: boolean }).isGreeted };
    expect(verdictIn({ ...cluster, partitions: [{ name: 'p', blocks: [['a', 'b']] }] }, greeted)).toBe(
      'holds',
    );
    expect(verdictIn({ ...cluster, lossy: true }, greeted)).toBe('violated');
  });
});

const tick = { type: 'arm', timer: 'tick' } as const;
const greeting = { type: 'send', to: 'b', message: { type: 'hello' } } as const;

function verdictOf(graph: Graph, limits: Limits = {}): string | undefined {
  const fairness = { weak: familiesOf(graph, 'weak'), strong: familiesOf(graph, 'strong') };
  const over = { node: (view: object) => graph.kept[stateOf(view)] === true };
  const from = { node: (view: object) => graph.due[stateOf(view)] === true };
  return exploreAll(systemOf(graph), [{ ...says, kind: 'leadsTo', over, from, fairness }], limits).results[0]
    ?.verdict;
}
