/**
 * The formal model of a tracker (T2): a server that keeps the peers of one torrent, and gives each one that
 * announces some of the others.
 *
 * Sources: BEP 3, section "trackers"; BEP 31 for `retry in`.
 *
 * Modelled in its own way, and what this means:
 * - A peer's name is both its id and its address, so a peer that restarts is the same one to the tracker.
 * - The tracker decides by a draw whether it answers, and which peers it gives: each decision is explored.
 * - Over HTTP and UDP an answer may be lost: the draw `lose` notes the peer, and sends nothing.
 * - Time is the timer `sweep`, one interval. A peer is forgotten at the third sweep after its announce, when
 *   at least two whole intervals are over.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../../checker/actors/actor.ts';
import type { AnnounceEvent, Known, TrackerPart, TrackerView, TrackingSetting } from './types.ts';

/** The events of a tracker. */
export type TrackerEvent = MachineEvent<TrackerPart>;

/** The context of a tracker. */
export interface TrackerContext {
  readonly tracking: TrackingSetting;
  readonly known: ReadonlyMap<NodeId, Known>;
}

/** The sweeps after which a peer is forgotten at the next one (T2). */
export const ageMax = 2;

/** The view of a tracker. */
export function trackerView({ known, tracking: { numWanted } }: TrackerContext): TrackerView {
  return { role: 'tracker', known, numWanted };
}

/** The peers that a tracker gives to one that announces: others, and at most `numWanted` (T2). */
export function givenTo(
  { known, tracking }: TrackerContext,
  asker: NodeId | undefined,
  chosen: readonly NodeId[] = [],
): NodeId[] {
  const others = [...known.keys()].filter((peer) => peer !== asker).sort();
  const given = [
    ...others.filter((peer) => chosen.includes(peer)),
    ...others.filter((peer) => !chosen.includes(peer)),
  ];
  return given.slice(0, tracking.numWanted);
}

/** The known peers after one more sweep. */
export function sweptOf(known: TrackerContext['known']): TrackerContext['known'] {
  const left = [...known].filter(([, { age }]) => age < ageMax);
  return new Map(left.map(([peer, one]) => [peer, { ...one, age: one.age + 1 }]));
}

/** An answer. */
export function answerTo(
  { tracking: { interval, minInterval } }: TrackerContext,
  to: NodeId,
  event: AnnounceEvent,
  peers: readonly NodeId[],
) {
  const message = { type: 'Peers' as const, to: event, interval, minInterval, peers };
  return { type: 'send' as const, params: { to, message } };
}

function drawIn(event: TrackerEvent): NonNullable<TrackerPart['draw']> {
  return ('draw' in event ? event.draw : undefined) ?? {};
}

/** The state machine of a tracker. */
export const trackerMachine = setup({
  types: {
    context: {} as TrackerContext,
    events: {} as TrackerEvent,
    input: {} as Birth<TrackerPart>,
  },
  delays: { sweep: 1_800_000 },
  guards: {
    isSilent: ({ event }) => drawIn(event).act === 'silence',
    loses: ({ event }) => drawIn(event).act === 'lose',
    losesStopped: ({ event }) =>
      drawIn(event).act === 'lose' && event.type === 'Announce' && event.event === 'stopped',
    refuses: ({ event }) => drawIn(event).act !== undefined,
    isStopped: ({ event }) => event.type === 'Announce' && event.event === 'stopped',
    forgets: ({ context }) => context.tracking.forgets,
  },
  actions: {
    ...effects<TrackerPart>(),
    ignore: assign({}),
    note: assign(({ context, event }) => {
      if (event.type !== 'Announce') return {};
      const { from, left } = event;
      return { known: new Map(context.known).set(from, { left, age: 0 }) };
    }),
    forget: assign(({ context, event }) => {
      if (event.type !== 'Announce') return {};
      return { known: new Map([...context.known].filter(([peer]) => peer !== event.from)) };
    }),
    /** Gives other peers; to one that leaves, none. */
    answer: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Announce') return;
      const { from, event: to } = event;
      const peers = to === 'stopped' ? [] : givenTo(context, from, drawIn(event).chosen);
      enqueue(answerTo(context, from, to, peers));
    }),
    refuse: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Announce') return;
      const { from, event: to } = event;
      const { act } = drawIn(event);
      const retryIn = act === 'refuse' ? 'never' : act === 'failUntil' ? context.tracking.interval : null;
      enqueue({ type: 'send', params: { to: from, message: { type: 'Failure', to, retryIn } } });
    }),
    reportNoted: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'Announce') return;
      enqueue({ type: 'output', params: { value: { type: 'noted', peer: event.from, event: event.event } } });
    }),
    sweep: assign({ known: ({ context }) => sweptOf(context.known) }),
    report: enqueueActions(({ enqueue }) => {
      enqueue({ type: 'output', params: { value: { type: 'swept' } } });
    }),
  },
}).createMachine({
  id: 'tracker',
  description: 'A tracker of one torrent.',
  context: ({ input: { setting } }) => {
    if (setting.tracking === undefined) throw new Error('the setting of a tracker must have `tracking`');
    return { tracking: setting.tracking, known: new Map() };
  },
  type: 'parallel',
  states: {
    serving: {
      on: {
        Announce: [
          {
            description: 'The tracker does not answer.',
            meta: { source: 'BEP 12', method: 'announce' },
            guard: 'isSilent',
            actions: 'ignore',
          },
          {
            description: 'A peer leaves, and is forgotten, but the answer is lost.',
            meta: { source: 'BEP 3, trackers: event stopped', method: 'announce' },
            guard: 'losesStopped',
            actions: ['forget', 'reportNoted'],
          },
          {
            description: 'A peer is noted, but the answer is lost.',
            meta: { source: 'BEP 3, trackers: peers', method: 'announce' },
            guard: 'loses',
            actions: ['note', 'reportNoted'],
          },
          {
            description: 'The tracker refuses, for now, for a time, or for ever.',
            meta: { source: 'BEP 3, trackers: failure reason; BEP 31', method: 'announce' },
            guard: 'refuses',
            actions: 'refuse',
          },
          {
            description: 'A peer leaves, and is forgotten.',
            meta: { source: 'BEP 3, trackers: event stopped', method: 'announce' },
            guard: 'isStopped',
            actions: ['forget', 'answer'],
          },
          {
            description: 'A peer is noted, and gets other peers.',
            meta: { source: 'BEP 3, trackers: peers', method: 'announce' },
            actions: ['note', 'answer'],
          },
        ],
      },
    },
    forgetting: {
      initial: 'idle',
      states: {
        idle: {
          always: {
            description: 'The tracker forgets peers that do not announce.',
            meta: { source: 'BEP 3, trackers: interval', method: 'start' },
            guard: 'forgets',
            target: 'sweeping',
          },
        },
        sweeping: {
          after: {
            sweep: {
              description: 'An interval is over: peers that were silent for two of them are forgotten.',
              meta: { source: 'swarmcheck, T2', method: 'sweep' },
              target: 'sweeping',
              reenter: true,
              actions: ['sweep', 'report'],
            },
          },
        },
      },
    },
  },
});
