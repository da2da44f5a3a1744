/** The suite of ultrapeers and leaves, with the 0.6 handshake. */
import { handshakeBugs } from './bugs/handshake.ts';
import { queryBugs } from './bugs/queries.ts';
import { kit, peer } from './kit.ts';
import { properties } from './properties.ts';
import { refuted } from './refuted.ts';
import { scopes, sized } from './scopes.ts';

/** The suite. */
export const ultrapeers = kit.suite({
  name: 'gnutella-ultrapeers',
  says: 'Gnutella with ultrapeers: leaves attach to ultrapeers by the 0.6 handshake, and queries flood among ultrapeers.',
  source: 'Singla & Rohrs, "Ultrapeers: Another Step Towards Gnutella Scalability", 2001',
  roles: { peer },
  properties,
  scopes,
  bugs: { ...handshakeBugs, ...queryBugs },
  refuted,
  sized,
  storms: [{ scope: 'storm', runs: 12, actions: 100 }],
});
