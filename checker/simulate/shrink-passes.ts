/**
 * The passes of shrinking. Each pass proposes candidates for a simpler schedule: without some actions, with
 * deliveries in place of faults, with other draws and choices, with exchanged nodes, or in another order.
 */

import type { NodeId } from '../actors/actor.ts';
import { type Action, actingNode } from '../semantics/actions.ts';
import { canonical } from '../values/canonical.ts';
import { exchanged, renamed } from '../values/rename.ts';
import type { Run } from './run.ts';
import { isFault } from './simplicity.ts';

/** The longest list from which all pairs of actions are removed. */
const pairsMax = 30;

/** The simplest schedule found so far, as the passes need it. */
export interface ShrinkTarget {
  readonly actions: readonly Action[];
  readonly nodes: readonly NodeId[];
  /** A run of the first `count` actions. */
  after(count: number): Run;
}

/** Proposes candidates; a candidate may contain actions that are disabled. */
export type Pass = (target: ShrinkTarget) => Iterable<readonly Action[]>;

/** All passes; cheap and effective ones first. */
export const passes: readonly Pass[] = [
  ({ actions }) => withoutChunks(actions),
  withoutPairs,
  withoutFaults,
  withOtherDetails,
  withOtherNames,
  withFewerSwitches,
];

/**
 * A list without one chunk: chunks of half the length first, then of halving lengths, each from the end
 * backwards.
 */
export function* withoutChunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = list.length; end > 0; end -= size)
      yield [...list.slice(0, Math.max(0, end - size)), ...list.slice(end)];
  }
}

/** Without two actions that need not be adjacent. */
function* withoutPairs({ actions }: ShrinkTarget): Generator<readonly Action[]> {
  if (actions.length > pairsMax) return;
  for (const second of [...actions.keys()].reverse())
    for (let first = second - 1; first >= 0; first--)
      yield actions.filter((_, at) => at !== first && at !== second);
}

/** With a delivery in place of a fault. */
function* withoutFaults(target: ShrinkTarget): Generator<readonly Action[]> {
  const { actions } = target;
  for (const [at, { type }] of actions.entries()) {
    if (!isFault(type)) continue;
    const { simulation } = target.after(at);
    for (let index = 0; index < simulation.count('deliver'); index++) {
      const delivery = simulation.at('deliver', index);
      for (const outcome of delivery === undefined ? [] : simulation.outcomes(delivery))
        yield actions.with(at, outcome);
    }
  }
}

/** With another draw, choice, input or injected message. */
function* withOtherDetails(target: ShrinkTarget): Generator<readonly Action[]> {
  const { actions } = target;
  for (const [at, action] of actions.entries()) {
    const { simulation } = target.after(at);
    const others =
      action.type === 'input' || action.type === 'inject'
        ? Array.from({ length: simulation.count(action.type) }, (_, index) =>
            simulation.at(action.type, index),
          )
        : [action];
    for (const other of others)
      for (const outcome of other === undefined ? [] : simulation.outcomes(other))
        if (
          outcome.type === action.type &&
          actingNode(outcome) === actingNode(action) &&
          canonical(outcome) !== canonical(action)
        )
          yield actions.with(at, outcome);
  }
}

/** With two nodes exchanged. */
function* withOtherNames({ actions, nodes }: ShrinkTarget): Generator<readonly Action[]> {
  for (const [at, one] of nodes.entries())
    for (const other of nodes.slice(at + 1))
      yield actions.map((action) => renamed(action, exchanged(one, other)));
}

/** With an action moved next to the previous action of its node, or that one moved to it. */
function* withFewerSwitches({ actions }: ShrinkTarget): Generator<readonly Action[]> {
  for (const [at, action] of actions.entries()) {
    const before = actions.findLastIndex(
      (other, index) => index < at && actingNode(other) === actingNode(action),
    );
    if (before === -1 || before === at - 1) continue;
    yield actions.toSpliced(at, 1).toSpliced(before + 1, 0, action);
    yield actions.toSpliced(before, 1).toSpliced(at - 1, 0, actions[before] as Action);
  }
}
