import type { NodeId } from '../../actors/actor.ts';
import { actionsOf } from '../../semantics/enabled.ts';
import { apply, initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import { faultFreeSystem } from '../../semantics/variants.ts';
import { honestNodes, type Seen, seenIn, transitionOf } from '../../semantics/views.ts';
import type { Action, World } from '../../semantics/world.ts';
import { canonical } from '../../values/canonical.ts';
import { bare, type Kind, kinds, type Simulation, type Taken } from './simulation.ts';

/** A walk that lists what may happen. */
export class ReferenceSimulation implements Simulation {
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

  outcomes(action: Action): readonly Action[] {
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

  stopFaults(): void {
    this.#system = faultFreeSystem(this.#system);
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
