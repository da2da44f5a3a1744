/**
 * `npm run bench:explore`: the fast explorer beside the plain one and `@xstate/graph`, on the same systems, in one run. Each
 * measurement has a process to itself, so that none warms up or fills memory for another.
 */
import { performance } from 'node:perf_hooks';
import { Bench } from 'tinybench';
import type { Actor, Property, System } from '../checker/index.ts';
import { isJudgedBySearch } from '../checker/property/property.ts';
import { asymmetric } from '../checker/semantics/variants.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { propertiesOf, systemOf } from '../checker/suite/subject.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { needsNoStateGraph } from '../tests/support/every-kind.ts';
import { graphOf } from '../tests/support/oracle.ts';
import { explorePlainlyToEnd } from '../tests/support/reference-search.ts';
import { twoPhaseCommit } from '../tests/support/tutorial.ts';
import { apart } from './apart.ts';

interface Measured {
  readonly worlds: number;
  readonly transitions: number;
  /** Median of the runs. */
  readonly ms: number;
  /** Most memory the process ever had. */
  readonly megabytes: number;
  /** How often the machines were asked for a step, in one run. */
  readonly machineSteps: number;
}

/**
 * `endless` is the fast explorer with what is dearest to judge: a promise that is due in every world and kept in none. `orbits` is
 * the fast explorer where nodes may change places; all others take each node for itself. `reduced` is the fast explorer with partial-order
 * reduction, and `ways` the one without, both with only those promises that do not need the graph.
 */
type Engine = 'fast' | 'orbits' | 'ways' | 'reduced' | 'endless' | 'plain' | 'graph';

const neverKept: Property = {
  name: 'Never Kept',
  says: 'What never comes to hold comes to hold in the end.',
  source: 'bench/explore.ts',
  kind: 'leadsTo',
  from: { world: () => true },
  over: { world: () => false },
  fairness: { weak: ['deliver'], strong: ['timeout', 'input'] },
};

/** How long we wait for the plain explorer and for `@xstate/graph`. A slower machine may be given more: `-- minutes 4`. */
let minutesMax = 2;
/** Of growing size; one of these is the largest that `@xstate/graph` finishes within `minutesMax`, depending on the machine. */
const byTheMinute = [
  'election crash=3 electionTimeout=2',
  'election',
  'election crash=2 electionTimeout=3',
  'election crash=2 electionTimeout=4',
  'election crash=2',
  'election crash=3 electionTimeout=4',
  'election crash=3',
];
const worldsMax = 20_000_000;

/** What a scope of Raft may be given another number of, and what to call so many. */
const counted = { crash: 'crashes', electionTimeout: 'election timeouts' } as const;

/** `election crash=2 electionTimeout=3`: the scope, and the numbers. */
function parsed(name: string): { scope: string; counts: Partial<Record<keyof typeof counted, number>> } {
  const [scope = '', ...rest] = name.split(' ');
  const entries = rest.map((one) => one.split('=')).map(([what = '', count]) => [what, Number(count)]);
  return { scope, counts: Object.fromEntries(entries) };
}

function titleOf(name: string): string {
  if (!Number.isNaN(Number(name))) return `two-phase commit, ${name} managers`;
  const { scope, counts } = parsed(name);
  const limits = Object.entries(counts).map(
    ([what, count]) => `${count} ${counted[what as keyof typeof counted]}`,
  );
  return [`Raft, scope ${scope}`, ...limits].join(', ');
}

/** What is explored: a number of managers of two-phase commit, or a scope of Raft. */
async function subjectOf(name: string): Promise<{ system: System; properties: readonly Property[] }> {
  const managers = Number(name);
  if (Number.isNaN(managers)) {
    const properties = propertiesOf(raft, { side: 'model' }).filter(isJudgedBySearch);
    const { scope, counts } = parsed(name);
    const { crash, electionTimeout } = counts;
    const system = {
      ...systemOf(raft, scope),
      ...(crash !== undefined && { budget: { crash } }),
      ...(electionTimeout !== undefined && { bounds: { electionTimeout } }),
    };
    return { system, properties };
  }
  const { system, suite } = await twoPhaseCommit(managers, true);
  return { system, properties: suite.properties.filter(({ kind }) => kind === 'always') };
}

