/**
 * The refuted claims of Chord: published claims that have a counterexample. The original protocol violates O1
 * to O14 as published, each in the scope with the most checks that still has a counterexample. The corrected
 * protocol violates its own invariant in scopes that drop a premise of the proof (C1, C2, C9). No mutant is
 * built in: each counterexample is a run of the model itself.
 */
import type { Property } from '../../checker/property/property.ts';
import type { Refuted } from '../../checker/suite/suite.ts';
import type { Chord } from '../../models/chord/messages.ts';
import * as property from './properties.ts';
import type { scopes } from './scopes.ts';

type Claim = Refuted<Chord, 'original' | 'corrected', keyof typeof scopes, undefined>;
type Shortest = Claim['shortest'];

/**
 * A claim that is violated as published: a node adopts its successor's predecessor without a check that it is
 * live.
 */
function asPublished(breaks: Property<Chord, undefined>, shortest: Shortest, says: string): Claim {
  const source = 'Zave 2012, of Stoica et al. 2003, Figure 6';
  return { says, source, breaks, scope: 'original', shortest };
}

/** A claim that is violated even if joins and adoptions first check that the other node is live. */
function evenChecked(breaks: Property<Chord, undefined>, shortest: Shortest, says: string): Claim {
  return { ...asPublished(breaks, shortest, says), scope: 'original-both' };
}

/** The invariant of the corrected protocol, violated in a scope that drops a premise of its proof. */
function withoutPremise(scope: Claim['scope'], shortest: Shortest, says: string): Claim {
  return { says, source: 'Zave 2017', breaks: property.soundRings[2], scope, shortest };
}

/** The claims by number. */
export const refuted: Readonly<Record<string, Claim>> = {
  C1: withoutPremise('few-principals', 1, 'A principal may fail even if too few principals are left.'),
  C2: withoutPremise('few-entries', 12, 'A member may fail even if another member then has no live entry.'),
  C9: withoutPremise(
    'two-begin',
    0,
    'The initial ring has as many members as a list has entries, and not one more.',
  ),
  O1: asPublished(
    property.atLeastOneRing,
    5,
    'A dead node is adopted as the only successor of the last member.',
  ),
  O2: asPublished(
    property.connectedAppendages,
    5,
    'A member adopts a dead node, and its successors then lead nowhere.',
  ),
  O3: asPublished(property.someBestSuccessor, 5, 'A dead node is adopted as the only successor.'),
  O4: evenChecked(
    property.atMostOneRing,
    14,
    'Two members list themselves second, so each becomes a ring of its own when the one between them fails.',
  ),
  O5: evenChecked(
    property.orderedRing,
    15,
    'A member rejoins at a ring of one, and forms another ring with a member that still points to it.',
  ),
  O6: evenChecked(
    property.antecedentPredecessors,
    8,
    'A member that rejoins has another successor than the node that still has it as predecessor.',
  ),
  O7: evenChecked(
    property.orderedMerges,
    5,
    'Two members join at the same place; the ring closes through one of them, and the other enters it after its place.',
  ),
  O8: evenChecked(
    property.orderedAppendages,
    10,
    'A member that rejoins lies, out of order, on the path of another member that lists it.',
  ),
  O9: evenChecked(
    property.distinctSuccessors,
    7,
    'A second successor becomes the first, and stays the second as well.',
  ),
  O10: evenChecked(
    property.orderedSuccessors,
    6,
    'A second successor is taken from a member that is not the nearest, and lies before it.',
  ),
  O11: evenChecked(
    property.validSuccessorList,
    10,
    'A member that adopts a nearer successor keeps its second one, so its list skips a member.',
  ),
  O12: evenChecked(
    property.becomesIdeal,
    { stem: 25, loop: 4 },
    'Two members become rings of one each, and no repair ever joins them.',
  ),
  O13: asPublished(
    property.lookupsEnd,
    5,
    'A lookup stops at a member without a live successor, and finds no owner.',
  ),
  O14: {
    ...evenChecked(property.atMostOneRing, 17, 'Two rings arise although no failed member rejoins.'),
    scope: 'original-final',
  },
};
