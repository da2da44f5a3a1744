/**
 * The foreign actor: an implementation in another process, in any language, as an actor. The process is
 * asked for one step at a time: it lets a new instance live through the events since its birth, and then
 * through one more. So it needs to save and to load nothing, and a search can still jump between worlds. An
 * adapter that `loads` gets the state in place of the events; the events then check what it loaded.
 *
 * A state is what the instance shows: its view, and the `state` that its adapter gives beside it. An adapter
 * that leaves something out would merge states that differ. So each step is taken after several ways into its
 * state (`ways.ts`), and after random walks through all states so far; each must end in the same. This is a
 * sample, as the test of symmetry is: it can miss a state that leaves out what matters only after a long time.
 *
 * A step in which the code fails is a finding: the node is a failed one from then on, as `divergence` tells,
 * and takes no further steps. The same holds of a node whose code fails while it comes up.
 */
import { canonical, keyOf } from '../../values/canonical.ts';
import { CodeError } from '../../values/errors.ts';
import { randomOf } from '../../values/random.ts';
import { type Naming, renamed } from '../../values/rename.ts';
import type { Actor, Birth, Failure, Received, Step, Tagged } from '../actor.ts';
import { describe } from '../user-code.ts';
import { type Done, differentAfter, differentAgain, differentName, isSameOutcome } from './differences.ts';
import { LiveForeignActor } from './live.ts';
import { type Outcome, outcomeOf, replyFrom } from './outcome.ts';
import { type Client, type Encoded, encoded, type StepAnswer } from './protocol.ts';
import { Way } from './ways.ts';

