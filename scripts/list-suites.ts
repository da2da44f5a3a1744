/**
 * `npm run build` writes properties/index.ts with this script: one static import for each folder of `properties/`, so that the
 * file runs in a browser too. A new folder is listed after those that the file lists already, for the order is that of `verify`.
 *
 * In continuous integration (`CI` is set) the script writes nothing and fails if the file is not current.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of `properties/` that hold suites: those with an index.ts. */
export function suiteFolders(properties: string): readonly string[] {
  return readdirSync(properties)
    .filter((folder) => existsSync(join(properties, folder, 'index.ts')))
    .sort();
}

/** The text of properties/index.ts for these folders, in the order of the text before. */
export function suitesIndex(folders: readonly string[], before = ''): string {
  const listed = [...before.matchAll(/^ {2}'?(?<folder>[a-z][a-z0-9-]*)'?[,:]/gm)].map(
    ({ groups }) => groups?.folder as string,
  );
  const ordered = [...new Set([...listed, ...folders])].filter((folder) => folders.includes(folder));
  return [
    '/**',
    ' * All suites of swarmcheck: the suites that the index.ts of each folder beside this file exports.',
    ' * `npm run build` writes this file (scripts/list-suites.ts).',
    ' */',
    "import { exportedSuites, type Suite } from '../checker/index.ts';",
    ...folders.toSorted().map((folder) => `import * as ${nameOf(folder)} from './${folder}/index.ts';`),
    '',
    '/** The exports of each folder. */',
    'export const folders: Readonly<Record<string, object>> = {',
    ...ordered.map((folder) =>
      nameOf(folder) === folder ? `  ${folder},` : `  '${folder}': ${nameOf(folder)},`,
    ),
    '};',
    '',
    '/** Every suite, in the order in which `verify` checks them. */',
    'export const suites: readonly Suite[] = Object.values(folders).flatMap((folder) =>',
    '  exportedSuites(folder).map(({ suite }) => suite),',
    ');',
    '',
  ].join('\n');
}

/** The sentence about an index that is not current. */
export const notCurrent =
  'properties/index.ts does not list the folders of properties/; run npm run build and commit the file';

function nameOf(folder: string): string {
  return folder.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function main(properties: string): void {
  const file = join(properties, 'index.ts');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const now = suitesIndex(suiteFolders(properties), before);
  if (now === before) return;
  if (process.env.CI) {
    process.stderr.write(`${notCurrent}\n`);
    process.exitCode = 1;
  } else writeFileSync(file, now);
}

if (process.argv[1]?.endsWith('list-suites.ts')) main(join(import.meta.dirname, '..', 'properties'));
