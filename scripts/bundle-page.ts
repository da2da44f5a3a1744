/**
 * Bundles the page: `dist/page/player.min.js` has the player and all that it imports, so that a report needs
 * no bundler where it is made.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = join(import.meta.dirname, '../dist/page');

await build({
  entryPoints: [join(folder, 'main.js')],
  outfile: join(folder, 'player.min.js'),
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  charset: 'ascii',
  legalComments: 'none',
});
