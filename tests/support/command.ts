/** The built command, run as a user runs it. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { house } from './house.ts';

/** The built command's file. */
export const main = join(house, 'dist/cli/main.js');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The folder it ran in. */
  readonly folder: string;
}

/** An empty folder of somebody who has swarmcheck installed, with some files in it. */
export function workshop(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(house, join(folder, 'node_modules/swarmcheck'));
  for (const peer of ['xstate', 'fast-check', 'vitest']) {
    symlinkSync(join(house, 'node_modules', peer), join(folder, 'node_modules', peer));
  }
  for (const [name, text] of Object.entries(files)) writeIn(folder, name, text);
  return folder;
}

export function writeIn(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Runs the command in an empty folder, unless one is named. */
export function swarmcheck(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  folder: string = mkdtempSync(join(tmpdir(), 'swarmcheck-')),
): Ran {
  return node([main, ...args], env, folder);
}

/** A folder on the PATH in which the command lies by its name, as a global install puts it there. */
const bin = mkdtempSync(join(tmpdir(), 'swarmcheck-bin-'));
symlinkSync(main, join(bin, 'swarmcheck'));

/** Runs the command as who has it installed for all projects. */
export function installed(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
): Ran {
  return node(
    [join(bin, 'swarmcheck'), ...args],
    { PATH: `${bin}${delimiter}${process.env.PATH}`, ...env },
    folder,
  );
}

/** Variables that tell whoever we run of CI, of colours, or that they are tests themselves. */
const ofOurRun =
  /^(CI|FORCE_COLOR|GITHUB_ACTIONS|TEST|PROD|DEV|MODE|NODE_ENV|BASE_URL|SSR|VITEST\w*|npm_command)$/;

/** The environment of a shell that knows nothing of CI or colours. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofOurRun.test(name)));
}

/** Runs Node in a folder. */
export function node(args: readonly string[], env: Readonly<Record<string, string>>, folder: string): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...quietEnvironment(), ...env },
  });
  return { code: status, out: stdout, err: stderr, folder };
}

/** Runs vitest in a folder that has it installed; `out` has what went wrong where a reader sees it, in between. */
export function vitest(args: readonly string[], env: Readonly<Record<string, string>>, folder: string): Ran {
  const command = [process.execPath, 'node_modules/vitest/vitest.mjs', ...args];
  const { status, stdout } = spawnSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...quietEnvironment(), NO_COLOR: '1', ...env },
  });
  return { code: status, out: stdout, err: '', folder };
}

/** Runs the command and interrupts it, as Ctrl-C does, this long after it has said its first words. */
export async function interrupted(
  args: readonly string[],
  afterMs: number,
): Promise<Pick<Ran, 'code' | 'out'>> {
  const cwd = mkdtempSync(join(tmpdir(), 'swarmcheck-'));
  const child = spawn(process.execPath, [main, ...args], { cwd, env: quietEnvironment() });
  let out = '';
  child.stdout.on('data', (chunk) => {
    if (out === '') setTimeout(() => child.kill('SIGINT'), afterMs);
    out += String(chunk);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out };
}
