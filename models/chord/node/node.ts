/**
 * The formal model of a Chord node that speaks by messages: Zave's corrected protocol with calls that take time,
 * Stoica's fingers and lookups, and keys with copies at the successors.
 *
 * Read in this order: `messages.ts` (types), `context.ts` (variables, and replies to calls), this file (how a node
 * joins), then one file for each region of a member: `ring.ts`, `lookups.ts` (its steps: `searches.ts`), `keys.ts` (`storage.ts`).
 *
 * Left out: a node never leaves of its own accord, which would be weaker than a failure; it never merges two rings,
 * which Zave's premises exclude; and its contact is given. A stranded node stays outside until it fails.
 */
import { initialContext } from './context.ts';
import { keySetup, keysRegion } from './keys.ts';
import { fingersRegion, lookupsRegion } from './lookups.ts';
import { ringRegion } from './ring.ts';

const join = { source: 'Zave 2017: join; Stoica et al. 2003, Figure 6: join' };

const stranded = {
  description: 'A node stays outside if the member that it asks is down, or is no member.',
  meta: { ...join, method: '#joinReply' },
  actions: 'endOperation',
} as const;

/** The state machine of one node. */
export const nodeMachine = keySetup.createMachine({
  id: 'node',
  description: 'A Chord node that speaks by messages: it joins, and then is a member.',
  context: ({ input }) => initialContext(input),
  initial: 'arriving',
  states: {
    arriving: {
      description: 'A node that comes up either joins or is a member of the first ring.',
      always: [
        {
          description: 'A node with a contact joins through it.',
          meta: { ...join, method: 'start' },
          guard: 'isJoining',
          target: 'joining',
        },
        {
          description: 'A node with neighbours is a member of the first ring.',
          meta: { source: 'Zave 2017: initial ring', method: 'start' },
          target: 'member',
        },
      ],
    },
    joining: {
      description: 'A joining node looks for the member before its place.',
      initial: 'asking',
      on: {
        Notify: {
          description: 'A notification waits until the node is a member.',
          meta: { source: 'Zave 2017: rectify', method: '#noteNotifier' },
          guard: 'isBetterNotifier',
          actions: 'noteNotifier',
        },
      },
      states: {
        asking: {
          description: 'It has asked a member.',
          entry: 'callContact',
          on: {
            Neighbours: {
              description: 'A joining node copies the list of the member before it, its predecessor.',
              meta: { ...join, method: '#joinReply' },
              target: '#node.member',
              actions: ['takePlace', 'endOperation'],
            },
            Nearer: {
              description: 'A joining node asks the member that is nearer.',
              meta: { ...join, method: '#joinReply' },
              target: 'asking',
              reenter: true,
              actions: 'goNearer',
            },
            NoMember: { ...stranded, target: '#node.stranded' },
            unreachable: { ...stranded, target: '#node.stranded' },
            '*': {
              description: 'A member that is busy will be asked again.',
              meta: { source: 'Zave 2017: a query is answered at one instant', method: '#joinReply' },
              guard: 'isReply',
              target: 'waiting',
              actions: 'endOperation',
            },
          },
        },
        waiting: {
          description: 'The member was busy.',
          after: {
            join: {
              description: 'A joining node asks the same member again.',
              meta: { ...join, method: '#callContact' },
              target: 'asking',
            },
          },
        },
      },
    },
    stranded: { description: 'A node without a contact has no rules.' },
    member: {
      description: 'A member of the ring.',
      type: 'parallel',
      states: { ring: ringRegion, fingers: fingersRegion, lookups: lookupsRegion, keys: keysRegion },
    },
  },
});
