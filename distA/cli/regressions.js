/** Traces that once broke a promise: kept in a folder, and replayed first. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { propertyOf, replay, subjectOf, subjectText, systemOf, UsageError, } from '../checker/index.js';
import { regressionReport, replayText } from '../reports/index.js';
import { exits } from './exit.js';
import { traceAt } from './find.js';
/** Where they are looked for unless told. */
const folderUnlessTold = 'regressions';
/**
 * Replays what the folder holds of these suites, each on what it was recorded on, made right: a trace of a known bug on the
 * code without it.
 */
export function replayRegressions(run, suites) {
    const { options, output, checks } = run;
    const files = tracesIn(options.regressions);
    const ended = files.flatMap((file) => {
        const record = traceAt(file);
        const suite = suites.find(({ name }) => name === record.protocol);
        if (suite === undefined)
            return [];
        const { subject, property, system } = of(file, () => {
            const side = { side: subjectOf(suite, record.subject).side };
            const named = propertyOf(suite, record.property.name);
            return { subject: side, property: named, system: systemOf(suite, record.scope, side) };
        });
        if (options.property !== undefined && propertyOf(suite, options.property) !== property)
            return [];
        const result = replay(system, property, record.setting, record.trace);
        checks.push(regressionReport(suite, subject, record, file, property, result));
        const exit = result.verdict === 'fixed'
            ? exits.allHold
            : result.verdict === 'reproduced'
                ? exits.violated
                : exits.inconclusive;
        if (exit === exits.allHold)
            return [{ exit, broken: [] }];
        output.report(false, ['', file, ...replayText(record, subjectText(subject), result, output.palette)]);
        const what = exit === exits.violated ? `: ${property.name}` : ' says nothing any more; record it anew';
        return [{ exit, broken: [`${file}${what}`] }];
    });
    const fine = ended.filter(({ exit }) => exit === exits.allHold).length;
    if (ended.length > 0)
        output.lines('', `regressions: ${fine} of ${ended.length} traces break nothing any more`);
    return ended;
}
/** Says which file it is that names what the suite does not have. */
function of(file, found) {
    try {
        return found();
    }
    catch (error) {
        if (error instanceof UsageError)
            throw new UsageError(`${file}: ${error.message}`, { cause: error });
        throw error;
    }
}
/** In the order of their names. */
function tracesIn(named) {
    const folder = named ?? folderUnlessTold;
    if (!existsSync(folder)) {
        if (named === undefined)
            return [];
        throw new UsageError(`--regressions: there is no folder ${named}; name one that holds traces`);
    }
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.trace.json'))
        .sort()
        .map((name) => join(folder, name));
}
