/**
 * The formal model of an announcer (T1, T4): the part of a peer that tells trackers that the peer is there, and
 * learns other peers from them. The root (`../torrent.ts`) tells it how much is left; it tells the root the
 * peers that it learns.
 *
 * Sources: BEP 3, section "trackers"; BEP 12 for several trackers; BEP 31 for `retry in`; libtorrent and
 * Transmission for `min interval`, which no BEP describes.
 *
 * Modelled in its own way, and what this means:
 * - One tracker is asked at a time (BEP 12). Many clients ask all tiers at once.
 * - Time is a timer that ticks. Where a response is awaited, the next tick is the end of the wait. A scope
 *   says whether a tick may come before a response that is under way.
 * - `started` goes to each tracker first, since trackers do not share what they know; `completed` goes to one.
 * - `stopped` goes once to every tracker that may know the peer, also where its answer never came; a tracker
 *   that does not answer it will forget.
 * - A tracker that says `retry in` stays barred while the torrent is stopped; no time passes for it then.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../../checker/actors/actor.ts';
import type {
  AnnounceEvent,
  AnnouncerPart,
  AnnouncerView,
  Failure,
  Peers,
  TrackingSetting,
} from './types.ts';

/** The events of an announcer. */
export type AnnouncerEvent = MachineEvent<AnnouncerPart>;

/** The context of an announcer. */
export interface AnnouncerContext extends Omit<AnnouncerView, 'state'> {
  readonly self: NodeId;
  readonly tracking: TrackingSetting;
}

/** The view of an announcer in a state of its machine. */
export function announcerView(value: unknown, context: AnnouncerContext): AnnouncerView {
  const { self: _, tracking: __, ...rest } = context;
  return { state: value as AnnouncerView['state'], ...rest };
}

// ------------------------------------------------------------- which tracker, and which event

/** The trackers that may be asked, in the order in which they are tried. */
export function openTrackers({ tiers, barred }: AnnouncerContext): readonly NodeId[] {
  return tiers.flat().filter((tracker) => !barred.has(tracker));
}

/** The tracker after the one that was asked; undefined after the last one. */
export function nextTracker(context: AnnouncerContext): NodeId | undefined {
  const order = context.tiers.flat();
  const at = order.indexOf(context.asked?.to ?? '');
  return openTrackers(context).find((tracker) => order.indexOf(tracker) > at);
}

/** The event of the next announce to a tracker (T1). */
export function eventFor({ joined, owesCompleted }: AnnouncerContext, tracker: NodeId): AnnounceEvent {
  if (!joined.has(tracker)) return 'started';
  return owesCompleted ? 'completed' : 'regular';
}

/** The tiers with a tracker that works in front of its tier (BEP 12). */
export function withWorking(tiers: AnnouncerContext['tiers'], tracker: NodeId): AnnouncerContext['tiers'] {
  return tiers.map((tier) =>
    tier.includes(tracker) ? [tracker, ...tier.filter((other) => other !== tracker)] : tier,
  );
}

/** An announce to a tracker. */
export function announceTo({ left }: AnnouncerContext, to: NodeId, event: AnnounceEvent) {
  return { type: 'send' as const, params: { to, message: { type: 'Announce' as const, event, left } } };
}

/** The trackers that may know this peer. */
export function tellStoppedTo({ mayKnow }: AnnouncerContext): readonly NodeId[] {
  return [...mayKnow].sort();
}

/** The longest interval, in longest pauses: a day where the longest pause is an hour. */
const intervalPausesMax = 24;

/**
 * The intervals after a response. A tracker may give any number: 0 counts as none, and a very long one is cut.
 * Without an interval a peer waits the longest pause, and without `min interval` the interval.
 */
export function intervalsOf({ interval, minInterval }: Peers, { pauseMax }: TrackingSetting) {
  const ticksOf = (given: number | null, otherwise: number) =>
    given === null || given <= 0 ? otherwise : Math.min(given, intervalPausesMax * pauseMax);
  const usual = ticksOf(interval, pauseMax);
  const least = ticksOf(minInterval, usual);
  return { interval: Math.max(usual, least), minInterval: least };
}

/** The trackers that are barred, one tick later. */
export function barredNext({ barred }: AnnouncerContext): AnnouncerContext['barred'] {
  const later = [...barred].map(
    ([tracker, ticks]) => [tracker, ticks === 'never' ? ticks : ticks - 1] as const,
  );
  return new Map(later.filter(([, ticks]) => ticks !== 0));
}

