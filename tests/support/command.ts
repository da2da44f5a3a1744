/** The compiled command, run as a user runs it. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { repository } from './repository.ts';

/** The file of the compiled command. */
export const main = join(repository, 'dist/cli/main.js');

/** The result of a run. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The working directory. */
  readonly folder: string;
}

/** A new folder of a user who has swarmcheck installed, with these files. */
export function userFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(repository, join(folder, 'node_modules/swarmcheck'));
  for (const peer of ['xstate', 'fast-check', 'vitest']) {
    symlinkSync(join(repository, 'node_modules', peer), join(folder, 'node_modules', peer));
  }
  for (const [name, text] of Object.entries(files)) writeIn(folder, name, text);
  return folder;
}

/** Writes a file in a folder, and makes its folders. */
export function writeIn(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Runs the command, by default in an empty folder. */
export function swarmcheck(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  folder: string = mkdtempSync(join(tmpdir(), 'swarmcheck-')),
): Ran {
  return node([main, ...args], env, folder);
}

/** A folder on the PATH with the command, as a global installation makes it. */
const bin = mkdtempSync(join(tmpdir(), 'swarmcheck-bin-'));
symlinkSync(main, join(bin, 'swarmcheck'));

/** Runs the globally installed command. */
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

/** The environment variables of CI, colours and test runners. */
const testVariables =
  /^(CI|FORCE_COLOR|GITHUB_ACTIONS|TEST|PROD|DEV|MODE|NODE_ENV|BASE_URL|SSR|VITEST\w*|npm_command)$/;

/** The environment of a shell without these variables. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !testVariables.test(name)));
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

/** Runs vitest in a folder that has it installed; `out` has both output streams, in order. */
export function vitest(args: readonly string[], env: Readonly<Record<string, string>>, folder: string): Ran {
  const command = [process.execPath, 'node_modules/vitest/vitest.mjs', ...args];
  const { status, stdout } = spawnSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...quietEnvironment(), NO_COLOR: '1', ...env },
  });
  return { code: status, out: stdout, err: '', folder };
}

/** Runs the command and interrupts it, as Ctrl-C does, this long after its first output. */
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
