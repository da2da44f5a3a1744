/**
 * Goes from world to world and keeps nothing but the way it has come: for searches that remember worlds as they like, or not at all.
 * What happens in a world is looked up (`successors.ts`); a world where something is found is told by the way to it, replayed through the
 * reference semantics.
 */
import type { NodeId } from '../actors/actor.ts';
import type { Evaluators } from '../property/evaluate.ts';
import type { JudgePanel } from '../property/judges.ts';
import type { StateRef } from '../property/verdict.ts';
import { CoverageRecorder } from '../semantics/coverage.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { memoisedSystem } from '../semantics/variants.ts';
import type { Action, World } from '../semantics/world.ts';
import { type Concretised, concretise } from '../traces/concretise.ts';
import { explained, type Trace, traceOf, traceOfFailure } from '../traces/trace.ts';
import { failedAt } from '../values/errors.ts';
import { type EvaluationContext, RowEvaluators } from './successors/evaluate-rows.ts';
import { SuccessorGenerator } from './successors/successors.ts';
import { SymmetryCheck } from './symmetry/symmetry-check.ts';
import { Interner } from './tables/interning.ts';

/** A world that was come by, before it is entered. */
export interface FrontierEntry {
  readonly row: Int32Array;
  /** Which of the actions of the world before it led here; of an initial world its position among them. */
  readonly ordinal: number;
  /** Of worlds that were judged, in the order in which they were; below 0 for others. */
  readonly number: number;
}

/** What came of the actions of a world. */
export interface Expanded {
  /** Some action changes something. */
  readonly changes: boolean;
  /** A bound held something back. */
  readonly isCut: boolean;
}

export class Cursor {
  readonly coverage = new CoverageRecorder();
  readonly sights: Evaluators;
  /** Worlds that were judged. */
  worlds = 0;
  readonly #system: System;
  readonly #parts: Interner;
  readonly #expander: SuccessorGenerator;
  readonly #widened: (width: number) => void;
  #jury: JudgePanel | undefined;
  #interchange: SymmetryCheck | undefined;
  /** The way to the world that is expanded. */
  readonly #way: FrontierEntry[] = [];
  #knowsWay = true;
  /** Ways to worlds where something was found, by their numbers. */
  readonly #found = new Map<number, readonly FrontierEntry[]>();
  #arrived: (() => void) | undefined;
  #isCut = false;
  #passed = 0;
  readonly #scene: EvaluationContext;

