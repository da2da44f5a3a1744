/**
 * The plain space: worlds as objects, recognised by their keys, every action asked of the reference semantics. Written to be
 * read; the fast one must number the same worlds in the same order.
 */

import { beyond, Edges } from './edges.ts';
import { explained } from './errors.ts';
import { calmLabel } from './fairness.ts';
import type { Place } from './finding.ts';
import { searchAll } from './inductive.ts';
import { honestNodes, seenIn, transitionOf } from './observe.ts';
import type { Property, Seen } from './property.ts';
import { Rebasing, unfolded } from './rebase.ts';
import { withMemory } from './remembered.ts';
import {
  actionKinds,
  type Exploration,
  type Jury,
  type Limits,
  type Progress,
  type Space,
  Tally,
  toEnd,
} from './search.ts';
import { actionsOf, apply, initialWorlds } from './semantics.ts';
import { plainSights, type Sights } from './sight.ts';
import type { System } from './system.ts';
import { Bits } from './tables.ts';
import { lassoOf, type Trace, traceOf, traceOfFailure } from './trace.ts';
import { type Action, type NodeState, type World, worldKey } from './world.ts';

/** As `explore`, slower and plainer: its twin in tests. */
export function explorePlainly(
  system: System,
  properties: readonly Property[],
  limits?: Limits,
): Generator<Progress, Exploration, string | undefined> {
  return searchAll((one, maxWorlds) => new PlainSpace(one, maxWorlds), system, properties, limits);
}

/** Runs a plain exploration to its end. */
export function explorePlainlyToEnd(
  system: System,
  properties: readonly Property[],
  limits?: Limits,
): Exploration {
  return toEnd(explorePlainly(system, properties, limits));
}

/** A world by how it was first reached. */
interface Reached {
  readonly from: number;
  readonly action: Action;
}

/** Initial worlds were reached from nowhere; `start` is their position in the system's list. */
interface Initial {
  readonly start: number;
}

/** See the head of this file; a system that rebases its worlds is always explored here. */
export class PlainSpace implements Space {
  readonly cut = new Bits();
  readonly edges = new Edges();
  readonly coverage = new Tally();
  readonly sights: Sights;
  transitions = 0;
  unchanged = 0;
  expanded = 0;
  readonly #system: System;
  /** The same system, with actors that take each step once. */
  readonly #quick: System;
  readonly #maxWorlds: number;
  readonly #numbers = new Map<string, number>();
  readonly #reached: (Reached | Initial)[] = [];
  /** Worlds that are yet to be expanded. */
  readonly #worlds = new Map<number, World>();
  #jury: Jury | undefined;
  #rebasing: Rebasing | undefined;
  /** The world that is being judged. */
  #seen: Seen | undefined;

  constructor(system: System, maxWorlds: number) {
    this.#system = system;
    this.#quick = withMemory(system);
    this.#maxWorlds = maxWorlds;
    this.sights = plainSights(honestNodes(system), () => this.#seen as Seen);
  }

  get worlds(): number {
    return this.#numbers.size;
  }

  begin(jury: Jury): void {
    this.#jury = jury;
    this.#rebasing = new Rebasing(
      this.#quick,
      jury.judges.map(([property]) => property),
    );
    for (const [start, initial] of initialWorlds(this.#quick, this.coverage.note).entries()) {
      const world = this.#rebasing.of(initial);
      const key = worldKey(world);
      if (!this.#numbers.has(key)) this.#see(world, key, { start });
    }
  }

  expand(number: number): void {
    const world = this.#worlds.get(number) as World;
    this.#worlds.delete(number);
    const offer = this.#telling({ world: number }, () => actionsOf(this.#quick, world));
    const { actions, cuts, suppressed } = offer;
    const labels = this.#jury?.labels;
    if (cuts.length > 0) this.cut.add(number);
    if (this.#jury?.needsEdges) this.edges.leave(number);
    for (const action of actions) {
      const where = { world: number, action };
      const after = this.#telling(where, () => {
        const outcome = apply(this.#quick, world, action);
        this.coverage.note(outcome);
        const transition = transitionOf(this.#quick, world, outcome);
        if (transition !== undefined) this.#jury?.step(transition, where);
        return this.#rebasing?.of(outcome.world) as World;
      });
      this.transitions++;
      const kind = actionKinds.indexOf(action.type);
      this.coverage.counts[kind] = (this.coverage.counts[kind] as number) + 1;
      const key = worldKey(after);
      let target = this.#numbers.get(key);
      if (target === undefined) {
        if (this.worlds >= this.#maxWorlds) return;
        target = this.#see(after, key, { from: number, action });
      }
      if (target === number) this.unchanged++;
      if (this.#jury?.needsEdges) this.edges.add(target, labels?.of(action, nodeOf(world, action)));
    }
    for (const action of suppressed) if (labels !== undefined) this.edges.add(beyond, labels.of(action));
    if (labels !== undefined && actions.length === 0 && cuts.length > 0 && suppressed.length === 0)
      this.edges.add(beyond, calmLabel);
    this.expanded = number + 1;
  }

  #see(world: World, key: string, how: Reached | Initial): number {
    const number = this.worlds;
    this.#numbers.set(key, number);
    this.#reached.push(how);
    this.#worlds.set(number, world);
    this.#telling({ world: number }, () => {
      this.#seen = seenIn(this.#quick, world);
      this.#jury?.world(number);
    });
    return number;
  }

  /** Runs code under check; if it fails, the error is given the trace that led there. */
  #telling<T>(where: Place, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw explained(cause, () => this.#way(where, traceOfFailure));
    }
  }

  trace(place: Place): Trace {
    return this.#way(place, traceOf);
  }

  #way({ world, action, onward }: Place, replay: typeof traceOf): Trace {
    const actions: Action[] = action === undefined ? [] : [action];
    let how = this.#reached[world] as Reached | Initial;
    while ('from' in how) {
      actions.unshift(how.action);
      how = this.#reached[how.from] as Reached | Initial;
    }
    if (onward !== undefined) return lassoOf(this.#system, how.start, actions, onward);
    return replay(
      this.#system,
      how.start,
      replay === traceOf ? unfolded(this.#system, how.start, actions) : actions,
    );
  }
}

/** How the node stands whose action it is; undefined for one of the network. */
function nodeOf(world: World, action: Action): NodeState | undefined {
  return 'node' in action ? world.nodes[action.node] : undefined;
}
