/** Known mistakes in the corrected protocol: rules that Zave's proof needs, left out one at a time. */
import { assign } from 'xstate';
import type { Bug } from '../../../checker/suite/suite.ts';
import { ahead, correctedMachine } from '../../../models/chord/corrected.ts';
import type { Chord } from '../../../models/chord/messages.ts';
import { corrected } from '../kit.ts';
import { becomesIdeal, soundRings } from '../promises.ts';
import type { ChordBug } from './index.ts';

/** The model with other guards or actions. */
function provided(other: Parameters<typeof correctedMachine.provide>[0]): Pick<Bug<Chord>, 'model'> {
  return { model: { corrected: corrected(correctedMachine.provide(other)) } };
}

const zave17 = 'Zave 2017';

export const correctedBugs: Readonly<Record<string, ChordBug>> = {
  C3: {
    says: 'A candidate that does not answer is adopted all the same.',
    source: zave17,
    breaks: soundRings[2].name,
    scope: 'nightly',
    ...provided({
      actions: {
        passCandidate: assign({
          successors: ({ context: { candidate, successors } }) => ahead(candidate as string, successors),
        }),
      },
    }),
  },
  C4: {
    says: 'Whoever joins copies only the first entry of its contact.',
    source: zave17,
    breaks: soundRings[2].name,
    scope: 'default',
    ...provided({
      actions: {
        copyContact: assign(({ context: { via }, event }) => {
          if (event.type !== 'Neighbours') return {};
          const successors = event.successors.slice(0, 1);
          return { successors, predecessor: via, via: null };
        }),
      },
    }),
  },
  C5: {
    says: 'Where an entry is dropped nothing fills the list up.',
    source: zave17,
    breaks: soundRings[2].name,
    scope: 'default',
    ...provided({
      actions: {
        dropSuccessor: assign({ successors: ({ context: { successors } }) => successors.slice(1) }),
      },
    }),
  },
  C6: {
    says: "Whoever adopts a node keeps its own list behind it in place of that node's.",
    source: zave17,
    breaks: soundRings[2].name,
    scope: 'default',
    ...provided({
      actions: {
        adoptCandidate: assign({
          successors: ({ context: { candidate, successors } }) => [
            candidate as string,
            ...successors.slice(1),
          ],
        }),
      },
    }),
  },
  C7: {
    says: 'A stabilization never takes over what the successor lists.',
    source: zave17,
    breaks: becomesIdeal.name,
    scope: 'default',
    ...provided({ actions: { refreshList: assign({}) } }),
  },
  C8: {
    says: 'A predecessor that is down is never replaced.',
    source: zave17,
    breaks: becomesIdeal.name,
    scope: 'default',
    ...provided({ actions: { replaceDeadPredecessor: assign({}) } }),
  },
  C10: {
    says: 'A notification takes the place of the one that waits, whoever it is from.',
    source: zave17,
    breaks: becomesIdeal.name,
    scope: 'slot',
    ...provided({ guards: { isBetterNotifier: ({ event }) => event.type === 'Notify' } }),
  },
};