/** The state of a foreign node between two steps. */
export interface ForeignState {
  readonly home: Home;
  /** The last view that it showed; empty if it failed while it came up. */
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
  readonly outcome: Outcome;
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

/** What stands in place of an answer if the code failed while it came up. */
const neverShown: StepAnswer = { effects: [], view: {}, state: null, ignored: false };

function newlyKnown(way: Way): Known {
  return { ways: [way], answers: new Map(), replies: new Map(), renamed: new Map() };
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
  /** The numbers of steps and of renamings by the adapter so far, and the draws of random walks. */
  #steps = 0;
  #renamings = 0;
  readonly #random = randomOf(1);

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
      const step: Step<never, ForeignState> =
        'failed' in outcome
          ? { state: { ...stateOf(birth, neverShown), failed: outcome.failed }, effects: [] }
          : this.#stepTo(stateOf(birth, outcome), outcome, way);
      // A failure was asked for twice already.
      this.#births.set(key, { outcome, step, isRepeated: 'failed' in outcome });
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
    const first = known.ways[0] as Way;
    const key = canonical(event);
    const before = known.answers.get(key);
    if (before === undefined) {
      const outcome = this.#outcomeAt(state, event);
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
      const others = this.#otherWays(known);
      for (const other of others) this.#compare(state, before, other);
      if (others.length === 0 && !isSameOutcome(this.#outcome(first, event), before.outcome))
        throw differentAgain();
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
    const key = canonical(request);
    const before = known.replies.get(key);
    if (before === undefined) {
      const reply = this.#replyAt(state, request);
      known.replies.set(key, { request, reply, isRepeated: false });
      return reply;
    }
    if (!before.isRepeated) {
      before.isRepeated = true;
      const others = this.#otherWays(known);
      for (const other of others) this.#compareReply(state, before, other);
      if (others.length === 0 && canonical(this.#replyAt(state, request)) !== canonical(before.reply))
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
    const after = this.#renamedTo(state, known.ways[0] as Way, name);
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

  /** What an instance does at an event in a state, which it loads or reaches by the first way. */
  #outcomeAt(state: ForeignState, event: Received): Outcome {
    if (!this.#loads) return this.#outcome(this.#firstWay(state), event);
    const fields = { ...loading(state), event: encoded(event) };
    return outcomeOf(() => this.#client.askStep('step', fields));
  }

  /** The reply of an instance to a call, after it went a way. */
  #reply(way: Way, request: Tagged): Tagged {
    return replyFrom(this.#client.ask('step', { ...way.fields, request: encoded(request) }).reply);
  }

  /** The reply of an instance to a call in a state, which it loads or reaches by the first way. */
  #replyAt(state: ForeignState, request: Tagged): Tagged {
    if (!this.#loads) return this.#reply(this.#firstWay(state), request);
    return replyFrom(this.#client.ask('step', { ...loading(state), request: encoded(request) }).reply);
  }

  /**
   * The state of an instance with another name. By default an instance of that name goes the renamed way, and so
   * shows how it spells its state: lists may be in the order of names. An adapter that `renames` does it itself,
   * the instance loads the result, and some are compared with one that went the way.
   */
  #renamedTo(state: ForeignState, way: Way, name: Naming): ForeignState {
    const { home } = state;
    const renamedHome = { ...home, self: name(home.self) };
    const shown = (ask: () => Outcome) => {
      const outcome = ask();
      if ('failed' in outcome)
        throw new CodeError(
          `as '${renamedHome.self}' it fails where it does not as '${home.self}': ${outcome.failed}`,
        );
      return stateOf(renamedHome, outcome);
    };
    const lived = () => shown(() => this.#outcome(way.renamed(name)));
    if (!this.#client.hello().renames) return lived();
    const names = encoded(Object.fromEntries(home.nodes.map((node) => [node, name(node)])));
    const { state: rest = null } = this.#client.ask('rename', { ...loading(state), names });
    const fields = loading({ home: renamedHome, state: rest });
    const after = shown(() => outcomeOf(() => this.#client.askStep('step', fields)));
    this.#renamings++;
    if (this.#waysMax > 0 && (this.#renamings <= walkedMax || this.#renamings % 8 === 0)) {
      const due = lived();
      if (keyOf(due) !== keyOf(after)) {
        this.#refuseLoaded(state);
        throw differentName(renamedHome.self, after, due);
      }
    }
    return after;
  }

  /** Refuses an instance that shows something else after it loaded a state. */
  #refuseLoaded(state: ForeignState): void {
    const { home, view, state: rest } = state;
    const loaded = outcomeOf(() => this.#client.askStep('step', loading(state)));
    if (!('failed' in loaded) && keyOf(stateOf(home, loaded)) === keyOf(state)) return;
    throw this.#different(state, 'its view', loaded, [
      this.#firstWay(state),
      { ...neverShown, view, state: rest },
    ]);
  }

  // ------------------------------------------------------------- ways

  #knownOf(state: ForeignState): Known {
    const known = this.#known.get(keyOf(state));
    if (known === undefined) throw new Error('a state of a foreign actor was made by another one');
    return known;
  }

  get #loads(): boolean {
    return this.#client.hello().loads;
  }

  #firstWay(state: ForeignState): Way {
    return this.#knownOf(state).ways[0] as Way;
  }

  /** The ways into a state after which its steps were not computed: of a loaded state all. */
  #otherWays({ ways }: Known): readonly Way[] {
    return this.#loads ? ways : ways.slice(1);
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
    const alike = known.ways.slice(1).filter(({ kind }) => kind === way.kind);
    if (alike.length >= this.#waysMax || known.ways.some((other) => other.isSame(way))) return;
    known.ways.push(way);
    for (const answer of known.answers.values()) this.#compare(state, answer, way);
    for (const reply of known.replies.values()) this.#compareReply(state, reply, way);
    for (const { state: renamed, name } of known.renamed.values()) this.#addWay(renamed, way.renamed(name));
  }

  /**
   * Refuses an instance that does something else after another way into the same state. If there is one way only
   * into the next state, this way and the event are the second.
   */
  #compare(at: ForeignState, answer: Answer, other: Way): void {
    const again = this.#outcome(other, answer.event);
    if (!isSameOutcome(again, answer.outcome)) throw this.#differentStep(at, answer, other, again);
    const { state } = answer.step;
    if (state.failed === undefined && this.#knownOf(state).ways.length === 1)
      this.#addWay(state, other.to(answer.event));
  }

  /** The error for a step that another way changes; the step itself, asked for again, must be as it was. */
  #differentStep(at: ForeignState, { event, outcome }: Answer, other: Way, again: Outcome): CodeError {
    if (!isSameOutcome(this.#outcomeAt(at, event), outcome)) return differentAgain();
    return this.#different(at, describe(event), outcome, [other, again]);
  }

  #compareReply(at: ForeignState, { request, reply }: Reply, other: Way): void {
    const again = this.#reply(other, request);
    if (canonical(again) === canonical(reply)) return;
    if (canonical(this.#replyAt(at, request)) !== canonical(reply)) throw differentAgain();
    throw this.#different(at, `call '${request.type}'`, { reply }, [other, { reply: again }]);
  }

  #different(at: ForeignState, then: string, was: Done[1], other: Done): CodeError {
    const first = this.#loads ? { loaded: at.state } : this.#firstWay(at);
    return differentAfter(at.home.self, then, [first, was], other);
  }

  /** Lets an instance go a random way through the states so far; its last step must be the one that is known. */
  #walk(): void {
    const births = [...this.#births.values()].filter(({ outcome }) => !('failed' in outcome));
    let { state } = this.#drawn(births).step;
    let way = this.#known.get(keyOf(state))?.ways[0] as Way;
    let last: { readonly answer: Answer; readonly before: Way; readonly at: ForeignState } | undefined;
    for (let steps = 1 + this.#random.below(walkMax); steps > 0; steps--) {
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
    if (!isSameOutcome(again, answer.outcome)) throw this.#differentStep(at, answer, before, again);
  }

  #drawn<T>(items: readonly T[]): T {
    return items[this.#random.below(items.length)] as T;
  }
}

/** The state after a birth or a step. */
function stateOf({ self, nodes, setting }: Home, { view, state }: StepAnswer): ForeignState {
  return { home: { self, nodes, setting }, view, state };
}

/** The fields of a request that lead an instance into a state that it gave. */
function loading({ home, state }: Pick<ForeignState, 'home' | 'state'>): {
  readonly birth: Encoded;
  readonly state: Encoded;
} {
  return { birth: encoded(home), state: encoded(state) };
}
