/** Measuring in a process of its own, so that no measurement warms up or fills memory for another. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
/**
 * Runs a benchmark's own file again with these arguments; what it prints, as JSON. Undefined where it fails or takes longer than
 * we wait.
 */
export function apart(file, args, { flags = [], timeoutMs = 600_000 } = {}) {
    try {
        const out = execFileSync(process.execPath, [...flags, fileURLToPath(file), ...args], {
            encoding: 'utf8',
            timeout: timeoutMs,
            stdio: ['ignore', 'pipe', 'ignore'],
        });
        return JSON.parse(out);
    }
    catch {
        return undefined;
    }
}
