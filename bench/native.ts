/**
 * `npm run bench:native`: two-phase commit in swarmcheck, Spin and Stateright, alternating, in one run. All
 * have the same worlds, and one thread; the models of the other tools are in `bench/native`. A tool that is
 * not installed (`spin` and `gcc`; `cargo`) has an empty row.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../tests/support/repository.ts';
import { apart } from './apart.ts';

interface Measured {
  readonly worlds: number;
  readonly transitions: number;
  /** The time of the search alone. */
  readonly ms: number;
  /** The maximum of the process's memory. */
  readonly megabytes: number;
}

interface Engine {
  readonly name: string;
  /** Compiles the model, and returns the function that searches once. */
  ready(managers: string): () => Measured;
}

const managers = process.argv[2] ?? '8';
const rounds = Number(process.argv[3] ?? 5);

const models = join(repository, 'bench/native');
const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-native-'));

const run = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The number in a line of the output. */
function numberIn(text: string, line: RegExp): number {
  const found = line.exec(text)?.[1];
  if (found === undefined) throw new Error(`expected ${line} in:\n${text}`);
  return Number(found);
}

const engines: readonly Engine[] = [
  {
    name: 'swarmcheck, XState machines',
    ready: (managers) => () => {
      const { href } = new URL('explore.js', import.meta.url);
      const measured = apart<Measured>(href, ['packed', managers, '1']);
      if (measured === undefined) throw new Error('bench/explore.ts failed');
      return measured;
    },
  },
  {
    name: 'Spin, a C program compiled from Promela',
    ready: (managers) => {
      run('spin', [`-DMANAGERS=${managers}`, '-a', join(models, 'two-phase-commit.pml')]);
      // Without partial-order reduction, as the others; with a hash table that is large enough.
      run('gcc', ['-O3', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c']);
      return () => {
        const text = run('./pan', ['-m100000', '-w22']);
        if (numberIn(text, /errors: (\d+)/) > 0) throw new Error(text);
        return {
          worlds: numberIn(text, /(\d+) states, stored/),
          // Spin counts the initial world as a transition.
          transitions: numberIn(text, /(\d+) transitions/) - 1,
          ms: numberIn(text, /elapsed time ([\d.]+) seconds/) * 1_000,
          megabytes: numberIn(text, /([\d.]+)\s+total actual memory usage/),
        };
      };
    },
  },
  {
    name: 'Stateright, hashes only',
    ready: (managers) => {
      const manifest = join(models, 'stateright/Cargo.toml');
      run('cargo', ['build', '--release', '--quiet', '--manifest-path', manifest, '--target-dir', folder]);
      return () => JSON.parse(run('release/two-phase-commit', [managers])) as Measured;
    },
  },
];

const searches = engines.map(({ name, ready }) => {
  try {
    return { name, search: ready(managers), measured: [] as Measured[] };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    return { name, search: undefined, measured: [] };
  }
});
for (let round = 0; round < rounds; round++)
  for (const { search, measured } of searches) if (search !== undefined) measured.push(search());

const count = (n: number) => n.toLocaleString('en-US');
console.log(`Two-phase commit, ${managers} managers, ${rounds} runs each, alternating:\n`);
console.log('| engine | worlds | transitions | s, median | s, least | ns a transition | MB |');
console.log('|---|---|---|---|---|---|---|');
for (const { name, measured } of searches) {
  const times = measured.map(({ ms }) => ms).sort((a, b) => a - b);
  const [first] = measured;
  const median = times[times.length >> 1] as number;
  const cells =
    first === undefined
      ? ['not installed', '', '', '', '', '']
      : [
          ...[first.worlds, first.transitions].map(count),
          ...[median, times[0] as number].map((ms) => (ms / 1_000).toFixed(2)),
          ((median * 1e6) / first.transitions).toFixed(0),
          count(Math.round(Math.max(...measured.map(({ megabytes }) => megabytes)))),
        ];
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}
