import { readFileSync } from 'node:fs';
/** Version of this swarmcheck, from its manifest. */
export function version() {
    const here = import.meta.url;
    const manifest = new URL(here.endsWith('.ts') ? '../package.json' : '../../package.json', here);
    return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
