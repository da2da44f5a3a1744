/** The suites of Bitswap: the ledgers as published, the exchange of today, the split factor, and DAG walks. */
export { exchange } from './exchange/index.ts';
export { ledgers } from './ledgers/index.ts';
export { split } from './split/index.ts';
export { walk } from './walk/index.ts';
