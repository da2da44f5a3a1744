/**
 * An actor is one participant of a protocol as a pure step function: an event goes in, the next state and the
 * effects come out. Formal models, optimised implementations and pairs of both in lockstep are all actors, and
 * everything else in this folder drives actors without knowing which kind it holds.
 *
 * Read in this order: `Shape` (what a protocol is made of), `Received` and `Effect` (what goes in and out), `Actor`.
 * Protocol code imports nothing of the checker but this file.
 *
 * Inside an actor there is no clock, no socket and no randomness. Time is a timer that the world fires, the network
 * is `send`, and a coin is a `draw` that arrives with the event. So the same actor can be explored exhaustively,
 * simulated with delays, or run over real sockets.
 */

import type { AnyStateMachine } from 'xstate';

/** The name of a node. Views and contexts spell nodes as these strings, so that renaming them stays possible. */
export type NodeId = string;

/** A value told apart by its `type`, as XState events are. */
export type Tagged = { readonly type: string };

/**
 * What one protocol is made of; every other type here is inferred from it. All of it is plain data: strings,
 * numbers, booleans, null, undefined, bigint, arrays, records, Map and Set.
 */
export interface Shape {
  message: Tagged;
  /** What properties see of one node; the same for model and implementation. */
  view: object;
  /** Names of timers. */
  timer?: string;
  /** What the outside asks of a node: a client's request, an operator's command. */
  input?: Tagged;
  request?: Tagged;
  reply?: Tagged;
  /** What a node tells the outside, and the monitor with it. */
  output?: Tagged;
  /** Constants of one scope: switches of the protocol, ranges of its timers. */
  setting?: object;
  /** What survives a crash. */
  durable?: object;
  /** Randomness of the environment, given to model and implementation alike. */
  draw?: unknown;
  /** What only the model leaves open; in lockstep the implementation decides. */
  choice?: unknown;
}

/** The shape of a protocol the checker knows nothing about; the checker itself is written over it. */
export interface AnyShape extends Shape {
  timer: string;
  input: Tagged;
  request: Tagged;
  reply: Tagged;
  output: Tagged;
  setting: object;
  durable: object;
  draw: unknown;
  choice: unknown;
}

/** One part of a shape, or never where the protocol has no such part. */
export type Of<P, K extends keyof Shape> = P extends { [k in K]: infer T } ? T : never;

/** A protocol without inputs has no `input` case to switch on. */
type If<T, X> = [T] extends [never] ? never : X;

/** An event: what one step of an actor is a reaction to. */
export type Received<P extends Shape = AnyShape> = (
  | { readonly type: 'message'; readonly from: NodeId; readonly message: P['message'] }
  | If<Of<P, 'timer'>, { readonly type: 'timeout'; readonly timer: Of<P, 'timer'> }>
  | If<Of<P, 'input'>, { readonly type: 'input'; readonly input: Of<P, 'input'> }>
  /** A record that was handed over is down. */
  | If<Of<P, 'durable'>, { readonly type: 'persisted'; readonly record: Of<P, 'durable'> }>
  | If<
      Of<P, 'request'>,
      {
        readonly type: 'reply';
        readonly from: NodeId;
        readonly reply: Of<P, 'reply'> | { type: 'unreachable' };
      }
    >
) & { readonly draw?: Of<P, 'draw'> };

/** The parameters of each effect, by its name. */
export interface Effects<P extends Shape = AnyShape> {
  /** Puts a message on the link to a node; a node may send to itself. */
  send: { readonly to: NodeId; readonly message: P['message'] };
  /** Asks a node and continues with its `reply`. */
  call: { readonly to: NodeId; readonly request: Of<P, 'request'> };
  output: { readonly value: Of<P, 'output'> };
  /** Is to replace the durable record; the event `persisted` says that it is down. */
  persist: { readonly record: Of<P, 'durable'> };
  arm: { readonly timer: Of<P, 'timer'> };
  disarm: { readonly timer: Of<P, 'timer'> };
}

/** What a step asks of the world. */
export type Effect<P extends Shape = AnyShape> = {
  [K in keyof Effects<P>]: { readonly type: K } & Effects<P>[K];
}[keyof Effects<P>];

/** What a node is told when it comes up. `durable` is present where it comes back with a record after a crash. */
export interface Birth<P extends Shape = AnyShape> {
  readonly self: NodeId;
  /** Every node of the system, this one included, in the order the system lists them. */
  readonly nodes: readonly NodeId[];
  readonly setting: Of<P, 'setting'>;
  readonly durable?: Of<P, 'durable'>;
  /** What the environment hands it, where the system says so: a contact to join through, for instance. */
  readonly draw?: Of<P, 'draw'>;
}

/** What one step leaves behind. */
export interface Step<P extends Shape = AnyShape, S = unknown> {
  readonly state: S;
  readonly effects: readonly Effect<P>[];
  /** The actor has no rule for this event in this state. */
  readonly ignored?: true;
  /** Which `rules` it took; of two actors in lockstep, rules of the model. */
  readonly taken?: readonly string[];
}

/** Where an implementation did something else than its model under every choice: the nearest miss. */
export interface Divergence {
  /** What differs: `sends to b`, `outputs`, `timers`, `durable record`, or a field of the view. */
  readonly what: string;
  /** What the model does. */
  readonly expected: unknown;
  /** What the implementation did. */
  readonly got: unknown;
}

