/**
 * How a property looks at the world that is being judged. The plain way asks it of every node, every pair of nodes or the
 * whole world; an engine that remembers what it asked before may answer sooner, and the same.
 */
import type { NodeId } from '../actors/actor.ts';
import { truth } from '../actors/user-code.ts';
import type { Seen } from '../semantics/views.ts';
import type { Over, OverGiven } from './property.ts';

/** The nodes at which a condition fails (none of them, for one on the whole world), or undefined where it holds. */
export function failure(over: OverGiven, seen: Seen): { at: readonly NodeId[] } | undefined {
  for (const { at, holds, premise } of instances(over, seen)) {
    if (premise() && !holds()) return { at };
  }
  return undefined;
}

/** The nodes at which a condition holds, or undefined where it holds nowhere. */
export function witness(over: Over, seen: Seen): { at: readonly NodeId[] } | undefined {
  for (const { at, holds } of instances(over, seen)) {
    if (holds()) return { at };
  }
  return undefined;
}

/** Whether the property says anything about this world. */
export function premiseOccurs(over: OverGiven, seen: Seen): boolean {
  return [...instances(over, seen)].some(({ premise }) => premise());
}

/** Each node or pair with what a condition says of it; none of them, for one on the whole world. */
export function judged(
  over: OverGiven,
  seen: Seen,
): readonly (readonly [at: readonly NodeId[], says: 'nothing' | 'holds' | 'fails'])[] {
  return [...instances(over, seen)].map(({ at, premise, holds }) => [
    at,
    !premise() ? 'nothing' : holds() ? 'holds' : 'fails',
  ]);
}

interface Instance {
  readonly at: readonly NodeId[];
  holds(): boolean;
  premise(): boolean;
}

function* instances(over: OverGiven, { views, history, all }: Seen): Generator<Instance> {
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

/** A condition, asked of the world that is being judged. */
export interface Evaluator {
  /** Whether it fails anywhere. */
  fails(): boolean;
  /** Whether it holds anywhere. */
  holds(): boolean;
  /** Whether it says anything about this world. */
  premiseOccurs(): boolean;
  /** The nodes where it fails; none where the world as a whole is meant. */
  failingAt(): readonly NodeId[];
  /** The nodes where it holds. */
  holdingAt(): readonly NodeId[];
}

/**
 * `news` is for those who stop asking at the first answer: what cannot have changed since a world that was judged before
 * need not be asked again. `whole` is for those who need the answer for each world by itself.
 */
export type Extent = 'news' | 'whole';

/** A condition asked of each node, each ordered pair or the world by itself, in the world that is being judged. */
export interface Instances {
  /** The nodes of each; none for the world. */
  readonly at: readonly (readonly NodeId[])[];
  /** Whether its nodes are up. */
  isUp(instance: number): boolean;
  /** Asked only of one whose nodes are up. */
  holds(instance: number): boolean;
}

/** How conditions look at worlds. */
export interface Evaluators {
  of(over: OverGiven | Over, extent: Extent): Evaluator;
  each(over: Over): Instances;
  /** Whether this world shows anything that none before it showed; where it does not, `news` need not be asked for. */
  readonly hasChanges?: boolean;
}

/** Asks everything each time; `seen` gives the world that is being judged, of these nodes. */
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

/** A condition that is due and the one that keeps it. Of one kind both are asked of the same node or pair. */
export function obligations(
  sights: Evaluators,
  from: Over,
  over: Over,
): readonly [due: Instances, kept: Instances] {
  if (kindOf(from) === kindOf(over)) return [sights.each(from), sights.each(over)];
  return [asOne(sights.of(from, 'whole'), 'everywhere'), asOne(sights.of(over, 'whole'), 'somewhere')];
}

function kindOf(over: Over): string {
  return over.node ? 'node' : over.pair ? 'pair' : 'world';
}

/** A condition on nodes or pairs as one on the world. */
function asOne(sight: Evaluator, where: 'everywhere' | 'somewhere'): Instances {
  return {
    at: [[]],
    isUp: () => true,
    holds: () => (where === 'everywhere' ? !sight.fails() : sight.holds()),
  };
}
