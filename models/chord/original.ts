/**
 * A member of the original Chord ring as a formal model (Stoica et al. 2001 and 2003; Liben-Nowell et al. 2002), with a list of
 * two successors, operation by operation as Zave reads the papers ("Using lightweight modeling to understand Chord", 2012). **It
 * does not keep what the papers promise**; `docs/chord.md` shows how it breaks. The one that does is `corrected.ts`.
 *
 * Where this is stronger than a real node, so that every trace of it is one of real nodes, too:
 * - An operation is one step, with every answer it waits for: whoever is asked answers at once.
 * - Nothing is lost but with a member that fails, and a notification arrives before its sender stabilizes again.
 * - A node finds out for certain whether another is down.
 * - Looking up where to join is left out: whoever joins is handed a member between whom and whose successor it belongs.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type NodeId } from '../../checker/actors/actor.ts';
import { asks, born, type ChordContext, type ChordEvent, hearsOfCloser, successorOf } from './context.ts';
import { between } from './identifiers.ts';
import type { Chord } from './messages.ts';

/** The second entry of a list, if it has one. */
function secondOf({ successors }: Pick<ChordContext, 'successors'>): NodeId | undefined {
  return successors[1];
}

export const originalMachine = setup({
  types: {
    context: {} as ChordContext,
    events: {} as ChordEvent,
    input: {} as Birth<Chord>,
  },
  delays: { stabilize: 1_000, update: 1_000, reconcile: 1_000, flush: 1_000 },
  guards: {
    isJoining: ({ context }) => context.via !== null,
    /** The successor knows of somebody nearer. */
    isCloser: ({ context, event }) => hearsOfCloser(context, event),
    checksAdopted: ({ context }) => context.setting.checksAdopted,
    hasSecond: ({ context }) => secondOf(context) !== undefined,
    /**
     * The successor has another successor than this member remembers. One that is its own successor (it stands alone) is no
     * second one for anybody but itself (Zave 2012: reconcile).
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
    askContact: enqueueActions(({ context, enqueue }) => {
      enqueue(asks(context.via, 'GetNeighbours'));
    }),
    askSuccessor: enqueueActions(({ context, enqueue }) => {
      enqueue(asks(successorOf(context), 'GetNeighbours'));
    }),
    pingSuccessor: enqueueActions(({ context, enqueue }) => {
      enqueue(asks(successorOf(context), 'Ping'));
    }),
    pingCandidate: enqueueActions(({ context, enqueue }) => {
      enqueue(asks(context.candidate, 'Ping'));
    }),
    pingPredecessor: enqueueActions(({ context, enqueue }) => {
      if (context.predecessor !== null) enqueue(asks(context.predecessor, 'Ping'));
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
  context: ({ input }) => born(input),
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
      entry: 'askContact',
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
      entry: 'askSuccessor',
      on: {
        Neighbours: [
          {
            description: 'The predecessor of the successor is nearer: it is about to become the successor.',
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
      entry: 'askSuccessor',
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
