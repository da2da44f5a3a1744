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
  description: 'A member of the original Chord ring, or one that joins it.',
  context: ({ input }) => born(input),
  initial: 'arriving',
  on: {
    Notify: {
      description: 'Somebody may be its predecessor, and is if nearer than the one it has.',
      meta: { source: 'Stoica et al. 2003, Figure 6: notify; Zave 2012: notified' },
      guard: 'isBetterPredecessor',
      actions: 'takePredecessor',
    },
  },
  states: {
    arriving: { always: [{ guard: 'isJoining', target: 'joining' }, { target: 'member' }] },
    joining: {
      description:
        'Takes the successor of its contact; predecessor and second successor it does not know yet.',
      meta: { source: 'Stoica et al. 2003, Figure 6: join; Zave 2012: join' },
      entry: 'askContact',
      on: { Neighbours: { target: 'member', actions: 'takeSuccessor' } },
    },
    member: {
      description: 'Every now and then looks after its pointers, one at a time.',
      after: {
        stabilize: 'stabilizing',
        update: 'updating',
        reconcile: 'reconciling',
        flush: 'flushing',
      },
    },
    stabilizing: {
      description:
        'If its successor has a predecessor that is nearer, that becomes its successor; then it says so.',
      meta: { source: 'Stoica et al. 2003, Figure 6: stabilize; Zave 2012: stabilize' },
      entry: 'askSuccessor',
      on: {
        Neighbours: [
          { guard: 'isCloser', target: 'adopting', actions: 'noteCandidate' },
          { target: 'member', actions: 'notifySuccessor' },
        ],
        unreachable: 'member',
      },
    },
    adopting: {
      description: 'The papers do not say that whom it is about to adopt must be live. One variant asks.',
      meta: { source: 'Zave 2012' },
      always: [
        { guard: 'checksAdopted', target: 'checking' },
        { target: 'member', actions: ['adoptCandidate', 'forgetCandidate', 'notifySuccessor'] },
      ],
    },
    checking: {
      description: 'Adopts it only if it is live.',
      meta: { source: 'Zave 2012' },
      entry: 'pingCandidate',
      on: {
        Alive: { target: 'member', actions: ['adoptCandidate', 'forgetCandidate', 'notifySuccessor'] },
        unreachable: { target: 'member', actions: ['forgetCandidate', 'notifySuccessor'] },
      },
    },
    updating: {
      description: 'If its successor is down, the second one takes its place.',
      meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: update' },
      entry: 'pingSuccessor',
      on: {
        Alive: 'member',
        unreachable: [
          { guard: 'hasSecond', target: 'member', actions: 'promoteSecond' },
          { target: 'member' },
        ],
      },
    },
    reconciling: {
      description: "Its second successor is its successor's successor.",
      meta: { source: 'Stoica et al. 2003, section IV-E3; Zave 2012: reconcile' },
      entry: 'askSuccessor',
      on: {
        Neighbours: [{ guard: 'isNewSecond', target: 'member', actions: 'takeSecond' }, { target: 'member' }],
        unreachable: 'member',
      },
    },
    flushing: {
      description: 'A predecessor that is down is forgotten.',
      meta: { source: 'Stoica et al. 2003, Figure 6: check_predecessor; Zave 2012: flush' },
      entry: 'pingPredecessor',
      always: { guard: 'hasNoPredecessor', target: 'member' },
      on: { Alive: 'member', unreachable: { target: 'member', actions: 'forgetPredecessor' } },
    },
  },
});
