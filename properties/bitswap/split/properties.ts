/**
 * The properties of the split factor: its limits, when it changes, and how a request is divided. Those of the
 * last part are claims that the published rule does not keep (`refuted.ts`).
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Transition } from '../../../checker/semantics/views.ts';
import type {
  BitswapSplit,
  Key,
  PartnerView,
  Receipt,
  SessionView,
} from '../../../models/bitswap/split/messages.ts';
import { kit } from './kit.ts';

type View = SessionView | PartnerView;

/** A step that counts a receipt. */
interface Counted {
  readonly before: SessionView;
  readonly after: SessionView;
  readonly receipt: Receipt;
  /** The share of duplicates, this receipt included. */
  readonly share: number;
}

function countedIn({ before, after, event }: Transition<BitswapSplit>): Counted | undefined {
  if (before.role !== 'session' || after.role !== 'session') return undefined;
  const share = after.duplicates / after.received;
  if (event.type === 'input' && event.input.type !== 'want')
    return { before, after, receipt: event.input.type, share };
  if (event.type !== 'message' || event.message.type !== 'Block' || after.received === before.received)
    return undefined;
  return { before, after, receipt: before.past.has(event.message.key) ? 'duplicate' : 'unique', share };
}

/** A condition on steps that count a receipt, with a premise. */
function overReceipts(premise: (step: Counted) => boolean, holds: (step: Counted) => boolean) {
  const applies = (step: Counted | undefined): step is Counted => step !== undefined && premise(step);
  return {
    premise: (transition: Transition<BitswapSplit>) => applies(countedIn(transition)),
    holds: (transition: Transition<BitswapSplit>) => {
      const step = countedIn(transition);
      return !applies(step) || holds(step);
    },
  };
}

const change = ({ before, after }: Counted) => after.split - before.split;

/** Whether so many duplicates came that the split rises, by the code. */
const areMany = ({ receipt, after, share }: Counted) =>
  receipt === 'duplicate' && after.received > 2 && share > 0.4;
/** Whether so few came that it falls. */
const areFew = ({ receipt, share }: Counted) => receipt === 'unique' && share < 0.2;

// ------------------------------------------------------------- the counters

export const withinLimits = kit.always({
  name: 'Within Limits',
  says: 'The split is at least 1 and at most 16.',
  source: 'go-bitswap, maxSplit',
  node: (view: View) => view.role === 'partner' || (view.split >= 1 && view.split <= 16),
});

export const oneAtATime = kit.step({
  name: 'One At A Time',
  says: 'A receipt changes the split by at most 1.',
  source: 'go-bitswap, sessionrequestsplitter',
  ...overReceipts(
    () => true,
    (step) => Math.abs(change(step)) <= 1,
  ),
});

export const receiptsCount = kit.step({
  name: 'Receipts Count',
  says: 'Each receipt counts once, and as a duplicate only if it is one.',
  source: 'go-bitswap, RecordUniqueBlock and RecordDuplicateBlock',
  ...overReceipts(
    () => true,
    ({ before, after, receipt }) =>
      after.received === before.received + 1 &&
      after.duplicates === before.duplicates + (receipt === 'duplicate' ? 1 : 0),
  ),
});

export const manyRaise = kit.step({
  name: 'Many Duplicates Raise',
  says: 'A duplicate raises a split below 16 if more than 2 receipts came and more than two fifths are duplicates.',
  source: 'go-bitswap, maxAcceptableDupes = 0.4',
  ...overReceipts(
    (step) => areMany(step) && step.before.split < 16,
    (step) => change(step) === 1,
  ),
});

export const fewLower = kit.step({
  name: 'Few Duplicates Lower',
  says: 'A unique block lowers a split above 1 if less than a fifth of the receipts are duplicates.',
  source: 'go-bitswap, minDuplesToTryLessSplits = 0.2',
  ...overReceipts(
    (step) => areFew(step) && step.before.split > 1,
    (step) => change(step) === -1,
  ),
});

export const staysBetween = kit.step({
  name: 'Stays Between',
  says: 'Any other receipt leaves the split as it is.',
  source: 'go-bitswap, sessionrequestsplitter',
  ...overReceipts(
    (step) => !areMany(step) && !areFew(step),
    (step) => change(step) === 0,
  ),
});

export const splitsFully = kit.sometimes({
  name: 'Splits Fully',
  says: 'The split is 16.',
  source: 'go-bitswap, maxSplit',
  node: (view) => view.role === 'session' && view.split === 16,
});

/** What the lecture's thresholds amount to. */
export const neverSplits = kit.always({
  name: 'Never Splits',
  says: 'The split is never above 2, and 1 after the first unique block.',
  source: 'Lecture: thresholds 4 and 2',
  node: (view: View) => view.role === 'partner' || view.split === (view.received > view.duplicates ? 1 : 2),
});

// ------------------------------------------------------------- the division of a request

