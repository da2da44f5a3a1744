/**
 * The messages, views and settings of a BitTorrent swarm: the types that its model, its implementation and
 * its properties share. The names of messages are those of BEP 3 and BEP 6.
 *
 * A peer consists of parts: a root (`torrent.ts`) and one machine for the connection to each other peer
 * (`connection.ts`). The parts exchange the internal messages at the end of this file within one step.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type {
  AnnouncerView,
  FromAnnouncer,
  ToAnnouncer,
  TrackerDraw,
  TrackingSetting,
} from './tracker/types.ts';

/** The index of a piece. */
export type Piece = number;

/** The number of a block in the torrent: `piece * blocksPerPiece + begin`. */
export type Block = number;

/** The content of a block: what the torrent's hashes ask for, or anything else. */
export type Content = 'good' | 'bad';

// ------------------------------------------------------------- between peers

/** Opens a connection, in both directions; the dialler's comes first (W1). */
export interface Handshake {
  readonly type: 'Handshake';
}

/** The pieces that the sender has; the first message after the handshake (W2). */
export interface Bitfield {
  readonly type: 'Bitfield';
  readonly pieces: ReadonlySet<Piece>;
}

/** The sender verified and stored a piece (W3). */
export interface Have {
  readonly type: 'Have';
  readonly piece: Piece;
}

/** Asks for a block. `begin` counts blocks, not bytes. */
export interface Request {
  readonly type: 'Request';
  readonly piece: Piece;
  readonly begin: number;
}

/** A block. */
export interface PieceMessage {
  readonly type: 'Piece';
  readonly piece: Piece;
  readonly begin: number;
  readonly content: Content;
}

/** Takes a request back. */
export interface Cancel {
  readonly type: 'Cancel';
  readonly piece: Piece;
  readonly begin: number;
}

/** With the fast extension: answers a request that is not served (W5; BEP 6). */
export interface Reject {
  readonly type: 'Reject';
  readonly piece: Piece;
  readonly begin: number;
}

/** With the fast extension: the receiver may ask for this piece while it is choked (BEP 6). */
export interface AllowedFast {
  readonly type: 'AllowedFast';
  readonly piece: Piece;
}

/** With the fast extension: the receiver might like this piece (BEP 6). It changes nothing that may be asked. */
export interface SuggestPiece {
  readonly type: 'SuggestPiece';
  readonly piece: Piece;
}

/** A message between two peers. */
export type SwarmMessage =
  | Handshake
  | Bitfield
  | Have
  | { readonly type: 'Choke' }
  | { readonly type: 'Unchoke' }
  | { readonly type: 'Interested' }
  | { readonly type: 'NotInterested' }
  | Request
  | PieceMessage
  | Cancel
  | Reject
  | AllowedFast
  | SuggestPiece
  /** The connection ends: the end of the stream in one direction (W7). */
  | { readonly type: 'Close' };

// ------------------------------------------------------------- timers, draws, reports

/** A timer of a peer. `upload` and `request` belong to a connection: outside of the node they name the partner. */
export type SwarmTimer =
  /** A round of the choker is over; always armed. */
  | 'round'
  /** The next block of this queue goes out; armed while the queue holds anything. */
  | `upload@${NodeId}`
  /** An open request brought nothing for a minute (P6); armed while requests are open, if `snubs`. */
  | `request@${NodeId}`;

/** An order of the user of a peer. */
export type SwarmInput =
  /** Closes the connection to another peer. */
  | { readonly type: 'disconnect'; readonly peer: NodeId }
  /** Dials another peer. */
  | { readonly type: 'dial'; readonly peer: NodeId }
  /** Peers from another source than a tracker, such as peer exchange (T5). */
  | { readonly type: 'peers'; readonly peers: readonly NodeId[] }
  /** The user stops the torrent, and starts it again. */
  | { readonly type: 'stop' }
  | { readonly type: 'start' }
  /** For an adversary: sends this message to all its victims. */
  | { readonly type: 'act'; readonly message: SwarmMessage };

/** A value that the environment gives with an event. */
export interface SwarmDraw extends Omit<TrackerDraw, 'act'> {
  /** All pieces, in an order: of equally rare ones a peer picks the first (P2). By index where missing. */
  readonly order?: readonly Piece[];
  /** For an adversary or a tracker: what it does, of what it may do. */
  readonly act?: string;
}

/** A report of a peer; the monitor of the suite reads them. */
export type SwarmOutput =
  /** A message left on a link, or arrived from it, if `reports` is `links`. */
  | { readonly type: 'left'; readonly to: NodeId }
  | { readonly type: 'arrived'; readonly from: NodeId }
  /** A piece failed its check, if `reports` is `checks`; its blocks came from the sources. */
  | { readonly type: 'failed'; readonly piece: Piece; readonly sources: ReadonlySet<NodeId> }
  /** A piece was verified and stored, if `reports` is `checks`. */
  | { readonly type: 'verified'; readonly piece: Piece; readonly sources: ReadonlySet<NodeId> };

