/**
 * A member of Zave's corrected Chord ring as a formal model ("Reasoning about identifier spaces: how to make Chord correct", 2017),
 * with a list of r successors that is always full.
 *
 * What is new against the papers (`original.ts`):
 * - A ring begins with r + 1 members, and whoever joins copies the whole list of its contact.
 * - One list in place of single pointers: a stabilization replaces it whole, by the successor and what the successor lists. So no
 *   entry is older than the one before it.
 * - Before it adopts its successor's predecessor it asks that node itself, in a second step, and takes that node's list.
 * - An entry that is found down makes room for the identifier after the last one: maybe nobody, but never one that skips a member.
 * - A dead predecessor is not forgotten but replaced, by the next who says that he is the predecessor.
 *
 * Each of the two steps of a stabilization is one step here, with the answer it waits for: a query is answered at one instant. An
 * implementation that waits for messages has to see to that: whoever waits for an answer that may change his own neighbours
 * tells nobody about them meanwhile.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type NodeId } from '../../checker/actors/actor.ts';
import { asks, born, type ChordContext, type ChordEvent, hearsOfCloser, successorOf } from './context.ts';
import { between, nextAfter } from './identifiers.ts';
import type { Chord } from './messages.ts';

/** A node, and after it a list but for its last entry: as long as the list was. */
export function ahead(node: NodeId, successors: readonly NodeId[]): readonly NodeId[] {
  return [node, ...successors.slice(0, -1)];
}

/** The list without its first entry, and at its end the identifier after the last. */
export function withoutFirst({ successors, setting }: ChordContext): readonly NodeId[] {
  return [...successors.slice(1), nextAfter(successors.at(-1) as NodeId, setting.identifiers)];
}

export const correctedMachine = setup({
  types: {
    context: {} as ChordContext,
    events: {} as ChordEvent,
    input: {} as Birth<Chord>,
  },
  delays: { stabilize: 1_000, adopt: 100, rectify: 100 },
  guards: {
    isJoining: ({ context }) => context.via !== null,
    /** The successor knows of somebody nearer. */
    isCloser: ({ context, event }) => hearsOfCloser(context, event),
    hasSlot: ({ context }) => context.setting.inbox === 'slot',
    /** Of two notifiers the nearer one stays in the slot. */
    isBetterNotifier: ({ context, event }) =>
      event.type === 'Notify' &&
      (context.notifier === null || between(context.notifier, event.from, context.self)),
    isBetterPredecessor: ({ context: { predecessor, notifier, self } }) =>
      predecessor === null || between(predecessor, notifier as NodeId, self),
  },
  actions: {
    ...effects<Chord>(),
    askContact: enqueueActions(({ context, enqueue }) => {
      enqueue(asks(context.via, 'GetNeighbours'));
    }),
    askSuccessor: enqueueActions(({ context, enqueue }) => {
      enqueue(asks(successorOf(context), 'GetNeighbours'));
    }),
    askCandidate: enqueueActions(({ context, enqueue }) => {
      enqueue(asks(context.candidate, 'GetNeighbours'));
    }),
    pingPredecessor: enqueueActions(({ context, enqueue }) => {
      enqueue(asks(context.predecessor, 'Ping'));
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
        event.type === 'Neighbours' ? ahead(successorOf(context), event.successors) : context.successors,
    }),
    dropSuccessor: assign({ successors: ({ context }) => withoutFirst(context) }),
    noteCandidate: assign({
      candidate: ({ event }) => (event.type === 'Neighbours' ? event.predecessor : null),
    }),
    adoptCandidate: assign({
      successors: ({ context, event }) =>
        event.type === 'Neighbours'
          ? ahead(context.candidate as NodeId, event.successors)
          : context.successors,
    }),
    /** What becomes of the list where the candidate is down. */
    passCandidate: assign({}),
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
  context: ({ input }) => born(input),
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
      entry: 'askContact',
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
              entry: 'askSuccessor',
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
              entry: 'askCandidate',
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
                  actions: ['passCandidate', 'forgetCandidate', 'notifySuccessor'],
                },
              },
            },
          },
        },
        predecessor: {
          initial: 'resting',
          states: {
            resting: {
              description: 'No notification waits.',
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
