/** Known bugs of peers that announce and dial: each in the model and in the implementation. */
import { assign, enqueueActions } from 'xstate';
import {
  allPieces,
  leftOf,
  pieceOf,
  type TorrentContext,
  withMember,
} from '../../../../models/bittorrent/context.ts';
import { lookForPeers, withCandidates } from '../../../../models/bittorrent/dialling.ts';
import {
  gotIn,
  partnerIn,
  toAnnouncer,
  toConnection,
  withArrived,
  withRate,
} from '../../../../models/bittorrent/torrent.ts';
import {
  type AnnouncerContext,
  type AnnouncerEvent,
  announceTo,
  intervalsOf,
  openTrackers,
  tellStoppedTo,
  withWorking,
} from '../../../../models/bittorrent/tracker/announcer.ts';
import type { Peers } from '../../../../models/bittorrent/tracker/messages.ts';
import { sourcesOf, withoutPiece } from '../../../../models/bittorrent/verification.ts';
import { peer, peerBy } from '../kit.ts';
import * as property from '../properties.ts';

const owesAtStart = assign(({ event }: { event: { type: string; left?: number } }) =>
  event.type === 'start' ? { left: event.left, owesCompleted: event.left === 0 } : {},
);

/** The action that takes an answer, with other intervals. */
function joining(intervalsIn: (event: Peers) => { readonly interval: number; readonly minInterval: number }) {
  return assign(({ context, event }: { context: AnnouncerContext; event: AnnouncerEvent }) => {
    if (event.type !== 'Peers') return {};
    const { from, to } = event;
    return {
      ...{ ...intervalsIn(event), waited: 0, pause: 0, asked: null },
      joined: new Set(context.joined).add(from),
      tiers: withWorking(context.tiers, from),
      owesCompleted: context.owesCompleted && to !== 'completed',
    };
  }) as never;
}

/** The context of a peer that knows no addresses. */
function byName(context: TorrentContext): TorrentContext {
  return { ...context, setting: { ...context.setting, addresses: {} } };
}

