/**
 * The global set-up of the tests: it compiles once, because tests of the command run the compiled command. It
 * does not regenerate sources, because a test checks that they are current.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether generated parts of pages and files are rewritten instead of compared: `--update`. */
    updates: boolean;
  }
}

/** Compiles, and provides `updates` to the tests. */
export default function build(project: TestProject): void {
  execFileSync('npm', ['run', '--silent', 'compile'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'inherit',
  });
  project.provide('updates', project.config.snapshotOptions.updateSnapshot === 'all');
}
