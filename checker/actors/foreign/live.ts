/**
 * The live foreign actor, for schedules: each node is one instance in the process of its adapter, which only
 * goes forward. The events of a life are kept, so that they can be sent again to a new process.
 */
import type { Actor, Birth, Failure, NodeId, Received, Step, Tagged } from '../actor.ts';
import { type Outcome, outcomeOf, replyFrom } from './outcome.ts';
import { type Client, encoded, type StepAnswer } from './protocol.ts';
import { Way } from './ways.ts';

/** The state of a live node. */
interface LiveState {
  /** Plain data, which identifies the life. */
  readonly life: object;
  readonly version: number;
  /** The last view that it showed; empty if it failed while it came up. */
  readonly view: object;
  readonly failed?: string;
}

/** One node from its birth on. */
class Life {
  readonly number: number;
  /** The process that knows it, by its number; undefined if none does. */
  process: number | undefined;
  way: Way;
  version = 0;

  constructor(number: number, way: Way) {
    this.number = number;
    this.way = way;
  }
}

/** Schedules come one after the other: a new live actor ends the lives of the one before it (`retire`). */
export class LiveForeignActor implements Actor {
  readonly adapter: NonNullable<Actor['adapter']>;
  readonly #client: Client;
  readonly #replayed: (way: Way, event: Received) => Outcome;
  readonly #lives = new WeakMap<object, Life>();
  /** The latest life of each node. */
  readonly #latest = new Map<NodeId, Life>();

  /** `replayed` asks what a new instance does at an event after it went a way. */
  constructor(client: Client, replayed: (way: Way, event: Received) => Outcome) {
    this.#client = client;
    this.adapter = client;
    this.#replayed = replayed;
  }

  /** Ends all lives. One that is stepped all the same is begun again. */
  retire(): void {
    for (const life of this.#latest.values()) this.#end(life);
    this.#latest.clear();
  }

  init(birth: Birth): Step {
    const before = this.#latest.get(birth.self);
    if (before !== undefined) this.#end(before);
    const key = {};
    const life = new Life(this.#client.newLife(), Way.from(birth));
    this.#lives.set(key, life);
    this.#latest.set(birth.self, life);
    const outcome = outcomeOf(() => this.#begin(life));
    if ('failed' in outcome)
      return { state: { life: key, version: 0, view: {}, failed: outcome.failed }, effects: [] };
    return stepOf(key, life, outcome);
  }

  step(at: unknown, event: Received): Step {
    const state = at as LiveState;
    if (state.failed !== undefined) return { state, effects: [], ignored: true };
    const life = this.#lifeAt(state);
    const outcome = this.#go(life, event);
    life.version++;
    if ('failed' in outcome)
      return { state: { ...state, version: life.version, failed: outcome.failed }, effects: [] };
    life.way = life.way.to(event);
    return stepOf(state.life, life, outcome);
  }

  view(state: unknown): object {
    return (state as LiveState).view;
  }

  answer(state: unknown, request: Tagged): Tagged {
    const life = this.#lifeAt(state as LiveState);
    return replyFrom(this.#client.ask('step', { ...life.way.fields, request: encoded(request) }).reply);
  }

  divergence(state: unknown): Failure | undefined {
    const { failed } = state as LiveState;
    return failed === undefined ? undefined : { failed };
  }

  #begin(life: Life): StepAnswer {
    const { birth } = life.way.fields;
    if (!this.#client.hello().lives) return this.#client.askStep('step', life.way.fields);
    life.process = this.#client.process;
    return this.#client.askStep('begin', { life: String(life.number), birth });
  }

  #go(life: Life, event: Received): Outcome {
    if (!this.#client.hello().lives) return this.#replayed(life.way, event);
    const goAnew = () => {
      this.#revive(life);
      return this.#askToGo(life, event);
    };
    return outcomeOf(
      () => (life.process === this.#client.process ? this.#askToGo(life, event) : goAnew()),
      goAnew,
    );
  }

  #askToGo(life: Life, event: Received): StepAnswer {
    return this.#client.askStep('go', { life: String(life.number), event: encoded(event) });
  }

  /** Begins a life again, in the process that runs now. */
  #revive(life: Life): void {
    this.#begin(life);
    for (const event of life.way.events) this.#askToGo(life, event);
  }

  #end(life: Life): void {
    if (this.#client.hello().lives && life.process === this.#client.process)
      this.#client.ask('end', { life: String(life.number) });
    life.process = undefined;
  }

  /** The life of a state, which must be its latest one. */
  #lifeAt({ life: key, version }: LiveState): Life {
    const life = this.#lives.get(key);
    if (life?.version !== version) throw new Error('a live instance only goes forward; this state is past');
    return life;
  }
}

function stepOf(key: object, { version }: Life, { effects, view, ignored }: StepAnswer): Step {
  const state: LiveState = { life: key, version, view };
  return { state, effects, ...(ignored && { ignored }) };
}
