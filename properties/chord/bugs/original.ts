/** Known bugs of the original protocol: C13, a mistake of its implementations. */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { identifierOf } from '../../../models/chord/identifiers.ts';
import { original } from '../kit.ts';
import { becomesIdeal } from '../promises.ts';

/** `between` that denies that any identifier lies between a node and itself, all the way round. */
function betweenWrong(a: NodeId, b: NodeId, c: NodeId): boolean {
  const [from, at, to] = [identifierOf(a), identifierOf(b), identifierOf(c)];
  if (from === to) return false;
  return from < to ? from < at && at < to : from < at || at < to;
}

export const originalBugs = {
  C13: original.mutant({
    says: 'Where a stabilization asks, `between` denies that anybody lies between a node and itself, all the way round.',
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
