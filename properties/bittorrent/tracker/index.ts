/** The suite of trackers: peers announce themselves, learn each other, and dial. */
import { announcerBugs } from './bugs/announcer.ts';
import { trackerBugs } from './bugs/tracker.ts';
import { kit, peer, tracker as trackerRole } from './kit.ts';
import { properties } from './properties.ts';
import { refuted } from './refuted.ts';
import { scopes } from './scopes.ts';

/** The suite of swarms with trackers. */
export const tracker = kit.suite({
  name: 'bittorrent-tracker',
  says: 'BitTorrent peers that find each other through trackers.',
  source: 'BEP 3; BEP 12; BEP 27; BEP 31',
  roles: { peer, tracker: trackerRole },
  properties,
  scopes,
  refuted,
  storms: [{ scope: 'storm', runs: 2, actions: 150 }],
  bugs: { ...announcerBugs, ...trackerBugs },
});
