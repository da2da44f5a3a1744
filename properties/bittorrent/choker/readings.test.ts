/**
 * Tests other readings of the rules C5, C6 and S6, beside those of this suite: each explains the difference
 * between a number of the suite and the number of another checker, to the last world and step.
 */
import { expect, it } from 'vitest';
import { assign } from 'xstate';
import type { Actor } from '../../../checker/actors/actor.ts';
import type { Property } from '../../../checker/property/property.ts';
import type { Transition } from '../../../checker/semantics/views.ts';
import { exploreAll } from '../../../checker/suite/explore.ts';
import { systemOf } from '../../../checker/suite/subject.ts';
import { inputIn, ratesIn, turnRounds, withMember } from '../../../models/bittorrent/choker/context.ts';
import type { BitTorrentChoker } from '../../../models/bittorrent/choker/messages.ts';
import { agesAfter, freshSlots, recentOf } from '../../../models/bittorrent/choker/recent.ts';
import { textOf } from '../../../models/bittorrent/choker/text.ts';
import { choker as suite } from './index.ts';
import { choker, kit } from './kit.ts';
import * as property from './properties.ts';

type Model = Actor<BitTorrentChoker>;

function systemWith(scope: string, model: Model = choker.model) {
  return systemOf({ ...suite, roles: { choker: { model: model as never } } }, scope);
}

/** The number of steps to a shortest violation. */
function stepsTo(violated: Property<BitTorrentChoker>, scope: string, model?: Model) {
  const [result] = exploreAll(systemWith(scope, model), [violated as never]).results;
  return result?.trace?.steps.length;
}

// ------------------------------------------------------------- text: what the world holds

/** The rule `text` without an optimistic peer: the front alone says whose turn it is. */
const textWithoutOptimistic = choker.modelWith({
  actions: {
    chooseText: assign(({ context }) => ({ regular: textOf(context).regular, optimistic: null })),
    noteInterest: assign(({ context, event }) => ({
      interested: withMember(context.interested, inputIn(event).peer),
    })),
  },
});

it.each([
  ['text', 1_092],
  ['text-once', 330],
] as const)(
  '%s has %i worlds up to names without the optimistic peer, which decides nothing',
  (scope, worlds) => {
    expect(exploreAll(systemWith(scope, textWithoutOptimistic), [])).toMatchObject({ worlds });
  },
);

// ------------------------------------------------------------- front: when a turn is over

/** The promise, where a turn counts as over from its last round to the next round, and before the first one. */
const turnByState = kit.step({
  name: 'Optimistic Turn By State',
  says: 'Where the number of the round is not 0, the optimistic peer changes only when it left, lost interest or became regular.',
  source: 'S6, read of states',
  holds: (step: Transition<BitTorrentChoker>) =>
    (step.after.role === 'choker' && step.after.round === 0) || turnIn(step),
});

/** The condition of the promise of this suite. */
function turnIn(step: Transition<BitTorrentChoker>): boolean {
  if (property.optimisticTurn.kind !== 'step') throw new Error('Optimistic Turn is a property of steps');
  return property.optimisticTurn.over.holds(step);
}

it('a turn that is over in all steps with the round 0 is ended too early one step later', () => {
  expect(stepsTo(property.optimisticTurn, 'front-once')).toBe(6);
  expect(stepsTo(turnByState, 'front-once')).toBe(7);
  expect(stepsTo(property.optimisticTurn, 'front')).toBe(8);
  expect(stepsTo(turnByState, 'front')).toBe(8);
});

// ------------------------------------------------------------- recent: the number of a round

/** A seed that numbers its rounds from 0, so that the third is the first with a fresh place; and B9 in it. */
function recentFromZero(isB9: boolean): Model {
  return choker.modelWith({
    actions: {
      chooseRecent: assign(({ context, event }) => {
        const { slots } = context.setting;
        const fresh = freshSlots(slots, (context.round + turnRounds - 1) % turnRounds);
        const chosen = recentOf(context, ratesIn(event), fresh, isB9 ? slots : slots - fresh);
        return { ...chosen, ages: agesAfter(context, chosen.regular, true) };
      }),
    },
  });
}

it('a seed that numbers its rounds from 0 needs one step more for B9, and has as many worlds', () => {
  expect(stepsTo(property.cap, 'recent', recentFromZero(true))).toBe(9);
  expect(exploreAll(systemWith('recent', recentFromZero(false)), [])).toMatchObject({ worlds: 1_293 });
});
