/**
 * The project around a folder: its configuration file, found in that folder or the nearest one above, and its
 * folders of regressions and counterexamples.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The names of a project's files and folders. */
export const places = {
  out: 'swarmcheck-out',
  regressions: 'regressions',
  configurations: ['ts', 'mts', 'js', 'mjs'].map((extension) => `swarmcheck.config.${extension}`),
} as const;

/** The project that a folder belongs to. */
export interface Project {
  /**
   * The folder of its regressions and counterexamples: that of the configuration, or the given folder without
   * one.
   */
  readonly home: string;
  /** The path of the nearest configuration. */
  readonly configuration?: string;
  /** Whether it is the package of this swarmcheck, whose own protocols are then checked. */
  readonly isOwn: boolean;
}

/** The project of the nearest configuration, or the package of swarmcheck if that is nearer. */
export function projectAround(folder: string): Project {
  for (const home of upwards(resolve(folder))) {
    const configuration = places.configurations.map((name) => join(home, name)).find(isFile);
    if (configuration !== undefined) return { home, configuration, isOwn: false };
    if (isOwnPackage(home)) return { home, isOwn: true };
  }
  return { home: resolve(folder), isOwn: false };
}

/** A path relative to the current folder. */
export function fromHere(path: string): string {
  return relative('.', path) || '.';
}

/** The project's folder of counterexamples or regressions, relative to the current folder. */
export function placeOf(what: 'out' | 'regressions', { home } = projectAround('.')): string {
  return fromHere(join(home, places[what]));
}

/** A folder and all folders above it. */
function* upwards(folder: string): Generator<string> {
  yield folder;
  const above = dirname(folder);
  if (above !== folder) yield* upwards(above);
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function isOwnPackage(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) && realpathSync(manifest) === realpathSync(ownManifest());
}

/** The path of the package.json of this swarmcheck, from the sources as from `dist/`. */
export function ownManifest(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith('.ts') ? '../../package.json' : '../../../package.json', here));
}
