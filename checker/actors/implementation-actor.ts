/**
 * The implementation actor: an optimised implementation as an actor. Its state is the saved state of the
 * implementation, with the node to which it belongs; before each step the one instance of a node loads it. So
 * a search, which jumps between worlds, needs no instance for each world.
 */
import { CopyCache, copyOf } from '../values/copy.ts';
import { CodeError } from '../values/errors.ts';
import { renamed } from '../values/rename.ts';
import type { Actor, Birth, Core, Effect, Of, Outbox, Received, Shape } from './actor.ts';
import { atOnce, object, refusePromise } from './user-code.ts';

/** The node and the system to which a state belongs; shared by all states of one run of the node. */
interface Home {
  readonly self: string;
  readonly nodes: readonly string[];
  readonly setting: unknown;
}

/** The state of an implementation between two steps. */
export interface ImplementationState<Saved = unknown> {
  readonly home: Home;
  readonly saved: Saved;
}

/** Makes an actor of an implementation. `make` returns an instance that has not started. */
export function implementationActor<P extends Shape, Saved>(
  make: (birth: Birth<P>) => Core<P, Saved>,
): Actor<P, ImplementationState<Saved>> {
  const instances = new WeakMap<Home, Core<P, Saved>>();
  const outbox = new OutboxRecorder<P>(true);
  /** Homes of other nodes of the same system. */
  const neighbours = new WeakMap<Home, Map<string, Home>>();
  const homeOf = (home: Home, self: string): Home => {
    if (self === home.self) return home;
    const known = neighbours.get(home) ?? new Map<string, Home>([[home.self, home]]);
    const other = known.get(self) ?? { ...home, self };
    known.set(self, other);
    neighbours.set(home, known);
    neighbours.set(other, known);
    return other;
  };

  type State = ImplementationState<Saved>;
  const made = ({ home, saved }: State): Core<P, Saved> => {
    const core = instance(make, home as Birth<P>);
    refusePromise(core.load(saved));
    return core;
  };
  const at = (state: State): Core<P, Saved> => {
    const core = instances.get(state.home);
    if (core === undefined) {
      const fresh = made(state);
      instances.set(state.home, fresh);
      return fresh;
    }
    refusePromise(core.load(state.saved));
    return core;
  };
  const init: Actor<P, State>['init'] = (birth) => {
    const { self, nodes, setting } = birth;
    const home: Home = { self, nodes, setting };
    const core = instance(make, birth);
    instances.set(home, core);
    const effects = outbox.close(core.start(outbox.open()));
    return { effects, state: { home, saved: savedBy(core) } };
  };
  /** The steps, views and answers of instances that are loaded with a state. */
  const actorWith = (loaded: (state: State) => Core<P, Saved>): Actor<P, State> => ({
    init,
    step(state, event: Received<P>) {
      const core = loaded(state);
      const effects = outbox.close(core.handle(event, outbox.open()));
      return { effects, state: { home: state.home, saved: savedBy(core) } };
    },
    view: (state) => loaded(state).view(),
    answer: (state, request) => answered(loaded(state), request),
  });
  return {
    ...actorWith(at),
    rename(state, name) {
      const { home, saved } = state;
      const core = at(state);
      return {
        home: homeOf(home, name(home.self)),
        saved: core.rename === undefined ? renamed(saved, name) : renamedBy(core, saved, name),
      };
    },
    live: () => liveActor(make),
    anew: () => actorWith(made),
  };
}

const methods = ['start', 'handle', 'view', 'save', 'load'] as const;

/** An instance that has not started, checked to have the methods of a core. */
function instance<P extends Shape, Saved>(
  make: (birth: Birth<P>) => Core<P, Saved>,
  birth: Birth<P>,
): Core<P, Saved> {
  const core = object('an instance', make(birth));
  const missing = methods.find((method) => typeof core[method] !== 'function');
  if (missing === undefined) return core;
  throw new CodeError(`the implementation has no '${missing}'; its class needs ${methods.join(', ')}`);
}

/** The saved state of an instance. A promise is refused, and so is `undefined`: all states would be equal. */
function savedBy<P extends Shape, Saved>(core: Core<P, Saved>): Saved {
  const saved = core.save();
  refusePromise(saved);
  if (saved !== undefined) return saved;
  throw new CodeError("its 'save' returned nothing; return the whole state as plain data");
}

