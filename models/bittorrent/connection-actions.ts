/**
 * The variables of one end of a connection, and its guards and actions by name. `connection.ts` says when each
 * is used; a known bug replaces one of them.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../checker/actors/actor.ts';
import { addressOf, allowedFastOf, blockAt, pieceOf, withMember } from './context.ts';
import type {
  Block,
  ConnectionPart,
  ConnectionView,
  FromConnection,
  Piece,
  Stage,
  SwarmMessage,
  SwarmSetting,
} from './messages.ts';

/** The events of a connection. */
export type ConnectionEvent = MachineEvent<ConnectionPart>;

/** The context of a connection. */
export interface ConnectionContext extends Omit<ConnectionView, 'stage'> {
  readonly self: NodeId;
  readonly partner: NodeId;
  readonly setting: SwarmSetting;
  /** No message came since the handshake. */
  readonly isNew: boolean;
  readonly isBanned: boolean;
}

/** The variables of a connection that has just begun. */
export const nothing = {
  isNew: true,
  has: new Set<Piece>(),
  amInterested: false,
  amUnchoking: false,
  isInterested: false,
  isUnchoking: false,
  allowed: new Set<Piece>(),
  suggested: null,
  requests: [],
  queue: [],
} satisfies Partial<ConnectionContext>;

/** The view of a connection in a state of its machine. */
export function connectionView(value: unknown, context: ConnectionContext): ConnectionView {
  const { has, amInterested, amUnchoking, isInterested, isUnchoking } = context;
  const { allowed, suggested, requests, queue } = context;
  const stage = (typeof value === 'string' ? value : 'open') as Stage;
  return {
    ...{ stage, has, amInterested, amUnchoking, isInterested, isUnchoking },
    ...{ allowed, suggested, requests, queue },
  };
}

/** The block that an event names. */
export function blockIn(context: ConnectionContext, event: ConnectionEvent): Block {
  if ('block' in event) return event.block;
  if ('begin' in event) return blockAt(event, context.setting);
  throw new Error(`${event.type} names no block`);
}

/** Whether the partner may ask for a block while it is choked (BEP 6). */
export function isAllowed({ partner, setting }: ConnectionContext, block: Block): boolean {
  return allowedFastOf(partner, setting).includes(pieceOf(block, setting));
}

/** A message to the root. */
export function toRoot({ self }: ConnectionContext, message: FromConnection) {
  return { type: 'send' as const, params: { to: self, message } };
}

/** A message to the partner. */
export function toPartner({ partner }: ConnectionContext, message: SwarmMessage) {
  return { type: 'send' as const, params: { to: partner, message } };
}

function without(blocks: readonly Block[], block: Block): readonly Block[] {
  return blocks.filter((other) => other !== block);
}

