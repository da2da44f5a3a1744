/**
 * The module that a suite is imported from, read off the test file that describes it: what a test to paste imports, and what
 * `--suite` takes. Where the test file does not say, nothing is made up.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Suite } from '../../checker/index.ts';
import type { SuiteSource } from '../../reports/test-text.ts';

/** Where a suite comes from. */
export interface Origin {
  /** The test file, from the folder in which vitest runs; absent where no file could be read. */
  readonly test?: string;
  /** What a test beside that file imports; absent where the suite has no name of its own in a module. */
  readonly source?: SuiteSource;
  /** The file that exports the suite, for `--suite`; absent where it is unknown, or comes along with swarmcheck. */
  readonly file?: string;
  /** Whether the command knows the suite by its name. */
  readonly isIncluded: boolean;
}

/** A place in a file, as a stack names it. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** The origin of a suite that `callee` was called with at a place. */
export async function originOf(suite: Suite, callee: string, place: Place | undefined): Promise<Origin> {
  const { suites } = await import('../../properties/index.ts');
  const isIncluded = suites.includes(suite);
  const included = isIncluded
    ? { source: { from: `swarmcheck/protocols/${suite.name}`, name: 'suite' } }
    : {};
  const path = place === undefined ? undefined : pathOf(place.file);
  if (place === undefined || path === undefined || !existsSync(path)) return { ...included, isIncluded };
  const test = fromHere(path).replace(/^\.\//, '');
  const text = readFileSync(path, 'utf8');
  const imported = isIncluded ? undefined : importOf(text, argumentOf(text, callee, place.line));
  if (imported === undefined) return { test, ...included, isIncluded };
  const file = fileAt(dirname(path), imported.from);
  return { test, source: imported, ...(file !== undefined && { file: fromHere(file) }), isIncluded };
}

function pathOf(file: string): string | undefined {
  try {
    return file.startsWith('file:') ? fileURLToPath(file) : file;
  } catch {
    return undefined;
  }
}

function fromHere(path: string): string {
  const way = relative('.', path).split(sep).join('/');
  return way.startsWith('.') ? way : `./${way}`;
}

/** The name that is the first argument of the call in that line; or of all calls, where a transformed file has other lines. */
function argumentOf(text: string, callee: string, line: number): string | undefined {
  const calls = [...text.matchAll(new RegExp(`\\b${callee}\\(\\s*([A-Za-z_$][\\w$]*)\\s*[,)]`, 'g'))];
  const lineAt = (index: number) => text.slice(0, index).split('\n').length;
  const here = calls.find(({ index }) => lineAt(index) === line);
  if (here !== undefined) return here[1];
  const isInLine = text.split('\n')[line - 1]?.includes(`${callee}(`) === true;
  const names = new Set(calls.map(([, name]) => name));
  return !isInLine && names.size === 1 ? [...names][0] : undefined;
}

/** The import that gives a name, if one does. */
function importOf(text: string, local: string | undefined): SuiteSource | undefined {
  if (local === undefined) return undefined;
  for (const [, clause = '', from = ''] of text.matchAll(
    /^\s*import\s+([^'";]+?)\s+from\s+['"]([^'"]+)['"]/gm,
  )) {
    if (/^type\b/.test(clause)) continue;
    if (clause.split(/[,{]/)[0]?.trim() === local) return { from, name: 'default' };
    const named = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
    for (const part of named.split(',')) {
      const [name = '', alias = name] = part.trim().split(/\s+as\s+/);
      if (alias === local) return { from, name };
    }
  }
  return undefined;
}

/** The file that an import names from a folder; undefined for packages, and for what only a bundler finds. */
function fileAt(folder: string, from: string): string | undefined {
  if (!/^\.{1,2}\//.test(from)) return undefined;
  const path = resolve(folder, from);
  const spellings = [
    path,
    path.replace(/\.([cm]?)js$/, '.$1ts'),
    ...['.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js'].map((end) => path + end),
  ];
  return spellings.find((one) => /\.[cm]?[jt]s$/.test(one) && existsSync(one));
}
