/** The suite of a Chord node that speaks by messages: model, properties, scopes, known bugs and refuted claims. */
import { ring } from '../picture.ts';
import { keyBugs } from './bugs/keys.ts';
import { lookupBugs } from './bugs/lookups.ts';
import { ringBugs } from './bugs/ring.ts';
import { kit, node } from './kit.ts';
import { goesNearer } from './lookup-properties.ts';
import { lookupRefuted } from './lookup-refuted.ts';
import { lookupScopes } from './lookup-scopes.ts';
import { routing } from './picture.ts';
import { membersHaveNeighbours } from './properties.ts';
import { refuted } from './refuted.ts';
import { scopes, sized } from './scopes.ts';

/** The suite. */
export const chordNode = kit.suite({
  name: 'chord-node',
  says: 'A Chord node that speaks by messages: it joins, fails, repairs its ring, looks up keys and keeps them.',
  source: 'Stoica et al. 2003; Zave, "Reasoning about identifier spaces: how to make Chord correct", 2017',
  roles: { node },
  properties: [membersHaveNeighbours, goesNearer],
  scopes: { ...scopes, ...lookupScopes },
  bugs: { ...ringBugs, ...lookupBugs, ...keyBugs },
  refuted: { ...refuted, ...lookupRefuted },
  sized,
  storms: [
    { scope: 'storm', runs: 8, actions: 120 },
    { scope: 'lookup-storm', runs: 4, actions: 60 },
  ],
  pictures: { ring, routing },
});
