/** Tests the state graph on one of four worlds: edges, depths, ordinals and backward reachability. */
import { describe, expect, it } from 'vitest';
import { beyond, StateGraph } from './state-graph.ts';

/** 0 → 1, 0 → beyond, 0 → 2, 1 → 0, 2 → 3; 3 has no edges. */
function graph(): StateGraph {
  const edges = new StateGraph();
  edges.beginEdgesOf(0);
  edges.add(1, 5);
  edges.add(beyond, 6);
  edges.add(2, 7);
  edges.beginEdgesOf(1);
  edges.add(0, 5);
  edges.beginEdgesOf(2);
  edges.add(3, 8);
  return edges;
}

describe('a state graph', () => {
  it('has the edges of each world in order, with target, label and source', () => {
    const edges = graph();
    expect([0, 1, 2, 3].map((world) => [edges.from(world), edges.to(world)])).toEqual([
      [0, 3],
      [3, 4],
      [4, 5],
      [5, 5],
    ]);
    expect([0, 1, 2, 3, 4].map((edge) => edges.target(edge))).toEqual([1, beyond, 2, 0, 3]);
    expect([0, 1, 2, 3, 4].map((edge) => edges.label(edge))).toEqual([5, 6, 7, 5, 8]);
    expect([0, 1, 2, 3, 4].map((edge) => edges.source(edge))).toEqual([0, 0, 0, 1, 2]);
  });

  it('skips worlds without edges', () => {
    const edges = new StateGraph();
    edges.beginEdgesOf(0);
    edges.beginEdgesOf(2);
    edges.add(0);
    expect([edges.from(0), edges.from(1), edges.from(2), edges.to(2)]).toEqual([0, 0, 0, 1]);
    expect(edges.source(0)).toBe(2);
  });

  it('counts the actions of a source without suppressed edges', () => {
    expect(graph().ordinal(0, 2)).toBe(1);
  });

  it('measures depths from the initial worlds', () => {
    expect([...graph().depths(4, 1)]).toEqual([0, 1, 1, 2]);
    expect([...graph().depths(4, 3)]).toEqual([0, 0, 0, 1]);
  });

  it('finds the worlds that can reach a goal', () => {
    const edges = graph();
    expect([...edges.reaching(4, (world) => world === 3)]).toEqual([1, 1, 1, 1]);
    expect([...edges.reaching(4, (world) => world === 1)]).toEqual([1, 1, 0, 0]);
    expect([...edges.reaching(4, () => false)]).toEqual([0, 0, 0, 0]);
  });
});
