/** The root folder of the repository, found from the sources and from the compiled files. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The path of the root folder: the nearest one above with a package.json. */
export const repository = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
}
