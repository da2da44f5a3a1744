/** The suite of the tutorial, loaded from its page, so the repository has one two-phase commit only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import type { Scope, Suite, System } from '../../checker/index.ts';
import { userFolder } from './command.ts';
import { blocksOf } from './page.ts';
import { repository } from './repository.ts';

interface Tutorial {
  readonly suite: Suite;
  scope(managers: readonly string[], isSymmetric?: boolean): Scope;
}

/** Two-phase commit with this many managers, symmetric or not. */
export async function twoPhaseCommit(
  managers: number,
  isSymmetric = false,
): Promise<{ system: System; suite: Suite }> {
  const page = blocksOf(readFileSync(join(repository, 'docs/tutorial/README.md'), 'utf8'));
  const files = page.flatMap((block) => (block.kind === 'file' ? [[block.name, block.text]] : []));
  const path = join(userFolder(Object.fromEntries(files)), 'two-phase-commit.suite.ts');
  const { suite, scope } = (await createJiti(import.meta.url, { fsCache: false }).import(path)) as Tutorial;
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const names = Array.from({ length: managers }, (_, at) => letters[at] ?? `z${at}`);
  const system = scope(names, isSymmetric).system((role) => suite.roles[role]?.model as never);
  return { system: system as System, suite };
}
