/**
 * What an author writes: the nodes of a system, its network, and what the environment may do to them. What it means is in
 * `successors.ts`; how messages travel, in `network.ts`; which descriptions make no sense, in `validate-system.ts`.
 */
import type { Actor, AnyShape, NodeId, Of, Received, Shape, Tagged } from '../actors/actor.ts';
import type { Standing, World } from './world.ts';

/** How messages travel; see the head of this file. */
export type NetworkKind = 'fifo' | 'unordered' | 'set' | 'duplicating';

/** A system of protocol P whose monitor keeps a history H. */
export interface System<P extends Shape = AnyShape, H = unknown> {
  /** Every node by name, in the order in which reports list them. */
  readonly nodes: Readonly<Record<NodeId, Actor<P>>>;
  /** Absent where the protocol has none. */
  readonly setting?: Of<P, 'setting'>;
  readonly network: NetworkKind;
  /** Messages may be lost, as often as budget `drop` allows. A `duplicating` network loses messages anyway. */
  readonly lossy?: boolean;
  /**
   * When a record that a node persists is down: within the step that hands it over (`sync`, the default), or later, by an
   * action of its own (`async`). A crash then keeps the last record that was down, or any of those handed over since.
   */
  readonly persistence?: 'sync' | 'async';
  /**
   * How a call comes to its reply. `atomic`: within the step that calls, from the callee as it stood before, however many
   * are called one after the other. `messages`: the request gets there by an action of its own, and so does the reply; the
   * channel loses nothing, and each call has one outcome. Absent: nobody may call.
   */
  readonly calls?: 'atomic' | 'messages';
  /**
   * When a call by messages may come out as `unreachable`: where the callee is not up or has crashed since (`exact`, the
   * default), or at any time (`mayLie`).
   */
  readonly failureDetector?: 'exact' | 'mayLie';
  /** Nodes may crash, as often as budget `crash` allows. */
  readonly crash?: CrashRule<P>;
  /** Links that may be cut, one partition at a time, as often as budget `partition` allows. */
  readonly partitions?: readonly Partition[];
  /** Links that never work: what is sent over one is lost. */
  readonly severed?: readonly (readonly [from: NodeId, to: NodeId])[];
  /** Messages that nobody sent, and that may turn up as often as budget `inject` allows. */
  readonly injects?: readonly {
    readonly from: NodeId;
    readonly to: NodeId;
    readonly message: P['message'];
  }[];
  /** Nodes that keep to no rule: neither properties nor the monitor look at them. */
  readonly adversaries?: readonly NodeId[];
  /** What the outside may ask of a node that shows this view. */
  inputs?(view: P['view'], node: NodeId): readonly Of<P, 'input'>[];
  /** The randomness the environment may hand to a node with this event; each is explored. */
  draws?(view: P['view'], event: Received<P>, node: NodeId): readonly Of<P, 'draw'>[];
  /**
   * What a node that is not up may be handed as `draw` of its birth if it comes up now, for instance through whom it may join;
   * each is explored, and where there is none it does not come up. Absent: it comes up and is handed nothing.
   */
  births?(node: NodeId, all: ReadonlyMap<NodeId, Standing<P>>): readonly Of<P, 'draw'>[];
  /**
   * How often each fault may happen. A premise: what would need more is not part of the system. Without a number
   * `drop`, `crash`, `restart` and `partition` may happen any number of times, `duplicate` and `inject` never.
   */
  readonly budget?: Readonly<Partial<Record<Fault, number>>>;
  /** How often each timer or type of input may occur. A cut: the world where one more would occur is marked. */
  readonly bounds?: Readonly<
    Partial<Record<Extract<Of<P, 'timer'>, string> | TypeOf<Of<P, 'input'>>, number>>
  >;
  /**
   * When timers may fire that may not do so whenever they are armed: that somebody is patient is a premise of many a promise
   * that something comes to be. In the calm after a storm time decides instead.
   */
  readonly timerConstraints?: Readonly<Partial<Record<Extract<Of<P, 'timer'>, string>, TimerConstraint>>>;
  /** A cut: a world with a node whose view is not within is checked but not expanded. */
  within?(view: P['view']): boolean;
  /**
   * Takes a world to the one that stands for all that behave as it does, for instance with every number lowered by the
   * lowest; the world itself if it is that one. For protocols whose numbers only grow. Checked on the worlds of a search.
   */
  rebase?(world: World, views: ReadonlyMap<NodeId, P['view']>): World;
  /**
   * Groups of nodes that may change places, and nothing is different but the names: worlds that are equal up to such a renaming are
   * explored once. That nothing depends on a name is checked on the worlds of a search. Schedules and replays take no notice.
   */
  readonly symmetric?: readonly (readonly NodeId[])[];
  readonly monitor?: Monitor<P, H>;
  /**
   * How long each timer runs, as `[minMs, maxMs]` to draw from whenever it is armed. Used only where time passes, in the
   * calm after a storm; a search fires a timer whenever it is armed.
   */
  readonly timersMs?: Readonly<
    Partial<Record<Extract<Of<P, 'timer'>, string>, readonly [minMs: number, maxMs: number]>>
  >;
  /** Initial worlds, one an entry; nodes an entry does not name come up fresh. Default: one world, all fresh. */
  readonly starts?: readonly Readonly<Record<NodeId, Start<P>>>[];
  /** Initial worlds as they are, whether any run leads to them or not; in place of `starts`. */
  readonly listed?: readonly World[];
}

