/**
 * `npm run bench:bitswap`: events per second of the exchange's core against `@helia/bitswap` and `ipfs-bitswap` in
 * the same run, its memory under a flooder of a million CIDs, the memory of a partner and of a CID, and the speed of
 * the wire format against `@helia/bitswap`.
 *
 * `npm run bench:bitswap -- engines` runs one part: `engines`, `flood`, `memory` or `codec`.
 */
import { loadavg } from 'node:os';
import { codec } from './bitswap-codec.ts';
import { engines, flood, memory } from './bitswap-core.ts';

const parts: Readonly<Record<string, () => void | Promise<void>>> = { engines, flood, memory, codec };

const [part] = process.argv.slice(2);
const load = loadavg().map((one) => one.toFixed(1));
console.log(`Load of the machine at the start: ${load.join(', ')}.\n`);
for (const [name, run] of Object.entries(parts)) if (part === undefined || part === name) await run();
