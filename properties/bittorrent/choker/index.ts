/** The suite of the choker: which peers a node serves, by the published rules and by one that keeps more. */
import { bookBugs } from './bugs/books.ts';
import { heldBugs } from './bugs/held.ts';
import { otherBugs } from './bugs/others.ts';
import { kit, choker as role } from './kit.ts';
import { properties } from './properties.ts';
import { refuted } from './refuted.ts';
import { scopes, sized } from './scopes.ts';

/** The suite of the choker alone. */
export const choker = kit.suite({
  name: 'bittorrent-choker',
  says: 'The choker of BitTorrent: a node serves the peers that serve it, and one more in turn.',
  source: 'BEP 3; Cohen, "Incentives build robustness in BitTorrent", 2003',
  roles: { choker: role },
  properties,
  scopes,
  bugs: { ...heldBugs, ...bookBugs, ...otherBugs },
  refuted,
  sized,
  storms: [{ scope: 'storm', runs: 20, actions: 60 }],
});
