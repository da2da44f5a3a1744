/** The built command, run as a user runs it. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { house } from './house.js';
/** The built command's file. */
export const main = join(house, 'dist/cli/main.js');
/** An empty folder of somebody who has swarmcheck installed, with some files in it. */
export function workshop(files = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(house, join(folder, 'node_modules/swarmcheck'));
    for (const peer of ['xstate', 'fast-check']) {
        symlinkSync(join(house, 'node_modules', peer), join(folder, 'node_modules', peer));
    }
    for (const [name, text] of Object.entries(files))
        writeIn(folder, name, text);
    return folder;
}
export function writeIn(folder, name, text) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
}
/** Runs the command in an empty folder, unless one is named. */
export function swarmcheck(args, env = {}, folder = mkdtempSync(join(tmpdir(), 'swarmcheck-'))) {
    return node([main, ...args], env, folder);
}
/** The environment of a shell that knows nothing of CI or colours. */
export function quietEnvironment() {
    const { CI: _, FORCE_COLOR: __, GITHUB_ACTIONS: ___, ...quiet } = process.env;
    return quiet;
}
/** Runs Node in a folder. */
export function node(args, env, folder) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: folder,
        encoding: 'utf8',
        env: { ...quietEnvironment(), ...env },
    });
    return { code: status, out: stdout, err: stderr, folder };
}
/** Runs the command and interrupts it, as Ctrl-C does, after this long. */
export async function interrupted(args, afterMs) {
    const child = spawn(process.execPath, [main, ...args], { cwd: mkdtempSync(join(tmpdir(), 'swarmcheck-')) });
    let out = '';
    child.stdout.on('data', (chunk) => {
        out += String(chunk);
    });
    setTimeout(() => child.kill('SIGINT'), afterMs);
    const code = await new Promise((resolve) => child.on('close', resolve));
    return { code, out };
}
