/**
 * The XState actor: an XState v5 machine as an actor.
 *
 * A state of this actor is plain data: the active states of the machine (`value`), its context, and the
 * memory of its history states. XState's own snapshot is made from it when a step needs one, and memoised by
 * state.
 *
 * Timers are the `after` delays: entering a state arms them by name and leaving disarms them. XState lists
 * both among the step's actions, `xstate.raise` with a delay and `xstate.cancel`, in the order in which
 * states are left and entered; so the last of them counts for a timer, also where a step passes through a
 * state without staying in it.
 */
import type {
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  EventFromLogic,
  SnapshotFrom,
  StateValue,
} from 'xstate';
import { CodeError } from '../values/errors.ts';
import { renamed } from '../values/rename.ts';
import type {
  Actor,
  AnyShape,
  Birth,
  Effect,
  EffectAction,
  MachineEvent,
  Of,
  Received,
  Shape,
  Step,
  Tagged,
} from './actor.ts';
import { atOnce, refusePromise } from './user-code.ts';
import { RuleRecorder } from './xstate-coverage.ts';
import {
  type FeatureName,
  isEffectAction,
  refusal,
  refusedAction,
  refuseUnsupported,
  stateNodes,
} from './xstate-features.ts';
import { checkResults } from './xstate-results.ts';

/** The state of a machine between two steps; equal data behave equally. */
export interface MachineState {
  readonly value: StateValue;
  readonly context: unknown;
  /** By the id of a history state, the ids of the states to which it returns; absent where there are none. */
  readonly history?: Readonly<Record<string, readonly string[]>>;
}

/** The reading of a machine as an actor of protocol P. */
export interface MachineReading<P extends Shape, M extends AnyStateMachine> {
  view(snapshot: SnapshotFrom<M>): P['view'];
  choices?(snapshot: SnapshotFrom<M>, event: Received<P>): readonly Of<P, 'choice'>[];
  /** The reply to a call. */
  answer?(snapshot: SnapshotFrom<M>, request: Of<P, 'request'>): Of<P, 'reply'>;
  /**
   * Completes a renaming: from the context with every name replaced, and the context before, it computes the
   * context that the machine would have under the new names. Symmetry needs it where lists of nodes are in
   * the order of their names.
   */
  rename?(renamed: SnapshotFrom<M>['context'], was: SnapshotFrom<M>['context']): SnapshotFrom<M>['context'];
}

/** The machine, if protocol P has every event that it handles; otherwise a type with the unknown event. */
export type MachineOf<P extends Shape, M extends AnyStateMachine> =
  EventFromLogic<M> extends MachineEvent<P>
    ? M
    : { unknownEvent: Exclude<EventFromLogic<M>, MachineEvent<P>> };

/**
 * Makes an actor of a machine.
 *
 * @throws UsageError if the machine uses a feature that no model may use (see `machineFeatures`). A feature
 * that shows only while the machine runs is refused by the step, with a CodeError.
 */
export function machineActor<P extends Shape, M extends AnyStateMachine>(
  machine: MachineOf<P, M>,
  reading: MachineReading<P, M>,
): Actor<P, MachineState> {
  return new MachineActor(machine as M, reading as unknown as Reading) as unknown as Actor<P, MachineState>;
}

type Reading = MachineReading<AnyShape, AnyStateMachine>;

/**
 * The limit of microsteps: no protocol's step needs more, and an endless loop of `always` transitions reaches
 * it soon.
 */
const microstepsMax = 1_000;

/** The fields of an event that are not from the message itself. */
const reservedFields = ['from', 'draw', 'choice'];

/** The actor of a machine. It drives a copy of the author's machine. */
class MachineActor implements Actor<AnyShape, MachineState> {
  readonly rules: readonly string[];
  readonly machines: readonly AnyStateMachine[];
  readonly timers: readonly string[];
  readonly inputs?: readonly string[];
  readonly #recorder: RuleRecorder;
  readonly choices?: NonNullable<Actor<AnyShape, MachineState>['choices']>;
  readonly answer?: NonNullable<Actor<AnyShape, MachineState>['answer']>;
  readonly rename?: NonNullable<Actor<AnyShape, MachineState>['rename']>;
  readonly #machine: AnyStateMachine;
  readonly #scope: ScopeOf;
  readonly #reading: Reading;
  readonly #snapshots = new WeakMap<MachineState, AnyMachineSnapshot>();
  /** The delay's name behind the id of each `after`; two states may share the name, never the id. */
  readonly #timers: ReadonlyMap<string, string>;

