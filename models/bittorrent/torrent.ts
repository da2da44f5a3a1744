/**
 * The formal model of a BitTorrent peer's root: it picks blocks, verifies pieces, chokes, and bans. Read in
 * this order: `messages.ts`, `connection.ts` (the wire), `context.ts` (variables), `picker.ts` (P1 to P6),
 * `verification.ts` (V1 to V4), `choking.ts` (C2 to C4), this machine.
 *
 * Sources: BEP 3; Cohen, "Incentives build robustness in BitTorrent", 2003 ("Cohen"); BEP 6.
 *
 * Left out, and what this means:
 * - A block is `good` or `bad`, and a piece passes its check if all its blocks are good: no bad piece has the
 *   hash of a good one.
 * - A verified piece is stored within the step. Only with the setting `disk` it survives a crash.
 * - Where the setting has trackers, a part `tracking` (`tracker/announcer.ts`) learns peers from them, and
 *   `dialling.ts` says which are dialled. Elsewhere peers are connected at first, or dial by inputs.
 * - A seed chokes as a leecher does, by what it gave (setting `fastest` of other clients).
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type NodeId } from '../../checker/actors/actor.ts';
import { type Chosen, chosenIn } from './choking.ts';
import {
  hostOf,
  initialContext,
  isInteresting,
  isSeed,
  leftOf,
  pieceOf,
  type TorrentContext,
  type TorrentEvent,
  withMember,
  withoutAsked,
  withoutMember,
  withoutPartner,
} from './context.ts';
import {
  connectedOf,
  lookForPeers,
  noDialling,
  withAnswered,
  withCandidates,
  withDialled,
} from './dialling.ts';
import type { Content, FromConnection, ToConnection, TorrentPart } from './messages.ts';
import { fill, hasUnasked } from './picker.ts';
import type { ToAnnouncer } from './tracker/types.ts';
import {
  differingIn,
  isComplete,
  isGood,
  isTooLate,
  partnersAt,
  sourcesOf,
  withBan,
  withBlock,
  withoutFailed,
  withoutPiece,
  withoutSuspects,
  withSuspects,
} from './verification.ts';

// ------------------------------------------------------------- what an event carries

/** The partner that an event is about. */
export function partnerIn(event: TorrentEvent): NodeId {
  if ('from' in event) return event.from;
  if ('peer' in event) return event.peer;
  throw new Error('an event is about no partner');
}

/** The block that arrived with an event. */
export function gotIn(event: TorrentEvent): Extract<FromConnection, { type: 'got' }> {
  if (event.type === 'got') return event;
  throw new Error(`${event.type} brings no block`);
}

/** The order of pieces that an event came with. */
export function orderIn(event: TorrentEvent) {
  return 'draw' in event ? event.draw?.order : undefined;
}

/** A message to a connection of this peer. */
export function toConnection(to: NodeId, message: ToConnection) {
  return { type: 'send' as const, params: { to, message } };
}

/** The context with the block of an event, which is not asked of its source any more. */
export function withArrived(context: TorrentContext, event: TorrentEvent): TorrentContext {
  const { block, content } = gotIn(event);
  const from = partnerIn(event);
  return {
    ...context,
    asked: withoutAsked(context.asked, from, block),
    blocks: withBlock(context, block, from, content),
  };
}

/** A message to the announcer; a peer without trackers has none. */
export function toAnnouncer({ setting }: Pick<TorrentContext, 'setting'>, message: ToAnnouncer) {
  const hasTrackers = setting.tracking?.tiers.some((tier) => tier.length > 0) === true;
  return hasTrackers ? [{ type: 'send' as const, params: { to: 'tracking', message } }] : [];
}

/** The rates with one block more for a partner. */
export function withRate({ rates, setting }: TorrentContext, partner: NodeId): TorrentContext['rates'] {
  if (setting.rateMax === 0) return rates;
  return new Map(rates).set(partner, Math.min((rates.get(partner) ?? 0) + 1, setting.rateMax));
}

