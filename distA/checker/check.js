/**
 * Checking a suite from code, in one call: `check` gives a verdict, `sample` a few schedules to look at. Whoever needs
 * progress, a clock or a way to stop drives `explore` and `fuzz` instead.
 */
import fc from 'fast-check';
import { exploreAll } from './explore.js';
import { defaultSeed, fuzzAll, resultsOf } from './fuzz.js';
import { isJudgedBySchedules, isJudgedBySearch } from './property.js';
import { schedules } from './schedule.js';
import { homeOf, promisesIn, subjectOf, systemOf } from './subject.js';
import { traceOf } from './trace.js';
export function check(suite, options = {}) {
    const { scope, subject, system } = chosen(suite, options);
    const promises = promisesIn(suite, subject, scope, options.property);
    if (options.schedules === undefined) {
        const { maxWorlds } = options;
        const properties = promises.filter(isJudgedBySearch);
        const seen = exploreAll(system, properties, maxWorlds === undefined ? {} : { maxWorlds });
        return { suite, scope, subject, verdict: worstOf(seen.results), results: seen.results, seen };
    }
    const properties = promises.filter(isJudgedBySchedules);
    const seen = fuzzAll(system, properties, { seed: defaultSeed, ...options.schedules });
    const results = resultsOf(seen, properties);
    const counted = results.filter(({ property }) => property.kind !== 'sometimes');
    return { suite, scope, subject, verdict: worstOf(counted), results, seen };
}
/**
 * A few schedules with what happened at each step, to see what a scope is like.
 *
 * @throws as `check` does.
 */
export function sample(suite, options = {}) {
    const { count = 3, actionsMax = 20, seed = defaultSeed } = options;
    const { system } = chosen(suite, options);
    return fc
        .sample(schedules(() => system, { actionsMax }), { numRuns: count, seed })
        .map(({ start, actions }) => traceOf(system, start, actions));
}
function chosen(suite, options) {
    const subject = subjectOf(suite, options.subject ?? 'model');
    const scope = options.scope ?? homeOf(suite, subject);
    return { subject, scope, system: systemOf(suite, scope, subject) };
}
function worstOf(results) {
    const verdicts = results.map(({ verdict }) => verdict);
    if (verdicts.includes('violated'))
        return 'violated';
    return verdicts.includes('inconclusive') ? 'inconclusive' : 'holds';
}
