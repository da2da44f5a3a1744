/** Known bugs of trackers: each in the model and in the implementation. */
import { assign, enqueueActions } from 'xstate';
import type { NodeId } from '../../../../checker/actors/actor.ts';
import {
  ageMax,
  answerTo,
  givenTo,
  type TrackerContext,
  type TrackerEvent,
} from '../../../../models/bittorrent/tracker/tracker.ts';
import { tracker } from '../kit.ts';
import * as property from '../properties.ts';

/** The action of a tracker that gives other peers. */
function giving(peersFor: (context: TrackerContext, asker: NodeId) => readonly NodeId[]) {
  return enqueueActions<TrackerContext, TrackerEvent, never, TrackerEvent, never, never, never, never, never>(
    ({ context, event, enqueue }) => {
      if (event.type !== 'Announce') return;
      const { from, event: to } = event;
      enqueue(answerTo(context, from, to, to === 'stopped' ? [] : peersFor(context, from)) as never);
    },
  ) as never;
}

/** The action of a tracker at the end of an interval, where a peer of a lower age is kept. */
function keepingBelow(age: number) {
  return assign(({ context: { known } }: { context: TrackerContext }) => {
    const kept = [...known].filter(([, one]) => one.age < age);
    return { known: new Map(kept.map(([peer, one]) => [peer, { ...one, age: one.age + 1 }])) };
  }) as never;
}

/** The known bugs of a tracker, by number. */
export const trackerBugs = {
  BT13: tracker.mutant({
    says: 'A tracker gives a peer its own address.',
    source: 'arvidn/libtorrent#3226; bittorrent-tracker 11.2.3 leaves the asker out for WebRTC alone',
    breaks: property.givesFew,
    scope: 'swarm',
    actions: { answer: giving((context) => givenTo(context, undefined)) },
    rules: { isAsker: () => false },
  }),
  BT14: tracker.mutant({
    says: 'A tracker gives all peers that it knows, more than `numwant`.',
    source: 'torrust/torrust-tracker#569; webtorrent/bittorrent-tracker#21',
    breaks: property.givesFew,
    scope: 'few',
    actions: { answer: giving(({ known }, asker) => [...known.keys()].filter((peer) => peer !== asker)) },
    rules: { most: () => Number.POSITIVE_INFINITY },
  }),
  BT15: tracker.mutant({
    says: 'A peer that stopped is given until it is forgotten.',
    source: 'BEP 3, trackers: event stopped',
    breaks: property.givesKnown,
    scope: 'stop',
    actions: { forget: assign({}) },
    rules: { forgetsStopped: () => false },
  }),
  BT16: tracker.mutant({
    says: 'A peer that is silent is never forgotten.',
    source: 'T2',
    breaks: property.givesKnown,
    scope: 'forgets',
    actions: {
      sweep: assign(({ context: { known } }: { context: TrackerContext }) => ({
        known: new Map(
          [...known].map(([peer, one]) => [peer, { ...one, age: Math.min(one.age + 1, ageMax) }]),
        ),
      })) as never,
    },
    rules: { isForgotten: () => false },
  }),
  BT17: tracker.mutant({
    says: 'A peer is forgotten after one interval.',
    source: 'T2',
    breaks: property.keepsKnown,
    scope: 'forgets',
    actions: { sweep: keepingBelow(ageMax - 1) },
    rules: { isForgotten: (age) => age >= ageMax - 1 },
  }),
};
