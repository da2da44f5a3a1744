/** Builds once before the tests: those of the command run what a user runs. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
export default function build(project) {
    execFileSync('npm', ['run', '--silent', 'build'], {
        cwd: join(import.meta.dirname, '../..'),
        stdio: 'inherit',
    });
    project.provide('updates', project.config.snapshotOptions.updateSnapshot === 'all');
}
