/** A scope in every world: the model, and the implementation beside it; a test a promise. */
import { describe } from 'vitest';
import { explorationsOf, explore, type Judged, subjectText, systemOf } from '../../checker/index.ts';
import { violationText } from '../../reports/index.ts';
import { type Bench, once } from './bench.ts';
import { dedented } from './failure.ts';

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
      const result = (await explored()).results[at];
      const { verdict, because, trace } = result ?? {};
      if (result !== undefined && verdict === 'violated' && trace !== undefined)
        await bench.broken(
          context,
          { suite, scope, subject, property, trace },
          dedented(violationText(result).slice(1)),
        );
      if (verdict === 'inconclusive')
        bench.fail([`${property.name} is inconclusive: ${property.says} (${because})`]);
    });
  }
}
