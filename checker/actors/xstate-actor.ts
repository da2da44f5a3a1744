/**
 * What XState wants around a step: an actor, and a system of actors. A model has neither, for no world records what is kept on them or
 * told to them; so they refuse whatever a model asks of them, and one of each does for all steps.
 */
/**
 * An XState v5 machine as an actor.
 *
 * A state of this actor is plain data: where the machine stands (`value`), its context, and what its history states
 * remember. XState's own snapshot is made from it when a step needs one, and kept beside it.
 *
 * Timers are the `after` delays: entering a state arms them by name and leaving disarms them. XState lists both among
 * the step's actions, `xstate.raise` with a delay and `xstate.cancel`, in the order in which states are left and entered; so
 * of one timer the last of them counts, also where a step passes through a state without staying in it.
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
import { holdToResults } from './xstate-results.ts';

/** An action that a step asks for. */
export interface ListedAction {
  readonly type: string;
  readonly params: unknown;
}

/** A scope for one step; the actions that the step asks for are listed, and not carried out. */
export type ScopeOf = (listing: ListedAction[]) => AnyActorScope;

/** Scopes for the steps of a machine. */
export function scopesOf(machine: AnyStateMachine): ScopeOf {
  const refuse = (where: string, feature: FeatureName): never => {
    throw new CodeError(refusal(machine, where, feature));
  };
  const system = withheld((key) => {
    // XState itself tells its system of each step, in case somebody looks on.
    if (key === '_sendInspectionEvent') return nothing;
    // And a child that is made has its id from there.
    return key === '_bookId' ? refuse('a child', 'spawn') : refuse(`'system.${key}'`, 'self and system');
  });
  const self = withheld((key) => (key === 'system' ? system : refuse(`'self.${key}'`, 'self and system')));
  const shared = {
    ...{ self, system, id: '', sessionId: '' },
    ...{ defer: nothing, logger: nothing, stopChild: nothing, emit: nothing },
  } as unknown as AnyActorScope;
  return (listing) => ({ ...shared, actionExecutor: (action) => listing.push(action) });
}

function nothing(): void {}

/** Of a class of its own, so that it is no data. */
class Withheld {}

/** An object that has only what `get` gives, and that cannot be changed. */
function withheld(get: (key: string) => unknown): object {
  return new Proxy(Object.freeze(new Withheld()), { get: (_, key) => get(String(key)) });
}

/** What a machine's node is between two steps; equal data behave equally. */
export interface MachineState {
  readonly value: StateValue;
  readonly context: unknown;
  /** History state's id, and the ids of the states it would return to; absent where nothing is remembered. */
  readonly history?: Readonly<Record<string, readonly string[]>>;
}

/** How a machine becomes an actor of protocol P. */
export interface MachineReading<P extends Shape, M extends AnyStateMachine> {
  view(snapshot: SnapshotFrom<M>): P['view'];
  choices?(snapshot: SnapshotFrom<M>, event: Received<P>): readonly Of<P, 'choice'>[];
  /** What it replies to a call. */
  answer?(snapshot: SnapshotFrom<M>, request: Of<P, 'request'>): Of<P, 'reply'>;
  /**
   * Puts right what other names leave out of order: given the context with every name replaced, and as it was, returns the
   * context that the machine would have come to. Needed by symmetry where lists of nodes stand in the order of their names.
   */
  rename?(renamed: SnapshotFrom<M>['context'], was: SnapshotFrom<M>['context']): SnapshotFrom<M>['context'];
}

/** The machine, if every event it handles is one that protocol P brings; otherwise a type that names the culprit. */
export type MachineOf<P extends Shape, M extends AnyStateMachine> =
  EventFromLogic<M> extends MachineEvent<P>
    ? M
    : { unknownEvent: Exclude<EventFromLogic<M>, MachineEvent<P>> };

/**
 * Makes an actor of a machine.
 *
 * @throws UsageError where the machine uses a feature that no model may use (see `machineFeatures`). What only shows
 * while it runs is refused with an CodeError by the step that shows it.
 */
