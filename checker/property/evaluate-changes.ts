/** How properties look at a run: they ask of a world only what can be otherwise than before its last action. */
import type { NodeId } from '../actors/actor.ts';
import { truth } from '../actors/user-code.ts';
import type { Seen, Views } from '../semantics/views.ts';
import { type Evaluator, type Evaluators, referenceEvaluators } from './evaluate.ts';
import type { OverGiven } from './property.ts';

/** The world that is judged, and the nodes whose views may differ from those before its last action. */
export interface Changes {
  readonly seen: Seen;
  readonly changed: readonly NodeId[];
}

/** Sights of a walk; whoever needs the whole of each world is shown it the plain way. */
export function changeEvaluators(nodes: readonly NodeId[], walk: Changes): Evaluators {
  const plain = referenceEvaluators(nodes, () => walk.seen);
  return {
    each: (over) => plain.each(over),
    of: (over, extent) => {
      const sight = plain.of(over, extent);
      return extent === 'whole' ? sight : { ...sight, ...changeEvaluator(over as OverGiven, walk) };
    },
  };
}

type Questions = Pick<Evaluator, 'fails' | 'holds' | 'premiseOccurs'>;

function changeEvaluator(over: OverGiven, walk: Changes): Questions {
  const { views, all } = walk.seen;
  const { premise } = over;
  if (over.node !== undefined) {
    const some = (is: (view: object, node: NodeId) => boolean) => {
      for (const node of walk.changed) {
        const view = views.get(node);
        if (view !== undefined && is(view, node)) return true;
      }
      return false;
    };
    return questions(
      some,
      (view, node) => over.node(view, node),
      premise && ((view, node) => over.premise?.(view, node)),
    );
  }
  if (over.pair !== undefined) {
    return questions(
      (is: (a: object, b: object) => boolean) => someNewPair(views, walk.changed, is),
      (a, b) => over.pair(a, b),
      premise && ((a, b) => over.premise?.(a, b)),
    );
  }
  return questions(
    (is: () => boolean) => is(),
    () => over.world(views, walk.seen.history, all),
    premise && (() => over.premise?.(views, walk.seen.history, all)),
  );
}

/** The three questions, each asked where `some` looks. */
function questions<A extends unknown[]>(
  some: (is: (...of: A) => boolean) => boolean,
  holds: (...of: A) => unknown,
  premise: ((...of: A) => unknown) | undefined,
): Questions {
  const occurs = (...of: A) => premise === undefined || truth(premise(...of));
  return {
    fails: () => some((...of) => occurs(...of) && !truth(holds(...of))),
    holds: () => some((...of) => truth(holds(...of))),
    premiseOccurs: () => some(occurs),
  };
}

function someNewPair(
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
