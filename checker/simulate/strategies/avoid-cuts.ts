import type { Action } from '../../semantics/world.ts';
import type { Bias } from './strategy.ts';

/** How readily something is done again that led out of the scope. */
const warily = 0.03;

/** Shies away from what led out of the scope, so that a run is not spent on coming to its end again and again. */
export class AvoidCuts {
  readonly #shunned = new Set<string>();

  readonly bias: Bias = {
    eagerness: (action) => (this.#shunned.size > 0 && this.#shunned.has(kindOf(action)) ? warily : 1),
  };

  shun(action: Action): void {
    this.#shunned.add(kindOf(action));
  }
}

/** Who did what, whatever it was about. */
function kindOf(action: Action): string {
  switch (action.type) {
    case 'deliver':
      return `${action.to} ${action.message.type}`;
    case 'timeout':
      return `${action.node} ${action.timer}`;
    case 'input':
      return `${action.node} ${action.input.type}`;
    default:
      return 'node' in action ? `${action.node} ${action.type}` : action.type;
  }
}
