/**
 * `npm run bench:raft`: how many proposals a second a Raft cluster commits in one process: the implementation, the model
 * and an npm package on the same machine, in one run; what an entry and a heartbeat cost the implementation; and how long a
 * search takes to catch each known bug.
 */
import { performance } from 'node:perf_hooks';
import { Bench } from 'tinybench';
import type { Outbox } from '../checker/actors/actor.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { type Side, systemOf } from '../checker/suite/subject.ts';
import type { Bug } from '../checker/suite/suite.ts';
import { RaftServer } from '../implementations/raft/server.ts';
import type { Raft } from '../models/raft/messages.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { apart } from './apart.ts';
import {
  type Cluster,
  implementationServer,
  liferaftCluster,
  modelServer,
  QueuedCluster,
  settingOf,
} from './clusters.ts';

/** Proposals that a cluster of the first table commits from its election to its end: the model copies its log for each entry. */
const proposals = 512;
const engines: Readonly<Record<string, (servers: number, batch: number) => Cluster | Promise<Cluster>>> = {
  implementation: (servers, batch) => new QueuedCluster(servers, batch, implementationServer),
  model: (servers, batch) => new QueuedCluster(servers, batch, modelServer),
  liferaft: (servers) => liferaftCluster(servers),
};

const count = (n: number, digits = 0) =>
  n.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });

/** Values are shared, so that what is measured is Raft's part of an entry. */
const valuesOf = (batch: number) => Array.from({ length: batch }, (_, at) => `value ${at}`);

// ---------------------------------------------------------------- committed proposals

/** Proposals a second, by the median of the runs. An election is no part of them. */
async function rate(engine: string, servers: number, batch: number): Promise<number> {
  const values = valuesOf(batch);
  let cluster: Cluster | undefined;
  const bench = new Bench({
    ...{ time: 1_000, iterations: 10, warmupTime: 300, warmupIterations: 3 },
    now: () => performance.now(),
    throws: true,
  });
  bench.add(
    engine,
    async () => {
      for (let done = 0; done < proposals; done += batch) await cluster?.commit(values);
    },
    {
      async: true,
      beforeEach: async () => {
        cluster = await engines[engine]?.(servers, batch);
      },
      afterEach: () => cluster?.end(),
    },
  );
  await bench.run();
  const { result } = bench.tasks[0] as (typeof bench.tasks)[0];
  if (result.state !== 'completed') throw new Error(`${engine}: ${result.state}`);
  return (proposals / result.latency.p50) * 1_000;
}

function rates(): void {
  console.log(
    `Proposals that a cluster in one process commits, its log being up to ${proposals} entries long; no network and no disk:\n`,
  );
  console.log('| servers | batch | who | proposals/s | implementation : it |');
  console.log('|---|---|---|---|---|');
  for (const servers of [3, 5]) {
    for (const batch of [1, 64]) {
      let ours = 0;
      // The package sends one entry a message, whatever it is asked for.
      for (const engine of batch === 1 ? Object.keys(engines) : ['implementation', 'model']) {
        const measured = apart<number>(import.meta.url, ['rate', engine, `${servers}`, `${batch}`]);
        if (engine === 'implementation') ours = measured ?? 0;
        const cells = measured === undefined ? ['failed', ''] : [count(measured), count(ours / measured, 1)];
        console.log(`| ${[servers, batch, engine, ...cells].join(' | ')} |`);
      }
    }
  }
}

// ---------------------------------------------------------------- entries

interface Entries {
  /** Of the cluster, for one entry, by how many entries its logs had. */
  readonly nsAt: readonly (readonly [entries: number, ns: number])[];
  readonly slowestMs: number;
  /** Of one server. */
  readonly bytes: number;
}

const million = 1_000_000;

function entries(servers: number, batch: number): Entries {
  // Another cluster warms up.
  const warm = new QueuedCluster(servers, batch, implementationServer);
  for (let done = 0; done < 100_000; done += batch) warm.commit(valuesOf(batch));
  const before = memory();
  const cluster = new QueuedCluster(servers, batch, implementationServer);
  const values = valuesOf(batch);
  const nsAt: [number, number][] = [];
  let slowestMs = 0;
  let done = 0;
  for (const upTo of [10_000, 100_000, million / 2, million]) {
    const from = done;
    const begun = performance.now();
    for (; done < upTo; done += batch) {
      const began = performance.now();
      cluster.commit(values);
      slowestMs = Math.max(slowestMs, performance.now() - began);
    }
    nsAt.push([upTo, ((performance.now() - begun) * 1e6) / (done - from)]);
  }
  const bytes = (memory() - before) / done / servers;
  cluster.end();
  return { nsAt, slowestMs, bytes };
}

