/**
 * The fast space: worlds as rows of integers, found again by open addressing. What happens in them is looked up (`successors.ts`).
 *
 * It numbers the same worlds in the same order as the plain space, and keeps of each only where it came from and by which
 * action in that order (`parents.ts`). Where nodes may change places, the row that is kept is the one that stands for all that are equal
 * up to their names.
 */
import type { NodeId } from '../actors/actor.ts';
import type { Evaluators } from '../property/evaluate.ts';
import { faultFreeLabel, type Labels } from '../property/fairness.ts';
import type { JudgePanel } from '../property/judges.ts';
import { beyond, StateGraph } from '../property/state-graph.ts';
import type { StateRef } from '../property/verdict.ts';
import { CoverageRecorder } from '../semantics/coverage.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { memoisedSystem } from '../semantics/variants.ts';
import type { Action, World } from '../semantics/world.ts';
import { BitSet } from '../values/int-lists.ts';
import { type Batch, back } from './parallel/batch.ts';
import { Prefetch } from './parallel/prefetch.ts';
import { outlineOf, type Workers } from './parallel/work-queue.ts';
import { Parents } from './parents.ts';
import type { Store } from './result.ts';
import { type EvaluationContext, RowEvaluators } from './successors/evaluate-rows.ts';
import { SleepSets } from './successors/sleep-sets.ts';
import { SuccessorGenerator } from './successors/successors.ts';
import { SymmetryCheck } from './symmetry/symmetry-check.ts';
import { Interner } from './tables/interning.ts';
import { RowTable } from './tables/row-table.ts';

export class PackedStore implements Store {
  readonly cut = new BitSet();
  readonly edges = new StateGraph();
  readonly coverage = new CoverageRecorder();
  readonly sights: Evaluators;
  expanded = 0;
  readonly #maxWorlds: number;
  readonly #parts: Interner;
  readonly #expander: SuccessorGenerator;
  #interchange: SymmetryCheck | undefined;
  #rows: RowTable;
  readonly #ways: Parents;
  #jury: JudgePanel | undefined;
  #keepsEdges = false;
  #labels: Labels | undefined;
  /** By the action of a local step or trigger, which stays the same object. */
  readonly #labelOf = new Map<Action, number>();
  /** The world that is being expanded. */
  #number = -1;
  readonly #scene: EvaluationContext;

