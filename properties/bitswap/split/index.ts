/** The suite of Bitswap's split factor: model, implementation, properties, scopes, bugs and refuted claims. */
import { bugs } from './bugs/index.ts';
import { kit, session } from './kit.ts';
import { properties } from './properties.ts';
import { refuted } from './refuted.ts';
import { scopes } from './scopes.ts';

/** The suite. */
export const split = kit.suite({
  name: 'bitswap-split',
  says: 'The split factor of a Bitswap session: over how many groups of partners its requests are divided.',
  source: 'go-bitswap, sessionrequestsplitter, December 2018 to April 2020',
  roles: { session },
  properties,
  scopes,
  bugs,
  refuted,
  storms: [{ scope: 'storm', runs: 20, actions: 60 }],
});
