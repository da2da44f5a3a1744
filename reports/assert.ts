/** A verdict as text, and as an exception for tests. */
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
import { brokenText } from './storm-text.ts';
import { violationText } from './terminal.ts';
import { type Palette, plain } from './text.ts';

/** Thrown by `assert`; its message is the report. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super(verdictText(verdict).join('\n'));
    this.verdict = verdict;
  }
}

/**
 * Checks a suite and throws where not everything holds: also where something is not decided, because a check that cannot
 * fail proves nothing.
 *
 * @throws BrokenPromise whose message is the report; and as `check` does.
 */
export function assert<O extends CheckOptions>(suite: Suite, options?: O): VerdictOf<O> {
  const verdict = check(suite, options);
  if (verdict.verdict === 'holds') return verdict;
  throw new BrokenPromise(verdict);
}

/** What is not as it should be, counterexamples included; one line where all hold. */
export function verdictText(verdict: Verdict, palette: Palette = plain): string[] {
  const { suite, scope, subject, results, seen } = verdict;
  const odd = results.flatMap((result) => {
    const { property, because } = result;
    if (result.verdict === 'inconclusive')
      return ['', `  ${palette.yellow(`${property.name} is inconclusive`)}: ${property.says} (${because})`];
    if (result.verdict !== 'violated') return [];
    return 'runs' in seen
      ? brokenText(seen, palette).map((line) => (line === '' ? '' : `  ${line}`))
      : violationText({ ...result, isShortest: 'worlds' in seen }, palette);
  });
  const drawn = 'details' in seen ? drawnText(seen) : [];
  return [`${suite.name}, ${subjectText(subject)}, scope ${scope}: ${verdict.verdict}`, ...odd, ...drawn];
}

/** How to draw it again; and what fast-check has to say, where it was asked to be verbose. */
function drawnText({ details, violation }: Sampled): string[] {
  const { seed, counterexamplePath: path, verbose } = details;
  const again =
    violation === undefined ? [] : ['', `  fast-check drew it from { seed: ${seed}, path: '${path}' }`];
  const account = verbose === 0 ? undefined : fc.defaultReportMessage(details);
  return [
    ...again,
    ...(account === undefined ? [] : ['', ...account.split('\n').map((line) => `  ${line}`)]),
  ];
}