type TypeOf<T> = T extends Tagged ? T['type'] : never;

/** What may go wrong in an environment. */
export type Fault = 'drop' | 'duplicate' | 'inject' | 'crash' | 'restart' | 'partition';

/**
 * A crash discards state and timers. `inbox: 'lost'` discards what is under way to the node as well, and what is sent to
 * it while it is not up; `outbox: 'lost'` discards what is under way from it. A node that `returns: 'recovered'` keeps its durable
 * record for its restart; one that returns `'absent'` keeps nothing, and comes up fresh.
 */
export interface CrashRule<P extends Shape = AnyShape> {
  readonly inbox: 'lost' | 'kept';
  /** Kept unless given. */
  readonly outbox?: 'lost' | 'kept';
  readonly returns: 'recovered' | 'absent';
  /** Which nodes may crash; all unless given. */
  readonly nodes?: readonly NodeId[];
  /** Only where this holds of a node and of how all stand before the crash; anywhere unless given. A premise, as a budget is. */
  when?(node: NodeId, all: ReadonlyMap<NodeId, Standing<P>>): boolean;
}

/** When a timer may fire. */
export interface TimerConstraint {
  /** On these nodes, on others never; on all unless given. */
  readonly nodes?: readonly NodeId[];
  /** Only where no delivery from one of these nodes to another would change the world; at any time unless given. */
  readonly afterQuiet?: readonly NodeId[];
  /** Only where nothing is under way that the node itself sent; at any time unless given. */
  readonly afterOwnDelivered?: true;
}

/** Messages from the first node of a pair to its second wait while the partition stands. */
export interface Partition {
  readonly name: string;
  readonly blocks: readonly (readonly [from: NodeId, to: NodeId])[];
}

/** How a node begins: up (recovered from a record, or fresh, handed a draw or none), down with a record, or absent. */
export type Start<P extends Shape = AnyShape> =
  | { readonly up: Of<P, 'durable'> | undefined; readonly draw?: Of<P, 'draw'> }
  | { readonly down: Of<P, 'durable'> | undefined }
  | { readonly absent: true };

/** Reduces what the nodes did, in order, to a history that properties can see. It is part of the world. */
export interface Monitor<P extends Shape = AnyShape, H = unknown> {
  readonly first: H;
  next(history: H, happened: Happened<P>): H;
}

/** What a monitor is told of. */
export type Happened<P extends Shape = AnyShape> = { readonly node: NodeId } & (
  | { readonly type: 'input'; readonly input: Of<P, 'input'> }
  | { readonly type: 'output'; readonly output: Of<P, 'output'> }
  | { readonly type: 'crash' }
  | { readonly type: 'restart' }
);
