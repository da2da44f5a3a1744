/**
 * The composite actor: a node that consists of parts, one for itself (the root) and one for each partner. A
 * protocol with connections reads well as one machine for each connection, and badly as one machine for all
 * of them. A shared part is one machine for several partners, such as all servers of one service.
 *
 * - A message goes to the part of the partner that sent it; a message of that part to its partner goes over
 *   the network.
 * - Parts of one node send each other internal events: a partner's part sends to `self`, which is the root,
 *   and the root to a partner's name, which is that partner's part. Such a message arrives within the same
 *   step, with `from` the name of the other part and with the draw of the step; the step ends when no internal
 *   event is left.
 * - Inputs, replies and `persisted` go to the root. A timer belongs to the part that arms it: outside of the
 *   node the timer of a partner's part has the name `retry@b`.
 * - A shared part has a name of its own, under which the root sends to it. It gets the messages of all
 *   partners that it serves, and sends to each of them; these have no part of their own.
 *
 * The birth of a partner's part has `nodes: [self, partner]`, that of a shared part `[self, ...served]`.
 */
import type { AnyStateMachine } from 'xstate';
import { CodeError } from '../values/errors.ts';
import type { Actor, AnyShape, Birth, Effect, NodeId, Received, Shape, Step } from './actor.ts';
import { list, object, renamedState, stepFrom } from './user-code.ts';

/** The parts of a node of protocol P. */
export interface Parts<P extends Shape, R extends Shape, Q extends Shape> {
  readonly root: Actor<R>;
  readonly partner: Actor<Q>;
  /** Parts that serve several partners, by their names; no node may have the same name. */
  readonly shared?: Readonly<Record<string, SharedPart>>;
  /** The view of the node, from the views of its parts; a shared part that serves no node has none. */
  view(
    root: R['view'],
    partners: ReadonlyMap<NodeId, Q['view']>,
    shared: Readonly<Record<string, object>>,
  ): P['view'];
}

/** A part for several partners. It exists if it serves at least one node. */
export interface SharedPart<A extends Shape = AnyShape> {
  readonly actor: Actor<A>;
  /** The nodes that it serves, given the birth of the node; the node itself is left out. */
  serves(birth: Birth): readonly NodeId[];
}

/** The states of the parts between two steps. */
export interface CompositeState {
  readonly self: NodeId;
  readonly root: unknown;
  readonly partners: Readonly<Record<NodeId, unknown>>;
  /** The states of the shared parts. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** The shared part of each node that has one. */
  readonly served: Readonly<Record<NodeId, string>>;
}

/** A step with more internal events than this is refused as endless. */
const internalEventsMax = 1_000;

/** Makes one actor from the parts of a node. */
export function composite<P extends Shape, R extends Shape = Shape, Q extends Shape = Shape>(
  parts: Parts<P, R, Q>,
): Actor<P, CompositeState> {
  return new Composite(parts as unknown as Parts<AnyShape, AnyShape, AnyShape>) as unknown as Actor<
    P,
    CompositeState
  >;
}

/**
 * An event and the part that receives it. The name of the root is that of the node; a partner's part has the
 * partner's name, and a shared part its own.
 */
interface InternalEvent {
  readonly part: NodeId;
  readonly event: Received;
}

/** The actor of a composite node: each event becomes one macro-step of its parts. */
class Composite implements Actor<AnyShape, CompositeState> {
  readonly rules: readonly string[];
  readonly machines: readonly AnyStateMachine[];
  readonly timers?: readonly string[];
  readonly inputs?: readonly string[];
  readonly answer?: NonNullable<Actor<AnyShape, CompositeState>['answer']>;
  readonly rename?: NonNullable<Actor<AnyShape, CompositeState>['rename']>;
  readonly #parts: Parts<AnyShape, AnyShape, AnyShape>;

  constructor(parts: Parts<AnyShape, AnyShape, AnyShape>) {
    this.#parts = parts;
    const { root, partner, shared = {} } = parts;
    const all = [root, partner, ...Object.values(shared).map(({ actor }) => actor)];
    this.rules = [...new Set(all.flatMap(({ rules = [] }) => rules))];
    this.machines = [...new Set(all.flatMap(({ machines = [] }) => machines))];
    if (all.every(({ timers }) => timers !== undefined))
      this.timers = [...new Set(all.flatMap(({ timers = [] }) => timers))];
    if (root.inputs !== undefined) this.inputs = root.inputs;
    if (root.answer !== undefined)
      this.answer = ({ root: state }, request) => root.answer?.(state, request) as { type: string };
    if (all.some(({ rename }) => rename !== undefined))
      this.rename = ({ self, root: state, partners, shared: own, served }, name) => ({
        self: name(self),
        root: renamedState(root, state, name),
        partners: mapped(partners, (part, other) => [name(other), renamedState(partner, part, name)]),
        shared: mapped(own, (part, its) => [its, renamedState(actorOf(parts, self, its), part, name)]),
        served: mapped(served, (part, node) => [name(node), part]),
      });
  }

