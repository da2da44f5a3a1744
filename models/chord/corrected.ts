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
  description: 'A member of the corrected Chord ring, or one that joins it.',
  context: ({ input }) => born(input),
  initial: 'arriving',
  states: {
    arriving: { always: [{ guard: 'isJoining', target: 'joining' }, { target: 'member' }] },
    joining: {
      description: 'Copies the list of its contact, who becomes its predecessor.',
      meta: { source: 'Zave 2017: join' },
      entry: 'askContact',
      on: { Neighbours: { target: 'member', actions: 'copyContact' } },
    },
    member: {
      type: 'parallel',
      states: {
        successors: {
          initial: 'resting',
          states: {
            resting: { after: { stabilize: 'stabilizing' } },
            stabilizing: {
              description:
                'First step: takes over what its successor lists, or does without a successor that is down.',
              meta: { source: 'Zave 2017: stabilize, first step' },
              entry: 'askSuccessor',
              on: {
                Neighbours: [
                  { guard: 'isCloser', target: 'improving', actions: ['refreshList', 'noteCandidate'] },
                  { target: 'resting', actions: ['refreshList', 'notifySuccessor'] },
                ],
                unreachable: { target: 'resting', actions: ['dropSuccessor', 'notifySuccessor'] },
              },
            },
            improving: {
              description: 'Between the two steps, in which anything may happen elsewhere.',
              after: { adopt: 'adopting' },
            },
            adopting: {
              description:
                'Second step: the predecessor of its successor becomes its successor, if that node is live.',
              meta: { source: 'Zave 2017: stabilize, second step' },
              entry: 'askCandidate',
              on: {
                Neighbours: {
                  target: 'resting',
                  actions: ['adoptCandidate', 'forgetCandidate', 'notifySuccessor'],
                },
                unreachable: {
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
              description: 'Somebody says that he may be its predecessor: it looks at that at once, or soon.',
              on: {
                Notify: [
                  { guard: 'hasSlot', target: 'notified', actions: 'noteNotifier' },
                  { target: 'rectifying', actions: 'noteNotifier' },
                ],
              },
            },
            notified: {
              description: 'The slot holds one notification; another may arrive before it is looked at.',
              meta: { source: 'Zave 2017: rectify' },
              on: { Notify: { guard: 'isBetterNotifier', actions: 'noteNotifier' } },
              after: { rectify: 'rectifying' },
            },
            rectifying: {
              description: 'A predecessor that is farther makes way for the notifier.',
              meta: { source: 'Zave 2017: rectify' },
              always: [
                {
                  guard: 'isBetterPredecessor',
                  target: 'resting',
                  actions: ['takePredecessor', 'forgetNotifier'],
                },
                { target: 'asking' },
              ],
            },
            asking: {
              description: 'So does one that is down.',
              meta: { source: 'Zave 2017: rectify' },
              entry: 'pingPredecessor',
              on: {
                Alive: { target: 'resting', actions: 'forgetNotifier' },
                unreachable: { target: 'resting', actions: ['replaceDeadPredecessor', 'forgetNotifier'] },
              },
            },
          },
        },
      },
    },
  },
});
