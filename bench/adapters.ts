/**
 * `npm run bench:adapters`: the speed of the link to an adapter. Round trips and steps per second over named
 * pipes and over a thread, with the SDKs for Node and Python, measured alternately in one run; and the time of
 * a search through an adapter, beside the same search of the same server in this process. Figures are the best
 * of several rounds: other programs on the machine only make a round slower.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Client, encoded } from '../checker/actors/foreign/protocol.ts';
import { exploreScopeAll } from '../checker/suite/explore.ts';
import { propertiesOf } from '../checker/suite/properties.ts';
import { systemOf } from '../checker/suite/subject.ts';
import type { Suite } from '../checker/suite/suite.ts';
import { openAdapter } from '../integrations/stdio/index.ts';
import { PipeLink } from '../integrations/stdio/pipe-link.ts';
import { WorkerLink } from '../integrations/stdio/worker-link.ts';
import { suite as raft } from '../properties/raft/index.ts';

const repository = join(import.meta.dirname, '../..');
const inNode = `node ${join(repository, 'tests/support/adapters/raft-server.mjs')}`;
const inPython = `python3 ${join(repository, 'examples/election-python/election.py')}`;
const hasPython = spawnSync('python3', ['--version']).status === 0;

const rounds = 12;
const roundMs = 250;
const searches = 4;
const suite = raft as unknown as Suite;
const subject = { side: 'implementation' } as const;

/** How often something can be done in a second. */
function rateOf(run: () => void): number {
  const begun = performance.now();
  let times = 0;
  for (; performance.now() - begun < roundMs; times++) run();
  return (1_000 * times) / (performance.now() - begun);
}

function rates(): void {
  const { nodes, setting } = systemOf(suite, 'election', subject);
  const birth = encoded({ self: 'a', nodes: Object.keys(nodes), setting });
  const event = encoded({ type: 'timeout', timer: 'electionTimeout' });
  const rows = (hasPython ? [inNode, inPython] : [inNode]).flatMap((command) =>
    [PipeLink, WorkerLink].map((LinkTo) => {
      const link = new LinkTo(command);
      const client = new Client(link);
      const step = (past: string) => () => {
        client.askStep('step', { birth, past, event });
      };
      const measured: readonly (() => void)[] = [
        () => client.ask('end', { life: '0' }),
        step('[]'),
        step(`[${Array.from({ length: 20 }, () => event).join()}]`),
      ];
      const name = `${command.startsWith('node') ? 'Node' : 'Python'}, ${LinkTo === PipeLink ? 'named pipes' : 'thread'}`;
      return { name, link, measured, found: measured.map((): number[] => []) };
    }),
  );
  for (let round = 0; round <= rounds; round++)
    for (const { measured, found } of rows)
      for (const [at, run] of measured.entries()) {
        const rate = rateOf(run);
        // The first round warms up the compilers.
        if (round > 0) found[at]?.push(rate);
      }
  console.log('a second              round trips   steps   steps after 20 events');
  for (const { name, link, found } of rows) {
    link.close();
    const [trips, steps, later] = found.map((one) => Math.round(Math.max(...one)).toLocaleString('en-US'));
    console.log(`${name.padEnd(20)}  ${trips?.padStart(11)}  ${steps?.padStart(6)}  ${later?.padStart(22)}`);
  }
}

/** A search of a scope: its worlds and its time. */
function searched(played: Suite, scope: string): { readonly worlds: number; readonly ms: number } {
  const properties = propertiesOf(played, subject, scope);
  const begun = performance.now();
  const { worlds } = exploreScopeAll(played, scope, subject, properties);
  return { worlds, ms: performance.now() - begun };
}

function compared(scope: string): void {
  const ways = ['in this process', 'replayed', 'loaded'] as const;
  const found = ways.map((): number[] => []);
  const worlds = new Set<number>();
  for (let round = 0; round <= searches; round++)
    for (const [at, way] of ways.entries()) {
      // A new adapter for each search: the answers that an actor knows would make the next one faster.
      const adapter = openAdapter(way === 'loaded' ? `${inNode} loads renames` : inNode);
      const roles = { server: { ...raft.roles.server, implementation: adapter.actor } };
      const played = way === 'in this process' ? suite : ({ ...suite, roles } as unknown as Suite);
      if (way !== 'in this process') adapter.hello();
      const one = searched(played, scope);
      adapter.close();
      worlds.add(one.worlds);
      if (round > 0) found[at]?.push(one.ms);
    }
  if (worlds.size !== 1) throw new Error(`the searches of ${scope} have different worlds: ${[...worlds]}`);
  const own = Math.min(...(found[0] ?? []));
  console.log(`\nscope ${scope}, ${[...worlds][0]?.toLocaleString('en-US')} worlds each`);
  for (const [at, way] of ways.entries()) {
    const ms = Math.min(...(found[at] ?? []));
    console.log(`${way.padEnd(20)}  ${(ms / 1_000).toFixed(2)} s  ${(ms / own).toFixed(2)}`);
  }
}

rates();
for (const scope of ['election', 'slow-disk']) compared(scope);
