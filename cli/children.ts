/**
 * Child processes: those that code of a suite started, and theirs. A thread that waits for one in native code (`execSync`) cannot be
 * ended, and keeps the process from ending with its exit code, until the child has ended.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Ends all children of a process, the youngest generation first. Only Linux tells them; elsewhere nothing is done. */
export function endChildren(parent: number): void {
  for (const child of childrenOf(parent)) {
    endChildren(child);
    try {
      process.kill(child, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function childrenOf(parent: number): readonly number[] {
  try {
    return readdirSync(`/proc/${parent}/task`).flatMap((thread) =>
      readFileSync(`/proc/${parent}/task/${thread}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter((word) => word !== '')
        .map(Number),
    );
  } catch {
    return [];
  }
}
