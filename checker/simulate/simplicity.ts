/**
 * The simplicity order of schedules, by which shrinking compares candidates: fewer actions; then fewer
 * faults; then fewer switches between nodes; then shorter text; then the first text in alphabetical order.
 */
import { type Action, actingNode, actionTable } from '../semantics/actions.ts';
import { canonical } from '../values/canonical.ts';

/** True if the first list of actions is strictly simpler than the second. */
export function isSimpler(actions: readonly Action[], than: readonly Action[]): boolean {
  for (const cost of costs) {
    const difference = cost(actions) - cost(than);
    if (difference !== 0) return difference < 0;
  }
  return textOf(actions) < textOf(than);
}

const costs: readonly ((actions: readonly Action[]) => number)[] = [
  (actions) => actions.length,
  (actions) => actions.filter(({ type }) => isFault(type)).length,
  (actions) =>
    actions.filter((action, at) => at > 0 && actingNode(action) !== actingNode(actions[at - 1] as Action))
      .length,
  (actions) => textOf(actions).length,
];

function textOf(actions: readonly Action[]): string {
  return actions.map(canonical).join();
}

/** True for a fault and for the end of one: a partition and its end count alike. */
export function isFault(type: Action['type']): boolean {
  const { role } = actionTable[type];
  return role === 'fault' || role === 'repair';
}
