/** What the words on the command line name: protocols and trace files. */
import { readFileSync } from 'node:fs';
import { messageOf, readTrace, type Suite, type TraceRecord, UsageError } from '../checker/index.ts';
import { suites } from '../properties/index.ts';

/** The suites of that name, or all of them where none is named. */
export function suitesNamed(names: readonly string[]): readonly Suite[] {
  return names.length === 0 ? suites : names.map((name) => suiteNamed(name));
}

/** `where` tells where the name stands, if not on the command line. */
export function suiteNamed(name: string, where = ''): Suite {
  const found = suites.find((suite) => suite.name === name.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(
    `${where}there is no protocol '${name}'; there is ${suites.map((suite) => suite.name).join(', ')}`,
  );
}

/** @throws UsageError before anything ran, so that a wrong scope of the second protocol does not waste the first. */
export function refuseUnknownScope(suite: Suite, scope: string | undefined): void {
  if (scope === undefined || Object.hasOwn(suite.scopes, scope)) return;
  throw new UsageError(
    `protocol '${suite.name}' has no scope '${scope}'; it has ${Object.keys(suite.scopes).join(', ')}`,
  );
}

/** @throws UsageError where the file cannot be read, or is no trace. */
export function traceAt(path: string): TraceRecord {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(
      `${path} cannot be read (${messageOf(cause)}); name a trace that verify or explore wrote`,
      { cause },
    );
  }
  return readTrace(text, path);
}
