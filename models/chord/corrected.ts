/**
 * The formal model of a member of Zave's corrected Chord ring ("Reasoning about identifier spaces: how to
 * make Chord correct", 2017), with a list of r successors that is always full.
 *
 * The differences from the papers (`original.ts`):
 * - The initial ring has r + 1 members, and a joining node copies the whole list of its contact.
 * - One list replaces the single pointers. A stabilization replaces the whole list by the successor and the
 *   list of the successor, so no entry is older than the entry before it.
 * - A member adopts the predecessor of its successor only after a second step, which calls that node and
 *   takes its list.
 * - An entry that is down is dropped, and the identifier after the last entry is appended. That node may not
 *   exist, but the list skips no member.
 * - A dead predecessor is not removed. The next notifier replaces it.
 *
 * Each of the two steps of a stabilization is one step here, together with its call. An implementation that
 * waits for messages must ensure the same: a member that waits for a reply which may change its neighbours
 * must not send its neighbours to other nodes in the meantime.
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
import { between, nextAfter } from './identifiers.ts';
import type { Chord, ChordSetting } from './messages.ts';

/** The list with a node in front and without its last entry; its length stays. */
export function withFirst(node: NodeId, successors: readonly NodeId[]): readonly NodeId[] {
  return [node, ...successors.slice(0, -1)];
}

/** The list without its first entry, and with the identifier after the last entry at its end. */
export function withoutFirst({
  successors,
  setting,
}: Pick<ChordContext, 'successors'> & {
  readonly setting: Pick<ChordSetting, 'identifiers'>;
}): readonly NodeId[] {
  return [...successors.slice(1), nextAfter(successors.at(-1) as NodeId, setting.identifiers)];
}

