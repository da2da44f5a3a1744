/**
 * The properties of a DAG walk: what is visited and when, what is asked for, the limits, and the end. Each known
 * bug breaks one of them.
 */
import type { Transition } from '../../../checker/semantics/views.ts';
import type {
  BitswapWalk,
  Cid,
  ExchangeView,
  WalkerView,
  WalkMessage,
  WalkOutput,
} from '../../../models/bitswap/walk/messages.ts';
import { identityLinks, isCut } from '../../../models/bitswap/walk/steps.ts';
import { kit } from './kit.ts';

type View = WalkerView | ExchangeView;

/** One step of the walker. */
interface WalkStep {
  readonly before: WalkerView;
  readonly after: WalkerView;
  readonly event: Transition<BitswapWalk>['event'];
  readonly outputs: readonly WalkOutput[];
  readonly sends: readonly WalkMessage[];
  /** Whether a new walk begins, so that `before` is the end of another one. */
  readonly begins: boolean;
}

function stepOf({ before, after, event, effects }: Transition<BitswapWalk>): WalkStep | undefined {
  if (before.role !== 'walker' || after.role !== 'walker') return undefined;
  return {
    ...{ before, after, event },
    outputs: effects.flatMap((effect) => (effect.type === 'output' ? [effect.value] : [])),
    sends: effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : [])),
    begins: event.type === 'input' && event.input.type === 'walk',
  };
}

/** A condition on steps of the walker with a premise. */
function overSteps(premise: (step: WalkStep) => boolean, holds: (step: WalkStep) => boolean) {
  const applies = (step: WalkStep | undefined): step is WalkStep => step !== undefined && premise(step);
  return {
    premise: (transition: Transition<BitswapWalk>) => applies(stepOf(transition)),
    holds: (transition: Transition<BitswapWalk>) => {
      const step = stepOf(transition);
      return !applies(step) || holds(step);
    },
  };
}

/** A condition on the walker, in every world. */
function overViews(holds: (view: WalkerView) => boolean) {
  return { node: (view: View) => view.role === 'exchange' || holds(view) };
}

function visitsIn({ outputs }: WalkStep): readonly Cid[] {
  return outputs.flatMap((output) => (output.type === 'visit' ? [output.cid] : []));
}

function asksIn({ sends }: WalkStep): readonly Cid[] {
  return sends.flatMap((message) => (message.type === 'Want' ? [message.cid] : []));
}

function cancelsIn({ sends }: WalkStep): readonly Cid[] {
  return sends.flatMap((message) => (message.type === 'Cancel' ? [message.cid] : []));
}

function areDistinct(cids: readonly Cid[]): boolean {
  return new Set(cids).size === cids.length;
}

const visits = (step: WalkStep) => visitsIn(step).length > 0;
const asks = (step: WalkStep) => asksIn(step).length > 0;

// ------------------------------------------------------------- visits

export const once = kit.step({
  name: 'Visited Once',
  says: 'No walk visits a block twice.',
  source: 'kubo#447',
  ...overSteps(visits, (step) => {
    const all = visitsIn(step);
    return areDistinct(all) && (step.begins || all.every((cid) => !step.before.got.has(cid)));
  }),
});

export const parentFirst = kit.step({
  name: 'Parent First',
  says: 'A block is visited after a block that links to it, unless it is the root.',
  source: 'IPFS, section 3.5',
  ...overSteps(visits, (step) => {
    const { before, after } = step;
    const seen = new Set<Cid>(step.begins ? [] : before.got.keys());
    return visitsIn(step).every((cid) => {
      const isLinked = [...seen].some((parent) => after.got.get(parent)?.includes(cid));
      seen.add(cid);
      return isLinked || cid === after.root;
    });
  }),
});

export const onlyAsked = kit.step({
  name: 'Only Asked',
  says: 'A block is visited if it is an identity CID, or came while it was asked for.',
  source: 'IPFS, section 3.5: tamper resistance',
  ...overSteps(visits, (step) => {
    const { before, event } = step;
    const came = event.type === 'message' && event.message.type === 'Block' ? event.message.cid : undefined;
    return visitsIn(step).every(
      (cid) => identityLinks(cid) !== undefined || (cid === came && before.wants.has(cid)),
    );
  }),
});

