import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import { expect, it } from 'vitest';
import { writeIn } from '../tests/support/command.ts';
import { repository } from '../tests/support/repository.ts';
import { notCurrent, suiteFolders, suitesIndex } from './list-suites.ts';

it('has listed every folder of properties/', () => {
  const index = readFileSync(join(repository, 'properties/index.ts'), 'utf8');
  expect(index, notCurrent).toBe(suitesIndex(suiteFolders(join(repository, 'properties')), index));
});

it('keeps the order of the list, adds new folders at its end, and leaves out what is gone', () => {
  const listed = (text: string) => /= \{\n(?<lines>[^}]*)\}/.exec(text)?.groups?.lines?.split(/,\n/);
  const two = suitesIndex(['raft', 'chord'].toSorted());
  expect(listed(two)).toEqual(['  chord', '  raft', '']);
  const three = suitesIndex(['atom', 'chord', 'raft', 'two-phase'], two);
  expect(listed(three)).toEqual(['  chord', '  raft', '  atom', "  'two-phase': twoPhase", '']);
  expect(three).toContain("import * as twoPhase from './two-phase/index.ts';");
  expect(listed(suitesIndex(['raft', 'two-phase'], three))).toEqual([
    '  raft',
    "  'two-phase': twoPhase",
    '',
  ]);
  expect(suitesIndex(['atom', 'chord', 'raft', 'two-phase'], three)).toBe(three);
});

/** A repository with a protocol more: the script, and suites that are hardly any. */
function toyRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-toy-'));
  cpSync(join(repository, 'scripts/list-suites.ts'), join(folder, 'scripts/list-suites.ts'));
  const suite = (name: string) => `{ name: '${name}', roles: {}, scopes: {}, properties: [] }`;
  writeIn(folder, 'package.json', '{ "type": "module" }');
  writeIn(folder, 'checker/index.ts', `export * from '${repository}/checker/index.ts';\n`);
  writeIn(folder, 'properties/toy/index.ts', `export const suites = [${suite('a')}, ${suite('b')}];\n`);
  writeIn(folder, 'properties/one/index.ts', `export const more = 1;\nexport const suite = ${suite('c')};\n`);
  writeIn(folder, 'properties/notes/README.md', 'No suite.\n');
  return folder;
}

function build(folder: string, CI: string) {
  const jiti = join(repository, 'node_modules/.bin/jiti');
  const { status, stderr } = spawnSync(jiti, ['scripts/list-suites.ts'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CI },
  });
  return { status, stderr };
}

it('takes a new folder in, with all the suites that it exports', async () => {
  const folder = toyRepository();
  expect(build(folder, '')).toEqual({ status: 0, stderr: '' });
  const index = join(folder, 'properties/index.ts');
  const { suites } = (await createJiti(import.meta.url).import(index)) as { suites: { name: string }[] };
  expect(suites.map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  writeIn(folder, 'properties/zoo/index.ts', 'export const suites = [];\n');
  const before = readFileSync(index, 'utf8');
  expect(build(folder, 'true')).toEqual({ status: 1, stderr: `${notCurrent}\n` });
  expect(readFileSync(index, 'utf8')).toBe(before);
});
