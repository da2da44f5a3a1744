/**
 * Depth-first and bitstate search: follows each path to its end before the next, with a visited set and
 * without the state graph. So `possible`, `leadsTo` and `settles`, which need the graph, stay inconclusive,
 * and a counterexample is not the shortest; it is shrunk afterwards as that of a schedule is.
 */
import { JudgePanel } from '../property/judges.ts';
import type { Property } from '../property/property.ts';
import { StateGraph } from '../property/state-graph.ts';
import { refuseRebase } from '../semantics/rebase.ts';
import { isSymmetric } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import type { Result } from '../traces/result.ts';
import { BitSet } from '../values/int-lists.ts';
import { Cursor, type FrontierEntry } from './cursor.ts';
import {
  type Exploration,
  type Limits,
  limitReached,
  type Progress,
  refuseLimits,
  type SearchStrategy,
  type StrategyStatistics,
  stoppedAt,
  transitionsBetweenYields,
} from './result.ts';
import { BitstateVisitedSet, ExactVisitedSet, type VisitedSet } from './visited-set.ts';

/**
 * Explores a system depth-first.
 *
 * @throws UsageError if the system makes no sense; CodeError, with the trace that led there, if an actor
 * fails.
 */
export function* depthFirst(
  system: System,
  properties: readonly Property[],
  order: SearchStrategy,
  limits: Limits = {},
): Generator<Progress, Exploration, string | undefined> {
  validate(system);
  refuseLimits(limits);
  refuseRebase(system, order.name);
  const search = new DepthFirstSearch(system, properties.filter(isJudged), order, limits);
  const stopped = yield* search.run();
  const found = new Map(search.conclude(stopped).map((result) => [result.property, result]));
  const results = properties.map(
    (property): Result => found.get(property) ?? { property, verdict: 'inconclusive', because: needsGraph },
  );
  return { ...search.statistics, ...(stopped !== undefined && { stopped }), results };
}

/** Why nothing is proved although the search came to its end. */
const inconclusiveBecause: Readonly<Record<SearchStrategy['name'], string | undefined>> = {
  'depth-first': undefined,
  bitstate: 'a world may have been taken for another',
};

/** Why a property that is not judged is inconclusive. */
const needsGraph = 'only a breadth-first search keeps the graph that this needs';

function isJudged({ kind }: Property): boolean {
  return kind === 'always' || kind === 'step' || kind === 'sometimes';
}

/** A world on the stack, with its distance from the beginning in steps. */
interface Pending {
  readonly entry: FrontierEntry;
  readonly depth: number;
}

/** One search. */
class DepthFirstSearch {
  readonly #system: System;
  readonly #order: SearchStrategy;
  readonly #limits: Limits;
  readonly #visited: VisitedSet;
  readonly #cursor: Cursor;
  readonly #panel: JudgePanel;
  readonly #cuts = new BitSet();
  readonly #quiescent = new BitSet();
  /** Steps to the nearest quiescent world. */
  #quiescentDepth: number | undefined;
  #depth = 0;
  #queue = 0;
  #nextYield = transitionsBetweenYields;

  constructor(system: System, properties: readonly Property[], order: SearchStrategy, limits: Limits) {
    this.#system = system;
    this.#order = order;
    this.#limits = limits;
    this.#cursor = new Cursor(system, (width) => this.#visited.widen(width));
    const { first, width } = this.#cursor.columns;
    this.#visited =
      order.name === 'depth-first'
        ? new ExactVisitedSet(first, width)
        : new BitstateVisitedSet(order.megabytes);
    this.#panel = new JudgePanel(properties, this.#cursor.evaluators);
  }

