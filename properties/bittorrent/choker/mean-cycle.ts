/**
 * The heaviest mean cycle of a weighted graph (Karp 1978): the largest average weight of an edge that an
 * infinite path can have in the long run. It gives the best share that an adversary can force.
 */

/** An edge to a node, by number, with its weight. */
export interface WeightedEdge {
  readonly to: number;
  readonly weight: number;
}

/** All that is reachable from the first node, and the weight of each step. */
export interface WeightedGraph<T> {
  readonly nodes: readonly T[];
  /** By node. */
  readonly edges: readonly (readonly WeightedEdge[])[];
}

/**
 * The graph of what is reachable from a state. States with equal keys are one node; `next` has the successors
 * of a state with the weights of the steps to them.
 */
export function graphFrom<T>(
  first: T,
  keyOf: (state: T) => string,
  next: (state: T) => Iterable<{ readonly state: T; readonly weight: number }>,
): WeightedGraph<T> {
  const numbers = new Map([[keyOf(first), 0]]);
  const nodes = [first];
  const edges: WeightedEdge[][] = [];
  for (let node = 0; node < nodes.length; node++) {
    edges.push(
      [...next(nodes[node] as T)].map(({ state, weight }) => {
        const key = keyOf(state);
        const to = numbers.get(key) ?? nodes.push(state) - 1;
        numbers.set(key, to);
        return { to, weight };
      }),
    );
  }
  return { nodes, edges };
}

/**
 * The mean weight of the heaviest cycle; minus infinity if there is none. By Karp's theorem it is the largest,
 * over the nodes v, of the smallest (W(n, v) - W(k, v)) / (n - k), where W(k, v) is the weight of the heaviest
 * path of k edges from the first node to v, and n the number of nodes. It takes nodes times edges steps.
 */
export function heaviestMeanCycle({ nodes: { length: n }, edges }: WeightedGraph<unknown>): number {
  const heaviest = [new Float64Array(n).fill(-Infinity)];
  (heaviest[0] as Float64Array)[0] = 0;
  for (let k = 1; k <= n; k++) {
    const shorter = heaviest[k - 1] as Float64Array;
    const longer = new Float64Array(n).fill(-Infinity);
    for (let from = 0; from < n; from++) {
      const weightBefore = shorter[from] as number;
      if (weightBefore === -Infinity) continue;
      for (const { to, weight } of edges[from] as readonly WeightedEdge[])
        longer[to] = Math.max(longer[to] as number, weightBefore + weight);
    }
    heaviest.push(longer);
  }
  const whole = heaviest[n] as Float64Array;
  let most = -Infinity;
  for (let node = 0; node < n; node++) {
    const weight = whole[node] as number;
    if (weight === -Infinity) continue;
    let least = Infinity;
    for (let k = 0; k < n; k++)
      least = Math.min(least, (weight - ((heaviest[k] as Float64Array)[node] as number)) / (n - k));
    most = Math.max(most, least);
  }
  return most;
}