function memory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function entriesTable(): void {
  console.log('\nWhat an entry costs the implementation, as the logs grow:\n');
  console.log('| servers | batch | entries | ns an entry | slowest round, ms | bytes an entry and server |');
  console.log('|---|---|---|---|---|---|');
  for (const [servers, batch] of [
    [3, 1],
    [3, 64],
    [5, 64],
  ] as const) {
    const measured = apart<Entries>(import.meta.url, ['entries', `${servers}`, `${batch}`], {
      flags: ['--expose-gc', '--max-old-space-size=8192'],
    });
    for (const [at, [upTo, ns]] of (measured?.nsAt ?? []).entries()) {
      const isLast = at === (measured as Entries).nsAt.length - 1;
      const whole = isLast ? [count(measured?.slowestMs ?? 0, 1), count(measured?.bytes ?? 0, 1)] : ['', ''];
      console.log(`| ${[servers, batch, count(upTo), count(ns), ...whole].join(' | ')} |`);
    }
  }
}

// ---------------------------------------------------------------- heartbeats

interface Heartbeats {
  readonly ns: number;
  /** What the heap grew by for one heartbeat of a leader to four followers and one of them hearing it. */
  readonly bytes: number;
}

const heartbeatsMeasured = million;

function heartbeats(): Heartbeats {
  const nodes = ['a', 'b', 'c', 'd', 'e'];
  const nothing = () => {};
  const out = {
    send: nothing,
    arm: nothing,
    disarm: nothing,
    output: nothing,
    persist: nothing,
  } as unknown as Outbox<Raft>;
  const [leader, follower] = ['a', 'b'].map(
    (self) => new RaftServer({ self, nodes, setting: settingOf(64) }),
  );
  const persisted = { type: 'persisted', record: { currentTerm: 1, votedFor: 'a', log: [] } } as const;
  leader?.handle({ type: 'timeout', timer: 'electionTimeout' }, out);
  leader?.handle(persisted, out);
  for (const from of ['b', 'c'])
    leader?.handle(
      { type: 'message', from, message: { type: 'RequestVoteReply', term: 1, voteGranted: true } },
      out,
    );
  if (leader?.view().role !== 'leader') throw new Error('not elected');
  const nothingNew = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
  const heard = {
    type: 'message',
    from: 'a',
    message: { type: 'AppendEntries', term: 1, ...nothingNew },
  } as const;
  const beat = { type: 'timeout', timer: 'heartbeat' } as const;
  const run = (times: number) => {
    for (let at = 0; at < times; at++) {
      leader.handle(beat, out);
      follower?.handle(heard, out);
      if (at === 0) follower?.handle(persisted, out);
    }
  };
  run(100_000);
  const before = memory();
  const begun = performance.now();
  run(heartbeatsMeasured);
  const ms = performance.now() - begun;
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return {
    ns: (ms * 1e6) / heartbeatsMeasured,
    bytes: (heapUsed + arrayBuffers - before) / heartbeatsMeasured,
  };
}

function heartbeatsLine(): void {
  // Young enough a heap that nothing of what is made would be collected before it is counted.
  const flags = ['--expose-gc', '--max-semi-space-size=512', '--min-semi-space-size=512'];
  const measured = apart<Heartbeats>(import.meta.url, ['heartbeats'], { flags });
  if (measured === undefined) throw new Error('heartbeats: failed');
  console.log(
    `\nA heartbeat to four followers, and one of them hearing it: ${count(measured.ns)} ns, ` +
      `${count(measured.bytes, 2)} bytes allocated (over ${count(heartbeatsMeasured)} of them, nothing collected in between).`,
  );
}

// ---------------------------------------------------------------- hunts

/** Milliseconds of a hunt by search, in a process that has hunted nothing before. */
function searchMs(bug: string, side: Side): number {
  const { breaks, scope } = raft.bugs[bug] as Bug;
  const begun = performance.now();
  const { results } = exploreAll(systemOf(raft, scope, { side, bug }), [breaks]);
  if (results[0]?.verdict !== 'violated') throw new Error(`${bug} was not caught`);
  return performance.now() - begun;
}

function searchesTable(): void {
  console.log('\nHow long a search takes to catch each known bug, from nothing, in ms:\n');
  console.log('| bug | model | implementation |');
  console.log('|---|---|---|');
  for (const [bug, { equivalent }] of Object.entries(raft.bugs)) {
    if (equivalent !== undefined) continue;
    const ms = (['model', 'implementation'] satisfies Side[]).map((side) =>
      apart<number>(import.meta.url, ['hunt', bug, side]),
    );
    console.log(`| ${[bug, ...ms.map((one) => (one === undefined ? 'failed' : count(one)))].join(' | ')} |`);
  }
}

const [part, ...args] = process.argv.slice(2);
if (part === undefined) {
  rates();
  entriesTable();
  heartbeatsLine();
  searchesTable();
} else if (part === 'rate') {
  const [engine = '', servers, batch] = args;
  console.log(JSON.stringify(await rate(engine, Number(servers), Number(batch))));
} else if (part === 'entries') {
  console.log(JSON.stringify(entries(Number(args[0]), Number(args[1]))));
} else if (part === 'hunts') {
  searchesTable();
} else if (part === 'hunt') {
  console.log(JSON.stringify(searchMs(args[0] as string, args[1] as Side)));
} else {
  console.log(JSON.stringify(heartbeats()));
}
