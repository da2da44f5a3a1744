/** Tests overlay graphs: their numbers, which are those of the literature, and the cost of a flood. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../checker/values/random.ts';
import {
  connectedGraphs,
  distances,
  floodCost,
  graphsUpToNames,
  largestComponent,
  linkCount,
  nodeName,
  randomGraph,
} from './graphs.ts';

describe('connected graphs', () => {
  // OEIS A001187: labelled connected graphs.
  it.each([
    [2, 1],
    [3, 4],
    [4, 38],
    [5, 728],
  ])('of %i nodes are %i', (size, count) => {
    expect(connectedGraphs(size).size).toBe(count);
  });

  // OEIS A126100: connected graphs with one distinguished node.
  it.each([
    [2, 1],
    [3, 3],
    [4, 11],
    [5, 58],
  ])('of %i nodes, equal up to names of nodes but the first, are %i', (size, count) => {
    expect(graphsUpToNames(size).size).toBe(count);
  });

  it('have each link at both ends', () => {
    for (const graph of connectedGraphs(4).values())
      for (const [node, neighbours] of Object.entries(graph))
        for (const other of neighbours) expect(graph[other]).toContain(node);
  });
});

describe('random graphs', () => {
  it('are connected, and have the links that were asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(60), fc.nat(), (size, links, seed) => {
        const random = randomOf(seed);
        const graph = randomGraph(size, links, (n) => random.below(n));
        expect(distances(graph, nodeName(0)).size).toBe(size);
        const most = (size * (size - 1)) / 2;
        expect(linkCount(graph)).toBe(Math.max(size - 1, Math.min(links, most)));
      }),
    );
  });
});

describe('the largest component of a random graph', () => {
  it('is connected, and has nearly all nodes at a mean degree of 4', () => {
    const random = randomOf(1);
    const graph = largestComponent(10_000, 20_100, (n) => random.below(n));
    const [first = ''] = Object.keys(graph);
    const size = Object.keys(graph).length;
    expect(distances(graph, first).size).toBe(size);
    expect(size).toBeGreaterThan(9_700);
    expect(size).toBeLessThan(9_900);
    expect(linkCount(graph)).toBeGreaterThan(20_080);
  });
});

describe('the cost of a flood', () => {
  it('is twice the links, less the nodes, plus 1 if the TTL is large', () => {
    for (const size of [2, 3, 4, 5])
      for (const graph of connectedGraphs(size).values())
        expect(floodCost(graph, 'a', size)).toBe(2 * linkCount(graph) - size + 1);
  });

  it('counts the links of servents nearer than the TTL', () => {
    const line = connectedGraphs(4).get('ab-bc-cd') ?? {};
    expect([1, 2, 3, 4].map((ttl) => floodCost(line, 'a', ttl))).toEqual([1, 2, 3, 3]);
  });
});
