/**
 * Chance in code under check: a step must depend on state, event and choice alone, or no trace can be trusted and none
 * replayed. Now and then a run is made again, side by side: twice as it was, and once with every implementation made anew for each step
 * and loaded with what it saved after the last. The first step that differs is named.
 */
import type { System } from '../semantics/system.ts';
import type { Action } from '../semantics/world.ts';
import { explained, traceOf } from '../traces/trace.ts';
import { canonical } from '../values/canonical.ts';
import { isSame } from '../values/equality.ts';
import { CodeError } from '../values/errors.ts';
import { wayOf } from './run.ts';
import { InPlaceSimulation } from './simulation/in-place.ts';

/** One run in so many is made again, where nothing breaks. */
export const runsBetweenChecks = 100;

/**
 * Makes a run again, as often as it takes to see a difference; `calm` says after how many actions its calm began.
 *
 * @throws CodeError, with the trace up to the step that differs.
 */
export function checkDeterminism(
  system: System,
  fresh: () => System,
  start: number,
  actions: readonly Action[],
  calm = Number.POSITIVE_INFINITY,
): void {
  const again = [new InPlaceSimulation(fresh(), start), new InPlaceSimulation(fresh(), start)] as const;
  const loaded = new InPlaceSimulation(madeAnew(system), start);
  for (const [at, action] of actions.entries()) {
    if (at === calm) for (const walk of [...again, loaded]) walk.stopFaults();
    const [one, other] = again.map((walk) => doneBy(walk, action)) as [Done, Done];
    const refuse = (what: string) => {
      const error = new CodeError(`step ${at + 1} of a schedule went otherwise when ${what}`);
      throw explained(error, () => traceOf(system, start, actions.slice(0, at + 1)));
    };
    if (one === impossible || !areAlike(one, other))
      refuse(
        `the same schedule was run again: ${textOf(one)} the first time, ${textOf(other)} the second; a step must depend on state, event and ` +
          'choice alone, so hand time in as a timer and randomness as a draw',
      );
    const after = doneBy(loaded, action);
    if (!areAlike(one, after))
      refuse(
        `implementations were made anew before each step and loaded with what they had saved: ${textOf(after)}, where one that lives on did ${textOf(one)}; ` +
          "a step must depend on nothing that 'save' leaves out",
      );
  }
}

const impossible = 'it was not possible';

/** The system with actors that keep no instances: what one remembers beside its state is lost between two steps. */
function madeAnew(system: System): System {
  const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, actor.anew?.() ?? actor]);
  return { ...system, nodes: Object.fromEntries(nodes) };
}

/** What a step did; words where it did nothing. */
type Done = object | string;

/** An actor that fails does so every time. */
function doneBy(walk: InPlaceSimulation, action: Action): Done {
  const way = wayOf(walk, action);
  if (way === undefined) return impossible;
  try {
    const { effects, transition } = walk.take(way);
    return { effects, after: transition?.after };
  } catch (cause) {
    return failed(cause);
  }
}

function areAlike(one: Done, other: Done): boolean {
  try {
    return isSame(one, other) || textOf(one) === textOf(other);
  } catch {
    // What is not plain data fails where it is encoded.
    return textOf(one) === textOf(other);
  }
}

function textOf(done: Done): string {
  try {
    return typeof done === 'string' ? done : canonical(done);
  } catch (cause) {
    return failed(cause);
  }
}

function failed(cause: unknown): string {
  return `it failed (${String(cause)})`;
}
