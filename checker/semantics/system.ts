/**
 * A system: its nodes, its network, and the faults, limits and inputs of its environment. An author writes
 * this description; its meaning is in `enabled.ts` and `successors.ts`, the networks are in `network.ts`, and
 * `validate-system.ts` refuses descriptions that make no sense.
 */
import type { Actor, AnyShape, NodeId, Of, Received, Shape, Tagged } from '../actors/actor.ts';
import type { KindsWith } from './actions.ts';
import type { Standing, World } from './world.ts';

/** How a network delivers messages; see the head of `network.ts`. */
export type NetworkKind = 'fifo' | 'unordered' | 'set' | 'duplicating';

/** A system of protocol P whose monitor keeps a history H. */
export interface System<P extends Shape = AnyShape, H = unknown> {
  /** Every node by name, in the order in which reports list them. */
  readonly nodes: Readonly<Record<NodeId, Actor<P>>>;
  /** Absent where the protocol has none. */
  readonly setting?: Of<P, 'setting'>;
  readonly network: NetworkKind;
  /**
   * Messages may be lost, as often as budget `drop` allows. A `duplicating` network loses messages anyway.
   */
  readonly lossy?: boolean;
  /**
   * When a write is completed: within the step that persists the record (`sync`, the default), or later, by
   * an action of its own (`async`). A crash then keeps the last record whose write was completed, or any of
   * the pending ones.
   */
  readonly persistence?: 'sync' | 'async';
  /**
   * How a call gets its reply. `atomic`: within the step that calls, from the state that the callee had
   * before the step, also where one step makes several calls. `messages`: the request arrives by an action of
   * its own, and so does the reply; the channel loses nothing, and each call has one outcome. Absent: calls
   * are refused.
   */
  readonly calls?: 'atomic' | 'messages';
  /**
   * When the outcome of a call by messages can be `unreachable`: where the callee is not up or has crashed
   * since the call (`exact`, the default), or at any time (`mayLie`).
   */
  readonly failureDetector?: 'exact' | 'mayLie';
  /** Nodes may crash, as often as budget `crash` allows. */
  readonly crash?: CrashRule<P>;
  /** Links that may be cut, one partition at a time, as often as budget `partition` allows. */
  readonly partitions?: readonly Partition[];
  /** Links that never work: each message on one is lost. */
  readonly severed?: readonly (readonly [from: NodeId, to: NodeId])[];
  /** Messages that no node sent. They appear as often as budget `inject` allows. */
  readonly injects?: readonly {
    readonly from: NodeId;
    readonly to: NodeId;
    readonly message: P['message'];
  }[];
  /** Nodes that need not follow the protocol: properties and the monitor do not see them. */
  readonly adversaries?: readonly NodeId[];
  /** The inputs that a client can send to a node with this view. */
  inputs?(view: P['view'], node: NodeId): readonly Of<P, 'input'>[];
  /** The draws (randomness of the environment) that a node can receive with this event; each is explored. */
  draws?(view: P['view'], event: Received<P>, node: NodeId): readonly Of<P, 'draw'>[];
  /**
   * The draws with which a node that is not up can come up now, for instance the contact through which it
   * joins. Each is explored; where there is none, the node does not come up. Absent: it comes up without a
   * draw.
   */
  births?(node: NodeId, all: ReadonlyMap<NodeId, Standing<P>>): readonly Of<P, 'draw'>[];
  /**
   * How often each fault may happen. A premise: a run with more faults is no run of the system. Without a
   * number `drop`, `crash`, `restart` and `partition` may happen any number of times, `duplicate` and
   * `inject` never.
   */
  readonly budget?: Readonly<Partial<Record<Fault, number>>>;
  /**
   * How often each timer or type of input may occur. A bound cuts: the world where one more would occur is
   * marked as a cut.
   */
  readonly bounds?: Readonly<
    Partial<Record<Extract<Of<P, 'timer'>, string> | TypeOf<Of<P, 'input'>>, number>>
  >;
  /**
   * Constraints of timers that may not fire at every moment while they are armed: many liveness properties
   * have the premise that a node waits long enough. In the fault-free phase of a schedule virtual time
   * decides instead.
   */
  readonly timerConstraints?: Readonly<Partial<Record<Extract<Of<P, 'timer'>, string>, TimerConstraint>>>;
  /** A cut: a world in which `within` is false for the view of some node is checked but not expanded. */
  within?(view: P['view']): boolean;
  /**
   * Maps a world to the representative of all worlds that behave as it does, for instance with every number
   * lowered by the lowest; a representative to itself. For protocols whose numbers only grow. Checked on the
   * worlds of a search.
   */
  rebase?(world: World, views: ReadonlyMap<NodeId, P['view']>): World;
  /**
   * Groups of interchangeable nodes: worlds that are equal up to a renaming within the groups are explored
   * once. A search checks on its worlds that nothing depends on a name. Schedules and replays do not use
   * symmetry.
   */
  readonly symmetric?: readonly (readonly NodeId[])[];
  readonly monitor?: Monitor<P, H>;
  /**
   * The duration of each timer, as `[minMs, maxMs]`: it is drawn each time the timer is armed. Only the
   * fault-free phase of a schedule uses it, for time passes there; a search can fire a timer whenever it is
   * armed.
   */
  readonly timersMs?: Readonly<
    Partial<Record<Extract<Of<P, 'timer'>, string>, readonly [minMs: number, maxMs: number]>>
  >;
  /**
   * One initial world for each entry; nodes that the entry does not name come up fresh. Default: one world of
   * fresh nodes.
   */
  readonly starts?: readonly Readonly<Record<NodeId, Start<P>>>[];
  /** The initial worlds themselves, reachable or not; in place of `starts`. */
  readonly listed?: readonly World[];
}

