/**
 * An actor is one participant of a protocol as a pure step function: an event goes in, the next state and the
 * effects come out. Formal models, optimised implementations and pairs of both in lockstep are all actors,
 * and the checker drives them through this interface alone.
 *
 * Read in this order: `Shape` (what a protocol is made of), `Received` and `Effect` (what goes in and out),
 * `Actor`. Protocol code imports nothing of the checker but this file.
 *
 * Inside an actor there is no clock, no socket and no randomness. Time is a timer that the world fires, the
 * network is `send`, and a coin is a `draw` that arrives with the event. So the same actor can be explored
 * exhaustively, simulated with delays, or run over real sockets.
 */

import type { AnyStateMachine } from 'xstate';

/** The name of a node. Views and contexts spell nodes as these strings, so that renaming them stays possible. */
export type NodeId = string;

/** A value with a `type` that distinguishes it from others, as XState events have. */
export type Tagged = { readonly type: string };

/**
 * What one protocol is made of; every other type here is inferred from it. All of it is plain data: strings,
 * numbers, booleans, null, undefined, bigint, arrays, records, Map and Set.
 */
export interface Shape {
  message: Tagged;
  /** The view of one node, which properties see; the same for model and implementation. */
  view: object;
  /** Names of timers. */
  timer?: string;
  /** An input from outside the system: a client's request, an operator's command. */
  input?: Tagged;
  request?: Tagged;
  reply?: Tagged;
  /** An output to the outside of the system; the monitor receives it as well. */
  output?: Tagged;
  /** Constants of one scope: switches of the protocol, ranges of its timers. */
  setting?: object;
  /** The record that survives a crash. */
  durable?: object;
  /** Randomness of the environment, given to model and implementation alike. */
  draw?: unknown;
  /** A choice of the model, which its rules leave open; in lockstep the implementation decides. */
  choice?: unknown;
}

/** The shape of any protocol; the checker itself is written over it. */
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

/** An event: one step of an actor reacts to it. */
export type Received<P extends Shape = AnyShape> = (
  | { readonly type: 'message'; readonly from: NodeId; readonly message: P['message'] }
  | If<Of<P, 'timer'>, { readonly type: 'timeout'; readonly timer: Of<P, 'timer'> }>
  | If<Of<P, 'input'>, { readonly type: 'input'; readonly input: Of<P, 'input'> }>
  /** The write of a record is completed: the record is durable. */
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
  /** Calls a node; the event `reply` brings the outcome. */
  call: { readonly to: NodeId; readonly request: Of<P, 'request'> };
  output: { readonly value: Of<P, 'output'> };
  /**
   * Writes a record that replaces the durable one; the event `persisted` follows once the write is completed.
   */
  persist: { readonly record: Of<P, 'durable'> };
  arm: { readonly timer: Of<P, 'timer'> };
  disarm: { readonly timer: Of<P, 'timer'> };
}

/** An effect: a step requests it, and the world carries it out. */
export type Effect<P extends Shape = AnyShape> = {
  [K in keyof Effects<P>]: { readonly type: K } & Effects<P>[K];
}[keyof Effects<P>];

/**
 * The birth of a node: the data with which it comes up. `durable` is present if it restarts with a record
 * after a crash.
 */
export interface Birth<P extends Shape = AnyShape> {
  readonly self: NodeId;
  /** Every node of the system, this one included, in the order the system lists them. */
  readonly nodes: readonly NodeId[];
  readonly setting: Of<P, 'setting'>;
  readonly durable?: Of<P, 'durable'>;
  /**
   * A draw of the environment, if the system has `births`: for instance the contact through which it joins.
   */
  readonly draw?: Of<P, 'draw'>;
}

/** The result of one step. */
export interface Step<P extends Shape = AnyShape, S = unknown> {
  readonly state: S;
  readonly effects: readonly Effect<P>[];
  /** The actor has no rule for this event in this state. */
  readonly ignored?: true;
  /** The `rules` that the step took; of two actors in lockstep, rules of the model. */
  readonly taken?: readonly string[];
}

/** The reason why a node takes no further steps: it left its model, or its code failed in a step. */
export type Divergence = Deviation | Failure;

/** A deviation: an implementation did what its model does under no choice. It describes the nearest miss. */
export interface Deviation {
  /** The aspect that differs: `sends to b`, `outputs`, `timers`, `durable record`, or a field of the view. */
  readonly what: string;
  /** The aspect of the model. */
  readonly expected: unknown;
  /** The aspect of the implementation. */
  readonly got: unknown;
}

/** A failure of code in another process: an exception of a step, or the end of the process. */
export interface Failure {
  /** What the code said. */
  readonly failed: string;
}

/**
 * A participant as pure functions over its state `S`. States are never changed in place.
 *
 * Timers are no part of the state: the world keeps the armed ones, and of several `arm` and `disarm` of one
 * timer in one step the last counts.
 */
