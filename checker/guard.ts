/**
 * Chance in code under check: a step must depend on state, event and choice alone, or no trace can be trusted and none
 * replayed. Now and then a run is made twice more, side by side, and the first step that differs is named.
 */
import { canonical } from './canonical.ts';
import { CodeError, explained } from './errors.ts';
import { FastWalk } from './fast/walk.ts';
import { wayOf } from './run.ts';
import type { System } from './system.ts';
import { traceOf } from './trace.ts';
import type { Taken } from './walk.ts';
import type { Action } from './world.ts';

/**
 * Makes a run again, as often as it takes to see a difference; `calm` says after how many actions its calm began.
 *
 * @throws CodeError, with the trace up to the step that differs.
 */
export function refuseChance(
  system: System,
  fresh: () => System,
  start: number,
  actions: readonly Action[],
  calm = Number.POSITIVE_INFINITY,
): void {
  const walks = [new FastWalk(fresh(), start), new FastWalk(fresh(), start)] as const;
  for (const [at, action] of actions.entries()) {
    if (at === calm) for (const walk of walks) walk.calmDown();
    const [one, other] = walks.map((walk) => {
      const way = wayOf(walk, action);
      return way === undefined ? 'it was not possible' : doneBy(() => walk.take(way));
    });
    if (one === other && one !== 'it was not possible') continue;
    const error = new CodeError(
      `step ${at + 1} of a schedule went otherwise when the same schedule was run again: ${one} the first time, ${other} the ` +
        'second; a step must depend on state, event and choice alone, so hand time in as a timer and randomness as a draw',
    );
    throw explained(error, () => traceOf(system, start, actions.slice(0, at + 1)));
  }
}

/** What a step did, as text; an actor that fails does so every time. */
function doneBy(take: () => Taken): string {
  try {
    const { effects, transition } = take();
    return canonical({ effects, after: transition?.after });
  } catch (cause) {
    return `it failed (${String(cause)})`;
  }
}
