/** The source of a suite: the module that exports it, by which another module can import it. */
import { join, relative, resolve, sep } from 'node:path';
import { exportedSuites, type Suite, UsageError } from '../checker/index.ts';
import { folders } from '../properties/index.ts';
import type { SuiteSource } from '../reports/test-text.ts';
import { sourceOf } from './load.ts';

/** The file that exports a suite, the name of the export, and the index if the export is a list. */
export interface SuiteModule {
  readonly file: string;
  readonly name: string;
  readonly at?: number;
}

/**
 * The module of a suite; `dist` is the folder of the compiled package.
 *
 * @throws UsageError if the suite is in no file that can be imported.
 */
export function moduleOf(suite: Suite, dist: string): SuiteModule {
  const included = includedSource(suite);
  if (included !== undefined)
    return { ...included.exported, file: join(dist, 'properties', included.folder, 'index.js') };
  const source = ownSource(suite);
  return { ...source, file: resolve(source.file) };
}

/**
 * The import of a suite in a module in this folder.
 *
 * @throws UsageError if the suite is in no file that can be imported.
 */
export function importOf(suite: Suite): SuiteSource {
  const included = includedSource(suite);
  if (included !== undefined)
    return { from: `swarmcheck/protocols/${included.folder}`, ...included.exported };
  const { file, ...exported } = ownSource(suite);
  const path = relative('.', file).split(sep).join('/');
  return { ...exported, from: path.startsWith('.') ? path : `./${path}` };
}

/** The folder and the export of a suite that comes with swarmcheck. */
function includedSource(suite: Suite) {
  for (const [folder, module] of Object.entries(folders))
    for (const { suite: own, ...exported } of exportedSuites(module))
      if (own === suite) return { folder, exported };
  return undefined;
}

function ownSource(suite: Suite): SuiteModule {
  const source = sourceOf(suite);
  if (source !== undefined) return source;
  throw new UsageError(
    `the configuration holds suite '${suite.name}' itself, so no module can import it; name the file that exports it with --suite`,
  );
}
