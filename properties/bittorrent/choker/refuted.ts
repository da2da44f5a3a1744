/**
 * The refuted claims: what BEP 3 asks of a choker cannot all be kept, so each published rule violates a part
 * of it, and `held` another. No mutant is built in: each counterexample is a run of the model itself.
 */
import type { Property } from '../../../checker/property/property.ts';
import type { Refuted } from '../../../checker/suite/suite.ts';
import type { BitTorrentChoker } from '../../../models/bittorrent/choker/messages.ts';
import type { RoundHistory } from './kit.ts';
import * as property from './properties.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<BitTorrentChoker, 'choker', keyof typeof scopes, RoundHistory>;

function claim(
  breaks: Property<BitTorrentChoker, RoundHistory>,
  scope: Claim['scope'],
  shortest: Claim['shortest'],
  source: string,
  says: string,
): Claim {
  return { breaks, scope, shortest, source, says };
}

const of2002 = 'BEP 3, choking; the client of 2002';

/** The claims by number: T of BEP 3's text, F of the client 3.x, R of a seed, H of `held`, N of its newcomers. */
export const refuted: Readonly<Record<string, Claim>> = {
  T1: claim(
    property.calm,
    'text-once',
    5,
    of2002,
    'Obeyed at once, the text changes its mind between rounds.',
  ),
  T2: claim(
    property.bystandersStay,
    'text-once-turns',
    8,
    of2002,
    'Obeyed at once, the text chokes and unchokes an interested bystander between two rounds (the first step is the round from which the monitor counts).',
  ),
  T3: claim(
    property.cap,
    'text',
    7,
    of2002,
    'Obeyed in rounds, the text serves more peers than it has slots.',
  ),
  T4: claim(
    property.slowestYields,
    'text',
    7,
    of2002,
    'Obeyed in rounds, the text chokes no other peer when an unchoked peer becomes interested.',
  ),
  F1: claim(
    property.calm,
    'front-once',
    5,
    'The client 3.x',
    'At once, the rule changes its mind between rounds.',
  ),
  F2: claim(
    property.optimisticTurn,
    'front-once',
    6,
    'The client 3.x',
    'At once, the turn of the optimistic peer ends early.',
  ),
  F3: claim(
    property.cap,
    'front',
    7,
    'The client 3.x',
    'In rounds, the rule serves more peers than it has slots.',
  ),
  F4: claim(
    property.optimisticTurn,
    'front',
    8,
    'The client 3.x',
    'In rounds, a newcomer in front ends the turn of the optimistic peer early.',
  ),
  R1: claim(
    property.calm,
    'recent-once',
    4,
    'The client 4.x',
    'At once, a seed chokes a peer that loses interest between two rounds.',
  ),
  H1: claim(
    property.fasterUnchoked,
    'all-rates',
    4,
    'BEP 3, choking',
    'The rule `held` does not unchoke a faster peer that is not interested: the part that it gives up.',
  ),
  H2: claim(
    property.calm,
    'better',
    7,
    'BEP 3, choking',
    'With faster peers unchoked, and the slowest regular one choked at once if they become interested, the rule `held` keeps all but calm.',
  ),
  H3: claim(
    property.cap,
    'better-rounds',
    7,
    'BEP 3, choking',
    'With faster peers unchoked, and no choice between rounds, the rule `held` serves more peers than it has slots.',
  ),
  N1: claim(
    property.turnComes,
    'any-two',
    { stem: 2, loop: 9 },
    'The clients of 2002 and 3.x',
    'A newcomer may come anywhere: a rival that leaves and comes back in front starves the other for ever.',
  ),
};
