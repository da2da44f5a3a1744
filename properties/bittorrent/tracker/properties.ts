/**
 * The properties of a swarm with trackers. The numbers S18, T1 to T5 and L3 are those of
 * `docs/bittorrent-tracker.md`.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Fairness } from '../../../checker/property/fairness.ts';
import type { Transition, Views } from '../../../checker/semantics/views.ts';
import type { SwarmView } from '../../../models/bittorrent/messages.ts';
import type {
  Announce,
  AnnouncerView,
  Peers,
  TrackedSwarm,
  TrackerView,
} from '../../../models/bittorrent/tracker/messages.ts';
import { type Fault, kit, type TrackedHistory } from './kit.ts';

type Step = Transition<TrackedSwarm>;
type View = TrackedSwarm['view'];

// ------------------------------------------------------------- what a step received and sent

interface SentTo<T> {
  readonly to: NodeId;
  readonly message: T;
}

function sent<T extends TrackedSwarm['message']>({ effects }: Step, type: T['type']): readonly SentTo<T>[] {
  return effects.flatMap((effect) =>
    effect.type === 'send' && effect.message.type === type ? [effect as unknown as SentTo<T>] : [],
  );
}

function announces(step: Step): readonly SentTo<Announce>[] {
  return sent<Announce>(step, 'Announce');
}

// ------------------------------------------------------------- views

function isPeer(view: View): view is SwarmView {
  return view.role === 'peer';
}

function peersIn(views: Views<TrackedSwarm>): readonly (readonly [NodeId, SwarmView])[] {
  return [...views].flatMap(([node, view]) => (isPeer(view) ? [[node, view] as const] : []));
}

function trackersIn(views: Views<TrackedSwarm>): readonly (readonly [NodeId, TrackerView])[] {
  return [...views].flatMap(([node, view]) => (view.role === 'tracker' ? [[node, view] as const] : []));
}

function announcerOf(view: View): AnnouncerView | undefined {
  return isPeer(view) ? view.announcer : undefined;
}

/** The partners with a connection that is open or dialled. */
function connectedIn({ connections }: SwarmView): readonly NodeId[] {
  return [...connections].flatMap(([partner, { stage }]) =>
    stage === 'open' || stage === 'dialling' ? [partner] : [],
  );
}

function unverifiedIn({ limits, pieces }: SwarmView): number {
  return (limits.pieces - pieces.size) * limits.blocksPerPiece;
}

// ------------------------------------------------------------- announcer (S18)

/** A promise of S18 that the monitor judges: it holds where no announce broke it. */
function without(fault: Fault, name: string, says: string, source: string) {
  return kit.always({
    ...{ name, says, source },
    premise: (_: Views<TrackedSwarm>, { sessions }: TrackedHistory) => sessions.size > 0,
    world: (_: Views<TrackedSwarm>, { faults }: TrackedHistory) => !faults.has(fault),
  });
}

export const startedFirst = without(
  'started',
  'Started First',
  'The first announce to a tracker is `started`, and no other one is until the torrent has stopped.',
  'S18, T1; BEP 3, trackers: event',
);

export const completedOnce = without(
  'completed',
  'Completed Once',
  'A tracker gets `completed` only where `left` has reached 0 since the first announce, and of one peer once, restarts included.',
  'S18, T1; BEP 3, trackers: event',
);

export const notTooEarly = without(
  'early',
  'Not Too Early',
  'An announce without an event never comes before `min interval`, and not at once where a tracker gives none.',
  'S18, T1; libtorrent, announce_entry: min_interval',
);

export const eachInterval = kit.always({
  name: 'Each Interval',
  says: 'An announcer does not wait longer than the interval that the last tracker gave.',
  source: 'S18, T1; BEP 3, trackers: interval',
  premise: (views) => peersIn(views).some(([, view]) => announcerOf(view)?.state === 'waiting'),
  world: (views, { sessions }) =>
    peersIn(views).every(([peer, view]) => {
      const { ticks = 0, interval = null } = sessions.get(peer) ?? {};
      return announcerOf(view)?.state !== 'waiting' || interval === null || ticks < interval;
    }),
});

