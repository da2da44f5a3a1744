/** Tests of an exploration: one test for each property, of the model and of lockstep. */
import { describe, type TestContext } from 'vitest';
import {
  type ExplorationCheck,
  explorationsOf,
  exploreScope,
  type Property,
  type Result,
  refinement,
  type Subject,
  subjectText,
} from '../../checker/index.ts';
import { violationText } from '../../reports/index.ts';
import { commandFor, dedented, type ShownMistakes } from './failure.ts';
import { type Harness, once } from './harness.ts';
import { undecidedMistake } from './mistakes.ts';

/** Makes a test for each property of each explored subject. */
export function describeExplorations(harness: Harness, scope: string): void {
  for (const judged of explorationsOf(harness.suite, scope))
    describe(`${subjectText(judged.subject)}, scope ${scope}`, () =>
      explorationTests(harness, scope, judged));
}

function explorationTests(harness: Harness, scope: string, { subject, properties }: ExplorationCheck): void {
  const { suite } = harness;
  const explored = once(() => harness.run(exploreScope(suite, scope, subject, properties)));
  const stoppedEarly = `the search of ${subjectText(subject)} in ${scope} stopped early`;
  harness.test('is explored completely', async () => {
    const { stopped, worlds } = await explored();
    if (stopped !== undefined)
      harness.fail([`the search stopped after ${worlds} worlds: ${stopped}`], { is: [stoppedEarly] });
  });
  for (const [at, property] of inOrder(properties)) {
    harness.test(`${property.name}: ${property.says}`, async (context) => {
      const { results, stopped } = await explored();
      const mistakes =
        stopped === undefined ? undecidedMistake(subject.side, property) : { is: [stoppedEarly] };
      await expectHolds(harness, context, { scope, subject }, results[at] as Result, mistakes);
    });
  }
}

/**
 * The properties with their indices. Refinement comes first, because lockstep does not continue after a
 * divergence.
 */
function inOrder(properties: readonly Property[]): readonly (readonly [number, Property])[] {
  return [...properties.entries()].toSorted(
    ([, one], [, other]) => Number(other === refinement) - Number(one === refinement),
  );
}

/**
 * A hint for a divergence: lockstep does not continue after it, but the implementation alone can be explored
 * further.
 */
async function divergenceHint(
  harness: Harness,
  { scope }: { readonly scope: string },
  property: Property,
): Promise<string[]> {
  if (property !== refinement) return [];
  const words = ['explore', harness.suite.name, '--subject', 'implementation', '--scope', scope];
  return [
    '',
    'Lockstep does not continue after a divergence. To check the other properties after it:',
    commandFor(await harness.origin(), words),
  ];
}

/**
 * Fails a test if the property is violated or inconclusive; `mistakes` are those that may make it
 * inconclusive.
 */
export async function expectHolds(
  harness: Harness,
  context: TestContext,
  where: { readonly scope: string; readonly subject: Subject },
  result: Result,
  mistakes: Partial<ShownMistakes> = {},
): Promise<void> {
  const { property, verdict, because, trace, at = [], scope = where.scope } = result;
  if (verdict === 'violated' && trace !== undefined)
    await harness.failWithTrace(context, { ...where, scope, family: where.scope, property, trace, at }, [
      ...dedented(violationText(result).slice(1)),
      ...(await divergenceHint(harness, { scope }, property)),
    ]);
  if (verdict === 'inconclusive')
    harness.fail([`${property.name} is inconclusive: ${property.says} (${because})`], mistakes);
}