// ------------------------------------------------------------- views

/** How far a connection is, at one end. */
export type Stage = 'closed' | 'dialling' | 'open' | 'closing';

/** The view of one end of a connection. */
export interface ConnectionView {
  readonly stage: Stage;
  /** The pieces that the partner has, by its Bitfield and its Haves. */
  readonly has: ReadonlySet<Piece>;
  /** Whether this end told the partner that it is interested. */
  readonly amInterested: boolean;
  /** Whether this end unchoked the partner. */
  readonly amUnchoking: boolean;
  readonly isInterested: boolean;
  readonly isUnchoking: boolean;
  /** The pieces that this end may ask for while the partner chokes it (BEP 6). */
  readonly allowed: ReadonlySet<Piece>;
  /** The last piece that the partner suggested (BEP 6). */
  readonly suggested: Piece | null;
  /** The blocks that this end asked for and did not get yet, the oldest first. */
  readonly requests: readonly Block[];
  /** The blocks that the partner asked for and did not get yet, the oldest first. */
  readonly queue: readonly Block[];
}

/** A block that arrived, of a piece that is not complete. */
export interface Arrived {
  readonly content: Content;
  readonly source: NodeId;
}

/** The view of one peer. */
export interface SwarmView {
  readonly role: 'peer';
  /** The pieces that it verified and stored. */
  readonly pieces: ReadonlySet<Piece>;
  /** Of these, pieces with a bad block. Empty, unless a peer stores without the check. */
  readonly spoiled: ReadonlySet<Piece>;
  /** The blocks of pieces that are not complete. */
  readonly blocks: ReadonlyMap<Block, Arrived>;
  /** How many open partners have each piece, by index. */
  readonly availability: readonly number[];
  /** The open partners, in the order in which they become optimistic (C1). */
  readonly rotation: readonly NodeId[];
  readonly optimistic: NodeId | null;
  /** Blocks since the last round, by partner: what it gave, or at a seed what it got (`seedRate`). Never 0. */
  readonly rates: ReadonlyMap<NodeId, number>;
  /** The rounds of this turn. */
  readonly round: number;
  /**
   * Partners that shared a failed piece: each gets whole pieces or nothing (V3). Parole and ban are by address,
   * which has the name of the first peer at it.
   */
  readonly parole: ReadonlySet<NodeId>;
  /** Partners that alone gave a failed piece (V2), or gave a block that differs from the good one (V4). */
  readonly banned: ReadonlySet<NodeId>;
  /** The blocks of failed pieces, until their pieces are good (V4); empty unless `blame` is `compare`. */
  readonly suspects: ReadonlyMap<Block, readonly Arrived[]>;
  /** Partners that sent nothing for a minute after a request (P6). */
  readonly snubbed: ReadonlySet<NodeId>;
  readonly connections: ReadonlyMap<NodeId, ConnectionView>;
  /** Where a scope has trackers: peers that are known and not dialled yet, and the connections to dial. */
  readonly dialling?: { readonly candidates: readonly NodeId[]; readonly connections: number };
  readonly announcer?: AnnouncerView;
  /** The parameters that promises refer to. */
  readonly limits: Limits;
}

/** The parameters that promises refer to; `SwarmSetting` describes them. */
export type Limits = Pick<
  SwarmSetting,
  | 'pieces'
  | 'blocksPerPiece'
  | 'slots'
  | 'pipeline'
  | 'endgameAskers'
  | 'randomFirst'
  | 'fast'
  | 'interest'
  | 'allowedFast'
  | 'addresses'
>;

// ------------------------------------------------------------- setting

