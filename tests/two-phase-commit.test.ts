/** The tutorial's protocol has exactly as many worlds as the specification it follows (Gray & Lamport 2006), at every size. */
import { describe, expect, it } from 'vitest';
import { exploreAll } from '../checker/suite/explore.ts';
import { twoPhaseCommit } from './support/tutorial.ts';

describe('two-phase commit', () => {
  it.each([
    [3, 288],
    [5, 8_832],
    [6, 50_816],
    [7, 296_448],
    [8, 1_745_408],
  ])('with %i managers has %i worlds', async (managers, worlds) => {
    const { system, suite } = await twoPhaseCommit(managers);
    const promises = suite.properties.filter(({ kind }) => kind === 'always');
    const explored = exploreAll(system, promises);
    expect(explored.worlds).toBe(worlds);
    expect(explored.results).toMatchObject([{ verdict: 'holds' }]);
    // A native model of it takes 27,467,777 actions with 8 managers, of which 11,657,217 change the world. It offers to commit
    // only where all are prepared; ours also where nothing comes of it.
    if (managers === 8) expect(explored.transitions - explored.unchanged).toBe(11_657_217);
  });

  // With 30 managers, which takes half a minute, there are 330,119: `npm run bench:explore`.
  it.each([
    [5, 314],
    [7, 920],
    [9, 2_232],
    [10, 3_300],
    [20, 54_922],
  ])('with %i managers that are alike has %i worlds', async (managers, worlds) => {
    const { system, suite } = await twoPhaseCommit(managers, true);
    const explored = exploreAll(system, suite.properties);
    expect(explored.worlds).toBe(worlds);
    expect(explored.results).toMatchObject([{ verdict: 'holds' }, { verdict: 'reached' }]);
  });
});