export interface Actor<P extends Shape = AnyShape, S = unknown> {
  init(birth: Birth<P>): Step<P, S>;
  step(state: S, event: Received<P>, choice?: Of<P, 'choice'>): Step<P, S>;
  view(state: S): P['view'];
  /** The choices of the model at this event; the checker tries each. Absent or empty: there is no choice. */
  choices?(state: S, event: Received<P>): readonly Of<P, 'choice'>[];
  /** The reply to a call. It only reads: it cannot change the state. */
  answer?(state: S, request: Of<P, 'request'>): Of<P, 'reply'>;
  /**
   * The renamed state, for symmetry. Needed if a state does not spell nodes as strings in plain data, or
   * keeps them in the order of their names; absent: every string that is a node's name is renamed.
   */
  rename?(state: S, name: (node: NodeId) => NodeId): S;
  /**
   * The same actor for one run from beginning to end: each state is stepped at most once, right after it was
   * computed. Present if that is faster.
   */
  live?(): Actor<P>;
  /**
   * The same actor with a new instance for each call. Present if the actor keeps instances: a search checks
   * that both have the same steps and views, and so finds memory that an instance keeps between calls.
   */
  anew?(): Actor<P, S>;
  /**
   * Names of the timers that it may arm, if they are known before it runs. A limit of a timer that no model
   * of a suite has is refused.
   */
  readonly timers?: readonly string[];
  /**
   * Types of the inputs that it handles in some state, if they are known before it runs. An input that no
   * model of a suite handles is refused.
   */
  readonly inputs?: readonly string[];
  /** The rules that its steps can take, as text; the coverage of a search lists those that no step took. */
  readonly rules?: readonly string[];
  /** The XState machines that it runs, as given to the kit; reports read their descriptions and sources. */
  readonly machines?: readonly AnyStateMachine[];
  /**
   * The divergence of two actors in lockstep that no longer agree, or of an actor that has failed; it takes no
   * further steps.
   */
  divergence?(state: S): Divergence | undefined;
  /**
   * Present if code in another process plays the actor: the name that its adapter gives. A failure of a step is
   * a finding about this code then (`Failure`), and no failure of the check.
   */
  readonly adapter?: { readonly name: string };
}

/**
 * The outbox: an implementation writes its effects to it with `out.send(to, message)`, `out.arm(timer)`, ...
 */
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
 * The core of an optimised implementation: mutable, and without input and output of its own (sans-I/O). It
 * may reuse one object for its messages, for the outbox copies them.
 */
export interface Core<P extends Shape = AnyShape, Saved = unknown> {
  /** Comes up: called once, before anything else. */
  start(out: Outbox<P>): void;
  handle(event: Received<P>, out: Outbox<P>): void;
  /**
   * The view, which properties see. It may be memory that the core goes on writing to. A core may return the
   * same view again while it is true; if the view is frozen with all its parts, schedules then skip comparing
   * it.
   */
  view(): P['view'];
  /** The reply to a call. It only reads: it cannot change the state. */
  answer?(request: Of<P, 'request'>): Of<P, 'reply'>;
  /** The whole state as plain data; equal data must behave equally. */
  save(): Saved;
  load(saved: Saved): void;
  /** The saved state after a renaming of nodes, its own name included; as in `Actor`. */
  rename?(saved: Saved, name: (node: NodeId) => NodeId): Saved;
}

/**
 * The events that an XState model of protocol P handles: messages and replies with their sender, inputs as
 * they are.
 */
export type MachineEvent<P extends Shape = AnyShape> =
  | ((P['message'] | If<Of<P, 'reply'>, Of<P, 'reply'> | { type: 'unreachable' }>) & {
      readonly from: NodeId;
      readonly draw?: Of<P, 'draw'>;
      readonly choice?: Of<P, 'choice'>;
    })
  | Of<P, 'input'>
  | If<Of<P, 'durable'>, { readonly type: 'persisted'; readonly record: Of<P, 'durable'> }>;

/**
 * The effects that a machine names as actions; entering and leaving a state with `after` does `arm` and
 * `disarm`.
 */
export type EffectAction = 'send' | 'call' | 'output' | 'persist';

/** The mark of an effect action that was not replaced; the same for every copy of swarmcheck. */
export const effectMark: unique symbol = Symbol.for('swarmcheck.effect') as never;

/**
 * The effect actions of protocol P, to spread into `setup({ actions })`. They do nothing by themselves, so
 * the machine runs in any XState tool; the checker reads their params, and an application may `provide` real
 * ones.
 */
export function effects<P extends Shape>(): {
  [K in EffectAction]: (_: unknown, params: Effects<P>[K]) => void;
} {
  const doneByTheWorld = Object.assign(() => {}, { [effectMark]: true });
  return { send: doneByTheWorld, call: doneByTheWorld, output: doneByTheWorld, persist: doneByTheWorld };
}