export const badIgnored = kit.step({
  name: 'Bad Blocks Change Nothing',
  says: 'A block with wrong data is neither visited nor expanded, and its want stays.',
  source: 'IPFS, section 3.5: tamper resistance',
  ...overSteps(
    ({ event }) => event.type === 'message' && event.message.type === 'Block' && event.message.data === 'bad',
    ({ before, after, sends, outputs }) =>
      sends.length + outputs.length === 0 &&
      after.got.size === before.got.size &&
      after.wants.size === before.wants.size &&
      after.depths.size === before.depths.size,
  ),
});

// ------------------------------------------------------------- wants

export const askedOnce = kit.step({
  name: 'Asked Once',
  says: 'No walk asks twice for a CID.',
  source: 'kubo#447',
  ...overSteps(asks, (step) => {
    const all = asksIn(step);
    const { wants, got, missing } = step.before;
    const isAnew = (cid: Cid) => !wants.has(cid) && !got.has(cid) && !missing.has(cid);
    return areDistinct(all) && (step.begins || all.every(isAnew));
  }),
});

export const identityStays = kit.step({
  name: 'Identity Stays Home',
  says: 'No identity CID is asked for.',
  source: 'js-ipfs#3289; boxo#1117',
  ...overSteps(asks, (step) => asksIn(step).every((cid) => identityLinks(cid) === undefined)),
});

export const oneSession = kit.step({
  name: 'One Session',
  says: 'All messages of a walk carry the number of its session, and only a new walk has a new one.',
  source: 'go-merkledag#56; kubo#7202',
  ...overSteps(
    ({ sends }) => sends.length > 0,
    ({ before, after, sends, begins }) =>
      sends.every((message) => message.session === after.session) &&
      after.session === before.session + (begins ? 1 : 0),
  ),
});

export const wantsBounded = kit.always({
  name: 'Wants Bounded',
  says: 'No more wants are under way than the limit says.',
  source: 'kubo#3571; kubo#3433',
  ...overViews(({ wants, limits }) => wants.size <= limits.wantsMax),
});

export const givenUpIsCancelled = kit.step({
  name: 'Given Up Is Cancelled',
  says: 'A want that ends without an answer is cancelled.',
  source: 'go-bitswap#253',
  ...overSteps(
    ({ event, before }) => event.type !== 'message' && before.wants.size > 0,
    (step) => {
      const cancels = cancelsIn(step);
      return [...step.before.wants].every((cid) => step.after.wants.has(cid) || cancels.includes(cid));
    },
  ),
});

// ------------------------------------------------------------- limits

/** The shortest way from the root to each block that is there or known by a link, in links. */
function distancesIn({ root, got }: WalkerView): ReadonlyMap<Cid, number> {
  const found = new Map<Cid, number>(root === null ? [] : [[root, 0]]);
  for (const [cid, distance] of found)
    for (const link of got.get(cid) ?? []) if (!found.has(link)) found.set(link, distance + 1);
  return found;
}

export const depthBounded = kit.always({
  name: 'Depth Bounded',
  says: 'Nothing beyond the greatest depth is noted, asked for or visited.',
  source: 'kubo#5337',
  ...overViews(({ depths, limits }) => [...depths.values()].every((depth) => depth <= limits.depthMax)),
});

export const shortestWay = kit.always({
  name: 'Shortest Way Counts',
  says: 'The depth of a known CID is its shortest way from the root, in any order of the answers.',
  source: 'kubo#5142; kubo#5337',
  ...overViews((view) => {
    const distances = distancesIn(view);
    return [...view.depths].every(([cid, depth]) => distances.get(cid) === depth);
  }),
});

export const allWithinReach = kit.always({
  name: 'All Within Reach',
  says: 'Every link of a block is known, unless it is beyond the greatest depth or no room was left.',
  source: 'kubo#3688',
  ...overViews((view) => {
    const { depths, limits, got } = view;
    if (depths.size >= limits.knownMax) return true;
    const distances = distancesIn(view);
    return [...got].every(
      ([cid, links]) =>
        (distances.get(cid) ?? 0) >= limits.depthMax || links.every((link) => depths.has(link)),
    );
  }),
});

