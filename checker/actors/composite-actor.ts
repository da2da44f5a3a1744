/**
 * The composite actor: a node that consists of parts, one for itself (the root) and one for each partner. A
 * protocol with connections reads well as one machine for each connection, and badly as one machine for all
 * of them.
 *
 * - A message goes to the part of the partner that sent it; a message of that part to its partner goes over
 *   the network.
 * - Parts of one node send each other internal events: a partner's part sends to `self`, which is the root,
 *   and the root to a partner's name, which is that partner's part. Such a message arrives within the same
 *   step, with `from` the name of the other part and with the draw of the step; the step ends when no internal
 *   event is left.
 * - Inputs, replies and `persisted` go to the root. A timer belongs to the part that arms it: outside of the
 *   node the timer of a partner's part has the name `retry@b`.
 *
 * The birth of a partner's part has `nodes: [self, partner]`.
 */
import type { AnyStateMachine } from 'xstate';
import { CodeError } from '../values/errors.ts';
import type { Actor, AnyShape, Birth, Effect, NodeId, Received, Shape, Step } from './actor.ts';
import { list, object, renamedState, stepFrom } from './user-code.ts';

/** The parts of a node of protocol P. */
export interface Parts<P extends Shape, R extends Shape, Q extends Shape> {
  readonly root: Actor<R>;
  readonly partner: Actor<Q>;
  /** The view of the node, from the views of its parts. */
  view(root: R['view'], partners: ReadonlyMap<NodeId, Q['view']>): P['view'];
}

/** The states of the parts between two steps. */
export interface CompositeState {
  readonly self: NodeId;
  readonly root: unknown;
  readonly partners: Readonly<Record<NodeId, unknown>>;
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
 * partner's name.
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
    const { root, partner } = parts;
    this.rules = [...new Set([...(root.rules ?? []), ...(partner.rules ?? [])])];
    this.machines = [...new Set([...(root.machines ?? []), ...(partner.machines ?? [])])];
    if (root.timers !== undefined && partner.timers !== undefined)
      this.timers = [...new Set([...root.timers, ...partner.timers])];
    if (root.inputs !== undefined) this.inputs = root.inputs;
    if (root.answer !== undefined)
      this.answer = ({ root: state }, request) => root.answer?.(state, request) as { type: string };
    if (root.rename !== undefined || partner.rename !== undefined)
      this.rename = ({ self, root: state, partners }, name) => {
        const others = Object.entries(partners).map(
          ([other, part]) => [name(other), renamedState(partner, part, name)] as const,
        );
        return {
          self: name(self),
          root: renamedState(root, state, name),
          partners: Object.fromEntries(others),
        };
      };
  }

  init(birth: Birth): Step<AnyShape, CompositeState> {
    const { self, nodes } = birth;
    const others = nodes.filter((node) => node !== self);
    const begun = new Map([
      [self, stepFrom(this.#parts.root.init(birth))],
      ...others.map((partner) => {
        const { durable: _, ...own } = birth;
        return [partner, stepFrom(this.#parts.partner.init({ ...own, nodes: [self, partner] }))] as const;
      }),
    ]);
    const stateOf = (part: NodeId) => begun.get(part)?.state;
    const run = new MacroStep(this.#parts, {
      self,
      root: stateOf(self),
      partners: Object.fromEntries(others.map((partner) => [partner, stateOf(partner)])),
    });
    for (const [part, step] of begun) run.note(part, step);
    return run.toEnd();
  }

  step(state: CompositeState, event: Received, choice?: unknown): Step<AnyShape, CompositeState> {
    const run = new MacroStep(this.#parts, state, event.draw);
    run.take(addressed(state, event), choice);
    return run.toEnd();
  }

  view({ self: _, root, partners }: CompositeState): object {
    const views = Object.entries(partners).map(
      ([partner, state]) => [partner, object('a view', this.#parts.partner.view(state))] as const,
    );
    return this.#parts.view(object('a view', this.#parts.root.view(root)), new Map(views));
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
    this.#state =
      part === self
        ? { ...this.#state, root: step.state }
        : { ...this.#state, partners: { ...this.#state.partners, [part]: step.state } };
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
    const { self, partners } = this.#state;
    const isRoot = part === self;
    if (effect.type === 'send' && (isRoot || effect.to === self)) {
      const to = isRoot ? effect.to : self;
      if (to !== self && !Object.hasOwn(partners, to))
        throw new CodeError(
          `the root of '${self}' sent to '${to}', which is no partner; partners: ${Object.keys(partners).join(', ')}`,
        );
      const { message } = effect;
      this.#waiting.push({ part: to, event: { type: 'message', from: part, message, ...this.#drawn } });
    } else if (effect.type === 'send' && effect.to !== part) {
      throw new CodeError(
        `the part of '${self}' for '${part}' sent to '${effect.to}'; it sends to '${part}', or to '${self}', its root`,
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
function addressed({ self, partners }: CompositeState, event: Received): InternalEvent {
  if (event.type === 'message' && Object.hasOwn(partners, event.from)) return { part: event.from, event };
  if (event.type !== 'timeout') return { part: self, event };
  const at = event.timer.lastIndexOf('@');
  const part = event.timer.slice(at + 1);
  return at < 0 || !Object.hasOwn(partners, part)
    ? { part: self, event }
    : { part, event: { ...event, timer: event.timer.slice(0, at) } };
}

/** The actor of a part. */
function actorOf({ root, partner }: Parts<AnyShape, AnyShape, AnyShape>, self: NodeId, part: NodeId): Actor {
  return part === self ? root : partner;
}

/** The state of a part. */
function stateOf({ self, root, partners }: CompositeState, part: NodeId): unknown {
  return part === self ? root : partners[part];
}
