/**
 * The refuted claims: the lecture's thresholds (L), and what a user would expect of the code's rule and does
 * not get (T). No mutant is built in: each counterexample is a run of the published rule itself.
 */
import type { Refuted } from '../../../checker/suite/suite.ts';
import type { BitswapSplit } from '../../../models/bitswap/split/messages.ts';
import { lecture } from '../../../models/bitswap/split/split.ts';
import * as property from './properties.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<BitswapSplit, 'session', keyof typeof scopes>;

/** The lecture's rule: the code's, with other thresholds. */
const asInLecture = { thresholds: lecture, counts: 'all', holds: {} } as const;

/** The claims by number. */
export const refuted = {
  L1: {
    says: 'Above a ratio of 4 the split rises: no ratio is above 1, so it never does, with duplicates alone too.',
    source: 'Lecture: thresholds 4 and 2',
    breaks: property.manyRaise,
    scope: 'receipts',
    setting: asInLecture,
    shortest: 3,
  },
  L2: {
    says: 'Below a ratio of 2 the split falls: every ratio is, so it falls to 1 at the first unique block.',
    source: 'Lecture: thresholds 4 and 2',
    breaks: property.staysBetween,
    scope: 'receipts',
    setting: asInLecture,
    shortest: 2,
  },
  T1: {
    says: 'The split waits for two receipts before it rises, but it falls at the first one.',
    source: 'go-bitswap, minReceivedToAdjustSplit is read on one path only',
    breaks: property.waitsForReceipts,
    scope: 'first',
    shortest: 1,
  },
  T2: {
    says: 'The ratio never decays: after 20 unique blocks, three duplicates in a row change nothing.',
    source: 'go-bitswap, sessionrequestsplitter: counters since the session began',
    breaks: property.duplicatesInARow,
    scope: 'streak',
    shortest: 23,
  },
  T3: {
    says: 'With fewer keys than groups some partners are not asked, and they alone may hold the block.',
    source: 'go-bitswap#167',
    breaks: property.holderAsked,
    scope: 'misses',
    shortest: 1,
  },
  T4: {
    says: 'A miss is broadcast, brings duplicates, and raises the split, so the next request asks fewer partners.',
    source: 'go-bitswap#120',
    breaks: property.broadcastsDoNotRaise,
    scope: 'misses',
    shortest: 12,
  },
} satisfies Readonly<Record<string, Claim>>;
