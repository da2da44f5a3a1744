/** Loads suites from the files of `--suite` and of the configuration; TypeScript runs without a build. */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Jiti } from 'jiti';
import { notedUntilDone } from '../checker/actors/heartbeat.ts';
import {
  CodeError,
  exportedSuites,
  looksLikeSuite,
  messageOf,
  type Suite,
  UsageError,
  validateSuite,
} from '../checker/index.ts';
import { isRecord } from '../checker/values/shapes.ts';
import type { Config } from '../config.ts';
import type { AdapterCommand } from './adapters.ts';
import { ForbiddenCall } from './thread.ts';

/**
 * Loads the suites that a file exports.
 *
 * @throws UsageError if the file is missing, does not compile, throws, or exports no valid suite.
 */
export async function suitesIn(path: string): Promise<readonly Suite[]> {
  const found = exportedSuites(await loaded(path, '--suite'));
  if (found.length === 0)
    throw new UsageError(`${path} exports no suite; export what kit.suite({ ... }) returns`);
  return found.map(({ suite, ...source }) => {
    const checked = checkedSuite(suite, path);
    sources.set(checked, { file: path, ...source });
    return checked;
  });
}

/** The file of a suite, the name of its export, and its index if the export is a list. */
export interface Source {
  readonly file: string;
  readonly name: string;
  readonly at?: number;
}

const sources = new WeakMap<Suite, Source>();

/**
 * The source of a suite; undefined for suites that come with swarmcheck, or that the configuration holds
 * itself.
 */
export function sourceOf(suite: Suite): Source | undefined {
  return sources.get(suite);
}

/**
 * Loads the suites of several files. A file that is named twice is read once; a suite that two files export
 * is listed once.
 *
 * @throws UsageError as `suitesIn` does.
 */
export async function suitesInAll(paths: readonly string[]): Promise<readonly Suite[]> {
  const found: Suite[] = [];
  // The files are loaded one after the other: a module that two files import at the same time would be loaded
  // twice.
  for (const path of new Map(paths.map((one) => [resolve(one), one])).values())
    found.push(...(await suitesIn(path)));
  return unique(found);
}

/** The suites and the adapters of a configuration. */
export interface Configured {
  readonly suites: readonly Suite[];
  /** The adapters by the name of their protocol. */
  readonly adapters: ReadonlyMap<string, readonly AdapterCommand[]>;
}

/**
 * Loads a configuration.
 *
 * @throws UsageError as `suitesIn` does, and if the configuration has neither suites nor adapters.
 */
export async function configured(path: string): Promise<Configured> {
  const { default: config } = (await loaded(path, 'the configuration')) as { default?: Partial<Config> };
  const { suites: entries = [], adapters = {} } = config ?? {};
  if (!Array.isArray(entries) || !isRecord(adapters) || entries.length + Object.keys(adapters).length === 0) {
    throw new UsageError(
      `${path} names no suites and no adapters; write for instance export default defineConfig({ suites: ['./my.suite.ts'] })`,
    );
  }
  const found: Suite[] = [];
  for (const [at, entry] of (entries as readonly unknown[]).entries()) {
    if (typeof entry === 'string') found.push(...(await suitesIn(resolve(dirname(path), entry))));
    else if (looksLikeSuite(entry)) found.push(checkedSuite(entry, path));
    else
      throw new UsageError(
        `${path}: suites[${at}] is neither a suite nor the path of a file that exports one`,
      );
  }
  return { suites: unique(found), adapters: adaptersIn(path, adapters) };
}

/** The commands of the adapters of a configuration. */
function adaptersIn(
  path: string,
  adapters: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, readonly AdapterCommand[]> {
  const folder = dirname(resolve(path));
  const wrong = (name: string) =>
    new UsageError(
      `${path}: adapters.${name} is no command; write for instance adapters: { raft: './my-server' }, or { raft: { server: './my-server' } }`,
    );
  const commandsOf = (name: string, given: unknown): readonly AdapterCommand[] => {
    if (typeof given === 'string' && given.trim() !== '') return [{ command: given, folder }];
    if (!isRecord(given)) throw wrong(name);
    return Object.entries(given).map(([role, command]) => {
      if (typeof command !== 'string' || command.trim() === '') throw wrong(`${name}.${role}`);
      return { role, command, folder };
    });
  };
  return new Map(Object.entries(adapters).map(([name, given]) => [name, commandsOf(name, given)]));
}

/** Several files may export the same suite. */
function unique(suites: readonly Suite[]): readonly Suite[] {
  return [...new Set(suites)];
}

/** Suites that were checked, by the exported object. */
const checkedSuites = new WeakMap<Suite, Suite>();

function checkedSuite(suite: Suite, path: string): Suite {
  const known = checkedSuites.get(suite);
  if (known !== undefined) return known;
  const completed = { ...suite, bugs: suite.bugs ?? {} };
  try {
    validateSuite(completed);
  } catch (cause) {
    throw new UsageError(`${path}: ${messageOf(cause)}`, { cause });
  }
  checkedSuites.set(suite, completed);
  return completed;
}

async function loaded(path: string, what: string): Promise<Readonly<Record<string, unknown>>> {
  const absolute = resolve(path);
  if (!existsSync(absolute) || statSync(absolute).isDirectory()) {
    throw new UsageError(`${what}: there is no file ${path}; name a module that exports a suite`);
  }
  try {
    const jiti = await loader();
    return await notedUntilDone(`loading of ${path}`, () => jiti.import(absolute));
  } catch (cause) {
    if (cause instanceof ForbiddenCall)
      throw new CodeError(`${path} cannot be loaded: ${cause.message}`, { cause });
    // The stack of `require` calls does not help the user.
    throw new UsageError(
      `${path} cannot be loaded: ${messageOf(cause).replace(/\nRequire stack:[\s\S]*/, '')}`,
      { cause },
    );
  }
}

/**
 * One loader for all files, so that a module that several files import is loaded once; created when it is
 * first needed.
 */
function loader(): Promise<Jiti> {
  made ??= import('jiti').then(({ createJiti }) => createJiti(import.meta.url, { fsCache: false }));
  return made;
}

let made: Promise<Jiti> | undefined;