  /** Runs the search; returns why it ended early, if it did. */
  *run(): Generator<Progress, string | undefined, string | undefined> {
    const { maxDepth = Number.POSITIVE_INFINITY } = this.#limits;
    const stack: Pending[] = this.#begin().map((entry) => ({ entry, depth: 0 }));
    /** Worlds that are not expanded: every path to them so far is as long as the limit. */
    const tooDeep = new Set<number>();
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { entry, depth } = next;
      if (this.#panel.isDecided) return undefined;
      this.#queue = stack.length + 1;
      const stopped = this.#limit ?? (yield* this.#pause());
      if (stopped !== undefined) return stopped;
      if (depth >= maxDepth) {
        tooDeep.add(entry.number);
        continue;
      }
      tooDeep.delete(entry.number);
      const successors: Pending[] = [];
      this.#expand(entry, depth, () => {
        const inserted = this.#visited.insert(this.#cursor.row, depth + 1);
        if (inserted === 'visited') return;
        if (inserted === 'shallower' && maxDepth === Number.POSITIVE_INFINITY) return;
        const to = inserted === 'new' ? this.#cursor.judge() : this.#cursor.pass(this.#visited.number);
        successors.push({ entry: to, depth: depth + 1 });
      });
      // In reverse: the first action is followed first.
      for (let at = successors.length - 1; at >= 0; at--) stack.push(successors[at] as Pending);
    }
    return tooDeep.size > 0 && !this.#panel.isDecided ? stoppedAt(maxDepth) : undefined;
  }

  #begin(): readonly FrontierEntry[] {
    return this.#cursor.begin(this.#panel, (row) => this.#visited.insert(row, 0) === 'new').toReversed();
  }

  #expand(entry: FrontierEntry, depth: number, onSuccessor: () => void): void {
    const worlds = this.#cursor.worlds;
    const { changes, isCut } = this.#cursor.expand(entry, depth, onSuccessor);
    if (this.#cursor.worlds > worlds) this.#depth = Math.max(this.#depth, depth + 1);
    if (entry.number < 0) return;
    if (isCut) this.#cuts.add(entry.number);
    else if (!changes) {
      this.#quiescent.add(entry.number);
      this.#quiescentDepth = Math.min(this.#quiescentDepth ?? depth, depth);
    }
  }

  /** The reason to stop at the limit of worlds. */
  get #limit(): string | undefined {
    const { maxWorlds = Number.POSITIVE_INFINITY } = this.#limits;
    return this.#cursor.worlds >= maxWorlds ? limitReached(maxWorlds) : undefined;
  }

  *#pause(): Generator<Progress, string | undefined, string | undefined> {
    if (this.#cursor.transitions < this.#nextYield) return undefined;
    this.#nextYield = this.#cursor.transitions + transitionsBetweenYields;
    return yield this.#progress;
  }

  get #progress(): Progress {
    const { worlds, transitions } = this.#cursor;
    return { worlds, transitions, depth: this.#depth, queue: this.#queue };
  }

  /** The results of the judged properties; `stopped` is why the search ended early. */
  conclude(stopped: string | undefined): readonly Result[] {
    const { worlds } = this.#cursor;
    const explored = { worlds, initial: 0, expanded: worlds, edges: new StateGraph(), labels: undefined };
    const because = stopped ?? inconclusiveBecause[this.#order.name];
    return this.#panel.judges.map(([property, judge]): Result => {
      const verdict = judge.conclude({ ...explored, isCut: () => true, stopped: because });
      if (!('where' in verdict)) return { property, ...verdict };
      return { property, verdict: verdict.verdict, ...this.#cursor.traceTo(verdict.where, verdict.at) };
    });
  }

  /** The result without the verdicts. */
  get statistics(): Omit<Exploration, 'results'> {
    const { worlds, transitions, unchanged, coverage } = this.#cursor;
    return {
      ...{ worlds, transitions, unchanged, depth: this.#depth, cuts: this.#cuts.count },
      quiescent: {
        worlds: this.#quiescent.count,
        ...(this.#quiescentDepth !== undefined && { depth: this.#quiescentDepth }),
      },
      ...(isSymmetric(this.#system) && { symmetric: this.#system.symmetric ?? [] }),
      order: this.#strategyStatistics,
      coverage: coverage.coverageOf(this.#system),
    };
  }

  get #strategyStatistics(): StrategyStatistics {
    const { name } = this.#order;
    return name === 'bitstate'
      ? { name, omission: (this.#visited as BitstateVisitedSet).omission }
      : { name };
  }
}
