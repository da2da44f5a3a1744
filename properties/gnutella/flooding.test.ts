/**
 * Tests the numbers of flooding: how many of the 172 small systems lose coverage, or exceed the cost of a
 * flood in rounds, under each way to relay; and the exact number of messages in larger overlays.
 */
import { describe, expect, it } from 'vitest';
import type { Property } from '../../checker/index.ts';
import { exploreScopeAll } from '../../checker/suite/explore.ts';
import { randomOf } from '../../checker/values/random.ts';
import { type Graph, graphsUpToNames, linkCount, nodeName, randomGraph } from './graphs.ts';
import { suite } from './index.ts';
import { cost, coverage, once } from './properties.ts';
import { overlaySystem, searchCosts } from './searches.ts';

/** The members of a family that violate a property. */
function violating(scope: string, property: { readonly name: string }, side: 'model' | 'lockstep') {
  const { members = [] } = exploreScopeAll(suite, scope, { side }, [property as Property]);
  expect(members).toHaveLength(172);
  return members.filter(({ verdicts }) => verdicts[property.name] === 'violated').map((one) => one.scope);
}

describe('of the 172 overlays with a TTL', () => {
  it.each(['model', 'lockstep'] as const)(
    '6 lose a servent if the first copy alone is relayed, in the %s',
    (side) => {
      expect(violating('once', coverage, side)).toEqual(
        ['ab-ac-bc-bd', 'ab-ad-bc-bd', 'ab-ac-bc-cd', 'ac-ad-bc-cd', 'ab-ad-bd-cd', 'ac-ad-bd-cd'].map(
          (graph) => `once/once.${graph}.ttl2`,
        ),
      );
    },
  );

  it.each(['model', 'lockstep'] as const)(
    'none loses a servent if copies with a higher TTL are relayed, in the %s',
    (side) => {
      expect(violating('higher-ttl', coverage, side)).toEqual([]);
    },
  );

  it('40 then have more messages than a flood in rounds, and in 26 a query crosses a link twice', () => {
    expect(violating('higher-ttl', cost, 'model')).toHaveLength(40);
    expect(violating('higher-ttl', once, 'model')).toHaveLength(26);
  });
});

describe('a flood with unlimited TTL has exactly 2E - V + 1 messages', () => {
  const flood = (graph: Graph, ttl: number) => {
    const [cost] = searchCosts(overlaySystem(graph, [], ttl), [nodeName(0)], { type: 'search', ttl });
    const size = Object.keys(graph).length;
    expect(cost).toMatchObject({ messages: 2 * linkCount(graph) - size + 1, visited: size });
  };

  it('on every graph of 5 nodes', () => {
    for (const graph of graphsUpToNames(5).values()) flood(graph, 5);
  });

  it.each([1, 2])('on a random graph of 10,000 nodes (seed %i)', (seed) => {
    const random = randomOf(seed);
    flood(
      randomGraph(10_000, 20_000, (n) => random.below(n)),
      100,
    );
  });
});

describe('in a larger overlay', () => {
  const random = randomOf(33);
  const graph = randomGraph(1_000, 2_000, (n) => random.below(n));
  const sharers = Object.keys(graph).filter((_, at) => at % 100 === 50);
  const system = overlaySystem(graph, sharers, 15);

  it('an expanding ring finds what a flood finds, with fewer messages', () => {
    const origins = ['a', 'n100', 'n500'];
    const floods = searchCosts(system, origins, { type: 'search', ttl: 15 });
    const rings = searchCosts(system, origins, { type: 'expand' });
    for (const [nth, { hops, messages }] of rings.entries()) {
      expect(hops).toBeGreaterThanOrEqual(floods[nth]?.hops as number);
      expect(messages).toBeLessThan(floods[nth]?.messages as number);
    }
  });
});
