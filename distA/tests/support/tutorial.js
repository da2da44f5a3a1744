/** The suite that the tutorial builds, loaded from its page, so that there is one two-phase commit in the house. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import { workshop } from './command.js';
import { house } from './house.js';
import { blocksOf } from './page.js';
/** Two-phase commit with so many managers, at most 26. */
export async function twoPhaseCommit(managers) {
    const page = blocksOf(readFileSync(join(house, 'docs/tutorial/README.md'), 'utf8'));
    const files = page.flatMap((block) => (block.kind === 'file' ? [[block.name, block.text]] : []));
    const path = join(workshop(Object.fromEntries(files)), 'two-phase-commit.suite.ts');
    const { suite, scope } = (await createJiti(import.meta.url, { fsCache: false }).import(path));
    const names = [...'abcdefghijklmnopqrstuvwxyz'].slice(0, managers);
    const system = scope(names).system((role) => suite.roles[role]?.model);
    return { system: system, suite };
}