/** The state machine of one member of the corrected protocol. */
export const correctedMachine = setup({
  types: {
    context: {} as ChordContext,
    events: {} as ChordEvent,
    input: {} as Birth<Chord>,
  },
  delays: { stabilize: 1_000, adopt: 100, rectify: 100 },
  guards: {
    isJoining: ({ context }) => context.via !== null,
    /** The successor has a predecessor that is nearer than the successor. */
    isCloser: ({ context, event }) => repliesNearer(context, event),
    hasSlot: ({ context }) => context.setting.inbox === 'slot',
    /** The notifier is nearer than the notifier in the slot. */
    isBetterNotifier: ({ context, event }) =>
      event.type === 'Notify' &&
      (context.notifier === null || between(context.notifier, event.from, context.self)),
    isBetterPredecessor: ({ context: { predecessor, notifier, self } }) =>
      predecessor === null || between(predecessor, notifier as NodeId, self),
  },
  actions: {
    ...effects<Chord>(),
    callContact: enqueueActions(({ context, enqueue }) => {
      enqueue(callTo(context.via, 'GetNeighbours'));
    }),
    callSuccessor: enqueueActions(({ context, enqueue }) => {
      enqueue(callTo(successorOf(context), 'GetNeighbours'));
    }),
    callCandidate: enqueueActions(({ context, enqueue }) => {
      enqueue(callTo(context.candidate, 'GetNeighbours'));
    }),
    pingPredecessor: enqueueActions(({ context, enqueue }) => {
      enqueue(callTo(context.predecessor, 'Ping'));
    }),
    notifySuccessor: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'send', params: { to: successorOf(context), message: { type: 'Notify' } } });
    }),
    copyContact: assign(({ context, event }) =>
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
    takePredecessor: assign({ predecessor: ({ context }) => context.notifier }),
    replaceDeadPredecessor: assign({ predecessor: ({ context }) => context.notifier }),
    forgetNotifier: assign({ notifier: null }),
  },
}).createMachine({
  id: 'corrected',
  description: 'A member of the corrected Chord ring, or a node that joins it.',
  context: ({ input }) => initialContext(input),
  initial: 'arriving',
  states: {
    arriving: {
      description: 'A node that comes up either joins or is a member of the first ring.',
      always: [
        {
          description: 'A node with a contact joins through it.',
          meta: { source: 'Zave 2017: join' },
          guard: 'isJoining',
          target: 'joining',
        },
        {
          description: 'A node with neighbours is a member of the first ring.',
          meta: { source: 'Zave 2017: initial ring' },
          target: 'member',
        },
      ],
    },
    joining: {
      description: 'A joining node asks its contact for its neighbours.',
      meta: { source: 'Zave 2017: join' },
      entry: 'callContact',
      on: {
        Neighbours: {
          description: 'A joining node copies the list of its contact, which becomes its predecessor.',
          meta: { source: 'Zave 2017: join' },
          target: 'member',
          actions: 'copyContact',
        },
      },
    },
    member: {
      type: 'parallel',
      states: {
        successors: {
          initial: 'resting',
          states: {
            resting: {
              description: 'Between two stabilizations.',
              after: {
                stabilize: {
                  description: 'A member asks its first successor for its neighbours.',
                  meta: { source: 'Zave 2017: stabilize, first step' },
                  target: 'stabilizing',
                },
              },
            },
            stabilizing: {
              description: 'First step: a member updates its list from its first successor.',
              meta: { source: 'Zave 2017: stabilize, first step' },
              entry: 'callSuccessor',
              on: {
                Neighbours: [
                  {
                    description:
                      'A member copies the list of its successor, and will ask the predecessor of its successor.',
                    meta: { source: 'Zave 2017: stabilize, first step' },
                    guard: 'isCloser',
                    target: 'improving',
                    actions: ['refreshList', 'noteCandidate'],
                  },
                  {
                    description: 'A member copies the list of its successor and notifies it.',
                    meta: { source: 'Zave 2017: stabilize, first step' },
                    target: 'resting',
                    actions: ['refreshList', 'notifySuccessor'],
                  },
                ],
                unreachable: {
                  description: 'A member drops a successor that is down, and notifies the next one.',
                  meta: { source: 'Zave 2017: stabilize, first step' },
                  target: 'resting',
                  actions: ['dropSuccessor', 'notifySuccessor'],
                },
              },
            },
            improving: {
              description: 'Between the two steps other nodes may take any steps.',
              after: {
                adopt: {
                  description: 'A member asks the predecessor of its successor for its neighbours.',
                  meta: { source: 'Zave 2017: stabilize, second step' },
                  target: 'adopting',
                },
              },
            },
            adopting: {
              description:
                'Second step: the predecessor of the successor becomes the successor if it is live.',
              meta: { source: 'Zave 2017: stabilize, second step' },
              entry: 'callCandidate',
              on: {
                Neighbours: {
                  description: 'The candidate is live: it becomes the successor, followed by its own list.',
                  meta: { source: 'Zave 2017: stabilize, second step' },
                  target: 'resting',
                  actions: ['adoptCandidate', 'forgetCandidate', 'notifySuccessor'],
                },
                unreachable: {
                  description: 'The candidate is down: the list stays.',
                  meta: { source: 'Zave 2017: stabilize, second step' },
                  target: 'resting',
                  actions: ['skipCandidate', 'forgetCandidate', 'notifySuccessor'],
                },
              },
            },
          },
        },
        predecessor: {
          initial: 'resting',
          states: {
            resting: {
              description: 'No notification is pending.',
              on: {
                Notify: [
                  {
                    description: 'A notification waits in the slot.',
                    meta: { source: 'Zave 2017: rectify' },
                    guard: 'hasSlot',
                    target: 'notified',
                    actions: 'noteNotifier',
                  },
                  {
                    description: 'A notification is handled at once.',
                    meta: { source: 'Zave 2017: rectify' },
                    target: 'rectifying',
                    actions: 'noteNotifier',
                  },
                ],
              },
            },
            notified: {
              description: 'The slot holds one notification.',
              meta: { source: 'Zave 2017: rectify' },
              on: {
                Notify: {
                  description: 'Of two notifications the slot keeps the one from the nearer node.',
                  meta: { source: 'Zave 2017: rectify' },
                  guard: 'isBetterNotifier',
                  actions: 'noteNotifier',
                },
              },
              after: {
                rectify: {
                  description: 'The notification in the slot is handled.',
                  meta: { source: 'Zave 2017: rectify' },
                  target: 'rectifying',
                },
              },
            },
            rectifying: {
              description: 'A member compares the notifier with its predecessor.',
              meta: { source: 'Zave 2017: rectify' },
              always: [
                {
                  description: 'A notifier that is nearer becomes the predecessor.',
                  meta: { source: 'Zave 2017: rectify' },
                  guard: 'isBetterPredecessor',
                  target: 'resting',
                  actions: ['takePredecessor', 'forgetNotifier'],
                },
                {
                  description:
                    'If the notifier is not nearer, the member asks whether its predecessor is live.',
                  meta: { source: 'Zave 2017: rectify' },
                  target: 'asking',
                },
              ],
            },
            asking: {
              description: 'A member waits for a sign of life of its predecessor.',
              meta: { source: 'Zave 2017: rectify' },
              entry: 'pingPredecessor',
              on: {
                Alive: {
                  description: 'A live predecessor stays.',
                  meta: { source: 'Zave 2017: rectify' },
                  target: 'resting',
                  actions: 'forgetNotifier',
                },
                unreachable: {
                  description: 'The notifier replaces a predecessor that is down.',
                  meta: { source: 'Zave 2017: rectify' },
                  target: 'resting',
                  actions: ['replaceDeadPredecessor', 'forgetNotifier'],
                },
              },
            },
          },
        },
      },
    },
  },
});
