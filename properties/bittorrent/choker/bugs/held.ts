/**
 * Known bugs of the choice in a round (rules C2 and C3), each as a mutant of the model and, where the mistake
 * can be made there, of the implementation.
 */
import { assign, enqueueActions } from 'xstate';
import type { NodeId } from '../../../../checker/actors/actor.ts';
import { served } from '../../../../models/bittorrent/choker/choker.ts';
import {
  type ChokerContext,
  inputIn,
  rateOf,
  ratesIn,
  sortedBy,
  turnRounds,
  withMember,
  without,
} from '../../../../models/bittorrent/choker/context.ts';
import { nextOptimistic, regularMax, regularOf } from '../../../../models/bittorrent/choker/held.ts';
import type { Rates } from '../../../../models/bittorrent/choker/messages.ts';
import { choker } from '../kit.ts';
import * as property from '../properties.ts';

/** The regular peers by other keys. */
function regularBy(
  { rotation, interested, setting }: ChokerContext,
  keysOf: (peer: NodeId) => readonly number[],
): readonly NodeId[] {
  const ranked = rotation.filter((peer) => interested.has(peer));
  return sortedBy(ranked, keysOf).slice(0, regularMax(setting));
}

/** A context whose optimistic peer is this one, at the end of the rotation. */
function withOptimistic({ rotation }: ChokerContext, chosen: NodeId | null) {
  return {
    optimistic: chosen,
    rotation: chosen === null ? rotation : [...without(rotation, chosen), chosen],
  };
}

/** Whether the optimistic peer stays: its turn goes on, and it is not regular. */
function stays({ optimistic, regular, round }: ChokerContext): boolean {
  return optimistic !== null && !regular.includes(optimistic) && round !== 0;
}

/** A whole round of `held`: its outputs, and the context after it. */
function roundOf(context: ChokerContext, rates: Rates) {
  const counted = { ...context, round: (context.round + 1) % turnRounds };
  const ranked = { ...counted, regular: regularOf(counted, rates) };
  const chosen = { ...ranked, ...nextOptimistic(ranked) };
  const { outputs, context: after } = served(chosen);
  return { outputs, context: { ...chosen, ...after } };
}