function isResponse(event: AnnouncerEvent): event is (Peers | Failure) & { readonly from: NodeId } {
  return event.type === 'Peers' || event.type === 'Failure';
}

const source = {
  event: 'BEP 3, trackers: event',
  interval: 'BEP 3, trackers: interval',
  early: 'libtorrent, announce_entry: min_interval',
  peers: 'BEP 3, trackers: peers',
  failure: 'BEP 3, trackers: failure reason; BEP 12',
  left: 'BEP 3, trackers: left',
};

/** The transitions of a state in which a response is awaited. */
const awaiting = (state: 'starting' | 'announcing') =>
  ({
    Peers: {
      description: 'The tracker answers: peers are learnt, and the tracker moves to the front of its tier.',
      meta: { source: source.peers, method: 'answer' },
      guard: 'isAwaited',
      target: 'waiting',
      actions: ['join', 'tellLearnt'],
    },
    Failure: [
      {
        description: 'The tracker refuses, and the next one is asked.',
        meta: { source: source.failure, method: 'fail' },
        guard: 'isAwaitedAndHasNext',
        target: state,
        reenter: true,
        actions: ['noteRefused', 'bar', 'askNext'],
      },
      {
        description: 'The last tracker refuses, too.',
        meta: { source: source.failure, method: 'fail' },
        guard: 'isAwaited',
        target: 'resting',
        actions: ['noteRefused', 'bar', 'rest'],
      },
    ],
    stop: {
      description: 'The user stops while a response is awaited.',
      meta: { source: source.event, method: 'stop' },
      target: 'stopping',
      actions: 'leave',
    },
  }) as const;

/** The end of the wait for a response. */
const silence = (state: 'starting' | 'announcing') =>
  [
    {
      description: 'The tracker does not answer, and the next one is asked.',
      meta: { source: source.failure, method: 'tick' },
      guard: 'hasNext',
      target: state,
      reenter: true,
      actions: 'askNext',
    },
    {
      description: 'The last tracker does not answer either.',
      meta: { source: source.failure, method: 'tick' },
      target: 'resting',
      actions: 'rest',
    },
  ] as const;

const unasked = {
  description: 'Every tracker refuses to be asked.',
  meta: { source: 'BEP 31', method: '#askFirst' },
  guard: 'isUnasked',
  target: 'resting',
  actions: 'rest',
} as const;

