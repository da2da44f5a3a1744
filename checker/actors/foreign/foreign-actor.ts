/**
 * The foreign actor: an implementation in another process, in any language, as an actor. The process is
 * asked for one step at a time: it lets a new instance live through the events since its birth, and then
 * through one more. So it needs to save and to load nothing, and a search can still jump between worlds.
 *
 * A state is what the instance shows: its view, and the `state` that its adapter gives beside it. An adapter
 * that leaves something out would merge states that differ. So each step is taken after several ways into its
 * state (`ways.ts`), and after random walks through all states so far; each must end in the same. This is a
 * sample, as the test of symmetry is: it can miss a state that leaves out what matters only after a long time.
 *
 * A step in which the code fails is a finding: the node is a failed one from then on, as `divergence` tells,
 * and takes no further steps.
 */
import { canonical, keyOf } from '../../values/canonical.ts';
import { CodeError } from '../../values/errors.ts';
import { type Naming, renamed } from '../../values/rename.ts';
import type { Actor, Birth, Failure, Received, Step, Tagged } from '../actor.ts';
import { describe } from '../user-code.ts';
import { LiveForeignActor } from './live.ts';
import { type Outcome, outcomeOf, replyFrom } from './outcome.ts';
import { type Client, encoded, type StepAnswer } from './protocol.ts';
import { Way } from './ways.ts';

/** The state of a foreign node between two steps. */
export interface ForeignState {
  readonly home: Home;
  readonly view: object;
  readonly state: unknown;
  /** What the code said when it failed; absent where it did not. */
  readonly failed?: string;
}

/** The node and the system to which a state belongs. */
type Home = Pick<Birth, 'self' | 'nodes' | 'setting'>;

/** What is known of one state. */
interface Known {
  /** Ways into it: the one by which it was found, then at most `waysMax` whose last event is of one kind. */
  readonly ways: Way[];
  /** The steps from it so far, by event. */
  readonly answers: Map<string, Answer>;
  /** The replies to calls in it so far, by request. */
  readonly replies: Map<string, Reply>;
  /** The states after renamings, by the new names of all nodes. */
  readonly renamed: Map<string, { readonly state: ForeignState; readonly name: Naming }>;
}

/** The step of an instance at an event. */
interface Answer {
  readonly event: Received;
  readonly outcome: Outcome;
  readonly step: Step<never, ForeignState>;
  /** Whether the step was asked for a second time. */
  isRepeated: boolean;
}

/** The reply of an instance to a call. */
interface Reply {
  readonly request: Tagged;
  readonly reply: Tagged;
  isRepeated: boolean;
}

/** A birth, and the state after it. */
interface Born {
  readonly outcome: StepAnswer;
  readonly step: Step<never, ForeignState>;
  isRepeated: boolean;
}

/** Options of a foreign actor. */
export interface ForeignOptions {
  /**
   * The most ways into a state that are compared with the first one, of each kind of their last event; 0
   * compares none, and takes no random walks.
   */
  readonly waysMax?: number;
}

/** A random walk through the states so far has at most this many steps. */
const walkMax = 40;
/** So many of the first steps are each followed by a random walk, and of later ones every eighth. */
const walkedMax = 200;

function newlyKnown(way: Way): Known {
  return { ways: [way], answers: new Map(), replies: new Map(), renamed: new Map() };
}

/** The step of an instance at an event. */
interface Answer {
  readonly event: Received;
  readonly outcome: Outcome;
  readonly step: Step<never, ForeignState>;
  /** Whether the step was asked for a second time. */
  isRepeated: boolean;
}

/** Options of a foreign actor. */
export interface ForeignOptions {
  /**
   * The most ways into a state that are compared with the first one, of each kind of their last event; 0
   * compares none.
   */
  readonly waysMax?: number;
}

/** Makes an actor of an adapter. */
export function foreignActor(
  client: Client,
  { waysMax = 1 }: ForeignOptions = {},
): Actor<never, ForeignState> {
  return new ForeignActor(client, waysMax) as unknown as Actor<never, ForeignState>;
}

class ForeignActor implements Actor {
  readonly adapter: NonNullable<Actor['adapter']>;
  readonly #client: Client;
  readonly #waysMax: number;
  readonly #known = new Map<string, Known>();
  readonly #births = new Map<string, Born>();
  /** The actor of the schedule that runs, or of the last one. */
  #live: LiveForeignActor | undefined;
  /** The number of steps so far, and the state of the random walks. */
  #steps = 0;
  #random = 1;

  constructor(client: Client, waysMax: number) {
    this.#client = client;
    this.adapter = client;
    this.#waysMax = waysMax;
  }

