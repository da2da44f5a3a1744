/**
 * `npm run bench:explore`: the packed store, the reference store and `@xstate/graph` on the same systems, in
 * one run. Each measurement has a process of its own.
 */
import { performance } from 'node:perf_hooks';
import { Bench } from 'tinybench';
import type { Actor, Property, System } from '../checker/index.ts';
import { isJudgedBySearch } from '../checker/property/property.ts';
import { asymmetric } from '../checker/semantics/variants.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { propertiesOf } from '../checker/suite/properties.ts';
import { systemOf } from '../checker/suite/subject.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { needsNoStateGraph } from '../tests/support/every-kind.ts';
import { graphOf } from '../tests/support/oracle.ts';
import { exploreByReference } from '../tests/support/reference-search.ts';
import { twoPhaseCommit } from '../tests/support/tutorial.ts';
import { apart } from './apart.ts';

interface Measured {
  readonly worlds: number;
  readonly transitions: number;
  /** The median of the runs. */
  readonly ms: number;
  /** The maximum of the process's memory. */
  readonly megabytes: number;
  /** The number of machine steps in one run. */
  readonly machineSteps: number;
}

/**
 * `packed` and `reference` are the two stores, without symmetry, and `graph` is `@xstate/graph`. `symmetric`
 * is the packed store with symmetry. `liveness` is the packed store with the most expensive property: a
 * `leadsTo` whose premise holds in every world, and whose goal in none. `sleep-sets` is the packed store with
 * partial-order reduction, and `no-graph` the one without, both with the properties that need no state graph.
 */
type Engine = 'packed' | 'symmetric' | 'no-graph' | 'sleep-sets' | 'liveness' | 'reference' | 'graph';

const neverKept: Property = {
  name: 'Never Kept',
  says: 'A goal that no world satisfies is eventually reached.',
  source: 'bench/explore.ts',
  kind: 'leadsTo',
  from: { world: () => true },
  over: { world: () => false },
  fairness: { weak: ['deliver'], strong: ['timeout', 'input'] },
};

/** The time limit of `reference` and `graph`. `-- minutes 4` raises it for a slower machine. */
let minutesMax = 2;
/**
 * Scopes of growing size; the machine decides which is the largest that `@xstate/graph` finishes within
 * `minutesMax`.
 */
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

/** The limits of a Raft scope that a row can change, with their names in titles. */
const counted = { crash: 'crashes', electionTimeout: 'election timeouts' } as const;

/** Parses `election crash=2 electionTimeout=3` into the scope and its changed limits. */
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

/** The explored system: two-phase commit with this number of managers, or a scope of Raft. */
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
  const { system: whole, properties } = await subjectOf(name);
  const { system, steps } = counting(engine === 'symmetric' ? whole : asymmetric(whole));
  const withoutGraph = properties.filter(needsNoStateGraph);
  let size = { worlds: 0, transitions: 0 };
  const run = {
    packed: () => exploreAll(system, properties, { maxWorlds: worldsMax }),
    symmetric: () => exploreAll(system, properties, { maxWorlds: worldsMax }),
    'no-graph': () => exploreAll(system, withoutGraph, { maxWorlds: worldsMax }),
    'sleep-sets': () => exploreAll(system, withoutGraph, { maxWorlds: worldsMax, partialOrder: true }),
    liveness: () => exploreAll(system, [...properties, neverKept], { maxWorlds: worldsMax }),
    reference: () => exploreByReference(system, properties),
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
  // `async: false` prevents a further run, in which the bench tests whether the function is asynchronous.
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

/** Measures in a process of its own; undefined if it exceeds the time limit. */
function measuredApart(engine: Engine, name: string, runs = 1): Measured | undefined {
  const minutes = engine === 'reference' || engine === 'graph' ? minutesMax : 10;
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

/** The packed store and `@xstate/graph`, alternating, as far as the latter finishes. */
function besideGraph(): void {
  const factors: string[] = [];
  heads();
  for (const name of byTheMinute) {
    const before = row('packed', name, 25);
    const graph = row('graph', name);
    if (before === undefined || graph === undefined) break;
    const after = row('packed', name, 25);
    if (after === undefined) break;
    const [one, other] = [before, after].map(({ ms }) => Math.round(graph.ms / ms)) as [number, number];
    factors.push(`${titleOf(name)}: ${one} to the run before it, ${other} to the one after`);
  }
  console.log(
    `\nTime of @xstate/graph divided by the time of the packed store:\n- ${factors.join('\n- ')}\n`,
  );
}

function table(): void {
  heads();
  for (const managers of ['5', '6', '7', '9', '10']) row('packed', managers);
  row('packed', '8', 5);
  row('reference', '6');
  row('graph', '5');
  row('packed', 'election', 5);
  row('packed', 'election-newer-term', 5);
  row('packed', 'election-all-refusals');
  for (const name of ['8', 'election-newer-term', 'election-all-refusals']) row('liveness', name);
  row('reference', 'election');
  for (const name of ['one-term-crash', 'two-terms']) row('graph', name);
  for (const managers of ['5', '7', '9', '10', '20', '30']) row('symmetric', managers);
  for (const scope of ['election-newer-term', 'nightly', 'two-terms-even', 'five-servers'])
    for (const engine of ['packed', 'symmetric'] as const) row(engine, scope);
  row('symmetric', 'election', 5);
  for (const name of ['7', '8', 'election', 'default'])
    for (const engine of ['no-graph', 'sleep-sets'] as const) row(engine, name, 3);
  row('symmetric', 'election-all-refusals');
}

const [engine, name, runs] = process.argv.slice(2);
if (engine === 'minutes') minutesMax = Number(name);
if (engine === undefined) table();
if (engine === undefined || engine === 'minutes') besideGraph();
else console.log(JSON.stringify(await measure(engine as Engine, name ?? '', Number(runs))));
