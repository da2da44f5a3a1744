/**
 * Ends child processes that code of a suite started, and their descendants. A thread that waits for a child
 * in native code (`execSync`) cannot be terminated before the child has ended, and until then the process
 * cannot exit.
 */
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends all descendants of a process, the youngest generation first. Only Linux lists them; elsewhere this
 * does nothing.
 */
export function endChildren(parent: number): void {
  for (const child of childrenOf(parent)) {
    endChildren(child);
    try {
      process.kill(child, 'SIGKILL');
    } catch {
      // The child has ended already.
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
