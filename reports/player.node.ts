/** Reads the script of the player, which the build makes (`scripts/bundle-page.ts`). */
import { readFileSync } from 'node:fs';

/** The script of the player. Beside the sources it is in `dist`, as the build leaves it there. */
export function playerScript(): string {
  const folder = import.meta.url.endsWith('.ts') ? '../dist/page/' : '../page/';
  return readFileSync(new URL(`${folder}player.min.js`, import.meta.url), 'utf8');
}
