/**
 * The plain space: worlds as objects, recognised by their keys, every action asked of the reference semantics. Written to be
 * read; the fast one must number the same worlds in the same order, or the same orbits where nodes may change places.
 */
import type { NodeId } from '../actors/actor.ts';
import { type Evaluators, referenceEvaluators } from '../property/evaluate.ts';
import { faultFreeLabel } from '../property/fairness.ts';
import type { JudgePanel } from '../property/judges.ts';
import { beyond, StateGraph } from '../property/state-graph.ts';
import type { StateRef } from '../property/verdict.ts';
import { CoverageRecorder } from '../semantics/coverage.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { concreteActions } from '../semantics/rebase.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import { representativeOf } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import { memoisedSystem } from '../semantics/variants.ts';
import { honestNodes, type Seen, seenIn, transitionOf } from '../semantics/views.ts';
import { type Action, actionKinds, type NodeState, type World, worldKey } from '../semantics/world.ts';
import { type Concretised, concretise } from '../traces/concretise.ts';
import { explained, lassoOf, type Trace, traceOf, traceOfFailure } from '../traces/trace.ts';
import { BitSet } from '../values/int-lists.ts';
import { RebaseCheck } from './rebase-check.ts';
import type { Store } from './result.ts';
import { SymmetryCheck } from './symmetry/symmetry-check.ts';

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
export class ReferenceStore implements Store {
  readonly cut = new BitSet();
  readonly edges = new StateGraph();
  readonly coverage = new CoverageRecorder();
  readonly sights: Evaluators;
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
  #jury: JudgePanel | undefined;
  #rebasing: RebaseCheck | undefined;
  #interchange: SymmetryCheck | undefined;
  /** The world that is being judged. */
  #seen: Seen | undefined;

  constructor(system: System, maxWorlds: number) {
    this.#system = system;
    this.#quick = memoisedSystem(system);
    this.#maxWorlds = maxWorlds;
    this.sights = referenceEvaluators(honestNodes(system), () => this.#seen as Seen);
  }

  get worlds(): number {
    return this.#numbers.size;
  }

  begin(jury: JudgePanel): void {
    this.#jury = jury;
    const properties = jury.judges.map(([property]) => property);
    this.#rebasing = new RebaseCheck(this.#quick, properties);
    this.#interchange = SymmetryCheck.of(this.#quick, properties);
    for (const [start, initial] of initialWorlds(this.#quick, this.coverage.note).entries()) {
      const world = this.#standIn(initial);
      const key = worldKey(world);
      if (!this.#numbers.has(key)) this.#see(world, key, { start });
    }
  }

  /** The world that is explored in place of this one. */
  #standIn(world: World): World {
    return this.#interchange === undefined
      ? (this.#rebasing as RebaseCheck).of(world)
      : representativeOf(this.#quick, world).world;
  }

  expand(number: number): void {
    const world = this.#worlds.get(number) as World;
    this.#worlds.delete(number);
    const own = this.#interchange && worldKey(world);
    const offer = this.#telling({ world: number }, () => actionsOf(this.#quick, world));
    const { actions, cuts, suppressed } = offer;
    const labels = this.#jury?.labels;
    if (cuts.length > 0) this.cut.add(number);
    if (this.#jury?.needsEdges) this.edges.leave(number);
    for (const action of actions) {
      const where = { world: number, action };
      const [raw, after] = this.#telling(where, () => {
        const outcome = apply(this.#quick, world, action);
        this.coverage.note(outcome);
        const transition = transitionOf(this.#quick, world, outcome);
        if (transition !== undefined) this.#jury?.step(transition, where);
        return [outcome.world, this.#standIn(outcome.world)];
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
      // To become another world of its orbit is a change.
      if (target === number && (own === undefined || worldKey(raw) === own)) this.unchanged++;
      if (this.#jury?.needsEdges) this.edges.add(target, labels?.of(action, nodeOf(world, action)));
    }
    for (const action of suppressed) if (labels !== undefined) this.edges.add(beyond, labels.of(action));
    if (labels !== undefined && actions.length === 0 && cuts.length > 0 && suppressed.length === 0)
      this.edges.add(beyond, faultFreeLabel);
    this.expanded = number + 1;
    const interchange = this.#interchange;
    if (interchange?.isDue(number)) this.#telling({ world: number }, () => interchange.look(world));
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
  #telling<T>(where: StateRef, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw explained(cause, () => {
        const { start, actions } = this.#way(where);
        return traceOfFailure(this.#system, start, actions);
      });
    }
  }

  traceTo(where: StateRef, at: readonly NodeId[]): { trace: Trace; at: readonly NodeId[] } {
    this.#confirm(where);
    const { start, actions, real } = this.#way(where);
    const trace =
      where.onward === undefined
        ? traceOf(this.#system, start, concreteActions(this.#system, start, actions))
        : lassoOf(this.#system, start, actions, where.onward);
    return { trace, at: at.map(real) };
  }

  #way({ world, action }: StateRef): Concretised & Initial {
    const { start, taken } = this.#reachedBy(world);
    if (this.#interchange === undefined)
      return { start, actions: action === undefined ? taken : [...taken, action], real: (node) => node };
    const way = {
      length: taken.length,
      standIn: (one: World) => representativeOf(this.#system, one).name,
      taken: (_: World, after: number) => taken[after] as Action,
    };
    return { start, ...concretise(this.#system, start, way, action) };
  }

  /** Says whether what was found in a world depends on a name. */
  #confirm({ world, action }: StateRef): void {
    if (this.#interchange === undefined) return;
    const { start, taken } = this.#reachedBy(world);
    const first = representativeOf(this.#quick, initialWorlds(this.#quick)[start] as World).world;
    const there = taken.reduce(
      (one, next) => representativeOf(this.#quick, apply(this.#quick, one, next).world).world,
      first,
    );
    this.#interchange.confirm(there, action);
  }

  /** How a world was first reached: from which initial one, and by which actions. */
  #reachedBy(world: number): Initial & { readonly taken: readonly Action[] } {
    const taken: Action[] = [];
    let how = this.#reached[world] as Reached | Initial;
    for (; 'from' in how; how = this.#reached[how.from] as Reached | Initial) taken.unshift(how.action);
    return { ...how, taken };
  }
}

/** The state of the node that an action restarts; absent for other actions. */
function nodeOf(world: World, action: Action): NodeState | undefined {
  return action.type === 'restart' ? world.nodes[action.node] : undefined;
}
