/**
 * Maintenance of the ring by messages (Zave 2017: join, stabilize, rectify): the guards and actions by name, and the
 * region of the machine that uses them.
 *
 * A node has at most one call open. While it waits for the reply, which may change its neighbours, it answers no
 * question about them (`context.ts`), and a notification waits in a slot. So each step of the atomic model
 * (`../corrected.ts`) takes effect at one instant here too: when the callee answers.
 *
 * Differences from the atomic model:
 * - The two steps of a stabilization follow each other at once. A candidate that is busy is asked again later.
 * - A notification is handled when it arrives. One that arrives while a call is open waits in a slot, which keeps the
 *   one from the nearer node.
 * - A joining node looks for its place: it asks a member, which answers or names a member that is nearer.
 */
import { and, assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type NodeId } from '../../../checker/actors/actor.ts';
import { withFirst, withoutFirst } from '../corrected.ts';
import { between } from '../identifiers.ts';
import type { NodeContext, NodeEvent } from './context.ts';
import type { ChordNode } from './messages.ts';
import { successorOf } from './routing.ts';
import { acting, rules } from './rules.ts';

/** The types of all events that end a call. */
const replies: ReadonlySet<string> = new Set<ChordNode['reply']['type'] | 'unreachable'>([
  'Neighbours',
  'Nearer',
  'Busy',
  'NoMember',
  'Alive',
  'unreachable',
]);

/** Whether a node, as a predecessor, is nearer than the one that this node has. */
function isNearerPredecessor({ predecessor, self }: NodeContext, node: NodeId | null): boolean {
  return node !== null && (predecessor === null || between(predecessor, node, self));
}

/** The guards and actions of the maintenance. */
export const ringSetup = setup({
  types: {
    context: {} as NodeContext,
    events: {} as NodeEvent,
    input: {} as Birth<ChordNode>,
  },
  delays: {
    join: 500,
    stabilize: 1_000,
    adopt: 100,
    fixFingers: 1_000,
    lookup: 500,
    replicate: 2_000,
  },
  guards: {
    isJoining: ({ context }) => context.via !== null,
    isReply: ({ event }) => replies.has(event.type),
    /** The successor has a predecessor that is nearer than the successor. */
    isCloser: ({ context, event }) =>
      event.type === 'Neighbours' &&
      event.predecessor !== null &&
      between(context.self, event.predecessor, successorOf(context)),
    /** The candidate was busy, and is to be asked again. */
    hasCandidate: ({ context }) => context.candidate !== null,
    hasNotifier: ({ context }) => context.notifier !== null,
    /** The notifier is nearer than the one in the slot. */
    isBetterNotifier: ({ context: { notifier, self }, event }) =>
      event.type === 'Notify' && (notifier === null || between(notifier, event.from, self)),
    /** The notifier is nearer than the predecessor. */
    isNewPredecessor: ({ context, event }) =>
      event.type === 'Notify' && isNearerPredecessor(context, event.from),
    isPredecessor: ({ context, event }) => event.type === 'Notify' && event.from === context.predecessor,
    /** The notifier in the slot is nearer than the predecessor. */
    slotIsNewPredecessor: ({ context }) => isNearerPredecessor(context, context.notifier),
    slotIsPredecessor: ({ context: { notifier, predecessor } }) =>
      notifier !== null && notifier === predecessor,
  },
  actions: {
    ...effects<ChordNode>(),
    callContact: enqueueActions(({ context: { via, self }, enqueue }) => {
      const callee = via as NodeId;
      enqueue.assign({ operation: 'join', callee });
      enqueue({ type: 'call', params: { to: callee, request: { type: 'FindPlace', node: self } } });
    }),
    callSuccessor: enqueueActions(({ context, enqueue }) => {
      const callee = successorOf(context);
      enqueue.assign({ operation: 'stabilize', callee });
      enqueue({ type: 'call', params: { to: callee, request: { type: 'GetNeighbours' } } });
    }),
    callCandidate: enqueueActions(({ context, enqueue }) => {
      const callee = context.candidate as NodeId;
      enqueue.assign({ operation: 'adopt', callee });
      enqueue({ type: 'call', params: { to: callee, request: { type: 'GetNeighbours' } } });
    }),
    pingPredecessor: enqueueActions(({ context, enqueue }) => {
      const callee = context.predecessor as NodeId;
      enqueue.assign({ operation: 'rectify', callee });
      enqueue({ type: 'call', params: { to: callee, request: { type: 'Ping' } } });
    }),
    endOperation: assign({ operation: null, callee: null }),
    notifySuccessor: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'send', params: { to: successorOf(context), message: { type: 'Notify' } } });
    }),
    goNearer: assign({ via: ({ context, event }) => (event.type === 'Nearer' ? event.node : context.via) }),
    takePlace: assign(({ context, event }) =>
      event.type === 'Neighbours'
        ? { successors: event.successors, predecessor: context.via, via: null }
        : {},
    ),
    refreshList: assign({
      successors: ({ context, event }) =>
        event.type === 'Neighbours' ? withFirst(successorOf(context), event.successors) : context.successors,
    }),
    dropSuccessor: assign({ successors: ({ context }) => withoutFirst(context) }),
    noteCandidate: assign({
      candidate: ({ event }) => (event.type === 'Neighbours' ? event.predecessor : null),
    }),
    adoptCandidate: assign({
      successors: ({ context, event }) =>
        event.type === 'Neighbours'
          ? withFirst(context.candidate as NodeId, event.successors)
          : context.successors,
    }),
    /** A candidate that is down leaves the list as it is. */
    skipCandidate: assign({}),
    forgetCandidate: assign({ candidate: null }),
    noteNotifier: assign({
      notifier: ({ context, event }) => (event.type === 'Notify' ? event.from : context.notifier),
    }),
    forgetNotifier: assign({ notifier: null }),
    /** The new predecessor gets the keys that the node does not own any more. */
    handOver: acting(rules.handOver),
    takePredecessor: assign({
      predecessor: ({ context, event }) => (event.type === 'Notify' ? event.from : context.predecessor),
    }),
    takeSlot: assign({ predecessor: ({ context }) => context.notifier }),
    replaceDeadPredecessor: assign({ predecessor: ({ context }) => context.notifier }),
  },
});

