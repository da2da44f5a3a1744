/**
 * `npm run bench:raft`: the committed proposals per second of a Raft cluster in one process, for the
 * implementation, the model and an npm package; the cost of an entry and of a heartbeat in the
 * implementation; and the time until a search catches each known bug.
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

/**
 * The number of proposals of a cluster in the first table. It is limited because the model copies its log for
 * each entry.
 */
const proposals = 512;
const engines: Readonly<Record<string, (servers: number, batch: number) => Cluster | Promise<Cluster>>> = {
  implementation: (servers, batch) => new QueuedCluster(servers, batch, implementationServer),
  model: (servers, batch) => new QueuedCluster(servers, batch, modelServer),
  liferaft: (servers) => liferaftCluster(servers),
};

const count = (n: number, digits = 0) =>
  n.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });

/** The proposed values. They are shared, so the measured cost is Raft's part of an entry. */
const valuesOf = (batch: number) => Array.from({ length: batch }, (_, at) => `value ${at}`);

// ---------------------------------------------------------------- committed proposals

/** The proposals per second, by the median of the runs, without elections. */
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
    `Committed proposals of a cluster in one process, with a log of up to ${proposals} entries, without network and disk:\n`,
  );
  console.log('| servers | batch | engine | proposals/s | implementation : engine |');
  console.log('|---|---|---|---|---|');
  for (const servers of [3, 5]) {
    for (const batch of [1, 64]) {
      let ofImplementation = 0;
      // The package always sends one entry in a message.
      for (const engine of batch === 1 ? Object.keys(engines) : ['implementation', 'model']) {
        const measured = apart<number>(import.meta.url, ['rate', engine, `${servers}`, `${batch}`]);
        if (engine === 'implementation') ofImplementation = measured ?? 0;
        const cells =
          measured === undefined ? ['failed', ''] : [count(measured), count(ofImplementation / measured, 1)];
        console.log(`| ${[servers, batch, engine, ...cells].join(' | ')} |`);
      }
    }
  }
}

// ---------------------------------------------------------------- entries

interface Entries {
  /** The time of the cluster for one entry, by the length of its logs. */
  readonly nsAt: readonly (readonly [entries: number, ns: number])[];
  readonly slowestMs: number;
  /** The memory of one server for one entry. */
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
  console.log('\nThe cost of an entry in the implementation, by the length of the logs:\n');
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
  /** The growth of the heap for one heartbeat of a leader to four followers, handled by one of them. */
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
  const heartbeat = {
    type: 'message',
    from: 'a',
    message: { type: 'AppendEntries', term: 1, ...nothingNew },
  } as const;
  const beat = { type: 'timeout', timer: 'heartbeat' } as const;
  const run = (times: number) => {
    for (let at = 0; at < times; at++) {
      leader.handle(beat, out);
      follower?.handle(heartbeat, out);
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
  // The young generation is so large that nothing is collected during the measurement.
  const flags = ['--expose-gc', '--max-semi-space-size=512', '--min-semi-space-size=512'];
  const measured = apart<Heartbeats>(import.meta.url, ['heartbeats'], { flags });
  if (measured === undefined) throw new Error('heartbeats: failed');
  console.log(
    `\nA heartbeat to four followers, handled by one of them: ${count(measured.ns)} ns, ` +
      `${count(measured.bytes, 2)} bytes allocated (over ${count(heartbeatsMeasured)} heartbeats, without garbage collection).`,
  );
}

// ---------------------------------------------------------------- known bugs

/** The time in milliseconds until a search catches a bug, in a new process. */
function searchMs(bug: string, side: Side): number {
  const { breaks, scope } = raft.bugs[bug] as Bug;
  const begun = performance.now();
  const { results } = exploreAll(systemOf(raft, scope, { side, bug }), [breaks]);
  if (results[0]?.verdict !== 'violated') throw new Error(`${bug} was not caught`);
  return performance.now() - begun;
}

function searchesTable(): void {
  console.log('\nThe time until a search catches each known bug, in a new process, in ms:\n');
  console.log('| bug | model | implementation |');
  console.log('|---|---|---|');
  for (const [bug, { equivalent }] of Object.entries(raft.bugs)) {
    if (equivalent !== undefined) continue;
    const ms = (['model', 'implementation'] satisfies Side[]).map((side) =>
      apart<number>(import.meta.url, ['bug', bug, side]),
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
} else if (part === 'bugs') {
  searchesTable();
} else if (part === 'bug') {
  console.log(JSON.stringify(searchMs(args[0] as string, args[1] as Side)));
} else {
  console.log(JSON.stringify(heartbeats()));
}