  init(birth: Birth): Step {
    const key = canonical(birth);
    const known = this.#births.get(key);
    if (known === undefined) {
      const way = Way.from(birth);
      const outcome = this.#outcome(way);
      if ('failed' in outcome) throw new CodeError(outcome.failed);
      const step = this.#stepTo(stateOf(birth, outcome), outcome, way);
      this.#births.set(key, { outcome, step, isRepeated: false });
      return step;
    }
    if (!known.isRepeated) {
      known.isRepeated = true;
      if (!isSameOutcome(this.#outcome(Way.from(birth)), known.outcome)) throw differentAgain();
    }
    return known.step;
  }

  step(at: unknown, event: Received): Step {
    const state = at as ForeignState;
    if (state.failed !== undefined) return { state, effects: [], ignored: true };
    const known = this.#knownOf(state);
    const [first, ...others] = known.ways as [Way, ...Way[]];
    const key = canonical(event);
    const before = known.answers.get(key);
    if (before === undefined) {
      const outcome = this.#client.hello().loads ? this.#loaded(state, event) : this.#outcome(first, event);
      const step: Step<never, ForeignState> =
        'failed' in outcome
          ? { state: { ...state, failed: outcome.failed }, effects: [] }
          : this.#stepTo(stateOf(state.home, outcome), outcome, first.to(event));
      // A failure was asked for twice already.
      known.answers.set(key, { event, outcome, step, isRepeated: 'failed' in outcome });
      return step;
    }
    if (!before.isRepeated) {
      before.isRepeated = true;
      for (const other of others) this.#compare(state, before, other, first);
      if (others.length === 0 && !isSameOutcome(this.#outcome(first, event), before.outcome))
        throw this.#client.hello().loads ? differentLoaded() : differentAgain();
      this.#steps++;
      if (this.#waysMax > 0 && (this.#steps <= walkedMax || this.#steps % 8 === 0)) this.#walk();
    }
    return before.step;
  }

  view(state: unknown): object {
    return (state as ForeignState).view;
  }

  answer(at: unknown, request: Tagged): Tagged {
    const state = at as ForeignState;
    const known = this.#knownOf(state);
    const [first, ...others] = known.ways as [Way, ...Way[]];
    const key = canonical(request);
    const before = known.replies.get(key);
    if (before === undefined) {
      const reply = this.#reply(first, request);
      known.replies.set(key, { request, reply, isRepeated: false });
      return reply;
    }
    if (!before.isRepeated) {
      before.isRepeated = true;
      for (const other of others) this.#compareReply(state, before, other, first);
      if (others.length === 0 && canonical(this.#reply(first, request)) !== canonical(before.reply))
        throw differentAgain();
    }
    return before.reply;
  }

  rename(at: unknown, name: Naming): ForeignState {
    const state = at as ForeignState;
    const { home, view, state: rest, failed } = state;
    const renamedHome = { ...home, self: name(home.self) };
    if (failed !== undefined)
      return { home: renamedHome, view: renamed(view, name), state: renamed(rest, name), failed };
    const known = this.#knownOf(state);
    const names = home.nodes.map(name).join();
    const before = known.renamed.get(names);
    if (before !== undefined) return before.state;
    // An instance of the other name shows how it spells its state; lists may be in the order of names.
    const way = known.ways[0]?.renamed(name) as Way;
    const outcome = this.#outcome(way);
    if ('failed' in outcome) throw new CodeError(outcome.failed);
    const after = stateOf(renamedHome, outcome);
    known.renamed.set(names, { state: after, name });
    for (const one of known.ways) this.#addWay(after, one.renamed(name));
    return after;
  }

  divergence(state: unknown): Failure | undefined {
    const { failed } = state as ForeignState;
    return failed === undefined ? undefined : { failed };
  }

  live(): Actor {
    this.#live?.retire();
    this.#live = new LiveForeignActor(this.#client, (way, event) => this.#outcome(way, event));
    return this.#live;
  }

  // ------------------------------------------------------------- asking

  /** What an instance does at an event, after it went a way; without an event, how it stands. */
  #outcome(way: Way, event?: Received): Outcome {
    const fields = event === undefined ? way.fields : { ...way.fields, event: encoded(event) };
    return outcomeOf(() => this.#client.askStep('step', fields));
  }

  /** What an instance does at an event, after it loaded a state. */
  #loaded({ home, state }: ForeignState, event: Received): Outcome {
    const fields = { birth: encoded(home), state: encoded(state), event: encoded(event) };
    return outcomeOf(() => this.#client.askStep('step', fields));
  }

  /** The reply of an instance to a call, after it went a way. */
  #reply(way: Way, request: Tagged): Tagged {
    return replyFrom(this.#client.ask('step', { ...way.fields, request: encoded(request) }).reply);
  }

  // ------------------------------------------------------------- ways

  #knownOf(state: ForeignState): Known {
    const known = this.#known.get(keyOf(state));
    if (known === undefined) throw new Error('a state of a foreign actor was made by another one');
    return known;
  }

  /** The step to a state, into which one more way is known now. */
  #stepTo(state: ForeignState, { effects, ignored }: StepAnswer, way: Way): Step<never, ForeignState> {
    this.#addWay(state, way);
    return { state, effects: effects as never, ...(ignored && { ignored }) };
  }

  /** Keeps one more way into a state and into its renamings; the steps so far must be the same after it. */
  #addWay(state: ForeignState, way: Way): void {
    const key = keyOf(state);
    const known = this.#known.get(key);
    if (known === undefined) {
      this.#known.set(key, newlyKnown(way));
      return;
    }
    const [first, ...others] = known.ways as [Way, ...Way[]];
    const alike = others.filter(({ kind }) => kind === way.kind);
    if (alike.length >= this.#waysMax || known.ways.some((other) => other.isSame(way))) return;
    known.ways.push(way);
    for (const answer of known.answers.values()) this.#compare(state, answer, way, first);
    for (const reply of known.replies.values()) this.#compareReply(state, reply, way, first);
    for (const { state: renamed, name } of known.renamed.values()) this.#addWay(renamed, way.renamed(name));
  }

  /**
   * Refuses an instance that does something else after another way into the same state. If there is one way only
   * into the next state, this way and the event are the second.
   */
  #compare({ home }: ForeignState, { event, outcome, step }: Answer, other: Way, first: Way): void {
    const again = this.#outcome(other, event);
    if (isSameOutcome(again, outcome)) {
      if (step.state.failed === undefined && this.#knownOf(step.state).ways.length === 1)
        this.#addWay(step.state, other.to(event));
      return;
    }
    throw differentAfter(home.self, describe(event), [first, outcome], [other, again]);
  }

  #compareReply({ home }: ForeignState, { request, reply }: Reply, other: Way, first: Way): void {
    const again = this.#reply(other, request);
    if (canonical(again) === canonical(reply)) return;
    throw differentAfter(home.self, `call '${request.type}'`, [first, { reply }], [other, { reply: again }]);
  }

  /** Lets an instance go a random way through the states so far; its last step must be the one that is known. */
  #walk(): void {
    const births = [...this.#births.values()];
    let { state } = this.#drawn(births).step;
    let way = this.#known.get(keyOf(state))?.ways[0] as Way;
    let last: { readonly answer: Answer; readonly before: Way; readonly at: ForeignState } | undefined;
    for (let steps = 1 + this.#drawnBelow(walkMax); steps > 0; steps--) {
      const answers = [...this.#knownOf(state).answers.values()];
      if (answers.length === 0) break;
      const answer = this.#drawn(answers);
      last = { answer, before: way, at: state };
      if (answer.step.state.failed !== undefined) break;
      way = way.to(answer.event);
      state = answer.step.state;
    }
    if (last === undefined) return;
    const { answer, before, at } = last;
    const again = this.#outcome(before, answer.event);
    if (isSameOutcome(again, answer.outcome)) return;
    const [first] = this.#knownOf(at).ways as [Way];
    throw differentAfter(at.home.self, describe(answer.event), [first, answer.outcome], [before, again]);
  }

  #drawn<T>(items: readonly T[]): T {
    return items[this.#drawnBelow(items.length)] as T;
  }

  /** A number below a limit, by a linear congruential generator (Park & Miller 1988): every run draws the same. */
  #drawnBelow(limit: number): number {
    this.#random = (this.#random * 48_271) % 2_147_483_647;
    return this.#random % limit;
  }
}

/** The state after a birth or a step. */
function stateOf({ self, nodes, setting }: Home, { view, state }: StepAnswer): ForeignState {
  return { home: { self, nodes, setting }, view, state };
}

/** Whether two outcomes are equal. What a failure said does not count: it may contain a time or an address. */
function isSameOutcome(one: Outcome, other: Outcome): boolean {
  if ('failed' in one || 'failed' in other) return 'failed' in one && 'failed' in other;
  return canonical(one) === canonical(other);
}

/** What an instance did, and the way after which it did it. */
type Done = readonly [way: Way, outcome: Outcome | { readonly reply: Tagged }];

function differentAfter(node: string, then: string, one: Done, other: Done): CodeError {
  const [first, second] = firstDifference(one[1], other[1]);
  return new CodeError(
    `${node} shows the same after two ways, and then does not do the same; its 'state' must tell what differs ` +
      `(one way: ${wayText(one[0])}; another: ${wayText(other[0])}; then ${then}: one does ${first}, the other ${second})`,
  );
}

function differentAgain(): CodeError {
  return new CodeError(
    'it did something else the second time; a step must depend on state, event and choice alone, so hand time in as ' +
      'a timer and randomness as a draw',
  );
}

function differentLoaded(): CodeError {
  return new CodeError(
    "it did something else after its events than after its 'state' was loaded; the state must tell everything that a step depends on",
  );
}

/** The part of two outcomes that differs first. */
function firstDifference(one: object, other: object): readonly [string, string] {
  for (const part of ['failed', 'reply', 'effects', 'view', 'state']) {
    const [a, b] = [one, other].map((outcome) => canonical((outcome as never)[part])) as [string, string];
    if (a !== b) return [`${part} ${a.slice(0, 200)}`, `${part} ${b.slice(0, 200)}`];
  }
  return ['one thing', 'another'];
}

/** The birth and the events of a way in a few words. */
function wayText({ birth: { durable }, events }: Way): string {
  const from = durable === undefined ? 'from its birth' : `from a restart with ${canonical(durable)}`;
  return [from, ...events.map(describe)].join(', ');
}
