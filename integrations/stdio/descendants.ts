/**
 * The descendants of an adapter, found by a variable in their environment: a process that leaves the process group
 * (`setsid`, `timeout`) keeps it. They are found where the system has `/proc`, as Linux has.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** The variable; its value is another one for each process of an adapter. */
const variable = 'SWARMCHECK_ADAPTER';

/** A process that comes up during one look is found by the next; there are at most this many. */
const looksMax = 5;

/** The part of each mark that no other run of this program has: a step itself must not draw by chance. */
const run = randomUUID();
let marks = 0;

/** A new value for the variable. */
export function newMark(): string {
  return `${run}.${marks++}`;
}

/** The variable with a value, as an entry of an environment. */
export function markedWith(mark: string): Readonly<Record<string, string>> {
  return { [variable]: mark };
}

/** Ends every process that has the mark in the environment with which it began, except this one. */
export function endMarked(mark: string): void {
  for (let looks = 0; looks < looksMax; looks++) {
    const found = processesWith(`${variable}=${mark}`);
    for (const pid of found) end(pid);
    if (found.length === 0) return;
  }
}

function processesWith(entry: string): readonly number[] {
  let all: readonly string[];
  try {
    all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return all.map(Number).filter((pid) => pid !== process.pid && environmentOf(pid).includes(entry));
}

/** The environment with which a process began; empty if it has ended, or belongs to another user. */
function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** A line of the shell that does the same as `endMarked`. */
export function endingMarked(mark: string): string {
  // One program looks at all: a program for each would take long enough for others to notice.
  return `kill -9 $(grep -lsF ${variable}=${mark} /proc/[0-9]*/environ | cut -d/ -f3) 2>/dev/null`;
}
