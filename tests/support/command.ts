/** The built command, run as a user runs it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../dist/cli/main.js');

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