/** The guards and actions of a connection. */
export const connectionSetup = setup({
  types: {
    context: {} as ConnectionContext,
    events: {} as ConnectionEvent,
    input: {} as Birth<ConnectionPart>,
  },
  delays: { upload: 1_000, request: 60_000 },
  guards: {
    isOpenAtFirst: ({ context: { self, partner, setting } }) =>
      setting.open.some((pair) => pair.includes(self) && pair.includes(partner)),
    isBanned: ({ context }) => context.isBanned,
    isNew: ({ context }) => context.isNew,
    isFast: ({ context }) => context.setting.fast,
    /** A request that reaches beyond its piece, or names no piece. */
    isTooLarge: ({ context, event }) => Number.isNaN(blockIn(context, event)),
    closesAtTooLarge: ({ context, event }) =>
      context.setting.tooLarge === 'close' && Number.isNaN(blockIn(context, event)),
    /** A Have, or advice, about a piece that does not exist. */
    isNoPiece: ({ context, event }) => 'piece' in event && event.piece >= context.setting.pieces,
    isFastPiece: ({ context, event }) =>
      context.setting.fast && 'piece' in event && event.piece < context.setting.pieces,
    /** The partner is unchoked, or may ask for this block all the same (W5). */
    isServed: ({ context, event }) => context.amUnchoking || isAllowed(context, blockIn(context, event)),
    isServedAtOnce: ({ context, event }) =>
      context.setting.upload === 'atOnce' &&
      (context.amUnchoking || isAllowed(context, blockIn(context, event))),
    isRequested: ({ context, event }) => context.requests.includes(blockIn(context, event)),
    isKept: ({ context, event }) =>
      context.setting.notAsked === 'kept' && !context.setting.fast && !Number.isNaN(blockIn(context, event)),
    isFastAndRequested: ({ context, event }) =>
      context.setting.fast && context.requests.includes(blockIn(context, event)),
    isQueued: ({ context, event }) => context.queue.includes(blockIn(context, event)),
    isFastAndQueued: ({ context, event }) =>
      context.setting.fast && context.queue.includes(blockIn(context, event)),
    hasQueue: ({ context }) => context.queue.length > 0,
    hasNoQueue: ({ context }) => context.queue.length === 0,
    watches: ({ context }) => context.setting.snubs && context.requests.length > 0,
    hasNoRequest: ({ context }) => context.requests.length === 0,
    changesInterest: ({ context, event }) =>
      event.type === 'showInterest' && event.is !== context.amInterested,
    serves: ({ event }) => event.type === 'serve' && event.is,
  },
  actions: {
    ...effects<ConnectionPart>(),
    sendHandshake: enqueueActions(({ context, enqueue }) => {
      enqueue(toPartner(context, { type: 'Handshake' }));
    }),
    sendClose: enqueueActions(({ context, enqueue }) => {
      enqueue(toPartner(context, { type: 'Close' }));
    }),
    tellOpened: enqueueActions(({ context, enqueue }) => {
      enqueue(toRoot(context, { type: 'opened' }));
    }),
    tellClosed: enqueueActions(({ context, enqueue }) => {
      enqueue(toRoot(context, { type: 'closed' }));
    }),
    reset: assign(nothing),
    noteBan: assign({
      isBanned: ({ context, event }) => context.isBanned || (event.type === 'drop' && event.isBan),
    }),
    /** Sends the Bitfield, then the pieces that the partner may always ask for, then advice (BEP 6). */
    introduce: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'introduce') return;
      const { self, partner, setting } = context;
      enqueue(toPartner(context, { type: 'Bitfield', pieces: event.pieces }));
      for (const piece of allowedFastOf(partner, setting))
        enqueue(toPartner(context, { type: 'AllowedFast', piece }));
      for (const piece of setting.fast ? (setting.suggests[self] ?? []) : [])
        enqueue(toPartner(context, { type: 'SuggestPiece', piece }));
    }),
    noteAllowed: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'AllowedFast') return;
      const { piece } = event;
      enqueue.assign({ isNew: false, allowed: withMember(context.allowed, piece) });
      enqueue(toRoot(context, { type: 'allowed', piece }));
    }),
    noteSuggested: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'SuggestPiece') return;
      const { piece } = event;
      enqueue.assign({ isNew: false, suggested: piece });
      enqueue(toRoot(context, { type: 'suggested', piece }));
    }),
    /** Notes the pieces of a Bitfield or a Have, and tells the root. */
    notePieces: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Bitfield' && event.type !== 'Have') return;
      const pieces = event.type === 'Bitfield' ? event.pieces : new Set([event.piece]);
      enqueue.assign({ isNew: false, has: new Set([...context.has, ...pieces]) });
      enqueue(toRoot(context, { type: 'has', pieces, by: event.type }));
    }),
    noteInterest: enqueueActions(({ context, event, enqueue }) => {
      const is = event.type === 'Interested';
      enqueue.assign({ isNew: false, isInterested: is });
      enqueue(toRoot(context, { type: 'interest', is }));
    }),
    noteUnchoke: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ isNew: false, isUnchoking: true });
      enqueue(toRoot(context, { type: 'unchoked' }));
    }),
    /** A choke loses what is open (W4); with the fast extension each request stays until its answer. */
    noteChoke: enqueueActions(({ context, enqueue }) => {
      const lost = context.setting.fast ? [] : context.requests;
      enqueue.assign({
        isNew: false,
        isUnchoking: false,
        requests: context.setting.fast ? context.requests : [],
      });
      enqueue(toRoot(context, { type: 'choked', lost }));
    }),
    /** Takes a block that was asked for, and gives it to the root. */
    take: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Piece') return;
      const block = blockIn(context, event);
      enqueue.assign({ isNew: false, requests: without(context.requests, block) });
      enqueue(toRoot(context, { type: 'got', block, content: event.content, wasAsked: true }));
    }),
    /** Gives a block that was not asked for to the root (W6). */
    keep: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Piece') return;
      const { content } = event;
      enqueue.assign({ isNew: false });
      enqueue(toRoot(context, { type: 'got', block: blockIn(context, event), content, wasAsked: false }));
    }),
    /** Drops a block that was not asked for (W6). */
    ignore: assign({ isNew: false }),
    noteReject: enqueueActions(({ context, event, enqueue }) => {
      const block = blockIn(context, event);
      enqueue.assign({ isNew: false, requests: without(context.requests, block) });
      enqueue(toRoot(context, { type: 'rejected', block }));
    }),
    tellSnubbed: enqueueActions(({ context, enqueue }) => {
      enqueue(toRoot(context, { type: 'snubbed' }));
    }),
    enqueue: assign({
      isNew: false,
      queue: ({ context, event }) => [
        ...without(context.queue, blockIn(context, event)),
        blockIn(context, event),
      ],
    }),
    dequeue: assign({
      isNew: false,
      queue: ({ context, event }) => without(context.queue, blockIn(context, event)),
    }),
    /** Answers a request by a Reject, as it was named. */
    reject: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign({ isNew: false });
      if (event.type === 'Request' || event.type === 'Cancel')
        enqueue(toPartner(context, { type: 'Reject', piece: event.piece, begin: event.begin }));
      if (event.type === 'refuse')
        enqueue(toPartner(context, { type: 'Reject', ...addressOf(event.block, context.setting) }));
    }),
    /** Does not serve a request that names no block: with the fast extension by a Reject. */
    refuse: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign({ isNew: false });
      if (context.setting.fast && event.type === 'Request')
        enqueue(toPartner(context, { type: 'Reject', piece: event.piece, begin: event.begin }));
    }),
    /** Tells the root that the block of an event is to go out. */
    serveAtOnce: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign({ isNew: false });
      enqueue(toRoot(context, { type: 'due', block: blockIn(context, event) }));
    }),
    /** Takes the lowest block out of the queue, and tells the root. */
    serveNext: enqueueActions(({ context, enqueue }) => {
      const block = Math.min(...context.queue);
      enqueue.assign({ queue: without(context.queue, block) });
      enqueue(toRoot(context, { type: 'due', block }));
    }),
    sendBlock: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'give') return;
      const { block, content } = event;
      enqueue(toPartner(context, { type: 'Piece', ...addressOf(block, context.setting), content }));
    }),
    ask: enqueueActions(({ context, event, enqueue }) => {
      const block = blockIn(context, event);
      enqueue.assign({ requests: [...context.requests, block] });
      enqueue(toPartner(context, { type: 'Request', ...addressOf(block, context.setting) }));
    }),
    /** Sends Cancel; with the fast extension the request stays open until its answer (W5). */
    withdraw: enqueueActions(({ context, event, enqueue }) => {
      const block = blockIn(context, event);
      if (!context.setting.fast) enqueue.assign({ requests: without(context.requests, block) });
      enqueue(toPartner(context, { type: 'Cancel', ...addressOf(block, context.setting) }));
    }),
    sendHave: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'announce') return;
      const { piece } = event;
      if (context.setting.have === 'lacking' && context.has.has(piece)) return;
      enqueue(toPartner(context, { type: 'Have', piece }));
    }),
    sendInterest: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'showInterest') return;
      enqueue.assign({ amInterested: event.is });
      enqueue(toPartner(context, { type: event.is ? 'Interested' : 'NotInterested' }));
    }),
    sendUnchoke: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ amUnchoking: true });
      enqueue(toPartner(context, { type: 'Unchoke' }));
    }),
    /**
     * Sends Choke and empties the queue; with the fast extension a Reject follows for each request, but those
     * that the partner may always make stay (W5).
     */
    sendChoke: enqueueActions(({ context, enqueue }) => {
      const isKept = (block: Block) => isAllowed(context, block);
      enqueue.assign({ amUnchoking: false, queue: context.queue.filter(isKept) });
      enqueue(toPartner(context, { type: 'Choke' }));
      if (!context.setting.fast) return;
      for (const block of context.queue.filter((queued) => !isKept(queued)))
        enqueue(toPartner(context, { type: 'Reject', ...addressOf(block, context.setting) }));
    }),
  },
});
