/**
 * Tests the tutorial's two-phase commit: it has as many worlds as the specification of Gray & Lamport (2006),
 * at every size.
 */
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
    const properties = suite.properties.filter(({ kind }) => kind === 'always');
    const explored = exploreAll(system, properties);
    expect(explored.worlds).toBe(worlds);
    expect(explored.results).toMatchObject([{ verdict: 'holds' }]);
    // A native model has 27,467,777 transitions with 8 managers, of which 11,657,217 change the world. It
    // enables the commit only if all are prepared; here it is always enabled, and may change nothing.
    if (managers === 8) expect(explored.transitions - explored.unchanged).toBe(11_657_217);
  });

  // With 30 managers there are 330,119 worlds, in half a minute: `npm run bench:explore`.
  it.each([
    [5, 314],
    [7, 920],
    [9, 2_232],
    [10, 3_300],
    [20, 54_922],
  ])('with %i symmetric managers has %i worlds', async (managers, worlds) => {
    const { system, suite } = await twoPhaseCommit(managers, true);
    const explored = exploreAll(system, suite.properties);
    expect(explored.worlds).toBe(worlds);
    expect(explored.results).toMatchObject([{ verdict: 'holds' }, { verdict: 'reached' }]);
  });
});