/**
 * A participant as pure functions over its state `S`. States are never changed in place.
 *
 * Timers are no part of the state: the world keeps the armed ones, and of several `arm` and `disarm` of one timer in
 * one step the last counts.
 */
export interface Actor<P extends Shape = AnyShape, S = unknown> {
  init(birth: Birth<P>): Step<P, S>;
  step(state: S, event: Received<P>, choice?: Of<P, 'choice'>): Step<P, S>;
  view(state: S): P['view'];
  /** What the model may decide at this event; the checker tries each. Absent or empty: nothing is left open. */
  choices?(state: S, event: Received<P>): readonly Of<P, 'choice'>[];
  /** What it replies to a call. Reading is all that an answer does: it leaves no trace in the state. */
  answer?(state: S, request: Of<P, 'request'>): Of<P, 'reply'>;
  /**
   * The same state where nodes bear other names: what symmetry goes by. Needed where a state spells nodes otherwise than as
   * strings in plain data, or keeps them in an order that is theirs; absent: every string that is a node's name is renamed.
   */
  rename?(state: S, name: (node: NodeId) => NodeId): S;
  /**
   * The same actor, for one life of each node from beginning to end: each state is stepped once at most, right after it
   * came to be. Present where that is faster.
   */
  live?(): Actor<P>;
  /**
   * The same actor by instances that are made for each call and did nothing before. Present where it keeps instances: a search holds the
   * two to the same steps and views, so what one remembers between calls shows.
   */
  anew?(): Actor<P, S>;
  /** Names of the timers that it may arm, where they are known before it runs. A limit that names what no model of a suite knows is refused. */
  readonly timers?: readonly string[];
  /** Types of the inputs that it handles in some state, where they are known before it runs. An input that no model of a suite handles is refused. */
  readonly inputs?: readonly string[];
  /** What its steps can take, in words; a search tells which of them no step ever took. */
  readonly rules?: readonly string[];
  /** The XState machines that it runs, as they were given to the kit: what reports read descriptions and sources of transitions from. */
  readonly machines?: readonly AnyStateMachine[];
  /** Present where the actor is two actors in lockstep that no longer agree; it then takes no further steps. */
  divergence?(state: S): Divergence | undefined;
}

/** What an implementation writes its effects to: `out.send(to, message)`, `out.arm(timer)`, ... */
export type Outbox<P extends Shape = AnyShape> = {
  [K in keyof Effects<P>]: (
    ...args: Effects<P>[K] extends { readonly to: infer T; readonly message: infer M }
      ? [to: T, message: M]
      : Effects<P>[K] extends { readonly to: infer T; readonly request: infer Q }
        ? [to: T, request: Q]
        : [what: Effects<P>[K][keyof Effects<P>[K]]]
  ) => void;
};

/**
 * An optimised implementation: mutable, and sans-I/O like everything here. A message handed to the outbox is valid until
 * `handle` returns, so an implementation may use one object again and again; the outbox copies.
 */
export interface Core<P extends Shape = AnyShape, Saved = unknown> {
  /** Comes up: called once, before anything else. */
  start(out: Outbox<P>): void;
  handle(event: Received<P>, out: Outbox<P>): void;
  /**
   * What properties see of it. It may be memory that it goes on writing to. Where it is frozen with all its parts, it may be shown again
   * as long as it is true: schedules then save themselves to look at it.
   */
  view(): P['view'];
  /** What it replies to a call, without changing anything. */
  answer?(request: Of<P, 'request'>): Of<P, 'reply'>;
  /** The whole state as plain data; equal data behave equally, whatever the memory image. */
  save(): Saved;
  load(saved: Saved): void;
  /** What it would have saved if nodes bore other names, its own included; as in `Actor`. */
  rename?(saved: Saved, name: (node: NodeId) => NodeId): Saved;
}

/** The events that an XState model of protocol P handles: messages and replies with their sender, inputs as they are. */
export type MachineEvent<P extends Shape = AnyShape> =
  | ((P['message'] | If<Of<P, 'reply'>, Of<P, 'reply'> | { type: 'unreachable' }>) & {
      readonly from: NodeId;
      readonly draw?: Of<P, 'draw'>;
      readonly choice?: Of<P, 'choice'>;
    })
  | Of<P, 'input'>
  | If<Of<P, 'durable'>, { readonly type: 'persisted'; readonly record: Of<P, 'durable'> }>;

/** The effects that a machine names as actions; `arm` and `disarm` are what entering and leaving an `after` does. */
export type EffectAction = 'send' | 'call' | 'output' | 'persist';

/** By which the checker knows an effect action that nobody has replaced; the same for every copy of swarmcheck. */
export const effectMark: unique symbol = Symbol.for('swarmcheck.effect') as never;

/**
 * Spread into `setup({ actions })`: the effect actions of protocol P. They do nothing by themselves, so the machine
 * runs in any XState tool; the checker reads their params, and an application may `provide` real ones.
 */
export function effects<P extends Shape>(): {
  [K in EffectAction]: (_: unknown, params: Effects<P>[K]) => void;
} {
  const leftToTheWorld = Object.assign(() => {}, { [effectMark]: true });
  return { send: leftToTheWorld, call: leftToTheWorld, output: leftToTheWorld, persist: leftToTheWorld };
}
