/**
 * The messages, views and settings of Bitswap's exchange: the types that its model, its implementation and its
 * properties share. The names of messages are those of Bitswap 1.2.0, where one message carries many entries
 * of a want-list; in a model each message carries one.
 *
 * A node consists of parts: a root (`client.ts`) that wants blocks, and one machine for each other node
 * (`partner.ts`) that keeps the connection, what was told over it, and what the other node asks for. The parts
 * exchange the internal messages at the end of this file within one step.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';

/** The name of a block: its content identifier, or a letter in a scope. */
export type Cid = string;

/** The name of a session: wants of one user that share what is known about partners. */
export type Session = string;

/** The content of a block: what its CID asks for, or anything else. */
export type Data = 'good' | 'bad';

/** What a node wants to know or to have of a block; `block` is the greater. */
export type Want = 'have' | 'block';

/** An answer that waits in the queue of a partner; `block` is the greatest, `dont` the least. */
export type Task = 'dont' | 'have' | 'block';

// ------------------------------------------------------------- between nodes

/** Asks whether the partner has a block (WANT_HAVE). */
export interface WantHave {
  readonly type: 'WantHave';
  readonly cid: Cid;
  /** Whether a partner without the block answers DontHave. */
  readonly sendDontHave: boolean;
}

/** Asks for a block (WANT_BLOCK); a partner without it answers DontHave. */
export interface WantBlock {
  readonly type: 'WantBlock';
  readonly cid: Cid;
}

/** The want-list in full: it replaces the one that the partner knows, each entry a WantHave without DontHave. */
export interface Full {
  readonly type: 'Full';
  readonly cids: ReadonlySet<Cid>;
}

/** A block (field `payload`). */
export interface BlockMessage {
  readonly type: 'Block';
  readonly cid: Cid;
  readonly data: Data;
}

/** A message between two nodes. */
export type ExchangeMessage =
  | WantHave
  | WantBlock
  /** Takes a want back. */
  | { readonly type: 'Cancel'; readonly cid: Cid }
  | Full
  /** The sender has the block (HAVE). */
  | { readonly type: 'Have'; readonly cid: Cid }
  /** The sender does not have the block now (DONT_HAVE); the want stays. */
  | { readonly type: 'DontHave'; readonly cid: Cid }
  | BlockMessage
  /** The connection opens, in one direction. */
  | { readonly type: 'Up' }
  /** The connection ends, in one direction. */
  | { readonly type: 'Down' };

// ------------------------------------------------------------- timers, inputs, draws, outputs

/** A timer of a node. The last three belong to a partner: outside of the node they name it. */
export type ExchangeTimer =
  /** The next tick (C6); armed at the first want, and again at each tick while something is wanted. */
  | 'idle'
  /** The partner that is asked for a block gives no answer (C7). */
  | `impatience@${NodeId}`
  /** The next task of this partner is due (S4); armed while it has any. */
  | `work@${NodeId}`
  /** Time to connect (N3); armed while the connection is down. */
  | `dial@${NodeId}`;

/** An order of the user of a node. */
export type ExchangeInput =
  | { readonly type: 'want'; readonly cid: Cid; readonly session: Session }
  | { readonly type: 'giveUp'; readonly cid: Cid; readonly session: Session }
  /** A block that the user made. */
  | { readonly type: 'put'; readonly cid: Cid }
  /** Removes a block from the store. */
  | { readonly type: 'remove'; readonly cid: Cid }
  /** Ends the connection to a partner (N1). */
  | { readonly type: 'hangUp'; readonly partner: NodeId }
  /** For an adversary: sends this message to all its victims. */
  | { readonly type: 'act'; readonly message: ExchangeMessage };

/** A value that the environment gives with an event. */
export interface ExchangeDraw {
  /** Partners in an order: of those that may be asked the first one is (C1, C2). By name where missing. */
  readonly order?: readonly NodeId[];
}

/** A report of a node. */
export type ExchangeOutput =
  /** A wanted block is here. */
  | { readonly type: 'got'; readonly cid: Cid }
  /** Asks the routing system for nodes that have a block of which no partner is asked (C6). */
  | { readonly type: 'findProviders'; readonly cid: Cid };

// ------------------------------------------------------------- views

/** How far the connection to a partner is, at one end (N1 to N4). */
export type Connection = 'down' | 'dialing' | 'up' | 'closing';

/** Blocks of one partner since the start, in blocks (`receipts`). */
export interface Receipt {
  readonly sent: number;
  readonly received: number;
}

/** The view of what a node keeps about one partner. */
export interface PartnerView {
  readonly conn: Connection;
  /** As client: what this node told the partner of its wants. */
  readonly told: ReadonlyMap<Cid, Want>;
  /** As server: what the partner asks for. */
  readonly asks: ReadonlyMap<Cid, Want>;
  /** As server: answers that wait; empty unless `service` is `queued`. */
  readonly tasks: ReadonlyMap<Cid, Task>;
  /** Counted if `receipts`. */
  readonly receipt: Receipt;
}

