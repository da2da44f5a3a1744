/**
 * Fingers and lookups, iterative and recursive (Stoica et al. 2003, Figures 5 and 6): the guards and actions by name,
 * and the regions of the machine that use them. `searches.ts` has the steps.
 *
 * An iterative lookup asks one node after the other; a recursive one is forwarded, and its last node answers the
 * origin. Messages of both may be lost. Any member answers, also while a call of its maintenance is open. A node that
 * is asked, and does not answer before the timer has fired twice, is given up: its fingers are forgotten, and the
 * lookup goes on at the node that named it, or begins anew. Questions carry the nodes that were given up, and answers
 * leave them out. A lookup fails once no other node is left, so each lookup ends.
 *
 * Decided here, where the paper is silent:
 * - A node knows the owner of a key if it is the node itself or its first successor. It uses its predecessor for that.
 * - A recursive lookup whose answer is late begins anew as an iterative one: its origin does not know which node on the
 *   way is down, so it blames none.
 * - The entries of the successor list count as fingers.
 * - Lookups of one key by one node are one lookup.
 */
import { ringSetup } from './ring.ts';
import { acting, rules } from './rules.ts';

/** The guards and actions of the maintenance and of lookups. */
export const lookupSetup = ringSetup.extend({
  guards: {
    keepsFingers: ({ context }) => context.setting.fingers > 0,
    hasLookups: ({ context }) => context.lookups.size > 0,
    hasNoLookups: ({ context }) => context.lookups.size === 0,
  },
  actions: {
    fixFinger: acting(rules.fixFinger),
    beginLookup: acting(rules.beginLookup),
    answerFindNext: acting(rules.answerFindNext),
    routeFindSuccessor: acting(rules.routeFindSuccessor),
    askNext: acting(rules.askNext),
    endFound: acting(rules.endFound),
    giveUpOld: acting(rules.giveUpOld),
  },
});

/** The region of the fingers. */
export const fingersRegion = lookupSetup.createStateConfig({
  initial: 'deciding',
  states: {
    deciding: {
      always: {
        description: 'A member keeps fingers if the setting has some.',
        meta: { source: 'Stoica et al. 2003, section IV-D', method: 'enter' },
        guard: 'keepsFingers',
        target: 'fixing',
      },
    },
    fixing: {
      after: {
        fixFingers: {
          description: 'A member looks up the next finger, one after the other, round and round.',
          meta: { source: 'Stoica et al. 2003, Figure 6: fix_fingers', method: 'fixFinger' },
          target: 'fixing',
          reenter: true,
          actions: 'fixFinger',
        },
      },
    },
  },
});

/** The region of the lookups. */
export const lookupsRegion = lookupSetup.createStateConfig({
  initial: 'none',
  on: {
    lookup: {
      description: 'The application looks up a key.',
      meta: { source: 'Stoica et al. 2003, Figure 5: find_successor', method: 'begin' },
      actions: 'beginLookup',
    },
    FindNext: {
      description:
        'A member answers with the owner of the key if it knows it, otherwise with the closest node before the key.',
      meta: {
        source: 'Stoica et al. 2003, Figure 5: find_successor; section VI-A, iterative',
        method: 'findNext',
      },
      actions: 'answerFindNext',
    },
    FindSuccessor: {
      description:
        'A member answers the origin if it knows the owner of the key, otherwise it forwards the lookup to the closest node before the key.',
      meta: {
        source: 'Stoica et al. 2003, Figure 5: find_successor; section VI-A, recursive',
        method: 'findSuccessor',
      },
      actions: 'routeFindSuccessor',
    },
    Next: {
      description:
        'The origin asks the next node if it is nearer to the key; otherwise it gives the asked node up.',
      meta: { source: 'Stoica et al. 2003, section VI-A, iterative', method: 'next' },
      actions: 'askNext',
    },
    Found: {
      description:
        'The lookup ends at the owner: the application gets it, a finger is set to it, a put goes to it.',
      meta: { source: 'Stoica et al. 2003, Figure 5: find_successor', method: 'found' },
      actions: 'endFound',
    },
  },
  states: {
    none: {
      always: {
        description: 'The timer of lookups runs while one is open.',
        meta: { source: 'Stoica et al. 2003, section IV-E3: timeouts', method: '#add' },
        guard: 'hasLookups',
        target: 'waiting',
      },
    },
    waiting: {
      always: {
        description: 'The timer stops with the last lookup.',
        meta: { source: 'Stoica et al. 2003, section IV-E3: timeouts', method: '#remove' },
        guard: 'hasNoLookups',
        target: 'none',
      },
      after: {
        lookup: {
          description:
            'The origin gives up each node that it asked before the timer last fired, and goes on at the node that named it, or begins anew.',
          meta: { source: 'Stoica et al. 2003, section IV-E3: timeouts', method: 'timeout' },
          target: 'waiting',
          reenter: true,
          actions: 'giveUpOld',
        },
      },
    },
  },
});
