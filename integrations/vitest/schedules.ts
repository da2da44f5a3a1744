/** Tests of schedules: draws adversarial schedules in scopes that are too large to explore. */
import { beforeAll, describe } from 'vitest';
import { type fuzz, fuzzScope, stormsOf, subjectText } from '../../checker/index.ts';
import { scheduleViolationText } from '../../reports/index.ts';
import type { Harness } from './harness.ts';
import { type Seed, seedText } from './seed.ts';

/** The most tries to shrink a schedule in a test. */
const triesMax = 5_000;

/** Draws schedules, and limits the tries to shrink a violating one. */
function* untilShrunk(search: ReturnType<typeof fuzz>): ReturnType<typeof fuzz> {
  let next = search.next();
  while (next.done !== true) {
    const stop = yield next.value;
    const tries = next.value.shrinking?.tries ?? 0;
    next = search.next(stop ?? (tries > triesMax ? `${triesMax} tries were made` : undefined));
  }
  return next.value;
}

/** Makes a test for each scope of `storms` and each subject. */
export function describeSchedules(harness: Harness, { seed, isDrawn }: Seed): void {
  const { suite } = harness;
  const storms = stormsOf(suite);
  if (storms.length === 0) return;
  describe('schedules', () => {
    if (isDrawn)
      beforeAll(() => console.log(`${suite.name}: schedules from ${seedText(seed)}, which draws them again`));
    for (const { storm, subject, properties } of storms) {
      const { scope, runs, actions } = storm;
      harness.test(
        `${subjectText(subject)}, scope ${scope}: ${runs} storms of at most ${[actions].flat().join(' or ')} actions`,
        async (context) => {
          const options = { runs, actionsMax: actions, seed };
          const search = fuzzScope(suite, scope, subject, properties, options);
          const { violation, stopped, ...rest } = await harness.run(untilShrunk(search));
          if (violation !== undefined) {
            const { property, trace, scope: drawnIn = scope } = violation;
            const story = [
              ...scheduleViolationText({ ...rest, violation }).slice(1),
              '',
              `drawn from ${seedText(seed)}`,
            ];
            await harness.failWithTrace(
              context,
              { scope: drawnIn, family: scope, subject, property, trace, seed },
              story,
            );
          }
          if (stopped !== undefined)
            harness.fail([`stopped after ${rest.runs} of ${runs} schedules: ${stopped}`]);
        },
      );
    }
  });
}
