/**
 * The refuted claims about lookups and keys: what adversaries break, what churn breaks, and what more failures break than
 * there are copies. No mutant is built in: each counterexample is a run of the model itself.
 */
import type { Refuted } from '../../../checker/suite/suite.ts';
import type { ChordNode } from '../../../models/chord/node/messages.ts';
import { oneOwnerAlways, storedIsKept } from './key-properties.ts';
import type { NodeHistory } from './kit.ts';
import { foundDespiteLiar, foundDespiteSybil } from './lookup-properties.ts';
import type { lookupScopes } from './lookup-scopes.ts';

/** The claims by number. */
export const lookupRefuted: Readonly<
  Record<string, Refuted<ChordNode, 'node', keyof typeof lookupScopes, NodeHistory>>
> = {
  A1: {
    says: 'A member answers a lookup with itself, and the origin believes it.',
    source: 'Stoica et al. 2003, section VII: malicious nodes',
    breaks: foundDespiteLiar,
    scope: 'liar',
    shortest: 3,
  },
  A2: {
    says: 'An adversary with identifiers right before the keys of a member takes each lookup of them.',
    source: 'Douceur, "The Sybil Attack", 2002',
    breaks: foundDespiteSybil,
    scope: 'sybil',
    shortest: 3,
  },
  A3: {
    says: 'A put ends at an adversary on the way, which answers and stores nothing.',
    source: 'Douceur, "The Sybil Attack", 2002',
    breaks: storedIsKept,
    scope: 'sybil-put',
    shortest: 5,
  },
  A4: {
    says: 'A member and the node that joined before it own the same keys until the member is notified.',
    source: 'Stoica et al. 2003, section IV-E1: lookups while nodes join',
    breaks: oneOwnerAlways,
    scope: 'lookup-join',
    shortest: 1,
  },
  A5: {
    says: 'A key is lost if all members with a copy fail between two repairs.',
    source: 'Stoica et al. 2003, section V: replicas at the successors',
    breaks: storedIsKept,
    scope: 'put-burst',
    shortest: 7,
  },
};