  constructor(original: AnyStateMachine, reading: Reading) {
    refuseUnsupported(original);
    this.machines = [original];
    this.#machine = original.provide({});
    checkResults(this.#machine);
    this.#recorder = new RuleRecorder(this.#machine);
    this.rules = this.#recorder.rules;
    const { options, root } = this.#machine;
    if (options.maxIterations === Number.POSITIVE_INFINITY) options.maxIterations = microstepsMax;
    this.#scope = scopesOf(this.#machine);
    this.#reading = reading;
    this.#timers = new Map(
      [...stateNodes(root)].flatMap((node) =>
        node.after.map(({ eventType, delay }) => [eventType, String(delay)]),
      ),
    );
    this.timers = [...new Set(this.#timers.values())];
    const handled = handledEvents(root);
    if (handled !== undefined) this.inputs = handled;
    if (reading.choices !== undefined) {
      const { choices } = reading;
      this.choices = (state, event) => choices.call(reading, this.#snapshot(state), event);
    }
    const { answer, rename } = reading;
    if (rename !== undefined)
      this.rename = (state, name) => {
        const { context } = state;
        return { ...state, context: rename.call(reading, renamed(context, name), context) };
      };
    if (answer !== undefined)
      this.answer = (state, request) => answer.call(reading, this.#snapshot(state), request);
  }

  init(birth: Birth): Step<AnyShape, MachineState> {
    const { result, taken } = this.#recorder.during(() => {
      const actions: ListedAction[] = [];
      return this.#stepTo(this.#machine.getInitialSnapshot(this.#scope(actions), birth), actions);
    });
    return { ...result, taken };
  }

  step(state: MachineState, event: Received, choice?: unknown): Step<AnyShape, MachineState> {
    const { result, taken } = this.#recorder.during(() => this.#step(state, event, choice));
    return { ...result, taken };
  }

  #step(state: MachineState, event: Received, choice: unknown): Step<AnyShape, MachineState> {
    const snapshot = this.#snapshot(state);
    const incoming = snapshot.status === 'done' ? undefined : this.#incoming(snapshot, event, choice);
    if (incoming === undefined) return { state, effects: [], ignored: true };
    const actions: ListedAction[] = [];
    const next = this.#machine.transition(snapshot, incoming, this.#scope(actions));
    // XState returns the same snapshot also for a transition that changes nothing.
    if (next !== snapshot) return this.#stepTo(next, actions);
    const isIgnored = !this.#recorder.hasMoved;
    return { state, effects: this.#effects(actions), ...(isIgnored && { ignored: true }) };
  }

  view(state: MachineState): object {
    return this.#reading.view(this.#snapshot(state));
  }

  /** The step that leads to a snapshot. */
  #stepTo(snapshot: AnyMachineSnapshot, actions: readonly ListedAction[]): Step<AnyShape, MachineState> {
    if (snapshot.status === 'error') throw snapshot.error;
    if (Object.keys(snapshot.children).length > 0)
      this.#refuse(Object.keys(snapshot.children).join(', '), 'spawn');
    refusePromise(snapshot.context, atOnce);
    const effects = this.#effects(actions);
    this.#refuseSharedTimers(snapshot);
    const history = Object.entries(snapshot.historyValue).map(
      ([id, nodes]) => [id, nodes.map((node) => node.id).sort()] as const,
    );
    const state: MachineState = {
      value: snapshot.value,
      context: snapshot.context,
      ...(history.length > 0 && { history: Object.fromEntries(history) }),
    };
    this.#snapshots.set(state, snapshot);
    return { state, effects };
  }

  /** The snapshot of a state. */
  #snapshot(state: MachineState): AnyMachineSnapshot {
    const known = this.#snapshots.get(state);
    if (known !== undefined) return known;
    const historyValue = Object.fromEntries(
      Object.entries(state.history ?? {}).map(([id, targets]) => [
        id,
        targets.map((target) => this.#machine.getStateNodeById(target) as AnyStateNode),
      ]),
    );
    const { value, context } = state;
    const snapshot = this.#machine.resolveState({ value, context: context as object, historyValue });
    this.#snapshots.set(state, snapshot);
    return snapshot;
  }

  /** The event for the machine; undefined if no active state waits for the timer. */
  #incoming(snapshot: AnyMachineSnapshot, event: Received, choice: unknown): Tagged | undefined {
    const { draw } = event;
    const open = { ...(draw !== undefined && { draw }), ...(choice !== undefined && { choice }) };
    switch (event.type) {
      case 'message':
        return this.#withFields(event.message, { from: event.from, ...open });
      case 'reply':
        return this.#withFields(event.reply, { from: event.from, ...open });
      case 'input':
        return this.#withFields(event.input, open);
      case 'persisted':
        return event;
      case 'timeout': {
        const waiting = snapshot._nodes
          .flatMap((node) => node.after)
          .find(({ delay }) => delay === event.timer);
        return waiting && { type: waiting.eventType, ...open };
      }
    }
  }

