/** Known bugs of the split factor and of the division, each as a mutant of model and implementation. */
import { assign, enqueueActions } from 'xstate';
import { asked, keysIn } from '../../../../models/bitswap/split/context.ts';
import { dealt, divided } from '../../../../models/bitswap/split/division.ts';
import type { Thresholds } from '../../../../models/bitswap/split/messages.ts';
import { type Deciding, deciding, lecture, splitAfter } from '../../../../models/bitswap/split/split.ts';
import { session } from '../kit.ts';
import * as property from '../properties.ts';

/** The actions that count receipts, with another decision. */
function countingBy(by: Partial<Deciding>) {
  const decisions = { ...deciding, ...by };
  return {
    countUnique: assign(({ context }) =>
      splitAfter(context, 'unique', context.setting.thresholds, decisions),
    ),
    countDuplicate: assign(({ context }) =>
      splitAfter(context, 'duplicate', context.setting.thresholds, decisions),
    ),
  } as Mutation['actions'];
}

type Mutation = Parameters<typeof session.mutant>[0];

/** The action that asks partners, with another division. */
function askingBy(divide: typeof divided) {
  return {
    ask: enqueueActions(({ context, event, enqueue }) => {
      const { wanted, sends } = asked(context, keysIn(event), divide);
      enqueue.assign({ wanted });
      for (const params of sends) enqueue({ type: 'send', params });
    }),
  } as Mutation['actions'];
}

const exchanged = ({ raiseAbove, lowerBelow }: Thresholds): Thresholds => ({
  raiseAbove: lowerBelow,
  lowerBelow: raiseAbove,
});

/** Cuts items into parts of equal length, the rest in the last one. */
function cut<T>(items: readonly T[], parts: number): readonly (readonly T[])[] {
  const length = Math.floor(items.length / parts);
  return Array.from({ length: parts }, (_, part) =>
    items.slice(part * length, part === parts - 1 ? items.length : (part + 1) * length),
  );
}

/** The bugs by number: W of the catalogue of Bitswap's bugs, D of the division. */
export const bugs = {
  W48: session.mutant({
    says: 'The thresholds are 4 and 2, ten times what they should be.',
    source: 'Lecture on IPFS; go-bitswap has 0.4 and 0.2',
    breaks: property.manyRaise,
    scope: 'receipts',
    actions: countingBy({ thresholdsOf: () => lecture }),
    rules: { thresholdsOf: () => lecture },
  }),
  W49: session.mutant({
    says: 'The two thresholds are exchanged.',
    source: 'go-bitswap, sessionrequestsplitter: two constants of one type',
    breaks: property.staysBetween,
    scope: 'receipts',
    actions: countingBy({ thresholdsOf: exchanged }),
    rules: { thresholdsOf: exchanged },
  }),
  W50: session.mutant({
    says: 'The split has no limits.',
    source: 'go-bitswap, maxSplit',
    breaks: property.withinLimits,
    scope: 'receipts',
    actions: countingBy({ bounded: (split) => split }),
    rules: { bounded: (split) => split },
  }),
  W50a: session.mutant({
    says: 'A unique block counts as a duplicate, too.',
    source: 'go-bitswap, RecordUniqueBlock',
    breaks: property.receiptsCount,
    scope: 'receipts',
    actions: countingBy({ duplicatesOfUnique: () => 1 }),
    rules: { duplicatesOfUnique: () => 1 },
  }),
  D1: session.mutant({
    says: 'There are more groups of keys than groups of partners, so that some keys go to no partner.',
    source: 'go-bitswap, SplitRequest: the split is limited by the partners first',
    breaks: property.everyKeyAsked,
    scope: 'division-2',
    actions: askingBy((keys, partners, split) => {
      const partnerGroups = dealt(partners, Math.min(split, partners.length));
      const keyGroups = dealt(keys, Math.min(split, keys.length));
      return keyGroups.map((group, at) => ({ keys: group, partners: partnerGroups[at] ?? [] }));
    }),
    rules: { keyGroups: (split, _partners, keys) => Math.min(split, keys) },
  }),
  D2: session.mutant({
    says: 'Keys and partners are cut into equal parts, and the last part gets all that is left.',
    source: 'go-bitswap, splitKeys and splitPeers: dealt in turn',
    breaks: property.evenLoads,
    scope: 'division-5',
    actions: askingBy((keys, partners, split) => divided(keys, partners, split, cut)),
    rules: {
      groupOf: (at, groups, count) =>
        groups === 0 ? 0 : Math.min(Math.floor(at / Math.floor(count / groups)), groups - 1),
    },
  }),
  D3: session.mutant({
    says: 'A miss is not broadcast: no partner is asked but those that were asked before.',
    source: 'go-bitswap, session: handleIdleTick',
    breaks: property.wantedArrives,
    scope: 'misses',
    actions: {
      askAll: assign({
        broadcast: ({ context }) => new Set([...context.broadcast, ...context.wanted.keys()]),
      }),
    },
    rules: { asksOthers: () => false },
  }),
  D4: session.mutant({
    says: 'A request is not divided: all its keys go to the first group of partners.',
    source: 'go-bitswap#167',
    breaks: property.divides,
    scope: 'division-5',
    actions: askingBy((keys, partners, split) => {
      const [first = []] = dealt(partners, Math.min(split, partners.length));
      return [{ keys, partners: first }];
    }),
    rules: { keyGroups: () => 1 },
  }),
  D5: session.mutant({
    says: 'A unique block never lowers the split.',
    source: 'go-bitswap#120, which proposes it',
    breaks: property.fewLower,
    scope: 'receipts',
    actions: countingBy({ isLowered: () => false }),
    rules: { isLowered: () => false },
  }),
};