  /** Worlds that others expand, where there are such. */
  readonly #prefetch: Prefetch | undefined;
  /** Whether ways are left out where no promise needs them; if so, `#sleep` says which. */
  readonly #isReduced: boolean;
  #sleep: SleepSets | undefined;

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
    const briefing = () => ({
      outline: outlineOf(system),
      keepsEdges: this.#keepsEdges,
      keepsLabels: this.#labels !== undefined,
    });
    this.#prefetch = workers && new Prefetch(workers, briefing);
    this.#parts = new Interner(memoisedSystem(system), this.#prefetch?.diary);
    this.#expander = new SuccessorGenerator(this.#parts, this.coverage, {
      asking: (run) => this.#telling({ world: this.#number }, run),
      taking: (action, run) => this.#telling({ world: this.#number, action }, run),
      judge: (transition, action) => this.#jury?.step(transition, { world: this.#number, action }),
      hearsOfStays: () => this.#labels !== undefined,
      stay: (action) => {
        if (this.#labels !== undefined) this.#edge(this.#number, action);
      },
      arrive: (node, action) => this.#arrive(node, action),
      suppress: (action) => this.#suppress(action),
      widen: () => this.#widen(),
    });
    this.#ways = new Parents(system, {
      quick: this.#parts.system,
      world: (number) => this.#unpacked(number),
      standIn: (world) => this.#expander.standIn(world),
      confirm: ({ world, action }) => this.#interchange?.confirm(this.#unpacked(world), action),
    });
    const { first, width } = this.#parts;
    this.#rows = new RowTable(first, width - first, workers !== undefined);
    this.#scene = { world: -1, row: this.#expander.form, changed: -2, isHistoryNew: true };
    this.sights = new RowEvaluators(this.#parts, () => this.#scene);
  }

  get worlds(): number {
    return this.#rows.size;
  }

  get transitions(): number {
    return this.#expander.transitions;
  }

  get unchanged(): number {
    return this.#expander.unchanged;
  }

  get leftOut(): number | undefined {
    return this.#isReduced ? this.#expander.leftOut : undefined;
  }

  begin(jury: JudgePanel): void {
    this.#jury = jury;
    this.#keepsEdges = jury.needsEdges;
    this.#labels = jury.labels;
    if (this.#isReduced && !jury.needsEdges) this.#sleep = new SleepSets(this.#parts);
    const expander = this.#expander;
    expander.sleep = this.#sleep;
    this.#interchange = SymmetryCheck.of(
      this.#parts.system,
      jury.judges.map(([property]) => property),
    );
    for (const [start, world] of initialWorlds(this.#parts.system, this.coverage.note).entries()) {
      expander.set(world);
      expander.represent();
      if (this.#rows.find(expander.form, expander.hash) >= 0) continue;
      const number = this.#see(-1 - start, 0);
      this.#sleep?.begin(number);
    }
  }

  expand(number: number): void {
    this.#number = number;
    if (this.#keepsEdges) this.edges.leave(number);
    const batch = this.#prefetch?.of(number, this.#rows);
    const isExpanded = batch !== undefined && this.#hasRoom(batch, number);
    if (isExpanded) this.#take(batch);
    else if (!this.#expandHere(number)) return;
    this.expanded = number + 1;
    const interchange = this.#interchange;
    if (interchange?.isDue(number))
      this.#telling({ world: number }, () => interchange.look(this.#unpacked(number)));
  }

  /** Says whether there was room for all. */
  #expandHere(number: number): boolean {
    const expander = this.#expander;
    this.#rows.copy(number, expander.here);
    this.#sleep?.enter(number);
    if (expander.expand()) return true;
    if (actionsOf(this.#parts.system, expander.world).cuts.length > 0) this.cut.add(number);
    return false;
  }

  /** Whether what a batch says of a world can be taken as it is. */
  #hasRoom(batch: Batch, number: number): boolean {
    return (
      batch.width === this.#rows.width &&
      batch.enter(number) &&
      this.worlds + batch.rowsEnd - batch.firstRow <= this.#maxWorlds
    );
  }

  /** Takes what came of a world elsewhere. */
  #take(batch: Batch): void {
    const expander = this.#expander;
    expander.transitions += batch.transitions;
    expander.unchanged += batch.unchanged;
    batch.count(this.coverage.counts);
    if (batch.isCut) this.cut.add(this.#number);
    if (this.#keepsEdges) this.#takeEdges(batch);
    else for (let row = batch.firstRow; row < batch.rowsEnd; row++) this.#meet(batch, row);
  }

  #takeEdges(batch: Batch): void {
    for (let to = batch.read(); to !== undefined; to = batch.read()) {
      const target = to === back ? this.#number : to === beyond ? beyond : this.#numberOf(batch, to);
      if (this.#labels === undefined) this.edges.add(target);
      else {
        const number = batch.read() as number;
        if (number < 0) this.edges.add(target, faultFreeLabel);
        else this.#edge(target, this.#expander.actionOf(number));
      }
    }
  }

  /** The same as `#meet`, for rows to which several edges lead. */
  #numberOf(batch: Batch, row: number): number {
    if (batch.known(row) < 0) batch.know(row, this.#meet(batch, row));
    return batch.known(row);
  }

  /** The number of the world that a row of a batch is. */
  #meet(batch: Batch, row: number): number {
    const found = batch.find(row, this.#rows);
    if (found >= 0) return found;
    const expander = this.#expander;
    expander.hash = batch.copy(row, expander.form, this.#parts.first);
    this.#scene.changed = batch.changed(row);
    this.#scene.isHistoryNew = batch.isHistoryNew(row);
    return this.#see(this.#number, batch.ordinal(row));
  }

  end(): void {
    this.#prefetch?.end();
  }

  /** Gives every row further columns. */
  #widen(): void {
    const { first, width } = this.#parts;
    this.#rows = this.#rows.widened(width - first);
    this.#scene.row = this.#expander.form;
  }

  #suppress(action: Action | undefined): void {
    this.cut.add(this.#number);
    if (this.#labels === undefined) return;
    if (action === undefined) this.edges.add(beyond, faultFreeLabel);
    else this.#edge(beyond, action);
  }

  #edge(target: number, action: Action): void {
    if (this.#labels === undefined) this.edges.add(target);
    else this.edges.add(target, this.#labelOf.get(action) ?? this.#label(action));
  }

  #label(action: Action): number {
    const before = action.type === 'restart' ? this.#unpacked(this.#number).nodes[action.node] : undefined;
    const label = (this.#labels as Labels).of(action, before);
    this.#labelOf.set(action, label);
    return label;
  }

  /** Looks the next world up. */
  #arrive(node: number, action: Action): boolean {
    const expander = this.#expander;
    let target = this.#rows.find(expander.next, expander.hash);
    if (target < 0 && expander.isSymmetric) {
      expander.represent();
      target = this.#rows.find(expander.form, expander.hash);
    }
    if (target < 0) {
      if (this.worlds >= this.#maxWorlds) return false;
      expander.tell(this.#scene, node);
      target = this.#see(this.#number, expander.ordinal);
      this.#sleep?.begin(target);
    } else if (target > this.#number) this.#sleep?.meet(target);
    if (this.#keepsEdges) this.#edge(target, action);
    return true;
  }

  #see(parent: number, ordinal: number): number {
    const number = this.#rows.add(this.#expander.form, this.#expander.hash);
    this.#ways.add(parent, ordinal);
    this.#scene.world = number;
    try {
      this.#jury?.world(number);
    } catch (cause) {
      throw this.#ways.explained(cause, { world: number });
    }
    return number;
  }

  #unpacked(number: number): World {
    const row = new Int32Array(this.#parts.width);
    this.#rows.copy(number, row);
    return this.#parts.unpack(row);
  }

  /** Runs code under check; if it fails, the error is given the trace that led there. */
  #telling<T>(where: StateRef, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw this.#ways.explained(cause, where);
    }
  }

  traceTo(where: StateRef, at: readonly NodeId[]): ReturnType<Store['traceTo']> {
    return this.#ways.traceTo(where, at);
  }
}