type TypeOf<T> = T extends Tagged ? T['type'] : never;

/**
 * The kinds of action that `budget` limits: `drop`, `duplicate`, `inject`, `crash`, `restart`, `partition`.
 */
export type Fault = KindsWith<{ isBudgeted: true }>;

/**
 * The effect of a crash. It discards state and timers. `inbox: 'lost'` discards the messages in flight to the
 * node as well, and those sent to it while it is not up; `outbox: 'lost'` discards the messages in flight
 * from it. With `returns: 'recovered'` the node keeps its durable record for its restart; with `'absent'` it
 * keeps nothing, and comes up fresh.
 */
export interface CrashRule<P extends Shape = AnyShape> {
  readonly inbox: 'lost' | 'kept';
  /** `kept` unless given. */
  readonly outbox?: 'lost' | 'kept';
  readonly returns: 'recovered' | 'absent';
  /** The nodes that may crash; all unless given. */
  readonly nodes?: readonly NodeId[];
  /**
   * Whether a node may crash, given the standings of all nodes before; always unless given. A premise, as a
   * budget is.
   */
  when?(node: NodeId, all: ReadonlyMap<NodeId, Standing<P>>): boolean;
}

/** When an armed timer may fire. */
export interface TimerConstraint {
  /** On these nodes, on others never; on all unless given. */
  readonly nodes?: readonly NodeId[];
  /**
   * Only where no delivery from one of these nodes to another would change the world; at any time unless
   * given.
   */
  readonly afterQuiet?: readonly NodeId[];
  /** Only where no message from the node itself is in flight; at any time unless given. */
  readonly afterOwnDelivered?: true;
}

/** A partition: messages from the first node of a pair to its second wait until it heals. */
export interface Partition {
  readonly name: string;
  readonly blocks: readonly (readonly [from: NodeId, to: NodeId])[];
}

/**
 * The initial state of a node: up (recovered from a record, or fresh, with a draw or without), down with a
 * record, or absent.
 */
export type Start<P extends Shape = AnyShape> =
  | { readonly up: Of<P, 'durable'> | undefined; readonly draw?: Of<P, 'draw'> }
  | { readonly down: Of<P, 'durable'> | undefined }
  | { readonly absent: true };

/** A fold over the events of the nodes, in order. Its history is part of the world, and properties see it. */
export interface Monitor<P extends Shape = AnyShape, H = unknown> {
  readonly first: H;
  /** It folds the messages that nodes send, too. Without it a search need not distinguish them. */
  readonly observesSends?: boolean;
  next(history: H, event: MonitorEvent<P>): H;
}

/** An event that the monitor folds. */
export type MonitorEvent<P extends Shape = AnyShape> = { readonly node: NodeId } & (
  | { readonly type: 'input'; readonly input: Of<P, 'input'> }
  | { readonly type: 'output'; readonly output: Of<P, 'output'> }
  /** Only with `observesSends`. The message may be lost on its way. */
  | { readonly type: 'send'; readonly to: NodeId; readonly message: P['message'] }
  | { readonly type: 'crash' }
  | { readonly type: 'restart' }
);
