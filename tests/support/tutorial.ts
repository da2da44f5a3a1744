/** The suite that the tutorial builds, loaded from its page, so that there is one two-phase commit in the house. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import type { Scope, Suite, System } from '../../checker/index.ts';
import { workshop } from './command.ts';
import { house } from './house.ts';
import { blocksOf } from './page.ts';

interface Tutorial {
  readonly suite: Suite;
  scope(managers: readonly string[], areAlike?: boolean): Scope;
}

/** Two-phase commit with so many managers, who are taken for interchangeable or not. */
export async function twoPhaseCommit(
  managers: number,
  areAlike = false,
): Promise<{ system: System; suite: Suite }> {
  const page = blocksOf(readFileSync(join(house, 'docs/tutorial/README.md'), 'utf8'));
  const files = page.flatMap((block) => (block.kind === 'file' ? [[block.name, block.text]] : []));
  const path = join(workshop(Object.fromEntries(files)), 'two-phase-commit.suite.ts');
  const { suite, scope } = (await createJiti(import.meta.url, { fsCache: false }).import(path)) as Tutorial;
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const names = Array.from({ length: managers }, (_, at) => letters[at] ?? `z${at}`);
  const system = scope(names, areAlike).system((role) => suite.roles[role]?.model as never);
  return { system: system as System, suite };
}
