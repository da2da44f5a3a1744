/**
 * The state cursor: moves from world to world and keeps only the path on which it came, for searches that
 * bring a visited set of their own or none. The trace to a finding is the path to it, replayed through the
 * reference semantics.
 */
import type { NodeId } from '../actors/actor.ts';
import type { Evaluators } from '../property/evaluate.ts';
import type { JudgePanel } from '../property/judges.ts';
import type { StateRef } from '../property/verdict.ts';
import type { Action } from '../semantics/actions.ts';
import type { CoverageRecorder } from '../semantics/coverage.ts';
import { actionsOf } from '../semantics/enabled.ts';
import type { System } from '../semantics/system.ts';
import type { World } from '../semantics/world.ts';
import { type Concretised, concretise } from '../traces/concretise.ts';
import { explained, type Trace, traceOf, traceOfFailure } from '../traces/trace.ts';
import { failedAt } from '../values/errors.ts';
import { PackedEngine } from './packed-engine.ts';

/** A world on the frontier: it was reached, and is not yet expanded. */
export interface FrontierEntry {
  readonly row: Int32Array;
  /**
   * Position among the actions of the world before it that led here; for an initial world its position among
   * these.
   */
  readonly ordinal: number;
  /** Its number in the order in which worlds were judged; below 0 if it was not judged. */
  readonly number: number;
}

/** What expanding one world showed. */
export interface Expanded {
  /** Some action changes something. */
  readonly changes: boolean;
  /** A bound suppressed an action. */
  readonly isCut: boolean;
}

export class Cursor {
  /** Number of worlds that were judged. */
  worlds = 0;
  readonly #system: System;
  readonly #engine: PackedEngine;
  #panel: JudgePanel | undefined;
  /** The path to the world that is expanded, this world included. */
  readonly #path: FrontierEntry[] = [];
  #knowsPath = true;
  /** The paths to findings, by the number of the world. */
  readonly #pathsToFindings = new Map<number, readonly FrontierEntry[]>();
  #onSuccessor: (() => void) | undefined;
  #isCut = false;

  /** `widen` is called when rows get further columns. */
  constructor(system: System, widen: (width: number) => void) {
    this.#system = system;
    this.#engine = new PackedEngine(system, {
      explained: (cause, action) => this.#explained(cause, this.#path, action),
      judge: (transition, action) => {
        const { number } = this.#path.at(-1) as FrontierEntry;
        this.#recordingFindings(number, [], () => this.#panel?.step(transition, { world: number, action }));
      },
      needsSelfLoops: () => false,
      selfLoop: () => {},
      arrive: (node, action) => this.#arrive(node, action),
      suppress: () => {
        this.#isCut = true;
      },
      widen,
    });
  }

  get coverage(): CoverageRecorder {
    return this.#engine.coverage;
  }

  get evaluators(): Evaluators {
    return this.#engine.evaluators;
  }

  get transitions(): number {
    return this.#engine.successors.transitions;
  }

  get unchanged(): number {
    return this.#engine.successors.unchanged;
  }

  /** The first column in which rows differ, and the number of columns. */
  get columns(): { readonly first: number; readonly width: number } {
    return this.#engine.interner;
  }

  /** Judges the initial worlds for which `insert` returns that they are new, and returns them. */
  begin(panel: JudgePanel, insert: (row: Int32Array) => boolean): readonly FrontierEntry[] {
    this.#panel = panel;
    const entries: FrontierEntry[] = [];
    this.#engine.begin(panel, (start) => {
      if (insert(this.row)) entries.push(this.#judged(start));
    });
    return entries;
  }

  /**
   * Takes every action of a world that lies `depth` steps from the beginning. `onSuccessor` is called after
   * each action that changes something, and may read `row` and call `judge` or `pass`. Without a depth the
   * path is unknown, and findings have no trace.
   */
  expand(entry: FrontierEntry, depth: number | undefined, onSuccessor: () => void): Expanded {
    this.#knowsPath = depth !== undefined;
    this.#path.length = depth ?? 0;
    this.#path.push(entry);
    this.#onSuccessor = onSuccessor;
    this.#isCut = false;
    const { successors } = this.#engine;
    successors.here.fill(0);
    successors.here.set(entry.row);
    const changes = successors.transitions - successors.unchanged;
    successors.expand();
    if (entry.number >= 0) this.#engine.checkSymmetry(entry.number, () => successors.world);
    return { changes: successors.transitions - successors.unchanged > changes, isCut: this.#isCut };
  }

  /** The row of the successor. */
  get row(): Int32Array {
    return this.#engine.successors.form;
  }

  /** Judges the successor and returns it. */
  judge(): FrontierEntry {
    return this.#judged(this.#engine.successors.ordinal);
  }

  /** Returns the successor without judging it; `number` is the one that it got before, if it is known. */
  pass(number = -1): FrontierEntry {
    return { row: this.row.slice(), ordinal: this.#engine.successors.ordinal, number };
  }

  #arrive(node: number, action: Action): boolean {
    const { successors, context } = this.#engine;
    try {
      successors.represent();
    } catch (cause) {
      throw this.#explained(cause, this.#path, action);
    }
    successors.describeChange(context, node);
    this.#onSuccessor?.();
    return true;
  }

  #judged(ordinal: number): FrontierEntry {
    const entry: FrontierEntry = { row: this.row.slice(), ordinal, number: this.worlds++ };
    this.#engine.context.world = entry.number;
    try {
      this.#recordingFindings(entry.number, [entry], () => this.#panel?.world(entry.number));
    } catch (cause) {
      throw this.#explained(cause, [...this.#path, entry], undefined);
    }
    return entry;
  }

  /** Keeps the path if judging finds something; `beyond` continues it after the world that is expanded. */
  #recordingFindings(number: number, beyond: readonly FrontierEntry[], judge: () => void): void {
    const before = this.#panel?.decided;
    judge();
    if (this.#knowsPath && this.#panel?.decided !== before)
      this.#pathsToFindings.set(number, [...this.#path, ...beyond]);
  }

  // -------------------------------------------------------------- paths

  /** The trace to a finding, made by the reference semantics, and the nodes at which it was found. */
  traceTo({ world, action }: StateRef, at: readonly NodeId[]): { trace: Trace; at: readonly NodeId[] } {
    const path = this.#pathsToFindings.get(world) as readonly FrontierEntry[];
    this.#engine.confirm(() => this.#unpacked(path.at(-1) as FrontierEntry), action);
    const { start, actions, real } = this.#concretised(path, action);
    return { trace: traceOf(this.#system, start, actions), at: at.map(real) };
  }

  #explained(cause: unknown, path: readonly FrontierEntry[], action: Action | undefined): Error {
    if (!this.#knowsPath) return failedAt('the system', cause);
    return explained(cause, () => {
      const { start, actions } = this.#concretised(path, action);
      return traceOfFailure(this.#system, start, actions);
    });
  }

  #concretised(
    [first, ...others]: readonly FrontierEntry[],
    last: Action | undefined,
  ): Concretised & { readonly start: number } {
    const { system, successors } = this.#engine;
    const start = (first as FrontierEntry).ordinal;
    const path = {
      length: others.length,
      canonicalRenaming: (world: World) => successors.canonicalRenaming(world),
      actionAt: (world: World, after: number) =>
        actionsOf(system, world).actions[(others[after] as FrontierEntry).ordinal] as Action,
    };
    return { start, ...concretise(system, start, path, last) };
  }

  #unpacked({ row }: FrontierEntry): World {
    const whole = new Int32Array(this.#engine.interner.width);
    whole.set(row);
    return this.#engine.interner.unpack(whole);
  }
}
