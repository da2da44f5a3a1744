/** Known bugs of the corrected protocol: each mutant leaves out one rule that Zave's proof needs. */
import { assign } from 'xstate';
import { withFirst } from '../../../models/chord/corrected.ts';
import { corrected } from '../kit.ts';
import { becomesIdeal, soundRings } from '../properties.ts';

const zave17 = 'Zave 2017';

/** The mutants by number. */
export const correctedBugs = {
  C3: corrected.mutant({
    says: 'A candidate is adopted even if it is down.',
    source: zave17,
    breaks: soundRings[2],
    scope: 'nightly',
    actions: {
      skipCandidate: assign({
        successors: ({ context: { candidate, successors } }) => withFirst(candidate as string, successors),
      }),
    },
  }),
  C4: corrected.mutant({
    says: 'A joining node copies only the first entry of the list of its contact.',
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
    says: 'A dropped entry leaves the list one entry shorter.',
    source: zave17,
    breaks: soundRings[2],
    scope: 'default',
    actions: {
      dropSuccessor: assign({ successors: ({ context: { successors } }) => successors.slice(1) }),
    },
  }),
  C6: corrected.mutant({
    says: 'A member that adopts a node appends its own list in place of the list of that node.',
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
    says: 'A stabilization never copies the list of the successor.',
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
    says: 'A notification replaces the one in the slot even if its sender is not nearer.',
    source: zave17,
    breaks: becomesIdeal,
    scope: 'slot',
    guards: { isBetterNotifier: ({ event }) => event.type === 'Notify' },
  }),
} as const;
