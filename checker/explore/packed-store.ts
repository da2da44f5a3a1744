/**
 * The packed store of a breadth-first search: the visited set as a table of rows of integers, with the parent
 * pointers and, where a property needs it, the state graph. Each row is kept once, in the order in which it
 * is found; its number is the number of its world.
 *
 * Worlds that differ only by the names of interchangeable nodes have one row, the canonical one; worlds that
 * `rebase` takes to the same world have the row of that. The reference store of the tests numbers the same
 * worlds in the same order by the definition alone.
 */
import type { NodeId } from '../actors/actor.ts';
import type { Evaluators } from '../property/evaluate.ts';
import { faultFreeLabel, type Labels } from '../property/fairness.ts';
import type { JudgePanel } from '../property/judges.ts';
import { beyond, StateGraph } from '../property/state-graph.ts';
import type { StateRef } from '../property/verdict.ts';
import type { Action } from '../semantics/actions.ts';
import type { CoverageRecorder } from '../semantics/coverage.ts';
import { actionsOf } from '../semantics/enabled.ts';
import type { System } from '../semantics/system.ts';
import type { World } from '../semantics/world.ts';
import { CodeError } from '../values/errors.ts';
import { BitSet } from '../values/int-lists.ts';
import { PackedEngine } from './packed-engine.ts';
import { Prefetch } from './parallel/prefetch.ts';
import { type BatchTarget, takeBatch } from './parallel/take-batch.ts';
import { outlineOf, type Workers } from './parallel/work-queue.ts';
import { Parents } from './parents.ts';
import { RebaseCheck } from './rebase-check.ts';
import { RebasedRows } from './rebased-rows.ts';
import type { Store } from './result.ts';
import { SleepSets } from './successors/sleep-sets.ts';
import { RowTable } from './tables/row-table.ts';

export class PackedStore implements Store {
  readonly cut = new BitSet();
  readonly edges = new StateGraph();
  expanded = 0;
  readonly #maxWorlds: number;
  readonly #engine: PackedEngine;
  #rows: RowTable;
  readonly #parents: Parents;
  #panel: JudgePanel | undefined;
  #keepsEdges = false;
  #labels: Labels | undefined;
  /** Labels by action; the action of a local step is always the same object. */
  readonly #labelOf = new Map<Action, number>();
  /** The number of the world that is expanded. */
  #number = -1;
  /** Defined if the system rebases its worlds. */
  #rebased: RebasedRows | undefined;
  /** Transitions to a world that is rebased to the one they left. */
  #rebasedToSelf = 0;
  /** Batches of worlds that workers have expanded; undefined without workers. */
  readonly #prefetch: Prefetch | undefined;
  #target: BatchTarget | undefined;
  readonly #isReduced: boolean;
  /** Defined if the search is reduced and no property needs the graph. */
  #sleep: SleepSets | undefined;

