/** Adversarial schedules in the scopes that are too large to explore. */
import { beforeAll, describe } from 'vitest';
import { fuzz, stormsOf, subjectText, systemOf } from '../../checker/index.ts';
import { brokenText } from '../../reports/index.ts';
import type { Bench } from './bench.ts';
import { type Seed, seedText } from './seed.ts';

/** How many tries at a simpler schedule a test has time for. */
const triesMax = 5_000;

/** Draws schedules; what one broke is shrunk for as long as that is worth a reader's patience. */
function* untilShrunk(search: ReturnType<typeof fuzz>): ReturnType<typeof fuzz> {
  let next = search.next();
  while (next.done !== true) {
    const stop = yield next.value;
    const tries = next.value.shrinking?.tries ?? 0;
    next = search.next(stop ?? (tries > triesMax ? `${triesMax} tries were made` : undefined));
  }
  return next.value;
}

/** A test for each scope that the suite wants sampled, and each side. */
export function describeSchedules(bench: Bench, { seed, isDrawn }: Seed): void {
  const { suite } = bench;
  const storms = stormsOf(suite);
  if (storms.length === 0) return;
  describe('schedules', () => {
    if (isDrawn)
      beforeAll(() => console.log(`${suite.name}: schedules from ${seedText(seed)}, which draws them again`));
    for (const { storm, subject, properties } of storms) {
      const { scope, runs, actions } = storm;
      bench.test(
        `${subjectText(subject)}, scope ${scope}: ${runs} storms of at most ${actions} actions`,
        async (context) => {
          const options = { runs, actionsMax: actions, seed };
          const search = fuzz(systemOf(suite, scope, subject), properties, options);
          const { violation, stopped, ...rest } = await bench.run(untilShrunk(search));
          if (violation !== undefined) {
            const { property, trace } = violation;
            const story = [
              ...brokenText({ ...rest, violation }).slice(1),
              '',
              `drawn from ${seedText(seed)}`,
            ];
            await bench.broken(context, { scope, subject, property, trace, seed }, story);
          }
          if (stopped !== undefined)
            bench.fail([`stopped after ${rest.runs} of ${runs} schedules: ${stopped}`]);
        },
      );
    }
  });
}
