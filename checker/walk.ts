/**
 * A run under way: one world that goes forward, and what may happen in it.
 *
 * A schedule takes one action of many, again and again. A walk lets it choose without listing them: `count` says how many
 * there are of a kind, and `at` gives one of them. There are two: this file's asks the reference semantics for everything,
 * and is what the other must equal; `fast/walk.ts` changes a world in place.
 */
import type { Effect, NodeId } from './actor.ts';
import { calmed } from './calm.ts';
import { canonical } from './canonical.ts';
import { honestNodes, seenIn, transitionOf } from './observe.ts';
import type { Recovery, Seen, Transition } from './property.ts';
import { actionsOf, apply, initialWorlds } from './semantics.ts';
import type { System } from './system.ts';
import type { Action, Openness, World } from './world.ts';

/**
 * What kinds of action there are to choose from. To deliver a message for the first time is another kind than to deliver
 * it again, which only a `duplicating` network does: old messages are many, and most of them change nothing.
 */
export type Kind = Action['type'] | 'redeliver';

/** Every kind, what moves a protocol forward first. */
export const kinds: readonly Kind[] = [
  'deliver',
  'timeout',
  'input',
  'persisted',
  'request',
  'reply',
  'redeliver',
  'drop',
  'duplicate',
  'inject',
  'crash',
  'restart',
  'partition',
  'heal',
];

/** What came of an action. */
export interface Taken {
  readonly effects: readonly Effect[];
  readonly ignored?: true;
  /** Absent where no honest node took a step, or one came up without a record. */
  readonly transition?: Transition | Recovery;
}

/** One world after the other. */
export interface Walk {
  /** How many actions of a kind to choose from, those counted in that are not possible just now; 0 where none is. */
  count(kind: Kind): number;
  /** One of them, of which `ways` gives the others that differ only in detail; undefined where it is not possible just now. */
  at(kind: Kind, index: number): Action | undefined;
  /**
   * An action in every way it may go now, none where it may not: under each draw of the environment and choice of the model; a
   * crash for each number of records that got down before; a call with each outcome.
   */
  ways(action: Action): readonly Action[];
  /** @throws CodeError where the actor that takes the step fails. */
  take(action: Action): Taken;
  /** Whether the scope ends here: nothing may happen, because it is not followed further. */
  readonly isCut: boolean;
  /** From now on nothing is suppressed by a bound, and a failure detector tells the truth. */
  calmDown(): void;
  /** The world as properties see it; the same object for the whole run. */
  readonly seen: Seen;
  /** The nodes that look otherwise than before the last action; in the beginning all. */
  readonly changed: readonly NodeId[];
  /** The world as the reference semantics has it. */
  world(): World;
}

/** An action without what was drawn or chosen. */
export function bare(action: Action): Action {
  if (!('draw' in action || 'choice' in action)) return action;
  const { draw: _draw, choice: _choice, ...rest } = action as Action & Openness;
  return rest as Action;
}

/** A walk that lists what may happen. */
export class PlainWalk implements Walk {
  readonly seen: { views: Seen['views']; all: Seen['all']; history: unknown };
  changed: readonly NodeId[];
  #system: System;
  #world: World;
  /** Keys of messages under way that were delivered before; what was lost, and is sent again, was not. */
  readonly #known = new Set<string>();
  #menu: ReadonlyMap<Kind, readonly Action[]>;

  constructor(system: System, start: number) {
    this.#system = system;
    this.#world = initialWorlds(system)[start] as World;
    this.#menu = this.#listed();
    this.seen = seenIn(system, this.#world);
    this.changed = honestNodes(system);
  }

  count(kind: Kind): number {
    return this.#menu.get(kind)?.length ?? 0;
  }

  at(kind: Kind, index: number): Action | undefined {
    return this.#menu.get(kind)?.[index];
  }

  ways(action: Action): readonly Action[] {
    const key = sortKey(action);
    return actionsOf(this.#system, this.#world).actions.filter((one) => sortKey(one) === key);
  }

  get isCut(): boolean {
    const { actions, cuts } = actionsOf(this.#system, this.#world);
    return actions.length === 0 && (cuts.includes('within') || cuts.includes('divergence'));
  }

  take(action: Action): Taken {
    const before = this.#world;
    const outcome = apply(this.#system, before, action);
    this.#world = outcome.world;
    if (action.type === 'deliver' && this.#system.network === 'duplicating')
      this.#known.add(canonical(bare(action)));
    const underWay = new Set(outcome.world.inFlight.map((one) => canonical({ type: 'deliver', ...one })));
    for (const key of this.#known) if (!underWay.has(key)) this.#known.delete(key);
    this.#menu = this.#listed();
    Object.assign(this.seen, seenIn(this.#system, this.#world));
    const transition = transitionOf(this.#system, before, outcome);
    return {
      effects: outcome.effects,
      ...(outcome.ignored && { ignored: true }),
      ...(transition !== undefined && { transition }),
    };
  }

  calmDown(): void {
    this.#system = calmed(this.#system);
    this.#menu = this.#listed();
  }

  world(): World {
    return this.#world;
  }

  #listed(): Map<Kind, Action[]> {
    const menu = new Map<Kind, Map<string, Action>>(kinds.map((kind) => [kind, new Map()]));
    for (const action of actionsOf(this.#system, this.#world).actions) {
      const kind = this.#known.has(canonical(bare(action))) ? 'redeliver' : action.type;
      const known = menu.get(kind) as Map<string, Action>;
      const key = sortKey(action);
      if (!known.has(key)) known.set(key, bare(action));
    }
    return new Map([...menu].map(([kind, actions]) => [kind, [...actions.values()]]));
  }
}

/** Equal for actions that are ways of one another. */
function sortKey(action: Action): string {
  switch (action.type) {
    case 'crash':
      return canonical(['crash', action.node]);
    case 'reply':
      return canonical(['reply', action.node, action.id]);
    default:
      return canonical(bare(action));
  }
}
