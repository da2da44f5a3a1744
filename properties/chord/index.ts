/** Chord: the protocol as published and as corrected, their promises, scopes, known bugs and refuted claims in one suite. */
import { correctedMachine } from '../../models/chord/corrected.ts';
import { originalMachine } from '../../models/chord/original.ts';
import { bugs } from './bugs/index.ts';
import { corrected, kit, original } from './kit.ts';
import { ring } from './picture.ts';
import { promises } from './promises.ts';
import { refuted } from './refuted.ts';
import { scopes, sized } from './scopes.ts';

export const suite = kit.suite({
  name: 'chord',
  says: 'The Chord lookup ring: members come and go, and the ring of their successors holds.',
  source: 'Stoica et al., "Chord: A Scalable Peer-to-peer Lookup Protocol for Internet Applications", 2003',
  roles: {
    corrected: { model: corrected(correctedMachine) },
    original: { model: original(originalMachine) },
  },
  properties: promises,
  scopes,
  bugs,
  refuted,
  sized,
  storms: [{ scope: 'storm', runs: 40, actions: 80 }],
  pictures: { ring },
});