const stabilize = { source: 'Zave 2017: stabilize, first step' };
const adopt = { source: 'Zave 2017: stabilize, second step' };
const rectify = { source: 'Zave 2017: rectify' };
const busy = { source: 'Zave 2017: a query is answered at one instant' };

/** Where a node goes after an operation: to the notification that waits, if there is one. */
const next = '#node.member.ring.deciding';

const dropped = {
  description: 'A node drops a successor that is down or no member, and notifies the next one.',
  meta: { ...stabilize, method: '#stabilizeReply' },
  target: next,
  actions: ['dropSuccessor', 'endOperation', 'notifySuccessor'],
} as const;

const skipped = {
  description: 'The candidate is down or no member: the list stays.',
  meta: { ...adopt, method: '#adoptReply' },
  target: next,
  actions: ['skipCandidate', 'forgetCandidate', 'endOperation', 'notifySuccessor'],
} as const;

const replaced = {
  description: 'The notifier replaces a predecessor that is down or no member.',
  meta: { ...rectify, method: '#rectifyReply' },
  target: next,
  actions: ['replaceDeadPredecessor', 'handOver', 'forgetNotifier', 'endOperation'],
} as const;

/** The region of the maintenance. */
export const ringRegion = ringSetup.createStateConfig({
  initial: 'deciding',
  states: {
    deciding: {
      description: 'Between two operations the notification in the slot is handled.',
      always: [
        {
          description: 'A notifier that is nearer becomes the predecessor.',
          meta: { ...rectify, method: '#next' },
          guard: 'slotIsNewPredecessor',
          target: 'deciding',
          reenter: true,
          actions: ['takeSlot', 'handOver', 'forgetNotifier'],
        },
        {
          description: 'A notification of the predecessor changes nothing.',
          meta: { ...rectify, method: '#next' },
          guard: 'slotIsPredecessor',
          target: 'deciding',
          reenter: true,
          actions: 'forgetNotifier',
        },
        {
          description: 'If the notifier is not nearer, the node asks whether its predecessor is live.',
          meta: { ...rectify, method: '#next' },
          guard: 'hasNotifier',
          target: 'calling.rectifying',
        },
        {
          description: 'A node whose candidate was busy will ask it again.',
          meta: { ...adopt, method: '#next' },
          guard: 'hasCandidate',
          target: 'free.improving',
        },
        {
          description: 'Without a notification the node rests until its next stabilization.',
          meta: { ...stabilize, method: '#next' },
          target: 'free.resting',
        },
      ],
    },
    free: {
      description: 'No call is open: the node answers about its neighbours, and handles notifications.',
      initial: 'resting',
      on: {
        Notify: [
          {
            description: 'A notifier that is nearer becomes the predecessor.',
            meta: { ...rectify, method: 'notify' },
            guard: 'isNewPredecessor',
            actions: ['takePredecessor', 'handOver'],
          },
          {
            description: 'A notification of the predecessor changes nothing.',
            meta: { ...rectify, method: 'notify' },
            guard: 'isPredecessor',
          },
          {
            description: 'If the notifier is not nearer, the node asks whether its predecessor is live.',
            meta: { ...rectify, method: 'notify' },
            target: 'calling.rectifying',
            actions: 'noteNotifier',
          },
        ],
      },
      states: {
        resting: {
          description: 'Between two stabilizations.',
          after: {
            stabilize: {
              description: 'A node asks its first successor for its neighbours.',
              meta: { ...stabilize, method: 'timeout' },
              target: '#node.member.ring.calling.stabilizing',
            },
          },
        },
        improving: {
          description: 'The candidate was busy.',
          after: {
            adopt: {
              description: 'A node asks the candidate again.',
              meta: { ...adopt, method: 'timeout' },
              target: '#node.member.ring.calling.adopting',
            },
          },
        },
      },
    },
    calling: {
      description: 'A call is open: the node answers Busy, and a notification waits.',
      initial: 'stabilizing',
      on: {
        Notify: {
          description: 'Of two notifications the slot keeps the one from the nearer node.',
          meta: { ...rectify, method: '#noteNotifier' },
          guard: 'isBetterNotifier',
          actions: 'noteNotifier',
        },
        '*': {
          description: 'A callee that is busy, or gives a reply of another kind, changes nothing.',
          meta: { ...busy, method: 'reply' },
          guard: 'isReply',
          target: 'deciding',
          actions: 'endOperation',
        },
      },
      states: {
        stabilizing: {
          description: 'First step: a node updates its list from its first successor.',
          meta: { ...stabilize, method: '#stabilizeReply' },
          entry: 'callSuccessor',
          on: {
            Neighbours: [
              {
                description:
                  'A node copies the list of its successor, and asks the predecessor of its successor.',
                meta: { ...stabilize, method: '#stabilizeReply' },
                guard: 'isCloser',
                target: 'adopting',
                actions: ['refreshList', 'noteCandidate'],
              },
              {
                description: 'A node copies the list of its successor and notifies it.',
                meta: { ...stabilize, method: '#stabilizeReply' },
                target: next,
                actions: ['refreshList', 'endOperation', 'notifySuccessor'],
              },
            ],
            NoMember: dropped,
            unreachable: dropped,
          },
        },
        adopting: {
          description: 'Second step: the predecessor of the successor becomes the successor if it is live.',
          meta: { ...adopt, method: '#adoptReply' },
          entry: 'callCandidate',
          on: {
            Neighbours: {
              description: 'The candidate is live: it becomes the successor, followed by its own list.',
              meta: { ...adopt, method: '#adoptReply' },
              target: next,
              actions: ['adoptCandidate', 'forgetCandidate', 'endOperation', 'notifySuccessor'],
            },
            NoMember: skipped,
            unreachable: skipped,
          },
        },
        rectifying: {
          description: 'A node waits for a sign of life of its predecessor.',
          meta: { ...rectify, method: '#rectifyReply' },
          entry: 'pingPredecessor',
          on: {
            NoMember: replaced,
            unreachable: replaced,
            '*': [
              {
                description: 'A live predecessor gives way to a nearer notifier, which came meanwhile.',
                meta: { ...rectify, method: '#rectifyReply' },
                guard: and(['isReply', 'slotIsNewPredecessor']),
                target: next,
                actions: 'endOperation',
              },
              {
                description: 'A live predecessor stays.',
                meta: { ...rectify, method: '#rectifyReply' },
                guard: 'isReply',
                target: next,
                actions: ['forgetNotifier', 'endOperation'],
              },
            ],
          },
        },
      },
    },
  },
});
