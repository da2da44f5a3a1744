/**
 * The refuted claims of Gnutella: what a reader of the specification expects, and what the protocol does not
 * keep. No mutant is built in: each counterexample is a run of the model itself.
 */
import type { Refuted } from '../../checker/suite/suite.ts';
import type { Gnutella } from '../../models/gnutella/messages.ts';
import type { FloodHistory } from './kit.ts';
import * as property from './properties.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<Gnutella, 'servent', keyof typeof scopes, FloodHistory>;

/** The claims by number. */
export const refuted = {
  F1: {
    says: 'If each servent relays the first copy of a Query only, the Query reaches every servent within its TTL.',
    source: 'Gnutella 0.4, sections "Descriptor Header" and "Descriptor Routing"',
    breaks: property.coverage,
    scope: 'once',
    shortest: { stem: 4, loop: 0 },
  },
  F2: {
    says: 'If servents relay copies with a higher TTL, too, a flood has no more messages than one in rounds.',
    source: 'gtk-gnutella, routing.c: handle_duplicate',
    breaks: property.cost,
    scope: 'higher-ttl',
    shortest: 4,
  },
  F3: {
    says: 'If servents relay copies with a higher TTL, too, a Query crosses each link at most once in each direction.',
    source: 'gtk-gnutella, routing.c: handle_duplicate',
    breaks: property.once,
    scope: 'higher-ttl',
    shortest: 4,
  },
  F4: {
    says: 'If servents relay copies with a higher TTL, too, a reply arrives whose TTL is the number of links of its request.',
    source: 'Gnutella 0.6 draft, section 2.2.7.3; gtk-gnutella, routing.c: handle_duplicate',
    breaks: property.replyReach,
    scope: 'path-replies',
    shortest: { stem: 8, loop: 0 },
  },
  F5: {
    says: 'An adversary that copies a GUID cannot keep a Query from being answered, if there is another path.',
    source: 'Gnutella 0.4, section "Descriptor Routing", rule 6',
    breaks: property.replyReach,
    scope: 'squatter',
    shortest: { stem: 6, loop: 0 },
  },
  F6: {
    says: 'A hit that arrives names a servent that shares such a file.',
    source: 'Gnutella 0.4, section "QueryHit"',
    breaks: property.honestHits,
    scope: 'liar',
    shortest: 5,
  },
} satisfies Readonly<Record<string, Claim>>;
