/** A scope in every world: the model, and the implementation beside it; a test a promise. */
import { describe, type TestContext } from 'vitest';
import {
  type ExplorationCheck,
  explorationsOf,
  explore,
  type Property,
  type Result,
  refinement,
  type Subject,
  subjectText,
  systemOf,
} from '../../checker/index.ts';
import { violationText } from '../../reports/index.ts';
import { type Bench, once } from './bench.ts';
import { commandFor, dedented, type Shown } from './failure.ts';
import { openPromise } from './mistakes.ts';

/** A test for each promise, and each side that is explored. */
export function describeExplorations(bench: Bench, scope: string): void {
  for (const judged of explorationsOf(bench.suite, scope))
    describe(`${subjectText(judged.subject)}, scope ${scope}`, () => explorationTests(bench, scope, judged));
}

function explorationTests(bench: Bench, scope: string, { subject, properties }: ExplorationCheck): void {
  const { suite } = bench;
  const explored = once(() => bench.run(explore(systemOf(suite, scope, subject), properties)));
  const cutShort = `the search of ${subjectText(subject)} in ${scope} stopped early`;
  bench.test('is explored to its end', async () => {
    const { stopped, worlds } = await explored();
    if (stopped !== undefined)
      bench.fail([`the search stopped after ${worlds} worlds: ${stopped}`], { is: [cutShort] });
  });
  for (const [at, property] of inOrder(properties)) {
    bench.test(`${property.name}: ${property.says}`, async (context) => {
      const { results, stopped } = await explored();
      const open = stopped === undefined ? openPromise(subject.side, property) : { is: [cutShort] };
      await expectKept(bench, context, { scope, subject }, results[at] as Result, open);
    });
  }
}

/** With their places in the results. Refinement comes first: behind a step that breaks it lockstep does not go on. */
function inOrder(properties: readonly Property[]): readonly (readonly [number, Property])[] {
  return [...properties.entries()].toSorted(
    ([, one], [, other]) => Number(other === refinement) - Number(one === refinement),
  );
}

/** Behind a step that leaves the model lockstep does not go on: what it leads to the implementation alone shows. */
async function onwardsFrom(
  bench: Bench,
  { scope }: { readonly scope: string },
  property: Property,
): Promise<string[]> {
  if (property !== refinement) return [];
  const words = ['explore', bench.suite.name, '--subject', 'implementation', '--scope', scope];
  return [
    '',
    'Lockstep does not go on from here, so other promises may be broken behind it:',
    commandFor(await bench.origin(), words),
  ];
}

/** Ends a test where a promise is broken, or not decided; `open` are the mistakes for which it may be undecided. */
export async function expectKept(
  bench: Bench,
  context: TestContext,
  where: { readonly scope: string; readonly subject: Subject },
  result: Result,
  open: Partial<Shown> = {},
): Promise<void> {
  const { property, verdict, because, trace } = result;
  if (verdict === 'violated' && trace !== undefined)
    await bench.broken(context, { ...where, property, trace }, [
      ...dedented(violationText(result).slice(1)),
      ...(await onwardsFrom(bench, where, property)),
    ]);
  if (verdict === 'inconclusive')
    bench.fail([`${property.name} is inconclusive: ${property.says} (${because})`], open);
}
