/** Runs a measurement in a process of its own, so measurements share neither compiled code nor memory. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs a benchmark file in a new process with these arguments, and returns its output, read as JSON;
 * undefined if it fails or exceeds the time limit.
 */
export function apart<T>(
  file: string,
  args: readonly string[],
  { flags = [], timeoutMs = 600_000 }: { flags?: readonly string[]; timeoutMs?: number } = {},
): T | undefined {
  try {
    const out = execFileSync(process.execPath, [...flags, fileURLToPath(file), ...args], {
      encoding: 'utf8',
      timeout: timeoutMs,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(out) as T;
  } catch {
    return undefined;
  }
}
