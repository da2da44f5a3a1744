/**
 * The worker. It computes successors from replicated tables and the shared row table, and never runs code of
 * a protocol. A world for which a table entry is missing is deferred to the main thread.
 */
import { beyond } from '../../property/state-graph.ts';
import type { Action } from '../../semantics/actions.ts';
import { CoverageRecorder } from '../../semantics/coverage.ts';
import { numberOf } from '../successors/action-table.ts';
import type { EvaluationContext } from '../successors/evaluate-rows.ts';
import { SuccessorGenerator } from '../successors/successors.ts';
import { Interner } from '../tables/interning.ts';
import { RowLookup } from '../tables/row-table.ts';
import { LogReader, missingEntry } from '../tables/table-log.ts';
import { type BatchBuffer, BatchWriter, back, type FinishedBatch } from './batch.ts';
import type { Delta, WorkerSetup } from './work-queue.ts';

export class Worker {
  readonly #log = new LogReader();
  readonly #interner: Interner;
  readonly #successors: SuccessorGenerator;
  readonly #rows = new RowLookup();
  readonly #coverage = new CoverageRecorder();
  readonly #writer: BatchWriter;
  readonly #keepsLabels: boolean;
  readonly #context: EvaluationContext;
  #world = -1;
  #isCut = false;

  constructor({ outline, keepsEdges, keepsLabels }: WorkerSetup) {
    this.#writer = new BatchWriter(keepsEdges);
    this.#keepsLabels = keepsLabels;
    this.#interner = new Interner(outline, this.#log);
    this.#successors = new SuccessorGenerator(this.#interner, this.#coverage, {
      atWorld: (run) => run(),
      atAction: (_, run) => run(),
      judge: () => this.#log.beforeComputing(),
      needsSelfLoops: () => keepsLabels,
      selfLoop: (action) => {
        if (keepsLabels) this.#writer.edge(back, this.#labelOf(action));
      },
      arrive: (node, action) => this.#arrive(node, action),
      suppress: (action) => {
        this.#isCut = true;
        if (keepsLabels) this.#writer.edge(beyond, this.#labelOf(action));
      },
      widen: () => {},
    });
    this.#context = { world: -1, row: this.#successors.form, changed: -2, isHistoryNew: true };
  }

  /** Takes over new table entries and the new layout of the rows. */
  apply({ entries, rows }: Delta): void {
    this.#log.read(entries);
    if (rows === undefined) return;
    this.#rows.attach(rows);
    this.#successors.fit(rows.first + rows.width);
    this.#context.row = this.#successors.form;
  }

  /** Expands the worlds from `from` to before `to`; `worlds` is the number of published worlds. */
  expand(from: number, to: number, worlds: number): FinishedBatch {
    this.#rows.visible = worlds;
    for (let world = from; world < to; world++) this.#expand(world);
    return this.#writer.finish(from, to, this.#rows.width);
  }

  /** The buffer of a batch that has been read is written on again. */
  recycle(buffer: BatchBuffer): void {
    this.#writer.recycle(buffer);
  }

  #expand(world: number): void {
    const successors = this.#successors;
    this.#rows.copy(world, successors.here);
    this.#world = world;
    this.#isCut = false;
    const { transitions, unchanged } = successors;
    this.#coverage.counts.fill(0);
    this.#writer.begin();
    try {
      successors.expand();
    } catch (cause) {
      if (cause !== missingEntry) throw cause;
      this.#writer.defer();
      return;
    }
    this.#writer.end({
      transitions: successors.transitions - transitions,
      unchanged: successors.unchanged - unchanged,
      isCut: this.#isCut,
      kinds: this.#coverage.counts,
    });
  }

  #arrive(node: number, action: Action): boolean {
    const successors = this.#successors;
    const { first } = this.#interner;
    const label = this.#labelOf(action);
    let found = this.#writer.find(successors.next, first, successors.hash);
    if (found < 0 && successors.isSymmetric) {
      // A published row is canonical; the context of the evaluation is not read for it.
      if (this.#rows.find(successors.next, successors.hash) >= 0) successors.form.set(successors.next);
      else successors.represent();
      found = this.#writer.find(successors.form, first, successors.hash);
    }
    if (found < 0) {
      successors.describeChange(this.#context, node);
      found = this.#writer.add(this.#world, successors.ordinal, successors.hash, this.#context, first);
    }
    this.#writer.edge(found, label);
    return true;
  }

  #labelOf(action: Action | undefined): number | undefined {
    if (!this.#keepsLabels) return undefined;
    return action === undefined ? -1 : numberOf(action);
  }
}