/** The known bugs of a peer, by number. */
export const announcerBugs = {
  B50: peer.mutant({
    says: 'A seed announces `completed` after `started`.',
    source: 'webtorrent/bittorrent-tracker#190; qBittorrent #11629',
    breaks: property.completedOnce,
    scope: 'swarm',
    announcer: { actions: { begin: owesAtStart as never } },
    implementation: peerBy(() => ({ completesAtStart: (left) => left === 0 })),
  }),
  B50a: peer.mutant({
    says: 'A peer that restarts complete announces `completed` again.',
    source: 'qBittorrent #11629: after a check of the files',
    breaks: property.completedOnce,
    scope: 'restart',
    root: {
      actions: {
        // The files are checked again after the start, and a check that ends counts as a completion.
        startTracking: enqueueActions(({ context, enqueue }) => {
          const { setting, self, pieces } = context;
          const left = leftOf(context);
          const isRestart = setting.owned[self] === undefined && pieces.size > 0;
          const told = isRestart && left === 0 ? [left, setting.pieces, left] : [left];
          for (const [nth, one] of told.entries()) {
            const message = { type: nth === 0 ? ('start' as const) : ('progress' as const), left: one };
            for (const send of toAnnouncer(context, message)) enqueue(send);
          }
        }),
      },
    },
    implementation: peerBy(({ durable }) => ({
      completesAtStart: (left) => left === 0 && durable !== undefined,
    })),
  }),
  B51: peer.mutant({
    says: '`left` does not count blocks that arrived and are not verified.',
    source: 'BEP 3, trackers: left; atomashpolskiy/bt#190: `left` was wrong there, too',
    breaks: property.exactLeft,
    scope: 'left',
    root: {
      actions: {
        store: enqueueActions(({ context, event, enqueue }) => {
          const after = withArrived(context, event);
          const { asked, blocks } = after;
          enqueue.assign({ asked, blocks, rates: withRate(context, partnerIn(event)) });
          const left = leftOf(context) - blocks.size;
          for (const send of toAnnouncer(context, { type: 'progress', left })) enqueue(send);
        }),
      },
    },
    implementation: peerBy(() => ({ left: (unverified, arrived) => unverified - arrived })),
  }),
  BT1: peer.mutant({
    says: 'After a stop and a start no `started` is announced.',
    source: 'Transmission #679: after a resume the event was wrong',
    breaks: property.startedFirst,
    scope: 'stop',
    announcer: {
      actions: {
        leave: enqueueActions(({ context, enqueue }) => {
          const leaving = tellStoppedTo(context);
          enqueue.assign({
            ...{ leaving: new Set(leaving), mayKnow: new Set(), asked: null, owesCompleted: false },
            ...{ needsPeers: false, waited: 0, interval: 0, minInterval: 0, pause: 0 },
          });
          for (const tracker of leaving) enqueue(announceTo(context, tracker, 'stopped'));
        }),
      },
    },
    implementation: peerBy(() => ({ joinsAnew: () => false })),
  }),
  BT2: peer.mutant({
    says: 'A stop is not announced.',
    source: 'rtorrent #137; anacrolix/torrent#321',
    breaks: property.stoppedLast,
    scope: 'stop',
    announcer: {
      actions: {
        leave: assign({
          ...{ mayKnow: new Set<string>(), joined: new Set<string>(), leaving: new Set<string>() },
          ...{ asked: null, owesCompleted: false, needsPeers: false },
          ...{ waited: 0, interval: 0, minInterval: 0, pause: 0 },
        }),
      },
    },
    implementation: peerBy(() => ({ tellsStopped: () => false })),
  }),
  BT3: peer.mutant({
    says: 'A peer that needs more peers does not wait for `min interval`.',
    source: 'rakshasa/libtorrent#167: min interval is ignored',
    breaks: property.notTooEarly,
    scope: 'swarm',
    announcer: { guards: { isEarly: ({ context }) => context.needsPeers } },
    implementation: peerBy(() => ({ isEarly: (needsPeers) => needsPeers })),
  }),
  BT4: peer.mutant({
    says: 'Nothing is announced at the interval.',
    source: 'BEP 3, trackers: interval',
    breaks: property.eachInterval,
    scope: 'forgets',
    announcer: { guards: { isDue: () => false } },
    implementation: peerBy(() => ({ isDue: () => false })),
  }),
  BT5: peer.mutant({
    says: 'Where a tracker fails, no other one is asked.',
    source: 'arvidn/libtorrent#221: a tracker that never answered was never given up',
    breaks: property.restsLast,
    scope: 'tiers',
    announcer: { guards: { hasNext: () => false, isAwaitedAndHasNext: () => false } },
    implementation: peerBy(() => ({ triesNext: () => false })),
  }),
  BT6: peer.mutant({
    says: 'A tracker that works does not move to the front of its tier.',
    source: 'arvidn/libtorrent#2724: fails to pin to the working tracker within a tier',
    breaks: property.worksFirst,
    scope: 'tiers',
    announcer: {
      actions: {
        join: assign(({ context, event }) => {
          if (event.type !== 'Peers') return {};
          const { from, to } = event;
          return {
            ...{ ...intervalsOf(event, context.tracking), waited: 0, pause: 0, asked: null },
            joined: new Set(context.joined).add(from),
            owesCompleted: context.owesCompleted && to !== 'completed',
          };
        }),
      },
    },
    implementation: peerBy(() => ({ movesToFront: () => false })),
  }),
  BT7: peer.mutant({
    says: 'A private torrent takes peers of other sources.',
    source: 'anacrolix/torrent#1053: the flag was read and never checked',
    breaks: property.privateStaysPrivate,
    scope: 'private',
    root: { guards: { isPrivate: () => false } },
    implementation: peerBy(() => ({ takesOthers: () => true })),
  }),
  BT8: peer.mutant({
    says: 'Every known peer is dialled, beyond the limit of connections.',
    source: 'T3; BEP 3 implementer notes: 30 peers are plenty',
    breaks: property.fewDialled,
    scope: 'few',
    root: {
      actions: {
        lookForPeers: enqueueActions(({ context, enqueue }) => {
          const { tracking } = context.setting;
          if (tracking === undefined) return;
          const unlimited = { ...context.setting, tracking: { ...tracking, connections: 99 } };
          const { dialling: dialled, dials } = lookForPeers({ ...context, setting: unlimited });
          const { dialling } = lookForPeers({ ...context, dialling: dialled });
          enqueue.assign({ dialling });
          for (const peer of dials) enqueue(toConnection(peer, { type: 'dial' }));
          const is = dialling.needsPeers;
          if (is === context.dialling.needsPeers) return;
          for (const send of toAnnouncer(context, { type: 'needPeers', is })) enqueue(send);
        }),
      },
    },
    implementation: peerBy(() => ({ dials: () => true })),
  }),
  BT9: peer.mutant({
    says: 'A tracker that refuses for ever is asked again.',
    source: 'BEP 31: retry in, never',
    breaks: property.barsRefusing,
    scope: 'retry',
    announcer: { actions: { bar: assign({}) } },
    implementation: peerBy(() => ({ heedsRetryIn: () => false })),
  }),
  BT10: peer.mutant({
    says: '`completed` is never announced.',
    source: 'anacrolix/torrent#589',
    breaks: property.completionAnnounced,
    scope: 'swarm',
    announcer: {
      actions: {
        noteProgress: assign(({ event }) => (event.type === 'progress' ? { left: event.left } : {})),
      },
    },
    implementation: peerBy(() => ({ completes: () => false })),
  }),
  BT11: peer.mutant({
    says: 'The next announce after a response to the backup tracker skips the first tracker.',
    source: 'BEP 12: the tiers are tried in order at each announce',
    breaks: property.triesInOrder,
    scope: 'tiers',
    announcer: {
      actions: {
        askFirst: enqueueActions(({ context, enqueue }) => {
          const open = openTrackers(context);
          const to = open.find((tracker) => context.joined.has(tracker)) ?? open[0];
          if (to === undefined) return;
          const event = context.joined.has(to) ? 'regular' : 'started';
          const mayKnow = new Set(context.mayKnow).add(to);
          enqueue.assign({ startsAgain: false, asked: { to, event }, mayKnow });
          enqueue(announceTo(context, to, event));
        }),
      },
    },
  }),
  BT12: peer.mutant({
    says: 'A peer that restarts does not read which pieces it has stored.',
    source: 'S10',
    breaks: property.keepsPieces,
    scope: 'restart',
    implementation: peerBy(() => ({ keepsPieces: () => false })),
  }),
  BT18: peer.mutant({
    says: 'Where a tracker gives no `min interval`, a peer that needs more peers announces at once.',
    source: 'BEP 3 and BEP 15 have no min interval; swarmcheck, a version of this announcer',
    breaks: property.notTooEarly,
    scope: 'bare',
    announcer: {
      actions: {
        join: joining((event) => ({ interval: event.interval, minInterval: event.minInterval ?? 0 })),
      },
    },
    implementation: peerBy(() => ({ intervalOf: (given) => given, minIntervalOf: (given) => given ?? 0 })),
  }),
  BT19: peer.mutant({
    says: '`stopped` goes to the trackers that answered alone.',
    source: 'BEP 3, trackers: event; a tracker may take an announce whose answer is lost',
    breaks: property.stoppedEverywhere,
    scope: 'lost',
    announcer: {
      actions: {
        leave: enqueueActions(({ context, enqueue }) => {
          const leaving = [...context.joined].sort();
          enqueue.assign({
            ...{ leaving: new Set(leaving), mayKnow: new Set(), joined: new Set(), asked: null },
            ...{ owesCompleted: false, needsPeers: false, waited: 0, interval: 0, minInterval: 0, pause: 0 },
          });
          for (const tracker of leaving) enqueue(announceTo(context, tracker, 'stopped'));
        }),
      },
    },
    implementation: peerBy(() => ({ tellsUnanswered: () => false })),
  }),
  BT20: peer.mutant({
    says: 'The wait that a tracker asks for with `retry in` ends at the next tick.',
    source: 'BEP 31',
    breaks: property.heedsRetryIn,
    scope: 'retry',
    announcer: {
      actions: {
        tick: enqueueActions(({ context, enqueue }) => {
          const barred = new Map([...context.barred].filter(([, ticks]) => ticks === 'never'));
          enqueue.assign({ waited: context.waited + 1, barred });
          enqueue({ type: 'output', params: { value: { type: 'ticked' } } });
        }),
      },
    },
    implementation: peerBy(() => ({ barNext: () => 0 })),
  }),
  BT21: peer.mutant({
    says: 'Where all trackers fail, each pause is as short as the first one.',
    source: 'T4; BEP 15, time outs',
    breaks: property.backsOff,
    scope: 'tiers',
    announcer: { actions: { rest: assign({ asked: null, waited: 0, pause: 1 }) } },
    implementation: peerBy(() => ({ pauseAfter: () => 1 })),
  }),
  BT22: peer.mutant({
    says: 'A peer stores pieces that it never verified, and shows them after a restart.',
    source: 'S10',
    breaks: property.showsVerified,
    scope: 'restart',
    root: {
      actions: {
        verify: enqueueActions(({ context, event, enqueue }) => {
          const piece = pieceOf(gotIn(event).block, context.setting);
          const sources = sourcesOf(context, piece);
          enqueue.assign({
            pieces: withMember(context.pieces, piece),
            blocks: withoutPiece(context, piece),
          });
          enqueue({ type: 'output', params: { value: { type: 'verified', piece, sources } } });
          enqueue({ type: 'persist', params: { record: { pieces: new Set(allPieces(context.setting)) } } });
        }),
      },
    },
    implementation: peerBy(() => ({ stored: (_, all) => Array.from({ length: all }, (__, piece) => piece) })),
  }),
  BT23: peer.mutant({
    says: 'A banned address is dialled under another name.',
    source: 'S17; swarmcheck, a version of this model',
    breaks: property.bannedNotDialled,
    scope: 'names',
    root: {
      actions: {
        learn: assign(({ context, event }) =>
          event.type === 'learnt' || event.type === 'peers'
            ? { dialling: withCandidates(byName(context), event.peers) }
            : {},
        ),
        lookForPeers: enqueueActions(({ context, enqueue }) => {
          const { dialling, dials } = lookForPeers(byName(context));
          enqueue.assign({ dialling });
          for (const peer of dials) enqueue(toConnection(peer, { type: 'dial' }));
        }),
      },
    },
  }),
};
