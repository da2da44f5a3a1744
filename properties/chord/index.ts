/** Chord: the protocol as published and as corrected, their promises, scopes, known bugs and refuted claims in one suite. */
import { correctedBugs } from './bugs/corrected.ts';
import { originalBugs } from './bugs/original.ts';
import { corrected, kit, original } from './kit.ts';
import { ring } from './picture.ts';
import { promises } from './promises.ts';
import { refuted } from './refuted.ts';
import { scopes, sized } from './scopes.ts';

export const suite = kit.suite({
  name: 'chord',
  says: 'The Chord lookup ring: members come and go, and the ring of their successors holds.',
  source: 'Stoica et al., "Chord: A Scalable Peer-to-peer Lookup Protocol for Internet Applications", 2003',
  roles: { corrected, original },
  properties: promises,
  scopes,
  bugs: { ...correctedBugs, ...originalBugs },
  refuted,
  sized,
  storms: [{ scope: 'storm', runs: 40, actions: 80 }],
  pictures: { ring },
});
