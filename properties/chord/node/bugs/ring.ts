/**
 * Known bugs of the maintenance by messages. C3 to C8, C11 and C13 are those of the corrected protocol and of its
 * implementations (`../../bugs/`); N1 and further are mistakes that published implementations had, or that only
 * messages make possible.
 */
import { assign, enqueueActions } from 'xstate';
import { withFirst } from '../../../../models/chord/corrected.ts';
import { identifierOf } from '../../../../models/chord/identifiers.ts';
import type { NodeContext } from '../../../../models/chord/node/context.ts';
import { nodeView, replyTo } from '../../../../models/chord/node/context.ts';
import type { ChordNode, NodeReply } from '../../../../models/chord/node/messages.ts';
import { nodeMachine } from '../../../../models/chord/node/node.ts';
import { successorOf } from '../../../../models/chord/node/routing.ts';
import { kit, node } from '../kit.ts';
import { becomesIdeal, canBecomeIdeal, slotKeepsNearer, soundRing } from '../properties.ts';

const zave17 = 'Zave 2017';

/** The node with other replies to calls. */
function answering(answer: (context: NodeContext, request: ChordNode['request']) => NodeReply) {
  return kit.model(nodeMachine, {
    view: ({ value, context }) => nodeView(value, context),
    answer: ({ context }, request) => answer(context, request),
  });
}

/** `between` with a mistake: the interval from a node to itself is empty, not the whole circle. */
function betweenWrong(a: string, b: string, c: string): boolean {
  const [from, at, to] = [identifierOf(a), identifierOf(b), identifierOf(c)];
  if (from === to) return false;
  return from < to ? from < at && at < to : from < at || at < to;
}

