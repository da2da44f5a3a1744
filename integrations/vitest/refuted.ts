/** Tests of refuted claims: each must be violated by a counterexample of the length that the suite gives. */
import { describe } from 'vitest';
import { exploreScope, lengthOf, refutationOutcome, refutationsOf } from '../../checker/index.ts';
import { lengthText } from '../../reports/index.ts';
import type { Harness } from './harness.ts';

/** Makes a test for each published claim. */
export function describeRefuted(harness: Harness): void {
  const { suite } = harness;
  const refutations = refutationsOf(suite);
  if (refutations.length === 0) return;
  describe('refuted claims', () => {
    for (const refutation of refutations) {
      const { claim, says, scope, breaks, shortest } = refutation;
      harness.test(`${claim} violates ${breaks.name}, ${lengthText(shortest)}: ${says}`, async () => {
        const subject = { side: 'model', refuted: claim } as const;
        const exploration = await harness.run(
          exploreScope(suite, scope, subject, [breaks], { shortestOnly: true }),
        );
        if (refutationOutcome(refutation, exploration) === 'refuted') return;
        const { results, worlds } = exploration;
        const { trace, because = 'it holds' } = results[0] ?? {};
        harness.fail([
          trace === undefined
            ? `${claim} is not refuted: it should violate ${breaks.name} in scope ${scope}, but after ${worlds} worlds ${because}`
            : `${claim} is refuted by a counterexample of another length: ${lengthText(lengthOf(trace))}, but the suite gives ${lengthText(shortest)}`,
          breaks.says,
        ]);
      });
    }
  });
}