export const exactLeft = kit.step({
  name: 'Exact Left',
  says: 'The `left` of an announce counts what is not verified.',
  source: 'S18, T1; BEP 3, trackers: left',
  premise: (step) => isPeer(step.before) && announces(step).length > 0,
  holds: (step) => {
    const { after } = step;
    return isPeer(after) && announces(step).every(({ message }) => message.left === unverifiedIn(after));
  },
});

export const stoppedLast = kit.step({
  name: 'Stopped Last',
  says: 'Where the user stops a torrent, every tracker that answered it gets `stopped`, and nothing after it.',
  source: 'S18, T1; BEP 3, trackers: event',
  premise: (step) => isStop(step) && (announcerOf(step.before)?.joined.size ?? 0) > 0,
  holds: (step) =>
    !isStop(step) ||
    [...(announcerOf(step.before)?.joined ?? [])].every((tracker) => {
      const last = announces(step).filter(({ to }) => to === tracker);
      return last.length === 1 && last[0]?.message.event === 'stopped';
    }),
});

export const stoppedEverywhere = kit.always({
  name: 'Stopped Everywhere',
  says: 'A torrent that is stopped has announced `stopped` to every tracker that may know the peer.',
  source: 'S18, T1; BEP 3, trackers: event',
  premise: (views, { sessions }) =>
    peersIn(views).some(([peer, view]) => isStopped(view) && sessions.get(peer) !== undefined),
  world: (views, { sessions }) =>
    peersIn(views).every(([peer, view]) => !isStopped(view) || sessions.get(peer)?.mayKnow.size === 0),
});

/** A torrent that waits to start again is stopped, too. */
function isStopped(view: SwarmView): boolean {
  return ['off', 'stopping'].includes(stateOf(view));
}

function isStop({ event }: Step): boolean {
  return event.type === 'input' && event.input.type === 'stop';
}

export const triesInOrder = kit.step({
  name: 'Tries In Order',
  says: 'Trackers are tried in the order of the tiers; none is passed over but those that failed just now or said when to retry.',
  source: 'T4; BEP 12',
  premise: (step) => tried(step) !== undefined,
  holds: (step) => {
    const [tracker, tiers] = tried(step) ?? [undefined, []];
    const { before, after } = step;
    const order = tiers.flat();
    const asked = announcerOf(before)?.asked?.to;
    const isFirstTry = asked === undefined || announcerOf(after)?.state === 'resting';
    const passed = order.slice(isFirstTry ? 0 : order.indexOf(asked) + 1, order.indexOf(tracker ?? ''));
    return passed.every((other) => announcerOf(after)?.barred.has(other));
  },
});

/** The tracker that a step tries, and the tiers of that moment; a `stopped` and an answer try none. */
function tried(step: Step): readonly [NodeId, AnnouncerView['tiers']] | undefined {
  const one = announces(step).find(({ message }) => message.event !== 'stopped');
  const isAnswer = step.event.type === 'message' && step.event.message.type === 'Peers';
  const tiers = announcerOf(step.before)?.tiers;
  return one === undefined || isAnswer || tiers === undefined ? undefined : [one.to, tiers];
}

export const restsLast = kit.step({
  name: 'Rests Last',
  says: 'An announcer rests only after it has tried every tracker that it may ask.',
  source: 'T4; BEP 12',
  premise: (step) => announcerOf(step.before)?.asked != null && isResting(step.after),
  holds: (step) => {
    const { asked, tiers = [] } = announcerOf(step.before) ?? {};
    const order = tiers.flat();
    const untried = order.slice(order.indexOf(asked?.to ?? '') + 1);
    return !isResting(step.after) || untried.every((one) => announcerOf(step.after)?.barred.has(one));
  },
});

function isResting(view: View): boolean {
  return announcerOf(view)?.state === 'resting';
}

export const worksFirst = kit.step({
  name: 'Working Tracker First',
  says: 'A tracker that answers is in front of its tier from then on.',
  source: 'T4; BEP 12',
  premise: (step) => answering(step) !== undefined,
  holds: (step) => {
    const tracker = answering(step);
    return (
      tracker === undefined || (announcerOf(step.after)?.tiers ?? []).some(([first]) => first === tracker)
    );
  },
});

/** The tracker whose awaited answer a step took. */
function answering({ event, before }: Step): NodeId | undefined {
  if (event.type !== 'message' || event.message.type !== 'Peers') return undefined;
  const asked = announcerOf(before)?.asked;
  return asked?.to === event.from && asked.event === event.message.to ? asked.to : undefined;
}

