/**
 * The formal model of one end of a connection: handshake and end (W1, W2, W7), the four flags, the open
 * requests and the queue (W3 to W6). The root (`torrent.ts`) picks, chokes and stores; a connection keeps what
 * concerns one partner, and tells the root.
 *
 * Sources: BEP 3, section "peer protocol"; BEP 6 for the fast extension; RFC 9293 for the end of a connection.
 *
 * Modelled in its own way, and what this means:
 * - One machine models all connections of two peers, of which one at a time is in use. Where both dial at
 *   once, the two become one connection. Real clients close one of them.
 * - A Bitfield is sent on every connection, also an empty one. BEP 3 allows to leave an empty one out; HaveAll
 *   and HaveNone (BEP 6) are a full and an empty Bitfield.
 * - Info-hash, peer id and keep-alive are left out: all peers have one torrent, and a partner that is
 *   silent for two minutes was snubbed before.
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../checker/actors/actor.ts';
import { addressOf, blockAt } from './context.ts';
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

const nothing = {
  isNew: true,
  has: new Set<Piece>(),
  amInterested: false,
  amUnchoking: false,
  isInterested: false,
  isUnchoking: false,
  requests: [],
  queue: [],
} satisfies Partial<ConnectionContext>;

/** The view of a connection in a state of its machine. */
export function connectionView(value: unknown, context: ConnectionContext): ConnectionView {
  const { has, amInterested, amUnchoking, isInterested, isUnchoking, requests, queue } = context;
  const stage = (typeof value === 'string' ? value : 'open') as Stage;
  return { stage, has, amInterested, amUnchoking, isInterested, isUnchoking, requests, queue };
}

