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
 * - Info-hash and peer id are left out (W1): all peers have one torrent, and a name is an id.
 * - Keep-alive and the end after two minutes of silence are left out (W7). Such an end is one that the user
 *   asks for (input `disconnect`); a scope without this input keeps silent connections, which is weaker.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import { connectionSetup, nothing } from './connection-actions.ts';

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
  allowed: 'BEP 6, Allowed Fast',
  suggest: 'BEP 6, Suggest Piece',
  snub: 'Cohen 2003, section 2.3.3',
};

/** The state machine of one end of a connection. */
export const connectionMachine = connectionSetup.createMachine({
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
          actions: ['sendClose', 'tellClosed'],
        },
        drop: {
          description: 'The root gives up before the answer.',
          meta: { source: source.close, method: 'drop' },
          target: 'closing',
          actions: ['noteBan', 'sendClose', 'tellClosed'],
        },
      },
    },
    open: {
      type: 'parallel',
      entry: 'tellOpened',
      exit: 'reset',
      on: {
        Handshake: {
          description: 'A partner that has restarted dials: both ends close, and it may dial anew.',
          meta: { source: source.handshake, method: 'handshake' },
          target: 'closing',
          actions: ['sendClose', 'tellClosed'],
        },
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
        Have: [
          {
            description: 'A Have of a piece that does not exist closes the connection.',
            meta: { source: source.have, method: 'have' },
            guard: 'isNoPiece',
            target: 'closing',
            actions: ['sendClose', 'tellClosed'],
          },
          {
            description: 'The partner has one more piece.',
            meta: { source: source.have, method: 'have' },
            actions: 'notePieces',
          },
        ],
        AllowedFast: [
          {
            description: 'This peer may ask for a piece while it is choked.',
            meta: { source: source.allowed, method: 'allowedFast' },
            guard: 'isFastPiece',
            actions: 'noteAllowed',
          },
          {
            description: 'Allowed Fast without the fast extension, or of no piece, closes the connection.',
            meta: { source: source.allowed, method: 'allowedFast' },
            target: 'closing',
            actions: ['sendClose', 'tellClosed'],
          },
        ],
        SuggestPiece: [
          {
            description: 'The partner suggests a piece: of equally rare ones it is picked first.',
            meta: { source: source.suggest, method: 'suggest' },
            guard: 'isFastPiece',
            actions: 'noteSuggested',
          },
          {
            description: 'Suggest Piece without the fast extension, or of no piece, closes the connection.',
            meta: { source: source.suggest, method: 'suggest' },
            target: 'closing',
            actions: ['sendClose', 'tellClosed'],
          },
        ],
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
            meta: { source: source.flags, method: 'unchoke' },
            guard: 'serves',
            actions: 'sendUnchoke',
          },
          {
            description: 'The choker chokes the partner, and the queue is emptied.',
            meta: { source: source.flags, method: 'choke' },
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
          meta: { source: source.request, method: 'ask' },
          actions: 'ask',
        },
        withdraw: {
          description: 'A block that this partner was asked for, too, has arrived from another one.',
          meta: { source: source.cancel, method: 'withdraw' },
          actions: 'withdraw',
        },
        Request: [
          {
            description: 'A request that reaches beyond its piece closes the connection.',
            meta: { source: source.request, method: 'request' },
            guard: 'closesAtTooLarge',
            target: 'closing',
            actions: ['sendClose', 'tellClosed'],
          },
          {
            description:
              'A request that reaches beyond its piece is not served; with the fast extension it is rejected.',
            meta: { source: source.request, method: 'request' },
            guard: 'isTooLarge',
            actions: 'refuse',
          },
          {
            description: 'A request of an unchoked partner, or for an allowed fast piece, is served at once.',
            meta: { source: source.request, method: 'request' },
            guard: 'isServedAtOnce',
            actions: 'serveAtOnce',
          },
          {
            description: 'A request of an unchoked partner, or for an allowed fast piece, is queued.',
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
        refuse: {
          description: 'With the fast extension a request for a piece that this peer lacks is rejected.',
          meta: { source: source.fast, method: '#give' },
          actions: 'reject',
        },
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
            description: 'A block that was not asked for is kept, and counts in no rate.',
            meta: { source: source.piece, method: 'piece' },
            guard: 'isKept',
            actions: 'keep',
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
            guard: 'isFastAndRequested',
            actions: 'noteReject',
          },
          {
            description:
              'A Reject without the fast extension, or of a request that does not exist, closes the connection.',
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
                meta: { source: source.snub, method: 'ask' },
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
        dial: {
          description: 'The root dials a partner whose end of the connection is not closed yet.',
          meta: { source: source.close, method: 'dial' },
          actions: 'tellClosed',
        },
        Close: {
          description: 'The partner has closed the connection, too.',
          meta: { source: source.close, method: 'close' },
          target: 'closed',
        },
        drop: {
          description: 'The root bans a peer whose connection is closing already.',
          meta: { source: source.close, method: 'drop' },
          actions: 'noteBan',
        },
      },
    },
  },
});
