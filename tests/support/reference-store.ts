/**
 * The reference store: the oracle for the packed store. Worlds are objects, found by their keys, and the
 * reference semantics computes every action. The packed store must number the same worlds, or orbits of
 * worlds, in the same order.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import { RebaseCheck } from '../../checker/explore/rebase-check.ts';
import type { Store } from '../../checker/explore/result.ts';
import { SymmetryCheck } from '../../checker/explore/symmetry/symmetry-check.ts';
import { type Evaluators, referenceEvaluators } from '../../checker/property/evaluate.ts';
import { faultFreeLabel } from '../../checker/property/fairness.ts';
import type { JudgePanel } from '../../checker/property/judges.ts';
import { beyond, StateGraph } from '../../checker/property/state-graph.ts';
import type { StateRef } from '../../checker/property/verdict.ts';
import { type Action, actionKinds } from '../../checker/semantics/actions.ts';
import { CoverageRecorder } from '../../checker/semantics/coverage.ts';
import { actionsOf } from '../../checker/semantics/enabled.ts';
import { concreteActions } from '../../checker/semantics/rebase.ts';
import { apply, initialWorlds } from '../../checker/semantics/successors.ts';
import { representativeOf } from '../../checker/semantics/symmetry.ts';
import type { System } from '../../checker/semantics/system.ts';
import { memoisedSystem } from '../../checker/semantics/variants.ts';
import { honestNodes, type Seen, seenIn, transitionOf } from '../../checker/semantics/views.ts';
import { type NodeState, type World, worldKey } from '../../checker/semantics/world.ts';
import { type Concretised, concretise } from '../../checker/traces/concretise.ts';
import { explained, lassoOf, type Trace, traceOf, traceOfFailure } from '../../checker/traces/trace.ts';
import { BitSet } from '../../checker/values/int-lists.ts';

/** The transition by which a world was first reached. */
interface Reached {
  readonly from: number;
  readonly action: Action;
}

/** An initial world; `start` is its position in the system's list. */
interface Initial {
  readonly start: number;
}

export class ReferenceStore implements Store {
  readonly cut = new BitSet();
  readonly edges = new StateGraph();
  readonly coverage = new CoverageRecorder();
  readonly evaluators: Evaluators;
  transitions = 0;
  unchanged = 0;
  expanded = 0;
  readonly #system: System;
  /** The same system, with actors that take each step once. */
  readonly #memoised: System;
  readonly #maxWorlds: number;
  readonly #numbers = new Map<string, number>();
  readonly #reached: (Reached | Initial)[] = [];
  /** Worlds that are not yet expanded. */
  readonly #worlds = new Map<number, World>();
  #panel: JudgePanel | undefined;
  #rebaseCheck: RebaseCheck | undefined;
  #symmetryCheck: SymmetryCheck | undefined;
  /** The world that is judged. */
  #seen: Seen | undefined;

