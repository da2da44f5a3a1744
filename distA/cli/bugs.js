/** `swarmcheck bugs`: the scoreboard of known bugs. */
import { has, homeOf, isJudgedBySchedules, isJudgedBySearch, promisesIn, propertyOf, strategyNamed, subjectOf, } from '../checker/index.js';
import { isCaught, protocolHead, scoreReport, scoreText, violation } from '../reports/index.js';
import { exits } from './exit.js';
import { Catalogue, refuseUnknownScope } from './find.js';
import { running } from './running.js';
/** Schedules after which a hunt with one seed is given up. */
const runsUnlessTold = 5_000;
const actionsMax = 60;
/** Between the seeds of two hunts: any number that is not a small one, so that no two runs draw alike. */
const seedStep = 0x9e3779b1;
export async function bugs(protocols, options) {
    const catalogue = await Catalogue.of(options);
    const suites = catalogue.all(protocols, options);
    options.strategy?.map(strategyNamed);
    for (const suite of suites)
        refuseUnknownScope(suite, options.scope);
    for (const suite of suites)
        for (const id of options.bug ?? [])
            promisesHunted(suite, subjectOf(suite, `bug:${id}`), options);
    return running(options, async (run) => {
        const ended = [];
        for (const suite of suites) {
            run.output.lines('', ...protocolHead(suite, run.output.palette), '');
            ended.push(...(await score(run, suite)));
        }
        return ended;
    });
}
async function score(run, suite) {
    const { limits, output, checks, options } = run;
    const ended = [];
    const caught = { search: 0, schedules: 0, all: 0, listed: 0 };
    const chosen = options.bug?.map((id) => subjectOf(suite, `bug:${id}`).bug);
    for (const [id, bug] of Object.entries(suite.bugs)) {
        if (chosen?.includes(id) === false)
            continue;
        const hunts = [];
        for (const side of ['model', 'implementation'].filter((one) => has(suite, { side: one, bug: id }))) {
            if (limits.stopped !== undefined)
                return [...ended, { exit: exits.inconclusive, broken: [] }];
            const promises = promisesHunted(suite, { side, bug: id }, options);
            if (promises.length > 0)
                hunts.push(await hunt(run, suite, id, side, promises));
        }
        if (hunts.length === 0)
            continue;
        const { exit, broken } = endOf(suite, id, bug, hunts);
        output.report(exit === exits.allHold, [...scoreText(id, hunts, output.palette), '']);
        const traces = hunts.flatMap(({ search }) => output.keep(search));
        checks.push(scoreReport(id, hunts, traces));
        ended.push({ exit, broken });
        if (bug.equivalent !== undefined)
            continue;
        caught.listed++;
        if (hunts.every(isCaught))
            caught.all++;
        if (hunts.every(({ search }) => violation(search.exploration) !== undefined))
            caught.search++;
        if (hunts.every(({ schedules }) => schedules.some(({ fuzzed }) => fuzzed.violation !== undefined)))
            caught.schedules++;
    }
    output.lines(`${caught.all} of ${caught.listed} known bugs caught: ${caught.search} by search, ${caught.schedules} by schedules`);
    return ended;
}
/**
 * What a bug breaks; of bugs that are named the property that is named, whether or not they are known to break it.
 *
 * @throws UsageError where that is not promised in the scope of the hunt.
 */
function promisesHunted(suite, subject, options) {
    const { property, scope = homeOf(suite, subject) } = options;
    if (property === undefined || options.bug !== undefined)
        return promisesIn(suite, subject, scope, property);
    const only = propertyOf(suite, property);
    return promisesIn(suite, subject, scope).filter((one) => one === only);
}
async function hunt({ limits, driver, options }, suite, bug, side, promises) {
    const { scope: home, equivalent } = suite.bugs[bug];
    const scope = options.scope ?? home;
    const subject = { side, bug };
    const search = await driver.explore(suite, scope, subject, promises.filter(isJudgedBySearch));
    const schedules = [];
    // Where nothing is to be caught, every seed goes to the end.
    const seeds = equivalent === undefined ? (options.seeds ?? 1) : 1;
    for (let nth = 0; nth < seeds && limits.stopped === undefined; nth++) {
        const stormed = await driver.storm(suite, scope, subject, promises.filter(isJudgedBySchedules), {
            runs: options.runs ?? runsUnlessTold,
            actionsMax,
            seed: (options.seed + nth * seedStep) % 0x80000000,
            ...(options.strategy !== undefined && { strategies: options.strategy.map(strategyNamed) }),
        });
        schedules.push(stormed);
    }
    return { suite, subject, scope, search, schedules };
}
function endOf({ name }, id, { equivalent }, hunts) {
    const isRight = equivalent === undefined ? hunts.every(isCaught) : !hunts.some(isCaught);
    if (isRight)
        return { exit: exits.allHold, broken: [] };
    const what = equivalent === undefined ? 'was not caught' : 'was caught, though it is said to be no mistake';
    return { exit: exits.inconclusive, broken: [`${name} ${id} ${what}`] };
}