/** The mutants by number. */
export const heldBugs = {
  B1: choker.mutant({
    says: 'The slowest peers become regular.',
    source: 'C2',
    breaks: property.fastestFirst,
    scope: 'default',
    actions: {
      chooseRegular: assign(({ context, event }) => ({
        regular: regularBy(context, (peer) => [
          rateOf(ratesIn(event), peer),
          context.unchoked.has(peer) ? 0 : 1,
        ]),
      })),
    },
    rules: {
      isBetter: (rate, isUnchoked, otherRate, isOtherUnchoked) =>
        rate === otherRate ? isUnchoked && !isOtherUnchoked : rate < otherRate,
    },
  }),
  B2: choker.mutant({
    says: 'The optimistic peer is always the fastest of those that are not regular.',
    source: 'Transmission, commit 81b510bfd',
    breaks: property.optimisticPasses,
    scope: 'default',
    actions: {
      chooseOptimistic: assign(({ context, event }) => {
        if (stays(context)) return {};
        const pool = context.rotation.filter(
          (peer) => context.interested.has(peer) && !context.regular.includes(peer),
        );
        const best = sortedBy(pool, (peer) => [-rateOf(ratesIn(event), peer)])[0] ?? null;
        return withOptimistic(context, best);
      }),
    },
    rules: { isPreferred: (rate, earlierRate) => rate > earlierRate, maySucceedItself: () => true },
  }),
  B3: choker.mutant({
    says: 'A peer that is not interested may become optimistic.',
    source: 'Transmission, commit 547056b50',
    breaks: property.optimisticServed,
    scope: 'default',
    actions: {
      chooseOptimistic: assign(({ context }) =>
        stays(context)
          ? {}
          : withOptimistic(
              context,
              context.rotation.find(
                (peer) => !context.regular.includes(peer) && peer !== context.optimistic,
              ) ?? context.optimistic,
            ),
      ),
    },
    rules: { isWaiting: (_, isRegular) => !isRegular },
  }),
  B4: choker.mutant({
    says: 'Who was unchoked stays unchoked in a round, chosen or not.',
    source: 'Transmission, commit bbd0391f0',
    breaks: property.cap,
    scope: 'default',
    actions: {
      serve: enqueueActions(({ context, enqueue }) => {
        const { outputs, context: after } = served({
          ...context,
          regular: [...context.regular, ...context.unchoked],
        });
        for (const value of outputs) enqueue({ type: 'output', params: { value } });
        enqueue.assign(after);
      }),
    },
    rules: { isServed: (isChosen, wasUnchoked) => isChosen || wasUnchoked },
  }),
  B5: choker.mutant({
    says: 'The turn of the optimistic peer ends in every round.',
    source: 'Transmission, commit 1f9e305e3',
    breaks: property.optimisticTurn,
    scope: 'default',
    actions: { chooseOptimistic: assign(({ context }) => nextOptimistic({ ...context, round: 0 })) },
    rules: { isTurnOver: () => true },
  }),
  B6: choker.mutant({
    says: 'A choked peer that becomes interested brings the next round forward.',
    source: 'A client of 2006',
    breaks: property.calm,
    scope: 'default',
    actions: {
      noteInterest: enqueueActions(({ context, event, enqueue }) => {
        const { peer } = inputIn(event);
        const interested = withMember(context.interested, peer);
        if (context.unchoked.has(peer)) return enqueue.assign({ interested });
        const { outputs, context: after } = roundOf({ ...context, interested }, ratesIn(event));
        for (const value of outputs) enqueue({ type: 'output', params: { value } });
        enqueue.assign(after);
      }),
    },
    rules: { choosesAtInterest: () => true },
  }),
  B7: choker.mutant({
    says: 'Choke and Unchoke are sent to everybody in each round.',
    source: 'C3',
    breaks: property.tellsChanges,
    scope: 'default',
    actions: {
      serve: enqueueActions(({ context, enqueue }) => {
        const { context: after } = served(context);
        for (const peer of context.rotation) {
          const type = after.unchoked.has(peer) ? 'unchoke' : 'choke';
          enqueue({ type: 'output', params: { value: { type, peer } } });
        }
        enqueue.assign(after);
      }),
    },
    rules: { isTold: () => true },
  }),
  B8: choker.mutant({
    says: 'A snubbed peer that is unchoked keeps its place.',
    source: 'aria2, commit 93bd6cfb',
    breaks: property.fastestFirst,
    scope: 'snubs',
    actions: {
      chooseRegular: assign(({ context, event }) => ({
        regular: regularBy(context, (peer) => {
          const rate = rateOf(ratesIn(event), peer);
          const isUnchoked = context.unchoked.has(peer);
          return [isUnchoked && rate < 0 ? 0 : 1, -rate, isUnchoked ? 0 : 1];
        }),
      })),
    },
    rules: {
      isBetter: (rate, isUnchoked, otherRate, isOtherUnchoked) => {
        const [keeps, otherKeeps] = [isUnchoked && rate < 0, isOtherUnchoked && otherRate < 0];
        if (keeps !== otherKeeps) return keeps;
        return rate === otherRate ? isUnchoked && !isOtherUnchoked : rate > otherRate;
      },
    },
  }),
  B30: choker.mutant({
    says: 'The peer that becomes optimistic does not go to the end of the rotation.',
    source: 'C3',
    breaks: property.turnInTime,
    scope: 'turns',
    actions: {
      chooseOptimistic: assign(({ context }) => ({ optimistic: nextOptimistic(context).optimistic })),
    },
    rules: { goesToEnd: () => false },
  }),
  B31: choker.mutant({
    says: 'A vacant place waits for the end of the turn.',
    source: 'C4',
    breaks: property.noSlotIdle,
    scope: 'default',
    actions: {
      chooseOptimistic: assign(({ context }) =>
        context.optimistic === null && context.round !== 0 ? {} : nextOptimistic(context),
      ),
    },
    rules: { isFilled: (round) => round === 0 },
  }),
};