/** The state machine of an announcer. */
export const announcerMachine = setup({
  types: {
    context: {} as AnnouncerContext,
    events: {} as AnnouncerEvent,
    input: {} as Birth<AnnouncerPart>,
  },
  delays: { announce: 60_000 },
  guards: {
    isAwaited: ({ context: { asked }, event }) =>
      isResponse(event) && asked?.to === event.from && asked.event === event.to,
    isAwaitedAndHasNext: ({ context, event }) =>
      isResponse(event) &&
      context.asked?.to === event.from &&
      context.asked.event === event.to &&
      nextTracker(context) !== undefined,
    hasNext: ({ context }) => nextTracker(context) !== undefined,
    isUnasked: ({ context }) => context.asked === null,
    owesCompleted: ({ context }) => context.owesCompleted,
    /** More peers are needed, and the tracker allows to ask again. */
    isEarly: ({ context: { needsPeers, waited, minInterval } }) => needsPeers && waited >= minInterval,
    isDue: ({ context: { waited, interval } }) => waited + 1 >= interval,
    isRested: ({ context: { waited, pause } }) => waited + 1 >= pause,
    isRestedAtStart: ({ context: { waited, pause, joined } }) => waited + 1 >= pause && joined.size === 0,
    mayBeKnown: ({ context }) => context.mayKnow.size > 0,
    isAnsweredStopped: ({ context, event }) =>
      isResponse(event) && event.to === 'stopped' && context.leaving.has(event.from),
    hasLeft: ({ context }) => context.leaving.size === 0,
    hasLeftAndStartsAgain: ({ context }) => context.leaving.size === 0 && context.startsAgain,
  },
  actions: {
    ...effects<AnnouncerPart>(),
    begin: assign(({ event }) => (event.type === 'start' ? { left: event.left, owesCompleted: false } : {})),
    startAgain: assign({ startsAgain: ({ event }) => event.type === 'start' }),
    noteNeed: assign({
      needsPeers: ({ context, event }) => (event.type === 'needPeers' ? event.is : context.needsPeers),
    }),
    /** Where `left` reaches 0, `completed` is owed (T1). */
    noteProgress: assign(({ context, event }) => {
      if (event.type !== 'progress') return {};
      const { left } = event;
      return { left, owesCompleted: context.owesCompleted || (left === 0 && context.left > 0) };
    }),
    /** Asks the first tracker that is not barred. */
    askFirst: enqueueActions(({ context, enqueue }) => {
      const [to] = openTrackers(context);
      const event = to === undefined ? undefined : eventFor(context, to);
      enqueue.assign({
        startsAgain: false,
        asked: to === undefined || event === undefined ? null : { to, event },
        ...(to !== undefined && { mayKnow: new Set(context.mayKnow).add(to) }),
      });
      if (to !== undefined && event !== undefined) enqueue(announceTo(context, to, event));
    }),
    askNext: enqueueActions(({ context, enqueue }) => {
      const to = nextTracker(context);
      if (to === undefined) return;
      const event = eventFor(context, to);
      enqueue.assign({ asked: { to, event }, mayKnow: new Set(context.mayKnow).add(to) });
      enqueue(announceTo(context, to, event));
    }),
    join: assign(({ context, event }) => {
      if (event.type !== 'Peers') return {};
      const { from, to } = event;
      return {
        ...{ ...intervalsOf(event, context.tracking), waited: 0, pause: 0, asked: null },
        joined: new Set(context.joined).add(from),
        tiers: withWorking(context.tiers, from),
        owesCompleted: context.owesCompleted && to !== 'completed',
      };
    }),
    tellLearnt: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Peers' || event.peers.length === 0) return;
      const { peers } = event;
      enqueue({ type: 'send', params: { to: context.self, message: { type: 'learnt', peers } } });
    }),
    /** A tracker that refuses does not know the peer, unless it answered it before. */
    noteRefused: assign(({ context, event }) => {
      if (event.type !== 'Failure' || context.joined.has(event.from)) return {};
      return { mayKnow: new Set([...context.mayKnow].filter((tracker) => tracker !== event.from)) };
    }),
    /** A tracker that names the time of the next try, or says never, is not asked before (BEP 31). */
    bar: assign(({ context, event }) => {
      if (event.type !== 'Failure' || event.retryIn === null || event.retryIn === 0) return {};
      return { barred: new Map(context.barred).set(event.from, event.retryIn) };
    }),
    /** Every tracker failed: the pause begins, and is twice as long as the last one. */
    rest: assign({
      asked: null,
      waited: 0,
      pause: ({ context: { pause, tracking } }) => Math.min(Math.max(1, 2 * pause), tracking.pauseMax),
    }),
    tick: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ waited: context.waited + 1, barred: barredNext(context) });
      enqueue({ type: 'output', params: { value: { type: 'ticked' } } });
    }),
    leave: enqueueActions(({ context, enqueue }) => {
      const leaving = tellStoppedTo(context);
      enqueue.assign({
        ...{ leaving: new Set(leaving), mayKnow: new Set(), joined: new Set(), asked: null },
        ...{ owesCompleted: false, needsPeers: false, waited: 0, interval: 0, minInterval: 0, pause: 0 },
      });
      for (const tracker of leaving) enqueue(announceTo(context, tracker, 'stopped'));
    }),
    noteLeft: assign(({ context, event }) => {
      if (!isResponse(event)) return {};
      return { leaving: new Set([...context.leaving].filter((tracker) => tracker !== event.from)) };
    }),
    giveUp: assign({ leaving: new Set() }),
  },
}).createMachine({
  id: 'announcer',
  description: 'The part of a peer that announces it to trackers.',
  context: ({ input: { self, setting } }) => {
    if (setting.tracking === undefined) throw new Error('the setting of an announcer must have `tracking`');
    return {
      ...{ self, tracking: setting.tracking, tiers: setting.tracking.tiers },
      ...{ left: 0, owesCompleted: false, asked: null, needsPeers: false, startsAgain: false },
      ...{ mayKnow: new Set(), joined: new Set(), barred: new Map(), leaving: new Set() },
      ...{ waited: 0, interval: 0, minInterval: 0, pause: 0 },
    };
  },
  on: {
    progress: {
      description: 'A piece was verified, and less is left.',
      meta: { source: source.left, method: 'progress' },
      actions: 'noteProgress',
    },
    needPeers: {
      description: 'The root needs more peers, or not any more.',
      meta: { source: source.early, method: 'needPeers' },
      actions: 'noteNeed',
    },
    Failure: {
      description: 'A refusal that came late changes nothing but when the tracker is asked again.',
      meta: { source: 'BEP 31', method: 'fail' },
      actions: 'bar',
    },
  },
  initial: 'off',
  states: {
    off: {
      on: {
        start: {
          description: 'The torrent starts, and the first tracker is asked.',
          meta: { source: source.event, method: 'start' },
          target: 'starting',
          actions: ['begin', 'askFirst'],
        },
      },
    },
    starting: { always: unasked, on: awaiting('starting'), after: { announce: silence('starting') } },
    announcing: { always: unasked, on: awaiting('announcing'), after: { announce: silence('announcing') } },
    waiting: {
      always: [
        {
          description: 'The last piece was verified: `completed` does not wait for the interval.',
          meta: { source: source.event, method: '#askIfDue' },
          guard: 'owesCompleted',
          target: 'announcing',
          actions: 'askFirst',
        },
        {
          description: 'More peers are needed, and `min interval` is over.',
          meta: { source: source.early, method: '#askIfDue' },
          guard: 'isEarly',
          target: 'announcing',
          actions: 'askFirst',
        },
      ],
      on: {
        stop: {
          description: 'The user stops: `stopped` goes to the trackers.',
          meta: { source: source.event, method: 'stop' },
          target: 'stopping',
          actions: 'leave',
        },
      },
      after: {
        announce: [
          {
            description: 'The interval is over.',
            meta: { source: source.interval, method: 'tick' },
            guard: 'isDue',
            target: 'announcing',
            actions: ['tick', 'askFirst'],
          },
          {
            description: 'A part of the interval is over.',
            meta: { source: source.interval, method: 'tick' },
            target: 'waiting',
            reenter: true,
            actions: 'tick',
          },
        ],
      },
    },
    resting: {
      on: {
        stop: [
          {
            description: 'The user stops while all trackers fail: those that know the peer get `stopped`.',
            meta: { source: source.event, method: 'stop' },
            guard: 'mayBeKnown',
            target: 'stopping',
            actions: 'leave',
          },
          {
            description: 'The user stops, and no tracker knows the peer.',
            meta: { source: source.event, method: 'stop' },
            target: 'off',
            actions: 'leave',
          },
        ],
      },
      after: {
        announce: [
          {
            description: 'The pause is over, and no tracker knows the peer yet.',
            meta: { source: source.failure, method: 'tick' },
            guard: 'isRestedAtStart',
            target: 'starting',
            actions: ['tick', 'askFirst'],
          },
          {
            description: 'The pause is over.',
            meta: { source: source.failure, method: 'tick' },
            guard: 'isRested',
            target: 'announcing',
            actions: ['tick', 'askFirst'],
          },
          {
            description: 'A part of the pause is over.',
            meta: { source: source.failure, method: 'tick' },
            target: 'resting',
            reenter: true,
            actions: 'tick',
          },
        ],
      },
    },
    stopping: {
      always: [
        {
          description: 'Every tracker answered, and the user has started the torrent again.',
          meta: { source: source.event, method: '#endIfLeft' },
          guard: 'hasLeftAndStartsAgain',
          target: 'starting',
          actions: 'askFirst',
        },
        {
          description: 'Every tracker answered.',
          meta: { source: source.event, method: '#endIfLeft' },
          guard: 'hasLeft',
          target: 'off',
        },
      ],
      on: {
        Peers: {
          description: 'A tracker answers `stopped`.',
          meta: { source: source.event, method: 'answer' },
          guard: 'isAnsweredStopped',
          actions: 'noteLeft',
        },
        Failure: {
          description: 'A tracker refuses `stopped`, and is not told again.',
          meta: { source: source.event, method: 'fail' },
          guard: 'isAnsweredStopped',
          actions: ['bar', 'noteLeft'],
        },
        start: {
          description: 'The user starts the torrent again; it starts once the trackers have answered.',
          meta: { source: source.event, method: 'start' },
          actions: ['begin', 'startAgain'],
        },
        stop: {
          description: 'The user stops the torrent again.',
          meta: { source: source.event, method: 'stop' },
          actions: 'startAgain',
        },
      },
      after: {
        announce: {
          description: 'A tracker does not answer `stopped`; it will forget the peer.',
          meta: { source: source.event, method: 'tick' },
          actions: 'giveUp',
        },
      },
    },
  },
});