export const knownBounded = kit.always({
  name: 'Known Bounded',
  says: 'No more CIDs are known than the limit says.',
  source: 'kubo#3598',
  ...overViews(({ depths, limits }) => depths.size <= limits.knownMax),
});

export const linksBounded = kit.always({
  name: 'Links Bounded',
  says: 'No more links of a block are followed than the limit says.',
  source: 'Bitswap 1.2.0: a block has at most 2 MiB, so a node may have 50,000 links',
  ...overViews(({ got, limits }) => [...got.values()].every((links) => links.length <= limits.linksMax)),
});

// ------------------------------------------------------------- the end

export const accounted = kit.always({
  name: 'All Accounted For',
  says: 'Each known CID waits, is asked for, is there or is missing; at the end it is there or missing.',
  source: 'go-merkledag, FetchGraph',
  ...overViews(({ phase, depths, queue, wants, got, missing }) => {
    if (phase === 'stopped') return queue.length + wants.size === 0;
    const isDone = phase !== 'ended' || queue.length + wants.size === 0;
    const places = [...queue, ...wants, ...got.keys(), ...missing];
    return isDone && places.length === depths.size && places.every((cid) => depths.has(cid));
  }),
});

export const missingIsTrue = kit.step({
  name: 'Missing Is True',
  says: 'A CID becomes missing if the exchange says so in this session, or no answer came for a time.',
  source: 'Decided here: answers repeat the number of their session',
  ...overSteps(
    ({ before, after }) => after.missing.size > before.missing.size,
    ({ before, after, event }) => {
      if (event.type === 'timeout') return true;
      if (event.type !== 'message' || event.message.type !== 'Missing') return false;
      const { cid, session } = event.message;
      const fresh = [...after.missing].filter((one) => !before.missing.has(one));
      return session === before.session && fresh.every((one) => one === cid);
    },
  ),
});

export const missingNamed = kit.step({
  name: 'Missing Is Named',
  says: 'The report names every missing CID, and says "whole" only if none is missing and no limit left a link out.',
  source: 'go-merkledag#39',
  ...overSteps(
    ({ outputs }) => outputs.some((output) => output.type === 'ended'),
    ({ after, outputs }) =>
      outputs.every(
        (output) =>
          output.type !== 'ended' ||
          (output.missing.join(' ') === [...after.missing].sort().join(' ') &&
            output.isWhole === (after.phase === 'ended' && after.missing.size === 0 && !isCut(after))),
      ),
  ),
});

export const walkEnds = kit.settles({
  name: 'Walk Ends',
  says: 'Every walk ends, also if wants are lost or get no answer.',
  source: 'kubo#843',
  withinMs: 600_000,
  fairness: { weak: ['deliver', 'timeout'] },
  ...overViews(({ phase }) => phase !== 'walking'),
});

/** Where nothing fails. */
export const walkIsWhole = kit.settles({
  name: 'Walk Is Whole',
  says: 'If the exchange has all blocks and loses nothing, everything that can be reached is there.',
  source: 'IPFS, section 3.5',
  withinMs: 600_000,
  fairness: { weak: ['deliver'] },
  ...overViews(({ phase, missing, depths, got }) => {
    return phase === 'idle' || (phase === 'ended' && missing.size === 0 && got.size === depths.size);
  }),
});

// ------------------------------------------------------------- what must be reachable

export const someMissing = kit.sometimes({
  name: 'Some Missing',
  says: 'A walk ends although a block is missing.',
  source: 'go-merkledag#39',
  node: (view) => view.role === 'walker' && view.phase === 'ended' && view.missing.size > 0,
});

export const leftOut = kit.sometimes({
  name: 'Left Out',
  says: 'A walk ends, and a limit left a link out.',
  source: 'kubo#5142',
  node: (view) => view.role === 'walker' && view.phase === 'ended' && isCut(view),
});

/** The properties of every scope. */
export const properties = [
  ...[once, parentFirst, onlyAsked, askedOnce, identityStays, oneSession, wantsBounded],
  ...[depthBounded, shortestWay, allWithinReach, knownBounded, linksBounded],
  ...[accounted, missingNamed, walkEnds],
];
