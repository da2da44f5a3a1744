/** Known bugs of the corrected protocol: rules that Zave's proof needs, left out one at a time. */
import { assign } from 'xstate';
import { ahead } from '../../../models/chord/corrected.ts';
import { corrected } from '../kit.ts';
import { becomesIdeal, soundRings } from '../promises.ts';

const zave17 = 'Zave 2017';

export const correctedBugs = {
  C3: corrected.mutant({
    says: 'A candidate that does not answer is adopted all the same.',
    source: zave17,
    breaks: soundRings[2],
    scope: 'nightly',
    actions: {
      passCandidate: assign({
        successors: ({ context: { candidate, successors } }) => ahead(candidate as string, successors),
      }),
    },
  }),
  C4: corrected.mutant({
    says: 'Whoever joins copies only the first entry of its contact.',
    source: zave17,
    breaks: soundRings[2],
    scope: 'default',
    actions: {
      copyContact: assign(({ context: { via }, event }) => {
        if (event.type !== 'Neighbours') return {};
        const successors = event.successors.slice(0, 1);
        return { successors, predecessor: via, via: null };
      }),
    },
  }),
  C5: corrected.mutant({
    says: 'Where an entry is dropped nothing fills the list up.',
    source: zave17,
    breaks: soundRings[2],
    scope: 'default',
    actions: {
      dropSuccessor: assign({ successors: ({ context: { successors } }) => successors.slice(1) }),
    },
  }),
  C6: corrected.mutant({
    says: "Whoever adopts a node keeps its own list behind it in place of that node's.",
    source: zave17,
    breaks: soundRings[2],
    scope: 'default',
    actions: {
      adoptCandidate: assign({
        successors: ({ context: { candidate, successors } }) => [candidate as string, ...successors.slice(1)],
      }),
    },
  }),
  C7: corrected.mutant({
    says: 'A stabilization never takes over what the successor lists.',
    source: zave17,
    breaks: becomesIdeal,
    scope: 'default',
    actions: { refreshList: assign({}) },
  }),
  C8: corrected.mutant({
    says: 'A predecessor that is down is never replaced.',
    source: zave17,
    breaks: becomesIdeal,
    scope: 'default',
    actions: { replaceDeadPredecessor: assign({}) },
  }),
  C10: corrected.mutant({
    says: 'A notification takes the place of the one that waits, whoever it is from.',
    source: zave17,
    breaks: becomesIdeal,
    scope: 'slot',
    guards: { isBetterNotifier: ({ event }) => event.type === 'Notify' },
  }),
} as const;
