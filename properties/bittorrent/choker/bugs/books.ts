/**
 * Known bugs of what a choker remembers between rounds (rules C4 and C5), each as a mutant. Those whose books
 * differ from what the peers were told keep them in a field that `held` does not use.
 */
import { assign, enqueueActions } from 'xstate';
import type { NodeId } from '../../../../checker/actors/actor.ts';
import { served } from '../../../../models/bittorrent/choker/choker.ts';
import {
  type ChokerContext,
  forgotten,
  inputIn,
  ratesIn,
  uninterested,
} from '../../../../models/bittorrent/choker/context.ts';
import { nextOptimistic, regularOf } from '../../../../models/bittorrent/choker/held.ts';
import { agesAfter, freshSlots, recentOf } from '../../../../models/bittorrent/choker/recent.ts';
import { choker } from '../kit.ts';
import * as property from '../properties.ts';

/** The peers that were choked or unchoked in the last round; kept in `ages`. */
function changedLately({ ages }: ChokerContext, peer: NodeId): boolean {
  return ages.has(peer);
}

/** The outputs and the context after a round that serves these peers, with the changed ones noted in `ages`. */
function servedAndNoted(context: ChokerContext, chosen: readonly NodeId[]) {
  const { outputs, context: after } = served({ ...context, regular: chosen, optimistic: null });
  const ages = new Map(outputs.map(({ peer }) => [peer, 0] as const));
  return { outputs, context: { ...after, ages } };
}

/** How many slots the leavers still have; each is kept as an entry of `order`. */
function takenSlots({ order }: ChokerContext): number {
  return order.length;
}

/** The mutants by number. */
export const bookBugs = {
  B9: choker.mutant({
    says: 'In a round with a fresh place a seed keeps all N, and adds one.',
    source: 'C5',
    breaks: property.cap,
    scope: 'recent',
    actions: {
      chooseRecent: assign(({ context, event }) => {
        const { slots } = context.setting;
        const chosen = recentOf(context, ratesIn(event), freshSlots(slots, context.round), slots);
        return { ...chosen, ages: agesAfter(context, chosen.regular, true) };
      }),
    },
    rules: { keptSlots: (slots) => slots },
  }),
  B23: choker.mutant({
    says: 'A change within a round of the last one is not sent, but the books say that it was.',
    source: 'A client that limits how often it sends to a peer',
    breaks: property.cap,
    scope: 'default',
    actions: {
      serve: enqueueActions(({ context, enqueue }) => {
        const { unchoked, optimistic, regular, rotation } = context;
        const booked = new Set(optimistic === null ? regular : [...regular, optimistic]);
        const actual = rotation.filter((peer) =>
          changedLately(context, peer) ? unchoked.has(peer) : booked.has(peer),
        );
        const { outputs, context: after } = servedAndNoted(context, actual);
        for (const value of outputs) enqueue({ type: 'output', params: { value } });
        enqueue.assign(after);
      }),
    },
  }),
  B26: choker.mutant({
    says: 'The share of a served peer is counted anew in each round, so it never has had enough, and its place never becomes free.',
    source: 'libtorrent, commit 93993002a',
    breaks: property.turnInTime,
    scope: 'recent-turns-two',
    actions: {
      chooseRecent: assign(({ context, event }) => {
        const chosen = recentOf(context, ratesIn(event), 0);
        return { ...chosen, ages: agesAfter(context, chosen.regular, true) };
      }),
    },
    rules: { freshSlots: () => 0 },
  }),
  B27: choker.mutant({
    says: 'The slot of a regular peer that left stays taken.',
    source: 'libtorrent, commit cb1fce0d6',
    breaks: property.noSlotIdle,
    scope: 'default',
    actions: {
      forget: assign(({ context, event }) => {
        const { peer } = inputIn(event);
        const isTaken = context.unchoked.has(peer) && context.optimistic !== peer;
        const order = isTaken ? [...context.order, peer].slice(0, context.setting.slots) : context.order;
        return { ...forgotten(context, peer), order };
      }),
      chooseRegular: assign(({ context, event }) => {
        const regular = regularOf(context, ratesIn(event));
        return { regular: regular.slice(0, Math.max(0, regular.length - takenSlots(context))) };
      }),
    },
  }),
  B28: choker.mutant({
    says: 'A peer that changed in the last round is skipped, and its slot is not counted.',
    source: 'Transmission, commit ed72b1b79',
    breaks: property.cap,
    scope: 'default',
    actions: {
      chooseRegular: assign(({ context, event }) => {
        const others = context.rotation.filter((peer) => !changedLately(context, peer));
        return { regular: regularOf({ ...context, rotation: others }, ratesIn(event)) };
      }),
      chooseOptimistic: assign(({ context }) => {
        const others = context.rotation.filter((peer) => !changedLately(context, peer));
        return { optimistic: nextOptimistic({ ...context, rotation: others }).optimistic };
      }),
      serve: enqueueActions(({ context, enqueue }) => {
        const { unchoked, optimistic, regular, rotation } = context;
        const chosen = rotation.filter((peer) =>
          changedLately(context, peer) ? unchoked.has(peer) : regular.includes(peer) || optimistic === peer,
        );
        const { outputs, context: after } = servedAndNoted(context, chosen);
        for (const value of outputs) enqueue({ type: 'output', params: { value } });
        enqueue.assign(after);
      }),
    },
  }),
  B32: choker.mutant({
    says: 'An optimistic peer that leaves stays optimistic.',
    source: 'C4',
    breaks: property.optimisticServed,
    scope: 'default',
    actions: {
      forget: assign(({ context, event }) => ({
        ...forgotten(context, inputIn(event).peer),
        optimistic: context.optimistic,
      })),
    },
    rules: { vacatesWhenLeft: () => false },
  }),
  B33: choker.mutant({
    says: 'An optimistic peer that loses interest stays optimistic.',
    source: 'C4',
    breaks: property.optimisticServed,
    scope: 'default',
    actions: {
      noteNoInterest: assign(({ context, event }) => ({
        ...uninterested(context, inputIn(event).peer),
        optimistic: context.optimistic,
      })),
    },
    rules: { vacatesWithoutInterest: () => false },
  }),
};
