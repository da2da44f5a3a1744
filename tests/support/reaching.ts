/**
 * Random tests that judge what their samples reach. The samples of a fixed seed are the same in each run, so the
 * test judges these; samples of fast-check's seed follow, and find new failures.
 */
import fc from 'fast-check';

/** The fixed seed. It is not the one of CI, by which the other samples would be the same once more. */
const seed = 0xf1bed;

/**
 * Checks a property of fast-check by samples of a fixed seed, calls `judge`, which fails if they reached too little,
 * and checks the property by samples of fast-check's seed.
 *
 * @param runs the number of samples of fast-check's seed, and that of the fixed one, by default as many.
 */
export function assertReaching<Values>(
  property: fc.IProperty<Values>,
  { numRuns, fixedRuns = numRuns }: { readonly numRuns: number; readonly fixedRuns?: number },
  judge: () => void,
): void {
  fc.assert(property, { numRuns: fixedRuns, seed });
  judge();
  fc.assert(property, { numRuns });
}
