/** `assert`: checks a suite, and throws an error with the verdict as text, for use in tests. */
import fc from 'fast-check';
import {
  type CheckOptions,
  check,
  type Sampled,
  type Suite,
  subjectText,
  type Verdict,
  type VerdictOf,
} from '../checker/index.ts';
import { violationText } from './exploration-text.ts';
import { scheduleViolationText } from './schedules-text.ts';
import { type Palette, plain } from './text.ts';

/** Thrown by `assert`; its message is the report. */
export class VerdictError extends Error {
  override readonly name = 'BrokenPromise';
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super(verdictText(verdict).join('\n'));
    this.verdict = verdict;
  }
}

/**
 * Checks a suite, and throws unless every property holds. An inconclusive property throws too, because it
 * proves nothing.
 *
 * @throws VerdictError whose message is the report; and the errors of `check`.
 */
export function assert<O extends CheckOptions>(suite: Suite, options?: O): VerdictOf<O> {
  const verdict = check(suite, options);
  if (verdict.verdict === 'holds') return verdict;
  throw new VerdictError(verdict);
}

/** Violated and inconclusive properties with their counterexamples; one line if all hold. */
export function verdictText(verdict: Verdict, palette: Palette = plain): string[] {
  const { suite, scope, subject, results, seen } = verdict;
  const failed = results.flatMap((result) => {
    const { property, because } = result;
    if (result.verdict === 'inconclusive')
      return ['', `  ${palette.yellow(`${property.name} is inconclusive`)}: ${property.says} (${because})`];
    if (result.verdict !== 'violated') return [];
    return 'runs' in seen
      ? scheduleViolationText(seen, palette).map((line) => (line === '' ? '' : `  ${line}`))
      : violationText({ ...result, isShortest: 'worlds' in seen }, palette);
  });
  const drawing = 'details' in seen ? fastCheckText(seen) : [];
  return [
    `${suite.name}, ${subjectText(subject)}, scope ${scope}: ${verdict.verdict}`,
    ...failed,
    ...drawing,
  ];
}

/** The seed and path of fast-check that draw the schedule again, and its report if it is verbose. */
function fastCheckText({ details, violation }: Sampled): string[] {
  const { seed, counterexamplePath: path, verbose } = details;
  const again =
    violation === undefined ? [] : ['', `  fast-check drew it from { seed: ${seed}, path: '${path}' }`];
  const account = verbose === 0 ? undefined : fc.defaultReportMessage(details);
  return [
    ...again,
    ...(account === undefined ? [] : ['', ...account.split('\n').map((line) => `  ${line}`)]),
  ];
}
