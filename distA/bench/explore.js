/**
 * `npm run bench:explore`: the fast explorer beside the plain one and `@xstate/graph`, on the same systems, in one run. Each
 * measurement has a process to itself, so that none warms up or fills memory for another.
 */
import { performance } from 'node:perf_hooks';
import { Bench } from 'tinybench';
import { exploreAll } from '../checker/explore.js';
import { explorePlainlyToEnd } from '../checker/plain.js';
import { isJudgedBySearch } from '../checker/property.js';
import { propertiesOf, systemOf } from '../checker/subject.js';
import { suite as raft } from '../properties/raft/index.js';
import { graphOf } from '../tests/support/oracle.js';
import { twoPhaseCommit } from '../tests/support/tutorial.js';
import { apart } from './apart.js';
const neverKept = {
    name: 'Never Kept',
    says: 'What never comes to hold comes to hold in the end.',
    source: 'bench/explore.ts',
    kind: 'leadsTo',
    from: { world: () => true },
    over: { world: () => false },
    fairness: { weak: ['deliver'], strong: ['timeout', 'input'] },
};
const minutesMax = 2;
const worldsMax = 20_000_000;
/** What is explored: a number of managers of two-phase commit, or a scope of Raft, with more crashes after a plus. */
async function subjectOf(name) {
    const managers = Number(name);
    if (Number.isNaN(managers)) {
        const properties = propertiesOf(raft, { side: 'model' }).filter(isJudgedBySearch);
        const [scope = '', crashes] = name.split('+');
        const system = systemOf(raft, scope);
        return {
            system: crashes === undefined ? system : { ...system, budget: { crash: Number(crashes) } },
            properties,
        };
    }
    const { system, suite } = await twoPhaseCommit(managers);
    return { system, properties: suite.properties.filter(({ kind }) => kind === 'always') };
}
function counting(system) {
    let steps = 0;
    const counted = (actor) => ({
        ...bound(actor),
        step: (state, event, choice) => {
            steps++;
            return actor.step(state, event, choice);
        },
    });
    const actors = new Map([...new Set(Object.values(system.nodes))].map((actor) => [actor, counted(actor)]));
    const nodes = Object.entries(system.nodes).map(([name, actor]) => [name, actors.get(actor)]);
    return { system: { ...system, nodes: Object.fromEntries(nodes) }, steps: () => steps };
}
function bound(actor) {
    const { init, step, view, choices } = actor;
    return {
        init: init.bind(actor),
        step: step.bind(actor),
        view: view.bind(actor),
        ...(choices !== undefined && { choices: choices.bind(actor) }),
    };
}
async function measure(engine, name, runs) {
    const { system: plainSystem, properties } = await subjectOf(name);
    const { system, steps } = counting(plainSystem);
    let size = { worlds: 0, transitions: 0 };
    const run = {
        fast: () => exploreAll(system, properties, { maxWorlds: worldsMax }),
        endless: () => exploreAll(system, [...properties, neverKept], { maxWorlds: worldsMax }),
        plain: () => explorePlainlyToEnd(system, properties),
        graph: () => {
            const graph = graphOf(system, Number.POSITIVE_INFINITY);
            const transitions = [...graph.values()].reduce((sum, { edges }) => sum + edges.length, 0);
            return { worlds: graph.size, transitions };
        },
    }[engine];
    const bench = new Bench({
        time: 0,
        iterations: runs,
        warmup: false,
        now: () => performance.now(),
        throws: true,
    });
    const work = () => {
        size = run();
    };
    // Told that it is not asynchronous, the bench does not run it once more to find out.
    bench.add(name, work, { async: false });
    await bench.run();
    const { result } = bench.tasks[0];
    if (result.state !== 'completed')
        throw new Error(`${engine} ${name}: ${result.state}`);
    const { worlds, transitions } = size;
    return {
        worlds,
        transitions,
        ms: result.latency.p50,
        megabytes: process.resourceUsage().maxRSS / 1_024,
        machineSteps: Math.round(steps() / runs),
    };
}
/** In a process of its own; undefined where it takes longer than we wait. */
function measuredApart(engine, name, runs = 1) {
    const minutes = engine === 'fast' || engine === 'endless' ? 10 : minutesMax;
    return apart(import.meta.url, [engine, name, String(runs)], {
        flags: ['--max-old-space-size=8192'],
        timeoutMs: minutes * 60_000,
    });
}
const count = (n) => n.toLocaleString('en-US');
const perSecond = ({ transitions, ms }) => (transitions / ms) * 1_000;
function row(engine, name, runs = 1) {
    const [scope, crashes] = name.split('+');
    const raftTitle = `Raft, scope ${scope}${crashes === undefined ? '' : `, ${crashes} crashes`}`;
    const title = Number.isNaN(Number(name)) ? raftTitle : `two-phase commit, ${name} managers`;
    const measured = measuredApart(engine, name, runs);
    const cells = measured === undefined
        ? [`not within ${minutesMax} minutes`, '', '', '', '', '', '']
        : [
            count(measured.worlds),
            count(measured.transitions),
            (measured.ms / 1_000).toFixed(2),
            `${(perSecond(measured) / 1e6).toFixed(3)}`,
            ((measured.ms * 1e6) / measured.transitions).toFixed(0),
            count(Math.round(measured.megabytes)),
            count(measured.machineSteps),
        ];
    console.log(`| ${[title, engine, ...cells].join(' | ')} |`);
    return measured;
}
function table() {
    console.log('| system | engine | worlds | transitions | s | M transitions/s | ns a transition | MB | machine steps |');
    console.log('|---|---|---|---|---|---|---|---|---|');
    for (const managers of ['5', '6', '7', '9', '10'])
        row('fast', managers);
    row('fast', '8', 5);
    row('plain', '6');
    row('graph', '5');
    for (const scope of ['election', 'election+2', 'election-newer-term', 'election-all-refusals'])
        row('fast', scope, scope === 'election-all-refusals' ? 1 : 5);
    for (const name of ['8', 'election-newer-term', 'election-all-refusals'])
        row('endless', name);
    row('plain', 'election');
    for (const scope of ['one-term-crash', 'two-terms', 'election', 'election+2', 'election-newer-term'])
        row('graph', scope);
}
const [engine, name, runs] = process.argv.slice(2);
if (engine === undefined || name === undefined)
    table();
else
    console.log(JSON.stringify(await measure(engine, name, Number(runs))));
