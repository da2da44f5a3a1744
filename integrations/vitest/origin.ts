/**
 * The origin of a suite: finds the module from which a test file imports it. A test to paste imports that
 * module, and `--suite` takes its file. If the test file does not show it, the origin stays unknown.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Suite } from '../../checker/index.ts';
import type { SuiteSource } from '../../reports/test-text.ts';

/** The origin of a suite. */
export interface Origin {
  /** The test file, relative to the folder of vitest; absent if no file could be read. */
  readonly test?: string;
  /** The import in a test beside that file; absent if no module exports the suite by name. */
  readonly source?: SuiteSource;
  /** The file that exports the suite, for `--suite`; absent if it is unknown, or comes with swarmcheck. */
  readonly file?: string;
  /** Whether the suite comes with swarmcheck. */
  readonly isIncluded: boolean;
}

/** A line of a file, as in a stack. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** The origin of the suite that was passed to `callee` at a place. */
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
  const file = relative('.', path).split(sep).join('/');
  return file.startsWith('.') ? file : `./${file}`;
}

/**
 * The name of the first argument of the call in that line, or of all calls if a transformed file has other
 * lines.
 */
function argumentOf(text: string, callee: string, line: number): string | undefined {
  const calls = [...text.matchAll(new RegExp(`\\b${callee}\\(\\s*([A-Za-z_$][\\w$]*)\\s*[,)]`, 'g'))];
  const lineAt = (index: number) => text.slice(0, index).split('\n').length;
  const here = calls.find(({ index }) => lineAt(index) === line);
  if (here !== undefined) return here[1];
  const isInLine = text.split('\n')[line - 1]?.includes(`${callee}(`) === true;
  const names = new Set(calls.map(([, name]) => name));
  return !isInLine && names.size === 1 ? [...names][0] : undefined;
}

/** The import of a name; undefined if there is none. */
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

/** The file of an import; undefined for packages, and for paths that only a bundler resolves. */
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