  /** A message with the fields that the checker adds. */
  #withFields(message: Tagged, fields: object): Tagged {
    const taken = reservedFields.find((field) => field in message);
    if (taken === undefined) return { ...message, ...fields };
    throw new CodeError(
      `machine '${this.#machine.id}' cannot be given '${message.type}': its field '${taken}' is a name that ` +
        'the checker adds to events (from, draw, choice); rename the field',
    );
  }

  /** The effects among the actions of a step, in order. */
  #effects(actions: readonly ListedAction[]): Effect[] {
    const effects: Effect[] = [];
    for (const { type, params } of actions) {
      if (isEffectAction(type)) {
        effects.push({ ...this.#paramsOf(type, params), type } as Effect);
      } else if (type === 'xstate.raise') {
        const { id = '', delay } = params as { id?: string; delay?: number };
        const timer = this.#timers.get(id);
        if (timer !== undefined) effects.push({ type: 'arm', timer: this.#armed(timer, delay) });
        else if (delay !== undefined) this.#refuse(type, 'delayed raise');
      } else if (type === 'xstate.cancel') {
        const timer = this.#timers.get((params as { sendId: string }).sendId);
        if (timer === undefined) this.#refuse(type, 'cancel');
        effects.push({ type: 'disarm', timer });
      } else if (type !== 'xstate.log') {
        this.#refuse(type, refusedAction(type) ?? 'actions with code of their own');
      }
    }
    return effects;
  }

  /** The params of an effect, checked to be complete. */
  #paramsOf(effect: EffectAction, params: unknown): object {
    refusePromise(params, atOnce);
    const given = (typeof params === 'object' && params !== null ? params : {}) as Readonly<
      Record<string, unknown>
    >;
    const missing = effectParams[effect].find((name) => given[name] === undefined);
    if (missing === undefined) return given;
    throw new CodeError(
      `machine '${this.#machine.id}', action '${effect}': it needs params { ${effectParams[effect].join(', ')} }, and ` +
        `'${missing}' is missing; there is ${Object.keys(given).join(', ') || 'nothing'}`,
    );
  }

  /** Refuses an action for a feature that no model may use. */
  #refuse(action: string, feature: FeatureName): never {
    throw new CodeError(refusal(this.#machine, `action '${action}'`, feature));
  }

  /** The timer of a delay, which must be a number: XState raises the event at once for any other value. */
  #armed(timer: string, delay: number | undefined): string {
    if (typeof delay === 'number') return timer;
    throw new CodeError(
      `machine '${this.#machine.id}': delay '${timer}' is ${delay}, and XState would fire it at once; ` +
        'let it be a number of milliseconds',
    );
  }

  /** The world keeps timers by name, so only one active state may wait for a name. */
  #refuseSharedTimers(snapshot: AnyMachineSnapshot): void {
    const waiting = new Map<unknown, string>();
    for (const node of snapshot._nodes) {
      for (const timer of new Set(node.after.map(({ delay }) => delay))) {
        const where = `states '${waiting.get(timer)}' and '${node.id}', after '${timer}'`;
        if (waiting.has(timer)) {
          throw new CodeError(refusal(this.#machine, where, 'two armed states with one delay'));
        }
        waiting.set(timer, node.id);
      }
    }
  }
}

/** The events that some state of a machine handles or forbids; undefined if a wildcard handles any event. */
function handledEvents(root: AnyStateNode): readonly string[] | undefined {
  const events = new Set([...stateNodes(root)].flatMap(({ config }) => Object.keys(config.on ?? {})));
  return [...events].some((event) => event.includes('*')) ? undefined : [...events];
}

const effectParams: Readonly<Record<EffectAction, readonly string[]>> = {
  send: ['to', 'message'],
  call: ['to', 'request'],
  output: ['value'],
  persist: ['record'],
};

// ---------------------------------------------------------------- the scope of a step

/** An action that XState wants to execute in a step. */
interface ListedAction {
  readonly type: string;
  readonly params: unknown;
}

/** Makes the scope of one step, which lists the step's actions and executes none. */
type ScopeOf = (listing: ListedAction[]) => AnyActorScope;

/**
 * The scopes of a machine's steps. XState needs an actor and a system of actors around a step. No world
 * records what a machine keeps on them or sends to them, so each use by the machine is refused, and one pair
 * serves all steps.
 */
function scopesOf(machine: AnyStateMachine): ScopeOf {
  const refuse = (where: string, feature: FeatureName): never => {
    throw new CodeError(refusal(machine, where, feature));
  };
  const system = withheld((key) => {
    // XState itself reports each step to its system, for inspectors.
    if (key === '_sendInspectionEvent') return nothing;
    // The system also gives the ids of children.
    return key === '_bookId' ? refuse('a child', 'spawn') : refuse(`'system.${key}'`, 'self and system');
  });
  const self = withheld((key) => (key === 'system' ? system : refuse(`'self.${key}'`, 'self and system')));
  const shared = {
    ...{ self, system, id: '', sessionId: '' },
    ...{ defer: nothing, logger: nothing, stopChild: nothing, emit: nothing },
  } as unknown as AnyActorScope;
  return (listing) => ({ ...shared, actionExecutor: (action) => listing.push(action) });
}

/** The functions of a scope that have no effect. */
function nothing(): void {}

/** An object of this class is no plain data. */
class Withheld {}

/** An immutable object whose fields `get` computes. */
function withheld(get: (key: string) => unknown): object {
  return new Proxy(Object.freeze(new Withheld()), { get: (_, key) => get(String(key)) });
}
