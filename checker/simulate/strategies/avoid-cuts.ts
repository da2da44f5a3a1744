import type { Action } from '../../semantics/actions.ts';
import type { Bias } from './strategy.ts';

/** The eagerness for a step like one that led to a cut. */
const avoidedEagerness = 0.03;

/** The steps that led to a cut in one run, and the bias against them. */
export class AvoidCuts {
  readonly #avoided = new Set<string>();

  readonly bias: Bias = {
    eagerness: (action) =>
      this.#avoided.size > 0 && this.#avoided.has(stepKey(action)) ? avoidedEagerness : 1,
  };

  /** Notes that an action led to a cut. */
  avoid(action: Action): void {
    this.#avoided.add(stepKey(action));
  }
}

/** The node and the type of its step, without the contents. */
function stepKey(action: Action): string {
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
