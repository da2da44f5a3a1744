/** The folder of the checkout, from its sources as well as from what was built of them. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
export const house = above(import.meta.dirname);
function above(folder) {
    return existsSync(join(folder, 'package.json')) ? folder : above(dirname(folder));
}
