/**
 * The refuted claims of the ultrapeer draft: what it promises or takes for granted, and a run of the model as
 * published that violates it. No mutant is built in.
 */
import type { Refuted } from '../../../checker/suite/suite.ts';
import type { Ultrapeers } from '../../../models/gnutella/ultrapeers/messages.ts';
import type { UltrapeerHistory } from './kit.ts';
import { everyLeafAttached, noHalfOpenLink, ultrapeerRemains } from './properties.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<Ultrapeers, 'peer', keyof typeof scopes, UltrapeerHistory>;

/** The claims by number. */
export const refuted: Readonly<Record<string, Claim>> = {
  GR1: {
    says: 'Three peers tell each other in a ring to be leaves, and none of them is an ultrapeer.',
    source: 'SR, section 3.5',
    breaks: ultrapeerRemains,
    scope: 'ring',
    shortest: 9,
  },
  GR2: {
    says: 'Three peers in a ring become leaves and ultrapeers in turn for ever.',
    source: 'SR, section 3.5',
    breaks: noHalfOpenLink,
    scope: 'ring',
    shortest: { stem: 0, loop: 21 },
  },
  GR3: {
    says: 'A peer that follows guidance takes the last place of a leaf, and its own places are gone.',
    source: 'SR, section 3.5',
    breaks: everyLeafAttached,
    scope: 'tight',
    shortest: { stem: 10, loop: 8 },
  },
};
