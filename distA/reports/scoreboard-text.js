import { violation } from './terminal.js';
import { count, counted, plain } from './text.js';
/** What schedules came to. */
export function catchesOf({ schedules }) {
    const caught = schedules.filter(({ fuzzed }) => fuzzed.violation !== undefined);
    if (caught.length === 0)
        return undefined;
    return {
        caught: caught.length,
        runs: spread(caught.map(({ fuzzed }) => fuzzed.runs)),
        ms: spread(caught.map(({ foundMs }) => foundMs)),
        steps: spread(caught.map(({ fuzzed }) => fuzzed.violation?.trace.steps.length ?? 0)),
    };
}
function spread(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return { median: sorted[(sorted.length - 1) >> 1], worst: sorted.at(-1) };
}
/** Whether a search caught it, or schedules did. */
export function isCaught(hunted) {
    return violation(hunted.search.exploration) !== undefined || catchesOf(hunted) !== undefined;
}
/** One bug on every side it was made on. */
export function scoreText(id, hunts, palette = plain) {
    const [first] = hunts;
    if (first === undefined)
        return [];
    const { says, source, breaks, equivalent } = first.suite.bugs[id];
    const story = equivalent === undefined
        ? `breaks ${breaks} in scope ${first.scope}`
        : `no mistake in scope ${first.scope}: ${equivalent}`;
    return [
        `${verdictText(equivalent, hunts, palette)}  ${palette.bold(id)}  ${says} ${palette.dim(`(${source})`)}`,
        `             ${story}`,
        ...hunts.flatMap((hunted) => [
            `             ${hunted.subject.side.padEnd('implementation'.length)}  search     ${searchText(hunted.search)}`,
            `             ${' '.repeat('implementation'.length)}  schedules  ${schedulesText(hunted)}`,
        ]),
    ];
}
function verdictText(equivalent, hunts, palette) {
    if (equivalent !== undefined)
        return hunts.some(isCaught) ? palette.red('CAUGHT     ') : palette.green('equivalent ');
    return hunts.every(isCaught) ? palette.green('caught     ') : palette.red('NOT CAUGHT ');
}
function searchText({ exploration, ms }) {
    const steps = violation(exploration)?.trace?.steps.length;
    const size = `${counted(exploration.worlds, 'world')}, ${count(Math.round(ms))} ms`;
    if (steps !== undefined)
        return `${counted(steps, 'step')}, ${size}`;
    return exploration.stopped === undefined
        ? `nothing in ${size}`
        : `nothing in ${size}: ${exploration.stopped}`;
}
function schedulesText(hunted) {
    const catches = catchesOf(hunted);
    const seeds = hunted.schedules.length;
    if (catches === undefined) {
        const runs = hunted.schedules.reduce((sum, { fuzzed }) => sum + fuzzed.runs, 0);
        return `nothing in ${counted(runs, 'schedule')} of ${counted(seeds, 'seed')}`;
    }
    const { caught, runs, ms, steps } = catches;
    const some = caught === seeds ? '' : `, by ${count(caught)} of ${counted(seeds, 'seed')} only`;
    return (`${counted(steps.median, 'step')} (worst ${count(steps.worst)}), after ${counted(runs.median, 'schedule')} ` +
        `(worst ${count(runs.worst)}), ${count(Math.round(ms.median))} ms (worst ${count(Math.round(ms.worst))})${some}`);
}
