/** A scope in every world: the model, and the implementation beside it; a test a promise. */
import { describe, type TestContext } from 'vitest';
import {
  explorationsOf,
  explore,
  type Judged,
  type Property,
  type Result,
  refinement,
  type Subject,
  subjectText,
  systemOf,
} from '../../checker/index.ts';
import { violationText } from '../../reports/index.ts';
import { type Bench, once } from './bench.ts';
import { commandFor, dedented } from './failure.ts';

/** A test for each promise, and each side that is explored. */
export function describeExplorations(bench: Bench, scope: string): void {
  for (const judged of explorationsOf(bench.suite, scope))
    describe(`${subjectText(judged.subject)}, scope ${scope}`, () => explorationTests(bench, scope, judged));
}

function explorationTests(bench: Bench, scope: string, { subject, properties }: Judged): void {
  const { suite } = bench;
  const explored = once(() => bench.run(explore(systemOf(suite, scope, subject), properties)));
  bench.test('is explored to its end', async () => {
    const { stopped, worlds } = await explored();
    if (stopped !== undefined) bench.fail([`the search stopped after ${worlds} worlds: ${stopped}`]);
  });
  for (const [at, property] of properties.entries()) {
    bench.test(`${property.name}: ${property.says}`, async (context) => {
      const { results } = await explored();
      await expectKept(bench, context, { scope, subject }, results[at] as Result);
    });
  }
}

/** Behind a step that leaves the model lockstep does not go on: what it leads to the implementation alone shows. */
async function onwardsFrom(
  bench: Bench,
  { scope }: { readonly scope: string },
  property: Property,
): Promise<string[]> {
  if (property !== refinement) return [];
  const words = `explore ${bench.suite.name} --subject implementation --scope ${scope}`;
  return [
    '',
    'Lockstep does not go on from here, so other promises may be broken behind it:',
    await commandFor(bench.suite, words),
  ];
}

/** Ends a test where a promise is broken, or not decided. */
export async function expectKept(
  bench: Bench,
  context: TestContext,
  where: { readonly scope: string; readonly subject: Subject },
  result: Result,
): Promise<void> {
  const { property, verdict, because, trace } = result;
  if (verdict === 'violated' && trace !== undefined)
    await bench.broken(context, { ...where, property, trace }, [
      ...dedented(violationText(result).slice(1)),
      ...(await onwardsFrom(bench, where, property)),
    ]);
  if (verdict === 'inconclusive')
    bench.fail([`${property.name} is inconclusive: ${property.says} (${because})`]);
}
