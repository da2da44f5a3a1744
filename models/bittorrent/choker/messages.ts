/**
 * The inputs, outputs, views and settings of a BitTorrent choker: the types that its model, its
 * implementation and its properties share. The names are those of BEP 3 and of the first client.
 *
 * The choker is an actor of its own. Its peers are idle nodes, so that they may change places: they connect,
 * leave and change their interest by inputs of the choker, and `Choke` and `Unchoke` are its outputs.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';

/** What happens to a peer between two rounds. */
export type ChokerInput =
  | { readonly type: 'connect'; readonly peer: NodeId }
  | { readonly type: 'leave'; readonly peer: NodeId }
  | { readonly type: 'interested'; readonly peer: NodeId }
  | { readonly type: 'notInterested'; readonly peer: NodeId };

/** A message for a peer, or a report of a round. */
export type ChokerOutput =
  | { readonly type: 'choke'; readonly peer: NodeId }
  | { readonly type: 'unchoke'; readonly peer: NodeId }
  /** With the setting `reports: 'rounds'`: a round ended. Those that wait are interested and choked. */
  | {
      readonly type: 'round';
      readonly interested: ReadonlySet<NodeId>;
      readonly waiting: ReadonlySet<NodeId>;
    };

/**
 * The rates since the last round by peer, as small integers: 0 where a peer is missing, and `snubbedRate` for
 * a peer that was asked and sent nothing for a minute.
 */
export type Rates = ReadonlyMap<NodeId, number>;

/** The rate of a snubbed peer: below 0, so it ranks last. */
export const snubbedRate = -1;

/** The values that the environment gives with an event. */
export interface ChokerDraw {
  /** With a round, and with an event after which the rule `front` chooses anew. */
  readonly rates?: Rates;
  /** With `connect`: how many peers of `rotation` are in front of the newcomer; at the end where missing. */
  readonly place?: number;
}

/** How a choker chooses the peers that it unchokes. */
export type ChokerRule =
  /** As a leecher: a choice that is held from round to round (C2 to C4). */
  | 'held'
  /** As a seed: of those unchoked the most recent stay (C5; client 4.x, Legout et al. 2006). */
  | 'recent'
  /** What BEP 3 describes, as the client of 2002 did (C6). */
  | 'text'
  /** What the client 3.x did (C6). */
  | 'front';

/** The parameters of a scope. */
export interface ChokerSetting {
  readonly rule: ChokerRule;
  /** The number of peers that are served at a time, N; 4 by convention. */
  readonly slots: number;
  /** Whether a choker chooses in rounds only, or anew at once where its rule says so. */
  readonly between: 'rounds' | 'once';
  /** Whether the optimistic peer takes one of the slots (`held`), or is one more. */
  readonly optimistic: 'counted' | 'extra';
  /** Whether a peer with rate 0, or a snubbed one, may be regular (`held`). */
  readonly zeroRate: 'eligible' | 'excluded';
  /**
   * Whether a snubbed peer ranks last (`held`), or is never regular. The places that no regular peer takes
   * then go to the next ones of `rotation`.
   */
  readonly snubbed: 'last' | 'excluded';
  /**
   * The peers that are unchoked although they are not interested (`held`): none; those at the front of
   * `rotation`; or those that are faster than the slowest regular one. With `between: 'once'` the slowest
   * regular peer is choked at once if one of them becomes interested and all slots are taken.
   */
  readonly uninterested: 'choked' | 'front' | 'better';
  /** Whether each round is reported, so that the monitor counts rounds. */
  readonly reports: 'changes' | 'rounds';
}

/** The view of a choker. */
export interface ChokerView {
  readonly role: 'choker';
  /** How many peers it serves at a time, an extra optimistic one included. */
  readonly cap: number;
  /** The connected peers, in the order in which they become optimistic. */
  readonly rotation: readonly NodeId[];
  readonly interested: ReadonlySet<NodeId>;
  readonly unchoked: ReadonlySet<NodeId>;
  /** `text`: the interested peer that was the front when it was unchoked, or became interested as the front. */
  readonly optimistic: NodeId | null;
  /** The number of the round, modulo 3; a turn is over where it becomes 0. */
  readonly round: number;
  /** `recent`: for how many rounds each unchoked peer has been unchoked; 3 and more are 3. */
  readonly ages: ReadonlyMap<NodeId, number>;
  /** `text`, and `held` if it yields at once: the connected peers by the rates of the last round, newcomers last. */
  readonly order: readonly NodeId[];
  /** `text`: whether in this turn a newcomer was put in front, or the front left. */
  readonly isInterrupted: boolean;
}

/** The view of an idle peer: its name. */
export interface PeerView {
  readonly role: 'peer';
  readonly name: NodeId;
}

/** The shape of the protocol. */
export interface BitTorrentChoker {
  /** No message is sent: `Choke` and `Unchoke` are outputs. */
  message: { type: 'none' };
  view: ChokerView | PeerView;
  timer: 'round';
  input: ChokerInput;
  output: ChokerOutput;
  setting: ChokerSetting;
  draw: ChokerDraw;
}
