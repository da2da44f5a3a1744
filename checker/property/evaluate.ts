/**
 * Evaluation of conditions in one world: on every node, every ordered pair of nodes, or the whole world. The
 * reference evaluators compute each condition anew; an engine may bring evaluators that memoise, with equal
 * results.
 */
import type { NodeId } from '../actors/actor.ts';
import { truth } from '../actors/user-code.ts';
import type { Seen } from '../semantics/views.ts';
import type { Over, OverGiven } from './property.ts';

/**
 * The nodes of the first instance that violates a condition (none for one on the whole world); undefined if
 * all hold.
 */
export function failure(over: OverGiven, seen: Seen): { at: readonly NodeId[] } | undefined {
  for (const { at, holds, premise } of evaluations(over, seen)) {
    if (premise() && !holds()) return { at };
  }
  return undefined;
}

/** The nodes of the first instance that satisfies a condition; undefined if none does. */
export function witness(over: Over, seen: Seen): { at: readonly NodeId[] } | undefined {
  for (const { at, holds } of evaluations(over, seen)) {
    if (holds()) return { at };
  }
  return undefined;
}

/** Whether the premise of some instance holds in this world. */
export function premiseOccurs(over: OverGiven, seen: Seen): boolean {
  return [...evaluations(over, seen)].some(({ premise }) => premise());
}

/** The nodes of each instance with its result; `nothing` means that the premise does not hold. */
export function instanceResults(
  over: OverGiven,
  seen: Seen,
): readonly (readonly [at: readonly NodeId[], result: 'nothing' | 'holds' | 'fails'])[] {
  return [...evaluations(over, seen)].map(({ at, premise, holds }) => [
    at,
    !premise() ? 'nothing' : holds() ? 'holds' : 'fails',
  ]);
}

/** One instance of a condition whose nodes are up, in one world. */
interface Evaluation {
  readonly at: readonly NodeId[];
  holds(): boolean;
  premise(): boolean;
}

function* evaluations(over: OverGiven, { views, history, all }: Seen): Generator<Evaluation> {
  if (over.node !== undefined) {
    for (const [self, view] of views) {
      yield {
        at: [self],
        holds: () => truth(over.node(view, self)),
        premise: () => over.premise === undefined || truth(over.premise(view, self)),
      };
    }
  } else if (over.pair !== undefined) {
    for (const [a, viewA] of views) {
      for (const [b, viewB] of views) {
        if (a === b) continue;
        yield {
          at: [a, b],
          holds: () => truth(over.pair(viewA, viewB)),
          premise: () => over.premise === undefined || truth(over.premise(viewA, viewB)),
        };
      }
    }
  } else {
    yield {
      at: [],
      holds: () => truth(over.world(views, history, all)),
      premise: () => over.premise === undefined || truth(over.premise(views, history, all)),
    };
  }
}

/** A condition bound to the engine's current world. */
export interface Evaluator {
  /** Whether some instance violates it. */
  fails(): boolean;
  /** Whether some instance satisfies it. */
  holds(): boolean;
  /** Whether the premise of some instance holds. */
  premiseOccurs(): boolean;
  /** The nodes of the first instance that violates it; none for a condition on the whole world. */
  failingAt(): readonly NodeId[];
  /** The nodes of the first instance that satisfies it. */
  holdingAt(): readonly NodeId[];
}

/**
 * How much of a world an evaluator must cover. `changes` is for judges that stop at the first positive
 * answer: instances that cannot have changed since an earlier world may be skipped. `whole` is for judges
 * that need each world's own answer.
 */
export type Extent = 'changes' | 'whole';

/**
 * The instances of a condition (one a node, one an ordered pair, or one for the world), bound to the current
 * world.
 */
export interface Instances {
  /** The nodes of each instance; none for the world. */
  readonly at: readonly (readonly NodeId[])[];
  /** Whether all nodes of the instance are up. */
  isUp(instance: number): boolean;
  /** Whether it holds; called only if the nodes of the instance are up. */
  holds(instance: number): boolean;
}

/** Binds conditions to the current world of an engine. */
export interface Evaluators {
  of(over: OverGiven | Over, extent: Extent): Evaluator;
  each(over: Over): Instances;
  /**
   * False if this world shows nothing that no earlier world showed; evaluators with `changes` may then be
   * skipped.
   */
  readonly hasChanges?: boolean;
}

/** Evaluators without memoisation; `seen` returns the current world, in which these are the honest nodes. */
export function referenceEvaluators(nodes: readonly NodeId[], seen: () => Seen): Evaluators {
  return {
    of: (over) => ({
      fails: () => failure(over as OverGiven, seen()) !== undefined,
      holds: () => witness(over, seen()) !== undefined,
      premiseOccurs: () => premiseOccurs(over as OverGiven, seen()),
      failingAt: () => failure(over as OverGiven, seen())?.at ?? [],
      holdingAt: () => witness(over, seen())?.at ?? [],
    }),
    each: (over) => {
      const at = instancesOf(over, nodes);
      const viewsOf = (instance: number) => at[instance]?.map((node) => seen().views.get(node)) as never[];
      return {
        at,
        isUp: (instance) => viewsOf(instance).every((view) => view !== undefined),
        holds: (instance) => {
          const [a, b] = viewsOf(instance) as [never, never];
          if (over.node) return truth(over.node(a, at[instance]?.[0] as NodeId));
          if (over.pair) return truth(over.pair(a, b));
          const { views, history, all } = seen();
          return truth(over.world(views, history, all));
        },
      };
    },
  };
}

/** The nodes of each instance of a condition. */
export function instancesOf(over: Over, nodes: readonly NodeId[]): readonly (readonly NodeId[])[] {
  if (over.node) return nodes.map((node) => [node]);
  if (over.pair) return nodes.flatMap((a) => nodes.filter((b) => b !== a).map((b) => [a, b]));
  return [[]];
}

/**
 * The two conditions of a `leadsTo`: `due` triggers an obligation, `kept` discharges it. Conditions of one
 * kind are paired instance by instance; otherwise both are taken as conditions on the whole world.
 */
export function obligations(
  evaluators: Evaluators,
  from: Over,
  over: Over,
): readonly [due: Instances, kept: Instances] {
  if (kindOf(from) === kindOf(over)) return [evaluators.each(from), evaluators.each(over)];
  return [
    onWorld(evaluators.of(from, 'whole'), 'everywhere'),
    onWorld(evaluators.of(over, 'whole'), 'somewhere'),
  ];
}

function kindOf(over: Over): string {
  return over.node ? 'node' : over.pair ? 'pair' : 'world';
}

/** A condition on nodes or pairs, quantified into one on the world. */
function onWorld(evaluator: Evaluator, where: 'everywhere' | 'somewhere'): Instances {
  return {
    at: [[]],
    isUp: () => true,
    holds: () => (where === 'everywhere' ? !evaluator.fails() : evaluator.holds()),
  };
}