export function machineActor<P extends Shape, M extends AnyStateMachine>(
  machine: MachineOf<P, M>,
  reading: MachineReading<P, M>,
): Actor<P, MachineState> {
  return new MachineActor(machine as M, reading as unknown as Reading) as unknown as Actor<P, MachineState>;
}

type Reading = MachineReading<AnyShape, AnyStateMachine>;

/** Enough for any protocol's step, and soon reached by a loop of transitions that need no event. */
const microstepsMax = 1_000;

/** The names under which a machine finds what a message does not carry itself. */
const reservedFields = ['from', 'draw', 'choice'];

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
    holdToResults(this.#machine);
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
    // XState hands back the very snapshot it was given also where a transition was taken that changes nothing.
    if (next !== snapshot) return this.#stepTo(next, actions);
    const isIgnored = !this.#recorder.hasMoved;
    return { state, effects: this.#effects(actions), ...(isIgnored && { ignored: true }) };
  }

  view(state: MachineState): object {
    return this.#reading.view(this.#snapshot(state));
  }

  #stepTo(snapshot: AnyMachineSnapshot, actions: readonly ListedAction[]): Step<AnyShape, MachineState> {
    if (snapshot.status === 'error') throw snapshot.error;
    if (Object.keys(snapshot.children).length > 0)
      this.#refuse(Object.keys(snapshot.children).join(', '), 'spawn');
    refusePromise(snapshot.context, atOnce);
    const effects = this.#effects(actions);
    this.#refuseSharedTimers(snapshot);
    const remembered = Object.entries(snapshot.historyValue).map(
      ([id, nodes]) => [id, nodes.map((node) => node.id).sort()] as const,
    );
    const state: MachineState = {
      value: snapshot.value,
      context: snapshot.context,
      ...(remembered.length > 0 && { history: Object.fromEntries(remembered) }),
    };
    this.#snapshots.set(state, snapshot);
    return { state, effects };
  }

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

  /** The event as the machine knows it, or undefined where no active state waits for the timer. */
  #incoming(snapshot: AnyMachineSnapshot, event: Received, choice: unknown): Tagged | undefined {
    const { draw } = event;
    const open = { ...(draw !== undefined && { draw }), ...(choice !== undefined && { choice }) };
    switch (event.type) {
      case 'message':
        return this.#named(event.message, { from: event.from, ...open });
      case 'reply':
        return this.#named(event.reply, { from: event.from, ...open });
      case 'input':
        return this.#named(event.input, open);
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

  #named(message: Tagged, fields: object): Tagged {
    const taken = reservedFields.find((field) => field in message);
    if (taken === undefined) return { ...message, ...fields };
    throw new CodeError(
      `machine '${this.#machine.id}' cannot be given '${message.type}': its field '${taken}' is a name under ` +
        'which the machine finds what the message does not carry itself (from, draw, choice); rename the field',
    );
  }

  #effects(actions: readonly ListedAction[]): Effect[] {
    const effects: Effect[] = [];
    for (const { type, params } of actions) {
      if (isEffectAction(type)) {
        effects.push({ ...this.#asked(type, params), type } as Effect);
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

  #asked(effect: EffectAction, params: unknown): object {
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

  #refuse(action: string, feature: FeatureName): never {
    throw new CodeError(refusal(this.#machine, `action '${action}'`, feature));
  }

  /** Without a number XState would raise the event at once instead of waiting. */
  #armed(timer: string, delay: number | undefined): string {
    if (typeof delay === 'number') return timer;
    throw new CodeError(
      `machine '${this.#machine.id}': delay '${timer}' came out as ${delay}, and XState would fire it at once; ` +
        'let it be a number of milliseconds',
    );
  }

  /** The world keeps timers by name, so one name must mean one waiting state at a time. */
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

/** The events that some state of a machine handles, be it by forbidding them; undefined where a wildcard takes any. */
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
