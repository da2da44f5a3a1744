/** Tests the heaviest mean cycle against every cycle of small random graphs. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { graphFrom, heaviestMeanCycle, type WeightedEdge } from './mean-cycle.ts';

/** The largest mean weight of a simple cycle that is reachable from node 0, by brute force. */
function bruteForce(edges: readonly (readonly WeightedEdge[])[]): number {
  let most = -Infinity;
  const walk = (path: readonly number[], weights: readonly number[]): void => {
    for (const { to, weight } of edges[path.at(-1) as number] as readonly WeightedEdge[]) {
      const at = path.indexOf(to);
      const all = [...weights, weight];
      if (at === -1) walk([...path, to], all);
      else {
        const loop = all.slice(at);
        most = Math.max(most, loop.reduce((sum, one) => sum + one, 0) / loop.length);
      }
    }
  };
  walk([0], []);
  return most;
}

it('equals the best of all simple cycles that are reachable', () => {
  const edge = fc.record({ to: fc.nat(4), weight: fc.integer({ min: -2, max: 3 }) });
  const graph = fc.array(fc.array(edge, { maxLength: 3 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(graph, (edges) => {
      const mean = heaviestMeanCycle({ nodes: edges, edges });
      const expected = bruteForce(edges);
      if (expected === -Infinity) expect(mean).toBe(-Infinity);
      else expect(mean).toBeCloseTo(expected, 9);
    }),
  );
});

it('takes states with equal keys for one node', () => {
  const { nodes, edges } = graphFrom(
    0,
    (n) => `${n % 4}`,
    (n) => [{ state: n + 1, weight: n % 4 === 3 ? 1 : 0 }],
  );
  expect(nodes).toEqual([0, 1, 2, 3]);
  expect(heaviestMeanCycle({ nodes, edges })).toBe(1 / 4);
});