/** The partners that a request asks, with the keys that each is asked for. */
function divisionIn({ event, effects }: Transition<BitswapSplit>) {
  if (event.type !== 'input' || event.input.type !== 'want') return undefined;
  const asks = effects.flatMap((effect): { to: NodeId; keys: readonly Key[] }[] =>
    effect.type === 'send' && effect.message.type === 'Want'
      ? [{ to: effect.to, keys: effect.message.keys }]
      : [],
  );
  return { keys: event.input.keys, asks };
}

function overRequests(holds: (division: NonNullable<ReturnType<typeof divisionIn>>) => boolean) {
  return {
    premise: (step: Transition<BitswapSplit>) => divisionIn(step) !== undefined,
    holds: (step: Transition<BitswapSplit>) => {
      const division = divisionIn(step);
      return division === undefined || holds(division);
    },
  };
}

function differ(counts: readonly number[]): number {
  return counts.length === 0 ? 0 : Math.max(...counts) - Math.min(...counts);
}

export const everyKeyAsked = kit.step({
  name: 'Every Key Asked',
  says: 'Each key of a request goes to a partner.',
  source: 'go-bitswap, SplitRequest',
  ...overRequests(({ keys, asks }) => keys.every((key) => asks.some((ask) => ask.keys.includes(key)))),
});

export const evenLoads = kit.step({
  name: 'Even Loads',
  says: 'Partners that are asked differ by at most one key, and keys by at most one partner.',
  source: 'go-bitswap, SplitRequest: dealt in turn',
  ...overRequests(
    ({ keys, asks }) =>
      differ(asks.map((ask) => ask.keys.length)) <= 1 &&
      differ(keys.map((key) => asks.filter((ask) => ask.keys.includes(key)).length)) <= 1,
  ),
});

export const divides = kit.step({
  name: 'Divides',
  says: 'At a split of 2 or more, of several partners that are asked none is asked for all of several keys.',
  source: 'go-bitswap, SplitRequest',
  premise: ({ before }) => before.role === 'session' && before.split > 1,
  holds: (step) => {
    const division = divisionIn(step);
    if (division === undefined || step.before.role !== 'session' || step.before.split < 2) return true;
    const { keys, asks } = division;
    return keys.length < 2 || asks.length < 2 || asks.every((ask) => ask.keys.length < keys.length);
  },
});

export const wantedArrives = kit.settles({
  name: 'Wanted Arrives',
  says: 'Each block that a partner holds arrives once the user wants it.',
  source: 'go-bitswap, session: handleIdleTick',
  withinMs: 10_000,
  fairness: { weak: ['deliver', 'timeout'] },
  node: (view: View) => view.role === 'partner' || view.wanted.size === 0,
});

export const duplicateArrives = kit.sometimes({
  name: 'Duplicate Arrives',
  says: 'A block arrives a second time.',
  source: 'go-bitswap, sessionrequestsplitter',
  node: (view) => view.role === 'session' && view.duplicates > 0,
});

// ------------------------------------------------------------- claims that are refuted

export const waitsForReceipts = kit.step({
  name: 'Waits For Receipts',
  says: 'The first two receipts leave the split as it is.',
  source: 'go-bitswap, minReceivedToAdjustSplit = 2',
  ...overReceipts(
    ({ after }) => after.received <= 2,
    (step) => change(step) === 0,
  ),
});

export const duplicatesInARow = kit.always({
  name: 'Duplicates In A Row Raise',
  says: 'Three duplicates in a row raise the split.',
  source: 'go-bitswap, sessionrequestsplitter',
  premise: (view: View) => view.role === 'session' && view.duplicates >= 3,
  node: (view: View) => view.role === 'partner' || view.duplicates < 3 || view.split > 1,
});

export const holderAsked = kit.always({
  name: 'A Holder Is Asked',
  says: 'A wanted block is asked of a partner that holds it, before all partners are asked.',
  source: 'go-bitswap, SplitRequest',
  world: (views) => {
    const all = [...views.values()];
    const holders = (key: Key) =>
      all.flatMap((view) => (view.role === 'partner' && view.holds.includes(key) ? [view.name] : []));
    return all.every(
      (view) =>
        view.role === 'partner' ||
        [...view.wanted].every(
          ([key, asked]) => view.broadcast.has(key) || asked.some((one) => holders(key).includes(one)),
        ),
    );
  },
});

/** Whether a step receives a block for which all partners were asked. */
function isBroadcast({ before, event }: Transition<BitswapSplit>): boolean {
  return (
    before.role === 'session' &&
    event.type === 'message' &&
    event.message.type === 'Block' &&
    before.broadcast.has(event.message.key)
  );
}

export const broadcastsDoNotRaise = kit.step({
  name: 'Broadcasts Do Not Raise',
  says: 'A block for which all partners were asked does not raise the split.',
  source: 'go-bitswap#120: a miss should lower the split',
  premise: isBroadcast,
  holds: (step) => {
    const { before, after } = step;
    if (before.role !== 'session' || after.role !== 'session') return true;
    return !isBroadcast(step) || after.split <= before.split;
  },
});

/** The properties of every scope. */
export const properties = [withinLimits, oneAtATime, receiptsCount];