/** The mutants by number. */
export const ringBugs = {
  C3: node.mutant({
    says: 'A candidate is adopted even if it is down.',
    source: zave17,
    breaks: soundRing,
    scope: 'atomic',
    equivalent: 'It takes a circle of five, and a failure between the two steps of a stabilization.',
    actions: {
      skipCandidate: assign({
        successors: ({ context: { candidate, successors } }) => withFirst(candidate as string, successors),
      }),
    },
    rules: { skipCandidate: (candidate, list) => withFirst(candidate, list) },
  }),
  C4: node.mutant({
    says: 'A joining node copies only the first entry of the list of its contact.',
    source: zave17,
    breaks: soundRing,
    scope: 'atomic',
    actions: {
      takePlace: assign(({ context: { via }, event }) =>
        event.type === 'Neighbours'
          ? { successors: event.successors.slice(0, 1), predecessor: via, via: null }
          : {},
      ),
    },
    rules: { takePlace: (list) => list.slice(0, 1) },
  }),
  C5: node.mutant({
    says: 'A dropped entry leaves the list one entry shorter.',
    source: zave17,
    breaks: soundRing,
    scope: 'atomic',
    actions: {
      dropSuccessor: assign({ successors: ({ context: { successors } }) => successors.slice(1) }),
    },
    rules: { dropSuccessor: (list) => list.slice(1) },
  }),
  C6: node.mutant({
    says: 'A member that adopts a node appends its own list in place of the list of that node.',
    source: zave17,
    breaks: soundRing,
    scope: 'atomic',
    actions: {
      adoptCandidate: assign({
        successors: ({ context: { candidate, successors } }) => [candidate as string, ...successors.slice(1)],
      }),
    },
    rules: { adoptCandidate: (candidate, _, old) => [candidate, ...old.slice(1)] },
  }),
  C7: node.mutant({
    says: 'A stabilization never copies the list of the successor.',
    source: zave17,
    breaks: becomesIdeal,
    scope: 'atomic',
    actions: { refreshList: assign({}) },
    rules: { refreshList: (_successor, _list, old) => old },
  }),
  C8: node.mutant({
    says: 'A predecessor that is down is never replaced.',
    source: `${zave17}; armon/go-chord issue 17`,
    breaks: becomesIdeal,
    scope: 'atomic',
    actions: { replaceDeadPredecessor: assign({}) },
    rules: { replaceDeadPredecessor: () => false },
  }),
  C10: node.mutant({
    says: 'A notification replaces the one in the slot even if its sender is not nearer.',
    source: zave17,
    breaks: slotKeepsNearer,
    scope: 'join',
    guards: { isBetterNotifier: ({ event }) => event.type === 'Notify' },
    rules: { isBetterNotifier: () => true },
  }),
  C11: node.mutant({
    says: 'A member answers about its neighbours while it waits for a reply that may change them.',
    source: `${zave17}: a query is answered at one instant`,
    breaks: soundRing,
    scope: 'join',
    equivalent:
      'Between two failures no list begins to skip a member that all lists have, however old a reply is.',
    model: answering((context, request) => replyTo(context, request, true)),
  }),
  C13: node.mutant({
    says: 'In a stabilization `between` is false for the interval from a node to itself, which is the whole circle.',
    source: 'Zave 2017, of identifier spaces; bushidocodes/chord-grpc issue 224',
    breaks: soundRing,
    scope: 'atomic',
    equivalent: 'In a sound ring no list contains its owner, so the interval never occurs.',
    guards: {
      isCloser: ({ context, event }) =>
        event.type === 'Neighbours' &&
        event.predecessor !== null &&
        betweenWrong(context.self, event.predecessor, successorOf(context)),
    },
  }),
  N1: node.mutant({
    says: 'A joining node answers Busy, so the member that had it as successor before it failed never drops it.',
    source: 'the first draft of this model',
    breaks: canBecomeIdeal,
    scope: 'again',
    model: answering((context, request) =>
      context.via === null ? replyTo(context, request) : { type: 'Busy' },
    ),
  }),
  N2: node.mutant({
    says: 'A member gives its own neighbours to every joining node, wherever the place of that node is.',
    source: 'zllovesuki/specter issue 23',
    breaks: soundRing,
    scope: 'elsewhere',
    model: answering((context, request) =>
      replyTo(context, request.type === 'FindPlace' ? { type: 'GetNeighbours' } : request),
    ),
  }),
  N3: node.mutant({
    says: 'After a stabilization a node notifies itself in place of its successor.',
    source: 'RingsNetwork/rings pull requests 604 and 555',
    breaks: becomesIdeal,
    scope: 'atomic',
    actions: {
      notifySuccessor: enqueueActions(({ context, enqueue }) => {
        enqueue({ type: 'send', params: { to: context.self, message: { type: 'Notify' } } });
      }),
    },
    rules: { notifySuccessor: (_, self) => self },
  }),
  N4: node.mutant({
    says: 'The list of the successor is cut by two entries where the successor in front needs one.',
    source: 'RingsNetwork/rings issue 786',
    breaks: soundRing,
    scope: 'atomic',
    actions: {
      refreshList: assign({
        successors: ({ context, event }) =>
          event.type === 'Neighbours'
            ? [successorOf(context), ...event.successors.slice(0, -2)]
            : context.successors,
      }),
    },
    rules: { refreshList: (successor, list) => [successor, ...list.slice(0, -2)] },
  }),
  N5: node.mutant({
    says: 'A stabilization asks whether its own predecessor is nearer, not that of its successor.',
    source: 'RingsNetwork/rings pull request 200',
    breaks: becomesIdeal,
    scope: 'atomic',
    guards: {
      isCloser: ({ context: { self, predecessor, successors }, event }) =>
        event.type === 'Neighbours' &&
        predecessor !== null &&
        predecessor !== successors[0] &&
        betweenWrong(self, predecessor, successors[0] as string),
    },
  }),
  N6: node.mutant({
    says: 'A successor that is down is asked again and again, and never dropped.',
    source: 'bushidocodes/chord-grpc issue 156',
    breaks: becomesIdeal,
    scope: 'atomic',
    actions: { dropSuccessor: assign({}) },
    rules: { dropSuccessor: (list) => list },
  }),
} as const;
