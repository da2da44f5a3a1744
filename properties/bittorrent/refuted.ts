/**
 * The refuted claims of a swarm: what a reader of the specification expects, and what the protocol does not
 * keep. No mutant is built in: each counterexample is a run of the model itself.
 */
import type { Refuted } from '../../checker/suite/suite.ts';
import type { Swarm } from '../../models/bittorrent/messages.ts';
import type { SwarmHistory } from './kit.ts';
import * as property from './properties.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<Swarm, 'peer', keyof typeof scopes, SwarmHistory>;

/** The claims by number. */
export const refuted = {
  F1: {
    says: 'Between honest peers, only blocks arrive that are asked for.',
    source: 'BEP 3, peer messages: piece',
    breaks: property.noStrayBlock,
    scope: 'stray',
    shortest: 14,
  },
  F2: {
    says: 'A seed that is about to send a block at any time sends it at last, though rounds come first.',
    source: 'BEP 3, choking: a round every ten seconds',
    breaks: property.completionWeakly,
    scope: 'weak',
    shortest: { stem: 9, loop: 8 },
  },
  F3: {
    says: 'With several requests at a time, too, at most two failed pieces have a block of one poisoner.',
    source: 'V3',
    breaks: property.fewFailures,
    scope: 'mixed-pipeline',
    shortest: 24,
  },
  F4: {
    says: 'Without parole, too, at most two failed pieces have a block of one poisoner.',
    source: 'setting blame: sole',
    breaks: property.fewFailures,
    scope: 'sole-rounds',
    shortest: 21,
  },
  F5: {
    says: 'No honest peer is banned, although it has the address of a poisoner.',
    source: 'V2: a ban is by address',
    breaks: property.honestNotBanned,
    scope: 'shared-address',
    shortest: 6,
  },
  F6: {
    says: 'A block that was not asked for can be kept: at most two failed pieces have a block of one poisoner.',
    source: 'BEP 3, peer messages: piece; setting notAsked: kept',
    breaks: property.fewFailures,
    scope: 'kept-poison',
    shortest: 24,
  },
} satisfies Readonly<Record<string, Claim>>;
