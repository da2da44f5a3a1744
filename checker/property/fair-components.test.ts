/** Tests fair components and fair cycles on small regions, by hand. */
import { describe, expect, it } from 'vitest';
import { fairComponents, isEnabled, type Region } from './fair-components.ts';
import { fairCycle } from './fair-cycle.ts';
import { beyond, StateGraph } from './state-graph.ts';

type Edge = readonly [source: number, label: number, target: number];

const [a, b, c] = [0, 1, 2];

/** Edges in the order of their sources; `weak` and `strong` are labels. */
function regionOf(
  edges: readonly Edge[],
  { weak = [], strong = [] }: { readonly weak?: number[]; readonly strong?: number[] } = {},
): Region {
  const worlds = Math.max(...edges.flatMap(([source, , target]) => [source, target])) + 1;
  const graph = new StateGraph();
  for (let world = 0; world < worlds; world++) {
    graph.beginEdgesOf(world);
    for (const [source, label, target] of edges) if (source === world) graph.add(target, label);
  }
  const flags = (labels: readonly number[]) =>
    Uint8Array.from([a, b, c], (label) => Number(labels.includes(label)));
  return {
    ...{ worlds, edges: graph, inside: new Uint8Array(worlds).fill(1) },
    ...{ takes: flags([a, b, c]), weak: flags(weak), strong: flags(strong) },
  };
}

/** The cycle as pairs of source and target. */
function cycleFrom(region: Region, start: number): readonly (readonly number[])[] {
  return fairCycle(region, fairComponents(region), start).map(({ source, edge }) => [
    source,
    region.edges.target(edge),
  ]);
}

describe('fair components', () => {
  const twoCycles: readonly Edge[] = [
    [0, a, 1],
    [1, a, 0],
    [1, b, 2],
    [2, a, 3],
    [3, a, 2],
  ];

  it('are the strongly connected components of more than one world', () => {
    const [first, second, third, fourth] = fairComponents(regionOf(twoCycles));
    expect(first).toBeGreaterThan(0);
    expect(second).toBe(first);
    expect(third).toBeGreaterThan(0);
    expect(third).not.toBe(first);
    expect(fourth).toBe(third);
    expect([...fairComponents(regionOf([[0, a, 0]]))]).toEqual([0]);
  });

  it('have no edges outside of the region', () => {
    const region = regionOf(twoCycles);
    region.inside[3] = 0;
    const [first, , third] = fairComponents(region);
    expect(first).toBeGreaterThan(0);
    expect(third).toBe(0);
    region.takes[a] = 0;
    expect([...fairComponents(region)]).toEqual([0, 0, 0, 0]);
  });

  it('are unfair under strong fairness of an exit, and under weak fairness of one that is always enabled', () => {
    const exitAtOne = regionOf(twoCycles, { weak: [b] });
    expect(fairComponents(exitAtOne)[0]).toBeGreaterThan(0);
    expect(fairComponents(regionOf(twoCycles, { strong: [b] }))[0]).toBe(0);
    const exitAtBoth = [[0, b, 2] as const, ...twoCycles];
    expect(fairComponents(regionOf(exitAtBoth, { weak: [b] }))[0]).toBe(0);
    expect(fairComponents(regionOf(exitAtBoth))[0]).toBeGreaterThan(0);
  });

  it('are decomposed again without the worlds that violate strong fairness', () => {
    const edges: readonly Edge[] = [
      [0, a, 1],
      [1, a, 0],
      [1, a, 2],
      [2, a, 0],
      [2, c, 3],
    ];
    const [first, second, third] = fairComponents(regionOf(edges, { strong: [c] }));
    expect(first).toBeGreaterThan(0);
    expect(second).toBe(first);
    expect(third).toBe(0);
  });

  it('must contain a world that is to be visited', () => {
    const region = regionOf(twoCycles);
    const components = fairComponents({ ...region, visits: (world) => world === 3 });
    expect(components[0]).toBe(0);
    expect(components[2]).toBeGreaterThan(0);
  });
});

describe('a label', () => {
  it('is enabled by an edge that leaves the world, also by a suppressed one', () => {
    const region = regionOf([
      [0, a, 0],
      [0, b, beyond],
      [1, c, 0],
    ]);
    const enabled = [a, b, c].map((label) => isEnabled(region, 0, (other) => other === label));
    expect(enabled).toEqual([false, true, false]);
  });
});

describe('a fair cycle', () => {
  // 0 ⇄ 1 by a; 1 → 2 → 1 by b.
  const edges: readonly Edge[] = [
    [0, a, 1],
    [1, a, 0],
    [1, b, 2],
    [2, b, 1],
  ];

  it('is the shortest one without fairness', () => {
    expect(cycleFrom(regionOf(edges), 0)).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('takes the detour that strong fairness needs', () => {
    expect(cycleFrom(regionOf(edges, { strong: [b] }), 0)).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
      [1, 0],
    ]);
  });

  it('visits a world that is to be visited', () => {
    const cycle = cycleFrom({ ...regionOf(edges), visits: (world) => world === 2 }, 0);
    expect(cycle).toContainEqual([1, 2]);
    expect(cycle.at(-1)).toEqual([1, 0]);
  });
});
