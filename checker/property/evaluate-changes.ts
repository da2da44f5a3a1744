/**
 * Incremental evaluation along one execution: only instances whose nodes changed in the last action are
 * evaluated.
 */
import type { NodeId } from '../actors/actor.ts';
import { truth } from '../actors/user-code.ts';
import type { Seen, Views } from '../semantics/views.ts';
import { type Evaluator, type Evaluators, referenceEvaluators } from './evaluate.ts';
import type { OverGiven } from './property.ts';

/** The current world, and the nodes whose views may differ from those before its last action. */
export interface Changes {
  readonly seen: Seen;
  readonly changed: readonly NodeId[];
}

/**
 * Evaluators of an execution. Those of extent `whole`, and of single instances, are the reference evaluators.
 */
export function changeEvaluators(nodes: readonly NodeId[], changes: Changes): Evaluators {
  const reference = referenceEvaluators(nodes, () => changes.seen);
  return {
    each: (over) => reference.each(over),
    of: (over, extent) => {
      const evaluator = reference.of(over, extent);
      return extent === 'whole'
        ? evaluator
        : { ...evaluator, ...changeEvaluator(over as OverGiven, changes) };
    },
  };
}

type Tests = Pick<Evaluator, 'fails' | 'holds' | 'premiseOccurs'>;

function changeEvaluator(over: OverGiven, changes: Changes): Tests {
  const { views, all } = changes.seen;
  const { premise } = over;
  if (over.node !== undefined) {
    const someNode = (is: (view: object, node: NodeId) => boolean) => {
      for (const node of changes.changed) {
        const view = views.get(node);
        if (view !== undefined && is(view, node)) return true;
      }
      return false;
    };
    return testsOf(
      someNode,
      (view, node) => over.node(view, node),
      premise && ((view, node) => over.premise?.(view, node)),
    );
  }
  if (over.pair !== undefined) {
    return testsOf(
      (is: (a: object, b: object) => boolean) => someChangedPair(views, changes.changed, is),
      (a, b) => over.pair(a, b),
      premise && ((a, b) => over.premise?.(a, b)),
    );
  }
  return testsOf(
    (is: () => boolean) => is(),
    () => over.world(views, changes.seen.history, all),
    premise && (() => over.premise?.(views, changes.seen.history, all)),
  );
}

/** The three tests of an evaluator, over the instances that `some` enumerates. */
function testsOf<A extends unknown[]>(
  some: (is: (...of: A) => boolean) => boolean,
  holds: (...of: A) => unknown,
  premise: ((...of: A) => unknown) | undefined,
): Tests {
  const occurs = (...of: A) => premise === undefined || truth(premise(...of));
  return {
    fails: () => some((...of) => occurs(...of) && !truth(holds(...of))),
    holds: () => some((...of) => truth(holds(...of))),
    premiseOccurs: () => some(occurs),
  };
}

/** Whether an ordered pair with a changed node satisfies a predicate. */
function someChangedPair(
  views: Views,
  changed: readonly NodeId[],
  is: (a: object, b: object) => boolean,
): boolean {
  for (const node of changed) {
    const view = views.get(node);
    if (view === undefined) continue;
    for (const [other, otherView] of views)
      if (other !== node && (is(view, otherView) || is(otherView, view))) return true;
  }
  return false;
}