function counting(system: System): { system: System; steps(): number } {
  let steps = 0;
  const counted = (actor: Actor): Actor => ({
    ...bound(actor),
    step: (state, event, choice) => {
      steps++;
      return actor.step(state, event, choice);
    },
  });
  const actors = new Map([...new Set(Object.values(system.nodes))].map((actor) => [actor, counted(actor)]));
  const nodes = Object.entries(system.nodes).map(([name, actor]) => [name, actors.get(actor) as Actor]);
  return { system: { ...system, nodes: Object.fromEntries(nodes) }, steps: () => steps };
}

function bound(actor: Actor): Actor {
  const { init, step, view, choices, rename } = actor;
  return {
    init: init.bind(actor),
    step: step.bind(actor),
    view: view.bind(actor),
    ...(choices !== undefined && { choices: choices.bind(actor) }),
    ...(rename !== undefined && { rename: rename.bind(actor) }),
  };
}

async function measure(engine: Engine, name: string, runs: number): Promise<Measured> {
  const { system: symmetric, properties } = await subjectOf(name);
  const { system, steps } = counting(engine === 'orbits' ? symmetric : asymmetric(symmetric));
  const ofWorlds = properties.filter(needsNoStateGraph);
  let size = { worlds: 0, transitions: 0 };
  const run = {
    fast: () => exploreAll(system, properties, { maxWorlds: worldsMax }),
    orbits: () => exploreAll(system, properties, { maxWorlds: worldsMax }),
    ways: () => exploreAll(system, ofWorlds, { maxWorlds: worldsMax }),
    reduced: () => exploreAll(system, ofWorlds, { maxWorlds: worldsMax, partialOrder: true }),
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
  const { result } = bench.tasks[0] as (typeof bench.tasks)[0];
  if (result.state !== 'completed') throw new Error(`${engine} ${name}: ${result.state}`);
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
function measuredApart(engine: Engine, name: string, runs = 1): Measured | undefined {
  const minutes = engine === 'plain' || engine === 'graph' ? minutesMax : 10;
  return apart(import.meta.url, [engine, name, String(runs)], {
    flags: ['--max-old-space-size=8192'],
    timeoutMs: minutes * 60_000,
  });
}

const count = (n: number) => n.toLocaleString('en-US');
const perSecond = ({ transitions, ms }: Measured) => (transitions / ms) * 1_000;

function row(engine: Engine, name: string, runs = 1): Measured | undefined {
  const measured = measuredApart(engine, name, runs);
  const cells =
    measured === undefined
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
  console.log(`| ${[titleOf(name), engine, ...cells].join(' | ')} |`);
  return measured;
}

function heads(): void {
  console.log(
    '| system | engine | worlds | transitions | s | M transitions/s | ns a transition | MB | machine steps |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
}

/** The fast explorer and `@xstate/graph`, in turn, as far as that one comes. */
function besideGraph(): void {
  const factors: string[] = [];
  heads();
  for (const name of byTheMinute) {
    const before = row('fast', name, 25);
    const graph = row('graph', name);
    if (before === undefined || graph === undefined) break;
    const after = row('fast', name, 25);
    if (after === undefined) break;
    const [one, other] = [before, after].map(({ ms }) => Math.round(graph.ms / ms)) as [number, number];
    factors.push(`${titleOf(name)}: ${one} to the run before it, ${other} to the one after`);
  }
  console.log(`\nTime that @xstate/graph takes to that of the fast explorer:\n- ${factors.join('\n- ')}\n`);
}

function table(): void {
  heads();
  for (const managers of ['5', '6', '7', '9', '10']) row('fast', managers);
  row('fast', '8', 5);
  row('plain', '6');
  row('graph', '5');
  row('fast', 'election', 5);
  row('fast', 'election-newer-term', 5);
  row('fast', 'election-all-refusals');
  for (const name of ['8', 'election-newer-term', 'election-all-refusals']) row('endless', name);
  row('plain', 'election');
  for (const name of ['one-term-crash', 'two-terms']) row('graph', name);
  for (const managers of ['5', '7', '9', '10', '20', '30']) row('orbits', managers);
  for (const scope of ['election-newer-term', 'nightly', 'two-terms-even', 'five-servers'])
    for (const engine of ['fast', 'orbits'] as const) row(engine, scope);
  row('orbits', 'election', 5);
  for (const name of ['7', '8', 'election', 'default'])
    for (const engine of ['ways', 'reduced'] as const) row(engine, name, 3);
  row('orbits', 'election-all-refusals');
}

const [engine, name, runs] = process.argv.slice(2);
if (engine === 'minutes') minutesMax = Number(name);
if (engine === undefined) table();
if (engine === undefined || engine === 'minutes') besideGraph();
else console.log(JSON.stringify(await measure(engine as Engine, name ?? '', Number(runs))));
