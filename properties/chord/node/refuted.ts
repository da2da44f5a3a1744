/**
 * The refuted claims of the ring by messages: what a reader of the atomic model may take for granted, and what a premise
 * of the proof was needed for. No mutant is built in: each counterexample is a run of the model itself.
 */
import type { Refuted } from '../../../checker/suite/suite.ts';
import type { ChordNode } from '../../../models/chord/node/messages.ts';
import type { NodeHistory } from './kit.ts';
import * as property from './properties.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<ChordNode, 'node', keyof typeof scopes, NodeHistory>;

/** The claims by number. */
export const refuted: Readonly<Record<string, Claim>> = {
  C1: {
    says: 'A principal may fail even if too few principals are left.',
    source: 'Zave 2017',
    breaks: property.soundRing,
    scope: 'few-principals',
    shortest: 1,
  },
  C2: {
    says: 'A member may fail even if another member then has no live entry.',
    source: 'Zave 2017',
    breaks: property.someLiveSuccessor,
    scope: 'few-entries',
    shortest: 9,
  },
  C9: {
    says: 'The initial ring has as many members as a list has entries, and not one more.',
    source: 'Zave 2017',
    breaks: property.soundRing,
    scope: 'two-begin',
    shortest: 0,
  },
  C12: {
    says: 'A failure detector may blame a live member.',
    source: 'Zave 2017: a node that does not reply in time is down; scalaris issue 59',
    breaks: property.soundRing,
    scope: 'suspicion',
    shortest: 2,
  },
  C12a: {
    says: 'The ring stays in order even if a failure detector blames a live member.',
    source: 'Zave 2017: a node that does not reply in time is down; scalaris issue 59',
    breaks: property.oneOrderedRing,
    scope: 'suspicion',
    shortest: 6,
  },
  M1: {
    says: 'The assumption on failures suffices for real messages, although a reply on its way may become stale.',
    source: 'Zave 2017: a query is answered at one instant',
    breaks: property.soundWhenQuiet,
    scope: 'stale',
    shortest: 19,
  },
  M2: {
    says: 'The ring becomes ideal in every fair run, although members that all wait for one another may answer Busy for ever.',
    source: 'Zave 2017: a query is answered at one instant',
    breaks: property.becomesIdeal,
    scope: 'livelock',
    shortest: { stem: 0, loop: 9 },
  },
};