export const heedsRetryIn = without(
  'barred',
  'Heeds Retry In',
  'A tracker that said when to retry, or never, is not asked before.',
  'BEP 31',
);

export const backsOff = without(
  'pause',
  'Backs Off',
  'Where all trackers fail again, the announcer rests twice as long as before, up to the longest pause.',
  'T4',
);

export const barsRefusing = kit.step({
  name: 'Bars A Tracker That Refuses',
  says: 'A tracker that says never is barred in the step in which it says so.',
  source: 'BEP 31',
  premise: (step) => refusing(step) !== undefined,
  holds: (step) => {
    const tracker = refusing(step);
    return tracker === undefined || announcerOf(step.after)?.barred.get(tracker) === 'never';
  },
});

function refusing({ event, before }: Step): NodeId | undefined {
  if (event.type !== 'message' || event.message.type !== 'Failure') return undefined;
  const { retryIn, to } = event.message;
  const asked = announcerOf(before)?.asked;
  const isAwaited = asked?.to === event.from && asked.event === to;
  return isAwaited && retryIn === 'never' ? event.from : undefined;
}

// ------------------------------------------------------------- dialling

export const fewDialled = kit.step({
  name: 'Few Dialled',
  says: 'A peer dials only while it has fewer connections than `connections`.',
  source: 'T3',
  premise: (step) => dialledIn(step).length > 0,
  holds: (step) =>
    dialledIn(step).length === 0 ||
    (isPeer(step.after) && connectedIn(step.after).length <= (step.after.dialling?.connections ?? 0)),
});

/** The peers that a step dialled. */
function dialledIn({ before, after }: Step): readonly NodeId[] {
  if (!isPeer(before) || !isPeer(after)) return [];
  return [...after.connections].flatMap(([partner, { stage }]) =>
    stage === 'dialling' && before.connections.get(partner)?.stage !== 'dialling' ? [partner] : [],
  );
}

export const bannedNotDialled = kit.step({
  name: 'Banned Not Dialled',
  says: 'No peer at a banned address is dialled, under any name.',
  source: 'S17, T3',
  premise: (step) => isPeer(step.before) && step.before.banned.size > 0 && isOther(step),
  holds: (step) => {
    const { before } = step;
    if (!isPeer(before)) return true;
    const { addresses } = before.limits;
    return dialledIn(step).every((peer) => !before.banned.has(addresses[peer] ?? peer));
  },
});

export const privateStaysPrivate = kit.step({
  name: 'Private Stays Private',
  says: 'Peers of another source than a tracker change nothing in a private torrent.',
  source: 'T5; BEP 27',
  premise: (step) => isOther(step),
  holds: (step) =>
    !isOther(step) ||
    (isPeer(step.before) &&
      isPeer(step.after) &&
      dialledIn(step).length === 0 &&
      step.before.dialling?.candidates.join() === step.after.dialling?.candidates.join()),
});

function isOther({ event }: Step): boolean {
  return event.type === 'input' && event.input.type === 'peers';
}

// ------------------------------------------------------------- tracker (T2)

export const givesFew = kit.step({
  name: 'Gives Few Others',
  says: 'A tracker gives at most `numwant` peers, each of them once, and never the one that asks.',
  source: 'T2; BEP 3, trackers: peers; BEP 23, numwant',
  premise: (step) => sent<Peers>(step, 'Peers').length > 0,
  holds: (step) =>
    sent<Peers>(step, 'Peers').every(
      ({ to, message: { peers } }) =>
        !peers.includes(to) &&
        new Set(peers).size === peers.length &&
        step.after.role === 'tracker' &&
        peers.length <= step.after.numWanted,
    ),
});

export const givesKnown = without(
  'forgotten',
  'Gives Known Peers',
  'A tracker gives no peer that stopped, or that was silent for more than two whole intervals.',
  'T2; BEP 3, trackers: interval',
);

export const keepsKnown = kit.always({
  name: 'Keeps Known Peers',
  says: 'A tracker knows every peer that announced in the last two intervals and did not stop.',
  source: 'T2',
  world: (views, { ages }) =>
    trackersIn(views).every(([tracker, { known }]) =>
      [...(ages.get(tracker) ?? [])].every(([peer, age]) => age > 2 || known.has(peer)),
    ),
});