/** The block that an event names. */
export function blockIn(context: ConnectionContext, event: ConnectionEvent): Block {
  if ('block' in event) return event.block;
  if ('begin' in event) return blockAt(event, context.setting);
  throw new Error(`${event.type} names no block`);
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

const source = {
  handshake: 'BEP 3, peer protocol: handshake',
  close: 'RFC 9293, section 3.6',
  bitfield: 'BEP 3, peer messages: bitfield',
  have: 'BEP 3, peer messages: have',
  flags: 'BEP 3, peer protocol: choked and interested',
  request: 'BEP 3, peer messages: request',
  piece: 'BEP 3, peer messages: piece',
  cancel: 'BEP 3, peer messages: cancel',
  fast: 'BEP 6, Reject Request',
  snub: 'Cohen 2003, section 2.3.3',
};

/** The state machine of one end of a connection. */
export const connectionMachine = setup({
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
    isServed: ({ context }) => context.amUnchoking,
    isServedAtOnce: ({ context }) => context.amUnchoking && context.setting.upload === 'atOnce',
    isRequested: ({ context, event }) => context.requests.includes(blockIn(context, event)),
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
    /** Sends the Bitfield. */
    introduce: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'introduce') return;
      enqueue(toPartner(context, { type: 'Bitfield', pieces: event.pieces }));
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
      enqueue(toRoot(context, { type: 'got', block, content: event.content }));
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
    reject: enqueueActions(({ context, event, enqueue }) => {
      const address = addressOf(blockIn(context, event), context.setting);
      enqueue.assign({ isNew: false });
      enqueue(toPartner(context, { type: 'Reject', ...address }));
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
    /** Sends Choke and empties the queue; with the fast extension a Reject follows for each request (W5). */
    sendChoke: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ amUnchoking: false, queue: [] });
      enqueue(toPartner(context, { type: 'Choke' }));
      if (!context.setting.fast) return;
      for (const block of context.queue)
        enqueue(toPartner(context, { type: 'Reject', ...addressOf(block, context.setting) }));
    }),
  },
}).createMachine({
  id: 'connection',
  description: 'One end of the connection between two peers.',
  context: ({ input: { self, nodes, setting } }) => ({
    ...nothing,
    self,
    partner: nodes[1] as NodeId,
    setting,
    isBanned: false,
  }),
  initial: 'starting',
  states: {
    starting: {
      always: [
        {
          description: 'The connection is open at first.',
          meta: { source: source.handshake, method: 'start' },
          guard: 'isOpenAtFirst',
          target: 'open',
        },
        {
          description: 'The connection is closed at first.',
          meta: { source: source.handshake, method: 'start' },
          target: 'closed',
        },
      ],
    },
    closed: {
      on: {
        dial: {
          description: 'The root dials: the handshake goes out.',
          meta: { source: source.handshake, method: 'dial' },
          target: 'dialling',
          actions: 'sendHandshake',
        },
        Handshake: [
          {
            description: 'A banned peer dials, and the connection is refused.',
            meta: { source: source.close, method: 'handshake' },
            guard: 'isBanned',
            target: 'closing',
            actions: 'sendClose',
          },
          {
            description: 'The partner dials: the handshake is answered, and the connection is open.',
            meta: { source: source.handshake, method: 'handshake' },
            target: 'open',
            actions: 'sendHandshake',
          },
        ],
        drop: {
          description: 'The root bans a peer whose connection is closed already.',
          meta: { source: source.close, method: 'drop' },
          actions: 'noteBan',
        },
      },
    },
    dialling: {
      on: {
        Handshake: {
          description: 'The partner answers the handshake, and the connection is open.',
          meta: { source: source.handshake, method: 'handshake' },
          target: 'open',
        },
        Close: {
          description: 'The partner refuses.',
          meta: { source: source.close, method: 'close' },
          target: 'closed',
          actions: 'sendClose',
        },
        drop: {
          description: 'The root gives up before the answer.',
          meta: { source: source.close, method: 'drop' },
          target: 'closing',
          actions: ['noteBan', 'sendClose'],
        },
      },
    },
    open: {
      type: 'parallel',
      entry: 'tellOpened',
      exit: 'reset',
      on: {
        introduce: {
          description: 'The Bitfield goes out, before anything else.',
          meta: { source: source.bitfield, method: 'open' },
          actions: 'introduce',
        },
        Bitfield: [
          {
            description: 'The first message is a Bitfield, and the root learns the pieces.',
            meta: { source: source.bitfield, method: 'bitfield' },
            guard: 'isNew',
            actions: 'notePieces',
          },
          {
            description: 'A Bitfield after another message closes the connection.',
            meta: { source: source.bitfield, method: 'bitfield' },
            target: 'closing',
            actions: ['sendClose', 'tellClosed'],
          },
        ],
        Have: {
          description: 'The partner has one more piece.',
          meta: { source: source.have, method: 'have' },
          actions: 'notePieces',
        },
        announce: {
          description: 'A piece was verified and stored, and a Have goes to the partner.',
          meta: { source: source.have, method: '#announce' },
          actions: 'sendHave',
        },
        showInterest: {
          description: 'Interest changed, and Interested or NotInterested goes to the partner.',
          meta: { source: source.flags, method: '#updateInterest' },
          guard: 'changesInterest',
          actions: 'sendInterest',
        },
        Interested: {
          description: 'The partner is interested.',
          meta: { source: source.flags, method: 'interest' },
          actions: 'noteInterest',
        },
        NotInterested: {
          description: 'The partner is not interested any more.',
          meta: { source: source.flags, method: 'interest' },
          actions: 'noteInterest',
        },
        serve: [
          {
            description: 'The choker unchokes the partner.',
            meta: { source: source.flags, method: '#unchoke' },
            guard: 'serves',
            actions: 'sendUnchoke',
          },
          {
            description: 'The choker chokes the partner, and the queue is emptied.',
            meta: { source: source.flags, method: '#choke' },
            actions: 'sendChoke',
          },
        ],
        Unchoke: {
          description: 'The partner unchokes this peer.',
          meta: { source: source.flags, method: 'unchoked' },
          actions: 'noteUnchoke',
        },
        Choke: {
          description: 'The partner chokes this peer, and open requests are lost.',
          meta: { source: source.flags, method: 'choked' },
          actions: 'noteChoke',
        },
        ask: {
          description: 'The root asks the partner for a block.',
          meta: { source: source.request, method: '#ask' },
          actions: 'ask',
        },
        withdraw: {
          description: 'A block that this partner was asked for, too, has arrived from another one.',
          meta: { source: source.cancel, method: '#withdraw' },
          actions: 'withdraw',
        },
        Request: [
          {
            description: 'A request of an unchoked partner is served at once.',
            meta: { source: source.request, method: 'request' },
            guard: 'isServedAtOnce',
            actions: 'serveAtOnce',
          },
          {
            description: 'A request of an unchoked partner goes to the queue.',
            meta: { source: source.request, method: 'request' },
            guard: 'isServed',
            actions: 'enqueue',
          },
          {
            description: 'A request of a choked partner is rejected.',
            meta: { source: source.fast, method: 'request' },
            guard: 'isFast',
            actions: 'reject',
          },
          {
            description: 'A request of a choked partner is dropped.',
            meta: { source: source.flags, method: 'request' },
            actions: 'ignore',
          },
        ],
        Cancel: [
          {
            description: 'A request is taken out of the queue and rejected.',
            meta: { source: source.fast, method: 'cancel' },
            guard: 'isFastAndQueued',
            actions: ['dequeue', 'reject'],
          },
          {
            description: 'A request is taken out of the queue.',
            meta: { source: source.cancel, method: 'cancel' },
            guard: 'isQueued',
            actions: 'dequeue',
          },
          {
            description: 'A Cancel of a request that was answered already is dropped.',
            meta: { source: source.cancel, method: 'cancel' },
            actions: 'ignore',
          },
        ],
        give: {
          description: 'The block goes out.',
          meta: { source: source.piece, method: '#give' },
          actions: 'sendBlock',
        },
        Piece: [
          {
            description: 'A block that was asked for arrives.',
            meta: { source: source.piece, method: 'piece' },
            guard: 'isRequested',
            actions: 'take',
          },
          {
            description: 'With the fast extension a block that was not asked for closes the connection.',
            meta: { source: source.fast, method: 'piece' },
            guard: 'isFast',
            target: 'closing',
            actions: ['sendClose', 'tellClosed'],
          },
          {
            description: 'A block that was not asked for is dropped.',
            meta: { source: source.piece, method: 'piece' },
            actions: 'ignore',
          },
        ],
        Reject: [
          {
            description: 'A request is rejected, and the block is free again.',
            meta: { source: source.fast, method: 'rejected' },
            guard: 'isRequested',
            actions: 'noteReject',
          },
          {
            description: 'A Reject of a request that does not exist closes the connection.',
            meta: { source: source.fast, method: 'rejected' },
            target: 'closing',
            actions: ['sendClose', 'tellClosed'],
          },
        ],
        Close: {
          description: 'The partner closes the connection.',
          meta: { source: source.close, method: 'close' },
          target: 'closed',
          actions: ['sendClose', 'tellClosed'],
        },
        drop: {
          description: 'The root closes the connection.',
          meta: { source: source.close, method: 'drop' },
          target: 'closing',
          actions: ['noteBan', 'sendClose', 'tellClosed'],
        },
      },
      states: {
        serving: {
          initial: 'idle',
          states: {
            idle: {
              always: {
                description: 'The queue has something to serve.',
                meta: { source: source.piece, method: 'request' },
                guard: 'hasQueue',
                target: 'uploading',
              },
            },
            uploading: {
              always: {
                description: 'The queue is empty.',
                meta: { source: source.piece, method: 'upload' },
                guard: 'hasNoQueue',
                target: 'idle',
              },
              after: {
                upload: {
                  description: 'The next block of the queue goes out.',
                  meta: { source: source.piece, method: 'upload' },
                  target: 'uploading',
                  reenter: true,
                  actions: 'serveNext',
                },
              },
            },
          },
        },
        watching: {
          initial: 'idle',
          states: {
            idle: {
              always: {
                description: 'A request is open, and the partner is watched.',
                meta: { source: source.snub, method: '#ask' },
                guard: 'watches',
                target: 'waiting',
              },
            },
            waiting: {
              always: {
                description: 'No request is open any more.',
                meta: { source: source.snub, method: 'piece' },
                guard: 'hasNoRequest',
                target: 'idle',
              },
              on: {
                Piece: {
                  description: 'A block arrives, and the minute begins anew.',
                  meta: { source: source.snub, method: 'piece' },
                  guard: 'isRequested',
                  target: 'waiting',
                  reenter: true,
                  actions: 'take',
                },
              },
              after: {
                request: {
                  description: 'Nothing came for a minute after a request.',
                  meta: { source: source.snub, method: 'snub' },
                  target: 'snubbed',
                  actions: 'tellSnubbed',
                },
              },
            },
            snubbed: {
              always: {
                description: 'No request is open at a snubbed partner any more.',
                meta: { source: source.snub, method: 'piece' },
                guard: 'hasNoRequest',
                target: 'idle',
              },
              on: {
                Piece: {
                  description: 'A block of a snubbed partner arrives, and it is watched as before.',
                  meta: { source: source.snub, method: 'piece' },
                  guard: 'isRequested',
                  target: 'waiting',
                  actions: 'take',
                },
              },
            },
          },
        },
      },
    },
    closing: {
      on: {
        Close: {
          description: 'The partner has closed the connection, too.',
          meta: { source: source.close, method: 'close' },
          target: 'closed',
        },
      },
    },
  },
});
