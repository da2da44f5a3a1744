/**
 * The packed engine: interned components, successors and row evaluators of one system. Every search on rows
 * of integers has one: the packed store keeps the rows and their graph (`packed-store.ts`), the cursor keeps
 * one path (`cursor.ts`).
 */
import type { JudgePanel } from '../property/judges.ts';
import type { StateRef } from '../property/verdict.ts';
import type { Action } from '../semantics/actions.ts';
import { CoverageRecorder } from '../semantics/coverage.ts';
import { initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { memoisedSystem } from '../semantics/variants.ts';
import type { World } from '../semantics/world.ts';
import { type EvaluationContext, RowEvaluators } from './successors/evaluate-rows.ts';
import { SuccessorGenerator, type SuccessorSink } from './successors/successors.ts';
import { SymmetryCheck } from './symmetry/symmetry-check.ts';
import { Interner } from './tables/interning.ts';
import type { TableLog } from './tables/table-log.ts';

/**
 * The search that the engine serves: it takes each successor, and knows the path to the world that is
 * expanded.
 */
export interface EngineClient extends Omit<SuccessorSink, 'atWorld' | 'atAction' | 'widen'> {
  /**
   * An error of the code under check with the trace to the world that is expanded, and the action that failed
   * there.
   */
  explained(cause: unknown, action: Action | undefined): Error;
  /** Rows have this many columns from now on. */
  widen(width: number): void;
}

export class PackedEngine {
  readonly coverage = new CoverageRecorder();
  readonly interner: Interner;
  readonly successors: SuccessorGenerator;
  /** The row that the properties are evaluated on. */
  readonly context: EvaluationContext;
  readonly evaluators: RowEvaluators;
  readonly #client: EngineClient;
  #symmetryCheck: SymmetryCheck | undefined;

  /** `log` takes down what the tables of the interner learn, for workers. */
  constructor(system: System, client: EngineClient, log?: TableLog) {
    this.#client = client;
    this.interner = new Interner(memoisedSystem(system), log);
    this.successors = new SuccessorGenerator(this.interner, this.coverage, {
      ...client,
      atWorld: (run) => this.located(undefined, run),
      atAction: (action, run) => this.located(action, run),
      widen: () => {
        this.context.row = this.successors.form;
        client.widen(this.interner.width);
      },
    });
    this.context = { world: -1, row: this.successors.form, changed: -2, isHistoryNew: true };
    this.evaluators = new RowEvaluators(this.interner, () => this.context);
  }

  /** The system, with actors that take each step once. */
  get system(): System {
    return this.interner.system;
  }

  /**
   * Makes each initial world the row `form` of the successors, in their order, and calls `visit` with its
   * position.
   */
  begin(panel: JudgePanel, visit: (start: number) => void, normalised = (world: World) => world): void {
    this.#symmetryCheck = SymmetryCheck.of(
      this.system,
      panel.judges.map(([property]) => property),
    );
    for (const [start, world] of initialWorlds(this.system, this.coverage.note).entries()) {
      this.successors.set(normalised(world));
      this.successors.represent();
      visit(start);
    }
  }

  /** Calls code under check in the world that is expanded; an error gets the trace that leads there. */
  located<T>(action: Action | undefined, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw this.#client.explained(cause, action);
    }
  }

  /**
   * Checks of some worlds that the nodes are interchangeable there; `world` unpacks the one of this number.
   */
  checkSymmetry(number: number, world: () => World): void {
    const check = this.#symmetryCheck;
    if (check?.isDue(number)) this.located(undefined, () => check.check(world()));
  }

  /** Refuses a finding in a world if it depends on the name of a node. */
  confirm(world: () => World, action: StateRef['action']): void {
    this.#symmetryCheck?.confirm(world(), action);
  }
}