/** The renamed saved state, by the core's own `rename`. */
function renamedBy<P extends Shape, Saved>(
  core: Core<P, Saved>,
  saved: Saved,
  name: (node: string) => string,
): Saved {
  const after = core.rename?.(saved, name) as Saved;
  refusePromise(after, atOnce);
  return after;
}

/** The reply of an instance to a call. */
function answered<P extends Shape, Saved>(core: Core<P, Saved>, request: Of<P, 'request'>): Of<P, 'reply'> {
  if (core.answer !== undefined) return copyOf(object('a reply', core.answer(request)));
  throw new CodeError("it answers no calls; give the class an 'answer'");
}

/** A state of a live instance, which only goes forward, with the view that the instance had in it. */
interface LiveState {
  readonly life: object;
  readonly version: number;
  readonly view: object;
}

/** A live instance, and the cache of its views. */
interface Life<P extends Shape, Saved> {
  readonly core: Core<P, Saved>;
  readonly copies: CopyCache;
  version: number;
}

/** The live actor: one instance for each node, which is neither saved nor loaded between steps. */
function liveActor<P extends Shape, Saved>(make: (birth: Birth<P>) => Core<P, Saved>): Actor<P> {
  const lives = new WeakMap<object, Life<P, Saved>>();
  const outbox = new OutboxRecorder<P>(false);
  return {
    init(birth) {
      const life = {};
      const core = instance(make, birth);
      const effects = outbox.close(core.start(outbox.open()));
      // The view may be memory that the core goes on writing to.
      const copies = new CopyCache();
      const view = copies.of(object('a view', core.view()));
      lives.set(life, { core, copies, version: 0 });
      return { effects, state: { life, version: 0, view } satisfies LiveState };
    },
    step(state, event: Received<P>) {
      const { life, version } = state as LiveState;
      const living = lives.get(life);
      if (living?.version !== version)
        throw new Error('a live instance only goes forward; this state is past');
      const effects = outbox.close(living.core.handle(event, outbox.open()));
      living.version++;
      const view = living.copies.of(object('a view', living.core.view()));
      return { effects, state: { life, version: living.version, view } satisfies LiveState };
    },
    view: (state) => (state as LiveState).view,
    answer(state, request) {
      const { life, version } = state as LiveState;
      const living = lives.get(life);
      if (living?.version !== version)
        throw new Error('a live instance only goes forward; this state is past');
      return answered(living.core, request);
    },
  };
}

/** The step for which an outbox was made, and whether it is still running. */
interface Turn {
  isOpen: boolean;
}

/**
 * Records copies of the effects that are written to an outbox, in order. A search makes a new outbox for each
 * step, to find code that keeps one; schedules, which take many steps, use one outbox for all steps of an
 * actor.
 */
export class OutboxRecorder<P extends Shape> {
  readonly #isMadeAnew: boolean;
  #effects: Effect<P>[] = [];
  #turn: Turn = { isOpen: false };
  #writer: Outbox<P> | undefined;

  constructor(isMadeAnew: boolean) {
    this.#isMadeAnew = isMadeAnew;
  }

  /** Begins a step, and returns its outbox. */
  open(): Outbox<P> {
    this.#effects = [];
    if (this.#writer === undefined || this.#isMadeAnew) {
      this.#turn = { isOpen: true };
      this.#writer = this.#writerFor(this.#turn);
    }
    this.#turn.isOpen = true;
    return this.#writer;
  }

  /** Ends the step, and returns its effects in order; `result` is the return value of the core. */
  close(result: unknown): Effect<P>[] {
    this.#turn.isOpen = false;
    refusePromise(result);
    return this.#effects;
  }

  /** An outbox that refuses effects after its step. */
  #writerFor(turn: Turn): Outbox<P> {
    const add = (effect: object) => {
      if (!turn.isOpen)
        throw new CodeError(
          'its outbox was used after the step was over; a step must write its effects before it returns',
        );
      this.#effects.push(effect as Effect<P>);
    };
    return {
      send: (to: string, message: P['message']) => add({ type: 'send', to, message: copyOf(message) }),
      call: (to: string, request: Of<P, 'request'>) => add({ type: 'call', to, request: copyOf(request) }),
      output: (value: Of<P, 'output'>) => add({ type: 'output', value: copyOf(value) }),
      persist: (record: Of<P, 'durable'>) => add({ type: 'persist', record: copyOf(record) }),
      arm: (timer: Of<P, 'timer'>) => add({ type: 'arm', timer }),
      disarm: (timer: Of<P, 'timer'>) => add({ type: 'disarm', timer }),
    } as unknown as Outbox<P>;
  }
}
