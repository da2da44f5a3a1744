/**
 * The determinism check. A step must depend on state, event and choice alone; otherwise no trace can be
 * replayed. The check repeats a run three times in parallel: twice as it was, and once with a new instance of
 * each implementation for each step, loaded with what the instance before it saved. The error names the first
 * step with another result.
 */

import type { Action } from '../semantics/actions.ts';
import type { System } from '../semantics/system.ts';
import { explained, traceOf } from '../traces/trace.ts';
import { canonical } from '../values/canonical.ts';
import { isSame } from '../values/equality.ts';
import { CodeError } from '../values/errors.ts';
import { enabledOutcome } from './run.ts';
import { InPlaceSimulation } from './simulation/in-place.ts';

/** The number of runs without a violation between two checks. */
export const runsBetweenChecks = 100;

/**
 * Repeats a run and compares the results of each step; the fault-free phase begins before the action
 * `faultFreeFrom`.
 *
 * @throws CodeError, with the trace up to the step that differs.
 */
export function checkDeterminism(
  system: System,
  freshSystem: () => System,
  start: number,
  actions: readonly Action[],
  faultFreeFrom = Number.POSITIVE_INFINITY,
): void {
  const repetitions = [
    new InPlaceSimulation(freshSystem(), start),
    new InPlaceSimulation(freshSystem(), start),
  ] as const;
  const reloading = new InPlaceSimulation(reloadingSystem(system), start);
  for (const [at, action] of actions.entries()) {
    if (at === faultFreeFrom) for (const one of [...repetitions, reloading]) one.stopFaults();
    const [one, other] = repetitions.map((simulation) => resultOf(simulation, action)) as [
      StepResult,
      StepResult,
    ];
    const refuse = (what: string) => {
      const error = new CodeError(`step ${at + 1} of a schedule has another result when ${what}`);
      throw explained(error, () => traceOf(system, start, actions.slice(0, at + 1)));
    };
    if (one === notEnabled || !isSameResult(one, other))
      refuse(
        `the same schedule is run again: ${textOf(one)} the first time, ${textOf(other)} the second; a step must depend on state, event and ` +
          'choice alone, so pass time in as a timer and randomness as a draw',
      );
    const after = resultOf(reloading, action);
    if (!isSameResult(one, after))
      refuse(
        `each step has a new instance, loaded with what the last one saved: ${textOf(after)}, and ${textOf(one)} with one instance for all steps; ` +
          "a step must depend on nothing that 'save' leaves out",
      );
  }
}

const notEnabled = 'it was not enabled';

/** The system with actors that keep no instance between steps, so data beside the saved state are lost. */
function reloadingSystem(system: System): System {
  const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, actor.anew?.() ?? actor]);
  return { ...system, nodes: Object.fromEntries(nodes) };
}

/** The effects and the view of a step; a text if it was disabled or failed. */
type StepResult = object | string;

/** Takes a step; a failure is a result too, for a deterministic actor fails each time. */
function resultOf(simulation: InPlaceSimulation, action: Action): StepResult {
  const enabled = enabledOutcome(simulation, action);
  if (enabled === undefined) return notEnabled;
  try {
    const { effects, transition } = simulation.take(enabled);
    return { effects, after: transition?.after };
  } catch (cause) {
    return failed(cause);
  }
}

function isSameResult(one: StepResult, other: StepResult): boolean {
  try {
    return isSame(one, other) || textOf(one) === textOf(other);
  } catch {
    // Data that are not plain cannot be compared; the encoding names the place.
    return textOf(one) === textOf(other);
  }
}

function textOf(done: StepResult): string {
  try {
    return typeof done === 'string' ? done : canonical(done);
  } catch (cause) {
    return failed(cause);
  }
}

function failed(cause: unknown): string {
  return `it failed (${String(cause)})`;
}
