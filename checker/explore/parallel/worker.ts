/**
 * Somebody else who expands worlds: with the tables of whoever keeps them and where rows lie, and without any code of a
 * protocol. Where that is not enough a world is left to whoever can ask.
 */
import { beyond } from '../../property/state-graph.ts';
import { CoverageRecorder } from '../../semantics/coverage.ts';
import type { Action } from '../../semantics/world.ts';
import { numberOf } from '../successors/action-table.ts';
import type { EvaluationContext } from '../successors/evaluate-rows.ts';
import { SuccessorGenerator } from '../successors/successors.ts';
import { Interner } from '../tables/interning.ts';
import { RowLookup } from '../tables/row-table.ts';
import { LogReader, missingEntry } from '../tables/table-log.ts';
import { type BatchBuffer, BatchWriter, back, type FinishedBatch } from './batch.ts';
import type { Delta, WorkerSetup } from './work-queue.ts';

export class Worker {
  readonly #reading = new LogReader();
  readonly #parts: Interner;
  readonly #expander: SuccessorGenerator;
  readonly #rows = new RowLookup();
  readonly #tally = new CoverageRecorder();
  readonly #out: BatchWriter;
  readonly #keepsLabels: boolean;
  readonly #scene: EvaluationContext;
  #world = -1;
  #isCut = false;

  constructor({ outline, keepsEdges, keepsLabels }: WorkerSetup) {
    this.#out = new BatchWriter(keepsEdges);
    this.#keepsLabels = keepsLabels;
    this.#parts = new Interner(outline, this.#reading);
    this.#expander = new SuccessorGenerator(this.#parts, this.#tally, {
      atWorld: (run) => run(),
      atAction: (_, run) => run(),
      judge: () => this.#reading.beforeComputing(),
      needsSelfLoops: () => keepsLabels,
      selfLoop: (action) => {
        if (keepsLabels) this.#out.edge(back, this.#labelOf(action));
      },
      arrive: (node, action) => this.#arrive(node, action),
      suppress: (action) => {
        this.#isCut = true;
        if (keepsLabels) this.#out.edge(beyond, this.#labelOf(action));
      },
      widen: () => {},
    });
    this.#scene = { world: -1, row: this.#expander.form, changed: -2, isHistoryNew: true };
  }

  hear({ entries, rows }: Delta): void {
    this.#reading.read(entries);
    if (rows === undefined) return;
    this.#rows.lie(rows);
    this.#expander.fit(rows.first + rows.width);
    this.#scene.row = this.#expander.form;
  }

  /** Expands worlds from one on, before another, where it is known that there are so many. */
  expand(from: number, to: number, worlds: number): FinishedBatch {
    this.#rows.visible = worlds;
    for (let world = from; world < to; world++) this.#expand(world);
    return this.#out.torn(from, to, this.#rows.width);
  }

  /** Nobody reads any more what is written there. */
  reuse(paper: BatchBuffer): void {
    this.#out.reuse(paper);
  }

  #expand(world: number): void {
    const expander = this.#expander;
    this.#rows.copy(world, expander.here);
    this.#world = world;
    this.#isCut = false;
    const { transitions, unchanged } = expander;
    this.#tally.counts.fill(0);
    this.#out.begin();
    try {
      expander.expand();
    } catch (cause) {
      if (cause !== missingEntry) throw cause;
      this.#out.leave();
      return;
    }
    this.#out.end({
      transitions: expander.transitions - transitions,
      unchanged: expander.unchanged - unchanged,
      isCut: this.#isCut,
      kinds: this.#tally.counts,
    });
  }

  #arrive(node: number, action: Action): boolean {
    const expander = this.#expander;
    const { first } = this.#parts;
    const label = this.#labelOf(action);
    let found = this.#out.find(expander.next, first, expander.hash);
    if (found < 0 && expander.isSymmetric) {
      // A world that has a number stands for itself; what is said to be new there nobody reads.
      if (this.#rows.find(expander.next, expander.hash) >= 0) expander.form.set(expander.next);
      else expander.represent();
      found = this.#out.find(expander.form, first, expander.hash);
    }
    if (found < 0) {
      expander.describeChange(this.#scene, node);
      found = this.#out.first(this.#world, expander.ordinal, expander.hash, this.#scene, first);
    }
    this.#out.edge(found, label);
    return true;
  }

  #labelOf(action: Action | undefined): number | undefined {
    if (!this.#keepsLabels) return undefined;
    return action === undefined ? -1 : numberOf(action);
  }
}
