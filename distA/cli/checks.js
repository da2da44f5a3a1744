/**
 * What a run is made of: exploring a scope, drawing schedules, hunting known bugs. Each is asked for first, so that several can
 * be under way, and prints what was found when it is told to.
 */
import { has, isJudgedBySchedules, promisesOf, propertyOf, refinement, subjectText, } from '../checker/index.js';
import { bugReport, bugText, explorationReport, explorationText, schedulesReport, stormText, violation, } from '../reports/index.js';
import { exits } from './exit.js';
const cutShort = { exit: exits.inconclusive, broken: [] };
export function exploreScope({ crew, output, checks }, { suite, scope, subject }, properties) {
    const asked = crew.explore(suite, scope, subject, properties);
    return async () => {
        const explored = await asked();
        if (explored === undefined)
            return [cutShort];
        const verdicts = explored.exploration.results.map(({ verdict }) => verdict);
        const exit = verdicts.includes('violated')
            ? exits.violated
            : verdicts.includes('inconclusive')
                ? exits.inconclusive
                : exits.allHold;
        output.report(exit === exits.allHold, explorationText(explored, output.palette));
        const traces = output.keep(explored);
        output.replayable(traces);
        checks.push(explorationReport(explored, traces));
        const broken = explored.exploration.results.filter(({ verdict }) => verdict === 'violated');
        return [
            {
                exit,
                broken: broken.map(({ property }) => `${suite.name} ${subjectText(subject)}: ${property.name}`),
            },
        ];
    };
}
/** The scopes that are too large to explore, for model, implementation and both. */
export function stormsOf(suite, { property }) {
    const sides = ['model', 'implementation', 'lockstep'].filter((side) => has(suite, { side }));
    return (suite.storms ?? [])
        .flatMap((storm) => sides.map((side) => ({ storm, subject: { side } })))
        .map((one) => ({
        ...one,
        properties: promisesOf(suite, one.subject, property, one.storm.scope).filter(isJudgedBySchedules),
    }))
        .filter(({ properties }) => properties.length > 0);
}
/** Draws schedules. */
export function stormScopes({ crew, output, checks }, suite, storms) {
    const asked = storms.map(({ storm: { scope, runs, actions }, subject, properties }) => ({
        scope,
        subject,
        properties,
        stormed: crew.storm(suite, scope, subject, properties, { runs, actionsMax: actions }),
    }));
    return async () => {
        if (asked.length === 0)
            return [];
        output.lines('', 'adversarial schedules: a storm of actions drawn at random, then a calm in which the cluster must recover', '');
        const ended = [];
        for (const { scope, subject, properties, stormed: one } of asked) {
            const stormed = await one();
            if (stormed === undefined)
                return [...ended, cutShort];
            const { violation: found, stopped } = stormed.fuzzed;
            const exit = found !== undefined ? exits.violated : stopped !== undefined ? exits.inconclusive : exits.allHold;
            output.report(exit === exits.allHold, stormText(stormed, output.palette).map((line) => `  ${line}`));
            const traces = output.keepStorm(stormed);
            output.replayable(traces);
            checks.push(schedulesReport(stormed, properties, traces));
            const broken = found === undefined ? [] : [`${suite.name} ${subject.side}, ${scope}: ${found.property.name}`];
            ended.push({ exit, broken });
        }
        return ended;
    };
}
/**
 * Every known bug that breaks one of the chosen properties must be caught: made in the model, made in the implementation,
 * and as a step that the model does not take.
 */
export function huntBugs({ crew, output, checks }, suite, hunts) {
    const asked = hunts.map(({ bug, scope, sides }) => ({
        bug,
        sides: sides.map(([side, property]) => crew.explore(suite, scope, { side, bug }, [property])),
    }));
    return async () => {
        if (asked.length === 0)
            return [];
        output.lines('', 'known bugs, each built in on purpose and hunted in a scope of its own');
        const ended = [];
        const caught = [];
        for (const { bug, sides } of asked) {
            const explored = [];
            for (const side of sides) {
                const one = await side();
                if (one === undefined)
                    return [...ended, cutShort];
                explored.push(one);
            }
            const isCaught = explored.every(({ exploration }) => violation(exploration) !== undefined);
            const isCut = explored.some(({ exploration }) => exploration.stopped !== undefined);
            output.report(isCaught, ['', ...bugText(bug, explored, output.palette).map((line) => `  ${line}`)]);
            const traces = explored.flatMap((one) => output.keep(one));
            checks.push(bugReport(bug, explored, traces));
            if (isCaught)
                caught.push(...traces.slice(0, 1));
            const broken = isCaught || isCut ? [] : [`${suite.name} ${bug} was not caught`];
            ended.push({ exit: isCaught ? exits.allHold : exits.inconclusive, broken });
        }
        output.lines('', `${caught.length} of ${asked.length} known bugs caught`);
        if (caught[0] !== undefined)
            output.lines(`to see what changed at each step: swarmcheck show ${caught[0]}`);
        return ended;
    };
}
/** The known bugs that are to be caught, each with what it breaks on each side. */
export function huntsOf(suite, { property }) {
    const only = property === undefined ? undefined : propertyOf(suite, property).name;
    return Object.entries(suite.bugs)
        .filter(([, { equivalent }]) => equivalent === undefined)
        .map(([bug, { breaks, scope }]) => {
        const broken = propertyOf(suite, breaks);
        const sides = [
            ['model', broken],
            ['implementation', broken],
            ['lockstep', refinement],
        ];
        const hunted = sides.filter(([side, { name }]) => has(suite, { side, bug }) && (only ?? name) === name);
        return { bug, scope, sides: hunted };
    })
        .filter(({ sides }) => sides.length > 0);
}
