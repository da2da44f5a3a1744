/**
 * `npm run bench:native`: two-phase commit explored by swarmcheck, by Spin and by Stateright, in turn, in one run. The same worlds and
 * transitions, one thread each; the models of the others are in `bench/native`. What is not installed (`spin` and `gcc`; `cargo`) is left
 * out, and the table says so.
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
  /** Of the search alone. */
  readonly ms: number;
  /** Most memory that the process ever had. */
  readonly megabytes: number;
}

interface Engine {
  readonly name: string;
  /** Makes it ready; what it returns searches once. */
  ready(managers: string): () => Measured;
}

const managers = process.argv[2] ?? '8';
const rounds = Number(process.argv[3] ?? 5);

const models = join(repository, 'bench/native');
const workshop = mkdtempSync(join(tmpdir(), 'swarmcheck-native-'));

const run = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { cwd: workshop, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The number that a line of a text tells. */
function told(text: string, line: RegExp): number {
  const found = line.exec(text)?.[1];
  if (found === undefined) throw new Error(`expected ${line} in:\n${text}`);
  return Number(found);
}

const engines: readonly Engine[] = [
  {
    name: 'swarmcheck, XState machines',
    ready: (managers) => () => {
      const { href } = new URL('explore.js', import.meta.url);
      const measured = apart<Measured>(href, ['fast', managers, '1']);
      if (measured === undefined) throw new Error('bench/explore.ts failed');
      return measured;
    },
  },
  {
    name: 'Spin, a C program made of Promela',
    ready: (managers) => {
      run('spin', [`-DMANAGERS=${managers}`, '-a', join(models, 'two-phase-commit.pml')]);
      // Every interleaving, as the others; the table of states large enough that no bucket grows long.
      run('gcc', ['-O3', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c']);
      return () => {
        const text = run('./pan', ['-m100000', '-w22']);
        if (told(text, /errors: (\d+)/) > 0) throw new Error(text);
        return {
          worlds: told(text, /(\d+) states, stored/),
          // It counts the initial world as one that was come by.
          transitions: told(text, /(\d+) transitions/) - 1,
          ms: told(text, /elapsed time ([\d.]+) seconds/) * 1_000,
          megabytes: told(text, /([\d.]+)\s+total actual memory usage/),
        };
      };
    },
  },
  {
    name: 'Stateright, hashes only',
    ready: (managers) => {
      const manifest = join(models, 'stateright/Cargo.toml');
      run('cargo', ['build', '--release', '--quiet', '--manifest-path', manifest, '--target-dir', workshop]);
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
console.log(`Two-phase commit, ${managers} managers, ${rounds} runs each, in turn:\n`);
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