  /** `widened` hears of it when rows have more columns. */
  constructor(system: System, widened: (width: number) => void) {
    this.#system = system;
    this.#widened = widened;
    this.#parts = new Interner(memoisedSystem(system));
    this.#expander = new SuccessorGenerator(this.#parts, this.coverage, {
      asking: (run) => this.#telling(undefined, run),
      taking: (action, run) => this.#telling(action, run),
      judge: (transition, action) => {
        const { number } = this.#here;
        this.#noting(number, [], () => this.#jury?.step(transition, { world: number, action }));
      },
      hearsOfStays: () => false,
      stay: () => {},
      arrive: (node) => this.#arrive(node),
      suppress: () => {
        this.#isCut = true;
      },
      widen: () => this.#widened(this.#parts.width),
    });
    this.#scene = { world: -1, row: this.#expander.form, changed: -2, isHistoryNew: true };
    this.sights = new RowEvaluators(this.#parts, () => this.#scene);
  }

  get transitions(): number {
    return this.#expander.transitions;
  }

  get unchanged(): number {
    return this.#expander.unchanged;
  }

  /** The first column in which rows differ, and how many they have. */
  get columns(): { readonly first: number; readonly width: number } {
    return this.#parts;
  }

  /** The initial worlds, each judged as `meets` says that it is new. */
  begin(jury: JudgePanel, meets: (row: Int32Array) => boolean): readonly FrontierEntry[] {
    this.#jury = jury;
    this.#interchange = SymmetryCheck.of(
      this.#parts.system,
      jury.judges.map(([property]) => property),
    );
    const stops: FrontierEntry[] = [];
    for (const [ordinal, world] of initialWorlds(this.#parts.system, this.coverage.note).entries()) {
      this.#expander.set(world);
      this.#expander.represent();
      if (meets(this.#expander.form)) stops.push(this.#judged(ordinal));
    }
    return stops;
  }

  /**
   * Takes every action of a world, so many steps from the beginning; `arrived` is told of each that changes something, and may look at
   * `row` and call `judge`. Where nobody says how many steps, the way there is not known, and nothing can be told of what is found.
   */
  expand(stop: FrontierEntry, depth: number | undefined, arrived: () => void): Expanded {
    this.#knowsWay = depth !== undefined;
    this.#way.length = depth ?? 0;
    this.#way.push(stop);
    this.#arrived = arrived;
    this.#isCut = false;
    const expander = this.#expander;
    expander.here.fill(0);
    expander.here.set(stop.row);
    const changes = expander.transitions - expander.unchanged;
    expander.expand();
    const interchange = this.#interchange;
    if (stop.number >= 0 && interchange?.isDue(stop.number))
      this.#telling(undefined, () => interchange.look(expander.world));
    return { changes: expander.transitions - expander.unchanged > changes, isCut: this.#isCut };
  }

  /** The world that was arrived at. */
  get row(): Int32Array {
    return this.#expander.form;
  }

  /** Shows the world that was arrived at to the judges. */
  judge(): FrontierEntry {
    return this.#judged(this.#expander.ordinal);
  }

  /** The world that was arrived at, where it need not be judged; the number that it had before, if that is known. */
  pass(number = --this.#passed): FrontierEntry {
    return { row: this.row.slice(), ordinal: this.#expander.ordinal, number };
  }

  get #here(): FrontierEntry {
    return this.#way.at(-1) as FrontierEntry;
  }

  #arrive(node: number): boolean {
    this.#expander.represent();
    this.#expander.tell(this.#scene, node);
    this.#arrived?.();
    return true;
  }

  #judged(ordinal: number): FrontierEntry {
    const stop: FrontierEntry = { row: this.row.slice(), ordinal, number: this.worlds++ };
    this.#scene.world = stop.number;
    this.#scene.row = this.row;
    try {
      this.#noting(stop.number, [stop], () => this.#jury?.world(stop.number));
    } catch (cause) {
      throw this.#explained(cause, [...this.#way, stop], undefined);
    }
    return stop;
  }

  /** Keeps the way where something is found, `beyond` the world that is expanded. */
  #noting(number: number, beyond: readonly FrontierEntry[], look: () => void): void {
    const before = this.#jury?.decided;
    look();
    if (this.#knowsWay && this.#jury?.decided !== before) this.#found.set(number, [...this.#way, ...beyond]);
  }

  // -------------------------------------------------------------- the way there

  /** Where something was found, and at which nodes, told by the reference semantics. */
  traceTo({ world, action }: StateRef, at: readonly NodeId[]): { trace: Trace; at: readonly NodeId[] } {
    const way = this.#found.get(world) as readonly FrontierEntry[];
    this.#interchange?.confirm(this.#unpacked(way.at(-1) as FrontierEntry), action);
    const { start, actions, real } = this.#unfolded(way, action);
    return { trace: traceOf(this.#system, start, actions), at: at.map(real) };
  }

  #telling<T>(action: Action | undefined, run: () => T): T {
    try {
      return run();
    } catch (cause) {
      throw this.#explained(cause, this.#way, action);
    }
  }

  #explained(cause: unknown, way: readonly FrontierEntry[], action: Action | undefined): Error {
    if (!this.#knowsWay) return failedAt('the system', cause);
    return explained(cause, () => {
      const { start, actions } = this.#unfolded(way, action);
      return traceOfFailure(this.#system, start, actions);
    });
  }

  #unfolded(
    [first, ...others]: readonly FrontierEntry[],
    last: Action | undefined,
  ): Concretised & { readonly start: number } {
    const quick = this.#parts.system;
    const start = (first as FrontierEntry).ordinal;
    const way = {
      length: others.length,
      canonicalRenaming: (world: World) => this.#expander.standIn(world),
      actionAt: (world: World, after: number) =>
        actionsOf(quick, world).actions[(others[after] as FrontierEntry).ordinal] as Action,
    };
    return { start, ...concretise(quick, start, way, last) };
  }

  #unpacked({ row }: FrontierEntry): World {
    const whole = new Int32Array(this.#parts.width);
    whole.set(row);
    return this.#parts.unpack(whole);
  }
}
