/**
 * Published claims that Chord does not keep. The original protocol breaks each of them as published, in the mildest variant of the scope
 * (O1 to O14); the corrected protocol breaks its own invariant where the scope drops a premise of the proof (C1, C2, C9). No mutant is
 * built in: each counterexample is a run of the model itself.
 */
import type { Property } from '../../checker/property/property.ts';
import type { Refuted } from '../../checker/suite/suite.ts';
import type { Chord } from '../../models/chord/messages.ts';
import * as promised from './promises.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<Chord, 'original' | 'corrected', keyof typeof scopes, undefined>;
type Shortest = Claim['shortest'];

/** Broken as published: a node adopts its successor's predecessor without a check that it is live. */
function asPublished(breaks: Property<Chord, undefined>, shortest: Shortest, says: string): Claim {
  const source = 'Zave 2012, of Stoica et al. 2003, Figure 6';
  return { says, source, breaks, scope: 'original', shortest };
}

/** Broken even where a node that joins, and a node that adopts, first checks that the other one is live. */
function evenChecked(breaks: Property<Chord, undefined>, shortest: Shortest, says: string): Claim {
  return { ...asPublished(breaks, shortest, says), scope: 'original-both' };
}

/** The invariant of the corrected protocol, broken in a scope that drops a premise of its proof. */
function withoutPremise(scope: Claim['scope'], shortest: Shortest, says: string): Claim {
  return { says, source: 'Zave 2017', breaks: promised.soundRings[2], scope, shortest };
}

export const refuted: Readonly<Record<string, Claim>> = {
  C1: withoutPremise('few-principals', 1, 'A principal may fail even if too few principals are left.'),
  C2: withoutPremise(
    'few-entries',
    12,
    'A member may fail even if another one is left without a live entry.',
  ),
  C9: withoutPremise(
    'two-begin',
    0,
    'The ring begins with as many members as a list has entries, and not with one more.',
  ),
  O1: asPublished(
    promised.atLeastOneRing,
    5,
    'A dead node is adopted as the only successor of the last member.',
  ),
  O2: asPublished(
    promised.connectedAppendages,
    5,
    'A member adopts a dead node, and its successors then lead nowhere.',
  ),
  O3: asPublished(promised.someBestSuccessor, 5, 'A dead node is adopted as the only successor.'),
  O4: evenChecked(
    promised.atMostOneRing,
    14,
    'Two members list themselves second, so each becomes a ring of its own when the one between them fails.',
  ),
  O5: evenChecked(
    promised.orderedRing,
    15,
    'A member comes back at a ring of one, and makes another ring with one that still leads to it.',
  ),
  O6: evenChecked(
    promised.antecedentPredecessors,
    8,
    'A member that comes back has another successor than the node that still calls it predecessor.',
  ),
  O7: evenChecked(
    promised.orderedMerges,
    5,
    'Two members join at one place; the ring closes through one of them, and the other enters it behind its place.',
  ),
  O8: evenChecked(
    promised.orderedAppendages,
    10,
    'A member that comes back lies, out of order, on the path of another member that lists it.',
  ),
  O9: evenChecked(
    promised.distinctSuccessors,
    7,
    'A second successor becomes the first, and stays the second as well.',
  ),
  O10: evenChecked(
    promised.orderedSuccessors,
    6,
    'A second successor is taken from a member that is not the nearest, and lies before it.',
  ),
  O11: evenChecked(
    promised.validSuccessorList,
    10,
    'A member that adopts a nearer successor keeps its second one, and so its list passes over a member.',
  ),
  O12: evenChecked(
    promised.becomesIdeal,
    { stem: 25, loop: 4 },
    'Two members become rings of one each, and no repair ever joins them.',
  ),
  O13: asPublished(
    promised.lookupsEnd,
    5,
    'A lookup stops at a member without a live successor, and finds no owner.',
  ),
  O14: {
    ...evenChecked(promised.atMostOneRing, 17, 'Two rings arise although no failed member comes back.'),
    scope: 'original-final',
  },
};