/** What goes to the connections of a banned address. */
export function bansAt(context: TorrentContext, host: NodeId) {
  return partnersAt(context, host).map((partner) => toConnection(partner, { type: 'drop', isBan: true }));
}

/** What goes to the connections whose choke state a choice changes. */
export function servings({ rotation, unchoked }: TorrentContext, chosen: Chosen) {
  return rotation.flatMap((partner) => {
    const is = chosen.unchoked.has(partner);
    return is === unchoked.has(partner) ? [] : [toConnection(partner, { type: 'serve', is })];
  });
}

/** The state machine of a peer's root. */
export const torrentMachine = setup({
  types: {
    context: {} as TorrentContext,
    events: {} as TorrentEvent,
    input: {} as Birth<TorrentPart>,
  },
  delays: { round: 10_000 },
  guards: {
    /** The block arrived from another partner meanwhile, or its source may not give the piece any more (V3). */
    isUnneeded: ({ context, event }) => {
      const { block } = gotIn(event);
      const piece = pieceOf(block, context.setting);
      if (context.blocks.has(block) || context.pieces.has(piece)) return true;
      return isTooLate(context, partnerIn(event), piece);
    },
    /** The block is the last one of its piece, and the piece is good. */
    completesGood: ({ context, event }) => {
      const piece = pieceOf(gotIn(event).block, context.setting);
      const after = withArrived(context, event);
      return isComplete(after, piece) && isGood(after, piece);
    },
    /** The block is the last one of its piece, and the piece has one source and is bad. */
    completesBadAlone: ({ context, event }) => {
      const piece = pieceOf(gotIn(event).block, context.setting);
      const after = withArrived(context, event);
      return isComplete(after, piece) && !isGood(after, piece) && sourcesOf(after, piece).size === 1;
    },
    /** The block is the last one of its piece, and the piece has several sources and is bad. */
    completesBad: ({ context, event }) => {
      const piece = pieceOf(gotIn(event).block, context.setting);
      const after = withArrived(context, event);
      return isComplete(after, piece) && !isGood(after, piece);
    },
    isStored: ({ context, event }) =>
      event.type === 'due' && context.pieces.has(pieceOf(event.block, context.setting)),
    isBanned: ({ context, event }) => context.banned.has(hostOf(partnerIn(event), context.setting)),
    isFast: ({ context }) => context.setting.fast,
    isPrivate: ({ context }) => context.setting.tracking?.isPrivate === true,
  },
  actions: {
    ...effects<TorrentPart>(),
    /** A newcomer goes to the end of the rotation, and gets the Bitfield. */
    open: enqueueActions(({ context, event, enqueue }) => {
      const partner = partnerIn(event);
      enqueue.assign({
        rotation: [...context.rotation, partner],
        has: new Map(context.has).set(partner, new Set()),
      });
      enqueue(toConnection(partner, { type: 'introduce', pieces: context.pieces }));
    }),
    forget: assign(({ context, event }) => withoutPartner(context, partnerIn(event))),
    notePieces: assign(({ context, event }) => {
      if (event.type !== 'has') return {};
      const pieces = new Set([...(context.has.get(event.from) ?? []), ...event.pieces]);
      return { has: new Map(context.has).set(event.from, pieces) };
    }),
    /** Tells the partners whether they are interesting; a connection sends what changes (W3). */
    lookForInterest: enqueueActions(({ context, enqueue }) => {
      if (context.setting.interest === 'unasked') return;
      for (const partner of context.rotation)
        enqueue(toConnection(partner, { type: 'showInterest', is: isInteresting(context, partner) }));
    }),
    noteInterest: assign(({ context, event }) => {
      if (event.type !== 'interest') return {};
      const { is, from } = event;
      const { interested, optimistic } = context;
      return {
        interested: is ? withMember(interested, from) : withoutMember(interested, from),
        optimistic: !is && optimistic === from ? null : optimistic,
      };
    }),
    noteAllowed: assign(({ context, event }) => {
      if (event.type !== 'allowed') return {};
      const { from, piece } = event;
      return {
        allowed: new Map(context.allowed).set(
          from,
          withMember(context.allowed.get(from) ?? new Set(), piece),
        ),
      };
    }),
    noteSuggested: assign(({ context, event }) =>
      event.type === 'suggested'
        ? { suggested: new Map(context.suggested).set(event.from, event.piece) }
        : {},
    ),
    noteUnchoked: assign(({ context, event }) => ({
      unchokedBy: withMember(context.unchokedBy, partnerIn(event)),
    })),
    noteChoked: assign(({ context, event }) => {
      if (event.type !== 'choked') return {};
      const { from, lost } = event;
      let { asked } = context;
      for (const block of lost) asked = withoutAsked(asked, from, block);
      return {
        asked,
        unchokedBy: withoutMember(context.unchokedBy, from),
      };
    }),
    noteRejected: assign(({ context, event }) =>
      event.type === 'rejected' ? { asked: withoutAsked(context.asked, event.from, event.block) } : {},
    ),
    noteSnubbed: assign(({ context, event }) => ({
      snubbed: withMember(context.snubbed, partnerIn(event)),
    })),
    /** Asks every partner with room (P1 to P6); with `interest: 'unasked'` the interest follows. */
    fill: enqueueActions(({ context, event, enqueue }) => {
      const { asks, asked, blocks } = fill(context, orderIn(event));
      enqueue.assign({ asked, blocks });
      for (const { to, block } of asks) enqueue(toConnection(to, { type: 'ask', block }));
      if (context.setting.interest === 'missing') return;
      for (const partner of context.rotation) {
        const is = hasUnasked({ ...context, asked, blocks }, partner);
        enqueue(toConnection(partner, { type: 'showInterest', is }));
      }
    }),
    /** Notes a block, and counts it if it was asked for. */
    store: assign(({ context, event }) => {
      const from = partnerIn(event);
      const { asked, blocks } = withArrived(context, event);
      if (!gotIn(event).wasAsked) return { asked, blocks };
      const rates = isSeed(context) ? context.rates : withRate(context, from);
      return { asked, blocks, rates, snubbed: withoutMember(context.snubbed, from) };
    }),
    /** A block that is not needed any more counts as an answer, and for nothing else. */
    noteAnswer: assign(({ context, event }) => {
      const from = partnerIn(event);
      if (!gotIn(event).wasAsked) return {};
      return {
        asked: withoutAsked(context.asked, from, gotIn(event).block),
        snubbed: withoutMember(context.snubbed, from),
      };
    }),
    /** Cancels what was asked of others, too (P5). */
    withdraw: enqueueActions(({ context, event, enqueue }) => {
      const { block } = gotIn(event);
      let { asked } = context;
      for (const [partner, blocks] of context.asked) {
        if (!blocks.includes(block)) continue;
        if (!context.setting.fast) asked = withoutAsked(asked, partner, block);
        enqueue(toConnection(partner, { type: 'withdraw', block }));
      }
      enqueue.assign({ asked });
    }),
    /** Stores a good piece; a source that gave all of it is not on parole any more (V1, V3). */
    verify: enqueueActions(({ context, event, enqueue }) => {
      const piece = pieceOf(gotIn(event).block, context.setting);
      const sources = sourcesOf(context, piece);
      const [alone] = sources;
      enqueue.assign({
        pieces: withMember(context.pieces, piece),
        blocks: withoutPiece(context, piece),
        ...(sources.size === 1 && alone !== undefined && { parole: withoutMember(context.parole, alone) }),
      });
      if (context.setting.reports === 'checks')
        enqueue({ type: 'output', params: { value: { type: 'verified', piece, sources } } });
      if (context.setting.disk === true)
        enqueue({ type: 'persist', params: { record: { pieces: withMember(context.pieces, piece) } } });
    }),
    /** Bans each address whose block differed from the one of the good piece of an event (V4). */
    compare: enqueueActions(({ context, event, enqueue }) => {
      const piece = pieceOf(gotIn(event).block, context.setting);
      let after: TorrentContext = { ...context, suspects: withoutSuspects(context, piece) };
      for (const host of differingIn(context, piece)) {
        if (context.banned.has(host)) continue;
        for (const ban of bansAt(context, host)) enqueue(ban);
        after = withBan(after, host);
      }
      enqueue.assign(after);
    }),
    announce: enqueueActions(({ context, event, enqueue }) => {
      const piece = pieceOf(gotIn(event).block, context.setting);
      for (const partner of context.rotation) enqueue(toConnection(partner, { type: 'announce', piece }));
    }),
    /** Discards a failed piece, in the rates too (V2). */
    discard: enqueueActions(({ context, event, enqueue }) => {
      const piece = pieceOf(gotIn(event).block, context.setting);
      const sources = sourcesOf(context, piece);
      enqueue.assign({
        blocks: withoutPiece(context, piece),
        rates: withoutFailed(context, piece),
        suspects: withSuspects(context, piece),
      });
      if (context.setting.reports === 'checks')
        enqueue({ type: 'output', params: { value: { type: 'failed', piece, sources } } });
    }),
    /** Closes the connections to the one source of a failed piece for ever, by its address (V2). */
    ban: enqueueActions(({ context, event, enqueue }) => {
      const host = hostOf(partnerIn(event), context.setting);
      enqueue.assign(withBan(context, host));
      for (const ban of bansAt(context, host)) enqueue(ban);
    }),
    /**
     * Puts the sources of the failed piece of an event on parole (V2), unless `blame` is `sole`. Among them may be
     * one that gave its block and was banned since, as in the independent checker.
     */
    parole: assign(({ context, event }) => {
      if (context.setting.blame === 'sole') return {};
      const after = withArrived(context, event);
      const sources = sourcesOf(after, pieceOf(gotIn(event).block, context.setting));
      return { parole: new Set([...context.parole, ...sources]) };
    }),
    /** A round: the chosen partners are unchoked, and all others are choked (C2, C3). */
    choke: enqueueActions(({ context, enqueue }) => {
      const chosen = chosenIn(context);
      enqueue.assign(chosen);
      for (const send of servings(context, chosen)) enqueue(send);
    }),
    give: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'due') return;
      const { block, from } = event;
      const isSpoiled = context.spoiled.has(pieceOf(block, context.setting));
      const content: Content = isSpoiled ? 'bad' : 'good';
      if (isSeed(context) && context.setting.seedRate === 'given')
        enqueue.assign({ rates: withRate(context, from) });
      enqueue(toConnection(from, { type: 'give', block, content }));
    }),
    refuse: enqueueActions(({ event, enqueue }) => {
      if (event.type === 'due') enqueue(toConnection(event.from, { type: 'refuse', block: event.block }));
    }),
    dial: enqueueActions(({ context, event, enqueue }) => {
      const partner = partnerIn(event);
      enqueue.assign({ dialling: withDialled(context, partner) });
      enqueue(toConnection(partner, { type: 'dial' }));
    }),
    drop: enqueueActions(({ event, enqueue }) => {
      enqueue(toConnection(partnerIn(event), { type: 'drop', isBan: false }));
    }),
    ignore: assign({}),
    // ----------------------------------------------------------- trackers and dialling (T1, T3, T5)
    startTracking: enqueueActions(({ context, enqueue }) => {
      for (const send of toAnnouncer(context, { type: 'start', left: leftOf(context) })) enqueue(send);
    }),
    stopTracking: enqueueActions(({ context, enqueue }) => {
      for (const send of toAnnouncer(context, { type: 'stop' })) enqueue(send);
    }),
    /** Tells the announcer how much is left. */
    tellLeft: enqueueActions(({ context, enqueue }) => {
      for (const send of toAnnouncer(context, { type: 'progress', left: leftOf(context) })) enqueue(send);
    }),
    /** Notes peers from a tracker, or from another source. */
    learn: assign(({ context, event }) => {
      if (event.type !== 'learnt' && event.type !== 'peers') return {};
      return { dialling: withCandidates(context, event.peers) };
    }),
    /** An attempt to dial has ended: the connection is open, or closed. */
    endDial: assign(({ context, event }) => ({ dialling: withAnswered(context, partnerIn(event)) })),
    /** Dials known peers up to `connections`, and tells the announcer whether more are needed (T3). */
    lookForPeers: enqueueActions(({ context, enqueue }) => {
      const { dialling, dials } = lookForPeers(context);
      enqueue.assign({ dialling });
      for (const peer of dials) enqueue(toConnection(peer, { type: 'dial' }));
      const is = dialling.needsPeers;
      if (is === context.dialling.needsPeers) return;
      for (const send of toAnnouncer(context, { type: 'needPeers', is })) enqueue(send);
    }),
    /** Closes every connection. */
    dropAll: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ dialling: noDialling });
      for (const partner of connectedOf(context))
        enqueue(toConnection(partner, { type: 'drop', isBan: false }));
    }),
  },
}).createMachine({
  id: 'torrent',
  description: 'The root of a peer: picker, verification, choker.',
  context: ({ input }) => initialContext(input),
  entry: ['startTracking', 'lookForPeers'],
  initial: 'running',
  states: {
    running: {
      on: {
        opened: {
          description: 'A connection is open: the partner joins the rotation.',
          meta: { source: 'BEP 3, peer protocol', method: 'open' },
          actions: ['open', 'endDial', 'lookForPeers'],
        },
        closed: {
          description: 'A connection ended: the partner is forgotten, and its blocks are asked of others.',
          meta: { source: 'BEP 3, peer protocol', method: '#forget' },
          actions: ['forget', 'endDial', 'fill', 'lookForPeers'],
        },
        has: {
          description: 'A partner has pieces: interest is looked at, and blocks are asked for.',
          meta: { source: 'BEP 3, peer messages: have', method: 'have' },
          actions: ['notePieces', 'lookForInterest', 'fill'],
        },
        interest: {
          description: 'A partner changed its interest; the choker looks at it in the next round.',
          meta: { source: 'BEP 3, choking', method: 'interest' },
          actions: 'noteInterest',
        },
        unchoked: {
          description: 'A partner unchoked this peer, and is asked.',
          meta: { source: 'BEP 3, peer messages: request', method: 'unchoked' },
          actions: ['noteUnchoked', 'fill'],
        },
        choked: {
          description: 'A partner choked this peer; what is lost is asked of others.',
          meta: { source: 'BEP 3, peer messages: choke', method: 'choked' },
          actions: ['noteChoked', 'fill'],
        },
        rejected: {
          description: 'A partner rejected a request, and the block is asked of others.',
          meta: { source: 'BEP 6, Reject Request', method: 'rejected' },
          actions: ['noteRejected', 'fill'],
        },
        allowed: {
          description: 'A piece may be asked for while the partner chokes this peer, and is asked for.',
          meta: { source: 'BEP 6, Allowed Fast', method: 'allowedFast' },
          actions: ['noteAllowed', 'fill'],
        },
        suggested: {
          description: 'A partner suggested a piece, and nothing is asked for anew.',
          meta: { source: 'BEP 6, Suggest Piece', method: 'suggest' },
          actions: 'noteSuggested',
        },
        snubbed: {
          description: 'A partner sent nothing for a minute, and its blocks are asked of others.',
          meta: { source: 'Cohen 2003, section 2.3.3', method: 'snub' },
          actions: ['noteSnubbed', 'fill'],
        },
        got: [
          {
            description: 'A block that arrived or is shared by another partner meanwhile is dropped.',
            meta: { source: 'BEP 6, Cancel', method: '#got' },
            guard: 'isUnneeded',
            actions: ['noteAnswer', 'fill'],
          },
          {
            description: 'The last block of a good piece: it is stored and announced.',
            meta: { source: 'BEP 3, peer messages: have', method: '#verify' },
            guard: 'completesGood',
            actions: [
              'store',
              'withdraw',
              'compare',
              'verify',
              'announce',
              'tellLeft',
              'lookForInterest',
              'fill',
            ],
          },
          {
            description: 'The last block of a bad piece of one source: the source is banned.',
            meta: { source: 'swarmcheck, V2; libtorrent, smart_ban', method: '#fail' },
            guard: 'completesBadAlone',
            actions: ['store', 'withdraw', 'discard', 'ban', 'fill'],
          },
          {
            description: 'The last block of a bad piece of several sources: all are on parole.',
            meta: { source: 'swarmcheck, V2 and V3; libtorrent, parole mode', method: '#fail' },
            guard: 'completesBad',
            actions: ['parole', 'store', 'withdraw', 'discard', 'fill'],
          },
          {
            description: 'A block of a piece that is not complete yet.',
            meta: { source: 'BEP 3, peer messages: piece', method: '#got' },
            actions: ['store', 'withdraw', 'fill'],
          },
        ],
        due: [
          {
            description: 'A block of a stored piece goes out.',
            meta: { source: 'BEP 3, peer messages: piece', method: '#give' },
            guard: 'isStored',
            actions: 'give',
          },
          {
            description: 'With the fast extension a request for a piece that this peer lacks is rejected.',
            meta: { source: 'BEP 6, Reject Request', method: '#give' },
            guard: 'isFast',
            actions: 'refuse',
          },
          {
            description: 'A request for a piece that this peer lacks is dropped.',
            meta: { source: 'BEP 3, peer messages: request', method: '#give' },
            actions: 'ignore',
          },
        ],
        dial: [
          {
            description: 'A banned peer is not dialled.',
            meta: { source: 'swarmcheck, V2', method: 'dial' },
            guard: 'isBanned',
            actions: 'ignore',
          },
          {
            description: 'The user dials a peer.',
            meta: { source: 'BEP 3, peer protocol: handshake', method: 'dial' },
            actions: ['dial', 'lookForPeers'],
          },
        ],
        disconnect: {
          description: 'The user closes a connection.',
          meta: { source: 'BEP 3, peer protocol', method: 'drop' },
          actions: 'drop',
        },
        learnt: {
          description: 'A tracker gave peers: unknown ones are dialled.',
          meta: { source: 'BEP 3, trackers: peers', method: 'learn' },
          actions: ['learn', 'lookForPeers'],
        },
        peers: [
          {
            description: 'A private torrent takes no peers but those of its trackers.',
            meta: { source: 'BEP 27', method: 'learn' },
            guard: 'isPrivate',
            actions: 'ignore',
          },
          {
            description: 'Another source gave peers: unknown ones are dialled.',
            meta: { source: 'BEP 11', method: 'learn' },
            actions: ['learn', 'lookForPeers'],
          },
        ],
        stop: {
          description: 'The user stops the torrent: it leaves its partners and its trackers.',
          meta: { source: 'BEP 3, trackers: event', method: 'stop' },
          target: 'stopped',
          actions: ['dropAll', 'stopTracking'],
        },
      },
      after: {
        round: {
          description: 'A round: the fastest interested partners are unchoked, and an optimistic one.',
          meta: { source: 'BEP 3, choking; Cohen 2003, section 2.3', method: 'round' },
          target: 'running',
          reenter: true,
          actions: 'choke',
        },
      },
    },
    stopped: {
      on: {
        opened: {
          description: 'A partner dials a torrent that is stopped.',
          meta: { source: 'BEP 3, peer protocol: handshake', method: 'handshake' },
          actions: 'drop',
        },
        closed: {
          description: 'A connection of the stopped torrent has ended.',
          meta: { source: 'BEP 3, peer protocol', method: 'stop' },
          actions: 'forget',
        },
        start: {
          description: 'The user starts the torrent again.',
          meta: { source: 'BEP 3, trackers: event', method: 'start' },
          target: 'running',
          actions: ['startTracking', 'lookForPeers'],
        },
      },
    },
  },
});
