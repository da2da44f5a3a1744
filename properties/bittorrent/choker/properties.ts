/**
 * The properties of a choker. Numbers S1 to S6, S19 and L1 group them; each published rule violates some of
 * them (`refuted.ts`), and `held` violates only what no choker can keep beside the others.
 *
 * "Regular" are the unchoked peers after a round, without the optimistic one.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Property } from '../../../checker/property/property.ts';
import type { Transition } from '../../../checker/semantics/views.ts';
import type {
  BitTorrentChoker,
  ChokerInput,
  ChokerView,
  PeerView,
} from '../../../models/bittorrent/choker/messages.ts';
import { kit } from './kit.ts';

type View = ChokerView | PeerView;

/** One step of the choker. */
interface ChokerStep {
  readonly before: ChokerView;
  readonly after: ChokerView;
  /** The input of the step; undefined in a round. */
  readonly input: ChokerInput | undefined;
  rate(peer: NodeId): number;
  /** The outputs, as `choke a`. */
  readonly told: readonly string[];
}

function stepOf({ before, after, event, effects }: Transition<BitTorrentChoker>): ChokerStep | undefined {
  if (before.role !== 'choker' || after.role !== 'choker') return undefined;
  const told = effects.flatMap((effect) =>
    effect.type === 'output' && effect.value.type !== 'round'
      ? [`${effect.value.type} ${effect.value.peer}`]
      : [],
  );
  const input = event.type === 'input' ? event.input : undefined;
  return { before, after, input, rate: (peer) => event.draw?.rates?.get(peer) ?? 0, told };
}

/** A condition on steps of the choker with a premise. */
function overSteps(
  premise: (step: ChokerStep) => boolean,
  holds: (step: ChokerStep) => boolean,
): {
  premise(step: Transition<BitTorrentChoker>): boolean;
  holds(step: Transition<BitTorrentChoker>): boolean;
} {
  const applies = (step: ChokerStep | undefined): step is ChokerStep => step !== undefined && premise(step);
  return {
    premise: (transition) => applies(stepOf(transition)),
    holds: (transition) => {
      const step = stepOf(transition);
      return !applies(step) || holds(step);
    },
  };
}

const isRound = ({ input }: ChokerStep) => input === undefined;
const isBetweenRounds = ({ input }: ChokerStep) => input !== undefined;

function isServed({ interested, unchoked }: ChokerView, peer: NodeId): boolean {
  return interested.has(peer) && unchoked.has(peer);
}

function waits({ interested, unchoked }: ChokerView, peer: NodeId): boolean {
  return interested.has(peer) && !unchoked.has(peer);
}

function servedCount(view: ChokerView): number {
  return view.rotation.filter((peer) => isServed(view, peer)).length;
}

/** The regular peers after a round. */
function regularIn(view: ChokerView): readonly NodeId[] {
  return view.rotation.filter((peer) => isServed(view, peer) && peer !== view.optimistic);
}

// ------------------------------------------------------------- S1 to S3: who is served

export const cap = kit.always({
  name: 'Cap',
  says: 'No more peers are interested and unchoked than there are slots.',
  source: 'BEP 3, choking: capping the number of simultaneous uploads',
  node: (view: View) => view.role === 'peer' || servedCount(view) <= view.cap,
});

export const onlyInterested = kit.step({
  name: 'Only Interested',
  says: 'After a round only interested peers are unchoked.',
  source: 'C2, C3',
  ...overSteps(isRound, ({ after }) => [...after.unchoked].every((peer) => after.interested.has(peer))),
});

export const fasterUnchoked = kit.step({
  name: 'Faster Unchoked',
  says: 'After a round a peer that is not interested is unchoked if it is faster than a regular one.',
  source: 'BEP 3, choking: peers which have a better upload rate but are not interested get unchoked',
  ...overSteps(isRound, ({ after, rate }) =>
    after.rotation.every(
      (peer) =>
        after.interested.has(peer) ||
        after.unchoked.has(peer) ||
        regularIn(after).every((regular) => rate(peer) <= rate(regular)),
    ),
  ),
});

export const onlyFaster = kit.step({
  name: 'Only Faster',
  says: 'After a round each unchoked peer is interested, or faster than a regular one.',
  source: 'BEP 3, choking: peers which have a better upload rate but are not interested get unchoked',
  ...overSteps(isRound, ({ after, rate }) => {
    const slowest = Math.min(...regularIn(after).map(rate));
    return [...after.unchoked].every((peer) => after.interested.has(peer) || rate(peer) > slowest);
  }),
});

export const onlyInFront = kit.step({
  name: 'Only In Front',
  says: 'After a round each unchoked peer is interested, or in front of all interested ones in the rotation.',
  source: 'The client 3.x',
  ...overSteps(isRound, ({ after: { rotation, interested, unchoked } }) => {
    const first = rotation.findIndex((peer) => interested.has(peer));
    return rotation.every(
      (peer, at) => !unchoked.has(peer) || interested.has(peer) || first === -1 || at < first,
    );
  }),
});

