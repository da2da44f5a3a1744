/** A verdict as text, and as an exception for tests. */
import { check, subjectText, } from '../checker/index.js';
import { brokenText } from './storm-text.js';
import { violationText } from './terminal.js';
import { plain } from './text.js';
/** Thrown by `assert`; its message is the report. */
export class BrokenPromise extends Error {
    name = 'BrokenPromise';
    verdict;
    constructor(verdict) {
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
export function assert(suite, options) {
    const verdict = check(suite, options);
    if (verdict.verdict === 'holds')
        return verdict;
    throw new BrokenPromise(verdict);
}
/** What is not as it should be, counterexamples included; one line where all hold. */
export function verdictText(verdict, palette = plain) {
    const { suite, scope, subject, results, seen } = verdict;
    const odd = results.flatMap((result) => {
        const { property, because } = result;
        if (result.verdict === 'inconclusive')
            return ['', `  ${palette.yellow(`${property.name} is inconclusive`)}: ${property.says} (${because})`];
        if (result.verdict !== 'violated')
            return [];
        return 'runs' in seen
            ? brokenText(seen, palette).map((line) => (line === '' ? '' : `  ${line}`))
            : violationText(result, palette);
    });
    return [`${suite.name}, ${subjectText(subject)}, scope ${scope}: ${verdict.verdict}`, ...odd];
}
