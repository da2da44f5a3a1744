/** Known bugs of the original protocol: C13, a mistake of its implementations. */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { identifierOf } from '../../../models/chord/identifiers.ts';
import { original } from '../kit.ts';
import { becomesIdeal } from '../properties.ts';

/**
 * `between` with a mistake: it returns false for an interval from a node to itself, which is the whole
 * circle.
 */
function betweenWrong(a: NodeId, b: NodeId, c: NodeId): boolean {
  const [from, at, to] = [identifierOf(a), identifierOf(b), identifierOf(c)];
  if (from === to) return false;
  return from < to ? from < at && at < to : from < at || at < to;
}

/** The mutants by number. */
export const originalBugs = {
  C13: original.mutant({
    says: 'In a stabilization `between` returns false for the interval from a node to itself, which is the whole circle.',
    source: 'Zave 2017, of identifier spaces: every node lies between another one and itself',
    breaks: becomesIdeal,
    scope: 'original-calm',
    guards: {
      isCloser: ({ context: { self, successors }, event }) =>
        event.type === 'Neighbours' &&
        event.predecessor !== null &&
        betweenWrong(self, event.predecessor, successors[0] as NodeId),
    },
  }),
};
