/**
 * The refuted claims of Bitswap's ledgers: what the published protocol promises and does not keep, each with
 * what it means for a user. The setting of a claim brings a published decision back into the mended protocol;
 * a claim without a setting is violated by the mended protocol, too. No mutant is built in.
 */
import type { Refuted, ScopeName } from '../../../checker/suite/suite.ts';
import type { Ledgers, LedgersSetting } from '../../../models/bitswap/ledgers/messages.ts';
import * as property from './properties.ts';
import { mended, type scopes, unequal } from './scopes.ts';

type Claim = Refuted<Ledgers, 'node', ScopeName<keyof typeof scopes>, undefined>;

/** The mended protocol with one published decision. */
function published(setting: Partial<LedgersSetting>): LedgersSetting {
  return { ...mended, ...setting };
}

/** The claims by the number of the hole that they show. */
export const refuted = {
  P1: {
    says: 'A ledger that matches gets no answer, so a node that opens a connection never learns that it is open, and gets nothing.',
    source: 'IPFS, section 3.4.4, Peer.open',
    breaks: property.opened,
    scope: 'default/never-silent',
    setting: published({ answersMatch: false }),
    shortest: { stem: 0, loop: 4 },
  },
  P2: {
    says: 'A Close without a connection is answered with a Close, so two nodes that close at once go on answering.',
    source: 'IPFS, section 3.4.4, notes on an "inactive connection"',
    breaks: property.closeEndsIt,
    scope: 'two-silences',
    setting: published({ answersClose: true }),
    shortest: 5,
  },
  P2a: {
    says: 'The two Closes go round for ever, and are traffic without use.',
    source: 'IPFS, section 3.4.4, notes on an "inactive connection"',
    breaks: property.messagesEnd,
    scope: 'two-silences-lucky',
    setting: published({ answersClose: true }),
    shortest: { stem: 9, loop: 2 },
  },
  P3: {
    says: 'Ledgers must be equal in every field, owner and partner too, so no connection ever opens.',
    source: 'IPFS, sections 3.4.3 and 3.4.4: "exact match"',
    breaks: property.opened,
    scope: 'default/never-silent',
    setting: published({ comparison: 'fields' }),
    shortest: { stem: 2, loop: 2 },
  },
  P4: {
    says: 'A Close forgets the refusal, so a node that was refused closes, opens, and throws the dice again at once.',
    source: 'IPFS, section 3.4.4, Peer.close: "clearing any state stored"',
    breaks: property.dice,
    scope: 'default/one-silence',
    setting: published({ forgetsRefusal: true }),
    shortest: 11,
  },
  P5: {
    says: 'A user who gave blocks loses the credit for them if a connection closes while a block is under way.',
    source: 'IPFS, section 3.4.3; no reading of the text avoids it',
    breaks: property.creditKept,
    scope: 'one-silence',
    shortest: 10,
  },
  P6: {
    says: 'A block that arrives after a Close may be used, and no ledger counts it.',
    source: 'IPFS, section 3.4.4, notes: "if so, use it"',
    breaks: property.everyBlockCounts,
    scope: 'one-silence',
    shortest: 7,
  },
  P6a: {
    says: 'A user who closes the connection under a block has it for nothing, keeps a clean ledger, and gets the next block, too.',
    source: 'IPFS, section 3.4.4, notes: "if so, use it"',
    breaks: property.oneFreeBlock,
    scope: 'taker-silence',
    shortest: 15,
  },
  P7: {
    says: 'A user who has nothing to give gets one block, and never another one.',
    source: 'IPFS, section 3.4.2: r is in bytes, so one block of 256 KiB gives r = 262,144',
    breaks: property.satisfiedStillPossible,
    scope: 'taker',
    shortest: 0,
  },
  P8: {
    says: 'A user who says that its ledger is lost is served as a newcomer each time, and gets every block for nothing.',
    source: 'IPFS, section 3.4.4, Peer.open: "a new Ledger is initialized zeroed-out"',
    breaks: property.oneFreeBlock,
    scope: 'liar',
    shortest: 17,
  },
  P9: {
    says: 'Counts are compared as they stand, so a user who gave more than it took loses the credit when it comes back.',
    source: 'IPFS, section 3.4.4, Peer.open: "exact match"',
    breaks: property.creditKept,
    scope: 'default/stored-unequal',
    setting: published({ comparison: 'counts', ledgers: unequal }),
    shortest: 2,
  },
  P9a: {
    says: 'The same with a ledger that was earned before, where silence outlasts all messages.',
    source: 'IPFS, section 3.4.4, Peer.open: "exact match"',
    breaks: property.creditKept,
    scope: 'default/patient',
    setting: published({ comparison: 'counts' }),
    shortest: 12,
  },
  P10: {
    says: 'Messages bear no number of their connection, so two connected users count different bytes.',
    source: 'IPFS, section 3.4.4; no reading of the text avoids it',
    breaks: property.countedAlike,
    scope: 'two-silences',
    shortest: 11,
  },
} satisfies Readonly<Record<string, Claim>>;
