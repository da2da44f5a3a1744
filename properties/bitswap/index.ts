/** The suites of Bitswap: the ledgers as published. */
export { ledgers } from './ledgers/index.ts';
