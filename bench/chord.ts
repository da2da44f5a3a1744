/**
 * `npm run bench:chord`: hops of lookups in ideal rings of 1 thousand to 1 million nodes against half of log2 N;
 * lookups per second against textbook nodes in the same run; lookups by messages and the memory of whole nodes; messages
 * of the maintenance, in a ring that stands and in one that grows; and lookups after 20 % and 50 % of the nodes fail at
 * once.
 *
 * `npm run bench:chord -- hops` runs one part: `hops`, `rates`, `nodes`, `maintenance` or
 * `recovery`.
 * `npm run bench:chord -- hops 100000` ends with that size.
 */
import { loadavg } from 'node:os';
import { maintenance, nodes, recovery } from './chord-churn.ts';
import { hops, rates } from './chord-lookups.ts';

const parts: Readonly<Record<string, (size?: number) => void>> = {
  hops,
  rates,
  nodes,
  maintenance,
  recovery,
};

const [part, size] = process.argv.slice(2);
const load = loadavg().map((one) => one.toFixed(1));
console.log(`Load of the machine at the start: ${load.join(', ')}.\n`);
for (const [name, run] of Object.entries(parts))
  if (part === undefined || part === name) run(size === undefined ? undefined : Number(size));
