/**
 * The formal model of a BitTorrent choker: which peers a node serves. Read in this order: `messages.ts`
 * (inputs, outputs, settings), `context.ts` (C1, C4), the rules `held.ts` (C2, C3) with `others.ts`, `recent.ts`
 * (C5), `text.ts` and `front.ts` (C6), `between.ts`, this machine.
 *
 * Sources: BEP 3; Cohen, "Incentives build robustness in BitTorrent", 2003; the first client's choker in three
 * generations (2002, 3.x, 4.x); Legout et al. 2006 for the choker of a seed.
 *
 * Left out, and what this means:
 * - Rates are drawn in each round, each combination; so a promise holds for all rates, also those that no
 *   network would give. The model is weaker than a real node here: it may do more.
 * - A round may come at any moment, and nothing happens within a step.
 * - `recent` counts no requests that wait. A seed of 4.x keeps a peer that it is still serving.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects } from '../../../checker/actors/actor.ts';
import { isAnew } from './between.ts';
import {
  type ChokerContext,
  type ChokerEvent,
  forgotten,
  initialContext,
  inputIn,
  isYielding,
  joined,
  nowInterested,
  ratesIn,
  turnRounds,
  uninterested,
  withoutMember,
} from './context.ts';
import { frontOf, turnedToChoked } from './front.ts';
import { nextOptimistic, rankedOf, regularOf } from './held.ts';
import type { BitTorrentChoker, ChokerRule } from './messages.ts';
import { bystandersOf, substitutesOf, yieldingFor } from './others.ts';
import { agesAfter, freshSlots, recentOf } from './recent.ts';
import { frontPassed, orderOf, textOf } from './text.ts';

type Rule = { readonly rule: ChokerRule };

/** The outputs of a choice, in the order of `rotation`, and the context after it. */
export function served({ rotation, unchoked, regular, optimistic }: ChokerContext) {
  const chosen = new Set(optimistic === null ? regular : [...regular, optimistic]);
  const changed = rotation.filter((peer) => chosen.has(peer) !== unchoked.has(peer));
  const outputs = changed.map((peer) => ({
    type: chosen.has(peer) ? ('unchoke' as const) : ('choke' as const),
    peer,
  }));
  return { outputs, context: { unchoked: chosen, regular: [] } };
}