  init(birth: Birth): Step<AnyShape, CompositeState> {
    const { self, nodes } = birth;
    const { durable: _, ...own } = birth;
    const served = this.#servedAt(birth);
    const others = nodes.filter((node) => node !== self && !Object.hasOwn(served, node));
    const shared = [...new Set(Object.values(served))];
    const beginOf = (part: string, partners: readonly NodeId[]) =>
      [
        part,
        stepFrom(actorOf(this.#parts, self, part).init({ ...own, nodes: [self, ...partners] })),
      ] as const;
    const begun = new Map([
      [self, stepFrom(this.#parts.root.init(birth))],
      ...others.map((partner) => beginOf(partner, [partner])),
      ...shared.map((part) =>
        beginOf(
          part,
          nodes.filter((node) => served[node] === part),
        ),
      ),
    ]);
    const statesOf = (parts: readonly string[]) =>
      Object.fromEntries(parts.map((part) => [part, begun.get(part)?.state]));
    const run = new MacroStep(this.#parts, {
      ...{ self, root: begun.get(self)?.state, served },
      ...{ partners: statesOf(others), shared: statesOf(shared) },
    });
    for (const [part, step] of begun) run.note(part, step);
    return run.toEnd();
  }

  /** The shared part of each node that one serves. */
  #servedAt(birth: Birth): Readonly<Record<NodeId, string>> {
    const served: Record<NodeId, string> = {};
    for (const [part, { serves }] of Object.entries(this.#parts.shared ?? {})) {
      if (birth.nodes.includes(part))
        throw new CodeError(`the shared part '${part}' has the name of a node; give it another name`);
      for (const node of list('serves', serves(birth)) as readonly NodeId[]) {
        const other = Object.hasOwn(served, node) ? served[node] : undefined;
        if (!birth.nodes.includes(node) || (other !== undefined && other !== part))
          throw new CodeError(
            other === undefined
              ? `the shared part '${part}' serves '${node}', which is no node; nodes: ${birth.nodes.join(', ')}`
              : `the shared parts '${other}' and '${part}' both serve '${node}'; one part must serve it`,
          );
        if (node !== birth.self) served[node] = part;
      }
    }
    return served;
  }

  step(state: CompositeState, event: Received, choice?: unknown): Step<AnyShape, CompositeState> {
    const run = new MacroStep(this.#parts, state, event.draw);
    run.take(addressed(state, event), choice);
    return run.toEnd();
  }

  view({ self, root, partners, shared }: CompositeState): object {
    const viewOf = (part: string, state: unknown) =>
      object('a view', actorOf(this.#parts, self, part).view(state));
    const views = Object.entries(partners).map(
      ([partner, state]) => [partner, viewOf(partner, state)] as const,
    );
    return this.#parts.view(
      viewOf(self, root),
      new Map(views),
      mapped(shared, (state, part) => [part, viewOf(part, state)]),
    );
  }

  choices(state: CompositeState, event: Received): readonly unknown[] {
    const { part, event: own } = addressed(state, event);
    return actorOf(this.#parts, state.self, part).choices?.(stateOf(state, part), own) ?? [];
  }
}

/** One step of a node: its parts take their steps, one after the other, until no internal event is left. */
class MacroStep {
  readonly #parts: Parts<AnyShape, AnyShape, AnyShape>;
  #state: CompositeState;
  readonly #effects: Effect[] = [];
  readonly #taken = new Set<string>();
  /** The internal events that no part has received yet, oldest first. */
  readonly #waiting: InternalEvent[] = [];
  #isIgnored = true;
  /** The draw of the step, which comes with each internal event, too. */
  readonly #drawn: { readonly draw?: unknown };

  constructor(parts: Parts<AnyShape, AnyShape, AnyShape>, state: CompositeState, draw?: unknown) {
    this.#parts = parts;
    this.#state = state;
    this.#drawn = draw === undefined ? {} : { draw };
  }

  /** The step of one part. */
  take({ part, event }: InternalEvent, choice?: unknown): void {
    const { self } = this.#state;
    const actor = actorOf(this.#parts, self, part);
    const step = stepFrom(actor.step(stateOf(this.#state, part), event, choice));
    if (part === self) this.#state = { ...this.#state, root: step.state };
    else {
      const kind = Object.hasOwn(this.#state.shared, part) ? 'shared' : 'partners';
      this.#state = { ...this.#state, [kind]: { ...this.#state[kind], [part]: step.state } };
    }
    this.note(part, step);
  }

  /** Notes the effects and rules of a part's step. */
  note(part: NodeId, { effects, ignored, taken = [] }: Step): void {
    this.#isIgnored &&= ignored === true;
    for (const rule of taken) this.#taken.add(rule);
    for (const effect of effects) this.#route(part, effect);
  }

  /** An effect becomes an internal event, or an effect of the node. */
  #route(part: NodeId, effect: Effect): void {
    const { self, partners, shared, served } = this.#state;
    const isRoot = part === self;
    const isOwn = (to: NodeId) => to === part || (Object.hasOwn(served, to) && served[to] === part);
    if (effect.type === 'send' && (isRoot || effect.to === self)) {
      const to = isRoot ? effect.to : self;
      if (to !== self && !Object.hasOwn(partners, to) && !Object.hasOwn(shared, to))
        throw new CodeError(
          `the root of '${self}' sent to '${to}', which is no partner; partners: ${[...Object.keys(partners), ...Object.keys(shared)].join(', ')}`,
        );
      const { message } = effect;
      this.#waiting.push({ part: to, event: { type: 'message', from: part, message, ...this.#drawn } });
    } else if (effect.type === 'send' && (!isOwn(effect.to) || Object.hasOwn(shared, effect.to))) {
      const own = Object.keys(served).filter((node) => served[node] === part);
      throw new CodeError(
        `the part of '${self}' for '${part}' sent to '${effect.to}'; it sends to '${own.join("', '") || part}', or to '${self}', its root`,
      );
    } else if (!isRoot && (effect.type === 'arm' || effect.type === 'disarm')) {
      this.#effects.push({ ...effect, timer: `${effect.timer}@${part}` });
    } else if (!isRoot && (effect.type === 'call' || effect.type === 'persist')) {
      throw new CodeError(
        `the part of '${self}' for '${part}' has a '${effect.type}'; leave that to the root`,
      );
    } else this.#effects.push(effect);
  }

  /** Handles the internal events until none is left, and returns the step of the node. */
  toEnd(): Step<AnyShape, CompositeState> {
    for (let handled = 0, next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { self } = this.#state;
      if (++handled > internalEventsMax)
        throw new CodeError(`the parts of '${self}' send each other messages without end`);
      const actor = actorOf(this.#parts, self, next.part);
      const open = actor.choices?.(stateOf(this.#state, next.part), next.event) ?? [];
      if (list('choices', open).length > 0)
        throw new CodeError(
          `the part of '${self}' for '${next.part}' leaves a choice open within another part's step; choose there`,
        );
      this.take(next);
    }
    return {
      state: this.#state,
      effects: this.#effects,
      ...(this.#isIgnored && { ignored: true }),
      ...(this.#taken.size > 0 && { taken: [...this.#taken].sort() }),
    };
  }
}

/** The part that receives an event, and the event with the part's own name of a timer. */
function addressed({ self, partners, shared, served }: CompositeState, event: Received): InternalEvent {
  if (event.type === 'message') {
    const { from } = event;
    if (Object.hasOwn(partners, from)) return { part: from, event };
    return { part: Object.hasOwn(served, from) ? (served[from] as string) : self, event };
  }
  if (event.type !== 'timeout') return { part: self, event };
  const at = event.timer.lastIndexOf('@');
  const part = event.timer.slice(at + 1);
  return at < 0 || !(Object.hasOwn(partners, part) || Object.hasOwn(shared, part))
    ? { part: self, event }
    : { part, event: { ...event, timer: event.timer.slice(0, at) } };
}

/** The actor of a part. */
function actorOf(
  { root, partner, shared = {} }: Parts<AnyShape, AnyShape, AnyShape>,
  self: NodeId,
  part: string,
): Actor {
  if (part === self) return root;
  return Object.hasOwn(shared, part) ? (shared[part] as SharedPart).actor : partner;
}

/** The state of a part. */
function stateOf({ self, root, partners, shared }: CompositeState, part: string): unknown {
  if (part === self) return root;
  return Object.hasOwn(shared, part) ? shared[part] : partners[part];
}

/** A record whose entries are changed by a function. */
function mapped<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T, key: string) => readonly [string, U],
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => change(value, key)));
}
