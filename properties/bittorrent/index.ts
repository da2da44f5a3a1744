/** The suites of BitTorrent: the swarm, and the choker alone. */

import { withImplementations } from '../../checker/suite/role.ts';
import { decodingBugs } from './bugs/decoding.ts';
import { equivalentBugs } from './bugs/equivalent.ts';
import { implementations } from './bugs/mutants.ts';
import { pieceBugs } from './bugs/pieces.ts';
import { serviceBugs } from './bugs/service.ts';
import { wireBugs } from './bugs/wire.ts';
import { codecs } from './codecs.ts';
import { kit, peer } from './kit.ts';
import { swarm } from './picture.ts';
import { properties } from './properties.ts';
import { refuted } from './refuted.ts';
import { scopes } from './scopes.ts';

export { choker } from './choker/index.ts';

/** The suite. */
export const suite = kit.suite({
  name: 'bittorrent',
  says: 'A BitTorrent swarm: peers pick pieces, verify them, and choke each other.',
  source: 'BEP 3; Cohen, "Incentives build robustness in BitTorrent", 2003',
  roles: { peer },
  properties,
  scopes,
  refuted,
  storms: [{ scope: 'storm', runs: 2, actions: 150 }],
  pictures: { swarm },
  codecs,
  bugs: {
    ...withImplementations(
      peer,
      { ...serviceBugs, ...pieceBugs, ...wireBugs, ...equivalentBugs },
      implementations,
    ),
    ...decodingBugs,
  },
});

export { tracker } from './tracker/index.ts';
