/**
 * Tests the DAG walk where it is large: a deep chain, a deep chain of identity CIDs in one step, a wide node, and
 * a random DAG whose blocks arrive in random order, compared with a plain search.
 */
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../checker/values/random.ts';
import type { Cid, WalkLimits } from '../../../models/bitswap/walk/messages.ts';
import { type Dag, randomDag, reachable } from '../../../properties/bitswap/walk/dags.ts';
import { DagWalk, type Identity } from './walk.ts';

const ample: WalkLimits = { depthMax: 2 ** 31, knownMax: 2 ** 31, linksMax: 2 ** 31, wantsMax: 32 };
const noIdentity: Identity = () => undefined;

/** A walk whose wants are kept, and answered by the test. */
function walkOf(limits: Partial<WalkLimits> = {}, identity = noIdentity) {
  const wants: Cid[] = [];
  const visits: Cid[] = [];
  const cancels: Cid[] = [];
  const reports: { readonly missing: readonly Cid[]; readonly isWhole: boolean }[] = [];
  const walk = new DagWalk({ ...ample, ...limits }, identity, {
    want: (cid) => wants.push(cid),
    cancel: (cid) => cancels.push(cid),
    visit: (cid) => visits.push(cid),
    ended: (missing, isWhole) => reports.push({ missing, isWhole }),
  });
  return { walk, wants, visits, cancels, reports };
}

const deep = 100_000;
const number = (cid: Cid) => Number(cid.slice(1));

describe('a walk', () => {
  it('follows a chain of 100,000 blocks, with one want at a time', () => {
    const { walk, wants, visits, reports } = walkOf();
    walk.begin('n0');
    for (let cid = wants.pop(); cid !== undefined; cid = wants.pop()) {
      expect(wants).toEqual([]);
      walk.take(cid, number(cid) + 1 < deep ? [`n${number(cid) + 1}`] : []);
    }
    expect(visits.length).toBe(deep);
    expect(reports).toEqual([{ missing: [], isWhole: true }]);
  });

  it('follows a chain of 100,000 identity CIDs in one step, without recursion', () => {
    const next: Identity = (cid) => (number(cid) + 1 < deep ? [`n${number(cid) + 1}`] : []);
    const { walk, wants, visits, reports } = walkOf({}, next);
    walk.begin('n0');
    expect([wants.length, visits.length, reports.length]).toEqual([0, deep, 1]);
  });

  it('asks for the 50,000 links of a wide node a few at a time, and knows no more than its limit', () => {
    const { walk, wants, reports } = walkOf({ wantsMax: 8, knownMax: 1_000 });
    walk.begin('n0');
    walk.take(
      'n0',
      Array.from({ length: 50_000 }, (_, at) => `n${at + 1}`),
    );
    expect(wants.length).toBe(1 + 8);
    for (let at = 1; at < wants.length; at++) walk.take(wants[at] as Cid, []);
    expect(wants.length).toBe(1_000);
    expect(walk.save().depths.size).toBe(1_000);
    expect(reports).toEqual([{ missing: [], isWhole: false }]);
  });

  it('begins anew after a stop, and forgets what it knew', () => {
    const { walk, wants, cancels, reports } = walkOf();
    walk.begin('n0');
    walk.take('n0', ['n1', 'n2']);
    walk.stop();
    expect(cancels).toEqual(['n1', 'n2']);
    walk.begin('n2');
    walk.take('n2', []);
    expect(wants).toEqual(['n0', 'n1', 'n2', 'n2']);
    expect(reports.map(({ isWhole }) => isWhole)).toEqual([false, true]);
    expect(walk.session).toBe(2);
  });
});

/** The distance of each block from the root, in links. */
function distancesIn(dag: Dag, root: Cid): ReadonlyMap<Cid, number> {
  const found = new Map([[root, 0]]);
  for (const [cid, distance] of found)
    for (const link of dag[cid] ?? []) if (!found.has(link)) found.set(link, distance + 1);
  return found;
}

describe.each([1, 2, 3, 4])('a random DAG of 2,000 blocks, seed %i', (seed) => {
  const random = randomOf(seed);
  const dag = randomDag(2_000, 5_000, (n) => random.below(n));

  /** Walks with answers in random order. */
  function walked(limits: Partial<WalkLimits>) {
    const all = walkOf(limits);
    all.walk.begin('a');
    while (all.wants.length > 0) {
      const [cid] = all.wants.splice(random.below(all.wants.length), 1) as [Cid];
      all.walk.take(cid, dag[cid] ?? []);
    }
    return all;
  }

  it('is visited whole: every block once, a parent before its children', () => {
    const { visits, reports } = walked({});
    expect(new Set(visits)).toEqual(reachable(dag, 'a'));
    expect(visits.length).toBe(2_000);
    const known = new Set<Cid>(['a']);
    for (const cid of visits) {
      expect(known.has(cid)).toBe(true);
      for (const link of dag[cid] ?? []) known.add(link);
    }
    expect(reports).toEqual([{ missing: [], isWhole: true }]);
  });

  it('is visited to a depth by its shortest ways, in any order of the answers', () => {
    const distances = distancesIn(dag, 'a');
    for (const depthMax of [0, 1, 3, 5, 8]) {
      const { visits, walk } = walked({ depthMax });
      const within = [...distances].filter(([, distance]) => distance <= depthMax);
      expect(walk.save().depths).toEqual(new Map(within));
      expect(new Set(visits)).toEqual(new Set(within.map(([cid]) => cid)));
    }
  });
});