// ------------------------------------------------------------- restarts

export const keepsPieces = kit.step({
  name: 'Keeps Verified Pieces',
  says: 'A peer that restarts has the pieces that it verified and stored.',
  source: 'S10',
  survivesRestart: true,
  holds: ({ before, after }) =>
    !('pieces' in before && 'pieces' in after) ||
    [...(before as Pick<SwarmView, 'pieces'>).pieces].every((piece) => after.pieces.has(piece)),
});

export const showsVerified = without(
  'unverified',
  'Shows Verified Pieces',
  'A peer shows only pieces that it verified, after a restart, too.',
  'S10',
);

export const storesFirst = kit.step({
  name: 'Stores Before It Tells',
  says: 'A verified piece is stored before it is announced to a partner.',
  source: 'S10, V1',
  premise: (step) => sent(step, 'Have').length > 0,
  holds: ({ effects }) => {
    const told = effects.findIndex((effect) => effect.type === 'send' && effect.message.type === 'Have');
    const stored = effects.findIndex((effect) => effect.type === 'persist');
    return told < 0 || (stored >= 0 && stored < told);
  },
});

// ------------------------------------------------------------- liveness

/** Every peer is complete whose torrent the user did not stop. */
function isAllComplete(views: Views<TrackedSwarm>): boolean {
  return peersIn(views).every(
    ([, view]) => view.pieces.size === view.limits.pieces || ['off', 'stopping'].includes(stateOf(view)),
  );
}

function stateOf(view: SwarmView): AnnouncerView['state'] {
  return view.announcer?.state ?? 'off';
}

const fairness: Fairness<TrackedSwarm> = {
  weak: ['deliver'],
  // A message of another peer disables rounds and ticks for a moment, but none is put off for ever.
  strong: ['timeout round', 'timeout announce@tracking', 'timeout upload@S', 'timeout upload@A'],
};

export const findEachOther = kit.settles({
  name: 'Find Each Other',
  says: 'Peers of one tracker find each other: in the end each pair is connected.',
  source: 'T3',
  fairness,
  withinMs: 1_800_000,
  world: (views) =>
    peersIn(views).every(([peer, { connections }]) =>
      [...connections].every(([partner, { stage }]) => partner === peer || stage === 'open'),
    ),
});

export const completion = kit.settles({
  name: 'Completion Through A Tracker',
  says: 'In the end all peers that run are complete, though they know nothing but their tracker at first.',
  source: 'L3, T3',
  fairness,
  withinMs: 1_800_000,
  world: (views) => isAllComplete(views),
});

export const completionPossible = kit.possible({
  name: 'Completion Through A Tracker Possible',
  says: 'From every world all peers that run can complete.',
  source: 'L3, T3',
  world: (views) => isAllComplete(views),
});

export const completionAnnounced = kit.settles({
  name: 'Completion Announced',
  says: 'In the end a tracker has got `completed` of every peer that had to download something.',
  source: 'S18, T1',
  fairness,
  withinMs: 1_800_000,
  world: (views, { completed }) => peersIn(views).every(([peer]) => peer === 'S' || completed.has(peer)),
});

// ------------------------------------------------------------- what must be reachable

export const someCompleted = kit.sometimes({
  name: 'Some Completed',
  says: 'A tracker gets `completed`.',
  source: 'BEP 3, trackers: event',
  world: (_, { completed }) => completed.size > 0,
});

export const someRest = kit.sometimes({
  name: 'Some Rest',
  says: 'All trackers fail twice, and the pause is longer the second time.',
  source: 'T4',
  node: (view) => (announcerOf(view)?.pause ?? 0) > 1,
});

export const someForgotten = kit.sometimes({
  name: 'Some Forgotten',
  says: 'A tracker forgets a peer.',
  source: 'T2',
  world: (views, { ages }) =>
    trackersIn(views).some(([tracker, { known }]) =>
      [...(ages.get(tracker)?.keys() ?? [])].some((peer) => !known.has(peer)),
    ),
});

/** The properties of every scope. */
export const properties = [
  startedFirst,
  completedOnce,
  notTooEarly,
  eachInterval,
  exactLeft,
  givesFew,
  givesKnown,
  keepsKnown,
];
