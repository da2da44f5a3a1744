/**
 * Tests the search against `@xstate/graph`: the same worlds, and the verdicts of brute force on its graph.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionsOf } from '../checker/semantics/enabled.ts';
import { asymmetric } from '../checker/semantics/variants.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { systemOf } from '../checker/suite/subject.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { bruteForce, propertiesAt } from './support/brute-force.ts';
import { graphOf } from './support/oracle.ts';
import { randomSystem } from './support/random-systems.ts';
import { assertReaching } from './support/reaching.ts';

describe('the explorer and the graph of @xstate/graph', () => {
  it('agree on random systems: worlds, transitions, cuts, depth, verdicts, shortest traces', () => {
    const kinds = new Set<string>();
    assertReaching(
      fc.property(randomSystem, fc.nat(2), (system, target) => {
        // Large systems are left out. The limit of the graph throws if only the search considers one small.
        fc.pre(exploreAll(system, [], { maxWorlds: 300 }).stopped === undefined);
        const graph = graphOf(system, 50_000);
        const properties = propertiesAt(target);
        const found = exploreAll(system, properties);
        const vertices = [...graph];
        expect(
          found.results.map(({ verdict, trace }) => ({
            verdict,
            ...(trace && { steps: trace.steps.length }),
          })),
        ).toEqual(bruteForce(system, graph, target));
        // A `possible` among the properties keeps the search going to its end.
        expect(found).toMatchObject({
          worlds: graph.size,
          transitions: vertices.reduce((sum, [, { edges }]) => sum + edges.length, 0),
          unchanged: vertices.reduce(
            (sum, [key, { edges }]) => sum + edges.filter(({ to }) => to === key).length,
            0,
          ),
          cuts: vertices.filter(([, { world }]) => actionsOf(system, world).cuts.length > 0).length,
          depth: Math.max(...vertices.map(([, { distance }]) => distance)),
        });
        for (const { property, verdict } of found.results) kinds.add(`${property.kind} ${verdict}`);
        kinds.add(system.network);
      }),
      { numRuns: 400, fixedRuns: 50 },
      () => {
        // Every verdict and network must have occurred, otherwise the comparison covers less than it should.
        expect([...kinds].sort()).toEqual(
          expect.arrayContaining([
            'always holds',
            'always violated',
            'duplicating',
            'fifo',
            'possible holds',
            'possible inconclusive',
            'possible violated',
            'set',
            'sometimes inconclusive',
            'sometimes reached',
            'step holds',
            'step inconclusive',
            'step violated',
            'unordered',
          ]),
        );
      },
    );
  });

  it.each([
    ['two-terms', 3_630, 16_410],
    ['one-term-crash', 817, 2_421],
  ])('agree on Raft, scope %s', (scope, worlds, transitions) => {
    const system = asymmetric(systemOf(raft, scope));
    const graph = graphOf(system);
    expect(exploreAll(system, [])).toMatchObject({ worlds, transitions });
    expect(graph.size).toBe(worlds);
    expect([...graph.values()].reduce((sum, { edges }) => sum + edges.length, 0)).toBe(transitions);
  });
});
