/** The suite of Bitswap's exchange: model, properties, scopes, known bugs and refuted claims in one value. */
import { codecBugs } from '../codec-bugs.ts';
import { codecs } from '../codecs.ts';
import { bugs } from './bugs/index.ts';
import { kit, node } from './kit.ts';
import { wants } from './picture.ts';
import { properties } from './properties.ts';
import { refuted } from './refuted.ts';
import { meshOf, scopes } from './scopes.ts';

/** The suite. */
export const exchange = kit.suite({
  name: 'bitswap',
  says: 'The exchange of Bitswap today: nodes ask their partners for blocks, and serve them.',
  source: 'Bitswap specification, 1.0.0 to 1.2.0; boxo, July 2026',
  roles: { node },
  properties,
  scopes,
  codecs,
  bugs: { ...bugs, ...codecBugs },
  refuted,
  pictures: { wants },
  sized: meshOf,
  storms: [{ scope: 'storm', runs: 3, actions: 200 }],
});
