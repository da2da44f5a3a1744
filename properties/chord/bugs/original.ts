/**
 * The original protocol as published: each promise of it that is broken, in the mildest variant that breaks it. There nothing is built
 * in: the protocol itself is the mistake. C13 is a slip of those who implement it.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Property } from '../../../checker/property/property.ts';
import { identifierOf } from '../../../models/chord/identifiers.ts';
import type { Chord } from '../../../models/chord/messages.ts';
import { originalMachine } from '../../../models/chord/original.ts';
import { original } from '../kit.ts';
import * as promised from '../promises.ts';
import type { ChordBug } from './index.ts';

/** Broken as published: a node adopts its successor's predecessor without asking whether that is live. */
function asPublished({ name }: Property<Chord, undefined>, says: string): ChordBug {
  return {
    says,
    source: 'Zave 2012, of Stoica et al. 2003, Figure 6',
    breaks: name,
    scope: 'original',
    model: { original: original(originalMachine) },
  };
}

/** Broken even where whoever joins, and whoever adopts, asks first whether the other is live. */
function evenChecked(property: Property<Chord, undefined>, says: string): ChordBug {
  return { ...asPublished(property, says), scope: 'original-both' };
}

/** All the way round from a node to itself, it says, nobody lies between. */
function betweenWrong(a: NodeId, b: NodeId, c: NodeId): boolean {
  const [from, at, to] = [identifierOf(a), identifierOf(b), identifierOf(c)];
  if (from === to) return false;
  return from < to ? from < at && at < to : from < at || at < to;
}

export const originalBugs: Readonly<Record<string, ChordBug>> = {
  O1: asPublished(
    promised.atLeastOneRing,
    'A dead node is adopted as the only successor of the last member.',
  ),
  O2: asPublished(promised.connectedAppendages, 'A member adopts a dead node, and then leads nowhere.'),
  O3: asPublished(promised.someBestSuccessor, 'A dead node is adopted as the only successor.'),
  O4: evenChecked(
    promised.atMostOneRing,
    'Two members list themselves second, so each becomes a ring of its own when the one between them fails.',
  ),
  O5: evenChecked(
    promised.orderedRing,
    'A member comes back at a ring of one, and makes another ring with one that still leads to it.',
  ),
  O6: evenChecked(
    promised.antecedentPredecessors,
    'A member that comes back has another successor than the node that still calls it predecessor.',
  ),
  O7: evenChecked(
    promised.orderedMerges,
    'Two members join at one place; the ring closes through one of them, and the other comes to it behind its place.',
  ),
  O8: evenChecked(
    promised.orderedAppendages,
    'A member that comes back stands on the way of another that lists it, out of order.',
  ),
  O9: evenChecked(
    promised.distinctSuccessors,
    'A second successor becomes the first, and stays the second as well.',
  ),
  O10: evenChecked(
    promised.orderedSuccessors,
    'A second successor is taken from one that is not the nearest, and lies before it.',
  ),
  O11: evenChecked(
    promised.validSuccessorList,
    'Whoever adopts a nearer successor keeps its second one, and so passes over a member.',
  ),
  O12: evenChecked(
    promised.becomesIdeal,
    'Two members come to be a ring of one each, and never hear of one another again.',
  ),
  O13: asPublished(promised.lookupsEnd, 'What is looked up where nobody leads on is never found.'),
  O14: {
    ...evenChecked(promised.atMostOneRing, 'Two rings come about although nobody who failed comes back.'),
    scope: 'original-final',
  },
  C13: {
    says: 'Where a stabilization asks, `between` denies that anybody lies between a node and itself, all the way round.',
    source: 'Zave 2017, of identifier spaces: every node lies between another one and itself',
    breaks: promised.becomesIdeal.name,
    scope: 'original-calm',
    model: {
      original: original(
        originalMachine.provide({
          guards: {
            isCloser: ({ context: { self, successors }, event }) =>
              event.type === 'Neighbours' &&
              event.predecessor !== null &&
              betweenWrong(self, event.predecessor, successors[0] as NodeId),
          },
        }),
      ),
    },
  },
};