  constructor(system: System, maxWorlds: number) {
    this.#system = system;
    this.#memoised = memoisedSystem(system);
    this.#maxWorlds = maxWorlds;
    this.evaluators = referenceEvaluators(honestNodes(system), () => this.#seen as Seen);
  }

  get worlds(): number {
    return this.#numbers.size;
  }

  begin(panel: JudgePanel): void {
    this.#panel = panel;
    const properties = panel.judges.map(([property]) => property);
    this.#rebaseCheck = new RebaseCheck(this.#memoised, properties);
    this.#symmetryCheck = SymmetryCheck.of(this.#memoised, properties);
    for (const [start, initial] of initialWorlds(this.#memoised, this.coverage.note).entries()) {
      const world = this.#representative(initial);
      const key = worldKey(world);
      if (!this.#numbers.has(key)) this.#add(world, key, { start });
    }
  }

  /**
   * The world that is explored in place of this one: the representative of its orbit, or the rebased world.
   */
  #representative(world: World): World {
    return this.#symmetryCheck === undefined
      ? (this.#rebaseCheck as RebaseCheck).of(world)
      : representativeOf(this.#memoised, world).world;
  }

  expand(number: number): void {
    const world = this.#worlds.get(number) as World;
    this.#worlds.delete(number);
    const own = this.#symmetryCheck && worldKey(world);
    const enabled = this.#located({ world: number }, () => actionsOf(this.#memoised, world));
    const { actions, cuts, suppressed } = enabled;
    const labels = this.#panel?.labels;
    if (cuts.length > 0) this.cut.add(number);
    if (this.#panel?.needsEdges) this.edges.beginEdgesOf(number);
    for (const action of actions) {
      const where = { world: number, action };
      const [raw, after] = this.#located(where, () => {
        const outcome = apply(this.#memoised, world, action);
        this.coverage.note(outcome);
        const transition = transitionOf(this.#memoised, world, outcome);
        if (transition !== undefined) this.#panel?.step(transition, where);
        return [outcome.world, this.#representative(outcome.world)];
      });
      this.transitions++;
      const kind = actionKinds.indexOf(action.type);
      this.coverage.counts[kind] = (this.coverage.counts[kind] as number) + 1;
      const key = worldKey(after);
      let target = this.#numbers.get(key);
      if (target === undefined) {
        if (this.worlds >= this.#maxWorlds) return;
        target = this.#add(after, key, { from: number, action });
      }
      // An action that leads to another world of the same orbit changes something.
      if (target === number && (own === undefined || worldKey(raw) === own)) this.unchanged++;
      if (this.#panel?.needsEdges) this.edges.add(target, labels?.of(action, nodeOf(world, action)));
    }
    for (const action of suppressed) if (labels !== undefined) this.edges.add(beyond, labels.of(action));
    if (labels !== undefined && actions.length === 0 && cuts.length > 0 && suppressed.length === 0)
      this.edges.add(beyond, faultFreeLabel);
    this.expanded = number + 1;
    const symmetryCheck = this.#symmetryCheck;
    if (symmetryCheck?.isDue(number)) this.#located({ world: number }, () => symmetryCheck.check(world));
  }

  #add(world: World, key: string, reached: Reached | Initial): number {
    const number = this.worlds;
    this.#numbers.set(key, number);
    this.#reached.push(reached);
    this.#worlds.set(number, world);
    this.#located({ world: number }, () => {
      this.#seen = seenIn(this.#memoised, world);
      this.#panel?.world(number);
    });
    return number;
  }

  /** Runs code under check; an error gets the trace that leads there. */
  #located<T>(where: StateRef, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw explained(cause, () => {
        const { start, actions } = this.#pathTo(where);
        return traceOfFailure(this.#system, start, actions);
      });
    }
  }

  traceTo(where: StateRef, at: readonly NodeId[]): { trace: Trace; at: readonly NodeId[] } {
    this.#confirm(where);
    const { start, actions, real } = this.#pathTo(where);
    const trace =
      where.lassoTail === undefined
        ? traceOf(this.#system, start, concreteActions(this.#system, start, actions))
        : lassoOf(this.#system, start, actions, where.lassoTail);
    return { trace, at: at.map(real) };
  }

  #pathTo({ world, action }: StateRef): Concretised & Initial {
    const { start, taken } = this.#reachedBy(world);
    if (this.#symmetryCheck === undefined)
      return { start, actions: action === undefined ? taken : [...taken, action], real: (node) => node };
    const path = {
      length: taken.length,
      canonicalRenaming: (one: World) => representativeOf(this.#system, one).name,
      actionAt: (_: World, after: number) => taken[after] as Action,
    };
    return { start, ...concretise(this.#system, start, path, action) };
  }

  /** Refuses a finding that depends on the name of a node. */
  #confirm({ world, action }: StateRef): void {
    if (this.#symmetryCheck === undefined) return;
    const { start, taken } = this.#reachedBy(world);
    const first = representativeOf(this.#memoised, initialWorlds(this.#memoised)[start] as World).world;
    const last = taken.reduce(
      (one, next) => representativeOf(this.#memoised, apply(this.#memoised, one, next).world).world,
      first,
    );
    this.#symmetryCheck.confirm(last, action);
  }

  /** The path on which a world was first reached. */
  #reachedBy(world: number): Initial & { readonly taken: readonly Action[] } {
    const taken: Action[] = [];
    let how = this.#reached[world] as Reached | Initial;
    for (; 'from' in how; how = this.#reached[how.from] as Reached | Initial) taken.unshift(how.action);
    return { ...how, taken };
  }
}

/** The state of the node that takes the action; undefined for an action of the network. */
function nodeOf(world: World, action: Action): NodeState | undefined {
  return 'node' in action ? world.nodes[action.node] : undefined;
}
