/** Suites from files: those that `--suite` names, and those of a configuration. TypeScript is run as it is. */
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
import { ForbiddenCall } from './thread.ts';

/**
 * The suites that a file exports.
 *
 * @throws UsageError where the file is missing, does not compile, fails, or exports no sound suite.
 */
export async function suitesIn(path: string): Promise<readonly Suite[]> {
  const found = exportedSuites(await loaded(path, '--suite'));
  if (found.length === 0)
    throw new UsageError(`${path} exports no suite; export what kit.suite({ ... }) returns`);
  return found.map(({ suite, ...source }) => {
    const whole = sound(suite, path);
    sources.set(whole, { file: path, ...source });
    return whole;
  });
}

/** The file of a suite, the name of its export, and its place where that is a list. */
export interface Source {
  readonly file: string;
  readonly name: string;
  readonly at?: number;
}

const sources = new WeakMap<Suite, Source>();

/** Where a suite was loaded from; undefined of suites that come along, or that a configuration holds itself. */
export function sourceOf(suite: Suite): Source | undefined {
  return sources.get(suite);
}

/**
 * The suites of several files; a file that is named twice is read once, and a suite that two files export is one.
 *
 * @throws UsageError as `suitesIn` does.
 */
export async function suitesInAll(paths: readonly string[]): Promise<readonly Suite[]> {
  const found: Suite[] = [];
  // One after the other: what two files import at the same time would be loaded twice.
  for (const path of new Map(paths.map((one) => [resolve(one), one])).values())
    found.push(...(await suitesIn(path)));
  return unique(found);
}

/**
 * The suites of a configuration.
 *
 * @throws UsageError as `suitesIn` does, and where the configuration is none.
 */
export async function configuredSuites(path: string): Promise<readonly Suite[]> {
  const { default: config } = (await loaded(path, 'the configuration')) as { default?: { suites?: unknown } };
  const entries = config?.suites;
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new UsageError(
      `${path} names no suites; write export default defineConfig({ suites: ['./my.suite.ts'] })`,
    );
  }
  const found: Suite[] = [];
  for (const [at, entry] of (entries as readonly unknown[]).entries()) {
    if (typeof entry === 'string') found.push(...(await suitesIn(resolve(dirname(path), entry))));
    else if (looksLikeSuite(entry)) found.push(sound(entry, path));
    else
      throw new UsageError(
        `${path}: suites[${at}] is neither a suite nor the path of a file that exports one`,
      );
  }
  return unique(found);
}

/** The same suite may come from several files. */
function unique(suites: readonly Suite[]): readonly Suite[] {
  return [...new Set(suites)];
}

/** Suites made whole, by what was exported. */
const wholes = new WeakMap<Suite, Suite>();

function sound(suite: Suite, path: string): Suite {
  const known = wholes.get(suite);
  if (known !== undefined) return known;
  const whole = { ...suite, bugs: suite.bugs ?? {} };
  try {
    validateSuite(whole);
  } catch (cause) {
    throw new UsageError(`${path}: ${messageOf(cause)}`, { cause });
  }
  wholes.set(suite, whole);
  return whole;
}

async function loaded(path: string, what: string): Promise<Readonly<Record<string, unknown>>> {
  const whole = resolve(path);
  if (!existsSync(whole) || statSync(whole).isDirectory()) {
    throw new UsageError(`${what}: there is no file ${path}; name a module that exports a suite`);
  }
  try {
    const jiti = await loader();
    return await notedUntilDone(`loading of ${path}`, () => jiti.import(whole));
  } catch (cause) {
    if (cause instanceof ForbiddenCall)
      throw new CodeError(`${path} cannot be loaded: ${cause.message}`, { cause });
    // The stack of requires says nothing a user asked for.
    throw new UsageError(
      `${path} cannot be loaded: ${messageOf(cause).replace(/\nRequire stack:[\s\S]*/, '')}`,
      { cause },
    );
  }
}

/** One for all files, so that a module that several import is one. Only who brings suites waits for what compiles them. */
function loader(): Promise<Jiti> {
  made ??= import('jiti').then(({ createJiti }) => createJiti(import.meta.url, { fsCache: false }));
  return made;
}

let made: Promise<Jiti> | undefined;
