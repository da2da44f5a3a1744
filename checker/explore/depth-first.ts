/**
 * Searches that do not go breadth-first: deep first, with no more than some bits for each world, or at random. None of them keeps the
 * graph, so what asks where ways lead in the end (`possible`, `leadsTo`, `settles`) is left open. What they find is not the shortest
 * trace; a broken promise is shrunk as that of a schedule is.
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
import { transitionsBetweenYields } from './breadth-first.ts';
import { Cursor, type FrontierEntry } from './cursor.ts';
import {
  type Exploration,
  type Limits,
  type Progress,
  refuseLimits,
  type SearchStrategy,
  type StrategyStatistics,
  stoppedAt,
} from './result.ts';
import { BitstateVisitedSet, ExactVisitedSet, type VisitedSet } from './visited-set.ts';

/** @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails. */
export function* depthFirst(
  system: System,
  properties: readonly Property[],
  order: SearchStrategy,
  limits: Limits = {},
): Generator<Progress, Exploration, string | undefined> {
  validate(system);
  refuseLimits(limits);
  refuseRebase(system, order.name);
  const roving = new DepthFirstSearch(system, properties.filter(isJudged), order, limits);
  const stopped = yield* roving.go();
  const found = new Map(roving.conclude(stopped).map((result) => [result.property, result]));
  const results = properties.map(
    (property): Result => found.get(property) ?? { property, verdict: 'inconclusive', because: unjudged },
  );
  return { ...roving.told, ...(stopped !== undefined && { stopped }), results };
}

/** Why nothing is proved, though a search came to its end. */
const inconclusiveBecause: Readonly<Record<SearchStrategy['name'], string | undefined>> = {
  'depth-first': undefined,
  bitstate: 'a world may have been taken for another',
};

const unjudged = 'only a breadth-first search keeps the graph that this needs';

function isJudged({ kind }: Property): boolean {
  return kind === 'always' || kind === 'step' || kind === 'sometimes';
}

/** A world that is to be expanded, so many steps from the beginning. */
interface Pending {
  readonly stop: FrontierEntry;
  readonly depth: number;
}

/** One search. */
class DepthFirstSearch {
  readonly #system: System;
  readonly #order: SearchStrategy;
  readonly #limits: Limits;
  readonly #memory: VisitedSet;
  readonly #rover: Cursor;
  readonly #jury: JudgePanel;
  readonly #cuts = new BitSet();
  readonly #quiescent = new BitSet();
  #nearest: number | undefined;
  #depth = 0;
  #queue = 0;
  #nextYield = transitionsBetweenYields;

  constructor(system: System, properties: readonly Property[], order: SearchStrategy, limits: Limits) {
    this.#system = system;
    this.#order = order;
    this.#limits = limits;
    this.#rover = new Cursor(system, (width) => this.#memory.widen(width));
    const { first, width } = this.#rover.columns;
    this.#memory =
      order.name === 'depth-first'
        ? new ExactVisitedSet(first, width)
        : new BitstateVisitedSet(order.megabytes);
    this.#jury = new JudgePanel(properties, this.#rover.sights);
  }

  /** Returns why it ended early, if it did. */
  *go(): Generator<Progress, string | undefined, string | undefined> {
    const { maxDepth = Number.POSITIVE_INFINITY } = this.#limits;
    const stack: Pending[] = this.#begin().map((stop) => ({ stop, depth: 0 }));
    /** Worlds that are not expanded because they lie too far, as far as is known. */
    const held = new Set<number>();
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { stop, depth } = next;
      if (this.#jury.isDecided) return undefined;
      this.#queue = stack.length + 1;
      const stopped = this.#limit ?? (yield* this.#pause());
      if (stopped !== undefined) return stopped;
      if (depth >= maxDepth) {
        held.add(stop.number);
        continue;
      }
      held.delete(stop.number);
      const arrived: Pending[] = [];
      this.#expand(stop, depth, () => {
        const known = this.#memory.insert(this.#rover.row, depth + 1);
        if (known === 'known' || (known === 'nearer' && maxDepth === Number.POSITIVE_INFINITY)) return;
        const to = known === 'new' ? this.#rover.judge() : this.#rover.pass(this.#memory.number);
        arrived.push({ stop: to, depth: depth + 1 });
      });
      // So that the first action is followed first.
      for (let at = arrived.length - 1; at >= 0; at--) stack.push(arrived[at] as Pending);
    }
    return held.size > 0 && !this.#jury.isDecided ? stoppedAt(maxDepth) : undefined;
  }

  #begin(): readonly FrontierEntry[] {
    return this.#rover.begin(this.#jury, (row) => this.#memory.insert(row, 0) === 'new').toReversed();
  }

  #expand(stop: FrontierEntry, depth: number, arrived: () => void): void {
    const worlds = this.#rover.worlds;
    const { changes, isCut } = this.#rover.expand(stop, depth, arrived);
    if (this.#rover.worlds > worlds) this.#depth = Math.max(this.#depth, depth + 1);
    if (stop.number < 0) return;
    if (isCut) this.#cuts.add(stop.number);
    else if (!changes) {
      this.#quiescent.add(stop.number);
      this.#nearest = Math.min(this.#nearest ?? depth, depth);
    }
  }

  get #limit(): string | undefined {
    const { maxWorlds = Number.POSITIVE_INFINITY } = this.#limits;
    return this.#rover.worlds >= maxWorlds ? `the limit of ${maxWorlds} worlds was reached` : undefined;
  }

  *#pause(): Generator<Progress, string | undefined, string | undefined> {
    if (this.#rover.transitions < this.#nextYield) return undefined;
    this.#nextYield = this.#rover.transitions + transitionsBetweenYields;
    return yield this.progress;
  }

  get progress(): Progress {
    const { worlds, transitions } = this.#rover;
    return { worlds, transitions, depth: this.#depth, queue: this.#queue };
  }

  conclude(stopped: string | undefined): readonly Result[] {
    const { worlds } = this.#rover;
    const explored = { worlds, initial: 0, expanded: worlds, edges: new StateGraph(), labels: undefined };
    const because = stopped ?? inconclusiveBecause[this.#order.name];
    return this.#jury.judges.map(([property, judge]): Result => {
      const finding = judge.conclude({ ...explored, isCut: () => true, stopped: because });
      if (!('where' in finding)) return { property, ...finding };
      return { property, verdict: finding.verdict, ...this.#rover.traceTo(finding.where, finding.at) };
    });
  }

  get told(): Omit<Exploration, 'results'> {
    const { worlds, transitions, unchanged, coverage } = this.#rover;
    return {
      ...{ worlds, transitions, unchanged, depth: this.#depth, cuts: this.#cuts.count },
      quiescent: {
        worlds: this.#quiescent.count,
        ...(this.#nearest !== undefined && { depth: this.#nearest }),
      },
      ...(isSymmetric(this.#system) && { symmetric: this.#system.symmetric ?? [] }),
      order: this.#gone,
      coverage: coverage.coverageOf(this.#system),
    };
  }

  get #gone(): StrategyStatistics {
    const { name } = this.#order;
    return name === 'bitstate' ? { name, omission: (this.#memory as BitstateVisitedSet).omission } : { name };
  }
}
