/**
 * An optimised implementation as an actor. The actor's state is what the implementation saves, and whose it is; before
 * each step the one live instance of a node is loaded with it. So exploring, which jumps between worlds, needs no copy
 * of an instance per world.
 */
import { Copies, copyOf } from '../values/copy.ts';
import { CodeError } from '../values/errors.ts';
import { renamed } from '../values/rename.ts';
import type { Actor, Birth, Core, Effect, Of, Outbox, Received, Shape } from './actor.ts';
import { atOnce, object, refusePromise } from './user-code.ts';

/** Which node of which system a state belongs to; shared by all states of one life. */
interface Home {
  readonly self: string;
  readonly nodes: readonly string[];
  readonly setting: unknown;
}

/** What an implementation is between two steps. */
export interface ImplementationState<Saved = unknown> {
  readonly home: Home;
  readonly saved: Saved;
}

/** Makes an actor of an implementation. `make` gives an instance that has not started. */
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
  /** What an instance does that is loaded with a state. */
  const done = (loaded: (state: State) => Core<P, Saved>): Actor<P, State> => ({
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
    ...done(at),
    rename(state, name) {
      const { home, saved } = state;
      const core = at(state);
      return {
        home: homeOf(home, name(home.self)),
        saved: core.rename === undefined ? renamed(saved, name) : renamedBy(core, saved, name),
      };
    },
    live: () => liveActor(make),
    anew: () => done(made),
  };
}

const methods = ['start', 'handle', 'view', 'save', 'load'] as const;

/** An instance that has not started, if it is one. */
function instance<P extends Shape, Saved>(
  make: (birth: Birth<P>) => Core<P, Saved>,
  birth: Birth<P>,
): Core<P, Saved> {
  const core = object('an instance', make(birth));
  const missing = methods.find((method) => typeof core[method] !== 'function');
  if (missing === undefined) return core;
  throw new CodeError(`the implementation has no '${missing}'; its class needs ${methods.join(', ')}`);
}

/** What an instance saves; a promise would be refused for another reason, and nothing would be equal to nothing. */
function savedBy<P extends Shape, Saved>(core: Core<P, Saved>): Saved {
  const saved = core.save();
  refusePromise(saved);
  if (saved !== undefined) return saved;
  throw new CodeError("its 'save' returned nothing; return the whole state as plain data");
}

/** What an instance would have saved under other names. */
function renamedBy<P extends Shape, Saved>(
  core: Core<P, Saved>,
  saved: Saved,
  name: (node: string) => string,
): Saved {
  const after = core.rename?.(saved, name) as Saved;
  refusePromise(after, atOnce);
  return after;
}

function answered<P extends Shape, Saved>(core: Core<P, Saved>, request: Of<P, 'request'>): Of<P, 'reply'> {
  if (core.answer !== undefined) return copyOf(object('a reply', core.answer(request)));
  throw new CodeError("it answers no calls; give the class an 'answer'");
}

/** A state of an instance that only goes forward; it shows what the instance showed when it was in it. */
interface LiveState {
  readonly life: object;
  readonly version: number;
  readonly view: object;
}

/** An instance that lives, and copies of what it shows. */
interface Life<P extends Shape, Saved> {
  readonly core: Core<P, Saved>;
  readonly copies: Copies;
  version: number;
}

/** Drives one instance a node without loading or saving it. */
function liveActor<P extends Shape, Saved>(make: (birth: Birth<P>) => Core<P, Saved>): Actor<P> {
  const lives = new WeakMap<object, Life<P, Saved>>();
  const outbox = new OutboxRecorder<P>(false);
  return {
    init(birth) {
      const life = {};
      const core = instance(make, birth);
      const effects = outbox.close(core.start(outbox.open()));
      // It may show memory that it goes on writing to.
      const copies = new Copies();
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

/** Whether a step is under way; an outbox knows the one that it was made for. */
interface Turn {
  isOpen: boolean;
}

/**
 * An outbox that keeps copies of what is written to it, in order. For a search it is made anew for each step, so that one that is kept
 * shows; for schedules, whose steps are many, one serves all steps of an actor.
 */
export class OutboxRecorder<P extends Shape> {
  readonly #isMadeAnew: boolean;
  #effects: Effect<P>[] = [];
  #turn: Turn = { isOpen: false };
  #writer: Outbox<P> | undefined;

  constructor(isMadeAnew: boolean) {
    this.#isMadeAnew = isMadeAnew;
  }

  /** A step begins; what it writes to. */
  open(): Outbox<P> {
    this.#effects = [];
    if (this.#writer === undefined || this.#isMadeAnew) {
      this.#turn = { isOpen: true };
      this.#writer = this.#writerFor(this.#turn);
    }
    this.#turn.isOpen = true;
    return this.#writer;
  }

  /** The step is over, and returned this; gives what it wrote, in order. */
  close(result: unknown): Effect<P>[] {
    this.#turn.isOpen = false;
    refusePromise(result);
    return this.#effects;
  }

  #writerFor(turn: Turn): Outbox<P> {
    const keep = (effect: object) => {
      if (!turn.isOpen)
        throw new CodeError(
          'its outbox was used after the step was over; what a step sends it hands over before it returns',
        );
      this.#effects.push(effect as Effect<P>);
    };
    return {
      send: (to: string, message: P['message']) => keep({ type: 'send', to, message: copyOf(message) }),
      call: (to: string, request: Of<P, 'request'>) => keep({ type: 'call', to, request: copyOf(request) }),
      output: (value: Of<P, 'output'>) => keep({ type: 'output', value: copyOf(value) }),
      persist: (record: Of<P, 'durable'>) => keep({ type: 'persist', record: copyOf(record) }),
      arm: (timer: Of<P, 'timer'>) => keep({ type: 'arm', timer }),
      disarm: (timer: Of<P, 'timer'>) => keep({ type: 'disarm', timer }),
    } as unknown as Outbox<P>;
  }
}
