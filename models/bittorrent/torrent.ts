/**
 * The formal model of a BitTorrent peer's root: it picks blocks, verifies pieces, chokes, and bans. Read in
 * this order: `messages.ts`, `connection.ts` (the wire), `context.ts` (variables), `picker.ts` (P1 to P6),
 * `verification.ts` (V1 to V3), `choking.ts` (C2 to C4), this machine.
 *
 * Sources: BEP 3; Cohen, "Incentives build robustness in BitTorrent", 2003 ("Cohen"); BEP 6.
 *
 * Left out, and what this means:
 * - A block is `good` or `bad`, and a piece passes its check if all its blocks are good: no bad piece has the
 *   hash of a good one.
 * - The disk is left out: a verified piece is stored within the step, and no peer restarts.
 * - The tracker is left out: peers are connected at first, or dial by inputs.
 * - A seed chokes as a leecher does, by what it gave (setting `fastest` of other clients).
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type NodeId } from '../../checker/actors/actor.ts';
import { type Chosen, chosenIn } from './choking.ts';
import {
  initialContext,
  isInteresting,
  isSeed,
  pieceOf,
  type TorrentContext,
  type TorrentEvent,
  withMember,
  withoutAsked,
  withoutMember,
  withoutPartner,
} from './context.ts';
import type { Content, FromConnection, ToConnection, TorrentPart } from './messages.ts';
import { fill } from './picker.ts';
import {
  isComplete,
  isGood,
  sourcesOf,
  withBlock,
  withoutFailed,
  withoutParoled,
  withoutPiece,
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

/** The rates with one block more for a partner. */
export function withRate({ rates, setting }: TorrentContext, partner: NodeId): TorrentContext['rates'] {
  if (setting.rateMax === 0) return rates;
  return new Map(rates).set(partner, Math.min((rates.get(partner) ?? 0) + 1, setting.rateMax));
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
    /** The block arrived from another partner meanwhile. */
    isUnneeded: ({ context, event }) => {
      const { block } = gotIn(event);
      return context.blocks.has(block) || context.pieces.has(pieceOf(block, context.setting));
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
    isBanned: ({ context, event }) => context.banned.has(partnerIn(event)),
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
    forget: assign(({ context, event }) => {
      const partner = partnerIn(event);
      return { ...withoutPartner(context, partner), blocks: withoutParoled(context, partner) };
    }),
    notePieces: assign(({ context, event }) => {
      if (event.type !== 'has') return {};
      const pieces = new Set([...(context.has.get(event.from) ?? []), ...event.pieces]);
      return { has: new Map(context.has).set(event.from, pieces) };
    }),
    /** Tells the partners whether they are interesting; a connection sends what changes (W3). */
    lookForInterest: enqueueActions(({ context, enqueue }) => {
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
        blocks: withoutParoled(context, from),
      };
    }),
    noteRejected: assign(({ context, event }) =>
      event.type === 'rejected' ? { asked: withoutAsked(context.asked, event.from, event.block) } : {},
    ),
    noteSnubbed: assign(({ context, event }) => ({
      snubbed: withMember(context.snubbed, partnerIn(event)),
    })),
    /** Asks every partner with room (P1 to P6). */
    fill: enqueueActions(({ context, event, enqueue }) => {
      const { asks, asked } = fill(context, orderIn(event));
      enqueue.assign({ asked });
      for (const { to, block } of asks) enqueue(toConnection(to, { type: 'ask', block }));
    }),
    /** Notes a block, and counts it. */
    store: assign(({ context, event }) => {
      const from = partnerIn(event);
      const { asked, blocks } = withArrived(context, event);
      const rates = isSeed(context) ? context.rates : withRate(context, from);
      return { asked, blocks, rates, snubbed: withoutMember(context.snubbed, from) };
    }),
    /** A block that is not needed any more counts as an answer, and for nothing else. */
    noteAnswer: assign(({ context, event }) => {
      const from = partnerIn(event);
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
    }),
    announce: enqueueActions(({ context, event, enqueue }) => {
      const piece = pieceOf(gotIn(event).block, context.setting);
      for (const partner of context.rotation) enqueue(toConnection(partner, { type: 'announce', piece }));
    }),
    /** Discards a failed piece, in the rates too (V2). */
    discard: enqueueActions(({ context, event, enqueue }) => {
      const piece = pieceOf(gotIn(event).block, context.setting);
      const sources = sourcesOf(context, piece);
      enqueue.assign({ blocks: withoutPiece(context, piece), rates: withoutFailed(context, piece) });
      if (context.setting.reports === 'checks')
        enqueue({ type: 'output', params: { value: { type: 'failed', piece, sources } } });
    }),
    /** Closes the connection to the one source of a failed piece for ever (V2). */
    ban: enqueueActions(({ context, event, enqueue }) => {
      const partner = partnerIn(event);
      enqueue.assign({
        ...withoutPartner(context, partner),
        banned: withMember(context.banned, partner),
        parole: withoutMember(context.parole, partner),
      });
      enqueue(toConnection(partner, { type: 'drop', isBan: true }));
    }),
    /** Puts the sources of the failed piece of an event on parole (V2). */
    parole: assign(({ context, event }) => {
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
    dial: enqueueActions(({ event, enqueue }) => {
      enqueue(toConnection(partnerIn(event), { type: 'dial' }));
    }),
    drop: enqueueActions(({ event, enqueue }) => {
      enqueue(toConnection(partnerIn(event), { type: 'drop', isBan: false }));
    }),
    ignore: assign({}),
  },
}).createMachine({
  id: 'torrent',
  description: 'The root of a peer: picker, verification, choker.',
  context: ({ input }) => initialContext(input),
  initial: 'running',
  states: {
    running: {
      on: {
        opened: {
          description: 'A connection is open: the partner joins the rotation.',
          meta: { source: 'BEP 3, peer protocol', method: 'open' },
          actions: 'open',
        },
        closed: {
          description: 'A connection ended: the partner is forgotten, and its blocks are asked of others.',
          meta: { source: 'BEP 3, peer protocol', method: '#forget' },
          actions: ['forget', 'fill'],
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
        snubbed: {
          description: 'A partner sent nothing for a minute, and its blocks are asked of others.',
          meta: { source: 'Cohen 2003, section 2.3.3', method: 'snub' },
          actions: ['noteSnubbed', 'fill'],
        },
        got: [
          {
            description: 'A block that arrived from another partner meanwhile is dropped.',
            meta: { source: 'BEP 6, Cancel', method: '#got' },
            guard: 'isUnneeded',
            actions: ['noteAnswer', 'fill'],
          },
          {
            description: 'The last block of a good piece: it is stored and announced.',
            meta: { source: 'BEP 3, peer messages: have', method: '#verify' },
            guard: 'completesGood',
            actions: ['store', 'withdraw', 'verify', 'announce', 'lookForInterest', 'fill'],
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
            actions: 'dial',
          },
        ],
        disconnect: {
          description: 'The user closes a connection.',
          meta: { source: 'BEP 3, peer protocol', method: 'drop' },
          actions: 'drop',
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
  },
});
