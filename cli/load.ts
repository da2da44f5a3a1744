/** Suites from files: those that `--suite` names, and those of `swarmcheck.config.ts`. TypeScript is run as it is. */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { looksLikeSuite, messageOf, refuseUnsound, type Suite, UsageError } from '../checker/index.ts';
import { places } from '../checker/traces.node.ts';

/**
 * The suites that a file exports.
 *
 * @throws UsageError where the file is missing, does not compile, fails, or exports no sound suite.
 */
export async function suitesIn(path: string): Promise<readonly Suite[]> {
  const suites = new Map<Suite, Source>();
  for (const [name, exported] of Object.entries(await loaded(path, '--suite'))) {
    for (const [at, one] of [exported].flat().entries()) {
      // Of two names of one suite that is kept which is not `default`.
      if (!looksLikeSuite(one) || (suites.has(one) && name === 'default')) continue;
      suites.set(one, { file: path, name, ...(Array.isArray(exported) && { at }) });
    }
  }
  if (suites.size === 0)
    throw new UsageError(`${path} exports no suite; export what kit.suite({ ... }) returns`);
  return [...suites].map(([suite, source]) => {
    const whole = sound(suite, path);
    sources.set(whole, source);
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
 * The suites of the configuration in a folder; none where there is no configuration.
 *
 * @throws UsageError as `suitesIn` does, and where the configuration is none.
 */
export async function configuredSuites(folder: string): Promise<readonly Suite[]> {
  const path = places.configurations.map((name) => resolve(folder, name)).find((name) => existsSync(name));
  if (path === undefined) return [];
  const { default: config } = (await loaded(path, 'the configuration')) as { default?: { suites?: unknown } };
  const entries = config?.suites;
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new UsageError(
      `${path} names no suites; write export default defineConfig({ suites: ['./my.suite.ts'] })`,
    );
  }
  const suites = entries.map((entry: unknown, at) => {
    if (typeof entry === 'string') return suitesIn(resolve(dirname(path), entry));
    if (looksLikeSuite(entry)) return [sound(entry, path)];
    throw new UsageError(`${path}: suites[${at}] is neither a suite nor the path of a file that exports one`);
  });
  return (await Promise.all(suites)).flat();
}

function sound(suite: Suite, path: string): Suite {
  const whole = { ...suite, bugs: suite.bugs ?? {} };
  try {
    refuseUnsound(whole);
  } catch (cause) {
    throw new UsageError(`${path}: ${messageOf(cause)}`, { cause });
  }
  return whole;
}

async function loaded(path: string, what: string): Promise<Readonly<Record<string, unknown>>> {
  const whole = resolve(path);
  if (!existsSync(whole) || statSync(whole).isDirectory()) {
    throw new UsageError(`${what}: there is no file ${path}; name a module that exports a suite`);
  }
  // Only who brings suites waits for what compiles them: a tenth of the time that the command takes to start.
  const { createJiti } = await import('jiti');
  try {
    return await createJiti(import.meta.url, { fsCache: false }).import(whole);
  } catch (cause) {
    throw new UsageError(`${path} cannot be loaded: ${inOneLine(messageOf(cause))}`, { cause });
  }
}

/** What a compiler or loader says over several lines; the stack of requires says nothing a user asked for. */
function inOneLine(message: string): string {
  return message
    .replace(/\nRequire stack:[\s\S]*/, '')
    .split('\n')
    .map((line) => line.trim())
    .join(' ');
}
