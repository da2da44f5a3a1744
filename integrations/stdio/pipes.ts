/**
 * Named pipes to a child process: both ends block, so that an answer needs two system calls and no event loop.
 * Each pipe gets a name, is opened at both ends, and loses its name again, so nothing is left on the disk.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The two descriptors of a pipe. */
export interface Pipe {
  readonly read: number;
  readonly write: number;
}

/**
 * The descriptors of a child process; standard error is a file without a name, and nothing is written to the
 * guard: it ends when this process ends.
 */
export interface Pipes {
  readonly input: Pipe;
  readonly output: Pipe;
  readonly errors: number;
  readonly guard: Pipe;
}

/** Whether this system has named pipes: Windows does not. */
export function hasNamedPipes(): boolean {
  return spawnSync('mkfifo', [], { stdio: 'ignore' }).error === undefined;
}

/** New pipes for a child process. */
export function makePipes(): Pipes {
  const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-pipes-'));
  try {
    const names = ['in', 'out', 'guard'].map((name) => join(folder, name));
    execFileSync('mkfifo', names, { stdio: 'ignore' });
    const [input, output, guard] = names.map(openedAtBothEnds) as [Pipe, Pipe, Pipe];
    return { input, output, guard, errors: openSync(join(folder, 'err'), 'w+') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens a named pipe at both ends without waiting, in blocking mode. */
function openedAtBothEnds(name: string): Pipe {
  // A reader that does not wait lets the writer open, and the writer lets a reader open that waits for data.
  const first = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  const write = openSync(name, constants.O_WRONLY);
  const read = openSync(name, constants.O_RDONLY);
  closeSync(first);
  return { read, write };
}
