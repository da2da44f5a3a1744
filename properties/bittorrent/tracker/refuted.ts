/** Claims about trackers that a reader of the documents expects, each with its shortest counterexample. */
import type { Refuted } from '../../../checker/suite/suite.ts';
import type { TrackedSwarm } from '../../../models/bittorrent/tracker/messages.ts';
import type { TrackedHistory } from './kit.ts';
import * as property from './properties.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<TrackedSwarm, 'peer' | 'tracker', keyof typeof scopes, TrackedHistory>;

/** The refuted claims by number. */
export const refuted = {
  K1: {
    says: 'Peers find each other where each of them is answered by a tracker of the torrent.',
    source: 'BEP 12: the trackers of later tiers are backups',
    breaks: property.findEachOther,
    scope: 'split',
    shortest: { stem: 14, loop: 10 },
  },
} satisfies Readonly<Record<string, Claim>>;