export const slowestYields = kit.step({
  name: 'Slowest Yields',
  says: 'If an unchoked peer becomes interested, the slowest regular peer is choked for it, and no other interested one.',
  source: 'BEP 3, choking: if they become interested, the worst uploader gets choked',
  ...overSteps(
    ({ before, input }) => input?.type === 'interested' && before.unchoked.has(input.peer),
    ({ before, after }) => {
      const slowest = [...before.order].reverse().find((peer) => regularIn(before).includes(peer));
      const choked = before.rotation.filter((peer) => isServed(before, peer) && waits(after, peer));
      return servedCount(after) <= after.cap && choked.every((peer) => peer === slowest);
    },
  ),
});

// ------------------------------------------------------------- S4: changes in rounds only

export const calm = kit.step({
  name: 'Calm',
  says: 'Between two rounds no peer that stays is choked or unchoked.',
  source: 'BEP 3, choking: change who is choked once every ten seconds, to avoid fibrillation',
  ...overSteps(isBetweenRounds, ({ before, after }) =>
    before.rotation.every(
      (peer) => !after.rotation.includes(peer) || before.unchoked.has(peer) === after.unchoked.has(peer),
    ),
  ),
});

export const newcomersWait = kit.step({
  name: 'Newcomers Wait',
  says: 'A newcomer begins choked and not interested.',
  source: 'BEP 3, peer protocol: connections start out choked and not interested',
  ...overSteps(
    ({ input }) => input?.type === 'connect',
    ({ after, input }) =>
      input !== undefined && !after.unchoked.has(input.peer) && !after.interested.has(input.peer),
  ),
});

export const tellsChanges = kit.step({
  name: 'Tells Changes',
  says: 'Choke and Unchoke are sent to exactly those peers whose state changes.',
  source: 'C3',
  ...overSteps(
    () => true,
    ({ before, after, told }) => {
      const changed = after.rotation.filter((peer) => before.unchoked.has(peer) !== after.unchoked.has(peer));
      const due = changed.map((peer) => `${after.unchoked.has(peer) ? 'unchoke' : 'choke'} ${peer}`);
      return told.length === due.length && due.every((one) => told.includes(one));
    },
  ),
});

export const bystandersStay = kit.always({
  name: 'Bystanders Stay',
  says: 'Between two rounds no peer is both choked and unchoked because of others.',
  source: 'BEP 3, choking: fibrillation',
  premise: (_, { changes }) => changes !== null,
  world: (_, { changes }) => [...(changes?.values() ?? [])].every((count) => count <= 1),
});

// ------------------------------------------------------------- S5, S19: the order of a round

export const fastestFirst = kit.step({
  name: 'Fastest First',
  says: 'After a round no interested peer that is choked is faster than a regular one.',
  source: 'BEP 3, choking: the peers which it has the best download rates from',
  ...overSteps(isRound, ({ after, rate }) => {
    const slowest = Math.min(...regularIn(after).map(rate));
    return after.rotation.every((peer) => !waits(after, peer) || rate(peer) <= slowest);
  }),
});

export const snubbedExcluded = kit.step({
  name: 'Snubbed Excluded',
  says: 'After a round a snubbed peer is served only as the optimistic one, or in a place that no other peer could take.',
  source: 'BEP 3, choking: anti-snubbing',
  ...overSteps(isRound, ({ after, rate }) => {
    const isSnubbed = (peer: NodeId) => rate(peer) < 0;
    const isServedSnubbed = regularIn(after).some(isSnubbed);
    return !isServedSnubbed || after.rotation.every((peer) => isSnubbed(peer) || !waits(after, peer));
  }),
});

export const nextSubstitutes = kit.step({
  name: 'Next Substitutes',
  says: 'After a round the snubbed peers that are served, the optimistic one aside, are the next ones of the rotation.',
  source: 'BEP 3, choking: anti-snubbing, more than one concurrent optimistic unchoke',
  ...overSteps(isRound, ({ after, rate }) => {
    const regular = regularIn(after);
    const snubbed = after.rotation.filter(
      (peer) => after.interested.has(peer) && rate(peer) < 0 && peer !== after.optimistic,
    );
    const first = snubbed.findIndex((peer) => !regular.includes(peer));
    return first === -1 || snubbed.slice(first).every((peer) => !regular.includes(peer));
  }),
});

