/**
 * The simplicity order of schedules, by which shrinking compares candidates: fewer actions; then fewer
 * faults; then fewer switches between nodes; then shorter text; then the first text in alphabetical order.
 */
import type { NodeId } from '../actors/actor.ts';
import { faults } from '../semantics/validate-system.ts';
import type { Action } from '../semantics/world.ts';
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
    actions.filter((action, at) => at > 0 && nodeOf(action) !== nodeOf(actions[at - 1] as Action)).length,
  (actions) => textOf(actions).length,
];

function textOf(actions: readonly Action[]): string {
  return actions.map(canonical).join();
}

/** True for faults; healing a partition counts as one, too. */
export function isFault(type: Action['type']): boolean {
  return type === 'heal' || faults.includes(type);
}

/** The node that takes the step of an action; undefined for an action of the network. */
export function nodeOf(action: Action): NodeId | undefined {
  if ('node' in action) return action.node;
  return action.type === 'deliver' || action.type === 'request' ? action.to : undefined;
}
