/**
 * The project around a folder: its configuration, looked for from that folder upwards as other tools look for theirs, and the folder in
 * which its regressions lie and its counterexamples are written.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names of what belongs to a project. */
export const places = {
  out: 'swarmcheck-out',
  regressions: 'regressions',
  configurations: ['ts', 'mts', 'js', 'mjs'].map((extension) => `swarmcheck.config.${extension}`),
} as const;

/** What is found from a folder upwards. */
export interface Project {
  /** Where its regressions and its counterexamples lie: beside the configuration; without one, the folder itself. */
  readonly home: string;
  /** Path of the nearest configuration. */
  readonly configuration?: string;
  /** Whether it is the package of this swarmcheck, whose protocols are then the ones to check. */
  readonly isOwn: boolean;
}

/** The nearest configuration decides, or the package of swarmcheck where that is nearer. */
export function projectAround(folder: string): Project {
  for (const home of upwards(resolve(folder))) {
    const configuration = places.configurations.map((name) => join(home, name)).find(isFile);
    if (configuration !== undefined) return { home, configuration, isOwn: false };
    if (isOwnPackage(home)) return { home, isOwn: true };
  }
  return { home: resolve(folder), isOwn: false };
}

/** A path as it is written from the current folder. */
export function fromHere(path: string): string {
  return relative('.', path) || '.';
}

/** Where the project around the current folder has its counterexamples or its regressions, as a path from there. */
export function placeOf(what: 'out' | 'regressions', { home } = projectAround('.')): string {
  return fromHere(join(home, places[what]));
}

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

/** Path of the manifest of this swarmcheck. */
export function ownManifest(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith('.ts') ? '../../package.json' : '../../../package.json', here));
}
