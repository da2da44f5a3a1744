/** Suites from files: those that `--suite` names, and those of `swarmcheck.config.ts`. TypeScript is run as it is. */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { notedUntilDone } from '../checker/heartbeat.ts';
import {
  CodeError,
  looksLikeSuite,
  messageOf,
  refuseUnsound,
  type Suite,
  UsageError,
} from '../checker/index.ts';
import { places } from '../checker/traces.node.ts';
import { ForbiddenCall } from './thread.ts';

/**
 * The suites that a file exports.
 *
 * @throws UsageError where the file is missing, does not compile, fails, or exports no sound suite.
 */
export async function suitesIn(path: string): Promise<readonly Suite[]> {
  const exported = Object.values(await loaded(path, '--suite'));
  const suites = exported.flat().filter(looksLikeSuite);
  if (suites.length === 0)
    throw new UsageError(`${path} exports no suite; export what kit.suite({ ... }) returns`);
  return [...new Set(suites)].map((suite) => sound(suite, path));
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
    const jiti = createJiti(import.meta.url, { fsCache: false });
    return await notedUntilDone(`loading of ${path}`, () => jiti.import(whole));
  } catch (cause) {
    if (cause instanceof ForbiddenCall)
      throw new CodeError(`${path} cannot be loaded: ${cause.message}`, { cause });
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