/** The view of one node. */
export interface ExchangeView {
  readonly role: 'node';
  readonly held: ReadonlySet<Cid>;
  /** Of these, blocks whose content does not match their CID: a node that looks at content has none. */
  readonly spoiled: ReadonlySet<Cid>;
  /** The sessions that want a block. */
  readonly wanted: ReadonlyMap<Cid, ReadonlySet<Session>>;
  /** The partners of the session: those that answered with Have or Block. */
  readonly session: ReadonlySet<NodeId>;
  /** The partner that was asked for a block and did not answer yet. */
  readonly asked: ReadonlyMap<Cid, NodeId>;
  /** What partners said of wanted blocks. */
  readonly says: ReadonlyMap<NodeId, ReadonlyMap<Cid, 'have' | 'dont'>>;
  /** Bad blocks, by partner; counted up to `strikesMax`. */
  readonly strikes: ReadonlyMap<NodeId, number>;
  readonly partners: ReadonlyMap<NodeId, PartnerView>;
}

// ------------------------------------------------------------- setting

/** The parameters of a scope. */
export interface ExchangeSetting {
  /** Pairs of nodes that can be connected. */
  readonly links: readonly (readonly [NodeId, NodeId])[];
  /** Whether their connections are up at first. */
  readonly connected: boolean;
  /** The blocks that a node has at first; none unless given. */
  readonly held: Readonly<Record<NodeId, readonly Cid[]>>;
  /** Whether an answer goes out within the step, or by a step of its own (timer `work`, S4). */
  readonly service: 'atOnce' | 'queued';
  /** Whether blocks are small: a WantHave of a small one is answered by the block (S2). */
  readonly small: boolean;
  /** Whether a partner that does not answer is given up (timer `impatience`, C7). */
  readonly impatient: boolean;
  /** Bad blocks after which a partner is not asked while another one has the block; 0 counts none. */
  readonly strikesMax: number;
  /** Whether blocks sent and received are counted by partner. */
  readonly receipts: boolean;
}

/** The shape of the protocol. */
export interface Exchange {
  message: ExchangeMessage;
  view: ExchangeView;
  timer: ExchangeTimer;
  input: ExchangeInput;
  output: ExchangeOutput;
  setting: ExchangeSetting;
  draw: ExchangeDraw;
}

// ------------------------------------------------------------- between the parts of a node

/** A message of a partner's part to the root. */
export type FromPartner =
  /** The connection is up. */
  | { readonly type: 'opened' }
  /** The connection ended. */
  | { readonly type: 'lost' }
  | { readonly type: 'has'; readonly cid: Cid }
  | { readonly type: 'lacks'; readonly cid: Cid }
  | { readonly type: 'got'; readonly cid: Cid; readonly data: Data }
  /** The partner gave no answer to what it was asked for. */
  | { readonly type: 'silent'; readonly cids: ReadonlySet<Cid> }
  /** The partner wants a block. */
  | { readonly type: 'wants'; readonly cid: Cid; readonly want: Want; readonly sendDontHave: boolean }
  /** An answer of the queue is due. */
  | { readonly type: 'due'; readonly cid: Cid; readonly task: Task };

/** A message of the root to a partner's part. */
export type ToPartner =
  /** Ends the connection. */
  | { readonly type: 'drop' }
  /** Sends the want-list in full. */
  | { readonly type: 'greet'; readonly cids: ReadonlySet<Cid> }
  /** Asks the partner for a block. */
  | { readonly type: 'ask'; readonly cid: Cid }
  /** Asks whether the partner has a block; without `sendDontHave` only if it was told nothing of it. */
  | { readonly type: 'tell'; readonly cid: Cid; readonly sendDontHave: boolean }
  /** The want ended: it is cancelled if the partner was told. */
  | { readonly type: 'cancel'; readonly cid: Cid }
  /** The want ended by a block of this partner, which therefore needs no Cancel. */
  | { readonly type: 'forget'; readonly cid: Cid }
  /** A block that the partner wants is here. */
  | { readonly type: 'serve'; readonly cid: Cid; readonly want: Want; readonly data: Data }
  /** A block that the partner wants is not here: the want is kept. */
  | { readonly type: 'keep'; readonly cid: Cid; readonly want: Want; readonly sendDontHave: boolean }
  /** A block is new here; it is served if the partner asks for it. */
  | { readonly type: 'stored'; readonly cid: Cid; readonly data: Data }
  /** The answer that is due; without data the block is not here. */
  | { readonly type: 'give'; readonly cid: Cid; readonly task: Task; readonly data?: Data };

/** The shape of the root. */
export interface ClientPart extends Omit<Exchange, 'message' | 'view' | 'timer'> {
  message: FromPartner | ToPartner;
  view: Omit<ExchangeView, 'partners'>;
  timer: 'idle';
}

/** The view of the part for one node; a node without a link to it is `apart`, and no partner. */
export type PartView = Omit<PartnerView, 'conn'> & { readonly conn: Connection | 'apart' };

/** The shape of the part for one partner. */
export interface PartnerPart extends Omit<Exchange, 'message' | 'view' | 'timer' | 'input'> {
  message: ExchangeMessage | ToPartner | FromPartner;
  view: PartView;
  timer: 'impatience' | 'work' | 'dial';
}