/** The parameters of a scope. */
export interface SwarmSetting {
  readonly pieces: number;
  readonly blocksPerPiece: number;
  /** The pieces that a peer has at first; none unless given. */
  readonly owned: Readonly<Record<NodeId, readonly Piece[]>>;
  /** Pairs of peers that are connected at first; their Bitfields are under way. */
  readonly open: readonly (readonly [NodeId, NodeId])[];
  /** The peers that are served at a time, N. */
  readonly slots: number;
  /** The rounds of a turn; the implementation counts modulo 3. */
  readonly turnRounds: 1 | 3;
  /** The most blocks that a rate counts; 0 where no rate is kept. */
  readonly rateMax: number;
  /** The rate of a partner at a seed: the blocks that it got, or none, so that partners wait in turn. */
  readonly seedRate: 'given' | 'none';
  /** Whether the optimistic peer takes one of the slots, is one more, or does not exist. */
  readonly optimistic: 'counted' | 'extra' | 'none';
  /** Whether a peer with rate 0 may be regular. */
  readonly zeroRate: 'eligible' | 'excluded';
  /** The most open requests to one partner. */
  readonly pipeline: number;
  /** How many partners are asked for one block in the endgame. */
  readonly endgameAskers: number;
  /** Pieces that are picked by draw alone, before rarest first. */
  readonly randomFirst: number;
  /** Whether a request is served within the step, or by a step of its own (timer `upload`). */
  readonly upload: 'atOnce' | 'paced';
  /** The fast extension (BEP 6), between all peers. */
  readonly fast: boolean;
  /**
   * With `fast`: the pieces that each peer may ask all others for while it is choked. BEP 6 computes them from
   * its address and the torrent.
   */
  readonly allowedFast: Readonly<Record<NodeId, readonly Piece[]>>;
  /** With `fast`: the pieces that each peer suggests to its partners, the last one last. */
  readonly suggests: Readonly<Record<NodeId, readonly Piece[]>>;
  /** Peers at the address of another one: the first peer at it. Each other peer has an address of its own. */
  readonly addresses: Readonly<Record<NodeId, NodeId>>;
  /**
   * What follows a failed piece of several sources: parole, or nothing, or parole and a comparison. A
   * comparison bans each source whose block differs from the one of the good piece (V2 to V4).
   */
  readonly blame: 'parole' | 'sole' | 'compare';
  /** Interest in a partner: while it has a missing piece, or only while a block is left to ask of it (W3). */
  readonly interest: 'missing' | 'unasked';
  /** A block that was not asked for and is missing: dropped, or kept (W6; with `fast` it closes). */
  readonly notAsked: 'dropped' | 'kept';
  /** A request that reaches beyond its piece, or is too large: it closes, or is not served (W4). */
  readonly tooLarge: 'close' | 'ignore';
  /** To which partners a Have goes. */
  readonly have: 'all' | 'lacking';
  /** Whether a request without an answer is given up after a minute (timer `request`). */
  readonly snubs: boolean;
  /** Whether peers report to the monitor each message, or each checked piece, or nothing. */
  readonly reports: 'links' | 'checks' | 'none';
  /** Trackers, and the connections that a peer dials; absent where peers are connected at first. */
  readonly tracking?: TrackingSetting;
  /** Whether verified pieces survive a crash. */
  readonly disk?: boolean;
}

/** The durable record of a peer. */
export interface SwarmRecord {
  /** The pieces that are verified and stored. */
  readonly pieces: ReadonlySet<Piece>;
}

/** The shape of the protocol. */
export interface Swarm {
  message: SwarmMessage;
  view: SwarmView;
  timer: SwarmTimer;
  input: SwarmInput;
  output: SwarmOutput;
  setting: SwarmSetting;
  draw: SwarmDraw;
}

// ------------------------------------------------------------- between the parts of a peer

/** What a connection tells the root. The root knows the partner from the name of the part. */
export type FromConnection =
  | { readonly type: 'opened' }
  /** The partner has these pieces, too. */
  | { readonly type: 'has'; readonly pieces: ReadonlySet<Piece>; readonly by: 'Bitfield' | 'Have' }
  | { readonly type: 'interest'; readonly is: boolean }
  | { readonly type: 'unchoked' }
  /** These blocks will not come. */
  | { readonly type: 'choked'; readonly lost: readonly Block[] }
  | { readonly type: 'rejected'; readonly block: Block }
  /** A block that was asked for, or with `notAsked: kept` was not. */
  | {
      readonly type: 'got';
      readonly block: Block;
      readonly content: Content;
      readonly wasAsked: boolean;
    }
  | { readonly type: 'allowed'; readonly piece: Piece }
  | { readonly type: 'suggested'; readonly piece: Piece }
  /** Nothing came for a minute after a request. */
  | { readonly type: 'snubbed' }
  /** The turn of a block to go out. */
  | { readonly type: 'due'; readonly block: Block }
  | { readonly type: 'closed' };

/** What the root tells a connection. */
export type ToConnection =
  /** The pieces for the Bitfield. */
  | { readonly type: 'introduce'; readonly pieces: ReadonlySet<Piece> }
  | { readonly type: 'ask'; readonly block: Block }
  | { readonly type: 'withdraw'; readonly block: Block }
  /** A piece was verified and stored. */
  | { readonly type: 'announce'; readonly piece: Piece }
  | { readonly type: 'showInterest'; readonly is: boolean }
  | { readonly type: 'serve'; readonly is: boolean }
  | { readonly type: 'give'; readonly block: Block; readonly content: Content }
  /** A request that cannot be served. */
  | { readonly type: 'refuse'; readonly block: Block }
  /** Ends the connection; `isBan`: it is never opened again. */
  | { readonly type: 'drop'; readonly isBan: boolean }
  | { readonly type: 'dial' };

/** The shape of the root. */
export interface TorrentPart {
  message: FromConnection | ToConnection | FromAnnouncer | ToAnnouncer;
  view: Omit<SwarmView, 'connections' | 'announcer'>;
  timer: 'round';
  input: SwarmInput;
  output: SwarmOutput;
  setting: SwarmSetting;
  durable: SwarmRecord;
  draw: SwarmDraw;
}

/** The shape of a connection. */
export interface ConnectionPart {
  message: SwarmMessage | FromConnection | ToConnection;
  view: ConnectionView;
  timer: 'upload' | 'request';
  setting: SwarmSetting;
  draw: SwarmDraw;
}
