/**
 * `npm run bench:schedules`: our schedules beside two tests that fast-check alone would give, on the same systems and known
 * bugs, in one run; and how many steps a second a schedule takes, whoever plays.
 */
import { performance } from 'node:perf_hooks';
import { exploreAll } from '../checker/explore.js';
import { forSchedules, fuzzAll } from '../checker/fuzz.js';
import { isJudgedBySchedules } from '../checker/property.js';
import { promisesOf, propertyOf, systemOf } from '../checker/subject.js';
import { suite as raft } from '../properties/raft/index.js';
import { byCommands, byScheduler } from './baselines.js';
/** A hunt is given up after so many executions, or seconds. */
const runsMax = 10_000;
const secondsMax = 5;
const actionsMax = 60;
/** Those of elections, and two of the log: with all of them the table takes hours, most of them waiting for the baselines. */
const hunted = ['R1', 'R2', 'R3', 'R8', 'R9', 'R10', 'R12', 'R14', 'R22a', 'R25'];
const seeds = Array.from({ length: 20 }, (_, nth) => (nth + 1) * 7_919);
const engines = {
    ours({ fresh, property, seed }) {
        const { violation, runs, actions } = fuzzAll(fresh(), [property], { runs: runsMax, actionsMax, seed });
        if (violation === undefined)
            return { runs: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };
        return { runs, steps: actions, length: violation.trace.steps.length };
    },
    commands: byCommands,
    scheduler: byScheduler,
};
function median(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[(sorted.length - 1) >> 1];
}
const count = (n) => (Number.isFinite(n) ? n.toLocaleString('en-US') : 'not caught');
async function catches() {
    console.log(`Executions and steps to the first catch, and length of the shrunk trace: medians of ${seeds.length} seeds, ` +
        `storms of up to ${actionsMax} actions; given up after ${count(runsMax)} executions or, for the two of fast-check, ${secondsMax} s.\n`);
    console.log('| bug | made in | engine | caught | executions | steps | length | shortest | ms a hunt |');
    console.log('|---|---|---|---|---|---|---|---|---|');
    const ratios = [];
    for (const id of hunted) {
        const { breaks, scope } = raft.bugs[id];
        for (const side of ['model', 'implementation']) {
            const property = propertyOf(raft, breaks);
            const system = systemOf(raft, scope, { side, bug: id });
            const shortest = exploreAll(system, [property]).results[0]?.trace?.steps.length ?? 0;
            for (const [engine, hunt] of Object.entries(engines)) {
                const begun = performance.now();
                const all = [];
                // Ours makes its own actors of the system; the others are given the same.
                const fresh = engine === 'ours' ? () => system : forSchedules(system);
                for (const seed of seeds)
                    all.push(await hunt({ fresh, property, seed, runsMax, secondsMax, actionsMax }));
                const ms = (performance.now() - begun) / seeds.length;
                const lengths = all.flatMap(({ length }) => length ?? []);
                if (engine === 'ours')
                    ratios.push(...lengths.map((length) => length / shortest));
                const cells = [
                    `${lengths.length} of ${seeds.length}`,
                    count(median(all.map(({ runs }) => runs))),
                    count(median(all.map(({ steps }) => steps))),
                    lengths.length === 0 ? '' : count(median(lengths)),
                    count(shortest),
                    count(Math.round(ms)),
                ];
                console.log(`| ${[id, side, engine, ...cells].join(' | ')} |`);
            }
        }
    }
    console.log(`\nOur shrunk traces to the explorer's shortest: median ${median(ratios).toFixed(2)}, worst ${Math.max(...ratios).toFixed(2)}.\n`);
}
/** Steps a second: the median of several series, the first left out. */
function rates() {
    console.log('Schedules of 5 servers (scope storm-5), all properties on, one core:\n');
    console.log('| who plays | storms of up to | calm | steps/s | steps a schedule |');
    console.log('|---|---|---|---|---|');
    for (const side of ['implementation', 'model', 'lockstep']) {
        const system = systemOf(raft, 'storm-5', { side });
        const properties = promisesOf(raft, { side }).filter(isJudgedBySchedules);
        for (const [longest, hasCalm] of [
            [80, true],
            [80, false],
            [1_000, false],
        ]) {
            const judged = properties.filter(({ kind }) => hasCalm || kind !== 'settles');
            const runs = longest === 80 ? (hasCalm ? 200 : 2_000) : 300;
            const series = Array.from({ length: 6 }, (_, nth) => {
                const begun = performance.now();
                const { actions } = fuzzAll(system, judged, { runs, actionsMax: longest, seed: nth + 1 });
                return { rate: (actions / (performance.now() - begun)) * 1_000, steps: actions / runs };
            }).slice(1);
            const cells = [
                count(longest),
                hasCalm ? 'yes' : 'no',
                count(Math.round(median(series.map(({ rate }) => rate)))),
                count(Math.round(median(series.map(({ steps }) => steps)))),
            ];
            console.log(`| ${[side, ...cells].join(' | ')} |`);
        }
    }
}
const [part] = process.argv.slice(2);
if (part !== 'rates')
    await catches();
if (part !== 'catches')
    rates();
