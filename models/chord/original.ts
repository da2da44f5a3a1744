/**
 * The formal model of a member of the original Chord ring (Stoica et al. 2001 and 2003; Liben-Nowell et al.
 * 2002), with a list of two successors. The operations are those of Zave's reading of the papers ("Using
 * lightweight modeling to understand Chord", 2012). **The claims of the papers do not hold for it**;
 * `docs/chord.md` shows the counterexamples. They hold for the corrected protocol (`corrected.ts`).
 *
 * The model is stronger than a real node in these points, so every trace of it is a trace of real nodes too:
 * - An operation is one step together with all its calls: a call is answered at once.
 * - A message is lost only with a member that fails, and a notification arrives before its sender stabilizes
 *   again.
 * - A call detects reliably whether a node is down.
 * - The lookup before a join is left out: the environment gives a joining node a contact, such that the node
 *   lies between the contact and the contact's successor.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type NodeId } from '../../checker/actors/actor.ts';
import {
  type ChordContext,
  type ChordEvent,
  callTo,
  initialContext,
  repliesNearer,
  successorOf,
} from './context.ts';
import { between } from './identifiers.ts';
import type { Chord } from './messages.ts';

/** The second entry of a list, if it has one. */
function secondOf({ successors }: Pick<ChordContext, 'successors'>): NodeId | undefined {
  return successors[1];
}

