/** What the words on the command line name: protocols, scopes, subjects. */
import { type Bug, type Suite, UsageError } from '../checker/index.ts';
import { suites } from '../properties/index.ts';
import type { Subject } from '../reports/index.ts';

/** The suites of that name, or all of them where none is named. */
export function suitesNamed(names: readonly string[]): readonly Suite[] {
  return names.length === 0 ? suites : names.map(suiteNamed);
}

export function suiteNamed(name: string): Suite {
  const found = suites.find((suite) => suite.name === name.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(
    `there is no protocol '${name}'; there is ${suites.map((suite) => suite.name).join(', ')}`,
  );
}

/** `model` or `bug:R3`; a bug is explored in the scope it names unless another is given. */
export function subjectNamed(suite: Suite, name: string, scope: string | undefined): Subject {
  if (name === 'model') return { suite, scope: scope ?? 'default' };
  const id = /^bug:(.+)$/i.exec(name)?.[1]?.toUpperCase();
  const bug = id === undefined ? undefined : bugOf(suite, id);
  if (id !== undefined && bug !== undefined) return { suite, scope: scope ?? bug.scope, bug: id };
  throw new UsageError(
    `--subject '${name}' is nothing of protocol '${suite.name}'; it is model, or bug: and one of ${Object.keys(suite.bugs).join(', ')}`,
  );
}

/** @throws UsageError before anything ran, so that a wrong scope of the second protocol does not waste the first. */
export function refuseUnknownScope(suite: Suite, scope: string | undefined): void {
  if (scope === undefined || Object.hasOwn(suite.scopes, scope)) return;
  throw new UsageError(
    `protocol '${suite.name}' has no scope '${scope}'; it has ${Object.keys(suite.scopes).join(', ')}`,
  );
}

function bugOf(suite: Suite, id: string): Bug | undefined {
  return Object.hasOwn(suite.bugs, id) ? suite.bugs[id] : undefined;
}