  /** With `partialOrder` the search is reduced by sleep sets where no property needs the graph. */
  constructor(
    system: System,
    maxWorlds: number,
    {
      workers,
      partialOrder = false,
    }: { readonly workers?: Workers | undefined; readonly partialOrder?: boolean } = {},
  ) {
    this.#maxWorlds = maxWorlds;
    this.#isReduced = partialOrder;
    const setup = () => ({
      outline: outlineOf(system),
      keepsEdges: this.#keepsEdges,
      keepsLabels: this.#labels !== undefined,
    });
    this.#prefetch = workers && new Prefetch(workers, setup);
    this.#engine = new PackedEngine(
      system,
      {
        explained: (cause, action) => this.#parents.explained(cause, this.#number, action),
        judge: (transition, action) => this.#panel?.step(transition, { world: this.#number, action }),
        needsSelfLoops: () => this.#labels !== undefined,
        selfLoop: (action) => {
          if (this.#labels !== undefined) this.#addEdge(this.#number, action);
        },
        arrive: (node, action) => this.#arrive(node, action),
        suppress: (action) => this.#suppress(action),
        widen: (width) => this.#widen(width),
      },
      this.#prefetch?.log,
    );
    this.#parents = new Parents(system, {
      system: this.#engine.system,
      world: (number) => this.#unpacked(number),
      canonicalRenaming: (world) => this.#engine.successors.canonicalRenaming(world),
      confirm: ({ world, action }) => this.#engine.confirm(() => this.#unpacked(world), action),
    });
    const { first, width } = this.#engine.interner;
    this.#rows = new RowTable(first, width - first, workers !== undefined);
  }

  get coverage(): CoverageRecorder {
    return this.#engine.coverage;
  }

  get evaluators(): Evaluators {
    return this.#engine.evaluators;
  }

  get worlds(): number {
    return this.#rows.size;
  }

  get transitions(): number {
    return this.#engine.successors.transitions;
  }

  get unchanged(): number {
    return this.#engine.successors.unchanged + this.#rebasedToSelf;
  }

  get leftOut(): number | undefined {
    return this.#isReduced ? this.#engine.successors.leftOut : undefined;
  }

  begin(panel: JudgePanel): void {
    const { system, interner, successors } = this.#engine;
    this.#panel = panel;
    this.#keepsEdges = panel.needsEdges;
    this.#labels = panel.labels;
    if (this.#prefetch !== undefined) this.#target = this.#batchTarget();
    if (this.#isReduced && !panel.needsEdges) this.#sleep = new SleepSets(interner);
    successors.sleep = this.#sleep;
    const check = new RebaseCheck(
      system,
      panel.judges.map(([property]) => property),
    );
    if (system.rebase !== undefined) this.#rebased = new RebasedRows(this.#engine, check);
    this.#engine.begin(
      panel,
      (start) => {
        if (this.#rows.find(successors.form, successors.hash) >= 0) return;
        const number = this.#add(-1 - start, 0);
        this.#sleep?.add(number);
      },
      (world) => check.of(world),
    );
  }

  expand(number: number): void {
    this.#number = number;
    if (this.#keepsEdges) this.edges.beginEdgesOf(number);
    try {
      const batch = this.#prefetch?.of(number, this.#rows);
      const isTaken = batch !== undefined && takeBatch(batch, number, this.#target as BatchTarget);
      if (!isTaken && !this.#expandHere(number)) return;
    } catch (cause) {
      throw cause instanceof CodeError ? this.#parents.explained(cause, number) : cause;
    }
    this.expanded = number + 1;
    this.#engine.checkSymmetry(number, () => this.#unpacked(number));
  }

  /** Returns false if there was no room for all successors. */
  #expandHere(number: number): boolean {
    const { successors, system } = this.#engine;
    this.#rows.copy(number, successors.here);
    this.#sleep?.enter(number, successors.here);
    if (successors.expand()) return true;
    if (actionsOf(system, successors.world).cuts.length > 0) this.cut.add(number);
    return false;
  }

  /** Looks the next row up. */
  #arrive(node: number, action: Action): boolean {
    if (this.#rebased !== undefined) return this.#arriveRebased(this.#rebased, action);
    const { successors, context } = this.#engine;
    let target = this.#rows.find(successors.next, successors.hash);
    if (target < 0 && successors.isSymmetric) {
      try {
        successors.represent();
      } catch (cause) {
        throw this.#parents.explained(cause, this.#number, action);
      }
      target = this.#rows.find(successors.form, successors.hash);
    }
    if (target < 0) {
      if (this.worlds >= this.#maxWorlds) return false;
      successors.describeChange(context, node);
      target = this.#add(this.#number, successors.ordinal);
      this.#sleep?.add(target);
    } else if (target > this.#number) this.#sleep?.intersect(target);
    if (this.#keepsEdges) this.#addEdge(target, action);
    return true;
  }

  #arriveRebased(rebased: RebasedRows, action: Action): boolean {
    const { successors, context } = this.#engine;
    const target = rebased.target(
      (run) => this.#engine.located(action, run),
      () => {
        const found = this.#rows.find(successors.form, successors.hash);
        if (found >= 0) return found;
        if (this.worlds >= this.#maxWorlds) return -1;
        context.changed = -2;
        context.isHistoryNew = true;
        return this.#add(this.#number, successors.ordinal);
      },
    );
    if (target < 0) return false;
    if (target === this.#number) this.#rebasedToSelf++;
    if (this.#keepsEdges) this.#addEdge(target, action);
    return true;
  }

  /** Adds the row `form` as the next world, and judges it. */
  #add(parent: number, ordinal: number): number {
    const { successors, context } = this.#engine;
    const number = this.#rows.add(successors.form, successors.hash);
    this.#parents.add(parent, ordinal);
    context.world = number;
    try {
      this.#panel?.world(number);
    } catch (cause) {
      throw this.#parents.explained(cause, number);
    }
    return number;
  }

  /** Gives every row further columns. */
  #widen(width: number): void {
    this.#rows = this.#rows.widened(width - this.#engine.interner.first);
    this.#rebased?.widen(width);
  }

  #suppress(action: Action | undefined): void {
    this.cut.add(this.#number);
    if (this.#labels === undefined) return;
    if (action === undefined) this.edges.add(beyond, faultFreeLabel);
    else this.#addEdge(beyond, action);
  }

  #addEdge(target: number, action: Action): void {
    if (this.#labels === undefined) this.edges.add(target);
    else this.edges.add(target, this.#labelOf.get(action) ?? this.#label(action));
  }

  #label(action: Action): number {
    const before = action.type === 'restart' ? this.#unpacked(this.#number).nodes[action.node] : undefined;
    const label = (this.#labels as Labels).of(action, before);
    this.#labelOf.set(action, label);
    return label;
  }

  #unpacked(number: number): World {
    const row = new Int32Array(this.#engine.interner.width);
    this.#rows.copy(number, row);
    return this.#engine.interner.unpack(row);
  }

  traceTo(ref: StateRef, at: readonly NodeId[]): ReturnType<Store['traceTo']> {
    return this.#parents.traceTo(ref, at);
  }

  end(): void {
    this.#prefetch?.end();
  }

  /** This store as the batches of workers see it. */
  #batchTarget(): BatchTarget {
    const { successors, coverage, context, interner } = this.#engine;
    return {
      rows: () => this.#rows,
      maxWorlds: this.#maxWorlds,
      keepsEdges: this.#keepsEdges,
      keepsLabels: this.#labels !== undefined,
      count: (batch) => {
        successors.transitions += batch.transitions;
        successors.unchanged += batch.unchanged;
        batch.count(coverage.counts);
        if (batch.isCut) this.cut.add(this.#number);
      },
      add: (batch, row) => {
        successors.hash = batch.copy(row, successors.form, interner.first);
        context.changed = batch.changed(row);
        context.isHistoryNew = batch.isHistoryNew(row);
        return this.#add(this.#number, batch.ordinal(row));
      },
      addEdge: (to, action) => {
        if (action === undefined) this.edges.add(to);
        else if (action < 0) this.edges.add(to, faultFreeLabel);
        else this.#addEdge(to, successors.actionOf(action));
      },
    };
  }
}
