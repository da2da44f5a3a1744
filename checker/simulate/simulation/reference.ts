/**
 * The reference simulation. It calls the reference semantics for each action and lists all enabled actions of
 * each world; the in-place simulation must equal it.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { Action } from '../../semantics/actions.ts';
import { actionsOf } from '../../semantics/enabled.ts';
import { apply, initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import { faultFreeSystem } from '../../semantics/variants.ts';
import { honestNodes, type Seen, seenIn, transitionOf } from '../../semantics/views.ts';
import type { World } from '../../semantics/world.ts';
import { canonical } from '../../values/canonical.ts';
import { type Kind, kinds, type Simulation, type Taken, withoutDetails } from './simulation.ts';

/** A simulation through `actionsOf` and `apply`. */
export class ReferenceSimulation implements Simulation {
  readonly seen: { views: Seen['views']; all: Seen['all']; history: unknown };
  changed: readonly NodeId[];
  #system: System;
  #world: World;
  /**
   * Keys of in-flight messages that were delivered before; a message that was lost and is sent again is not
   * among them.
   */
  readonly #delivered = new Set<string>();
  #enabled: ReadonlyMap<Kind, readonly Action[]>;

  constructor(system: System, start: number) {
    this.#system = system;
    this.#world = initialWorlds(system)[start] as World;
    this.#enabled = this.#list();
    this.seen = seenIn(system, this.#world);
    this.changed = honestNodes(system);
  }

  count(kind: Kind): number {
    return this.#enabled.get(kind)?.length ?? 0;
  }

  at(kind: Kind, index: number): Action | undefined {
    return this.#enabled.get(kind)?.[index];
  }

  outcomes(action: Action): readonly Action[] {
    const key = outcomeKey(action);
    return actionsOf(this.#system, this.#world).actions.filter((one) => outcomeKey(one) === key);
  }

  progressOf(node: NodeId): readonly Action[] {
    const { actions } = actionsOf(this.#system, this.#world);
    return (['request', 'reply'] as const).flatMap((kind) =>
      actions.filter((action) => action.type === kind && callerOf(action) === node),
    );
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
      this.#delivered.add(canonical(withoutDetails(action)));
    const inFlight = new Set(outcome.world.inFlight.map((one) => canonical({ type: 'deliver', ...one })));
    for (const key of this.#delivered) if (!inFlight.has(key)) this.#delivered.delete(key);
    this.#enabled = this.#list();
    Object.assign(this.seen, seenIn(this.#system, this.#world));
    const transition = transitionOf(this.#system, before, outcome);
    return {
      effects: outcome.effects,
      ...(outcome.ignored && { ignored: true }),
      ...(transition !== undefined && { transition }),
    };
  }

  stopFaults(): void {
    this.#system = faultFreeSystem(this.#system);
    this.#enabled = this.#list();
  }

  world(): World {
    return this.#world;
  }

  #list(): Map<Kind, Action[]> {
    const enabled = new Map<Kind, Map<string, Action>>(kinds.map((kind) => [kind, new Map()]));
    for (const action of actionsOf(this.#system, this.#world).actions) {
      const kind = this.#delivered.has(canonical(withoutDetails(action))) ? 'redeliver' : action.type;
      const ofKind = enabled.get(kind) as Map<string, Action>;
      const key = outcomeKey(action);
      if (!ofKind.has(key)) ofKind.set(key, withoutDetails(action));
    }
    return new Map([...enabled].map(([kind, actions]) => [kind, [...actions.values()]]));
  }
}

/** The node whose call a request or a reply belongs to. */
function callerOf(action: Action): NodeId | undefined {
  if (action.type === 'request') return action.from;
  return action.type === 'reply' ? action.node : undefined;
}

/** The key that actions share if they differ only in draw, choice or outcome. */
function outcomeKey(action: Action): string {
  switch (action.type) {
    case 'crash':
      return canonical(['crash', action.node]);
    case 'reply':
      return canonical(['reply', action.node, action.id]);
    default:
      return canonical(withoutDetails(action));
  }
}