/** The state machine of one member of the original protocol. */
export const originalMachine = setup({
  types: {
    context: {} as ChordContext,
    events: {} as ChordEvent,
    input: {} as Birth<Chord>,
  },
  delays: { stabilize: 1_000, update: 1_000, reconcile: 1_000, flush: 1_000 },
  guards: {
    isJoining: ({ context }) => context.via !== null,
    /** The successor has a predecessor that is nearer than the successor. */
    isCloser: ({ context, event }) => repliesNearer(context, event),
    checksAdopted: ({ context }) => context.setting.checksAdopted,
    hasSecond: ({ context }) => secondOf(context) !== undefined,
    /**
     * The successor of the successor differs from the second entry of the list. A node that is its own
     * successor (a ring of one) is no second successor of another node (Zave 2012: reconcile).
     */
    isNewSecond: ({ context, event }) => {
      if (event.type !== 'Neighbours') return false;
      const next = successorOf(event);
      return next !== secondOf(context) && (next !== successorOf(context) || next === context.self);
    },
    hasNoPredecessor: ({ context }) => context.predecessor === null,
    isBetterPredecessor: ({ context, event }) =>
      event.type === 'Notify' &&
      (context.predecessor === null || between(context.predecessor, event.from, context.self)),
  },
  actions: {
    ...effects<Chord>(),
    callContact: enqueueActions(({ context, enqueue }) => {
      enqueue(callTo(context.via, 'GetNeighbours'));
    }),
    callSuccessor: enqueueActions(({ context, enqueue }) => {
      enqueue(callTo(successorOf(context), 'GetNeighbours'));
    }),
    pingSuccessor: enqueueActions(({ context, enqueue }) => {
      enqueue(callTo(successorOf(context), 'Ping'));
    }),
    pingCandidate: enqueueActions(({ context, enqueue }) => {
      enqueue(callTo(context.candidate, 'Ping'));
    }),
    pingPredecessor: enqueueActions(({ context, enqueue }) => {
      if (context.predecessor !== null) enqueue(callTo(context.predecessor, 'Ping'));
    }),
    takeSuccessor: assign(({ event }) =>
      event.type === 'Neighbours' ? { successors: [successorOf(event)], via: null } : {},
    ),
    noteCandidate: assign({
      candidate: ({ event }) => (event.type === 'Neighbours' ? event.predecessor : null),
    }),
    adoptCandidate: assign(({ context: { successors, candidate } }) => ({
      successors: [candidate as NodeId, ...successors.slice(1)],
    })),
    forgetCandidate: assign({ candidate: null }),
    notifySuccessor: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'send', params: { to: successorOf(context), message: { type: 'Notify' } } });
    }),
    promoteSecond: assign({ successors: ({ context }) => context.successors.slice(1) }),
    takeSecond: assign(({ context, event }) =>
      event.type === 'Neighbours' ? { successors: [successorOf(context), successorOf(event)] } : {},
    ),
    takePredecessor: assign({
      predecessor: ({ context, event }) => (event.type === 'Notify' ? event.from : context.predecessor),
    }),
    forgetPredecessor: assign({ predecessor: null }),
  },
}).createMachine({
  id: 'original',
  description: 'A member of the original Chord ring, or a node that joins it.',
  context: ({ input }) => initialContext(input),
  initial: 'arriving',
  on: {
    Notify: {
      description: 'A notifier that is nearer than the predecessor becomes the predecessor.',
      meta: { source: 'Stoica et al. 2003, Figure 6: notify; Zave 2012: notified' },
      guard: 'isBetterPredecessor',
      actions: 'takePredecessor',
    },
  },
  states: {
    arriving: {
      description: 'A node that comes up either joins or is a member of the first ring.',
      always: [
        {
          description: 'A node with a contact joins through it.',
          meta: { source: 'Stoica et al. 2003, Figure 6: join; Zave 2012: join' },
          guard: 'isJoining',
          target: 'joining',
        },
        {
          description: 'A node with neighbours is a member of the first ring.',
          meta: { source: 'Stoica et al. 2003, Figure 6: create' },
          target: 'member',
        },
      ],
    },
    joining: {
      description: 'A joining node asks its contact for its neighbours.',
      meta: { source: 'Stoica et al. 2003, Figure 6: join; Zave 2012: join' },
      entry: 'callContact',
      on: {
        Neighbours: {
          description:
            'A joining node takes the successor of its contact; it has no predecessor and no second successor yet.',
          meta: { source: 'Stoica et al. 2003, Figure 6: join; Zave 2012: join' },
          target: 'member',
          actions: 'takeSuccessor',
        },
      },
    },
    member: {
      description: 'A member maintains its pointers with one operation at a time.',
      after: {
        stabilize: {
          description: 'A member asks its successor for its predecessor.',
          meta: { source: 'Stoica et al. 2003, Figure 6: stabilize; Zave 2012: stabilize' },
          target: 'stabilizing',
        },
        update: {
          description: 'A member asks whether its successor is live.',
          meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: update' },
          target: 'updating',
        },
        reconcile: {
          description: 'A member asks its successor for its successor.',
          meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: reconcile' },
          target: 'reconciling',
        },
        flush: {
          description: 'A member asks whether its predecessor is live.',
          meta: { source: 'Stoica et al. 2003, Figure 6: check_predecessor; Zave 2012: flush' },
          target: 'flushing',
        },
      },
    },
    stabilizing: {
      description: 'A member compares its successor with the predecessor of that successor.',
      meta: { source: 'Stoica et al. 2003, Figure 6: stabilize; Zave 2012: stabilize' },
      entry: 'callSuccessor',
      on: {
        Neighbours: [
          {
            description:
              'The predecessor of the successor is nearer: it becomes the candidate for the first successor.',
            meta: { source: 'Stoica et al. 2003, Figure 6: stabilize; Zave 2012: stabilize' },
            guard: 'isCloser',
            target: 'adopting',
            actions: 'noteCandidate',
          },
          {
            description: 'The successor stays, and is notified.',
            meta: { source: 'Stoica et al. 2003, Figure 6: stabilize; Zave 2012: stabilize' },
            target: 'member',
            actions: 'notifySuccessor',
          },
        ],
        unreachable: {
          description: 'The successor is down: a stabilization changes nothing.',
          meta: { source: 'Zave 2012: stabilize' },
          target: 'member',
        },
      },
    },
    adopting: {
      description: 'The papers do not require that the adopted node is live; one variant checks it.',
      meta: { source: 'Zave 2012' },
      always: [
        {
          description: 'In the variant, a member asks whether the node is live.',
          meta: { source: 'Zave 2012' },
          guard: 'checksAdopted',
          target: 'checking',
        },
        {
          description: 'As published, the node becomes the successor, live or not, and is notified.',
          meta: { source: 'Stoica et al. 2003, Figure 6: stabilize; Zave 2012: stabilize' },
          target: 'member',
          actions: ['adoptCandidate', 'forgetCandidate', 'notifySuccessor'],
        },
      ],
    },
    checking: {
      description: 'A member waits for a sign of life of the node that it is about to adopt.',
      meta: { source: 'Zave 2012' },
      entry: 'pingCandidate',
      on: {
        Alive: {
          description: 'The node is live: it becomes the successor, and is notified.',
          meta: { source: 'Zave 2012' },
          target: 'member',
          actions: ['adoptCandidate', 'forgetCandidate', 'notifySuccessor'],
        },
        unreachable: {
          description: 'The node is down: the successor stays, and is notified.',
          meta: { source: 'Zave 2012' },
          target: 'member',
          actions: ['forgetCandidate', 'notifySuccessor'],
        },
      },
    },
    updating: {
      description: 'A member waits for a sign of life of its successor.',
      meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: update' },
      entry: 'pingSuccessor',
      on: {
        Alive: {
          description: 'A live successor stays.',
          meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: update' },
          target: 'member',
        },
        unreachable: [
          {
            description: 'The second successor takes the place of a first one that is down.',
            meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: update' },
            guard: 'hasSecond',
            target: 'member',
            actions: 'promoteSecond',
          },
          {
            description: 'Without a second successor, a member keeps the one that is down.',
            meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: update' },
            target: 'member',
          },
        ],
      },
    },
    reconciling: {
      description: 'A member updates its second successor.',
      meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: reconcile' },
      entry: 'callSuccessor',
      on: {
        Neighbours: [
          {
            description: 'The successor of the successor becomes the second successor.',
            meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: reconcile' },
            guard: 'isNewSecond',
            target: 'member',
            actions: 'takeSecond',
          },
          {
            description: 'The second successor stays.',
            meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: reconcile' },
            target: 'member',
          },
        ],
        unreachable: {
          description: 'The successor is down: the second successor stays.',
          meta: { source: 'Zave 2012: reconcile' },
          target: 'member',
        },
      },
    },
    flushing: {
      description: 'A member waits for a sign of life of its predecessor.',
      meta: { source: 'Stoica et al. 2003, Figure 6: check_predecessor; Zave 2012: flush' },
      entry: 'pingPredecessor',
      always: {
        description: 'A member without a predecessor has nothing to ask.',
        meta: { source: 'Stoica et al. 2003, Figure 6: check_predecessor; Zave 2012: flush' },
        guard: 'hasNoPredecessor',
        target: 'member',
      },
      on: {
        Alive: {
          description: 'A live predecessor stays.',
          meta: { source: 'Stoica et al. 2003, Figure 6: check_predecessor; Zave 2012: flush' },
          target: 'member',
        },
        unreachable: {
          description: 'A predecessor that is down is forgotten.',
          meta: { source: 'Stoica et al. 2003, Figure 6: check_predecessor; Zave 2012: flush' },
          target: 'member',
          actions: 'forgetPredecessor',
        },
      },
    },
  },
});
