/**
 * `npm run bench:workers`: worker threads. First the determinism: scopes with violations, repeated with
 * several numbers of threads, and a digest of the whole result. Then the speed-up, on ten million worlds,
 * compared with the maximum that the machine allows: two independent processes.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { threads } from '../checker/explore/parallel/threads.node.ts';
import { isJudgedBySearch, type Property, type Suite, type System } from '../checker/index.ts';
import { asymmetric } from '../checker/semantics/variants.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { selectProperties } from '../checker/suite/properties.ts';
import { defaultScopeOf, subjectOf, systemOf } from '../checker/suite/subject.ts';
import { canonical } from '../checker/values/canonical.ts';
import { suite as chord } from '../properties/chord/index.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { twoPhaseCommit } from '../tests/support/tutorial.ts';

interface Subject {
  readonly system: System;
  readonly properties: readonly Property[];
}

/** Bugs and refuted claims that are found only after many worlds, one of them a liveness property. */
const violated = [
  [raft, 'R5'],
  [raft, 'R6'],
  [chord, 'C2'],
  [chord, 'C10'],
  [chord, 'O14'],
] as const;
const threadCounts = [1, 2, 3, 4];
const timesEach = 5;

function bugOf(suite: Suite, id: string): Subject {
  const subject = subjectOf(suite, id);
  const system = asymmetric(systemOf(suite, defaultScopeOf(suite, subject), subject));
  return { system, properties: selectProperties(suite, subject).filter(isJudgedBySearch) };
}

function digests(): void {
  console.log('| bug | runs | worlds | digests |\n|---|---|---|---|');
  for (const [suite, id] of violated) {
    const { system, properties } = bugOf(suite, id);
    const seen = new Set<string>();
    let worlds = 0;
    for (const count of threadCounts)
      for (let time = 0; time < timesEach; time++) {
        const found = exploreAll(system, properties, {
          workers: threads(count, { queueMin: 500, batchSize: 100 }),
        });
        const results = found.results.map(({ property, ...others }) => [property.name, others]);
        seen.add(
          createHash('sha256')
            .update(canonical({ ...found, results }))
            .digest('hex'),
        );
        worlds = found.worlds;
      }
    const runs = threadCounts.length * timesEach;
    const cells = [
      id,
      runs,
      worlds.toLocaleString('en-US'),
      [...seen].map((one) => one.slice(0, 8)).join(' '),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

/** The measured system: two-phase commit with this number of managers, or a scope of Raft. */
async function subjectOfSpeed(name: string): Promise<Subject> {
  if (Number.isNaN(Number(name)))
    return {
      system: systemOf(raft, name),
      properties: selectProperties(raft, subjectOf(raft, 'model')).filter(isJudgedBySearch),
    };
  const { system, suite } = await twoPhaseCommit(Number(name), true);
  return {
    system: asymmetric(system),
    properties: suite.properties.filter(({ kind }) => kind === 'always'),
  };
}

/** The number of measurements of each. */
const turnsMax = 5;

interface Measured {
  readonly worlds: number;
  readonly ms: number;
  readonly megabytes: number;
}

async function measure(name: string, count: number): Promise<Measured> {
  const { system, properties } = await subjectOfSpeed(name);
  const begun = performance.now();
  const { worlds } = exploreAll(system, properties, count > 1 ? { workers: threads(count) } : {});
  return { worlds, ms: performance.now() - begun, megabytes: process.resourceUsage().maxRSS / 1_024 };
}

/** The measurement with the median time. */
function middle<T extends { readonly ms: number }>(measured: readonly T[]): T {
  return [...measured].sort((a, b) => a.ms - b.ms)[measured.length >> 1] as T;
}

/** Measures in a process of its own; others may run at the same time. */
async function measuredApart(name: string, count: number): Promise<Measured> {
  const args = ['--max-old-space-size=8192', fileURLToPath(import.meta.url), name, String(count)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  for await (const chunk of child.stdout) out += String(chunk);
  return JSON.parse(out) as Measured;
}

async function speeds(): Promise<void> {
  console.log(
    '\n| system | worlds | one thread, s | two, s | times | two processes, times | MB, one thread | MB, two |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const name of ['8', '9', 'nightly']) {
    // Alternating, because the speed of the machine changes between minutes.
    const turns: { one: Measured; two: Measured; pair: { ms: number } }[] = [];
    for (let turn = 0; turn < turnsMax; turn++) {
      const one = await measuredApart(name, 1);
      const two = await measuredApart(name, 2);
      const pair = await Promise.all([measuredApart(name, 1), measuredApart(name, 1)]);
      turns.push({ one, two, pair: { ms: Math.max(...pair.map(({ ms }) => ms)) } });
    }
    const one = middle(turns.map((turn) => turn.one));
    const two = middle(turns.map((turn) => turn.two));
    const pair = middle(turns.map((turn) => turn.pair));
    const apart = (2 * one.ms) / pair.ms;
    const title = Number.isNaN(Number(name)) ? `Raft, scope ${name}` : `two-phase commit, ${name} managers`;
    const cells = [
      one.worlds.toLocaleString('en-US'),
      ...[one, two].map(({ ms }) => (ms / 1_000).toFixed(1)),
      ...[one.ms / two.ms, apart].map((times) => times.toFixed(2)),
      ...[one, two].map(({ megabytes }) => Math.round(megabytes).toLocaleString('en-US')),
    ];
    console.log(`| ${[title, ...cells].join(' | ')} |`);
  }
}

const [name, count] = process.argv.slice(2);
if (name !== undefined) console.log(JSON.stringify(await measure(name, Number(count))));
else {
  digests();
  await speeds();
}
