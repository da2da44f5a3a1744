/**
 * Known bugs of the other peers that a choker unchokes by its settings (`models/bittorrent/choker/others.ts`),
 * each as a mutant of model and implementation, and one that is none.
 */
import { assign, enqueueActions } from 'xstate';
import { inputIn, rateOf, ratesIn, withoutMember } from '../../../../models/bittorrent/choker/context.ts';
import { regularOf } from '../../../../models/bittorrent/choker/held.ts';
import { bystandersOf, substitutesOf, yieldingFor } from '../../../../models/bittorrent/choker/others.ts';
import { choker } from '../kit.ts';
import * as property from '../properties.ts';

/** The mutants by number. */
export const otherBugs = {
  B53: choker.mutant({
    says: 'The optimistic peer is choked for one that becomes interested, not the slowest regular peer.',
    source: 'BEP 3, choking: the worst uploader gets choked',
    breaks: property.slowestYields,
    scope: 'better',
    actions: {
      yieldSlot: enqueueActions(({ context, event, enqueue }) => {
        const peer = context.optimistic;
        if (peer === null || yieldingFor(context, inputIn(event).peer) === undefined) return;
        enqueue({ type: 'output', params: { value: { type: 'choke', peer } } });
        enqueue.assign({ unchoked: withoutMember(context.unchoked, peer) });
      }),
    },
    rules: { mayYield: (isOptimistic) => isOptimistic },
  }),
  B54: choker.mutant({
    says: 'A peer that is not interested is unchoked if it sent anything, faster than a regular one or not.',
    source: 'BEP 3, choking: peers which have a better upload rate',
    breaks: property.onlyFaster,
    scope: 'better',
    actions: {
      chooseOthers: assign(({ context, event }) => {
        const { rotation, interested, regular } = context;
        const isIdle = (peer: string) => !interested.has(peer) && rateOf(ratesIn(event), peer) > 0;
        return { regular: [...regular, ...(regular.length === 0 ? [] : rotation.filter(isIdle))] };
      }),
    },
    rules: { isFaster: (rate) => rate > 0 },
  }),
  B55: choker.mutant({
    says: 'The place of a snubbed peer that is excluded stays empty.',
    source: 'BEP 3, choking: anti-snubbing',
    breaks: property.noSlotIdle,
    scope: 'snubs-excluded',
    actions: {
      chooseOthers: assign(({ context, event }) => ({
        regular: [...context.regular, ...bystandersOf(context, ratesIn(event))],
      })),
    },
    rules: { isSubstituted: () => false },
  }),
  B56: choker.mutant({
    says: 'A snubbed peer takes the place of a regular one before the next ones of the rotation.',
    source: 'BEP 3, choking: anti-snubbing',
    breaks: property.nextSubstitutes,
    scope: 'snubs-excluded',
    actions: {
      chooseRegular: assign(({ context, event }) => {
        const setting = { ...context.setting, snubbed: 'last' as const };
        return { regular: regularOf({ ...context, setting }, ratesIn(event)) };
      }),
    },
    rules: { isSnubbedEligible: () => true },
  }),
  B57: choker.mutant({
    says: 'Several peers are optimistic: the places that no regular peer takes go to the next ones of the rotation.',
    source: 'BEP 3, choking: anti-snubbing, more than one concurrent optimistic unchoke',
    breaks: property.optimisticPasses,
    scope: 'snubs',
    equivalent:
      'where snubbed peers rank last, a place is free only if no peer waits for it; where they are excluded, it is the rule',
    actions: {
      chooseOthers: assign(({ context }) => {
        const setting = { ...context.setting, snubbed: 'excluded' as const };
        return { regular: [...context.regular, ...substitutesOf({ ...context, setting })] };
      }),
    },
    rules: { isSubstituted: () => true },
  }),
};