/** The state machine of a choker. */
export const chokerMachine = setup({
  types: {
    context: {} as ChokerContext,
    events: {} as ChokerEvent,
    input: {} as Birth<BitTorrentChoker>,
  },
  delays: { round: 10_000 },
  guards: {
    is: ({ context }, { rule }: Rule) => context.setting.rule === rule,
    /** The rule chooses anew at this event. */
    isAnew: ({ context: { setting, interested, unchoked }, event }) =>
      isAnew(setting, inputIn(event), interested, unchoked),
    /** `held`: an unchoked peer becomes interested, and its setting lets the slowest regular peer yield. */
    mayYield: ({ context: { setting, unchoked }, event }) =>
      isYielding(setting) && unchoked.has(inputIn(event).peer),
  },
  actions: {
    ...effects<BitTorrentChoker>(),
    join: assign(({ context, event }) => {
      const { peer, draw } = inputIn(event);
      return joined(context, peer, draw);
    }),
    forget: assign(({ context, event }) => forgotten(context, inputIn(event).peer)),
    noteInterest: assign(({ context, event }) => nowInterested(context, inputIn(event).peer)),
    noteNoInterest: assign(({ context, event }) => uninterested(context, inputIn(event).peer)),
    /** Counts the round. */
    count: assign({ round: ({ context }) => (context.round + 1) % turnRounds }),
    /** `held`: the best by rate become regular. */
    chooseRegular: assign(({ context, event }) => ({ regular: regularOf(context, ratesIn(event)) })),
    /** `held`: notes who was faster in the last round, where a regular peer may yield. */
    noteRanks: assign(({ context, event }) =>
      isYielding(context.setting) ? { order: rankedOf(context, ratesIn(event)) } : {},
    ),
    /** `held`: the optimistic peer stays, or another takes its place. */
    chooseOptimistic: assign(({ context }) => nextOptimistic(context)),
    /** `held`: the peers that are unchoked besides, by the settings. */
    chooseOthers: assign(({ context, event }) => ({
      regular: [...context.regular, ...substitutesOf(context), ...bystandersOf(context, ratesIn(event))],
    })),
    /** `held`: the slowest regular peer is choked for one that became interested. */
    yieldSlot: enqueueActions(({ context, event, enqueue }) => {
      const peer = yieldingFor(context, inputIn(event).peer);
      if (peer === undefined) return;
      enqueue({ type: 'output', params: { value: { type: 'choke', peer } } });
      enqueue.assign({ unchoked: withoutMember(context.unchoked, peer) });
    }),
    /** `recent`: keeps the most recent, and gives the other places to peers in the order of `rotation`. */
    chooseRecent: assign(({ context, event }) => {
      const isRound = !('peer' in event);
      const fresh = isRound ? freshSlots(context.setting.slots, context.round) : 0;
      const chosen = recentOf(context, ratesIn(event), fresh);
      return { ...chosen, ages: agesAfter(context, chosen.regular, isRound) };
    }),
    /** `text`: at the end of a turn the front of `rotation` goes to its end. */
    passFront: assign(({ context }) => frontPassed(context)),
    /** `text`: notes who was faster in the last round. */
    sortByRate: assign(({ context, event }) => ({ order: orderOf(context, ratesIn(event)) })),
    /** `text`: the front, then the fastest. */
    chooseText: assign(({ context }) => textOf(context)),
    /** `front`: at the end of a turn `rotation` begins with a peer that waits. */
    turnToChoked: assign({ rotation: ({ context }) => turnedToChoked(context) }),
    /** `front`: the fastest, and along `rotation` others. */
    chooseFront: assign(({ context, event }) => frontOf(context, ratesIn(event))),
    /** The choice between two rounds, by the rule. */
    chooseAnew: enqueueActions(({ context, enqueue }) => {
      if (context.setting.rule === 'recent') enqueue('chooseRecent');
      else if (context.setting.rule === 'text') enqueue('chooseText');
      else if (context.setting.rule === 'front') enqueue('chooseFront');
    }),
    /** Unchokes who is chosen, and chokes all others; nothing is sent where nothing changes. */
    serve: enqueueActions(({ context, enqueue }) => {
      const { outputs, context: after } = served(context);
      for (const value of outputs) enqueue({ type: 'output', params: { value } });
      enqueue.assign(after);
    }),
    /** Tells the monitor who waits. */
    report: enqueueActions(({ context: { setting, interested, unchoked }, enqueue }) => {
      if (setting.reports === 'changes') return;
      const waiting = new Set([...interested].filter((peer) => !unchoked.has(peer)));
      enqueue({ type: 'output', params: { value: { type: 'round', interested, waiting } } });
    }),
  },
}).createMachine({
  id: 'choker',
  description: 'The choker of one torrent.',
  context: ({ input }) => initialContext(input),
  initial: 'choking',
  states: {
    choking: {
      after: {
        round: [
          {
            description: 'In a round a seed keeps the most recent peers, and unchokes others in turn.',
            meta: { source: 'Legout et al. 2006, section 2.3.2', method: '#roundOfRecent' },
            guard: { type: 'is', params: { rule: 'recent' } },
            actions: ['count', 'chooseRecent', 'serve', 'report'],
            target: 'choking',
            reenter: true,
          },
          {
            description: 'In a round the front of the rotation and the fastest peers are unchoked.',
            meta: { source: 'BEP 3, choking; the client of 2002', method: '#roundOfText' },
            guard: { type: 'is', params: { rule: 'text' } },
            actions: ['count', 'passFront', 'sortByRate', 'chooseText', 'serve', 'report'],
            target: 'choking',
            reenter: true,
          },
          {
            description:
              'In a round the fastest interested peers and the first of the rotation are unchoked.',
            meta: { source: 'The client 3.x', method: '#roundOfFront' },
            guard: { type: 'is', params: { rule: 'front' } },
            actions: ['count', 'turnToChoked', 'chooseFront', 'serve', 'report'],
            target: 'choking',
            reenter: true,
          },
          {
            description: 'In a round the fastest interested peers are unchoked, and one optimistic peer.',
            meta: { source: 'BEP 3, choking; Cohen 2003, section 4', method: '#roundOfHeld' },
            actions: [
              'count',
              'noteRanks',
              'chooseRegular',
              'chooseOptimistic',
              'chooseOthers',
              'serve',
              'report',
            ],
            target: 'choking',
            reenter: true,
          },
        ],
      },
      on: {
        connect: [
          {
            description: 'A newcomer joins, and a published rule chooses anew at once.',
            meta: { source: 'The clients of 2002 and 3.x', method: 'connect' },
            guard: 'isAnew',
            actions: ['join', 'chooseAnew', 'serve'],
          },
          {
            description: 'A newcomer joins: choked, not interested, in the rotation.',
            meta: { source: 'BEP 3, choking: optimistic unchoking', method: 'connect' },
            actions: 'join',
          },
        ],
        leave: [
          {
            description: 'A peer leaves, and a published rule chooses anew at once.',
            meta: { source: 'The first client, all generations', method: 'leave' },
            guard: 'isAnew',
            actions: ['forget', 'chooseAnew', 'serve'],
          },
          {
            description: 'A peer leaves and is forgotten; its place is vacant until the round.',
            meta: { source: 'Cohen 2003, section 4', method: 'leave' },
            actions: 'forget',
          },
        ],
        interested: [
          {
            description: 'An unchoked peer becomes interested, and a published rule chooses anew at once.',
            meta: { source: 'BEP 3, choking', method: 'setInterest' },
            guard: 'isAnew',
            actions: ['noteInterest', 'chooseAnew', 'serve'],
          },
          {
            description: 'An unchoked peer becomes interested, and the slowest regular one is choked for it.',
            meta: { source: 'BEP 3, choking: the worst uploader gets choked', method: '#yieldSlot' },
            guard: 'mayYield',
            actions: ['noteInterest', 'yieldSlot'],
          },
          {
            description: 'A peer becomes interested and waits for the round.',
            meta: { source: 'BEP 3, peer messages: interested', method: 'setInterest' },
            actions: 'noteInterest',
          },
        ],
        notInterested: [
          {
            description: 'An unchoked peer loses interest, and a published rule chooses anew at once.',
            meta: { source: 'BEP 3, choking', method: 'setInterest' },
            guard: 'isAnew',
            actions: ['noteNoInterest', 'chooseAnew', 'serve'],
          },
          {
            description: 'A peer loses interest; it is not optimistic any more, and stays unchoked.',
            meta: { source: 'BEP 3, peer messages: not interested', method: 'setInterest' },
            actions: 'noteNoInterest',
          },
        ],
      },
    },
  },
});
