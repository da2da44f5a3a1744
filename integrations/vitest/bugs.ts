/** Known bugs, each built in on purpose: a suite that does not catch one says less than it seems to. */
import { describe } from 'vitest';
import { type Bug, bugChecksOf, explore, systemOf } from '../../checker/index.ts';
import type { Bench } from './bench.ts';

/** A test for each known bug, and each side it was built into. */
export function describeBugs(bench: Bench): void {
  const { suite } = bench;
  const hunts = bugChecksOf(suite);
  if (hunts.length === 0) return;
  describe('known bugs', () => {
    for (const { bug, scope, sides } of hunts) {
      const { says } = suite.bugs[bug] as Bug;
      for (const [side, property] of sides)
        bench.test(`${bug}, ${side}, breaks ${property.name}: ${says}`, async () => {
          const search = explore(systemOf(suite, scope, { side, bug }), [property]);
          const { results, worlds } = await bench.run(search);
          const { verdict, because = 'it holds' } = results[0] ?? {};
          if (verdict !== 'violated')
            bench.fail([
              `${bug} was not caught: it should break ${property.name} in scope ${scope}, but in ${worlds} worlds ${because}`,
              property.says,
            ]);
        });
    }
  });
}
