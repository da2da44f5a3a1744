/** The suite of a DAG walk over Bitswap: model, implementation, properties, scopes and known bugs in one value. */
import { bugs } from './bugs/index.ts';
import { codecBugs, codecs } from './codecs.ts';
import { kit, walker } from './kit.ts';
import { dag } from './picture.ts';
import { properties } from './properties.ts';
import { scopes, sized } from './scopes.ts';

/** The suite. */
export const walk = kit.suite({
  name: 'bitswap-walk',
  says: 'A walk over a Merkle DAG: all blocks that can be reached from a root are fetched by Bitswap.',
  source: 'Benet, "IPFS: Content Addressed, Versioned, P2P File System", draft 3, 2014, section 3.5',
  roles: { walker },
  properties,
  scopes,
  bugs: { ...bugs, ...codecBugs },
  codecs,
  sized,
  pictures: { dag },
  storms: [
    { scope: 'storm-20', runs: 15, actions: 80 },
    { scope: 'storm-40', runs: 10, actions: 120 },
  ],
});
