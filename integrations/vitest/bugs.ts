/**
 * Tests of the known bugs: each must be caught, so that the properties of the suite are shown to detect it.
 */
import { describe } from 'vitest';
import { type Bug, bugChecksOf, exploreScope } from '../../checker/index.ts';
import type { Harness } from './harness.ts';

/** Makes a test for each known bug and each of its subjects. */
export function describeBugs(harness: Harness): void {
  const { suite } = harness;
  const bugChecks = bugChecksOf(suite);
  if (bugChecks.length === 0) return;
  describe('known bugs', () => {
    for (const { bug, scope, sides } of bugChecks) {
      const { says } = suite.bugs[bug] as Bug;
      for (const [side, property] of sides)
        harness.test(`${bug}, ${side}, violates ${property.name}: ${says}`, async () => {
          const search = exploreScope(suite, scope, { side, bug }, [property], { shortestOnly: true });
          const { results, worlds } = await harness.run(search);
          const { verdict, because = 'it holds' } = results[0] ?? {};
          if (verdict !== 'violated')
            harness.fail([
              `${bug} was not caught: it should violate ${property.name} in scope ${scope}, but after ${worlds} worlds ${because}`,
              property.says,
            ]);
        });
    }
  });
}
