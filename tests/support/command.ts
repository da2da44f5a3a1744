/** The built command, run as a user runs it. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built command's file. */
export const main = join(import.meta.dirname, '../../dist/cli/main.js');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The empty folder it ran in. */
  readonly folder: string;
}

export function swarmcheck(args: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-'));
  const { CI: _, FORCE_COLOR: __, ...quiet } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...quiet, ...env },
  });
  return { code: status, out: stdout, err: stderr, folder };
}

/** Runs the command and interrupts it, as Ctrl-C does, after this long. */
export async function interrupted(
  args: readonly string[],
  afterMs: number,
): Promise<Pick<Ran, 'code' | 'out'>> {
  const child = spawn(process.execPath, [main, ...args], { cwd: mkdtempSync(join(tmpdir(), 'swarmcheck-')) });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  setTimeout(() => child.kill('SIGINT'), afterMs);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out };
}
