/** Known mistakes in the original protocol: C13, a slip of its implementations. */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { identifierOf } from '../../../models/chord/identifiers.ts';
import { originalMachine } from '../../../models/chord/original.ts';
import { original } from '../kit.ts';
import { becomesIdeal } from '../promises.ts';
import type { ChordBug } from './index.ts';

/** All the way round from a node to itself, it says, nobody lies between. */
function betweenWrong(a: NodeId, b: NodeId, c: NodeId): boolean {
  const [from, at, to] = [identifierOf(a), identifierOf(b), identifierOf(c)];
  if (from === to) return false;
  return from < to ? from < at && at < to : from < at || at < to;
}

export const originalBugs: Readonly<Record<string, ChordBug>> = {
  C13: {
    says: 'Where a stabilization asks, `between` denies that anybody lies between a node and itself, all the way round.',
    source: 'Zave 2017, of identifier spaces: every node lies between another one and itself',
    breaks: becomesIdeal.name,
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
