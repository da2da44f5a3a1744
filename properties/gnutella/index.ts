/** The suites of Gnutella: its servents, and the searches and networks that are built on them. */
import { decodingBugs } from './bugs/decoding.ts';
import { ringBugs } from './bugs/rings.ts';
import { routingBugs } from './bugs/routing.ts';
import { codecs } from './codecs.ts';
import { kit, servent } from './kit.ts';
import { flood } from './picture.ts';
import { properties } from './properties.ts';
import { refuted } from './refuted.ts';
import { scopes, sized } from './scopes.ts';

/** The suite of servents: flooding, replies, Push, Bye, expanding ring. */
export const suite = kit.suite({
  name: 'gnutella',
  says: 'The Gnutella overlay: servents flood queries, and hits go back along their paths.',
  source: 'The Gnutella Protocol Specification v0.4; Klingberg & Manfredi, "Gnutella 0.6", RFC draft 2002',
  roles: { servent },
  properties,
  scopes,
  codecs,
  bugs: { ...routingBugs, ...ringBugs, ...decodingBugs },
  refuted,
  sized,
  storms: [{ scope: 'storm', runs: 40, actions: 80 }],
  pictures: { flood },
});

export { ultrapeers } from './ultrapeers/index.ts';
export { walkers } from './walkers/index.ts';
