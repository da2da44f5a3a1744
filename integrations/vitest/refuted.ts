/** Refuted claims as tests: each must be violated by a counterexample of the length that the suite gives. */
import { describe } from 'vitest';
import { explore, lengthOf, refutationOutcome, refutationsOf, systemOf } from '../../checker/index.ts';
import { lengthText } from '../../reports/index.ts';
import type { Bench } from './bench.ts';

/** A test for each published claim. */
export function describeRefuted(bench: Bench): void {
  const { suite } = bench;
  const refutations = refutationsOf(suite);
  if (refutations.length === 0) return;
  describe('refuted claims', () => {
    for (const refutation of refutations) {
      const { claim, says, scope, breaks, shortest } = refutation;
      bench.test(`${claim} breaks ${breaks.name}, ${lengthText(shortest)}: ${says}`, async () => {
        const subject = { side: 'model', refuted: claim } as const;
        const exploration = await bench.run(explore(systemOf(suite, scope, subject), [breaks]));
        if (refutationOutcome(refutation, exploration) === 'refuted') return;
        const { results, worlds } = exploration;
        const { trace, because = 'it holds' } = results[0] ?? {};
        bench.fail([
          trace === undefined
            ? `${claim} is not refuted: it should break ${breaks.name} in scope ${scope}, but in ${worlds} worlds ${because}`
            : `${claim} is refuted by a counterexample of another length: ${lengthText(lengthOf(trace))}, and the suite says ${lengthText(shortest)}`,
          breaks.says,
        ]);
      });
    }
  });
}