export const equalsStay = kit.step({
  name: 'Equals Stay',
  says: 'A peer that was choked displaces no regular one of its own rate.',
  source: 'C2',
  ...overSteps(isRound, ({ before, after, rate }) => {
    const isNew = (peer: NodeId) => !before.unchoked.has(peer);
    const displaced = before.rotation.filter(
      (peer) => before.unchoked.has(peer) && after.interested.has(peer) && !regularIn(after).includes(peer),
    );
    return regularIn(after).every(
      (peer) => !isNew(peer) || displaced.every((other) => rate(other) !== rate(peer)),
    );
  }),
});

export const noSlotIdle = kit.step({
  name: 'No Slot Idle',
  says: 'After a round as many interested peers are unchoked as there are slots, or all of them.',
  source: 'BEP 3, choking: good TCP performance',
  ...overSteps(isRound, ({ after }) => servedCount(after) === Math.min(after.cap, after.interested.size)),
});

// ------------------------------------------------------------- S6: the optimistic peer

export const optimisticServed = kit.always({
  name: 'Optimistic Served',
  says: 'The optimistic peer is connected, interested and unchoked.',
  source: 'BEP 3, choking: optimistic unchoking',
  node: (view: View) =>
    view.role === 'peer' ||
    view.optimistic === null ||
    (view.rotation.includes(view.optimistic) && isServed(view, view.optimistic)),
});

export const optimisticTurn = kit.step({
  name: 'Optimistic Turn',
  says: 'The optimistic peer changes only when its turn is over, or it left, lost interest or became regular.',
  source: 'BEP 3, choking: the optimistic unchoke rotates every 30 seconds',
  ...overSteps(
    ({ before }) => before.optimistic !== null,
    ({ before, after, input }) => {
      const was = before.optimistic as NodeId;
      if (after.optimistic === was || !isServed(after, was)) {
        return after.optimistic === was || input?.peer === was || (input === undefined && after.round === 0);
      }
      return (input === undefined && after.round === 0) || regularIn(after).includes(was);
    },
  ),
});

export const optimisticPasses = kit.step({
  name: 'Optimistic Passes',
  says: 'A turn that is over passes to another peer if one is interested and not regular.',
  source: 'BEP 3, choking: the optimistic unchoke rotates every 30 seconds',
  ...overSteps(
    ({ before, after, input }) => input === undefined && after.round === 0 && before.optimistic !== null,
    ({ before, after }) =>
      after.optimistic !== before.optimistic || !after.rotation.some((peer) => waits(after, peer)),
  ),
});

// ------------------------------------------------------------- L1: everybody's turn comes

export const turnComes = kit.leadsTo({
  name: 'Turn Comes',
  says: 'A peer that stays connected and interested is unchoked some day.',
  source: 'BEP 3, choking: optimistic unchoking',
  fairness: { weak: ['timeout round'] },
  from: { pair: (one, other) => one.role === 'choker' && other.role === 'peer' && waits(one, other.name) },
  pair: (one, other) => one.role !== 'choker' || other.role !== 'peer' || !waits(one, other.name),
});

/** The promise that a peer that stays connected and interested is choked in fewer than 3n rounds. */
export const turnInTime = kit.always({
  name: 'Turn In Time',
  says: 'Of n peers, one that stays interested is unchoked by round 3n.',
  source: 'C3, newcomers at the end',
  premise: (_, { waits }) => waits.size > 0,
  world: (views, { waits }) => [...waits.values()].every((rounds) => rounds < 3 * (views.size - 1)),
});

// ------------------------------------------------------------- what must be reachable

export const someoneWaits = kit.sometimes({
  name: 'Someone Waits',
  says: 'All slots are taken, and an interested peer is choked.',
  source: 'BEP 3, choking',
  node: (view) =>
    view.role === 'choker' &&
    servedCount(view) === view.cap &&
    view.rotation.some((peer) => waits(view, peer)),
});

export const placeVacated = kit.sometimes({
  name: 'Place Vacated',
  says: 'The optimistic peer left or lost interest, and its place is vacant until the round.',
  source: 'C4',
  node: (view) => view.role === 'choker' && view.optimistic === null && view.unchoked.size > 0,
});

export const bystanderUnchoked = kit.sometimes({
  name: 'Bystander Unchoked',
  says: 'A peer is unchoked although it is not interested.',
  source: 'BEP 3, choking',
  node: (view) => view.role === 'choker' && [...view.unchoked].some((peer) => !view.interested.has(peer)),
});

// ------------------------------------------------------------- the lists of the scopes

type Properties = readonly Property<BitTorrentChoker>[];

/** The promises that `held` keeps for any place of a newcomer. */
export const safety: Properties = [
  cap,
  onlyInterested,
  calm,
  newcomersWait,
  fastestFirst,
  equalsStay,
  noSlotIdle,
  optimisticServed,
  optimisticTurn,
  optimisticPasses,
  placeVacated,
];

/** The properties of every scope. */
export const properties = [tellsChanges, someoneWaits];
