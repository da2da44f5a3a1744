/**
 * Builds the adapter of etcd's Raft, with a released core or with a mistake in it:
 *
 *   npx jiti examples/etcd/build.ts <file> [--core 3.5 | 3.6 | 3.7] [--mistake <name>]
 *
 * It builds a copy in a temporary folder. The core of 3.5 is another module with the same API, so the copy imports
 * that one; the core of 3.7 has pointers where the others have values, so a tag selects `pointers.go`. With a
 * mistake (`mistakes.ts`) the copy has the core beside it, changed.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Change, mistakes } from './mistakes.ts';

const module = 'go.etcd.io/raft/v3';

/** The released cores: their module, the file that requires it, and the build tag for its API. */
export const cores = {
  '3.5': { path: 'go.etcd.io/etcd/raft/v3', modFile: 'v3.5.mod', tag: 'values' },
  '3.6': { path: module, modFile: 'go.mod', tag: 'values' },
  '3.7': { path: module, modFile: 'v3.7.mod', tag: 'pointers' },
};

export type Version = keyof typeof cores;

/** What to build. */
export interface Build {
  readonly core?: Version;
  /** The name of a mistake. */
  readonly mistake?: string;
  /** More variables for Go, for instance `GOPROXY: 'off'`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Builds the adapter into a file.
 *
 * @throws Error with what Go says, if there is no Go, or a module is missing and cannot be fetched.
 */
export function build(file: string, { core = '3.6', mistake, environment = {} }: Build = {}): void {
  const { path, modFile, tag } = cores[core];
  const folder = mkdtempSync(join(tmpdir(), 'etcd-build-'));
  try {
    copyGo(import.meta.dirname, folder);
    for (const end of ['mod', 'sum'])
      copyFileSync(join(import.meta.dirname, modFile.replace(/mod$/, end)), join(folder, `go.${end}`));
    const go = goIn(folder, environment);
    if (path !== module) importFrom(path, folder);
    if (mistake !== undefined) {
      copyGo(go('list', '-m', '-f', '{{.Dir}}', path).trim(), join(folder, 'core'));
      for (const one of changesOf(mistake)) change(join(folder, 'core'), one);
      appendFileSync(join(folder, 'go.mod'), `\nreplace ${path} => ./core\n`);
    }
    go('build', `-tags=${tag}`, `-ldflags=-X main.mistake=${mistake ?? ''}`, '-o', resolve(file), '.');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @throws Error if there is no mistake of that name. */
function changesOf(mistake: string): readonly Change[] {
  const known = mistakes[mistake];
  if (known === undefined)
    throw new Error(`there is no mistake '${mistake}'; there are ${Object.keys(mistakes).join(', ')}`);
  return known.changes;
}

/** Copies the Go of a module, without tests; links to folders become folders. */
function copyGo(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const path = join(from, name);
    if (statSync(path).isDirectory()) copyGo(path, join(to, name));
    else if (name === 'go.mod' || (name.endsWith('.go') && !name.endsWith('_test.go')))
      writeFileSync(join(to, name), readFileSync(path));
  }
}

/** Lets the copy import the core from another module. */
function importFrom(path: string, folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.go'))) {
    const text = readFileSync(join(folder, name), 'utf8').replaceAll(`"${module}`, `"${path}`);
    writeFileSync(join(folder, name), text);
  }
}

/** Changes one passage of a file. */
function change(folder: string, { file, from, to }: Change): void {
  const parts = readFileSync(join(folder, file), 'utf8').split(from);
  if (parts.length !== 2)
    throw new Error(`${file}: '${from}' occurs ${parts.length - 1} times, and must occur once`);
  writeFileSync(join(folder, file), parts.join(to));
}

/** Runs Go in a folder, and returns what it prints. */
function goIn(folder: string, environment: Readonly<Record<string, string>>) {
  return (...args: readonly string[]): string => {
    const env = { ...process.env, ...environment };
    const { status, stdout, stderr, error } = spawnSync('go', args, { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`go ${args.join(' ')}: ${error?.message ?? stderr}`);
    return stdout;
  };
}

if (process.argv[1]?.endsWith('build.ts')) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { core: { type: 'string' }, mistake: { type: 'string' } },
  });
  build(positionals[0] ?? 'etcd-adapter', values as Build);
}
