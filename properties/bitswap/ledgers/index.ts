/** The suite of Bitswap's ledgers: model, properties, scopes, known bugs and refuted claims in one value. */
import { bugs } from './bugs/index.ts';
import { kit, node } from './kit.ts';
import { ledger } from './picture.ts';
import { properties } from './properties.ts';
import { refuted } from './refuted.ts';
import { scopes } from './scopes.ts';

/** The suite. */
export const ledgers = kit.suite({
  name: 'bitswap-ledgers',
  says: 'Bitswap as published: two nodes exchange blocks, and keep a ledger of their bytes.',
  source: 'Benet, "IPFS: Content Addressed, Versioned, P2P File System", draft 3, 2014, section 3.4',
  roles: { node },
  properties,
  scopes,
  bugs,
  refuted,
  pictures: { ledger },
  storms: [
    { scope: 'storm', runs: 15, actions: 120 },
    { scope: 'storm-taker', runs: 10, actions: 80 },
    { scope: 'storm-exit', runs: 10, actions: 80 },
    { scope: 'storm-poisoner', runs: 10, actions: 80 },
  ],
});
