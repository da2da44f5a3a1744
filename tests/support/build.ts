/**
 * Compiles once before the tests, because those of the command run what a user runs. It leaves generated sources as they are, for
 * a test looks whether they are current.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether pages and other files that the code owns are rewritten instead of compared: `--update`. */
    updates: boolean;
  }
}

export default function build(project: TestProject): void {
  execFileSync('npm', ['run', '--silent', 'compile'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'inherit',
  });
  project.provide('updates', project.config.snapshotOptions.updateSnapshot === 'all');
}
