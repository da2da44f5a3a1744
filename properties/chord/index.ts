/**
 * The suite of Chord: the original and the corrected protocol, their properties, scopes, known bugs and
 * refuted claims.
 */
import { correctedBugs } from './bugs/corrected.ts';
import { originalBugs } from './bugs/original.ts';
import { corrected, kit, original } from './kit.ts';
import { ring } from './picture.ts';
import { properties } from './properties.ts';
import { refuted } from './refuted.ts';
import { scopes, sized } from './scopes.ts';

export { chordNode } from './node/index.ts';

/** The suite. */
export const suite = kit.suite({
  name: 'chord',
  says: 'The Chord lookup ring: members join and fail, and their successors form one ring.',
  source: 'Stoica et al., "Chord: A Scalable Peer-to-peer Lookup Protocol for Internet Applications", 2003',
  roles: { corrected, original },
  properties,
  scopes,
  bugs: { ...correctedBugs, ...originalBugs },
  refuted,
  sized,
  storms: [{ scope: 'storm', runs: 40, actions: 80 }],
  pictures: { ring },
});
